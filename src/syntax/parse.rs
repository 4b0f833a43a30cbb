//! The only call of rnix' parser: on text that the grammar accepts, with a stack that is large enough, its tree lent to
//! a closure so that building, reading and freeing a deep tree all happen on that stack.

use super::check::{Refusal, check};
use super::errors::SyntaxError;
use super::tree::Node;

/// A parsed file.
#[derive(Clone, Copy)]
pub struct Tree<'t> {
    /// The tree; without it, nothing could be made of the text.
    pub root: Option<Node<'t>>,
    /// What is wrong with the text, at most one error for each broken place, in source order.
    pub errors: &'t [SyntaxError],
    /// Offsets of literals in the tree that stand for something broken.
    pub holes: &'t [u32],
}

/// Parses `text` and hands the tree to `then`; refuses text that would overflow the stack or take unbounded time.
///
/// Offsets in the tree are those of `text`, save that brackets missing at its end lie behind it.
pub fn parse_guarded<R>(text: &str, then: impl FnOnce(Tree<'_>) -> R) -> Result<R, Refusal> {
    let checked = check(text)?;
    let (errors, holes) = (&checked.errors, &checked.holes);
    let Ok(mended) = &checked.mended else { return Ok(then(Tree { root: None, errors, holes })) };
    let source = mended.as_deref().unwrap_or(text);
    Ok(stacker::maybe_grow(checked.stack, checked.stack + (256 << 10), || {
        let parse = rnix::Root::parse(source);
        let syntax = parse.syntax();
        then(Tree { root: Some(Node::root(syntax.green())), errors, holes })
    }))
}
