//! The only call of the parser: guarded before it runs and while it runs, its tree lent to a closure so that building,
//! reading and freeing a deep tree all happen on the same large stack.

use std::borrow::Cow;

use rnix::ParseError;

use super::prescan::{Refusal, prescan};
use super::tree::Node;

/// A parsed file: the tree, and what the parser complained about in the order of its complaints.
#[derive(Clone, Copy)]
pub struct Tree<'t> {
    pub root: Node<'t>,
    pub errors: &'t [ParseError],
}

/// Parses `text` and hands the tree to `then`; refuses text that would overflow the stack or take unbounded time.
pub fn parse_guarded<R>(text: &str, then: impl FnOnce(Tree<'_>) -> R) -> Result<R, Refusal> {
    let shape = prescan(text)?;
    let text: Cow<'_, str> =
        if shape.comment_ends.is_empty() { text.into() } else { end_comments(text, &shape.comment_ends).into() };
    // Measured: a level of nesting costs the parser below 8 KB in an unoptimised build.
    let stack = (256 << 10) + (shape.depth as usize) * (8 << 10);
    Ok(stacker::maybe_grow(stack, stack, || {
        let parse = rnix::Root::parse(&text);
        let syntax = parse.syntax();
        then(Tree { root: Node::root(syntax.green()), errors: parse.errors() })
    }))
}

/// For Nix a carriage return ends a comment; for the parser only a line feed does. Both are one byte.
fn end_comments(text: &str, at: &[u32]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for &i in at {
        let i = i as usize;
        out.push_str(&text[from..i]);
        out.push('\n');
        from = i + 1;
    }
    out.push_str(&text[from..]);
    out
}
