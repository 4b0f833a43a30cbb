//! Taking elements out of lists and definitions out of sets.

use rnix::SyntaxKind::*;

use crate::base::Span;
use crate::syntax::Node;

use super::place::{Place, indent_before};

/// The span to delete for a comment that goes; `None` if the place is no comment.
pub(super) fn comment(text: &str, span: Span) -> Option<Span> {
    let written = text.get(span.start as usize..span.end as usize)?;
    let is_comment = written.starts_with('#') && !written.contains('\n')
        || written.starts_with("/*") && written.find("*/") == Some(written.len() - 2);
    is_comment.then(|| with_line(text, span))
}

/// The spans to delete for all places that go.
pub(super) fn all(places: &[Place<'_>]) -> Option<Vec<Span>> {
    let mut out = Vec::new();
    for place in places {
        let whole = outermost(place)?;
        let node = whole.node()?;
        let parent = whole.around(1)?;
        match parent.kind() {
            NODE_LIST => out.push(element(place.text, parent, node.span())),
            NODE_INHERIT => out.push(inherited(&whole)?),
            _ if node.kind() == NODE_ATTRPATH_VALUE => out.push(with_line(place.text, node.span())),
            _ => return None,
        }
    }
    out.sort();
    out.dedup();
    // A definition that goes takes what goes inside it along.
    let inside = |a: &Span, b: &Span| a != b && b.start <= a.start && a.end <= b.end;
    Some(out.iter().filter(|a| !out.iter().any(|b| inside(a, b))).copied().collect())
}

/// What has to go for the place to go: an element with its parentheses, the definition of a name or value.
fn outermost<'t>(place: &Place<'t>) -> Option<Place<'t>> {
    if place.definition().is_some() {
        return place.outer(2);
    }
    let mut place = place.outer(0)?.without_parens();
    // `mkForce [ … ]` and the like are part of the value.
    while place.around(1).is_some_and(|n| n.kind() == NODE_APPLY) && is_argument(&place) {
        place = place.outer(1)?.without_parens();
    }
    if place.around(1)?.kind() == NODE_ATTRPATH_VALUE {
        return place.outer(1);
    }
    Some(place)
}

fn is_argument(place: &Place<'_>) -> bool {
    let (Some(node), Some(apply)) = (place.node(), place.around(1)) else { return false };
    apply.exprs().nth(1).is_some_and(|argument| argument.span() == node.span())
}

/// One name of `inherit a b;`, or all of it when it is the only one.
fn inherited(place: &Place<'_>) -> Option<Span> {
    let (node, parent) = (place.node()?, place.around(1)?);
    let names = parent.nodes().filter(|n| n.kind() != NODE_INHERIT_FROM).count();
    if names > 1 {
        Some(with_blank_before(place.text, node.span()))
    } else {
        Some(with_line(place.text, parent.span()))
    }
}

/// An element: with its line if it has one to itself, else with the blank before it.
fn element(text: &str, list: Node<'_>, span: Span) -> Span {
    let whole = with_line(text, span);
    let alone = whole != span && whole.start > list.span().start && whole.end < list.span().end;
    if alone { whole } else { with_blank_before(text, span) }
}

fn with_blank_before(text: &str, span: Span) -> Span {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let blank = before.len() - before.trim_end_matches([' ', '\t']).len();
    Span::new(span.start - blank as u32, span.end)
}

/// A span with the rest of its lines, if nothing else stands on them; else the span and the blank before it.
fn with_line(text: &str, span: Span) -> Span {
    let after = text.get(span.end as usize..).unwrap_or_default();
    let rest = after.trim_start_matches([' ', '\t', '\r']);
    match (indent_before(text, span.start), rest.strip_prefix('\n')) {
        (Some(indent), Some(next)) => Span::new(span.start - indent.len() as u32, (text.len() - next.len()) as u32),
        _ => with_blank_before(text, span),
    }
}
