//! Nix' grammar as a pushdown automaton over tokens: accepts exactly what both Nix 2.26 and rnix accept.
//!
//! It runs before rnix because it needs no native stack and linear time on any input, knows how deep and how costly
//! the tree will be, and knows at the first bad token what is open and what was expected.

use super::lex::{Bad, Lexer, Tok};
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
    bound: bool,
    /// `==` and `<` cannot be chained.
    equality: bool,
    compare: bool,
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

/// A token that the state and the innermost frame have no use for.
pub(super) struct Unexpected;

type Step = Result<(), Unexpected>;

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

    /// Takes one token; comments must be left out.
    pub(super) fn step(&mut self, tok: Tok, at: u32) -> Step {
        self.account(tok);
        match tok {
            Tok::PathInterp => {
                self.push(Kind::Interp, at, State::Simple);
                self.begin();
                return Ok(());
            }
            Tok::PathMore => return Ok(()),
            Tok::Bad(Bad::Path | Bad::Number) => return Err(Unexpected),
            _ => {}
        }
        match self.state {
            State::Start | State::Operand | State::Tight | State::Default => self.operand(tok, at),
            State::Item if tok == Tok::BrackClose => self.close(Kind::List),
            State::Item => self.operand(tok, at),
            State::Attr => self.attr(tok, at, State::Path),
            State::HasAttr => self.attr(tok, at, State::HasPath),
            State::KeyAttr => self.attr(tok, at, State::KeyDone),
            State::InString => match tok {
                Tok::StringEnd => {
                    if self.top.kind == Kind::String {
                        self.last_string = (self.top.open, at + 1);
                    }
                    self.pop();
                    Ok(())
                }
                Tok::Interp => {
                    self.push(Kind::Interp, at, State::InString);
                    self.begin();
                    Ok(())
                }
                _ => Err(Unexpected),
            },
            State::End => Err(Unexpected),
            state if state.is_after() => self.after(tok, at),
            _ => self.binding_or_formals(tok, at),
        }
    }

    // ---- frames ----

    fn push(&mut self, kind: Kind, open: u32, then: State) {
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

    fn close(&mut self, kind: Kind) -> Step {
        if self.top.kind != kind {
            return Err(Unexpected);
        }
        self.pop();
        Ok(())
    }

    fn reset(&mut self) {
        self.depth -= self.top.chain;
        self.top.chain = 0;
        self.top.size = 0;
    }

    /// An expression begins that rnix counts.
    fn begin(&mut self) {
        self.state = State::Start;
        self.exprs += 1;
        self.most_exprs = self.most_exprs.max(self.exprs);
    }

    // ---- cost ----

    fn account(&mut self, tok: Tok) {
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

    // ---- expressions ----

    fn operand(&mut self, tok: Tok, at: u32) -> Step {
        let start = self.state == State::Start;
        self.state = match tok {
            Tok::Ident if start => State::Name,
            Tok::Ident | Tok::Literal | Tok::Path => State::Simple,
            Tok::Quote | Tok::Quotes => return self.string(tok, at, State::Simple),
            Tok::ParenOpen => {
                self.push(Kind::Paren, at, State::Simple);
                self.begin();
                return Ok(());
            }
            Tok::BrackOpen => {
                self.push(Kind::List, at, State::Simple);
                State::Item
            }
            Tok::BraceOpen => {
                self.push(Kind::Brace, at, State::Simple);
                self.top.function = start;
                State::Brace
            }
            Tok::Rec => State::Rec,
            Tok::Let if start => State::Let,
            Tok::With | Tok::Assert | Tok::If if start => {
                let kind = match tok {
                    Tok::With => Kind::With,
                    Tok::Assert => Kind::Assert,
                    _ => Kind::If,
                };
                self.push(kind, at, State::Start);
                self.begin();
                return Ok(());
            }
            Tok::Not if matches!(self.state, State::Start | State::Operand) => State::Operand,
            Tok::Minus if matches!(self.state, State::Start | State::Operand | State::Tight) => State::Tight,
            _ => return Err(Unexpected),
        };
        Ok(())
    }

    fn string(&mut self, tok: Tok, at: u32, then: State) -> Step {
        self.push(if tok == Tok::Quote { Kind::String } else { Kind::Indented }, at, then);
        self.state = State::InString;
        Ok(())
    }

    fn attr(&mut self, tok: Tok, at: u32, then: State) -> Step {
        match tok {
            Tok::Ident | Tok::Or => self.state = then,
            Tok::Quote => return self.string(tok, at, then),
            Tok::Interp => {
                self.push(Kind::Interp, at, then);
                self.begin();
            }
            _ => return Err(Unexpected),
        }
        Ok(())
    }

    /// After an operand: selection, argument, operator, or the end of the expression.
    fn after(&mut self, tok: Tok, at: u32) -> Step {
        let state = self.state;
        let selectable = matches!(state, State::Simple | State::Name | State::Empty | State::Path);
        match tok {
            Tok::Dot if selectable => self.state = State::Attr,
            Tok::Dot if state == State::HasPath => self.state = State::HasAttr,
            Tok::Or if state == State::Path => self.state = State::Default,
            Tok::Or if selectable => self.state = State::Done,
            Tok::Colon if matches!(state, State::Name) => self.begin(),
            Tok::Colon if state == State::Empty => self.begin(),
            Tok::At if state == State::Name => self.state = State::AtBrace,
            Tok::At if state == State::Empty => self.state = State::BindName,
            Tok::Ident
            | Tok::Literal
            | Tok::Path
            | Tok::Quote
            | Tok::Quotes
            | Tok::ParenOpen
            | Tok::BrackOpen
            | Tok::BraceOpen
            | Tok::Rec
                if !matches!(state, State::HasPath | State::Whole) =>
            {
                self.top.last_arg = (self.prev_end, at);
                self.state = State::Default;
                return self.operand(tok, at);
            }
            _ if self.operator(tok) => {}
            _ => return self.end_of_expr(tok),
        }
        Ok(())
    }

    fn operator(&mut self, tok: Tok) -> bool {
        if self.top.kind == Kind::List || self.state == State::Whole {
            return false;
        }
        match tok {
            Tok::Question if self.state != State::HasPath => self.state = State::HasAttr,
            Tok::Arith | Tok::Minus => self.state = State::Tight,
            Tok::Update => self.state = State::Operand,
            Tok::Equality if !self.top.equality => {
                (self.top.equality, self.top.compare) = (true, false);
                self.state = State::Operand;
            }
            Tok::Compare if !self.top.compare => {
                self.top.compare = true;
                self.state = State::Operand;
            }
            Tok::Logic | Tok::Pipe => {
                (self.top.equality, self.top.compare) = (false, false);
                self.state = State::Operand;
            }
            _ => return false,
        }
        true
    }

    fn end_of_expr(&mut self, tok: Tok) -> Step {
        match (tok, self.top.kind) {
            (Tok::Semicolon, Kind::Value)
            | (Tok::ParenClose, Kind::Paren | Kind::From)
            | (Tok::BrackClose, Kind::List)
            | (Tok::InterpEnd, Kind::Interp) => self.pop(),
            (Tok::Semicolon, Kind::With | Kind::Assert) | (Tok::Else, Kind::Then) => {
                self.pop();
                self.begin();
            }
            (Tok::Then, Kind::If) => {
                self.top.kind = Kind::Then;
                (self.top.equality, self.top.compare) = (false, false);
                self.state = State::Start;
            }
            (Tok::Comma, Kind::FormalDefault) => self.pop(),
            (Tok::BraceClose, Kind::FormalDefault) => {
                self.pop();
                self.end_of_formals();
            }
            (Tok::End, Kind::Root) => self.state = State::End,
            _ => return Err(Unexpected),
        }
        Ok(())
    }

    // ---- bindings and arguments ----

    fn binding_or_formals(&mut self, tok: Tok, at: u32) -> Step {
        self.state = match (self.state, tok) {
            (State::Rec, Tok::BraceOpen) => {
                self.push(Kind::Set, at, State::Simple);
                State::Key
            }
            (State::Let, Tok::BraceOpen) => {
                self.push(Kind::Legacy, at, State::Whole);
                State::Key
            }
            (State::Let, _) => {
                self.push(Kind::Let, self.prev_end.saturating_sub(3), State::Start);
                self.state = State::Key;
                return self.key(tok, at);
            }
            (State::Brace, Tok::Ident) => {
                self.top.binding = at;
                State::BraceName
            }
            (State::Brace, Tok::BraceClose) => {
                let function = self.top.function;
                self.pop();
                if function { State::Empty } else { State::Simple }
            }
            (State::Brace, Tok::Ellipsis) if self.top.function => {
                self.top.kind = Kind::Formals;
                State::FormalEnd
            }
            (State::Brace, _) => {
                self.top.kind = Kind::Set;
                return self.key(tok, at);
            }
            (State::BraceName, Tok::Comma | Tok::Question | Tok::BraceClose) if self.top.function => {
                self.top.kind = Kind::Formals;
                return self.formal(tok, at);
            }
            (State::BraceName, _) => {
                self.top.kind = Kind::Set;
                return self.key_done(tok, at);
            }
            (State::Key, _) => return self.key(tok, at),
            (State::KeyDone, _) => return self.key_done(tok, at),
            (State::Inherit, Tok::ParenOpen) => {
                self.push(Kind::From, at, State::Inherited);
                self.begin();
                return Ok(());
            }
            (State::Inherit | State::Inherited, Tok::Semicolon) => {
                self.reset();
                State::Key
            }
            (State::Inherit | State::Inherited, _) => {
                let arg = (self.prev_end, at);
                self.attr(tok, at, State::Inherited)?;
                // A quoted name has opened a frame of its own.
                let frame = if self.state == State::Inherited { Some(&mut self.top) } else { self.frames.last_mut() };
                if let Some(frame) = frame {
                    frame.last_arg = arg;
                }
                return Ok(());
            }
            (State::Formal, Tok::Ident) => State::FormalDone,
            (State::Formal, Tok::Ellipsis) => State::FormalEnd,
            (State::Formal | State::FormalEnd, Tok::BraceClose) => return Ok(self.end_of_formals()),
            (State::FormalDone, _) => return self.formal(tok, at),
            (State::Formals | State::FormalsBound | State::BindDone, Tok::Colon) => {
                self.begin();
                return Ok(());
            }
            (State::Formals, Tok::At) => State::BindName,
            (State::BindName, Tok::Ident) => State::BindDone,
            (State::AtBrace, Tok::BraceOpen) => {
                self.push(Kind::Formals, at, State::Simple);
                self.top.bound = true;
                State::Formal
            }
            _ => return Err(Unexpected),
        };
        Ok(())
    }

    fn key(&mut self, tok: Tok, at: u32) -> Step {
        self.state = State::Key;
        match (tok, self.top.kind) {
            (Tok::BraceClose, Kind::Set | Kind::Legacy) => {
                self.pop();
                return Ok(());
            }
            (Tok::In, Kind::Let) => {
                self.pop();
                self.begin();
                return Ok(());
            }
            _ => {}
        }
        self.top.binding = at;
        if tok == Tok::Inherit {
            self.state = State::Inherit;
            return Ok(());
        }
        self.attr(tok, at, State::KeyDone)
    }

    fn key_done(&mut self, tok: Tok, at: u32) -> Step {
        self.state = State::KeyDone;
        match tok {
            Tok::Dot => self.state = State::KeyAttr,
            Tok::Assign => {
                self.push(Kind::Value, at, State::Key);
                self.begin();
            }
            _ => return Err(Unexpected),
        }
        Ok(())
    }

    /// After the name of an argument.
    fn formal(&mut self, tok: Tok, at: u32) -> Step {
        self.state = State::FormalDone;
        match tok {
            Tok::Comma => {
                self.reset();
                self.state = State::Formal;
            }
            Tok::Question => {
                self.push(Kind::FormalDefault, at, State::Formal);
                self.begin();
            }
            Tok::BraceClose => self.end_of_formals(),
            _ => return Err(Unexpected),
        }
        Ok(())
    }

    fn end_of_formals(&mut self) {
        let bound = self.top.bound;
        self.pop();
        self.state = if bound { State::FormalsBound } else { State::Formals };
    }
}
