//! The bindings of one set or `let` before anything in them is lowered: nested paths merged as Nix 2.26 merges them.
//!
//! Merging comes first because it decides scopes: `a = rec { x = 1; }; a.y = x;` puts `y` inside the recursive set.

use std::mem;

use rnix::SyntaxKind::*;
use rustc_hash::FxHashMap;

use crate::base::{ExprId, NameId, Span};
use crate::diag::{Anchor, Diagnostic, codes};
use crate::syntax::{Item, Node, StrPart, decode, verbatim};

use super::Lower;
use super::names::Name;

/// Up to this many names a set is searched from end to end.
const SMALL: usize = 8;

/// The bindings of a set, its values still syntax.
#[derive(Default)]
pub(super) struct Pending<'t> {
    pub(super) recursive: bool,
    pub(super) span: Span,
    pub(super) entries: Vec<Entry<'t>>,
    index: FxHashMap<Name, u32>,
    pub(super) dynamic: Vec<DynEntry<'t>>,
    pub(super) froms: Vec<Option<Node<'t>>>,
}

pub(super) struct Entry<'t> {
    pub(super) name: Name,
    pub(super) pos: NameId,
    pub(super) value: Value<'t>,
}

pub(super) struct DynEntry<'t> {
    pub(super) name: Node<'t>,
    pub(super) pos: NameId,
    pub(super) value: Value<'t>,
}

pub(super) enum Value<'t> {
    /// `= e;`; nothing when the source lacks it.
    Expr(Option<Node<'t>>),
    /// A set that paths or several literals make up.
    Set(Box<Pending<'t>>),
    /// `inherit name;`
    Outer(Span),
    /// The same once the variable is resolved.
    Lowered(ExprId),
    /// `inherit (froms[i]) name;`
    From(u32),
}

/// One segment of a binding's path.
#[derive(Clone, Copy)]
struct Seg<'t> {
    key: Key<'t>,
    span: Span,
}

/// What an attribute is called.
#[derive(Clone, Copy)]
pub(super) enum Key<'t> {
    Static(Name),
    /// A `NODE_DYNAMIC`, or a `NODE_STRING` with interpolation.
    Dynamic(Node<'t>),
    /// Broken source.
    Missing,
}

impl<'t> Pending<'t> {
    fn find(&self, name: Name) -> Option<usize> {
        if self.entries.len() <= SMALL {
            return self.entries.iter().position(|e| e.name == name);
        }
        self.index.get(&name).map(|&i| i as usize)
    }

    fn insert(&mut self, entry: Entry<'t>) {
        if self.entries.len() >= SMALL {
            if self.index.is_empty() {
                self.index.extend(self.entries.iter().enumerate().map(|(i, e)| (e.name, i as u32)));
            }
            self.index.insert(entry.name, self.entries.len() as u32);
        }
        self.entries.push(entry);
    }
}

impl<'t> Lower<'t> {
    /// Reads the bindings of a set literal, a `let … in` or a `let { }`.
    pub(super) fn collect(&mut self, node: Node<'t>) -> Pending<'t> {
        let mut set = Pending { span: node.span(), ..Pending::default() };
        for item in node.items() {
            match item {
                Item::Token(t) if t.kind == TOKEN_REC => set.recursive = true,
                Item::Node(n) if n.kind() == NODE_ATTRPATH_VALUE => self.binding(&mut set, n),
                Item::Node(n) if n.kind() == NODE_INHERIT => self.inherit(&mut set, n),
                _ => {}
            }
        }
        set
    }

    fn binding(&mut self, set: &mut Pending<'t>, node: Node<'t>) {
        let Some(attrpath) = node.child(NODE_ATTRPATH) else { return };
        let value = Value::Expr(node.expr());
        let mut nodes = attrpath.nodes();
        let Some(first) = nodes.next().map(|n| self.seg(n)) else { return };
        // Nearly every path has one segment: no list for those.
        let Some(second) = nodes.next().map(|n| self.seg(n)) else {
            return self.define_at(set, first, value, &[]);
        };
        let mut path = vec![first, second];
        path.extend(nodes.map(|n| self.seg(n)));
        self.define(set, &path, value);
    }

    fn seg(&mut self, node: Node<'t>) -> Seg<'t> {
        Seg { key: self.key(node), span: node.span() }
    }

    /// Walks all but the last segment, making sets on the way, then defines the last.
    fn define(&mut self, set: &mut Pending<'t>, path: &[Seg<'t>], value: Value<'t>) {
        let Some((last, way)) = path.split_last() else { return };
        let span = path[0].span;
        let mut set = set;
        for (i, seg) in way.iter().enumerate() {
            let implicit = || Value::Set(Box::new(Pending { span, ..Pending::default() }));
            let name = match seg.key {
                Key::Missing => return,
                Key::Dynamic(name) => {
                    let pos = self.name_at(seg.span);
                    set.dynamic.push(DynEntry { name, pos, value: implicit() });
                    let Some(DynEntry { value: Value::Set(inner), .. }) = set.dynamic.last_mut() else { return };
                    set = inner;
                    continue;
                }
                Key::Static(name) => name,
            };
            let at = match set.find(name) {
                Some(at) => at,
                None => {
                    let pos = self.name_at(seg.span);
                    set.insert(Entry { name, pos, value: implicit() });
                    set.entries.len() - 1
                }
            };
            let entry = &mut set.entries[at];
            let first = entry.pos;
            match self.as_set(&mut entry.value) {
                Some(inner) => set = inner,
                None => return self.duplicate(&path[..=i], first),
            }
        }
        self.define_at(set, *last, value, way);
    }

    fn define_at(&mut self, set: &mut Pending<'t>, seg: Seg<'t>, value: Value<'t>, way: &[Seg<'t>]) {
        match seg.key {
            Key::Missing => {}
            Key::Dynamic(name) => {
                let pos = self.name_at(seg.span);
                set.dynamic.push(DynEntry { name, pos, value });
            }
            Key::Static(name) => {
                let pos = self.name_at(seg.span);
                self.add(set, Entry { name, pos, value }, way);
            }
        }
    }

    /// Adds one attribute; two set literals of one name become one set, anything else of one name is an error.
    fn add(&mut self, set: &mut Pending<'t>, mut entry: Entry<'t>, way: &[Seg<'t>]) {
        let Some(at) = set.find(entry.name) else { return set.insert(entry) };
        let old = &mut set.entries[at];
        let (first, seg) = (old.pos, Seg { key: Key::Static(entry.name), span: self.map.name(entry.pos) });
        let mut path = way.to_vec();
        path.push(seg);
        if self.as_set(&mut entry.value).is_none() {
            return self.duplicate(&path, first);
        }
        let (Some(old), Value::Set(new)) = (self.as_set(&mut old.value), entry.value) else {
            return self.duplicate(&path, first);
        };
        self.merge(old, *new, &path);
    }

    /// The `rec` of the later set is dropped, that of the earlier one holds for both: Nix issue 9020.
    fn merge(&mut self, old: &mut Pending<'t>, new: Pending<'t>, path: &[Seg<'t>]) {
        let shift = old.froms.len() as u32;
        for mut entry in new.entries {
            if let Value::From(i) = &mut entry.value {
                *i += shift;
            }
            stacker::maybe_grow(super::RED_ZONE, super::STACK, || self.add(old, entry, path));
        }
        old.dynamic.extend(new.dynamic);
        old.froms.extend(new.froms);
    }

    /// The set behind a value that is written as one, read if it was not yet.
    fn as_set<'v>(&mut self, value: &'v mut Value<'t>) -> Option<&'v mut Pending<'t>> {
        if let Value::Expr(Some(node)) = value {
            let node = node.inside_parens();
            if node.kind() != NODE_ATTR_SET {
                return None;
            }
            let set = self.collect(node);
            *value = Value::Set(Box::new(set));
        }
        match value {
            Value::Set(set) => Some(set),
            _ => None,
        }
    }

    fn inherit(&mut self, set: &mut Pending<'t>, node: Node<'t>) {
        let mut from = None;
        for item in node.nodes() {
            match item.kind() {
                NODE_INHERIT_FROM => {
                    from = Some(set.froms.len() as u32);
                    set.froms.push(item.expr());
                }
                NODE_IDENT | NODE_STRING | NODE_DYNAMIC => match self.key(item) {
                    Key::Static(name) => {
                        let pos = self.name_at(item.span());
                        let value = from.map_or(Value::Outer(item.span()), Value::From);
                        match set.find(name) {
                            None => set.insert(Entry { name, pos, value }),
                            Some(at) => {
                                let seg = Seg { key: Key::Static(name), span: item.span() };
                                let first = set.entries[at].pos;
                                self.duplicate(&[seg], first);
                            }
                        }
                    }
                    Key::Dynamic(_) => self.dynamic_not_allowed(item.span(), "inherit"),
                    Key::Missing => {}
                },
                _ => {}
            }
        }
    }

    pub(super) fn dynamic_not_allowed(&mut self, span: Span, place: &str) {
        let message = format!("computed attribute names are not allowed in `{place}`");
        let anchor = Anchor::text(self.file, span);
        self.report(span, Diagnostic::new(&codes::DYNAMIC_ATTRIBUTE, anchor, message));
        // The name it would have defined is not known.
        self.unsure = true;
    }

    fn duplicate(&mut self, path: &[Seg<'t>], first: NameId) {
        let Some(last) = path.last() else { return };
        let mut written = String::new();
        // Long paths are cut: the end is what counts.
        for seg in &path[path.len().saturating_sub(8)..] {
            if !written.is_empty() {
                written.push('.');
            }
            match seg.key {
                Key::Static(name) => written.push_str(self.names.symbol(name).as_str()),
                _ => written.push_str("${…}"),
            }
        }
        let pos = self.name_at(last.span);
        let d = Diagnostic::new(
            &codes::DUPLICATE_ATTRIBUTE,
            Anchor::name(self.file, pos),
            format!("attribute `{written}` is already defined"),
        );
        let d = d.here("defined again here").label(Anchor::name(self.file, first), "first defined here");
        self.report_binding(last.span, d);
    }

    /// What an identifier, a quoted key or `${e}` calls its attribute; a computed name that is a literal is static.
    pub(super) fn key(&mut self, node: Node<'t>) -> Key<'t> {
        match node.kind() {
            NODE_IDENT => match node.token(TOKEN_IDENT) {
                Some(t) => Key::Static(self.names.name(t.text)),
                None => Key::Missing,
            },
            NODE_STRING => self.quoted(node, node),
            NODE_DYNAMIC => match node.expr().map(Node::inside_parens) {
                Some(s) if s.kind() == NODE_STRING => self.quoted(s, node),
                Some(_) => Key::Dynamic(node),
                None => Key::Missing,
            },
            _ => Key::Missing,
        }
    }

    fn quoted(&mut self, string: Node<'t>, whole: Node<'t>) -> Key<'t> {
        if let Some(text) = verbatim(string) {
            return Key::Static(self.names.name(text));
        }
        let mut parts = decode(string);
        match parts.len() {
            0 => Key::Static(self.names.name("")),
            1 => match mem::replace(&mut parts[0], StrPart::Interp(string)) {
                StrPart::Lit(std::borrow::Cow::Borrowed(text)) => Key::Static(self.names.name(text)),
                StrPart::Lit(std::borrow::Cow::Owned(text)) => Key::Static(self.names.composed(&text)),
                StrPart::Interp(_) => Key::Dynamic(whole),
            },
            _ => Key::Dynamic(whole),
        }
    }
}
