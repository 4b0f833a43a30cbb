//! Words for messages, and names and strings as Nix writes them.

use std::fmt::Write;

/// Joins names as English does: `a`, `a` or `b`, `a`, `b` or `c`.
pub fn one_of<S: AsRef<str>>(names: &[S]) -> String {
    joined(names, " or ")
}

/// The same with `and`.
pub fn all_of<S: AsRef<str>>(names: &[S]) -> String {
    joined(names, " and ")
}

fn joined<S: AsRef<str>>(names: &[S], last: &str) -> String {
    let mut out = String::new();
    for (i, n) in names.iter().enumerate() {
        if i > 0 {
            out.push_str(if i + 1 == names.len() { last } else { ", " });
        }
        let _ = write!(out, "`{}`", n.as_ref());
    }
    out
}

/// A name as it is written in an attribute path: quoted unless it is an identifier.
pub fn attr_name(name: &str) -> String {
    const KEYWORDS: [&str; 9] = ["assert", "else", "if", "in", "inherit", "let", "rec", "then", "with"];
    let starts = name.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic());
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\''));
    if starts && plain && !KEYWORDS.contains(&name) { name.to_owned() } else { string_literal(name) }
}

/// A Nix string literal.
pub fn string_literal(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    out.replace("${", "\\${")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_nix_wants_it() {
        assert_eq!(attr_name("web-1"), "web-1");
        assert_eq!(attr_name("1web"), "\"1web\"");
        assert_eq!(attr_name("a.b"), "\"a.b\"");
        assert_eq!(attr_name("in"), "\"in\"");
        assert_eq!(string_literal("a\"${b}\n"), "\"a\\\"\\${b}\\n\"");
    }
}
