//! Where in a program a position stands: which option path the text there defines, and whether a name or a value is
//! meant. It looks at tokens only, backwards from the position, so that what is half typed does not matter.

use crate::base::Span;

use super::lex::Lexer;
use super::token::Tok;

/// What is at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The attribute path around the position, outermost name first; `None` for a name made by `${…}`.
    pub path: Vec<Option<String>>,
    pub at: At,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// A name in a set: the path leads to it without it. The span is what is written of it, maybe nothing.
    Name { written: Span },
    /// In the value of the option at the path: the text of the string or word there, and whether it is an element of a
    /// list.
    Value { written: Span, in_string: bool, in_list: bool },
}

impl Cursor {
    /// The path where every name is known.
    pub fn known(&self) -> Option<Vec<&str>> {
        self.path.iter().map(Option::as_deref).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Ident,
    /// A string without interpolation; the span is that of its content.
    Str,
    /// Any other string.
    Mixed,
    Dynamic,
    Dot,
    Assign,
    Semi,
    Colon,
    Open(u8),
    Close,
    Let,
    In,
    Rec,
    /// `with` and `assert`
    Prefix,
    Inherit,
    Other,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    kind: Kind,
    span: Span,
}

/// What stands at a byte offset; `None` where no option can be: in a comment, in `let`, in the pattern of a function, in
/// an interpolation.
pub fn cursor(text: &str, offset: usize) -> Option<Cursor> {
    let scan = Scan { text, tokens: tokens(text, offset)? };
    scan.cursor(offset as u32)
}

/// Whether a comment can be put at an offset: it is not inside of a string, nor of another comment.
pub fn outside_strings(text: &str, offset: usize) -> bool {
    let Some(tokens) = tokens(text, offset) else { return false };
    let quoted = |k: Kind| matches!(k, Kind::Str | Kind::Mixed | Kind::Dynamic);
    let inside = |s: Span| (s.start as usize) <= offset && offset <= s.end as usize;
    !tokens.iter().any(|t| quoted(t.kind) && inside(t.span))
}

/// The tokens of a text, strings as one; `None` when the offset is in a comment or an interpolation.
fn tokens(text: &str, offset: usize) -> Option<Vec<Token>> {
    let mut lexer = Lexer::new(text);
    let mut out: Vec<Token> = Vec::new();
    // Strings and interpolations that are open: where each began, and whether something is in it that is no text.
    let mut open: Vec<(usize, bool)> = Vec::new();
    loop {
        let (tok, start) = lexer.next();
        let end = lexer.at;
        let inside = open.last().map(|(s, _)| *s);
        match tok {
            Tok::End => break,
            Tok::Comment if start < offset && offset <= end => return None,
            Tok::Comment => continue,
            Tok::Quote | Tok::Quotes => open.push((end, false)),
            Tok::StringEnd => {
                let (from, mixed) = open.pop()?;
                if open.is_empty() {
                    let span = Span::new(from as u32, start as u32);
                    out.push(Token { kind: if mixed { Kind::Mixed } else { Kind::Str }, span });
                }
            }
            Tok::Interp | Tok::PathInterp => {
                if let Some((_, mixed)) = open.last_mut() {
                    *mixed = true;
                }
                open.push((end, true));
            }
            Tok::InterpEnd => {
                let (from, _) = open.pop()?;
                if from <= offset && offset <= start {
                    return None;
                }
                if open.is_empty() {
                    out.push(Token { kind: Kind::Dynamic, span: Span::new(from as u32, start as u32) });
                }
            }
            _ if inside.is_some() => {}
            tok => out.push(Token { kind: kind(tok, text, start), span: Span::new(start as u32, end as u32) }),
        }
    }
    // A string that does not end yet is what is being typed.
    if let Some((from, mixed)) = open.first() {
        out.push(Token {
            kind: if *mixed { Kind::Mixed } else { Kind::Str },
            span: Span::new(*from as u32, text.len() as u32),
        });
    }
    Some(out)
}

fn kind(tok: Tok, text: &str, start: usize) -> Kind {
    match tok {
        Tok::Ident | Tok::Or => Kind::Ident,
        Tok::Dot => Kind::Dot,
        Tok::Assign => Kind::Assign,
        Tok::Semicolon => Kind::Semi,
        Tok::Colon => Kind::Colon,
        Tok::BraceOpen | Tok::BrackOpen | Tok::ParenOpen => {
            Kind::Open(text.as_bytes().get(start).copied().unwrap_or(b'('))
        }
        Tok::BraceClose | Tok::BrackClose | Tok::ParenClose => Kind::Close,
        Tok::Let => Kind::Let,
        Tok::In => Kind::In,
        Tok::Rec => Kind::Rec,
        Tok::With | Tok::Assert => Kind::Prefix,
        Tok::Inherit => Kind::Inherit,
        _ => Kind::Other,
    }
}

struct Scan<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

type Path = Vec<Option<String>>;

impl Scan<'_> {
    fn kind(&self, i: usize) -> Option<Kind> {
        self.tokens.get(i).map(|t| t.kind)
    }

    fn before(&self, i: usize) -> Option<Kind> {
        i.checked_sub(1).and_then(|i| self.kind(i))
    }

    fn cursor(&self, offset: u32) -> Option<Cursor> {
        let word = |t: &Token| matches!(t.kind, Kind::Ident | Kind::Str | Kind::Mixed);
        let touched = self.tokens.iter().position(|t| word(t) && t.span.start <= offset && offset <= t.span.end);
        // Where the word at the position stands among the tokens, or would stand.
        let here = touched.unwrap_or_else(|| self.tokens.partition_point(|t| t.span.end <= offset));
        let first = self.path_start(here);
        let written = touched.and_then(|i| self.tokens.get(i)).map_or(Span::new(offset, offset), |t| t.span);
        if self.is_name(first)? {
            let mut path = self.set_around(first)?;
            path.extend(self.names(first, here));
            return Some(Cursor { path, at: At::Name { written } });
        }
        let kind = touched.and_then(|i| self.kind(i));
        let in_string = matches!(kind, Some(Kind::Str | Kind::Mixed));
        let (path, in_list) = self.value(here, false)?;
        Some(Cursor { path, at: At::Value { written, in_string, in_list } })
    }

    /// The first token of the attribute path of which the token at `i` is a part, or would be.
    fn path_start(&self, i: usize) -> usize {
        let mut first = i;
        while first >= 2
            && self.before(first) == Some(Kind::Dot)
            && matches!(self.kind(first - 2), Some(Kind::Ident | Kind::Str | Kind::Mixed | Kind::Dynamic))
        {
            first -= 2;
        }
        first
    }

    /// The names from `first` on, before `end`.
    fn names(&self, first: usize, end: usize) -> Path {
        let tokens = self.tokens.get(first..end).unwrap_or_default();
        tokens.iter().filter(|t| t.kind != Kind::Dot).map(|t| self.name(t)).collect()
    }

    fn name(&self, token: &Token) -> Option<String> {
        let text = || self.text.get(token.span.start as usize..token.span.end as usize);
        match token.kind {
            Kind::Ident => text().map(str::to_owned),
            Kind::Str => text().filter(|t| !t.contains('\\')).map(str::to_owned),
            _ => None,
        }
    }

    /// Whether a definition may begin at the token; `None` where no option is meant.
    fn is_name(&self, first: usize) -> Option<bool> {
        match self.before(first) {
            Some(Kind::Open(b'{')) => Some(true),
            Some(Kind::Semi) => Some(self.prefix(first - 1).is_none()),
            Some(Kind::Inherit | Kind::Let) => None,
            _ => Some(false),
        }
    }

    /// The `with` or `assert` that a semicolon ends.
    fn prefix(&self, semi: usize) -> Option<usize> {
        let mut depth = 0usize;
        for i in (0..semi).rev() {
            match self.kind(i)? {
                Kind::Close => depth += 1,
                Kind::Open(_) if depth > 0 => depth -= 1,
                _ if depth > 0 => {}
                Kind::Prefix => return Some(i),
                Kind::Open(_) | Kind::Assign | Kind::Semi | Kind::Inherit => return None,
                _ => {}
            }
        }
        None
    }

    /// The path of the set in which the definition that begins at `first` stands.
    fn set_around(&self, first: usize) -> Option<Path> {
        let (mut depth, mut ins) = (0usize, 0usize);
        for i in (0..first).rev() {
            match self.kind(i)? {
                Kind::Close => depth += 1,
                Kind::Open(_) if depth > 0 => depth -= 1,
                _ if depth > 0 => {}
                Kind::In => ins += 1,
                Kind::Let if ins > 0 => ins -= 1,
                Kind::Let => return None,
                Kind::Open(b'{') if self.is_pattern(i) => return None,
                Kind::Open(b'{') => {
                    let at = if self.before(i) == Some(Kind::Rec) { i - 1 } else { i };
                    return self.value(at, true).map(|(path, _)| path);
                }
                Kind::Open(_) => return None,
                _ => {}
            }
        }
        None
    }

    /// Whether a brace opens the pattern of a function.
    fn is_pattern(&self, open: usize) -> bool {
        let mut depth = 0usize;
        for i in open..self.tokens.len() {
            match self.kind(i) {
                Some(Kind::Open(_)) => depth += 1,
                Some(Kind::Close) if depth == 1 => {
                    let next = self.tokens.get(i + 1);
                    let is_at =
                        next.is_some_and(|t| self.text.get(t.span.start as usize..t.span.end as usize) == Some("@"));
                    return is_at || next.is_some_and(|t| t.kind == Kind::Colon);
                }
                Some(Kind::Close) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        false
    }

    /// The path of the definition in whose value the token at `end` stands, and whether it is an element of a list there.
    /// A set that is an element of a list begins a path of its own, unless the list is what `mkMerge` takes.
    fn value(&self, end: usize, is_set: bool) -> Option<(Path, bool)> {
        let (mut depth, mut ins, mut in_list) = (0usize, 0usize, false);
        let mut i = end;
        while i > 0 {
            i -= 1;
            match self.kind(i)? {
                Kind::Close => depth += 1,
                Kind::Open(_) if depth > 0 => depth -= 1,
                _ if depth > 0 => {}
                Kind::In => ins += 1,
                Kind::Let if ins > 0 => ins -= 1,
                _ if ins > 0 => {}
                Kind::Let => return None,
                Kind::Semi => i = self.prefix(i)?,
                Kind::Open(b'[') if is_set && !self.is_merge(i) => return Some((Vec::new(), false)),
                Kind::Open(b'[') => in_list = in_list || !self.is_merge(i),
                Kind::Open(b'{') => return None,
                Kind::Assign => {
                    let last = i.checked_sub(1)?;
                    let first = self.path_start(last);
                    let mut path = self.set_around(first)?;
                    path.extend(self.names(first, last + 1));
                    return Some((path, in_list));
                }
                _ => {}
            }
        }
        Some((Vec::new(), in_list))
    }

    fn is_merge(&self, list: usize) -> bool {
        let word = list.checked_sub(1).and_then(|i| self.tokens.get(i));
        word.is_some_and(|t| self.name(t).as_deref() == Some("mkMerge"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The position is `|`; names are joined by `/`.
    fn at(marked: &str) -> String {
        let offset = marked.find('|').expect("a position");
        let text = marked.replacen('|', "", 1);
        let Some(cursor) = cursor(&text, offset) else { return "nothing".into() };
        let names: Vec<&str> = cursor.path.iter().map(|n| n.as_deref().unwrap_or("?")).collect();
        let shown = |s: Span| text.get(s.start as usize..s.end as usize).unwrap_or("!").to_owned();
        let what = match cursor.at {
            At::Name { written } => format!("name `{}`", shown(written)),
            At::Value { written, in_string, in_list } => format!(
                "{}{}`{}`",
                if in_list { "element " } else { "value " },
                if in_string { "string " } else { "" },
                shown(written)
            ),
        };
        format!("{} {what}", names.join("/"))
    }

    #[test]
    fn names_and_values() {
        assert_eq!(at("{ a.b = { c.d| = 1; }; }"), "a/b/c name `d`");
        assert_eq!(at("{ a.b| = { c.d = 1; }; }"), "a name `b`");
        assert_eq!(at("{ a.\"b c\".d = \"x|y\"; }"), "a/b c/d value string `xy`");
        assert_eq!(at("{ a = [ \"x\" \"|\" ]; }"), "a element string ``");
        assert_eq!(at("{ a.${x}.b = tr|ue; }"), "a/?/b value `true`");
        assert_eq!(at("{ config, ... }: { config = { a = 1; |}; }"), "config name ``");
        assert_eq!(at("{ a = lib.mkIf (x == { }) { b = |1; }; }"), "a/b value ``");
        assert_eq!(at("{ a = lib.mkMerge [ { b| = 1; } ]; }"), "a name `b`");
        assert_eq!(at("{ modules = [ { b.c| = 1; } ]; }"), "b name `c`");
        assert_eq!(at("{ a = with lib; { b = let x = 1; in rec { c| = 2; }; }; }"), "a/b name `c`");
        assert_eq!(at("{ a = with lib; |; }"), "a value ``");
        assert_eq!(at("{ a = f { inherit (x) y; z| = 1; }; }"), "a name `z`");
    }

    #[test]
    fn what_is_half_typed() {
        assert_eq!(at("{ a.b = { c = 1; im| } }"), "a/b name `im`");
        assert_eq!(at("{ a.b.|"), "a/b name ``");
        assert_eq!(at("{ a.b = |"), "a/b value ``");
        assert_eq!(at("{ a.b = [ \"x|"), "a/b element string `x`");
        assert_eq!(at("{ a = { b = 1; c.| }; d = 2; }"), "a/c name ``");
    }

    #[test]
    fn no_option_is_there() {
        assert_eq!(at("{ a = 1; # b|\n }"), "nothing");
        assert_eq!(at("let a| = 1; in { }"), "nothing");
        assert_eq!(at("let b = 1; a| = 1; in { }"), "nothing");
        assert_eq!(at("{ config, li| }: { }"), "nothing");
        assert_eq!(at("{ a = \"${b|}\"; }"), "nothing");
        assert_eq!(at("{ inherit a|; }"), "nothing");
        assert_eq!(at("|"), " value ``");
    }

    #[test]
    fn any_position_of_any_text_has_an_answer() {
        let text = "{ a.\"b\".${c} = with x; [ (let y = 1; in \"z${w \"v\"}\") ''u'' ] ++ { }@p: 1; }";
        for end in 0..=text.len() {
            for offset in 0..=end {
                let _ = cursor(&text[..end], offset);
            }
        }
    }
}
