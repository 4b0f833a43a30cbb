//! Syntax errors in words.

use rnix::{ParseError, TextRange};

use crate::base::{FileId, Span};
use crate::diag::{Anchor, Diagnostic, codes};

use super::parse::Tree;
use super::prescan::{Refusal, TooComplex};

/// The syntax errors of a tree, at most one per broken place.
pub fn syntax_errors(file: FileId, text: &str, tree: Tree<'_>) -> Vec<Diagnostic> {
    let end = Span::new(text.len() as u32, text.len() as u32);
    tree.errors
        .first()
        .map(|e| {
            let span = match e {
                ParseError::Unexpected(r)
                | ParseError::UnexpectedExtra(r)
                | ParseError::UnexpectedWanted(_, r, _)
                | ParseError::UnexpectedDoubleBind(r)
                | ParseError::DuplicatedArgs(r, _) => range(*r),
                _ => end,
            };
            Diagnostic::new(&codes::SYNTAX_ERROR, Anchor::text(file, span), "syntax error")
        })
        .into_iter()
        .collect()
}

fn range(r: TextRange) -> Span {
    Span::new(r.start().into(), r.end().into())
}

impl Refusal {
    /// The finding that stands for the whole file.
    pub fn diagnostic(self, file: FileId) -> Diagnostic {
        let message = match self.why {
            TooComplex::Bytes => "the file is too large",
            TooComplex::LongWord => "too many names joined by `.`, `+` or `-`",
            TooComplex::Nesting => "brackets are nested too deeply",
            TooComplex::Chain => "the expression is too long",
        };
        Diagnostic::new(&codes::TOO_COMPLEX, Anchor::text(file, self.span), message)
    }
}
