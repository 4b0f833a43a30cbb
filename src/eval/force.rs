//! Forcing cells and guarding evaluation. [`Eval::eval`] is the one door through which evaluation recurses: native
//! stack, nesting, steps and cancellation are all guarded there.

use std::sync::atomic::Ordering;

use crate::base::{ExprId, limits};
use crate::ir::{Expr, Module};

use super::error::{ErrKind, R};
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
        self.steps += 1;
        if self.steps & 1023 == 0 {
            self.check_budgets();
        }
        self.depth += 1;
        let r = stacker::maybe_grow(192 << 10, 4 << 20, || f(self));
        self.depth -= 1;
        r
    }

    /// Evaluates an expression to weak head normal form.
    pub(crate) fn eval(&mut self, e: ExprId, env: EnvId) -> R<Value> {
        if let Some(w) = self.exhausted {
            return Ok(Value::Unknown(w, Shape::Any));
        }
        self.guarded(|ev| ev.eval_inner(e, env))
    }

    fn check_budgets(&mut self) {
        let what = if self.cancel.is_some_and(|c| c.load(Ordering::Relaxed)) {
            "time (the run was cancelled)"
        } else if self.steps > self.budget.steps {
            "evaluation steps"
        } else if self.heap_size() > self.budget.heap_bytes || self.cells.len() > self.budget.cells {
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
        if self.list_bytes + bytes <= self.budget.heap_bytes {
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

    pub(super) fn module_of(&self, env: EnvId) -> (ModId, &'a Module) {
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

    pub(super) fn slot(&self, mut env: EnvId, up: u16, slot: u16) -> CellId {
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
}
