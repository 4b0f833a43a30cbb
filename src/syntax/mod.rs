//! From text to rnix' tree: a guard that refuses what the parser could not survive, the only call of the parser, a
//! borrowed view of its tree, the values of string literals, syntax errors in words.

mod errors;
mod parse;
mod prescan;
mod strings;
mod tree;

pub use errors::syntax_errors;
pub use parse::{Tree, parse_guarded};
pub use prescan::{Refusal, TooComplex};
pub use strings::{StrPart, decode};
pub use tree::{Item, Node, Token};
