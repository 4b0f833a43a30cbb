//! Runs the grammar over a text: what is wrong with it, and a version of it without what is wrong.
//!
//! rnix is only ever given text that the grammar accepts: a broken binding keeps its name and gets a *hole* for a value,
//! a missing `;` takes the place of a white space byte, missing closing brackets are appended. All offsets stay.

use super::errors::{SyntaxError, describe};
use super::grammar::{Frame, Kind, Parser, State, TooComplex};
use super::token::{Bad, Tok};
use crate::base::{Span, limits};

/// Why a text is not parsed, and where the limit was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub why: TooComplex,
    pub at: u32,
}

/// What was found out about a text.
pub(super) struct Checked {
    pub(super) errors: Vec<SyntaxError>,
    /// The text to parse when it is not the given one; `Err` when nothing can be made of it.
    pub(super) mended: Result<Option<String>, ()>,
    /// Offsets of the literals that stand for something broken.
    pub(super) holes: Vec<u32>,
    /// Native stack that the parser needs.
    pub(super) stack: usize,
}

/// The placeholder for a broken value: any literal of one byte.
const HOLE: char = '0';

pub(super) fn check(text: &str) -> Result<Checked, Refusal> {
    if text.len() as u64 > limits::FILE_BYTES {
        return Err(Refusal { why: TooComplex::Bytes, at: 0 });
    }
    let mut run = Run::new(text);
    run.tokens()?;
    let stack = run.stack();
    let (errors, mut holes) = (run.errors, run.patch.holes);
    holes.sort_unstable();
    if run.patch.edits.is_empty() && run.patch.tail.is_empty() {
        let mended = if run.hopeless { Err(()) } else { Ok(None) };
        return Ok(Checked { errors, mended, holes, stack });
    }
    let mended = apply(text, &run.patch.edits, &run.patch.tail);
    if errors.is_empty() {
        return Ok(Checked { errors, mended: Ok(Some(mended)), holes, stack });
    }
    // What rnix gets has gone through the grammar without complaint: all bounds hold for it.
    let mut again = Run::new(&mended);
    again.tokens()?;
    let stack = again.stack();
    let whole = !run.hopeless && again.errors.is_empty();
    Ok(Checked { errors, mended: if whole { Ok(Some(mended)) } else { Err(()) }, holes, stack })
}

/// One byte put in place of another, or a range of bytes blanked.
#[derive(Clone, Copy)]
enum Edit {
    Blank(u32, u32),
    Put(u32, u8),
}

#[derive(Default)]
struct Patch {
    edits: Vec<Edit>,
    tail: String,
    holes: Vec<u32>,
}

fn apply(text: &str, edits: &[Edit], tail: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for edit in edits {
        match *edit {
            Edit::Blank(from, to) => {
                if let Some(range) = bytes.get_mut(from as usize..to as usize) {
                    range.fill(b' ');
                }
            }
            Edit::Put(at, byte) => {
                if let Some(b) = bytes.get_mut(at as usize) {
                    *b = byte;
                }
            }
        }
    }
    // Ranges begin and end at tokens and single bytes are white space, so this is still UTF-8.
    let mut out = String::from_utf8(bytes).unwrap_or_default();
    out.push_str(tail);
    out
}

struct Run<'a> {
    p: Parser<'a>,
    errors: Vec<SyntaxError>,
    patch: Patch,
    /// No binding was read whole since the last error: what follows may be its consequence.
    quiet: bool,
    /// There is no binding around an error that could be left out.
    hopeless: bool,
}

impl<'a> Run<'a> {
    fn new(text: &'a str) -> Self {
        Run { p: Parser::new(text), errors: Vec::new(), patch: Patch::default(), quiet: false, hopeless: false }
    }

    fn stack(&self) -> usize {
        // Measured in an unoptimised build: an expression costs rnix below 8 KB, a link of a chain below 2 KB.
        (256 << 10) + (self.p.most_exprs as usize) * (8 << 10) + (self.p.deepest as usize) * (2 << 10)
    }

    fn tokens(&mut self) -> Result<(), Refusal> {
        loop {
            let (tok, at) = self.p.lexer.next();
            if tok == Tok::Comment {
                continue;
            }
            let at = at as u32;
            if self.p.state == State::Whole && tok == Tok::ParenClose && self.p.prev_end < at {
                // After `let { }`, rnix takes white space for the `)`.
                self.blank(self.p.prev_end, at + 1);
                self.patch.edits.push(Edit::Put(self.p.prev_end, b')'));
            }
            let ended = match self.p.step(tok, at) {
                Ok(()) => tok == Tok::End,
                Err(_) => self.unexpected(tok, at),
            };
            if let Some(why) = self.p.too_complex() {
                return Err(Refusal { why, at });
            }
            if ended {
                break;
            }
            if tok == Tok::Semicolon && self.p.state == State::Key {
                self.quiet = false;
            }
            self.p.prev = tok;
            self.p.prev_end = self.end();
        }
        self.characters();
        Ok(())
    }

    /// What is wrong with single bytes in comments and strings.
    fn characters(&mut self) {
        let lexer = &self.p.lexer;
        self.patch.edits.extend(lexer.comment_ends.iter().map(|&at| Edit::Put(at, b'\n')));
        if let Some(&at) = lexer.nuls.first() {
            let message = "strings cannot contain a NUL byte".to_owned();
            self.errors.push(SyntaxError::new(Span::new(at, at + 1), message));
            self.errors.sort_by_key(SyntaxError::start);
        }
    }

    fn end(&self) -> u32 {
        self.p.lexer.at as u32
    }

    fn blank(&mut self, from: u32, to: u32) {
        self.patch.edits.push(Edit::Blank(from, to));
    }

    fn hole(&mut self, at: u32) {
        self.patch.edits.push(Edit::Put(at, HOLE as u8));
        self.patch.holes.push(at);
    }

    /// Reports a token and finds a way to go on; says whether the text ends here.
    fn unexpected(&mut self, tok: Tok, at: u32) -> bool {
        if !self.quiet && self.errors.len() < limits::DIAGNOSTICS_PER_FILE {
            let error = describe(&self.p, tok, at);
            self.errors.push(error);
        }
        self.quiet = true;
        match tok {
            Tok::Bad(bad) if bad == Bad::Space || at == 0 => {
                self.blank(at, self.end());
                // These are left out without a trace; of any other sign it is not known what it stood for.
                self.quiet = !(bad == Bad::Space || self.p.text.starts_with('\u{feff}'));
                return false;
            }
            Tok::Bad(Bad::Comment) => {
                self.blank(at, self.end());
                return false;
            }
            Tok::Bad(Bad::Path | Bad::Number) if self.p.step(Tok::Literal, at).is_ok() => {
                self.blank(at, self.end());
                self.hole(at);
                return false;
            }
            Tok::Semicolon if self.p.state == State::Key && self.p.top.kind != Kind::Brace => {
                self.blank(at, self.end());
                return false;
            }
            Tok::End => {
                self.complete();
                return true;
            }
            _ => {}
        }
        let closes_nothing = self.p.state.is_after() && self.p.top.kind == Kind::Root;
        if closes_nothing && matches!(tok, Tok::BraceClose | Tok::ParenClose | Tok::BrackClose) {
            self.blank(at, self.end());
            return false;
        }
        !self.insert_semicolon(tok, at) && !self.insert_colon(tok, at) && self.leave_out(tok, at)
    }

    // ---- a missing `;` or `:` ----

    fn insert_colon(&mut self, tok: Tok, at: u32) -> bool {
        let arguments = matches!(self.p.state, State::Formals | State::FormalsBound | State::BindDone);
        if !arguments || !matches!(tok, Tok::BraceOpen | Tok::Let | Tok::With) || !self.blank_at(self.p.prev_end) {
            return false;
        }
        self.patch.edits.push(Edit::Put(self.p.prev_end, b':'));
        self.p.begin();
        let _ = self.p.step(tok, at);
        true
    }

    fn blank_at(&self, at: u32) -> bool {
        self.p.text.as_bytes().get(at as usize).is_some_and(u8::is_ascii_whitespace)
    }

    fn insert_semicolon(&mut self, tok: Tok, at: u32) -> bool {
        let p = &self.p;
        let in_value = p.state.is_after() && p.top.kind == Kind::Value;
        let in_names = matches!(p.state, State::Inherited);
        if !in_value && !in_names {
            return false;
        }
        let set = if in_value { p.frames.last().map(|f| f.kind) } else { Some(p.top.kind) };
        let (place, key) = match tok {
            Tok::BraceClose if matches!(set, Some(Kind::Set | Kind::Legacy)) => (p.prev_end, None),
            Tok::In if set == Some(Kind::Let) => (p.prev_end, None),
            Tok::Inherit => (p.prev_end, None),
            Tok::Interp if in_value => (p.prev_end, None),
            // The last argument is the name of the next binding.
            Tok::Assign if p.top.last_arg.1 > p.top.open => (p.top.last_arg.0, Some(p.top.last_arg.1)),
            Tok::Dot if in_names && p.top.last_arg.1 > p.top.open => (p.top.last_arg.0, Some(p.top.last_arg.1)),
            _ => return false,
        };
        if !self.blank_at(place) {
            return false;
        }
        if let Some(key) = key {
            let begins = p.text.as_bytes().get(key as usize).copied().unwrap_or(0);
            if !(begins.is_ascii_alphabetic() || begins == b'_' || begins == b'"') {
                return false;
            }
        }
        self.patch.edits.push(Edit::Put(place, b';'));
        if in_value {
            self.p.pop();
        }
        if let Some(key) = key {
            self.p.top.binding = key;
            self.p.state = State::KeyDone;
        } else {
            self.p.state = State::Key;
        }
        // Whatever this token still breaks shows when the mended text is checked.
        let _ = self.p.step(tok, at);
        true
    }

    // ---- leaving out a binding ----

    /// Gives up what is open up to the innermost binding; remembers which strings are open in it.
    fn unwind(&mut self) -> Option<Vec<Tok>> {
        let mut strings = Vec::new();
        loop {
            match self.p.top.kind {
                Kind::Value | Kind::Set | Kind::Legacy | Kind::Let => {
                    strings.reverse();
                    return Some(strings);
                }
                Kind::Root => return None,
                Kind::Interp => strings.push(Tok::Interp),
                Kind::String | Kind::Indented => strings.push(Tok::Quote),
                _ => {}
            }
            self.p.pop();
        }
    }

    /// Skips to the end of the broken binding; says whether the text ends before that.
    fn leave_out(&mut self, tok: Tok, at: u32) -> bool {
        let in_value = |run: &Self| run.p.top.kind == Kind::Value;
        let Some(mut open) = self.unwind() else {
            self.hopeless = true;
            while self.p.lexer.next().0 != Tok::End {}
            return true;
        };
        let (mut tok, mut at) = (tok, at);
        loop {
            match tok {
                Tok::End => {
                    self.complete();
                    return true;
                }
                Tok::Semicolon if open.is_empty() => {
                    if in_value(self) {
                        let start = self.p.top.open + 1;
                        self.blank(start, at);
                        if start < at {
                            self.hole(start);
                        } else {
                            self.blank_binding(self.end());
                        }
                        self.p.pop();
                    } else {
                        self.blank(self.p.top.binding, self.end());
                        self.p.state = State::Key;
                    }
                    break;
                }
                Tok::BraceClose | Tok::In if open.is_empty() && self.closes(tok, at) => {
                    if in_value(self) {
                        let start = self.p.top.open + 1;
                        if start + 2 <= at {
                            self.blank(start, at);
                            self.hole(start);
                            self.patch.edits.push(Edit::Put(start + 1, b';'));
                        } else {
                            self.blank_binding(at);
                        }
                        self.p.pop();
                    } else {
                        self.blank(self.p.top.binding, at);
                    }
                    self.p.state = State::Key;
                    let _ = self.p.step(tok, at);
                    break;
                }
                _ => balance(&mut open, tok),
            }
            let next = self.p.lexer.next();
            (tok, at) = (next.0, next.1 as u32);
        }
        false
    }

    /// Blanks the binding whose value is open.
    fn blank_binding(&mut self, to: u32) {
        let from = self.p.frames.last().map_or(to, |set| set.binding);
        self.blank(from, to);
    }

    /// Whether this bracket closes the set or `let` around the binding rather than something in it.
    fn closes(&self, tok: Tok, at: u32) -> bool {
        let set = if self.p.top.kind == Kind::Value { self.p.frames.last() } else { Some(&self.p.top) };
        let Some(set) = set else { return false };
        match tok {
            Tok::In => set.kind == Kind::Let,
            _ if set.kind == Kind::Let => false,
            _ => {
                let after = self.p.text.get(at as usize + 1..).unwrap_or("").trim_start();
                // `};` ends a set that is a value.
                let fits = !after.starts_with(';') || self.below(set).is_some_and(|f| f.kind == Kind::Value);
                fits && indentation(self.p.text, at) <= indentation(self.p.text, set.open)
            }
        }
    }

    /// The frame around a set that is the innermost or the one below it.
    fn below(&self, set: &Frame) -> Option<&Frame> {
        let mut frames = self.p.frames.iter().rev();
        if set.open == self.p.top.open { frames.next() } else { frames.nth(1) }
    }

    // ---- the end of the text ----

    /// Appends what the open brackets lack.
    fn complete(&mut self) {
        let end = self.p.text.len() as u32;
        self.patch.tail.push('\n');
        if !self.p.state.is_after() && self.p.state != State::Key {
            if self.unwind().is_none() {
                self.hopeless = true;
                return;
            }
            if self.p.top.kind == Kind::Value {
                self.blank(self.p.top.open + 1, end);
                self.append("0", &[0]);
            } else {
                self.blank(self.p.top.binding, end);
            }
        }
        while self.p.top.kind != Kind::Root {
            match self.p.top.kind {
                Kind::Value => self.append(";", &[]),
                Kind::Set | Kind::Legacy | Kind::Interp | Kind::Brace => self.append("}", &[]),
                Kind::Paren | Kind::From => self.append(")", &[]),
                Kind::List => self.append("]", &[]),
                Kind::String => self.append("\"", &[]),
                Kind::Indented => self.append("''", &[]),
                Kind::Let => self.append(" in 0", &[4]),
                Kind::With | Kind::Assert => self.append(";0", &[1]),
                Kind::If => self.append(" then 0 else 0", &[6, 13]),
                Kind::Then => self.append(" else 0", &[6]),
                Kind::FormalDefault => {
                    self.p.pop();
                    self.append("}:0", &[2]);
                }
                Kind::Formals => self.append("}:0", &[2]),
                Kind::Root => {}
            }
            self.p.pop();
            match self.p.state {
                State::KeyDone => self.append("=0;", &[1]),
                State::Inherited => self.append(";", &[]),
                _ => {}
            }
        }
    }

    fn append(&mut self, text: &str, holes: &[u32]) {
        let base = (self.p.text.len() + self.patch.tail.len()) as u32;
        self.patch.tail.push_str(text);
        self.patch.holes.extend(holes.iter().map(|h| base + h));
    }
}

/// Keeps track of what is open while tokens are skipped.
fn balance(open: &mut Vec<Tok>, tok: Tok) {
    let opener = match tok {
        Tok::ParenOpen | Tok::BrackOpen | Tok::BraceOpen | Tok::Interp | Tok::Quote | Tok::Let => {
            return open.push(tok);
        }
        Tok::PathInterp => return open.push(Tok::Interp),
        Tok::Quotes => return open.push(Tok::Quote),
        Tok::ParenClose => Tok::ParenOpen,
        Tok::BrackClose => Tok::BrackOpen,
        Tok::BraceClose => Tok::BraceOpen,
        Tok::InterpEnd => Tok::Interp,
        Tok::StringEnd => Tok::Quote,
        Tok::In => Tok::Let,
        _ => return,
    };
    // Brackets that do not match are left open by mistake: the one that matches ends them too, unless it is far away.
    let near = open.iter().rev().take(32).position(|&o| o == opener);
    if let Some(i) = near {
        open.truncate(open.len() - 1 - i);
    }
}

/// Width of the white space that the line of `at` begins with; 0 when the line begins far away.
pub(super) fn indentation(text: &str, at: u32) -> usize {
    const FAR: usize = 1000;
    let before = text.as_bytes().get(..at as usize).unwrap_or_default();
    let near = before.iter().rev().take(FAR).position(|&b| b == b'\n');
    let line = match near {
        Some(i) => at as usize - i,
        None if before.len() <= FAR => 0,
        None => return 0,
    };
    text.as_bytes().iter().skip(line).take_while(|b| matches!(b, b' ' | b'\t')).count()
}
