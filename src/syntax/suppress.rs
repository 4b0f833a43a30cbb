//! Comments that allow a finding in place: `# ocinix: allow OCI209 the network is made by hand`.
//!
//! After code on its own line such a comment speaks of that line, alone on a line of the next line with code.

use crate::base::Span;

use super::lex::Lexer;
use super::token::Tok;

/// One comment that allows findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Codes in the order written; empty when the comment names none.
    pub codes: Vec<String>,
    /// What follows the codes.
    pub reason: String,
    /// The whole comment.
    pub span: Span,
    /// Line of the comment, counted from 1.
    pub line: u32,
    /// The line whose findings it allows; the comment's own when no code follows.
    pub applies_to_line: u32,
}

/// Every suppression in real comments of `text`, in source order; text in strings is no comment.
pub fn suppressions(text: &str) -> Vec<Suppression> {
    let mut out: Vec<Suppression> = Vec::new();
    if !text.contains("ocinix:") {
        return out;
    }
    let mut lexer = Lexer::new(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let (mut waiting, mut code_line) = (0, None);
    loop {
        let (tok, at) = lexer.next();
        if tok == Tok::End {
            return out;
        }
        let line = lines.line(at);
        if tok != Tok::Comment {
            for s in &mut out[waiting..] {
                s.applies_to_line = line;
            }
            waiting = out.len();
            code_line = Some(lines.line(lexer.at));
            continue;
        }
        let Some((codes, reason)) = text.get(at..lexer.at).and_then(read) else { continue };
        let span = Span::new(at as u32, lexer.at as u32);
        out.push(Suppression { codes, reason, span, line, applies_to_line: line });
        if code_line == Some(line) {
            waiting = out.len();
        }
    }
}

/// Counts lines while it is asked for growing offsets.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn line(&mut self, at: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += passed.iter().filter(|&&b| b == b'\n').count() as u32;
        self.at = self.at.max(at);
        self.line
    }
}

/// The codes and the reason of a comment that begins with `ocinix: allow`.
fn read(comment: &str) -> Option<(Vec<String>, String)> {
    let inner = match comment.strip_prefix("/*") {
        Some(block) => block.trim_end_matches("*/"),
        None => comment.trim_start_matches('#'),
    };
    let rest = inner.trim().strip_prefix("ocinix:")?.trim_start().strip_prefix("allow")?;
    if rest.starts_with(|c: char| !c.is_whitespace()) {
        return None;
    }
    let mut rest = rest.trim_start();
    let mut codes = Vec::new();
    loop {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if !is_code(word) {
            break;
        }
        codes.push(word.to_owned());
        let after = after.trim_start();
        match after.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => {
                rest = after;
                break;
            }
        }
    }
    Some((codes, rest.trim_start_matches([':', '-', ' ']).trim().to_owned()))
}

/// Letters, then digits: `OCI209`, `NIX002`.
fn is_code(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    letters > 0 && letters < word.len() && word.bytes().skip(letters).all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: Expect) {
        let mut out = String::new();
        for s in suppressions(text) {
            let written = &text[s.span.start as usize..s.span.end as usize];
            out += &format!("{} -> {}: {} | {} | {written}\n", s.line, s.applies_to_line, s.codes.join(" "), s.reason);
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn own_line_and_end_of_line() {
        check(
            "{\n  # ocinix: allow OCI209 made by hand\n  a = 1; # ocinix: allow OCI101,NIX002\n\n  b = 2;\n}",
            expect![[r#"
                2 -> 3: OCI209 | made by hand | # ocinix: allow OCI209 made by hand
                3 -> 3: OCI101 NIX002 |  | # ocinix: allow OCI101,NIX002
            "#]],
        );
    }

    #[test]
    fn several_on_lines_of_their_own_speak_of_one_line() {
        check(
            "{\n# ocinix: allow OCI1\n\n# a remark\n  # ocinix:allow OCI2 , OCI3: why\n/* ocinix: allow OCI4 so */ a = 1;\n}",
            expect![[r#"
                2 -> 6: OCI1 |  | # ocinix: allow OCI1
                5 -> 6: OCI2 OCI3 | why | # ocinix:allow OCI2 , OCI3: why
                6 -> 6: OCI4 | so | /* ocinix: allow OCI4 so */
            "#]],
        );
    }

    #[test]
    fn strings_are_no_comments() {
        check(
            "{ a = \"# ocinix: allow OCI1 x\"; b = ''\n # ocinix: allow OCI2 y\n ${ c # ocinix: allow OCI3 z\n }''; }",
            expect![[r#"
                3 -> 3: OCI3 | z | # ocinix: allow OCI3 z
            "#]],
        );
    }

    #[test]
    fn other_comments_and_missing_codes() {
        check(
            "# ocinix: allowed OCI1\n# see ocinix: allow OCI1\n# ocinix: allow everything\n1\n# ocinix: allow OCI5 last",
            expect![[r#"
                3 -> 4:  | everything | # ocinix: allow everything
                5 -> 5: OCI5 | last | # ocinix: allow OCI5 last
            "#]],
        );
    }
}
