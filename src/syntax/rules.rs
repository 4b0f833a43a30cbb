//! The transitions of the grammar: what each token does in each state.
//!
//! Accepts what both Nix 2.26 and rnix 0.15 accept. Where rnix is narrower (`a + !b`, operators after `let { }`) the
//! text is refused here rather than misread there.

use super::grammar::{Kind, Parser, State};
use super::token::{Bad, Tok};

/// A token that the state and the innermost frame have no use for.
pub(super) struct Unexpected;

type Step = Result<(), Unexpected>;

impl Parser<'_> {
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
            State::Item if tok == Tok::BrackClose => self.end_of_expr(tok),
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
            (State::Formal | State::FormalEnd, Tok::BraceClose) => {
                self.end_of_formals();
                return Ok(());
            }
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
