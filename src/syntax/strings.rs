//! The value of a string literal: escapes resolved, indentation stripped, interpolations kept as nodes.
//!
//! Follows the rules of Nix 2.26 token by token; rnix' own normalisation keeps carriage returns that Nix turns into line
//! feeds, and strips indentation before it looks at escapes.

use std::borrow::Cow;

use rnix::SyntaxKind::*;

use super::tree::{Item, Node};

/// One part of a decoded string; no two literals follow each other and none is empty.
#[derive(Clone)]
pub enum StrPart<'t> {
    Lit(Cow<'t, str>),
    /// The `${…}` node.
    Interp(Node<'t>),
}

/// The parts of a `NODE_STRING`.
pub fn decode(string: Node<'_>) -> Vec<StrPart<'_>> {
    let indented = string.tokens().next().is_some_and(|t| t.text == "''");
    if indented { strip(&mut pieces(string)) } else { plain(string) }
}

/// The text of a `"…"` literal that means what is written: no escapes, no interpolation.
pub fn verbatim(string: Node<'_>) -> Option<&str> {
    let mut items = string.items();
    let (Some(Item::Token(open)), Some(Item::Token(content))) = (items.next(), items.next()) else { return None };
    if open.text != "\"" {
        return None;
    }
    match content.kind {
        TOKEN_STRING_END => Some(""),
        TOKEN_STRING_CONTENT if matches!(items.next(), Some(Item::Token(_))) => {
            let plain = !content.text.bytes().any(|b| matches!(b, b'\\' | b'\r'));
            plain.then_some(content.text)
        }
        _ => None,
    }
}

fn push<'t>(out: &mut Vec<StrPart<'t>>, text: Cow<'t, str>) {
    if text.is_empty() {
        return;
    }
    match out.last_mut() {
        Some(StrPart::Lit(last)) => last.to_mut().push_str(&text),
        _ => out.push(StrPart::Lit(text)),
    }
}

fn plain(string: Node<'_>) -> Vec<StrPart<'_>> {
    let mut out = Vec::new();
    for item in string.items() {
        match item {
            Item::Token(t) if t.kind == TOKEN_STRING_CONTENT => push(&mut out, unescape(t.text)),
            Item::Node(n) if n.kind() == NODE_INTERPOL => out.push(StrPart::Interp(n)),
            _ => {}
        }
    }
    out
}

/// Resolves `\n`, `\r`, `\t`, any other `\c`, and turns bare carriage returns (with or without line feed) into line
/// feeds.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|b| b == b'\\' || b == b'\r') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                Some(c) => out.push(c),
                None => {}
            },
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// A token of an indented string as Nix' lexer cuts it.
enum Piece<'t> {
    /// Text whose leading spaces count as indentation.
    Text(&'t str),
    /// The result of an escape: not indentation, but it ends the one before it.
    Escaped(Cow<'t, str>),
    Interp(Node<'t>),
}

fn pieces(string: Node<'_>) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut first = true;
    for item in string.items() {
        match item {
            Item::Token(t) if t.kind == TOKEN_STRING_CONTENT => {
                let text = if first { without_blank_first_line(t.text) } else { t.text };
                cut(text, &mut out);
            }
            Item::Node(n) if n.kind() == NODE_INTERPOL => out.push(Piece::Interp(n)),
            // The opening quotes.
            _ => continue,
        }
        first = false;
    }
    out
}

fn without_blank_first_line(text: &str) -> &str {
    text.trim_start_matches(' ').strip_prefix('\n').unwrap_or(text)
}

/// Cuts the raw text between quotes and interpolations at its escapes.
fn cut<'t>(text: &'t str, out: &mut Vec<Piece<'t>>) {
    let bytes = text.as_bytes();
    let (mut i, mut from) = (0, 0);
    while i < bytes.len() {
        let next = bytes.get(i + 1).copied();
        let (len, escaped) = match bytes[i] {
            b'$' if matches!(next, None | Some(b'\'')) => (1, Cow::Borrowed("$")),
            b'\'' if matches!(next, None | Some(b'$')) => (1, Cow::Borrowed("'")),
            b'\'' if next == Some(b'\'') => match bytes.get(i + 2) {
                Some(b'\'') => (3, Cow::Borrowed("''")),
                Some(b'$') => (3, Cow::Borrowed("$")),
                Some(b'\\') => {
                    let len = 3 + text[i + 3..].chars().next().map_or(0, char::len_utf8);
                    (len, unescape(&text[i + 2..i + len]))
                }
                // Cannot occur in a whole string: these quotes would have ended it.
                _ => (2, Cow::Borrowed("")),
            },
            // These two swallow the character that follows.
            b'$' | b'\'' => {
                i += 2;
                continue;
            }
            _ => {
                i += 1;
                continue;
            }
        };
        if from < i {
            out.push(Piece::Text(&text[from..i]));
        }
        out.push(Piece::Escaped(escaped));
        i += len;
        from = i;
    }
    if from < text.len() {
        out.push(Piece::Text(&text[from..]));
    }
}

/// The number of spaces that every line with text in it begins with.
fn indentation(pieces: &[Piece<'_>]) -> usize {
    let (mut at_start, mut min, mut current) = (true, usize::MAX, 0);
    for piece in pieces {
        let Piece::Text(text) = piece else {
            if at_start {
                at_start = false;
                min = min.min(current);
            }
            continue;
        };
        for b in text.bytes() {
            match b {
                b'\n' => (at_start, current) = (true, 0),
                b' ' if at_start => current += 1,
                _ if at_start => {
                    at_start = false;
                    min = min.min(current);
                }
                _ => {}
            }
        }
    }
    min
}

fn strip<'t>(pieces: &mut Vec<Piece<'t>>) -> Vec<StrPart<'t>> {
    let min = indentation(pieces);
    let last = pieces.len().saturating_sub(1);
    let (mut at_start, mut dropped) = (true, 0);
    let mut out = Vec::new();
    for (i, piece) in pieces.drain(..).enumerate() {
        let text = match &piece {
            Piece::Interp(node) => {
                (at_start, dropped) = (false, 0);
                out.push(StrPart::Interp(*node));
                continue;
            }
            Piece::Text(text) => *text,
            Piece::Escaped(text) => text,
        };
        let mut kept = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                ' ' if at_start => {
                    if dropped >= min {
                        kept.push(' ');
                    }
                    dropped += 1;
                    continue;
                }
                '\n' => (at_start, dropped) = (true, 0),
                _ => (at_start, dropped) = (false, 0),
            }
            kept.push(c);
        }
        // A last line of spaces only is the indentation of the closing quotes.
        if i == last
            && let Some(p) = kept.rfind('\n')
            && kept[p + 1..].bytes().all(|b| b == b' ')
        {
            kept.truncate(p + 1);
        }
        push(&mut out, kept.into());
    }
    out
}
