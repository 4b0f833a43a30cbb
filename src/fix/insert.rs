//! Putting definitions into sets and elements into lists, in the manner of what stands there already.

use rnix::SyntaxKind::*;

use crate::base::Span;
use crate::syntax::Node;

use super::place::{Place, indent_before, indent_of_line, names};

/// One step of indentation where there is nothing to go by.
const STEP: &str = "  ";

type Insertion = (Span, String);

/// A definition for the set that a name is given.
pub(super) fn inside(place: &Place<'_>, path: &str, value: &str) -> Option<Insertion> {
    let definition = place.definition()?;
    if !definition.key_is_last() {
        let start = definition.path.span().start as usize;
        let prefix = place.text.get(start..definition.key.span().end as usize)?;
        return after(place.text, definition.whole, place.around(3)?, &format!("{prefix}.{path} = {value};"));
    }
    let set = literal(definition.value()?, NODE_ATTR_SET)?;
    into(place.text, set, path, &format!("{path} = {value};"))
}

/// A definition after the one around a place whose path begins with `top`.
pub(super) fn beside(place: &Place<'_>, top: &str, definition: &str) -> Option<Insertion> {
    let text = place.text;
    for (i, node) in place.path.iter().enumerate().rev() {
        if node.kind() != NODE_ATTRPATH_VALUE {
            continue;
        }
        let Some(path) = node.child(NODE_ATTRPATH) else { continue };
        let written = names(path, text);
        let is = |n: usize, name: &str| written.get(n).and_then(Option::as_deref) == Some(name);
        let set = *place.path.get(i.checked_sub(1)?)?;
        if set.kind() != NODE_ATTR_SET || !is_module(place, i - 1) {
            continue;
        }
        if is(0, top) {
            return after(text, *node, set, definition);
        }
        if is(0, "config") && is(1, top) {
            return after(text, *node, set, &prefixed(definition, "config."));
        }
    }
    None
}

/// Whether the definitions of the set at this depth are those of a module: it is not the value of another name, but for
/// `config`.
fn is_module(place: &Place<'_>, depth: usize) -> bool {
    let outer = place.path.get(..depth).unwrap_or_default();
    for (i, node) in outer.iter().enumerate().rev() {
        let around = i.checked_sub(1).and_then(|i| outer.get(i));
        match node.kind() {
            NODE_LAMBDA => return true,
            NODE_LIST if around.is_none_or(|n| n.kind() != NODE_APPLY) => return true,
            NODE_ATTRPATH_VALUE => {
                let written = node.child(NODE_ATTRPATH).map(|p| names(p, place.text)).unwrap_or_default();
                return matches!(written.as_slice(), [Some(one)] if one == "config");
            }
            _ => {}
        }
    }
    true
}

/// Begins every definition of a text, which stand at the starts of lines, with a prefix.
fn prefixed(definitions: &str, prefix: &str) -> String {
    let line = |l: &str| {
        let begins = l.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"');
        if begins { format!("{prefix}{l}") } else { l.to_owned() }
    };
    definitions.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A last element for a list.
pub(super) fn element(place: &Place<'_>, value: &str) -> Option<Insertion> {
    let text = place.text;
    let list = literal(place.node()?, NODE_LIST)?;
    let Some(last) = list.exprs().last() else {
        let inner = Span::new(list.span().start + 1, list.span().end - 1);
        let blank = text.get(inner.start as usize..inner.end as usize)?.trim().is_empty();
        return blank.then(|| (inner, format!(" {value} ")));
    };
    let at = Span::new(last.span().end, last.span().end);
    Some(match indent_before(text, last.span().start) {
        Some(indent) => (at, format!("\n{indent}{value}")),
        None => (at, format!(" {value}")),
    })
}

/// The literal of a kind that an expression surely is: through parentheses, `let`, `with` and `mkIf`, `mkForce`….
fn literal(node: Node<'_>, kind: rnix::SyntaxKind) -> Option<Node<'_>> {
    let node = node.inside_parens();
    match node.kind() {
        k if k == kind => Some(node),
        NODE_LET_IN | NODE_WITH | NODE_ASSERT => literal(node.exprs().last()?, kind),
        NODE_APPLY => {
            let mut parts = node.exprs();
            let (function, argument) = (parts.next()?.inside_parens(), parts.next()?);
            is_wrapper(function).then(|| literal(argument, kind))?
        }
        _ => None,
    }
}

/// `mkIf cond`, `lib.mkForce`, … : what gives its last argument on.
fn is_wrapper(function: Node<'_>) -> bool {
    let function = match function.kind() {
        NODE_APPLY => function.exprs().next().map(Node::inside_parens),
        _ => Some(function),
    };
    let Some(function) = function else { return false };
    let name = match function.kind() {
        NODE_IDENT => Some(function),
        NODE_SELECT => function.child(NODE_ATTRPATH).and_then(|p| p.nodes().last()),
        _ => None,
    };
    let word = name.and_then(|n| n.token(TOKEN_IDENT)).map(|t| t.text);
    matches!(word, Some("mkIf" | "mkForce" | "mkDefault" | "mkOverride" | "mkBefore" | "mkAfter" | "mkOrder"))
}

/// A definition at the end of a set literal.
fn into(text: &str, set: Node<'_>, path: &str, definition: &str) -> Option<Insertion> {
    clear(text, set, path)?;
    let definitions = set.nodes().filter(|n| matches!(n.kind(), NODE_ATTRPATH_VALUE | NODE_INHERIT));
    match definitions.last() {
        Some(last) => after(text, last, set, definition),
        None => {
            let open = set.token(TOKEN_L_BRACE)?.span().end;
            let close = set.token(TOKEN_R_BRACE)?.span().start;
            let blank = text.get(open as usize..close as usize)?;
            if !blank.trim().is_empty() {
                return None;
            }
            let outer = indent_of_line(text, set.span().start);
            let inner = indented(definition, &format!("{outer}{STEP}"));
            let several = definition.contains('\n') || blank.contains('\n');
            let new = if several { format!("\n{outer}{STEP}{inner}\n{outer}") } else { format!(" {definition} ") };
            Some((Span::new(open, close), new))
        }
    }
}

/// A definition after another of the same set.
fn after(text: &str, other: Node<'_>, set: Node<'_>, definition: &str) -> Option<Insertion> {
    for line in definition.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"')) {
        clear(text, set, line.split(" = ").next()?)?;
    }
    let at = Span::new(other.span().end, other.span().end);
    Some(match indent_before(text, other.span().start) {
        Some(indent) => (end_of_line(text, at), format!("\n{indent}{}", indented(definition, indent))),
        None => (at, format!(" {}", indented(definition, indent_of_line(text, other.span().start)))),
    })
}

/// Behind a comment that ends the line, so that it stays with what it speaks of.
fn end_of_line(text: &str, at: Span) -> Span {
    let rest = text.get(at.end as usize..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let comment = line.trim_start().starts_with('#');
    if comment { Span::new(at.end + line.len() as u32, at.end + line.len() as u32) } else { at }
}

fn indented(text: &str, indent: &str) -> String {
    text.split('\n').collect::<Vec<_>>().join(&format!("\n{indent}"))
}

/// Whether a set has room for a definition of this path: nothing that it defines is the same, a part of it, or the whole
/// of it by other means than a set literal.
fn clear(text: &str, set: Node<'_>, path: &str) -> Option<()> {
    let wanted: Vec<&str> = split(path);
    for node in set.nodes() {
        match node.kind() {
            NODE_ATTRPATH_VALUE => {
                let written = names(node.child(NODE_ATTRPATH)?, text);
                let same = written.iter().zip(&wanted).take_while(|(a, b)| a.as_deref() == Some(**b)).count();
                if same == wanted.len() {
                    return None;
                }
                if same == written.len() {
                    // The value must be a set literal that has room too.
                    let value = node.exprs().next()?;
                    if value.kind() != NODE_ATTR_SET || value.token(TOKEN_REC).is_some() {
                        return None;
                    }
                    let rest = path_from(path, same);
                    clear(text, value, &rest)?;
                }
            }
            NODE_INHERIT => {
                let name = |n: Node<'_>| text.get(n.span().start as usize..n.span().end as usize).map(str::to_owned);
                let mut inherited = node.nodes().filter(|n| n.kind() != NODE_INHERIT_FROM);
                if inherited.any(|n| name(n).as_deref() == wanted.first().copied()) {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some(())
}

/// The names of a path as written, quotes taken off.
fn split(path: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (name, next) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').map_or((quoted, ""), |(n, r)| (n, r.strip_prefix('.').unwrap_or(r))),
            None => rest.split_once('.').unwrap_or((rest, "")),
        };
        out.push(name);
        rest = next;
    }
    out
}

fn path_from(path: &str, skip: usize) -> String {
    split(path).into_iter().skip(skip).map(crate::base::attr_name).collect::<Vec<_>>().join(".")
}
