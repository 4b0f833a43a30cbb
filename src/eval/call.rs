//! Calling functions: lambdas, builtins, partial applications, `__functor` sets.

use std::rc::Rc;

use crate::ir::{Expr, Formal, Lambda, Param};
use crate::sym;

use super::error::{ErrKind, R, TRACE};
use super::unknown::WhyKind;
use super::value::*;
use super::{Env, Eval, Found, State};

impl<'a> Eval<'a> {
    /// Applies a function to arguments, one after the other.
    pub fn call(&mut self, f: Value, args: &[CellId]) -> R<Value> {
        let site = self.at;
        let mut f = f;
        let mut rest = args;
        while let Some((&first, tail)) = rest.split_first() {
            self.at = site;
            let taken;
            (f, taken) = match f {
                Value::Lambda(e, env) => (self.call_lambda(e, env, first, site)?, 1),
                Value::Builtin(b) => self.call_builtin(b, &[], rest, site)?,
                Value::Pap(p) => {
                    let (b, have) = self.paps[p.0 as usize].clone();
                    self.call_builtin(b, &have, rest, site)?
                }
                Value::Native(n) => {
                    let run = self.natives[n.0 as usize].clone();
                    (self.call_guarded(site, |ev| run(ev, first))?, 1)
                }
                Value::Attrs(a) => match self.find(a, sym!("__functor")) {
                    Found::Cell(c) => {
                        let functor = self.force(c)?;
                        let this = self.cell_at(f, site);
                        self.at = site;
                        (self.call_guarded(site, |ev| ev.call(functor, &[this, first]))?, 1)
                    }
                    Found::Unknown(w) => (Value::Unknown(w, Shape::Any), 1),
                    Found::Missing => return Err(self.not_a_function(f)),
                },
                Value::Unknown(w, _) => {
                    self.at = site;
                    return Ok(Value::Unknown(w, Shape::Any));
                }
                other => return Err(self.not_a_function(other)),
            };
            rest = &tail[taken - 1..];
        }
        Ok(f)
    }

    /// Calls with values instead of cells.
    pub fn call_values(&mut self, f: Value, args: &[Value]) -> R<Value> {
        let cells: Vec<CellId> = args.iter().map(|&v| self.cell(v)).collect();
        self.call(f, &cells)
    }

    fn not_a_function(&mut self, v: Value) -> super::ErrId {
        let what = self.describe(v);
        self.fail(ErrKind::Type, format!("this is called like a function, but it is {what}"))
    }

    /// Counts call depth as Nix does, and adds the call site to the trace of an error.
    fn call_guarded<T>(&mut self, site: Origin, f: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        if self.calls >= self.call_depth {
            let message = format!("stack overflow: more than {} nested function calls", self.call_depth);
            return Err(self.fail_at(site, ErrKind::Depth, message));
        }
        self.calls += 1;
        let r = self.guarded(f);
        self.calls -= 1;
        if let Err(e) = r {
            let err = &mut self.errors[e.0 as usize];
            if err.trace.len() < TRACE && !site.is_native() && err.at != site && err.trace.last() != Some(&site) {
                err.trace.push(site);
            }
        }
        r
    }

    fn call_builtin(
        &mut self,
        b: &'static super::builtins::Builtin,
        have: &[CellId],
        more: &[CellId],
        site: Origin,
    ) -> R<(Value, usize)> {
        let need = b.arity as usize - have.len();
        if more.len() < need {
            let all: Rc<[CellId]> = have.iter().chain(more).copied().collect();
            self.paps.push((b, all));
            return Ok((Value::Pap(PapId(self.paps.len() as u32 - 1)), more.len()));
        }
        let v = if have.is_empty() {
            self.call_guarded(site, |ev| (b.run)(ev, &more[..need]))?
        } else {
            let all: Vec<CellId> = have.iter().chain(&more[..need]).copied().collect();
            self.call_guarded(site, |ev| (b.run)(ev, &all))?
        };
        if !matches!(b.origin, super::builtins::Produces::Argument) {
            self.at = site;
        }
        Ok((v, need))
    }

    fn call_lambda(&mut self, e: crate::base::ExprId, env: EnvId, arg: CellId, site: Origin) -> R<Value> {
        let module = self.envs[env.0 as usize].module;
        let m = &self.mods[module.0 as usize].lowered.module;
        let Expr::Lambda(lambda) = m.expr(e) else {
            return Err(self.fail(ErrKind::Other, "internal: a closure without lambda"));
        };
        let inner = match &lambda.param {
            Param::Name(..) => self.push_env(env, [arg]),
            Param::Pattern { formals, ellipsis, bind } => {
                let here = Origin { module, expr: e };
                self.bind_pattern(lambda, formals, *ellipsis, bind.is_some(), env, arg, site, here)?
            }
        };
        let body = lambda.body;
        self.call_guarded(site, |ev| ev.eval(body, inner))
    }

    /// Makes the frame of a pattern function: `{ a, b ? 1, ... }@args`.
    #[expect(clippy::too_many_arguments, reason = "the parts of one call, used once")]
    fn bind_pattern(
        &mut self,
        lambda: &'a Lambda,
        formals: &'a [Formal],
        ellipsis: bool,
        bind: bool,
        env: EnvId,
        arg: CellId,
        site: Origin,
        here: Origin,
    ) -> R<EnvId> {
        let value = self.force(arg)?;
        let start = self.slots.len() as u32;
        let inner = EnvId(self.envs.len() as u32);
        self.envs.push(Env { up: env, module: here.module, start });
        self.slots.extend(std::iter::repeat_n(CellId(0), formals.len() + usize::from(bind)));
        let set = match value {
            Value::Attrs(a) => Some(a),
            Value::Unknown(..) => None,
            v => {
                let what = self.describe(v);
                return Err(self.fail_at(site, ErrKind::Type, format!("the function wants a set but got {what}")));
            }
        };
        for (i, formal) in formals.iter().enumerate() {
            let c = match (set, value) {
                (Some(a), _) => match (self.find_formal(a, formal.name), formal.default) {
                    (Found::Cell(c), _) => c,
                    (Found::Unknown(w), _) => self.cell_at(Value::Unknown(w, Shape::Any), site),
                    (Found::Missing, Some(d)) => {
                        self.push_cell(State::Todo(d, inner), Origin { module: here.module, expr: d })
                    }
                    (Found::Missing, None) => {
                        let name = formal.name;
                        let err = self.fail_at(
                            site,
                            ErrKind::Argument,
                            format!("the function is called without its argument `{name}`"),
                        );
                        self.errors[err.0 as usize].trace.push(here);
                        return Err(err);
                    }
                },
                (None, Value::Unknown(w, _)) => self.cell_at(Value::Unknown(w, Shape::Any), site),
                (None, _) => self.cell_at(Value::Null, site),
            };
            self.slots[start as usize + i] = c;
        }
        if bind {
            self.slots[start as usize + formals.len()] = arg;
        }
        if let (Some(a), false) = (set, ellipsis) {
            let unknown = |x: &&Entry| !formals.iter().any(|f| f.name == x.name);
            // The first by name: the order of symbols differs from run to run.
            let unexpected = self.entries(a).iter().filter(unknown).map(|x| x.name).min_by_key(|n| n.as_str());
            if let Some(name) = unexpected {
                let err = self.fail_at(
                    site,
                    ErrKind::Argument,
                    format!("the function is called with an unexpected argument `{name}`"),
                );
                let near =
                    formals.iter().map(|f| f.name.as_str()).min_by_key(|n| strsim::osa_distance(n, name.as_str()));
                if let Some(n) = near.filter(|n| strsim::osa_distance(n, name.as_str()) <= 2) {
                    self.errors[err.0 as usize].help = Some(format!("did you mean `{n}`?"));
                }
                self.errors[err.0 as usize].trace.push(here);
                return Err(err);
            }
        }
        let _ = lambda;
        Ok(inner)
    }

    /// Open sets passed as arguments (module arguments) make what is asked for.
    fn find_formal(&mut self, a: AttrsId, name: crate::base::Symbol) -> Found {
        self.find(a, name)
    }

    /// The formals of a function: name and whether it has a default; `None` for a function without pattern.
    pub fn formals(&self, f: Value) -> Option<Vec<(crate::base::Symbol, bool, PosId)>> {
        let Value::Lambda(e, env) = f else { return None };
        let m = &self.mods[self.envs[env.0 as usize].module.0 as usize];
        let Expr::Lambda(l) = m.lowered.module.expr(e) else { return None };
        match &l.param {
            Param::Name(..) => None,
            Param::Pattern { formals, .. } => {
                Some(formals.iter().map(|f| (f.name, f.default.is_some(), PosId(m.pos_base + f.pos.0))).collect())
            }
        }
    }

    /// Whether a function with a pattern takes further arguments: `{ a, ... }`.
    pub fn has_ellipsis(&self, f: Value) -> bool {
        let Value::Lambda(e, env) = f else { return false };
        let module = &self.module_at(env);
        matches!(module.expr(e), Expr::Lambda(l) if matches!(l.param, Param::Pattern { ellipsis: true, .. }))
    }

    /// As [`Eval::formals`], also for sets with `__functionArgs` (`lib.setFunctionArgs`) and `__functor`.
    pub fn formals_of(&mut self, f: Value) -> R<Option<Vec<(crate::base::Symbol, bool, PosId)>>> {
        let Value::Attrs(a) = f else { return Ok(self.formals(f)) };
        if let Found::Cell(c) = self.find_listed(a, sym!("__functionArgs")) {
            let Ok(set) = self.want_attrs(c)? else { return Ok(None) };
            let mut out = Vec::new();
            for e in self.entries(set).iter() {
                let has_default = matches!(self.force(e.cell)?, Value::Bool(true));
                out.push((e.name, has_default, e.pos));
            }
            return Ok(Some(out));
        }
        match self.find_listed(a, sym!("__functor")) {
            Found::Cell(c) => {
                let functor = self.force(c)?;
                let inner = self.call_values(functor, &[f])?;
                Ok(self.formals(inner))
            }
            _ => Ok(None),
        }
    }

    /// Whether calling this value can succeed: functions, sets with `__functor`; `None` when not known.
    pub fn is_function(&mut self, v: Value) -> Option<bool> {
        match v {
            Value::Lambda(..) | Value::Builtin(_) | Value::Pap(_) | Value::Native(_) => Some(true),
            Value::Unknown(_, Shape::Any) => None,
            Value::Unknown(_, s) => Some(s == Shape::Function),
            _ => Some(false),
        }
    }

    /// An unknown for a builtin that is not modelled.
    pub fn not_modelled(&mut self, name: &str) -> Value {
        self.unknown(WhyKind::NotModelled(name.into()))
    }
}
