//! Text from a configuration is hostile until shown otherwise: it may carry escape sequences for the terminal, marks
//! that reverse the reading direction, characters without width. Here they become visible ones.

use std::borrow::Cow;
use std::fmt::Write;

/// Characters that a terminal or an eye would not show as what they are: controls, direction marks, line separators,
/// characters without width (combining marks and emoji variation selectors apart, which belong to what they follow).
pub fn is_hostile(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// One line of text with nothing hostile in it: `\n`, `\t`, `\u{1b}`, …
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hostile(c) => push_code_point(&mut out, c),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Text of several lines with nothing else hostile in it; a tab becomes two spaces.
pub fn lines_kept(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\t', "  ");
    let lines: Vec<_> = text.trim_end().split('\n').map(escaped).collect();
    lines.join("\n")
}

/// A character of source code as shown in an excerpt: controls as their picture (`␛`), one column each; other
/// hostile ones as a code point.
pub fn push_source(out: &mut String, c: char) {
    match c {
        '\t' => out.push(c),
        '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('?')),
        '\u{7f}' => out.push('\u{2421}'),
        c if is_hostile(c) => push_code_point(out, c),
        c => out.push(c),
    }
}

fn push_code_point(out: &mut String, c: char) {
    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hostile_is_left() {
        let every: String = ('\0'..=char::MAX).collect();
        assert!(!escaped(&every).contains(is_hostile));
        assert!(!lines_kept(&every).contains(|c| c != '\n' && is_hostile(c)));
        let mut source = String::new();
        every.chars().filter(|c| *c != '\t').for_each(|c| push_source(&mut source, c));
        assert!(!source.contains(is_hostile));
    }

    #[test]
    fn ordinary_text_is_untouched() {
        for text in ["plain", "ünïcode ☃ 日本語", "🏴 e\u{301} ❤\u{fe0f}", "a\\n b"] {
            assert!(matches!(escaped(text), Cow::Borrowed(t) if t == text));
        }
    }

    #[test]
    fn escapes_read_as_in_source_code() {
        assert_eq!(escaped("a\u{1b}[31m\r\n\tb\u{202e}\u{0}\u{9b}"), "a\\u{1b}[31m\\r\\n\\tb\\u{202e}\\u{0}\\u{9b}");
        assert_eq!(lines_kept("a\r\n\tb\u{7}\n"), "a\n  b\\u{7}");
    }
}
