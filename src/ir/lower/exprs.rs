//! One function for each kind of expression that binds no names.

use rnix::SyntaxKind::{self, *};

use crate::base::{ExprId, Symbol, limits};
use crate::diag::{Anchor, Diagnostic, codes};
use crate::ir::{Attr, BinOp, Expr, Part, PathSeg, Select};
use crate::syntax::{Item, Node, StrPart, decode, verbatim};

use super::bindings::Key;
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
    pub(super) fn computed_name(&mut self, node: Node<'t>) -> ExprId {
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
