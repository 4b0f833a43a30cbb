//! Syntax errors in words: what was expected where, and what was open.

use crate::base::{FileId, Span};
use crate::diag::{Anchor, Code, Diagnostic, codes};

use super::check::{Refusal, indentation};
use super::grammar::{Frame, Kind, Parser, State, TooComplex};
use super::lex::Lexer;
use super::token::{Bad, Tok};

/// One broken place.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    code: &'static Code,
    span: Span,
    message: String,
    here: &'static str,
    label: Option<(Span, &'static str)>,
    help: Option<&'static str>,
}

impl SyntaxError {
    pub(super) fn new(span: Span, message: String) -> Self {
        SyntaxError { code: &codes::SYNTAX_ERROR, span, message, here: "", label: None, help: None }
    }

    pub(super) fn here(mut self, text: &'static str) -> Self {
        self.here = text;
        self
    }

    fn label(mut self, span: Span, text: &'static str) -> Self {
        self.label = Some((span, text));
        self
    }

    fn help(mut self, text: &'static str) -> Self {
        self.help = Some(text);
        self
    }

    pub(super) fn start(&self) -> u32 {
        self.span.start
    }

    /// The finding for this error in `file`.
    pub fn diagnostic(&self, file: FileId) -> Diagnostic {
        let mut d = Diagnostic::new(self.code, Anchor::text(file, self.span), self.message.as_str()).here(self.here);
        if let Some((span, text)) = self.label {
            d = d.label(Anchor::text(file, span), text);
        }
        if let Some(help) = self.help {
            d = d.help(help);
        }
        d
    }
}

impl Refusal {
    /// The finding that stands for the whole file.
    pub fn diagnostic(self, file: FileId) -> Diagnostic {
        let message = match self.why {
            TooComplex::Bytes => "the file is too large to be read as Nix",
            TooComplex::LongWord => "too many names joined by `.`, `+`, `-` or `<` without spaces",
            TooComplex::Nesting => "expressions are nested too deeply",
            TooComplex::Chain => "the expression has too many operators or arguments",
            TooComplex::Work => "the file has too many long expressions",
        };
        Diagnostic::new(&codes::TOO_COMPLEX, Anchor::text(file, Span::new(self.at, self.at)), message)
            .help("nothing in this file is checked; split it up")
    }
}

/// The error for the token that the automaton has just refused.
pub(super) fn describe(p: &Parser<'_>, tok: Tok, at: u32) -> SyntaxError {
    let span = Span::new(at, p.lexer.at as u32);
    if let Tok::Bad(bad) = tok {
        return bad_token(p, bad, span);
    }
    if tok == Tok::End {
        return at_end(p);
    }
    let error = unexpected(p, tok, span);
    let (begin, end) = p.last_string;
    let several_lines = piece(p.text, begin as usize, end as usize).contains('\n');
    let just_before = !piece(p.text, end as usize, at as usize).contains('\n');
    if several_lines && just_before && error.label.is_none_or(|(s, _)| s.start < begin) {
        return SyntaxError { label: None, ..error }
            .label(Span::new(begin, begin + 1), "a string that begins here ends before it: is a `\"` missing?");
    }
    error
}

fn bad_token(p: &Parser<'_>, bad: Bad, span: Span) -> SyntaxError {
    let written = piece(p.text, span.start as usize, span.end as usize);
    let c = written.chars().next().unwrap_or(' ');
    match bad {
        Bad::Space | Bad::Char if c == '\u{feff}' => {
            SyntaxError::new(span, "the file begins with a byte order mark".to_owned())
                .help("save it as UTF-8 without byte order mark")
        }
        Bad::Space => SyntaxError::new(span, format!("white space U+{:04X} is not allowed in Nix", u32::from(c)))
            .help("write an ordinary space; such characters come along with copied text"),
        Bad::Char if matches!(c, '“' | '”' | '„' | '‘' | '’') => {
            SyntaxError::new(span, format!("unexpected quotation mark `{c}`")).help("strings are written \"like this\"")
        }
        Bad::Char if c == '\'' => SyntaxError::new(span, "unexpected `'`".to_owned())
            .help("strings are written \"like this\" or ''like this''"),
        Bad::Char if c.is_control() => SyntaxError::new(span, format!("unexpected character U+{:04X}", u32::from(c))),
        Bad::Char => SyntaxError::new(span, format!("unexpected character `{c}`")),
        Bad::Comment => SyntaxError::new(Span::new(span.start, span.start + 2), "comment is never closed".to_owned())
            .help("`/*` needs a `*/`"),
        Bad::Number => SyntaxError::new(span, format!("`{written}` is not a number")),
        Bad::Path if written.starts_with('<') => SyntaxError::new(span, format!("`{written}` is not a path")),
        Bad::Path if written.contains("//") => SyntaxError::new(span, "path with `//` in it".to_owned())
            .help("for the update operator, write spaces around `//`"),
        Bad::Path => SyntaxError::new(span, "path ends in `/`".to_owned())
            .help("leave the last `/` out, or write spaces around `/` to divide"),
    }
}

fn unexpected(p: &Parser<'_>, tok: Tok, span: Span) -> SyntaxError {
    let found = name(p, tok, span);
    let plain = || SyntaxError::new(span, format!("unexpected {found}"));
    let before = last_byte(p);
    let in_set = matches!(p.top.kind, Kind::Set | Kind::Legacy | Kind::Let);
    match p.state {
        State::Key if tok == Tok::Semicolon => plain().here("nothing to end here").help("remove it"),
        State::Key if tok == Tok::In || tok == Tok::BraceClose => mismatch(p, found, span),
        State::Key if closing(tok) => mismatch(p, found, span),
        State::Key => expected("the name of an attribute", found, span),
        State::KeyDone if tok == Tok::Colon => {
            expected("`=` after the attribute name", found, span).help("attributes are written `name = value;`")
        }
        State::KeyDone if p.top.function && !p.top.assigned && matches!(tok, Tok::Ident | Tok::Ellipsis) => {
            expected("`=` after the attribute name, or `,` after the argument", found, span)
        }
        State::KeyDone if in_set => expected("`=` after the attribute name", found, span),
        State::Attr | State::HasAttr | State::KeyAttr => expected("the name of an attribute", found, span),
        State::Inherited if matches!(tok, Tok::Assign | Tok::Dot) => {
            let end = p.top.last_arg.0;
            missing_semicolon(p, Span::new(end.saturating_sub(1), end))
        }
        State::Inherited if closing(tok) || matches!(tok, Tok::In | Tok::Inherit) => missing_semicolon(p, before),
        State::Inherit | State::Inherited => expected("a name to inherit, or `;`", found, span),
        State::Rec => expected("`{` after `rec`", found, span),
        State::Formal => expected("the name of an argument, `...` or `}`", found, span),
        State::FormalDone => expected("`,` or `}` after the argument", found, span),
        State::FormalEnd => expected("`}` after `...`", found, span)
            .help("`...` is the last of the arguments and has no comma after it"),
        State::Formals | State::FormalsBound | State::BindDone => {
            expected("`:` after the arguments of a function", found, span)
        }
        State::BindName => expected("a name after `@`", found, span),
        State::AtBrace => expected("`{` after `@`", found, span),
        State::InString => plain(),
        State::End => plain(),
        state if state.is_after() => after_operand(p, tok, found, span, before),
        state => operand(p, state, tok, found, span),
    }
}

fn operand(p: &Parser<'_>, state: State, tok: Tok, found: String, span: Span) -> SyntaxError {
    let needs_parentheses = matches!(tok, Tok::Let | Tok::With | Tok::If | Tok::Assert | Tok::Not)
        || (state == State::Item && tok == Tok::Minus);
    if needs_parentheses {
        return SyntaxError::new(span, format!("{found} needs parentheses here"));
    }
    if tok == Tok::Semicolon && p.top.kind == Kind::Value && p.prev == Tok::Assign {
        return SyntaxError::new(span, "missing value".to_owned()).here("expected an expression before this `;`");
    }
    if state == State::Item {
        if closing(tok) || matches!(tok, Tok::Semicolon | Tok::End) {
            return mismatch(p, found, span);
        }
        return expected("a list element or `]`", found, span);
    }
    expected("an expression", found, span)
}

/// The token after a complete operand fits nothing.
fn after_operand(p: &Parser<'_>, tok: Tok, found: String, span: Span, before: Span) -> SyntaxError {
    let plain = || SyntaxError::new(span, format!("unexpected {found}"));
    match (p.top.kind, tok) {
        (_, Tok::Let | Tok::With | Tok::If | Tok::Assert | Tok::Not) => {
            SyntaxError::new(span, format!("{found} needs parentheses here"))
        }
        (_, Tok::Colon | Tok::At) if p.prev == Tok::Ident || p.prev == Tok::BraceClose => {
            plain().help("a function needs parentheses around it here")
        }
        (_, Tok::Equality | Tok::Compare) if p.top.kind != Kind::List => {
            plain().help("comparisons cannot be chained: write parentheses")
        }
        (Kind::List, _) if operator(tok) => {
            plain().help("list elements are separated by spaces; an expression with operators needs parentheses")
        }
        (Kind::List, Tok::Comma) => plain().help("list elements are separated by spaces"),
        (Kind::Value, Tok::Assign) if p.top.last_arg.1 > p.top.open => {
            let end = p.top.last_arg.0;
            missing_semicolon(p, Span::new(end.saturating_sub(1), end))
        }
        (Kind::Value, Tok::Comma) => plain().here("expected `;`").help("attributes end with `;`"),
        (Kind::Value, Tok::BraceClose | Tok::In | Tok::Inherit | Tok::Interp) => missing_semicolon(p, before),
        (Kind::Value, _) => expected("`;` after this value", found, span),
        (Kind::Root, Tok::Assign | Tok::Semicolon) => plain().help("attributes stand in `{ … }`"),
        (Kind::Root, _) if closing(tok) => plain().here("closes nothing"),
        (Kind::Root, _) => plain().here("expected the end of the file"),
        _ => mismatch(p, found, span),
    }
}

fn expected(what: &str, found: String, span: Span) -> SyntaxError {
    SyntaxError::new(span, format!("expected {what}, found {found}"))
}

/// `place` is the last byte before the gap.
fn missing_semicolon(p: &Parser<'_>, place: Span) -> SyntaxError {
    let start =
        if p.top.kind == Kind::Value { p.frames.last().map_or(p.top.binding, |f| f.binding) } else { p.top.binding };
    let what = if p.top.kind == Kind::Value { "this value" } else { "the inherited names" };
    SyntaxError::new(place, format!("expected `;` after {what}"))
        .here("`;` is missing after this")
        .label(Span::new(start, start + 1), "the binding begins here")
}

/// Something else is to be closed first.
fn mismatch(p: &Parser<'_>, found: String, span: Span) -> SyntaxError {
    let (what, label) = match closer(&p.top) {
        Some(c) => c,
        None => return SyntaxError::new(span, format!("unexpected {found}")),
    };
    let open = p.top.open;
    expected(what, found, span).label(Span::new(open, open + opener_len(p.top.kind)), label)
}

/// What ends a frame, and what to say about its beginning.
fn closer(frame: &Frame) -> Option<(&'static str, &'static str)> {
    Some(match frame.kind {
        Kind::Paren | Kind::From => ("`)`", "`(` opened here"),
        Kind::List => ("`]`", "`[` opened here"),
        Kind::Set | Kind::Legacy | Kind::Brace | Kind::Formals => ("`}`", "`{` opened here"),
        Kind::Let => ("`in`", "`let` begins here"),
        Kind::With => ("`;`", "`with` begins here"),
        Kind::Assert => ("`;`", "`assert` begins here"),
        Kind::If => ("`then`", "`if` begins here"),
        Kind::Then => ("`else`", "`if` begins here"),
        Kind::Interp => ("`}`", "`${` opened here"),
        Kind::String => ("`\"`", "the string begins here"),
        Kind::Indented => ("`''`", "the string begins here"),
        Kind::FormalDefault => ("`,` or `}`", "the default begins here"),
        Kind::Value => ("`;`", "the value begins here"),
        Kind::Root => return None,
    })
}

fn opener_len(kind: Kind) -> u32 {
    match kind {
        Kind::Let => 3,
        Kind::With => 4,
        Kind::Assert => 6,
        Kind::If | Kind::Then | Kind::Interp | Kind::Indented => 2,
        _ => 1,
    }
}

// ---- the end of the text ----

fn at_end(p: &Parser<'_>) -> SyntaxError {
    if p.top.kind == Kind::Root && p.tokens == 1 {
        let error = SyntaxError::new(Span::default(), "there is no expression in this file".to_owned());
        return SyntaxError { code: &codes::EMPTY_FILE, ..error }.help("a module that does nothing is `{ }`");
    }
    if matches!(p.top.kind, Kind::String | Kind::Indented) {
        return unclosed_string(p);
    }
    // Values, `with` and the like lack something because a bracket does.
    let all = || std::iter::once(&p.top).chain(p.frames.iter().rev());
    let bracket = |f: &&Frame| {
        matches!(
            f.kind,
            Kind::Paren
                | Kind::From
                | Kind::List
                | Kind::Set
                | Kind::Legacy
                | Kind::Brace
                | Kind::Formals
                | Kind::Interp
        )
    };
    if let Some(open) = all().find(bracket) {
        let at = misplaced(p.text).unwrap_or(open.open);
        let len = if piece(p.text, at as usize, p.text.len()).starts_with('$') { 2 } else { 1 };
        let written = piece(p.text, at as usize, at as usize + len as usize);
        return SyntaxError::new(Span::new(at, at + len), format!("`{written}` is never closed"));
    }
    let before = last_byte(p);
    match closer(&p.top) {
        Some((what, label)) => SyntaxError::new(before, format!("expected {what}, found the end of the file"))
            .label(Span::new(p.top.open, p.top.open + opener_len(p.top.kind)), label),
        None => SyntaxError::new(before, "expected an expression, found the end of the file".to_owned()),
    }
}

fn unclosed_string(p: &Parser<'_>) -> SyntaxError {
    let indented = p.top.kind == Kind::Indented;
    let at = if indented { p.top.open } else { first_long_string(p.text).unwrap_or(p.top.open) };
    let span = Span::new(at, at + if indented { 2 } else { 1 });
    SyntaxError::new(span, "string is never closed".to_owned())
}

/// The first `"` string that goes over a line end: such strings are rare, and a lost quote turns all text after it
/// inside out.
fn first_long_string(text: &str) -> Option<u32> {
    let mut lexer = Lexer::new(text);
    let mut open = Vec::new();
    loop {
        match lexer.next() {
            (Tok::End, at) => {
                let &begin = open.first()?;
                return piece(text, begin, at).contains('\n').then_some(begin as u32);
            }
            (Tok::Quote, at) => open.push(at),
            (Tok::Quotes, _) => open.push(usize::MAX),
            (Tok::StringEnd, at) => {
                let begin = open.pop()?;
                if piece(text, begin, at).contains('\n') {
                    return Some(begin as u32);
                }
            }
            _ => {}
        }
    }
}

/// The first bracket whose partner begins a line that is indented less than its own: it took that of another.
fn misplaced(text: &str) -> Option<u32> {
    let mut lexer = Lexer::new(text);
    let mut open: Vec<(Tok, u32)> = Vec::new();
    loop {
        let (tok, at) = lexer.next();
        let opener = match tok {
            Tok::End => return None,
            Tok::ParenOpen | Tok::BrackOpen | Tok::BraceOpen => {
                open.push((tok, at as u32));
                continue;
            }
            Tok::ParenClose => Tok::ParenOpen,
            Tok::BrackClose => Tok::BrackOpen,
            Tok::BraceClose => Tok::BraceOpen,
            _ => continue,
        };
        let Some(&(last, begin)) = open.last() else { continue };
        let before = piece(text, 0, at).trim_end_matches([' ', '\t']);
        let first_in_line = before.is_empty() || before.ends_with('\n');
        if first_in_line && indentation(text, at as u32) < indentation(text, begin) {
            return Some(begin);
        }
        if last == opener {
            open.pop();
        }
    }
}

// ---- tokens in words ----

fn piece(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

/// The last byte of the last token.
fn last_byte(p: &Parser<'_>) -> Span {
    let text = piece(p.text, 0, p.prev_end as usize);
    let len = text.chars().next_back().map_or(0, char::len_utf8) as u32;
    Span::new(p.prev_end - len, p.prev_end)
}

fn closing(tok: Tok) -> bool {
    matches!(tok, Tok::ParenClose | Tok::BrackClose | Tok::BraceClose | Tok::InterpEnd)
}

fn operator(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::Arith | Tok::Minus | Tok::Update | Tok::Equality | Tok::Compare | Tok::Logic | Tok::Pipe | Tok::Question
    )
}

fn name(p: &Parser<'_>, tok: Tok, span: Span) -> String {
    let written = piece(p.text, span.start as usize, span.end as usize);
    match tok {
        Tok::Quote | Tok::Quotes => "a string".to_owned(),
        Tok::Path => "a path".to_owned(),
        Tok::Literal => format!("`{}`", shortened(written)),
        Tok::End => "the end of the file".to_owned(),
        _ => format!("`{}`", shortened(written)),
    }
}

fn shortened(text: &str) -> &str {
    match text.char_indices().nth(40) {
        Some((i, _)) => piece(text, 0, i),
        None => text,
    }
}
