//! The IR as text, for tests and for people who debug: one S-expression, variables as `name@up.slot`.

use std::fmt::Write;

use crate::base::{ExprId, Symbol};

use super::{Attr, BindValue, Bindings, Expr, Module, Param, Part, PathSeg};

/// The whole module as one S-expression on one line.
///
/// Names of local variables are those of the frames around them.
pub fn dump(module: &Module) -> String {
    let mut d = Dump { module, out: String::new(), frames: Vec::new() };
    match module.root {
        Some(root) => d.expr(root),
        None => d.out.push('?'),
    }
    d.out
}

struct Dump<'m> {
    module: &'m Module,
    out: String,
    frames: Vec<Vec<Symbol>>,
}

impl Dump<'_> {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(text);
    }

    fn list<'a>(&mut self, head: &str, items: impl IntoIterator<Item = &'a ExprId>) {
        self.put(format_args!("({head}"));
        for &item in items {
            self.out.push(' ');
            self.expr(item);
        }
        self.out.push(')');
    }

    fn expr(&mut self, id: ExprId) {
        stacker::maybe_grow(128 << 10, 2 << 20, || self.expr_inner(id));
    }

    fn expr_inner(&mut self, id: ExprId) {
        match self.module.expr(id) {
            Expr::Missing => self.out.push_str("(missing)"),
            Expr::Undefined(name) => self.put(format_args!("(undefined {name})")),
            Expr::Int(i) => self.put(format_args!("{i}")),
            Expr::Float(f) => self.put(format_args!("{f:?}")),
            Expr::Str(s) => self.put(format_args!("{:?}", s.as_str())),
            Expr::Text(s) => self.put(format_args!("{s:?}")),
            Expr::Interp(parts) => self.parts("interp", parts),
            Expr::Path(p) => self.put(format_args!("(path {p})")),
            Expr::PathInterp(parts) => self.parts("path", parts),
            Expr::SearchPath(p) => self.put(format_args!("<{p}>")),
            Expr::Local { up, slot } => self.local(usize::from(*up), usize::from(*slot)),
            Expr::Global(name) => self.put(format_args!("{name}")),
            Expr::WithVar { name, frames } => self.put(format_args!("(with-var {name} {frames:?})")),
            Expr::Select(s) => {
                self.out.push_str("(select ");
                self.expr(s.base);
                self.path(&s.path);
                if let Some(default) = s.default {
                    self.out.push_str(" or ");
                    self.expr(default);
                }
                self.out.push(')');
            }
            Expr::HasAttr { base, path } => {
                self.out.push_str("(has ");
                self.expr(*base);
                self.path(path);
                self.out.push(')');
            }
            Expr::Apply { func, args } => self.list("apply", std::iter::once(func).chain(args)),
            Expr::Lambda(l) => self.lambda(&l.param, l.body),
            Expr::Let { bindings, body } => {
                self.out.push_str("(let ");
                self.bindings(bindings);
                self.out.push(' ');
                self.expr(*body);
                self.out.push(')');
                self.frames.pop();
            }
            Expr::Attrs(bindings) => {
                self.out.push_str(if bindings.recursive { "(rec " } else { "(set " });
                self.bindings(bindings);
                self.out.push(')');
                if bindings.recursive {
                    self.frames.pop();
                }
            }
            Expr::List(items) => self.list("list", items),
            Expr::With { set, body } => {
                self.out.push_str("(with ");
                self.expr(*set);
                self.out.push(' ');
                self.frames.push(Vec::new());
                self.expr(*body);
                self.frames.pop();
                self.out.push(')');
            }
            Expr::Assert { cond, body } => self.list("assert", [cond, body]),
            Expr::If { cond, then, other } => self.list("if", [cond, then, other]),
            Expr::Bin { op, lhs, rhs } => self.list(&format!("{op:?}"), [lhs, rhs]),
            Expr::Not(e) => self.list("not", [e]),
            Expr::Neg(e) => self.list("neg", [e]),
        }
    }

    fn local(&mut self, up: usize, slot: usize) {
        let frame = self.frames.iter().rev().nth(up);
        match frame.and_then(|f| f.get(slot)).copied() {
            Some(name) => self.put(format_args!("{name}@{up}.{slot}")),
            None => self.put(format_args!("(no-slot {up}.{slot})")),
        }
    }

    fn parts(&mut self, head: &str, parts: &[Part]) {
        self.put(format_args!("({head}"));
        for part in parts {
            match part {
                Part::Lit(text) => self.put(format_args!(" {text:?}")),
                Part::Expr(e) => {
                    self.out.push(' ');
                    self.expr(*e);
                }
            }
        }
        self.out.push(')');
    }

    fn path(&mut self, path: &[PathSeg]) {
        for seg in path {
            match seg.attr {
                Attr::Static(name) => self.put(format_args!(" .{name}")),
                Attr::Dynamic(e) => {
                    self.out.push_str(" .$");
                    self.expr(e);
                }
            }
        }
    }

    fn lambda(&mut self, param: &Param, body: ExprId) {
        self.out.push_str("(fn ");
        match param {
            Param::Name(name, _) => {
                self.frames.push(vec![*name]);
                self.put(format_args!("{name} "));
            }
            Param::Pattern { formals, ellipsis, bind } => {
                let names = formals.iter().map(|f| f.name).chain(bind.map(|(name, _)| name));
                self.frames.push(names.collect());
                self.out.push('{');
                for formal in formals {
                    self.put(format_args!(" {}", formal.name));
                    if let Some(default) = formal.default {
                        self.out.push('?');
                        self.expr(default);
                    }
                }
                self.out.push_str(if *ellipsis { " ... }" } else { " }" });
                if let Some((name, _)) = bind {
                    self.put(format_args!("@{name}"));
                }
                self.out.push(' ');
            }
        }
        self.expr(body);
        self.out.push(')');
        self.frames.pop();
    }

    /// Leaves the frame of recursive bindings open for what follows.
    fn bindings(&mut self, bindings: &Bindings) {
        let names: Vec<Symbol> = bindings.entries.iter().map(|e| e.name).collect();
        let frame = |d: &mut Self| {
            if bindings.recursive {
                d.frames.push(names.clone());
            }
        };
        self.out.push('[');
        frame(self);
        for (i, from) in bindings.froms.iter().enumerate() {
            self.put(format_args!("from{i}="));
            self.expr(*from);
            self.out.push(' ');
        }
        for (i, entry) in bindings.entries.iter().enumerate() {
            if i > 0 {
                self.out.push(' ');
            }
            self.put(format_args!("{}=", entry.name));
            match entry.value {
                BindValue::Expr(e) => self.expr(e),
                BindValue::From(i) => self.put(format_args!("from{i}")),
                BindValue::Outer(e) => {
                    self.out.push('^');
                    if bindings.recursive {
                        self.frames.pop();
                    }
                    self.expr(e);
                    frame(self);
                }
            }
        }
        for (i, entry) in bindings.dynamic.iter().enumerate() {
            self.out.push_str(if i > 0 || !names.is_empty() { " $" } else { "$" });
            self.expr(entry.name);
            self.out.push('=');
            self.expr(entry.value);
        }
        self.out.push(']');
    }
}
