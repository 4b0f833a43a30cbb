//! What every layer stands on: typed indices, interned names, source files, text forms of hashes, and the table of
//! limits. Knows nothing about the Nix language.

pub mod files;
pub mod git;
pub mod hash;
pub mod ids;
pub mod limits;
pub mod symbol;
mod words;

pub use files::{FileId, FileKind, Files, LineCol, LineIndex, ReadError, ReadErrorKind, Vfs};
pub use ids::{ExprId, NameId, Span};
pub use symbol::Symbol;
pub use words::{all_of, attr_name, one_of, string_literal};
