//! The ways in which Nix, its library and systemd spell a value: shell words, JSON strings in `Environment=`, numbers,
//! names of scripts in the store.

use std::borrow::Cow;
use std::fmt::Write;

use super::value::stand_in;
use crate::oci::{RefPart, RefStep, Reference, Text, TextPiece};

/// A word for the shell, as `lib.escapeShellArg` writes it: unchanged if it consists of one or more ASCII letters,
/// digits and `,._+:@%/-`, else in single quotes.
pub fn shell_word(word: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b",._+:@%/-".contains(&b);
    if !word.is_empty() && word.bytes().all(plain) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
    }
}

/// A text as a word for the shell. Quoting depends on the whole text, so one hole makes all of it a hole: for Nix to
/// quote, made of the text's own pieces if they all say how to fill them in, else of the option at `path`.
pub(super) fn shell_text(text: &Text, path: Vec<RefStep>) -> Text {
    if let Some(known) = text.known() {
        return Text::known_from(shell_word(known));
    }
    let parts: Option<Vec<RefPart>> = text.pieces.iter().map(part).collect();
    let parts = parts.unwrap_or_else(|| vec![RefPart::Ref(Box::new(Reference::Option(path)))]);
    stand_in(text, Reference::ShellArg(parts))
}

fn part(piece: &TextPiece) -> Option<RefPart> {
    match piece {
        TextPiece::Lit(s) => Some(RefPart::Text(s.clone())),
        TextPiece::Hole(h) => h.reference.clone().map(|r| RefPart::Ref(Box::new(r))),
    }
}

/// What stands between the quotes of a JSON string as `builtins.toJSON` writes it. systemd reads the same escapes in
/// `Environment="…"`.
pub fn json_body(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// `builtins.toString` of a float: six digits after the point.
pub fn float(x: f64) -> String {
    format!("{x:.6}")
}

/// The file name of a script of a unit, as `makeJobScript` in `nixos/lib/systemd-lib.nix` forms it.
pub fn script_file_name(name: &str) -> String {
    name.replace('\\', "--").replace('@', "_")
}

/// The name of a store path, as `lib.strings.sanitizeDerivationName` forms it: no leading dots, every run of
/// characters that a store path cannot have becomes `-`, at most 207 bytes (the last ones).
pub fn store_name(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+._?=-".contains(c);
    let mut out = String::with_capacity(name.len());
    let mut in_run = false;
    for c in name.trim_start_matches('.').chars() {
        if allowed(c) {
            out.push(c);
        } else if !in_run {
            out.push('-');
        }
        in_run = !allowed(c);
    }
    if out.is_empty() {
        return "unknown".to_owned();
    }
    // Only ASCII is left, so every index is a character boundary.
    out.split_off(out.len().saturating_sub(207))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shell_words_are_quoted_only_when_they_must_be() {
        for plain in ["abc", "a.B-1_2/3:4@5%6+7,8", "8080:80/tcp"] {
            assert_eq!(shell_word(plain), plain);
        }
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("a b"), "'a b'");
        assert_eq!(shell_word("a=b"), "'a=b'");
        assert_eq!(shell_word("~"), "'~'");
        assert_eq!(shell_word("müsli"), "'müsli'");
        assert_eq!(shell_word("it's"), r"'it'\''s'");
        assert_eq!(shell_word("a\n"), "'a\n'");
    }

    #[test]
    fn one_hole_makes_the_whole_word_a_hole() {
        let path = || vec![RefStep::Name("ports".into()), RefStep::Index(0)];
        let own = Reference::Option(vec![RefStep::Name("p".into())]);
        let mut text = Text::from("80:");
        text.push_text(&Text::reference(own.clone()));
        let quoted = shell_text(&text, path());
        let parts = vec![RefPart::Text("80:".into()), RefPart::Ref(Box::new(own))];
        assert_eq!(quoted.why().and_then(|h| h.reference.clone()), Some(Reference::ShellArg(parts)));

        let mut bare = text;
        for piece in &mut bare.pieces {
            if let TextPiece::Hole(h) = piece {
                h.reference = None;
            }
        }
        let whole = vec![RefPart::Ref(Box::new(Reference::Option(path())))];
        let quoted = shell_text(&bare, path());
        assert_eq!(quoted.why().and_then(|h| h.reference.clone()), Some(Reference::ShellArg(whole)));
    }

    #[test]
    fn json_strings_escape_what_json_must_and_nothing_else() {
        assert_eq!(json_body("say \"hi\" C:\\x\n\t\u{1}é%h$"), "say \\\"hi\\\" C:\\\\x\\n\\t\\u0001é%h$");
        let every_byte: String = (0u8..128).map(char::from).collect();
        let read: String = serde_json::from_str(&format!("\"{}\"", json_body(&every_byte))).expect("it is JSON");
        assert_eq!(read, every_byte);
    }

    #[test]
    fn floats_have_six_digits() {
        assert_eq!(float(1.5), "1.500000");
        assert_eq!(float(0.0), "0.000000");
    }

    #[test]
    fn names_in_the_store() {
        assert_eq!(store_name("unit-script-podman-it's-start"), "unit-script-podman-it-s-start");
        assert_eq!(store_name("a müslix b"), "a-m-slix-b");
        assert_eq!(store_name("..hidden"), "hidden");
        assert_eq!(store_name(""), "unknown");
        assert_eq!(store_name(&"x".repeat(300)).len(), 207);
        assert_eq!(script_file_name(r"podman-a@b\x-start"), "podman-a_b--x-start");
    }
}
