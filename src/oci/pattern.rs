//! Judging a text of which only pieces are known: can any filling of its holes be right? A pattern is a regular
//! language; a hole lets its automaton go anywhere that some string leads to.

use std::sync::LazyLock;

use super::text::{Text, TextPiece};
use crate::eval::automaton::{Automaton, Known};

/// A set of strings, given as a regular expression over bytes that must match from end to end.
pub struct Pattern {
    automaton: LazyLock<Option<Automaton>, Box<dyn Fn() -> Option<Automaton> + Send + Sync>>,
}

impl Pattern {
    /// The pattern of `regex`. A regex that does not compile matches everything, so that it never accuses anybody; the
    /// tests of each user hold that it does compile.
    pub fn new(regex: String) -> Pattern {
        Pattern { automaton: LazyLock::new(Box::new(move || Automaton::new(&regex))) }
    }

    /// Whether some filling of the holes of `text` is in the set. True when that cannot be told.
    pub fn can_match(&self, text: &Text) -> bool {
        let Some(automaton) = self.automaton.as_ref() else { return true };
        automaton.verdict(&text.pieces.iter().map(known).collect::<Vec<_>>()) != Some(false)
    }

    /// Whether the regex is usable.
    pub fn is_valid(&self) -> bool {
        self.automaton.is_some()
    }
}

fn known(piece: &TextPiece) -> Known<'_> {
    match piece {
        TextPiece::Lit(s) => Known::Text(s.as_bytes()),
        TextPiece::Hole(_) => Known::Anything,
    }
}

/// Why no filling of the holes of `text` is right: the error of the first filling that is not itself the culprit, with
/// `…` for the filling. `check` gives the error of a whole text, culprits in backticks.
pub fn reason(text: &Text, fillings: &[&str], check: impl Fn(&str) -> Option<String>) -> Option<String> {
    fillings.iter().find_map(|filling| {
        let error = check(&fill(text, filling))?;
        if filling.is_empty() {
            return Some(error);
        }
        (!error.contains(&format!("`{filling}`"))).then(|| error.replace(filling, "…"))
    })
}

fn fill(text: &Text, filling: &str) -> String {
    let piece = |p: &TextPiece| match p {
        TextPiece::Lit(s) => s.clone(),
        TextPiece::Hole(_) => filling.to_owned(),
    };
    text.pieces.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::super::text::Hole;
    use super::*;
    use crate::base::limits::{PATTERN_BYTES, PATTERN_PIECES};

    /// A text in which `_` is a hole.
    fn text(s: &str) -> Text {
        let mut out = Text::default();
        for (i, lit) in s.split('_').enumerate() {
            if i > 0 {
                out.pieces.push(TextPiece::Hole(Hole { why: String::new(), store: false, reference: None }));
            }
            out.push_str(lit);
        }
        out
    }

    #[test]
    fn a_hole_is_any_string() {
        let p = Pattern::new("[0-9]+(:[0-9]+)?".into());
        assert!(p.is_valid());
        for yes in ["80", "80:80", "_", "8_", "_:80", "80:_", "_80", "8_:_1", "__"] {
            assert!(p.can_match(&text(yes)), "{yes}");
        }
        for no in ["", "80:", "x_", "_x", "80:_:80", "_:80:_", "_ _"] {
            assert!(!p.can_match(&text(no)), "{no}");
        }
    }

    #[test]
    fn large_texts_are_not_judged() {
        let p = Pattern::new("x*".into());
        assert!(!p.can_match(&text("y_")));
        assert!(p.can_match(&text(&"y".repeat(PATTERN_BYTES + 1))));
        assert!(p.can_match(&text(&"y_".repeat(PATTERN_PIECES))));
    }

    #[test]
    fn a_pattern_that_does_not_compile_accuses_nobody() {
        let p = Pattern::new("(".into());
        assert!(!p.is_valid() && p.can_match(&text("x")));
    }

    #[test]
    fn the_reason_does_not_speak_of_the_filling() {
        let check = |s: &str| s.split(':').find(|p| p.parse::<u8>().is_err()).map(|p| format!("bad `{p}`"));
        assert_eq!(reason(&text("_:x"), &["word", "7"], check), Some("bad `x`".to_owned()));
        assert_eq!(reason(&text("_:1"), &["word"], check), None);
        assert_eq!(reason(&text("a_:1"), &["word"], check), Some("bad `a…`".to_owned()));
    }
}
