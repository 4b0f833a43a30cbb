//! The expressions that bind names: functions, `let`, sets.

use rnix::SyntaxKind::*;
use rustc_hash::FxHashMap;

use crate::base::{ExprId, NameId, Span, Symbol};
use crate::diag::{Anchor, Diagnostic, codes};
use crate::ir::{Attr, BindValue, Binding, Bindings, DynBinding, Expr, Formal, Lambda, Param, PathSeg, Select};
use crate::syntax::Node;

use super::bindings::{Pending, Value};
use super::names::Name;
use super::{Lower, RED_ZONE, STACK};

impl<'t> Lower<'t> {
    pub(super) fn lambda(&mut self, node: Node<'t>) -> ExprId {
        let span = node.span();
        let param = if let Some(param) = node.child(NODE_IDENT_PARAM) {
            let Some((name, pos)) = self.ident(param) else { return self.alloc(Expr::Missing, span) };
            self.names.push([name]);
            Param::Name(self.names.symbol(name), pos)
        } else if let Some(pattern) = node.child(NODE_PATTERN) {
            self.pattern(pattern)
        } else {
            return self.alloc(Expr::Missing, span);
        };
        let body = self.expr_or_missing(node.expr(), span);
        self.names.pop();
        self.alloc(Expr::Lambda(Box::new(Lambda { param, body })), span)
    }

    /// The identifier that a node holds.
    fn ident(&mut self, node: Node<'t>) -> Option<(Name, NameId)> {
        let ident = node.child(NODE_IDENT)?;
        let name = self.names.name(ident.token(TOKEN_IDENT)?.text);
        Some((name, self.name_at(ident.span())))
    }

    /// Reads `{ a, b ? c, ... } @ d` and opens its frame, in which the defaults are lowered.
    fn pattern(&mut self, pattern: Node<'t>) -> Param {
        let mut formals: Vec<(Name, NameId, Option<Node<'t>>)> = Vec::new();
        let mut seen = FxHashMap::default();
        for entry in pattern.nodes().filter(|n| n.kind() == NODE_PAT_ENTRY) {
            let Some((name, pos)) = self.ident(entry) else { continue };
            match seen.insert(name, pos) {
                Some(first) => {
                    seen.insert(name, first);
                    self.duplicate_formal(name, pos, first);
                }
                // The name itself is an expression to the tree; the default follows it.
                None => formals.push((name, pos, entry.exprs().nth(1))),
            }
        }
        let mut bind = pattern.child(NODE_PAT_BIND).and_then(|b| self.ident(b));
        if let Some((name, pos)) = bind
            && let Some(&first) = seen.get(&name)
        {
            self.duplicate_formal(name, pos, first);
            bind = None;
        }
        let names = formals.iter().map(|f| f.0).chain(bind.map(|b| b.0)).collect();
        self.open_frame(names, pattern.span());
        let formals = formals
            .into_iter()
            .map(|(name, pos, default)| {
                let default = default.map(|d| self.expr(d));
                Formal { name: self.names.symbol(name), pos, default }
            })
            .collect();
        Param::Pattern {
            formals,
            ellipsis: pattern.token(TOKEN_ELLIPSIS).is_some(),
            bind: bind.map(|(name, pos)| (self.names.symbol(name), pos)),
        }
    }

    fn open_frame(&mut self, names: Vec<Name>, span: Span) {
        if names.len() > usize::from(u16::MAX) {
            self.too_many("names", span);
        }
        self.names.push(names);
    }

    fn too_many(&mut self, what: &str, span: Span) {
        let message = format!("more than {} {what} in one scope", u16::MAX);
        self.report(span, Diagnostic::new(&codes::TOO_COMPLEX, Anchor::text(self.file, span), message));
    }

    fn duplicate_formal(&mut self, name: Name, pos: NameId, first: NameId) {
        let message = format!("argument `{}` is named twice", self.names.symbol(name));
        let d = Diagnostic::new(&codes::DUPLICATE_FORMAL, Anchor::name(self.file, pos), message)
            .here("named again here")
            .label(Anchor::name(self.file, first), "first named here");
        self.report(self.map.name(pos), d);
    }

    pub(super) fn let_in(&mut self, node: Node<'t>) -> ExprId {
        let span = node.span();
        let mut set = self.collect(node);
        for entry in std::mem::take(&mut set.dynamic) {
            let at = self.map.name(entry.pos);
            self.dynamic_not_allowed(at, "let");
        }
        set.recursive = true;
        let bindings = Box::new(self.open(set));
        let body = self.expr_or_missing(node.expr(), span);
        self.names.pop();
        self.alloc(Expr::Let { bindings, body }, span)
    }

    /// `let { x = 1; body = x; }` is `(rec { x = 1; body = x; }).body`.
    pub(super) fn legacy_let(&mut self, node: Node<'t>) -> ExprId {
        let span = node.span();
        let mut set = self.collect(node);
        set.recursive = true;
        let base = self.set(set);
        let name = self.name_at(node.token(TOKEN_LET).map_or(span, |t| t.span()));
        let path = [PathSeg { attr: Attr::Static(Symbol::new("body")), name }].into();
        self.alloc(Expr::Select(Box::new(Select { base, path, default: None })), span)
    }

    pub(super) fn set(&mut self, set: Pending<'t>) -> ExprId {
        let span = set.span;
        let recursive = set.recursive;
        let bindings = self.open(set);
        if recursive {
            self.names.pop();
        }
        self.alloc(Expr::Attrs(Box::new(bindings)), span)
    }

    /// Lowers bindings; the frame of recursive ones is left open.
    fn open(&mut self, set: Pending<'t>) -> Bindings {
        let Pending { recursive, span, mut entries, dynamic, froms, .. } = set;
        // `inherit x;` means the x around the set: resolved before its frame opens.
        for entry in &mut entries {
            if let Value::Outer(at) = entry.value {
                entry.value = Value::Lowered(self.variable(entry.name, at));
            }
        }
        if recursive {
            self.open_frame(entries.iter().map(|e| e.name).collect(), span);
        }
        if froms.len() > usize::from(u16::MAX) {
            self.too_many("`inherit (…)`", span);
        }
        let froms = froms.into_iter().map(|f| self.expr_or_missing(f, span)).collect();
        let entries = entries
            .into_iter()
            .map(|e| {
                let value = match e.value {
                    Value::Lowered(id) => BindValue::Outer(id),
                    Value::From(i) => match u16::try_from(i) {
                        Ok(i) => BindValue::From(i),
                        Err(_) => BindValue::Expr(self.alloc(Expr::Missing, span)),
                    },
                    value => BindValue::Expr(self.value(value, e.pos)),
                };
                Binding { name: self.names.symbol(e.name), pos: e.pos, value }
            })
            .collect();
        let dynamic = dynamic
            .into_iter()
            .map(|e| {
                let name = self.computed_name(e.name);
                DynBinding { name, pos: e.pos, value: self.value(e.value, e.pos) }
            })
            .collect();
        Bindings { recursive, entries, dynamic, froms }
    }

    fn value(&mut self, value: Value<'t>, pos: NameId) -> ExprId {
        let around = self.map.name(pos);
        match value {
            Value::Expr(node) => self.expr_or_missing(node, around),
            Value::Set(set) => stacker::maybe_grow(RED_ZONE, STACK, || self.set(*set)),
            Value::Lowered(id) => id,
            Value::Outer(_) | Value::From(_) => self.alloc(Expr::Missing, around),
        }
    }
}
