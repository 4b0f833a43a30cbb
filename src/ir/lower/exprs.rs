//! One function for each kind of expression.

use rnix::SyntaxKind::{self, *};

use crate::base::{ExprId, NameId, Span, Symbol, limits};
use crate::diag::{Anchor, Diagnostic, codes};
use crate::ir::{
    Attr, BinOp, BindValue, Binding, Bindings, DynBinding, Expr, Formal, Lambda, Param, Part, PathSeg, Select,
};
use crate::syntax::{Item, Node, StrPart, decode, verbatim};

use super::bindings::{Key, Pending, Value};
use super::scope::Name;
use super::{Lower, RED_ZONE, STACK};

impl<'t> Lower<'t> {
    pub(super) fn expr(&mut self, node: Node<'t>) -> ExprId {
        stacker::maybe_grow(RED_ZONE, STACK, || self.expr_inner(node))
    }

    fn expr_inner(&mut self, node: Node<'t>) -> ExprId {
        let span = node.span();
        match node.kind() {
            NODE_PAREN => self.expr_or_missing(node.expr(), span),
            NODE_IDENT => match node.token(TOKEN_IDENT) {
                Some(t) => {
                    let name = self.names.name(t.text);
                    self.variable(name, span)
                }
                None => self.alloc(Expr::Missing, span),
            },
            NODE_LITERAL => self.literal(node),
            NODE_STRING => self.string(node),
            NODE_PATH_ABS | NODE_PATH_HOME | NODE_PATH_REL => self.path(node),
            NODE_PATH_SEARCH => self.search_path(node),
            NODE_CUR_POS => self.alloc(Expr::Global(Symbol::new("__curPos")), span),
            NODE_SELECT => self.select(node),
            NODE_HAS_ATTR => self.has_attr(node),
            NODE_APPLY => self.apply(node),
            NODE_LAMBDA => self.lambda(node),
            NODE_LET_IN => self.let_in(node),
            NODE_LEGACY_LET => self.legacy_let(node),
            NODE_ATTR_SET => {
                let set = self.collect(node);
                self.set(set)
            }
            NODE_LIST => {
                let first = self.scratch.len();
                for item in node.exprs() {
                    let id = self.expr(item);
                    self.scratch.push(id);
                }
                let items = self.scratch.drain(first..).collect();
                self.alloc(Expr::List(items), span)
            }
            NODE_WITH => {
                let mut parts = node.exprs();
                let set = self.expr_or_missing(parts.next(), span);
                self.names.push_with();
                let body = self.expr_or_missing(parts.next(), span);
                self.names.pop();
                self.alloc(Expr::With { set, body }, span)
            }
            NODE_ASSERT => {
                let mut parts = node.exprs();
                let cond = self.expr_or_missing(parts.next(), span);
                let body = self.expr_or_missing(parts.next(), span);
                self.alloc(Expr::Assert { cond, body }, span)
            }
            NODE_IF_ELSE => {
                let mut parts = node.exprs();
                let cond = self.expr_or_missing(parts.next(), span);
                let then = self.expr_or_missing(parts.next(), span);
                let other = self.expr_or_missing(parts.next(), span);
                self.alloc(Expr::If { cond, then, other }, span)
            }
            NODE_BIN_OP => self.binary(node),
            NODE_UNARY_OP => {
                let operand = self.expr_or_missing(node.expr(), span);
                let negate = node.token(TOKEN_SUB).is_some();
                self.alloc(if negate { Expr::Neg(operand) } else { Expr::Not(operand) }, span)
            }
            _ => self.alloc(Expr::Missing, span),
        }
    }

    fn literal(&mut self, node: Node<'t>) -> ExprId {
        let span = node.span();
        let Some(token) = node.tokens().next() else { return self.alloc(Expr::Missing, span) };
        if self.holes.binary_search(&token.at).is_ok() {
            return self.alloc(Expr::Missing, span);
        }
        let expr = match token.kind {
            TOKEN_INTEGER => token.text.parse().ok().map(Expr::Int),
            // A leading point is fine for both; Nix takes no infinity.
            TOKEN_FLOAT => token.text.parse().ok().filter(|f: &f64| f.is_finite()).map(Expr::Float),
            TOKEN_URI => Some(text(token.text)),
            _ => return self.alloc(Expr::Missing, span),
        };
        if expr.is_none() {
            let message = format!("number `{}` is out of range", token.text);
            let mut d = Diagnostic::new(&codes::NUMBER_OUT_OF_RANGE, Anchor::text(self.file, span), message);
            if token.kind == TOKEN_INTEGER {
                d = d.help(format!("integers have 64 bits: the largest is {}", i64::MAX));
            }
            self.report(span, d);
        }
        self.alloc(expr.unwrap_or(Expr::Missing), span)
    }

    fn string(&mut self, node: Node<'t>) -> ExprId {
        if let Some(plain) = verbatim(node) {
            return self.alloc(text(plain), node.span());
        }
        let mut parts = decode(node);
        let expr = match (parts.len(), parts.pop()) {
            (_, None) => text(""),
            (1, Some(StrPart::Lit(lit))) => text(&lit),
            (_, Some(last)) => {
                parts.push(last);
                let parts: Vec<Part> = parts.into_iter().map(|p| self.part(p)).collect();
                Expr::Interp(parts.into())
            }
        };
        self.alloc(expr, node.span())
    }

    fn part(&mut self, part: StrPart<'t>) -> Part {
        match part {
            StrPart::Lit(text) => Part::Lit(text.into()),
            StrPart::Interp(node) => Part::Expr(self.expr_or_missing(node.expr(), node.span())),
        }
    }

    fn path(&mut self, node: Node<'t>) -> ExprId {
        let mut parts = Vec::new();
        for item in node.items() {
            match item {
                Item::Token(t) if matches!(t.kind, TOKEN_PATH_ABS | TOKEN_PATH_HOME | TOKEN_PATH_REL) => {
                    parts.push(Part::Lit(t.text.into()));
                }
                Item::Node(n) if n.kind() == NODE_INTERPOL => parts.push(self.part(StrPart::Interp(n))),
                _ => {}
            }
        }
        let expr = match (parts.len(), parts.pop()) {
            (1, Some(Part::Lit(path))) => Expr::Path(path),
            (_, Some(last)) => {
                parts.push(last);
                Expr::PathInterp(parts.into())
            }
            (_, None) => Expr::Missing,
        };
        self.alloc(expr, node.span())
    }

    /// `<x>` means `__findFile __nixPath "x"` with whatever these two names are bound to.
    fn search_path(&mut self, node: Node<'t>) -> ExprId {
        let span = node.span();
        let written = node.tokens().next().map_or("", |t| t.text);
        let path = written.trim_start_matches('<').trim_end_matches('>');
        if !["__findFile", "__nixPath"].iter().any(|n| self.names.is_bound(n)) {
            return self.alloc(Expr::SearchPath(path.into()), span);
        }
        let [find, list] = ["__findFile", "__nixPath"].map(|n| {
            let name = self.names.name(n);
            self.variable(name, span)
        });
        let path = self.alloc(text(path), span);
        self.alloc(Expr::Apply { func: find, args: [list, path].into() }, span)
    }

    fn attrpath(&mut self, node: Option<Node<'t>>) -> Option<Box<[PathSeg]>> {
        let segs: Vec<PathSeg> = node?
            .nodes()
            .filter_map(|n| {
                let key = self.key(n);
                let attr = match key {
                    Key::Static(name) => Attr::Static(self.names.symbol(name)),
                    Key::Dynamic(n) => Attr::Dynamic(self.computed_name(n)),
                    Key::Missing => return None,
                };
                Some(PathSeg { attr, name: self.name_at(n.span()) })
            })
            .collect();
        (!segs.is_empty()).then(|| segs.into())
    }

    /// The expression of a `NODE_DYNAMIC` or of a quoted key with interpolation.
    fn computed_name(&mut self, node: Node<'t>) -> ExprId {
        match node.kind() {
            NODE_DYNAMIC => self.expr_or_missing(node.expr(), node.span()),
            _ => self.expr(node),
        }
    }

    fn select(&mut self, node: Node<'t>) -> ExprId {
        let span = node.span();
        let mut parts = node.exprs();
        let base = self.expr_or_missing(parts.next(), span);
        let default = parts.next();
        let path = self.attrpath(node.child(NODE_ATTRPATH));
        let default = default.map(|d| self.expr(d));
        match path {
            Some(path) => self.alloc(Expr::Select(Box::new(Select { base, path, default })), span),
            None => self.alloc(Expr::Missing, span),
        }
    }

    fn has_attr(&mut self, node: Node<'t>) -> ExprId {
        let span = node.span();
        let base = self.expr_or_missing(node.expr(), span);
        match self.attrpath(node.child(NODE_ATTRPATH)) {
            Some(path) => self.alloc(Expr::HasAttr { base, path }, span),
            None => self.alloc(Expr::Missing, span),
        }
    }

    /// `f a b` is one application of two arguments; `b <| f a` and `a |> f` are applications too.
    fn apply(&mut self, node: Node<'t>) -> ExprId {
        let (mut func, mut args) = (Some(node), Vec::new());
        while let Some(call) = func.map(Node::inside_parens) {
            let operands = match call.kind() {
                NODE_APPLY => {
                    let mut parts = call.exprs();
                    (parts.next(), parts.next())
                }
                NODE_BIN_OP => {
                    let mut parts = call.exprs();
                    let (lhs, rhs) = (parts.next(), parts.next());
                    match pipe(call) {
                        Some(TOKEN_PIPE_LEFT) => (lhs, rhs),
                        Some(_) => (rhs, lhs),
                        None => break,
                    }
                }
                _ => break,
            };
            func = operands.0;
            args.push(operands.1);
        }
        let span = node.span();
        let func = self.expr_or_missing(func, span);
        let args: Vec<ExprId> = args.into_iter().rev().map(|a| self.expr_or_missing(a, span)).collect();
        self.alloc(Expr::Apply { func, args: args.into() }, span)
    }

    fn binary(&mut self, node: Node<'t>) -> ExprId {
        if pipe(node).is_some() {
            return self.apply(node);
        }
        let span = node.span();
        let op = node.tokens().find_map(|t| operator(t.kind));
        let mut parts = node.exprs();
        let lhs = self.expr_or_missing(parts.next(), span);
        let rhs = self.expr_or_missing(parts.next(), span);
        match op {
            Some(op) => self.alloc(Expr::Bin { op, lhs, rhs }, span),
            None => self.alloc(Expr::Missing, span),
        }
    }

    fn lambda(&mut self, node: Node<'t>) -> ExprId {
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
        let mut seen = rustc_hash::FxHashMap::default();
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

    fn let_in(&mut self, node: Node<'t>) -> ExprId {
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
    fn legacy_let(&mut self, node: Node<'t>) -> ExprId {
        let span = node.span();
        let mut set = self.collect(node);
        set.recursive = true;
        let base = self.set(set);
        let name = self.name_at(node.token(TOKEN_LET).map_or(span, |t| t.span()));
        let path = [PathSeg { attr: Attr::Static(Symbol::new("body")), name }].into();
        self.alloc(Expr::Select(Box::new(Select { base, path, default: None })), span)
    }

    fn set(&mut self, set: Pending<'t>) -> ExprId {
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

fn text(text: &str) -> Expr {
    if text.len() <= limits::INTERN_BYTES { Expr::Str(Symbol::new(text)) } else { Expr::Text(text.into()) }
}

fn pipe(node: Node<'_>) -> Option<SyntaxKind> {
    node.tokens().map(|t| t.kind).find(|k| matches!(k, TOKEN_PIPE_LEFT | TOKEN_PIPE_RIGHT))
}

fn operator(kind: SyntaxKind) -> Option<BinOp> {
    Some(match kind {
        TOKEN_ADD => BinOp::Add,
        TOKEN_SUB => BinOp::Sub,
        TOKEN_MUL => BinOp::Mul,
        TOKEN_DIV => BinOp::Div,
        TOKEN_CONCAT => BinOp::Concat,
        TOKEN_UPDATE => BinOp::Update,
        TOKEN_EQUAL => BinOp::Eq,
        TOKEN_NOT_EQUAL => BinOp::NotEq,
        TOKEN_LESS => BinOp::Less,
        TOKEN_LESS_OR_EQ => BinOp::LessEq,
        TOKEN_MORE => BinOp::More,
        TOKEN_MORE_OR_EQ => BinOp::MoreEq,
        TOKEN_AND_AND => BinOp::And,
        TOKEN_OR_OR => BinOp::Or,
        TOKEN_IMPLICATION => BinOp::Implies,
        _ => return None,
    })
}
