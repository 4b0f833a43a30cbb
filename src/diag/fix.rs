//! Mending a finding. A rule says what should change in terms of the program ([`Change`]); where the source is written
//! in a way that allows it, the layer `fix` makes text edits ([`Edit`]) of it that keep format and comments.

use super::Anchor;
use crate::base::{FileId, Span};

/// Whether a fix keeps the meaning that the author most likely wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    Safe,
    Unsafe,
}

/// One change of the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The literal at `at` (string, number, Boolean, path), or given to the name there, becomes the Nix text `with`. Not possible when something
    /// else than a literal of the value `was` is written there: it may be used elsewhere too.
    Replace { at: Anchor, was: String, with: String },
    /// The name at `key` becomes another; `to` is the plain name.
    Rename { key: Anchor, to: String },
    /// What is at `at` goes: an element of a list, the whole definition of a name, or a comment. A list that loses all
    /// it has stays, since its name may be used.
    Remove { at: Anchor },
    /// A definition `path = value;` is added to the set that the name at `key` is given: inside its braces, or beside
    /// it (`a.b.c = 1;` gets the companion `a.b.path = value;`). `path` and `value` are Nix text.
    AddInside { key: Anchor, path: String, value: String },
    /// The Nix text `definition`, such as `users.users.web = { … };`, is added after the definition around `near` whose
    /// path begins with the name `top`: beside `virtualisation.oci-containers…` or the like. Lines after the first are
    /// relative to it.
    AddBeside { near: Anchor, top: String, definition: String },
    /// The Nix text `value` becomes the last element of the list literal at `list`.
    AddElement { list: Anchor, value: String },
}

/// What mends a finding. All changes are made, or none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fix {
    pub applicability: Applicability,
    /// What it does, as an imperative phrase: `write "8080"`.
    pub title: String,
    pub changes: Vec<Change>,
}

impl Fix {
    /// A fix that keeps what the author wants beyond reasonable doubt.
    pub fn safe(title: impl Into<String>, changes: Vec<Change>) -> Fix {
        Fix { applicability: Applicability::Safe, title: title.into(), changes }
    }

    /// A fix that a person should look at: it picks one of several meanings.
    pub fn risky(title: impl Into<String>, changes: Vec<Change>) -> Fix {
        Fix { applicability: Applicability::Unsafe, title: title.into(), changes }
    }
}

/// Text that replaces a span of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    pub file: FileId,
    pub span: Span,
    pub text: String,
}
