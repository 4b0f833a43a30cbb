//! The IR as `nix-instantiate --parse` prints it: Nix text with every parenthesis, bindings in the order of their names.

use std::path::Path;

use crate::base::files::normalize;
use crate::base::{ExprId, Symbol};

use super::{Attr, BinOp, BindValue, Bindings, Expr, Module, Param, Part, PathSeg};

/// The whole module on one line; relative paths in it start at `base`, strings and names are written by `quote` and
/// `name`.
pub fn print(module: &Module, base: &Path, quote: fn(&str) -> String, name: fn(&str) -> String) -> String {
    let mut p = Printer { module, base, quote, name, out: String::new(), frames: Vec::new() };
    if let Some(root) = module.root {
        p.expr(root);
    }
    p.out
}

struct Printer<'m> {
    module: &'m Module,
    base: &'m Path,
    quote: fn(&str) -> String,
    name: fn(&str) -> String,
    out: String,
    frames: Vec<Vec<Symbol>>,
}

impl Printer<'_> {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn expr(&mut self, id: ExprId) {
        stacker::maybe_grow(128 << 10, 2 << 20, || self.expr_inner(id));
    }

    /// `(`, texts and expressions in turn, `)`.
    fn mix(&mut self, items: &[Item<'_>]) {
        self.put("(");
        for item in items {
            match *item {
                Item::Text(text) => self.put(text),
                Item::Expr(e) => self.expr(e),
            }
        }
        self.put(")");
    }

    fn expr_inner(&mut self, id: ExprId) {
        use Item::{Expr as E, Text as T};
        match self.module.expr(id) {
            Expr::Missing => self.put("?"),
            Expr::Undefined(name) | Expr::Global(name) | Expr::WithVar { name, .. } => self.put(name.as_str()),
            Expr::Int(i) => self.put(&i.to_string()),
            Expr::Float(f) => self.put(&f.to_string()),
            Expr::Str(s) => self.put(&(self.quote)(s.as_str())),
            Expr::Text(s) => self.put(&(self.quote)(s)),
            Expr::Interp(parts) => self.parts(parts, false),
            Expr::PathInterp(parts) => self.parts(parts, true),
            Expr::Path(p) => self.path_text(p),
            Expr::SearchPath(p) => {
                let text = (self.quote)(p);
                self.put(&format!("(__findFile __nixPath {text})"));
            }
            Expr::Local { up, slot } => {
                let frame = self.frames.iter().rev().nth(usize::from(*up));
                let name = frame.and_then(|f| f.get(usize::from(*slot))).copied();
                self.put(name.map_or("?", |n| n.as_str()));
            }
            Expr::Select(s) => {
                self.mix(&[E(s.base)]);
                self.put(".");
                self.path(&s.path);
                if let Some(default) = s.default {
                    self.put(" or ");
                    self.mix(&[E(default)]);
                }
            }
            Expr::HasAttr { base, path } => {
                self.put("((");
                self.expr(*base);
                self.put(") ? ");
                self.path(path);
                self.put(")");
            }
            Expr::Apply { func, args } => {
                let mut items = vec![E(*func)];
                items.extend(args.iter().flat_map(|a| [T(" "), E(*a)]));
                self.mix(&items);
            }
            Expr::Lambda(l) => self.lambda(&l.param, l.body),
            Expr::Let { bindings, body } => {
                self.put("(let ");
                self.bindings(bindings);
                self.put("in ");
                self.expr(*body);
                self.put(")");
                self.frames.pop();
            }
            Expr::Attrs(bindings) => {
                self.put(if bindings.recursive { "rec { " } else { "{ " });
                self.bindings(bindings);
                self.put("}");
                if bindings.recursive {
                    self.frames.pop();
                }
            }
            Expr::List(items) => {
                self.put("[ ");
                for item in items {
                    self.mix(&[E(*item)]);
                    self.put(" ");
                }
                self.put("]");
            }
            Expr::With { set, body } => {
                self.put("(with ");
                self.expr(*set);
                self.put("; ");
                self.frames.push(Vec::new());
                self.expr(*body);
                self.frames.pop();
                self.put(")");
            }
            Expr::Assert { cond, body } => {
                self.put("assert ");
                self.expr(*cond);
                self.put("; ");
                self.expr(*body);
            }
            Expr::If { cond, then, other } => {
                self.mix(&[T("if "), E(*cond), T(" then "), E(*then), T(" else "), E(*other)]);
            }
            Expr::Bin { op, lhs, rhs } => self.binary(*op, *lhs, *rhs),
            Expr::Not(e) => self.mix(&[T("! "), E(*e)]),
            Expr::Neg(e) => self.mix(&[T("__sub 0 "), E(*e)]),
        }
    }

    fn binary(&mut self, op: BinOp, lhs: ExprId, rhs: ExprId) {
        use Item::{Expr as E, Text as T};
        let between = match op {
            BinOp::Sub => return self.mix(&[T("__sub "), E(lhs), T(" "), E(rhs)]),
            BinOp::Mul => return self.mix(&[T("__mul "), E(lhs), T(" "), E(rhs)]),
            BinOp::Div => return self.mix(&[T("__div "), E(lhs), T(" "), E(rhs)]),
            BinOp::Less => return self.mix(&[T("__lessThan "), E(lhs), T(" "), E(rhs)]),
            BinOp::More => return self.mix(&[T("__lessThan "), E(rhs), T(" "), E(lhs)]),
            BinOp::LessEq => return self.mix(&[T("! (__lessThan "), E(rhs), T(" "), E(lhs), T(")")]),
            BinOp::MoreEq => return self.mix(&[T("! (__lessThan "), E(lhs), T(" "), E(rhs), T(")")]),
            BinOp::Add => " + ",
            BinOp::Concat => " ++ ",
            BinOp::Update => " // ",
            BinOp::Eq => " == ",
            BinOp::NotEq => " != ",
            BinOp::And => " && ",
            BinOp::Or => " || ",
            BinOp::Implies => " -> ",
        };
        self.mix(&[E(lhs), T(between), E(rhs)]);
    }

    fn path_text(&mut self, text: &str) {
        if text.starts_with('~') {
            return self.put(text);
        }
        let full = normalize(&self.base.join(text));
        self.put(&full.to_string_lossy());
    }

    fn parts(&mut self, parts: &[Part], path: bool) {
        self.put("(");
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.put(" + ");
            }
            match part {
                Part::Lit(text) if path && i == 0 => self.path_text(text),
                Part::Lit(text) => self.put(&(self.quote)(text)),
                Part::Expr(e) => self.expr(*e),
            }
        }
        self.put(")");
    }

    fn path(&mut self, path: &[PathSeg]) {
        for (i, seg) in path.iter().enumerate() {
            if i > 0 {
                self.put(".");
            }
            match seg.attr {
                Attr::Static(name) => self.put(&(self.name)(name.as_str())),
                Attr::Dynamic(e) => {
                    self.put("\"${");
                    self.expr(e);
                    self.put("}\"");
                }
            }
        }
    }

    fn lambda(&mut self, param: &Param, body: ExprId) {
        self.put("(");
        match param {
            Param::Name(name, _) => {
                self.frames.push(vec![*name]);
                self.put(name.as_str());
            }
            Param::Pattern { formals, ellipsis, bind } => {
                let names = formals.iter().map(|f| f.name).chain(bind.map(|(name, _)| name));
                self.frames.push(names.collect());
                let mut sorted: Vec<_> = formals.iter().collect();
                sorted.sort_by_key(|f| f.name.as_str());
                self.put("{ ");
                for (i, formal) in sorted.iter().enumerate() {
                    self.put(if i > 0 { ", " } else { "" });
                    self.put(formal.name.as_str());
                    if let Some(default) = formal.default {
                        self.put(" ? ");
                        self.expr(default);
                    }
                }
                if *ellipsis {
                    self.put(if sorted.is_empty() { "..." } else { ", ..." });
                }
                self.put(" }");
                if let Some((name, _)) = bind {
                    self.put(" @ ");
                    self.put(name.as_str());
                }
            }
        }
        self.put(": ");
        self.expr(body);
        self.put(")");
        self.frames.pop();
    }

    /// Leaves the frame of recursive bindings open for what follows.
    fn bindings(&mut self, bindings: &Bindings) {
        if bindings.recursive {
            self.frames.push(bindings.entries.iter().map(|e| e.name).collect());
        }
        let mut sorted: Vec<_> = bindings.entries.iter().collect();
        sorted.sort_by_key(|e| e.name.as_str());
        let name = self.name;
        let named = |wanted: Option<usize>| -> String {
            let of = sorted.iter().filter(|e| match e.value {
                BindValue::Expr(_) => false,
                BindValue::Outer(_) => wanted.is_none(),
                BindValue::From(i) => wanted == Some(usize::from(i)),
            });
            of.map(|e| name(e.name.as_str())).collect::<Vec<_>>().join(" ")
        };
        let outer = named(None);
        if !outer.is_empty() {
            self.put(&format!("inherit {outer}; "));
        }
        for (i, source) in bindings.froms.iter().enumerate() {
            self.put("inherit ");
            self.mix(&[Item::Expr(*source)]);
            self.put(&format!(" {}; ", named(Some(i))));
        }
        for entry in &sorted {
            if let BindValue::Expr(e) = entry.value {
                self.put(&name(entry.name.as_str()));
                self.put(" = ");
                self.expr(e);
                self.put("; ");
            }
        }
        for entry in &bindings.dynamic {
            self.put("\"${");
            self.expr(entry.name);
            self.put("}\" = ");
            self.expr(entry.value);
            self.put("; ");
        }
    }
}

#[derive(Clone, Copy)]
enum Item<'t> {
    Text(&'t str),
    Expr(ExprId),
}
