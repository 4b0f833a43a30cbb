//! From text to rnix' tree: a grammar that runs ahead of the parser and keeps from it what it could not survive or
//! would misread, the only call of the parser, a borrowed view of its tree, and the values of string literals.

mod check;
mod cursor;
mod errors;
mod grammar;
mod lex;
mod parse;
mod rules;
mod strings;
mod suppress;
mod token;
mod tree;

pub use check::Refusal;
pub use cursor::{At, Cursor, cursor, outside_strings};
pub use errors::SyntaxError;
pub use grammar::TooComplex;
pub use parse::{Tree, parse_guarded};
pub use strings::{StrPart, decode, verbatim};
pub use suppress::{Suppression, suppressions};
pub use tree::{Item, Node, Token};

#[cfg(test)]
mod tests;
