//! Forcing cells and evaluating expressions. [`Eval::eval`] is the one door through which evaluation recurses: native
//! stack, nesting, steps and cancellation are all guarded there.

use std::rc::Rc;
use std::sync::atomic::Ordering;

use crate::base::{ExprId, Symbol, limits};
use crate::ir::{Attr, BindValue, Bindings, Expr, Module, PathSeg, Select};
use crate::sym;

use super::error::{ErrKind, R};
use super::heap::ContextId;
use super::unknown::{WhyId, WhyKind};
use super::value::*;
use super::{Env, Eval, State};

impl<'a> Eval<'a> {
    /// The value of a cell, computed at the first call. A failure is stored too.
    pub fn force(&mut self, c: CellId) -> R<Value> {
        let state = self.cells[c.0 as usize];
        match state {
            State::Done(v) => {
                self.at = self.origins[c.0 as usize];
                return Ok(v);
            }
            State::Failed(e) => return Err(e),
            State::Busy => {
                let at = self.origins[c.0 as usize];
                let e = self.fail_at(at, ErrKind::InfiniteRecursion, "infinite recursion: this value needs itself");
                return Err(e);
            }
            _ => {}
        }
        self.cells[c.0 as usize] = State::Busy;
        let outer = self.at;
        let result = match state {
            State::Todo(e, env) => self.eval(e, env),
            State::Select(set, name) => self.guarded(|ev| {
                ev.at = ev.origins[c.0 as usize];
                let v = ev.force(set)?;
                ev.select_value(v, name)
            }),
            State::Call(f, x) => self.guarded(|ev| {
                let f = ev.force(f)?;
                ev.at = ev.origins[c.0 as usize];
                ev.call(f, &[x])
            }),
            State::Call2(f, x, y) => self.guarded(|ev| {
                let f = ev.force(f)?;
                ev.at = ev.origins[c.0 as usize];
                ev.call(f, &[x, y])
            }),
            State::Lazy(id) => match self.lazies[id as usize].take() {
                Some(f) => self.guarded(|ev| {
                    ev.at = ev.origins[c.0 as usize];
                    f(ev)
                }),
                // The computation was taken by a run that did not return: only possible through itself.
                None => Err(self.fail(ErrKind::InfiniteRecursion, "infinite recursion: this value needs itself")),
            },
            State::Busy | State::Done(_) | State::Failed(_) => Ok(Value::Null),
        };
        match result {
            Ok(v) => {
                self.cells[c.0 as usize] = State::Done(v);
                if !self.at.is_native() {
                    self.origins[c.0 as usize] = self.at;
                }
                Ok(v)
            }
            Err(e) => {
                self.cells[c.0 as usize] = match self.speculating {
                    Some(w) if self.errors[e.0 as usize].kind.of_the_way() => match state {
                        State::Lazy(_) => State::Done(Value::Unknown(w, Shape::Any)),
                        again => again,
                    },
                    _ => State::Failed(e),
                };
                self.at = outer;
                Err(e)
            }
        }
    }

    /// Evaluates what Nix may never evaluate, because something before it is unknown for the reason `w`. An endless
    /// recursion met on the way is no property of the values involved, so it is not kept in their cells.
    pub fn speculate<T>(&mut self, w: WhyId, f: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        let outer = self.speculating.replace(w);
        let r = f(self);
        self.speculating = outer;
        r
    }

    /// Runs `f` one level deeper, with native stack to spare. Every recursion of the evaluator passes here.
    pub(crate) fn guarded<T>(&mut self, f: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        if self.depth >= limits::EVAL_DEPTH {
            return Err(self.fail(ErrKind::Depth, "evaluation is nested too deeply: this looks like endless recursion"));
        }
        self.depth += 1;
        let r = stacker::maybe_grow(192 << 10, 4 << 20, || f(self));
        self.depth -= 1;
        r
    }

    /// Evaluates an expression to weak head normal form.
    pub(crate) fn eval(&mut self, e: ExprId, env: EnvId) -> R<Value> {
        self.steps += 1;
        if self.steps & 1023 == 0 {
            self.check_budgets();
        }
        if let Some(w) = self.exhausted {
            return Ok(Value::Unknown(w, Shape::Any));
        }
        self.guarded(|ev| ev.eval_inner(e, env))
    }

    fn check_budgets(&mut self) {
        let what = if self.cancel.is_some_and(|c| c.load(Ordering::Relaxed)) {
            "time (the run was cancelled)"
        } else if self.steps > limits::STEPS {
            "evaluation steps"
        } else if self.heap_size() > limits::HEAP_BYTES || self.cells.len() > limits::CELLS {
            "memory"
        } else {
            return;
        };
        if self.exhausted.is_none() {
            self.exhausted = Some(self.why(WhyKind::Budget(what)));
        }
    }

    /// Roughly the bytes that all arenas hold.
    fn heap_size(&self) -> usize {
        self.cells.len() * 24
            + self.envs.len() * 12
            + self.slots.len() * 4
            + self.strs.len() * 24
            + self.string_bytes
            + self.errors.len() * 256
            + (self.whys.len() + self.lazies.len() + self.natives.len()) * 64
            + self.list_bytes
    }

    /// Counts memory for a list or set of `bytes`; `Err(unknown)` and the end of the evaluation when there is none left.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), WhyId> {
        if self.list_bytes + bytes <= limits::HEAP_BYTES {
            self.list_bytes += bytes;
            return Ok(());
        }
        let w = match self.exhausted {
            Some(w) => w,
            None => self.why(WhyKind::Budget("memory")),
        };
        self.exhausted = Some(w);
        Err(w)
    }

    /// The reason if a budget has run out.
    pub fn exhausted(&self) -> Option<WhyId> {
        self.exhausted
    }

    fn module_of(&self, env: EnvId) -> (ModId, &'a Module) {
        let m = self.envs[env.0 as usize].module;
        (m, &self.mods[m.0 as usize].lowered.module)
    }

    /// The lowered file that a frame belongs to.
    pub(crate) fn module_at(&self, env: EnvId) -> &'a Module {
        self.module_of(env).1
    }

    pub(super) fn push_env(&mut self, up: EnvId, slots: impl IntoIterator<Item = CellId>) -> EnvId {
        let module = self.envs[up.0 as usize].module;
        let start = self.slots.len() as u32;
        self.slots.extend(slots);
        self.envs.push(Env { up, module, start });
        EnvId(self.envs.len() as u32 - 1)
    }

    fn slot(&self, mut env: EnvId, up: u16, slot: u16) -> CellId {
        for _ in 0..up {
            env = self.envs[env.0 as usize].up;
        }
        self.slots[self.envs[env.0 as usize].start as usize + slot as usize]
    }

    /// A cell for an expression: variables and literals need no new computation.
    pub(crate) fn thunk(&mut self, e: ExprId, env: EnvId) -> CellId {
        let (module, m) = self.module_of(env);
        let origin = Origin { module, expr: e };
        let value = match m.expr(e) {
            &Expr::Local { up, slot } => return self.slot(env, up, slot),
            Expr::Global(s) => match self.globals.get(s) {
                Some(&c) if self.mods[module.0 as usize].scope.is_none() => return c,
                _ => return self.push_cell(State::Todo(e, env), origin),
            },
            Expr::Int(i) => Value::Int(*i),
            Expr::Float(f) => Value::Float(*f),
            Expr::Str(s) => self.symbol_string(*s),
            Expr::Lambda(_) => Value::Lambda(e, env),
            _ => return self.push_cell(State::Todo(e, env), origin),
        };
        self.push_cell(State::Done(value), origin)
    }

    fn eval_inner(&mut self, e: ExprId, env: EnvId) -> R<Value> {
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
    fn scoped(&self, module: ModId, name: Symbol) -> Option<CellId> {
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

    /// What kind of value this is, as far as it is known.
    pub fn shape_of(&self, v: Value) -> Shape {
        match v {
            Value::Bool(_) => Shape::Bool,
            Value::Int(_) => Shape::Int,
            Value::Float(_) => Shape::Float,
            Value::Str(_) | Value::Partial(_) => Shape::Str,
            Value::Path(_) => Shape::Path,
            Value::List(_) => Shape::List,
            Value::Attrs(_) => Shape::Attrs,
            Value::Lambda(..) | Value::Builtin(_) | Value::Pap(_) | Value::Native(_) => Shape::Function,
            Value::Unknown(_, s) => s,
            Value::Null | Value::Opaque(_) => Shape::Any,
        }
    }

    fn trace_recursion(&mut self, e: super::ErrId, here: Origin) {
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
                        Rest::Closed => {}
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

    // ---- sets and let ------------------------------------------------------------------------------------------

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
        let Value::Attrs(a) = self.force(over)? else { return Ok(()) };
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

    // ---- selection ---------------------------------------------------------------------------------------------

    /// The name an attribute path segment stands for; `Err(unknown)` inside `Ok` when it is not known.
    fn seg_name(&mut self, seg: &PathSeg, env: EnvId, here: Origin) -> R<Result<Symbol, WhyId>> {
        match seg.attr {
            Attr::Static(s) => Ok(Ok(s)),
            Attr::Dynamic(e) => match self.eval(e, env)? {
                Value::Str(s) => Ok(Ok(self.symbol(s))),
                Value::Partial(p) => Ok(Err(self.partial_why(p))),
                Value::Unknown(w, _) => Ok(Err(w)),
                v => Err(self.type_error(Origin { module: here.module, expr: e }, "a string", v)),
            },
        }
    }

    fn eval_select(&mut self, s: &Select, env: EnvId, here: Origin) -> R<Value> {
        let mut v = self.eval(s.base, env)?;
        for seg in &s.path {
            let name = match self.seg_name(seg, env, here)? {
                Ok(n) => n,
                Err(w) => {
                    self.at = here;
                    return Ok(Value::Unknown(w, Shape::Any));
                }
            };
            v = match v {
                Value::Attrs(a) => match self.find(a, name) {
                    Found::Cell(c) => self.force(c).inspect_err(|&e| self.trace_recursion(e, here))?,
                    // A default covers a name that may be missing; whether it is missing is not known.
                    Found::Unknown(w) => {
                        self.at = here;
                        return Ok(Value::Unknown(w, Shape::Any));
                    }
                    Found::Missing => match s.default {
                        Some(d) => return self.eval(d, env),
                        None => {
                            self.at = here;
                            return Err(self.missing_attr(a, name));
                        }
                    },
                },
                Value::Unknown(w, _) => {
                    self.at = here;
                    return Ok(Value::Unknown(w, Shape::Any));
                }
                _ if s.default.is_some() => match s.default {
                    Some(d) => return self.eval(d, env),
                    None => v,
                },
                other => {
                    let what = self.describe(other);
                    let msg = format!("cannot select attribute `{name}`: expected a set but found {what}");
                    return Err(self.fail_at(here, ErrKind::Type, msg));
                }
            };
        }
        Ok(v)
    }

    fn has_attr(&mut self, base: ExprId, path: &[PathSeg], env: EnvId, here: Origin) -> R<Value> {
        let mut v = self.eval(base, env)?;
        for (i, seg) in path.iter().enumerate() {
            let last = i + 1 == path.len();
            let name = match self.seg_name(seg, env, here)? {
                Ok(n) => n,
                Err(w) => return Ok(Value::Unknown(w, Shape::Bool)),
            };
            match v {
                Value::Attrs(a) => match self.find_listed(a, name) {
                    Found::Cell(_) if last => return Ok(Value::Bool(true)),
                    Found::Cell(c) => v = self.force(c)?,
                    Found::Unknown(w) => return Ok(Value::Unknown(w, Shape::Bool)),
                    Found::Missing => return Ok(Value::Bool(false)),
                },
                Value::Unknown(w, _) => return Ok(Value::Unknown(w, Shape::Bool)),
                _ => return Ok(Value::Bool(false)),
            }
        }
        Ok(Value::Bool(true))
    }

    /// `set.name` for a value that is already evaluated; a missing name is an error blamed on [`Eval::at`].
    pub fn select_value(&mut self, v: Value, name: Symbol) -> R<Value> {
        match v {
            Value::Attrs(a) => match self.find(a, name) {
                Found::Cell(c) => self.force(c),
                Found::Unknown(w) => Ok(Value::Unknown(w, Shape::Any)),
                Found::Missing => Err(self.missing_attr(a, name)),
            },
            Value::Unknown(w, _) => Ok(Value::Unknown(w, Shape::Any)),
            other => {
                let what = self.describe(other);
                let msg = format!("cannot select attribute `{name}`: expected a set but found {what}");
                Err(self.fail(ErrKind::Type, msg))
            }
        }
    }

    /// Looks a name up; open sets make it on demand.
    pub fn find(&mut self, a: AttrsId, name: Symbol) -> Found {
        match self.find_listed(a, name) {
            Found::Unknown(w) => match self.attrs[a.0 as usize].rest {
                Rest::Lazy(r, _) => Found::Cell(self.resolve(r, name)),
                _ => Found::Unknown(w),
            },
            found => found,
        }
    }

    /// Looks a name up among the listed ones: beside them an open set is unknown.
    pub fn find_listed(&self, a: AttrsId, name: Symbol) -> Found {
        let data = &self.attrs[a.0 as usize];
        match data.get(name) {
            Some(e) => Found::Cell(e.cell),
            None => match data.open_why() {
                Some(w) => Found::Unknown(w),
                None => Found::Missing,
            },
        }
    }

    /// The error for a name that a closed set does not have, with the nearest name it has.
    pub fn missing_attr(&mut self, a: AttrsId, name: Symbol) -> super::ErrId {
        let mut near: Vec<(usize, &'static str)> = self
            .entries(a)
            .iter()
            .map(|e| (strsim::osa_distance(e.name.as_str(), name.as_str()), e.name.as_str()))
            .filter(|(d, _)| *d <= 1 + name.as_str().len() / 4)
            .collect();
        near.sort_unstable();
        let e = self.fail(ErrKind::MissingAttr, format!("attribute `{name}` is missing"));
        if let Some((_, n)) = near.first() {
            self.error_mut(e).help = Some(format!("did you mean `{n}`?"));
        }
        e
    }

    /// "expected X but found Y".
    pub fn type_error(&mut self, at: Origin, expected: &str, found: Value) -> super::ErrId {
        let what = self.describe(found);
        self.fail_at(at, ErrKind::Type, format!("expected {expected} but found {what}"))
    }

    // ---- strings and paths -------------------------------------------------------------------------------------

    fn interpolate(&mut self, parts: &[crate::ir::Part], env: EnvId, here: Origin) -> R<Value> {
        use crate::ir::Part;
        let mut out = super::coerce::Builder::default();
        for part in parts {
            match part {
                Part::Lit(t) => out.push(t),
                Part::Expr(e) => {
                    let v = self.eval(*e, env)?;
                    self.at = Origin { module: here.module, expr: *e };
                    self.coerce_into(v, super::coerce::Mode::Interpolation, &mut out)?;
                }
            }
        }
        self.at = here;
        Ok(self.finish(out))
    }

    fn literal_path(&mut self, text: &str, module: ModId) -> Value {
        if let Some(rest) = text.strip_prefix("~/") {
            let why = self.why(WhyKind::Impure("~"));
            let _ = rest;
            return Value::Unknown(why, Shape::Path);
        }
        let p = self.base_dir(module).join(text);
        self.path(&p)
    }

    fn interpolate_path(&mut self, parts: &[crate::ir::Part], env: EnvId, here: Origin) -> R<Value> {
        use crate::ir::Part;
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Lit(t) => text.push_str(t),
                Part::Expr(e) => {
                    let v = self.eval(*e, env)?;
                    self.at = Origin { module: here.module, expr: *e };
                    let mut b = super::coerce::Builder::default();
                    self.coerce_into(v, super::coerce::Mode::PathPart, &mut b)?;
                    match self.finish(b) {
                        Value::Str(s) => text.push_str(self.text(s)),
                        other => {
                            let w = self.why_unknown(other).unwrap_or(WhyId(0));
                            return Ok(Value::Unknown(w, Shape::Path));
                        }
                    }
                }
            }
        }
        if text.starts_with("~/") {
            let why = self.why(WhyKind::Impure("~"));
            return Ok(Value::Unknown(why, Shape::Path));
        }
        let p = self.base_dir(here.module).join(text);
        Ok(self.path(&p))
    }

    fn base_dir(&self, module: ModId) -> std::path::PathBuf {
        let path = self.program.files.path(self.mods[module.0 as usize].file);
        path.parent().map(std::path::Path::to_path_buf).unwrap_or_default()
    }

    /// A string from text and a context.
    pub(crate) fn string_with(&mut self, text: String, context: ContextId) -> Value {
        if let Err(unknown) = self.string_budget(text.len()) {
            return unknown;
        }
        Value::Str(self.str_rc(text.into(), context))
    }
}

/// What looking up a name in a set gives.
#[derive(Clone, Copy, Debug)]
pub enum Found {
    Cell(CellId),
    /// The set is open and does not list the name.
    Unknown(WhyId),
    Missing,
}
