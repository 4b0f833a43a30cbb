//! A node of the syntax tree with all that is around it.

use rnix::SyntaxKind::*;

use crate::base::{Span, attr_name};
use crate::syntax::{Node, StrPart, decode};

/// A node and the nodes around it, the root first.
pub(super) struct Place<'t> {
    pub text: &'t str,
    /// Never empty; the last is the node itself.
    pub path: Vec<Node<'t>>,
}

impl<'t> Place<'t> {
    /// The innermost node that fills exactly this span.
    pub(super) fn find(root: Node<'t>, text: &'t str, span: Span) -> Option<Place<'t>> {
        let mut path = vec![root];
        let around = |n: Span| n.start <= span.start && span.end <= n.end;
        while let Some(inner) = path.last()?.nodes().find(|n| around(n.span())) {
            path.push(inner);
        }
        let last = path.last()?;
        (last.span() == span && last.kind() != NODE_ROOT).then_some(Place { text, path })
    }

    pub(super) fn node(&self) -> Option<Node<'t>> {
        self.path.last().copied()
    }

    /// The node around this one, `up` levels further out.
    pub(super) fn around(&self, up: usize) -> Option<Node<'t>> {
        self.path.iter().rev().nth(up).copied()
    }

    /// The place `up` levels further out.
    pub(super) fn outer(&self, up: usize) -> Option<Place<'t>> {
        let len = self.path.len().checked_sub(up).filter(|&n| n > 0)?;
        Some(Place { text: self.text, path: self.path.get(..len)?.to_vec() })
    }

    /// The same place without the parentheses around it.
    pub(super) fn without_parens(mut self) -> Place<'t> {
        while self.path.len() > 1 && self.around(1).is_some_and(|n| n.kind() == NODE_PAREN) {
            self.path.pop();
        }
        self
    }

    /// The span of a literal with this value: the node, or what it is the name of.
    pub(super) fn literal(&self, was: &str) -> Option<Span> {
        let node = match self.definition() {
            Some(definition) if definition.key_is_last() => definition.value()?,
            Some(_) => return None,
            None => self.node()?,
        };
        (value(node, self.text)? == was).then(|| node.span())
    }

    /// The edit that gives an attribute another name.
    pub(super) fn rename(&self, to: &str) -> Option<(Span, String)> {
        let node = self.node()?;
        let is_key = self.around(1)?.kind() == NODE_ATTRPATH && self.around(2)?.kind() == NODE_ATTRPATH_VALUE;
        if is_key {
            return Some((node.span(), attr_name(to)));
        }
        // A name in a list that names are made from, or the like.
        (node.kind() == NODE_STRING && value(node, self.text).is_some())
            .then(|| (node.span(), crate::base::string_literal(to)))
    }

    /// For a name in a definition: its path and the definition, and how many levels out the definition is.
    pub(super) fn definition(&self) -> Option<Definition<'t>> {
        let (key, path, whole) = (self.node()?, self.around(1)?, self.around(2)?);
        let fits = path.kind() == NODE_ATTRPATH && whole.kind() == NODE_ATTRPATH_VALUE;
        fits.then_some(Definition { key, path, whole })
    }
}

/// `a.b = 1;` with one of its names.
pub(super) struct Definition<'t> {
    pub key: Node<'t>,
    pub path: Node<'t>,
    pub whole: Node<'t>,
}

impl<'t> Definition<'t> {
    /// Whether the name is the last of the path.
    pub(super) fn key_is_last(&self) -> bool {
        self.path.nodes().last().is_some_and(|n| n.span() == self.key.span())
    }

    pub(super) fn value(&self) -> Option<Node<'t>> {
        self.whole.exprs().next()
    }
}

/// The value of a literal as text: of a string without interpolation, a number, a Boolean, a path.
pub(super) fn value(node: Node<'_>, text: &str) -> Option<String> {
    let written = || text.get(node.span().start as usize..node.span().end as usize).map(str::to_owned);
    match node.kind() {
        NODE_STRING => {
            let mut out = String::new();
            for part in decode(node) {
                match part {
                    StrPart::Lit(s) => out.push_str(&s),
                    StrPart::Interp(_) => return None,
                }
            }
            Some(out)
        }
        NODE_LITERAL | NODE_PATH_ABS | NODE_PATH_REL | NODE_PATH_HOME => written(),
        NODE_IDENT => written().filter(|w| matches!(w.as_str(), "true" | "false" | "null")),
        _ => None,
    }
}

/// The names of an attribute path, as plain text; `None` in place of a computed one.
pub(super) fn names(path: Node<'_>, text: &str) -> Vec<Option<String>> {
    path.nodes()
        .map(|n| match n.kind() {
            NODE_IDENT => text.get(n.span().start as usize..n.span().end as usize).map(str::to_owned),
            _ => value(n, text),
        })
        .collect()
}

/// The white space before the first character of the line of an offset; `None` when other things stand before it.
pub(super) fn indent_before(text: &str, at: u32) -> Option<&str> {
    let before = text.get(..at as usize)?;
    let line = &before[before.rfind('\n').map_or(0, |i| i + 1)..];
    line.chars().all(|c| c == ' ' || c == '\t').then_some(line)
}

/// The white space that begins the line of an offset.
pub(super) fn indent_of_line(text: &str, at: u32) -> &str {
    let before = text.get(..at as usize).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let line = text.get(start..).unwrap_or_default();
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}
