//! Values of unit options, detached from the evaluator, and the paths by which Nix finds an option again.

use crate::oci::{Hole, RefStep, Reference, Text, TextPiece};

/// A value of `systemd.services.NAME`, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// A string, perhaps with holes.
    Text(Text),
    /// A package of which only the name is known (an element of `path`).
    Package(String),
    List(Vec<Value>),
    /// Names are unique; the order is that of the source of the value.
    Attrs(Vec<(String, Value)>),
    /// Not known, nor whether there is a value at all. The reason is a phrase.
    Unknown(String),
}

impl Value {
    /// A known text.
    pub fn text(s: impl Into<String>) -> Value {
        Value::Text(Text::known_from(s))
    }

    /// A list of texts.
    pub fn texts(items: impl IntoIterator<Item = Text>) -> Value {
        Value::List(items.into_iter().map(Value::Text).collect())
    }

    /// An attribute of an attribute set.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Attrs(attrs) => attrs.iter().find(|(n, _)| n == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Whether nothing would be lost by leaving it out: null, `""`, `[ ]`, `{ }`.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(t) => t.pieces.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Attrs(attrs) => attrs.is_empty(),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Package(_) | Value::Unknown(_) => false,
        }
    }
}

/// The path of an option of a container.
pub(super) fn container_option(container: &str, rest: &[&str]) -> Vec<RefStep> {
    let mut path = names(&["virtualisation", "oci-containers", "containers", container]);
    path.extend(names(rest));
    path
}

/// The path of an option of a user, by attribute name.
pub(super) fn user_option(user: &str, option: &str) -> Vec<RefStep> {
    names(&["users", "users", user, option])
}

/// Attribute names as steps of a path.
pub(super) fn names(names: &[&str]) -> Vec<RefStep> {
    names.iter().map(|n| RefStep::Name((*n).to_owned())).collect()
}

/// A text that only Nix can fill in, with the reason.
pub(super) fn hole(why: &str, path: Vec<RefStep>) -> Text {
    hole_for(why, Reference::Option(path))
}

/// A text that is one hole.
pub(super) fn hole_for(why: &str, reference: Reference) -> Text {
    one_hole(Hole { why: why.to_owned(), store: false, reference: Some(reference) })
}

/// One hole in place of a text with holes. Where all that is missing are paths in the store, that stays said.
pub(super) fn stand_in(text: &Text, reference: Reference) -> Text {
    let why = text.why().map(|h| h.why.clone()).unwrap_or_default();
    let store = text.pieces.iter().all(|p| match p {
        TextPiece::Lit(_) => true,
        TextPiece::Hole(h) => h.store,
    });
    one_hole(Hole { why, store, reference: Some(reference) })
}

fn one_hole(hole: Hole) -> Text {
    Text { pieces: vec![TextPiece::Hole(hole)] }
}

/// The text in a form that Nix can complete: as it is if every hole says how, else one hole that stands for the whole
/// option at `path`.
pub(super) fn resolvable(text: &Text, path: Vec<RefStep>) -> Text {
    let lost = text.pieces.iter().any(|p| matches!(p, TextPiece::Hole(h) if h.reference.is_none()));
    if lost { stand_in(text, Reference::Option(path)) } else { text.clone() }
}

/// `separator`-joined texts.
pub(super) fn join<'a>(texts: impl IntoIterator<Item = &'a Text>, separator: &str) -> Text {
    let mut out = Text::default();
    for (i, text) in texts.into_iter().enumerate() {
        if i > 0 {
            out.push_str(separator);
        }
        out.push_text(text);
    }
    out
}
