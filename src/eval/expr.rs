//! What each kind of expression evaluates to. Recursion goes through [`Eval::eval`] only.

use std::rc::Rc;

use crate::base::{ExprId, Symbol};
use crate::ir::{BindValue, Bindings, Expr, Module};
use crate::sym;

use super::error::{ErrKind, R};
use super::unknown::{WhyId, WhyKind};
use super::value::*;
use super::{Env, Eval, State};

impl<'a> Eval<'a> {
    pub(super) fn eval_inner(&mut self, e: ExprId, env: EnvId) -> R<Value> {
        let (module, m) = self.module_of(env);
        let here = Origin { module, expr: e };
        self.at = here;
        let v = match m.expr(e) {
            Expr::Int(i) => Value::Int(*i),
            Expr::Float(f) => Value::Float(*f),
            Expr::Str(s) => self.symbol_string(*s),
            Expr::Text(t) => self.string(t),
            &Expr::Local { up, slot } => {
                let c = self.slot(env, up, slot);
                return self.force(c).inspect_err(|&e| self.trace_recursion(e, here));
            }
            &Expr::Global(s) => {
                if let Some(c) = self.scoped(module, s) {
                    return self.force(c);
                }
                match self.globals.get(&s) {
                    Some(&c) => return self.force(c),
                    None if s == sym!("__curPos") => match self.anchor(here) {
                        Some(anchor) => self.position_of(anchor),
                        None => Value::Null,
                    },
                    None => self.unknown(WhyKind::NotModelled(s.as_str().into())),
                }
            }
            Expr::WithVar { name, frames } => {
                if let Some(c) = self.scoped(module, *name) {
                    return self.force(c);
                }
                return self.with_var(*name, frames, env, here);
            }
            Expr::Lambda(_) => Value::Lambda(e, env),
            Expr::Select(s) => return self.eval_select(s, env, here),
            Expr::HasAttr { base, path } => self.has_attr(*base, path, env, here)?,
            Expr::Apply { func, args } => {
                let f = self.eval(*func, env)?;
                let mut cells: [CellId; 4] = [CellId(0); 4];
                if args.len() <= 4 {
                    for (c, a) in cells.iter_mut().zip(args.iter()) {
                        *c = self.thunk(*a, env);
                    }
                    self.at = here;
                    return self.call(f, &cells[..args.len()]);
                }
                let cells: Vec<CellId> = args.iter().map(|a| self.thunk(*a, env)).collect();
                self.at = here;
                return self.call(f, &cells);
            }
            Expr::Let { bindings, body } => {
                let inner = self.bind(bindings, env, module).0;
                return self.eval(*body, inner);
            }
            Expr::Attrs(bindings) => self.eval_attrs(bindings, env, here)?,
            Expr::List(items) => {
                let cells: Rc<[CellId]> = items.iter().map(|i| self.thunk(*i, env)).collect();
                self.list(cells)
            }
            Expr::With { set, body } => {
                let c = self.thunk(*set, env);
                let inner = self.push_env(env, [c]);
                return self.eval(*body, inner);
            }
            &Expr::Assert { cond, body } => {
                match self.eval(cond, env)? {
                    Value::Bool(true) => {}
                    Value::Bool(false) => {
                        self.at = here;
                        let at = Origin { module, expr: cond };
                        return Err(self.fail_at(at, ErrKind::Assert, "assertion failed"));
                    }
                    // An assertion that cannot be decided is taken to hold: the body is what the author means.
                    Value::Unknown(..) => {}
                    other => return Err(self.type_error(here, "a Boolean", other)),
                }
                return self.eval(body, env);
            }
            &Expr::If { cond, then, other } => match self.eval(cond, env)? {
                Value::Bool(true) => return self.eval(then, env),
                Value::Bool(false) => return self.eval(other, env),
                Value::Unknown(w, _) => return self.undecided(w, then, other, env, here),
                v => {
                    let at = Origin { module, expr: cond };
                    return Err(self.type_error(at, "a Boolean", v));
                }
            },
            &Expr::Bin { op, lhs, rhs } => {
                let v = self.binary(op, lhs, rhs, env, here)?;
                self.at = here;
                v
            }
            &Expr::Not(x) => match self.eval(x, env)? {
                Value::Bool(b) => Value::Bool(!b),
                Value::Unknown(w, _) => Value::Unknown(w, Shape::Bool),
                v => return Err(self.type_error(here, "a Boolean", v)),
            },
            &Expr::Neg(x) => match self.eval(x, env)? {
                Value::Int(i) => match i.checked_neg() {
                    Some(i) => Value::Int(i),
                    None => return Err(self.fail_at(here, ErrKind::Other, "integer overflow")),
                },
                // `-x` is `0 - x`: there is no negative zero.
                Value::Float(f) => Value::Float(0.0 - f),
                Value::Unknown(w, s) => Value::Unknown(w, s),
                v => return Err(self.type_error(here, "a number", v)),
            },
            Expr::Interp(parts) => self.interpolate(parts, env, here)?,
            Expr::Path(p) => self.literal_path(p, module),
            Expr::PathInterp(parts) => self.interpolate_path(parts, env, here)?,
            Expr::SearchPath(p) => {
                let v = self.lookup_path(p);
                return v;
            }
            &Expr::Undefined(name) => match self.scoped(module, name) {
                Some(c) => return self.force(c),
                None => self.unknown(WhyKind::Syntax),
            },
            Expr::Missing => self.unknown(WhyKind::Syntax),
        };
        self.at = here;
        Ok(v)
    }

    /// A name from the set that `scopedImport` put around the file.
    pub(super) fn scoped(&self, module: ModId, name: Symbol) -> Option<CellId> {
        self.get(self.mods[module.0 as usize].scope?, name)
    }

    /// `if` on an unknown condition: when both branches are the same plain value the condition does not matter.
    fn undecided(&mut self, w: WhyId, then: ExprId, other: ExprId, env: EnvId, here: Origin) -> R<Value> {
        let simple = |m: &Module, e: ExprId| {
            matches!(m.expr(e), Expr::Int(_) | Expr::Str(_) | Expr::Text(_) | Expr::Global(_) | Expr::List(_))
        };
        let (_, m) = self.module_of(env);
        let mut shape = Shape::Any;
        if simple(m, then) && simple(m, other) {
            let (a, b) = (self.eval(then, env)?, self.eval(other, env)?);
            if let (Some(true), false) = (self.equal_values(a, b)?, matches!(a, Value::List(_))) {
                self.at = here;
                return Ok(a);
            }
            shape = match (self.shape_of(a), self.shape_of(b)) {
                (a, b) if a == b => a,
                _ => Shape::Any,
            };
        }
        self.at = here;
        Ok(Value::Unknown(w, shape))
    }

    pub(super) fn trace_recursion(&mut self, e: super::ErrId, here: Origin) {
        let err = &mut self.errors[e.0 as usize];
        if err.kind == ErrKind::InfiniteRecursion
            && err.trace.len() < super::error::TRACE
            && err.trace.last() != Some(&here)
        {
            err.trace.push(here);
        }
    }

    /// A name that only a `with` can bind, innermost first.
    fn with_var(&mut self, name: Symbol, frames: &[u16], env: EnvId, here: Origin) -> R<Value> {
        for &up in frames {
            let c = self.slot(env, up, 0);
            match self.force(c)? {
                Value::Attrs(a) => {
                    if let Some(found) = self.get(a, name) {
                        return self.force(found);
                    }
                    match self.attrs[a.0 as usize].rest {
                        Rest::Closed | Rest::Assumed(_) => {}
                        // The name may come from here or from an outer `with`: unless the set makes it, unknown.
                        Rest::Open(w) => {
                            self.at = here;
                            return Ok(Value::Unknown(w, Shape::Any));
                        }
                        Rest::Lazy(r, _) => {
                            let c = self.resolve(r, name);
                            return self.force(c);
                        }
                    }
                }
                Value::Unknown(w, _) => {
                    self.at = here;
                    return Ok(Value::Unknown(w, Shape::Any));
                }
                v => return Err(self.type_error(here, "a set", v)),
            }
        }
        Err(self.fail_at(here, ErrKind::Undefined, format!("undefined variable `{name}`")))
    }

    /// Makes the frame of a `let` or `rec { }` and the cells of its names.
    fn bind(&mut self, b: &Bindings, env: EnvId, module: ModId) -> (EnvId, Vec<CellId>) {
        let start = self.slots.len();
        let inner = EnvId(self.envs.len() as u32);
        self.envs.push(Env { up: env, module, start: start as u32 });
        self.slots.extend(std::iter::repeat_n(CellId(0), b.entries.len()));
        let froms: Vec<CellId> =
            b.froms.iter().map(|&f| self.push_cell(State::Todo(f, inner), Origin { module, expr: f })).collect();
        let mut cells = Vec::with_capacity(b.entries.len());
        for (i, entry) in b.entries.iter().enumerate() {
            let c = match entry.value {
                // Not `thunk`: a variable of this very frame may not have its cell yet.
                BindValue::Expr(e) => self.rec_cell(e, inner, module),
                BindValue::Outer(e) => self.thunk(e, env),
                BindValue::From(f) => {
                    let origin = Origin { module, expr: b.froms[f as usize] };
                    self.push_cell(State::Select(froms[f as usize], entry.name), origin)
                }
            };
            self.slots[start + i] = c;
            cells.push(c);
        }
        (inner, cells)
    }

    fn rec_cell(&mut self, e: ExprId, env: EnvId, module: ModId) -> CellId {
        let m: &'a Module = &self.mods[module.0 as usize].lowered.module;
        match m.expr(e) {
            Expr::Local { up: 0, .. } => self.push_cell(State::Todo(e, env), Origin { module, expr: e }),
            _ => self.thunk(e, env),
        }
    }

    fn eval_attrs(&mut self, b: &Bindings, env: EnvId, here: Origin) -> R<Value> {
        let module = here.module;
        let pos_base = self.mods[module.0 as usize].pos_base;
        let pos = |n: crate::base::NameId| PosId(pos_base + n.0);
        let mut entries: Vec<Entry> = Vec::with_capacity(b.entries.len() + b.dynamic.len());
        let mut inner = env;
        if b.recursive {
            let (frame, cells) = self.bind(b, env, module);
            inner = frame;
            entries.extend(b.entries.iter().zip(cells).map(|(x, cell)| Entry { name: x.name, cell, pos: pos(x.pos) }));
            if b.entries.iter().any(|x| x.name == sym!("__overrides")) {
                self.apply_overrides(&mut entries, b, frame)?;
            }
        } else {
            let froms: Vec<CellId> =
                b.froms.iter().map(|&f| self.push_cell(State::Todo(f, env), Origin { module, expr: f })).collect();
            for x in &b.entries {
                let cell = match x.value {
                    BindValue::Expr(e) | BindValue::Outer(e) => self.thunk(e, env),
                    BindValue::From(f) => {
                        let origin = Origin { module, expr: b.froms[f as usize] };
                        self.push_cell(State::Select(froms[f as usize], x.name), origin)
                    }
                };
                entries.push(Entry { name: x.name, cell, pos: pos(x.pos) });
            }
        }
        let mut open = None;
        for d in &b.dynamic {
            match self.eval(d.name, inner)? {
                Value::Null => {}
                Value::Str(s) => {
                    let name = self.symbol(s);
                    if entries.iter().any(|x| x.name == name) {
                        let at = Origin { module, expr: d.name };
                        return Err(self.fail_at(
                            at,
                            ErrKind::Other,
                            format!("dynamic attribute `{name}` already defined"),
                        ));
                    }
                    let cell = self.thunk(d.value, inner);
                    entries.push(Entry { name, cell, pos: pos(d.pos) });
                }
                Value::Partial(p) => open = Some(self.partial_why(p)),
                Value::Unknown(w, _) => open = Some(w),
                v => {
                    let at = Origin { module, expr: d.name };
                    return Err(self.type_error(at, "a string", v));
                }
            }
        }
        entries.sort_unstable_by_key(|x| x.name);
        self.at = here;
        Ok(self.attrs_with(entries.into(), open.map_or(Rest::Closed, Rest::Open)))
    }

    /// `rec { __overrides = { … }; }`: the overrides replace the names both in the set and in its scope.
    fn apply_overrides(&mut self, entries: &mut Vec<Entry>, b: &Bindings, frame: EnvId) -> R<()> {
        let Some(over) = entries.iter().find(|x| x.name == sym!("__overrides")).map(|x| x.cell) else { return Ok(()) };
        let at = self.at;
        let a = match self.force(over)? {
            Value::Attrs(a) => a,
            Value::Unknown(..) => return Ok(()),
            v => return Err(self.type_error(at, "a set", v)),
        };
        let start = self.envs[frame.0 as usize].start as usize;
        for x in self.entries(a).iter() {
            if let Some(i) = b.entries.iter().position(|e| e.name == x.name) {
                self.slots[start + i] = x.cell;
            }
            match entries.iter_mut().find(|e| e.name == x.name) {
                Some(e) => *e = *x,
                None => entries.push(*x),
            }
        }
        Ok(())
    }
}
