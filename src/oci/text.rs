//! Strings of which only some pieces may be known. A rule judges only what no filling of the holes could make right.

pub use crate::eval::{RefPart, RefStep, Reference};

/// A string: literal text and holes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Text {
    /// Adjacent literals are joined; an empty string has no piece.
    pub pieces: Vec<TextPiece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPiece {
    Lit(String),
    Hole(Hole),
}

/// A piece that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Why, as a phrase: `the store path of hello is known only to Nix`.
    pub why: String,
    /// A store path or part of a package, which only Nix can know.
    pub store: bool,
    /// How Nix fills it in, when that has been worked out.
    pub reference: Option<Reference>,
}

impl Text {
    /// A known text.
    pub fn known_from(s: impl Into<String>) -> Self {
        let s = s.into();
        Text { pieces: if s.is_empty() { vec![] } else { vec![TextPiece::Lit(s)] } }
    }

    /// A text that is one hole, to be filled in by Nix.
    pub fn reference(r: Reference) -> Self {
        let hole = Hole { why: "Nix fills it in".into(), store: false, reference: Some(r) };
        Text { pieces: vec![TextPiece::Hole(hole)] }
    }

    /// The whole text if it has no hole.
    pub fn known(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [TextPiece::Lit(s)] => Some(s),
            _ => None,
        }
    }

    pub fn is_known(&self) -> bool {
        self.known().is_some()
    }

    /// Why it is not fully known.
    pub fn why(&self) -> Option<&Hole> {
        self.pieces.iter().find_map(|p| match p {
            TextPiece::Hole(h) => Some(h),
            TextPiece::Lit(_) => None,
        })
    }

    pub fn push_str(&mut self, s: &str) {
        if s.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(TextPiece::Lit(t)) => t.push_str(s),
            _ => self.pieces.push(TextPiece::Lit(s.to_owned())),
        }
    }

    pub fn push_text(&mut self, other: &Text) {
        for p in &other.pieces {
            match p {
                TextPiece::Lit(s) => self.push_str(s),
                hole => self.pieces.push(hole.clone()),
            }
        }
    }

    /// The text for a person: holes as `…`.
    pub fn display(&self) -> String {
        let piece = |p: &TextPiece| match p {
            TextPiece::Lit(s) => s.clone(),
            TextPiece::Hole(_) => "…".to_owned(),
        };
        self.pieces.iter().map(piece).collect()
    }

    /// The literal pieces in order.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|p| match p {
            TextPiece::Lit(s) => Some(s.as_str()),
            TextPiece::Hole(_) => None,
        })
    }
}

impl From<&str> for Text {
    fn from(s: &str) -> Self {
        Text::known_from(s)
    }
}
