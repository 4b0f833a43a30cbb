//! Nix' grammar as a pushdown automaton over tokens: its states and its stack, and what the tree will cost.
//!
//! It runs before rnix because it needs no native stack and linear time on any input, knows how deep and how costly
//! the tree will be, and knows at the first bad token what is open and what was expected. The transitions are in
//! [`super::rules`].

use super::lex::Lexer;
use super::token::Tok;
use crate::base::limits;

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Any expression.
    Start,
    /// An operand; `let`, functions and the like need parentheses here.
    Operand,
    /// The same, and `!` needs them too.
    Tight,
    /// A list element or `]`.
    Item,
    /// What follows `or`.
    Default,

    /// After an operand that `.` or `or` can follow.
    Simple,
    /// The same after a name that may turn out to be a function's argument.
    Name,
    /// The same after `{ }`.
    Empty,
    /// After an attribute of a selection.
    Path,
    /// After an operand that takes no more selections.
    Done,
    /// After an attribute of `?`.
    HasPath,
    /// After `let { }`, which rnix takes only as a whole expression.
    Whole,

    /// An attribute after `.`.
    Attr,
    /// An attribute after `?`.
    HasAttr,

    /// After `{`: a set or a function's arguments.
    Brace,
    /// After `{ name`.
    BraceName,
    /// A binding, or the end of them.
    Key,
    /// An attribute after `.` in a binding.
    KeyAttr,
    /// After an attribute of a binding.
    KeyDone,
    /// After `inherit`.
    Inherit,
    /// A name to inherit, or `;`.
    Inherited,
    /// After `rec`.
    Rec,
    /// After `let`.
    Let,

    /// An argument of a function, or `}`.
    Formal,
    /// After the name of an argument.
    FormalDone,
    /// After `...`.
    FormalEnd,
    /// After the `}` of arguments.
    Formals,
    /// After the `}` of arguments that have a name already.
    FormalsBound,
    /// After `{ } @`.
    BindName,
    /// After `{ } @ name`.
    BindDone,
    /// After `name @`.
    AtBrace,

    InString,
    End,
}

impl State {
    /// An operand is complete.
    pub(super) fn is_after(self) -> bool {
        use State::*;
        matches!(self, Simple | Name | Empty | Path | Done | HasPath | Whole)
    }
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Paren,
    List,
    /// `{` of which it is not known yet what it is.
    Brace,
    Set,
    /// `let { }`
    Legacy,
    Let,
    /// From `=` to `;`.
    Value,
    With,
    Assert,
    If,
    Then,
    String,
    Indented,
    Interp,
    From,
    Formals,
    /// From `?` to `,` or `}` in arguments.
    FormalDefault,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    /// Where it was opened.
    pub(super) open: u32,
    /// The state when it is closed.
    pub(super) then: State,
    /// A function's arguments may stand here.
    pub(super) function: bool,
    /// `x @` came before these arguments.
    pub(super) bound: bool,
    /// `==` and `<` cannot be chained.
    pub(super) equality: bool,
    pub(super) compare: bool,
    /// Start of the binding that is being read, in sets and `let`.
    pub(super) binding: u32,
    /// End of what comes before the last argument or element, and where that begins.
    pub(super) last_arg: (u32, u32),
    /// Expressions around it that rnix counts.
    exprs: u32,
    /// Tokens since the last `;` or `,`, brackets left out.
    chain: u32,
    /// All tokens since then that are in nodes which rowan may hash again.
    size: u32,
    /// Depth below which no node is hashed again.
    base: u32,
    /// A set with bindings in it.
    pub(super) assigned: bool,
}

/// Why a text is not given to rnix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooComplex {
    /// More bytes than `limits::FILE_BYTES`.
    Bytes,
    /// Words joined by `.`, `+` and `-` that are too long for its tokenizer.
    LongWord,
    /// Expressions inside each other.
    Nesting,
    /// One expression with too many operators, arguments or prefixes.
    Chain,
    /// Too many long expressions together.
    Work,
}

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) lexer: Lexer<'a>,
    pub(super) state: State,
    pub(super) frames: Vec<Frame>,
    pub(super) top: Frame,
    /// End of the last token that is no comment.
    pub(super) prev_end: u32,
    pub(super) prev: Tok,
    exprs: u32,
    depth: u32,
    work: u64,
    pub(super) deepest: u32,
    pub(super) most_exprs: u32,
    /// Tokens that are no comments.
    pub(super) tokens: u32,
    /// The last `"…"` string: where it begins and ends.
    pub(super) last_string: (u32, u32),
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let top = Frame {
            kind: Kind::Root,
            open: 0,
            then: State::End,
            function: false,
            bound: false,
            equality: false,
            compare: false,
            binding: 0,
            last_arg: (0, 0),
            exprs: 0,
            chain: 0,
            size: 0,
            base: 0,
            assigned: false,
        };
        Parser {
            text,
            lexer: Lexer::new(text),
            state: State::Start,
            frames: Vec::new(),
            top,
            prev_end: 0,
            prev: Tok::End,
            exprs: 1,
            depth: 0,
            work: 0,
            deepest: 0,
            most_exprs: 1,
            tokens: 0,
            last_string: (0, 0),
        }
    }

    pub(super) fn push(&mut self, kind: Kind, open: u32, then: State) {
        self.top.exprs = self.exprs;
        let base = if kind == Kind::Value { self.depth } else { self.top.base };
        let new = Frame {
            kind,
            open,
            then,
            function: false,
            bound: false,
            equality: false,
            compare: false,
            binding: 0,
            last_arg: (0, 0),
            exprs: self.exprs,
            chain: 0,
            size: 0,
            base,
            assigned: false,
        };
        self.frames.push(std::mem::replace(&mut self.top, new));
        self.depth += 1;
    }

    /// Closes the innermost frame.
    pub(super) fn pop(&mut self) {
        let Some(below) = self.frames.pop() else { return };
        let closed = std::mem::replace(&mut self.top, below);
        self.state = closed.then;
        self.exprs = self.top.exprs;
        self.depth -= closed.chain + 1;
        match closed.kind {
            // A node with bindings in it is not hashed again, nor are those around it.
            Kind::Set | Kind::Legacy if closed.assigned => self.top.size = 0,
            Kind::Let => self.top.size = 0,
            Kind::Value => {
                self.top.assigned = true;
                self.reset();
            }
            Kind::FormalDefault => self.reset(),
            _ => self.top.size += closed.size,
        }
    }

    pub(super) fn reset(&mut self) {
        self.depth -= self.top.chain;
        self.top.chain = 0;
        self.top.size = 0;
    }

    /// An expression begins that rnix counts.
    pub(super) fn begin(&mut self) {
        self.state = State::Start;
        self.exprs += 1;
        self.most_exprs = self.most_exprs.max(self.exprs);
    }

    pub(super) fn account(&mut self, tok: Tok) {
        self.tokens += 1;
        if matches!(
            tok,
            Tok::ParenClose | Tok::BrackClose | Tok::BraceClose | Tok::InterpEnd | Tok::StringEnd | Tok::Semicolon
        ) {
            return;
        }
        let flat = matches!(self.top.kind, Kind::List | Kind::String | Kind::Indented);
        if !flat || tok == Tok::Or {
            self.top.chain += 1;
            self.depth += 1;
            // A link of a chain may wrap all that comes before it.
            self.work += u64::from(self.top.size);
        }
        self.top.size += 1;
        self.deepest = self.deepest.max(self.depth);
        self.work += u64::from(self.depth - self.top.base);
    }

    /// The limit that the text so far has gone beyond.
    pub(super) fn too_complex(&self) -> Option<TooComplex> {
        if self.most_exprs as usize > limits::NESTING {
            Some(TooComplex::Nesting)
        } else if self.top.chain as usize > limits::CHAIN || self.depth as usize > 2 * limits::CHAIN {
            Some(TooComplex::Chain)
        } else if self.work > limits::PARSE_WORK {
            Some(TooComplex::Work)
        } else if self.lexer.look_ahead > limits::LOOKAHEAD {
            Some(TooComplex::LongWord)
        } else {
            None
        }
    }
}
