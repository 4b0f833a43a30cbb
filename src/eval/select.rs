//! Selecting attributes: `a.b`, `a.b or c`, `a ? b`.

use crate::base::{ExprId, Symbol};
use crate::ir::{Attr, PathSeg, Select};

use super::Eval;
use super::error::{ErrKind, R};
use super::unknown::WhyId;
use super::value::*;

/// What looking up a name in a set gives.
#[derive(Clone, Copy, Debug)]
pub enum Found {
    Cell(CellId),
    /// The set is open and does not list the name.
    Unknown(WhyId),
    Missing,
}

impl Eval<'_> {
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

    pub(super) fn eval_select(&mut self, s: &Select, env: EnvId, here: Origin) -> R<Value> {
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

    pub(super) fn has_attr(&mut self, base: ExprId, path: &[PathSeg], env: EnvId, here: Origin) -> R<Value> {
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
            None => match data.unlisted() {
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
}
