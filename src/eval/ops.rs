//! Operators: arithmetic, comparison, `++`, `//`, logic; each with its rule for unknown operands.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::base::{ExprId, limits};
use crate::ir::BinOp;

use super::Eval;
use super::coerce::{Builder, Mode};
use super::error::{ErrKind, R};
use super::heap::ContextId;
use super::unknown::WhyKind;
use super::value::*;

impl Eval<'_> {
    pub(super) fn binary(&mut self, op: BinOp, lhs: ExprId, rhs: ExprId, env: EnvId, here: Origin) -> R<Value> {
        match op {
            BinOp::And | BinOp::Or | BinOp::Implies => self.logic(op, lhs, rhs, env, here),
            BinOp::Eq | BinOp::NotEq => {
                let (a, b) = (self.eval(lhs, env)?, self.eval(rhs, env)?);
                self.at = here;
                Ok(match self.equal_values(a, b)? {
                    Some(eq) => Value::Bool(eq == (op == BinOp::Eq)),
                    None => {
                        let w = self.why_unknown(a).or_else(|| self.why_unknown(b));
                        let w = match w {
                            Some(w) => w,
                            None => {
                                self.why(WhyKind::Condition("a comparison of values that are partly unknown".into()))
                            }
                        };
                        Value::Unknown(w, Shape::Bool)
                    }
                })
            }
            _ => {
                let a = self.eval(lhs, env)?;
                let a_at = self.at;
                let b = self.eval(rhs, env)?;
                let b_at = self.at;
                self.at = here;
                match op {
                    BinOp::Concat => self.concat_lists(
                        a,
                        b,
                        Origin { module: here.module, expr: lhs },
                        Origin { module: here.module, expr: rhs },
                    ),
                    BinOp::Update => {
                        let _ = (a_at, b_at);
                        self.update(a, b)
                    }
                    BinOp::Add => self.add(a, b),
                    BinOp::Less => self.compare_op(a, b, |o| o == Some(Ordering::Less)),
                    // To Nix `a <= b` is `!(b < a)`: true when one of them is not a number.
                    BinOp::LessEq => self.compare_op(a, b, |o| o != Some(Ordering::Greater)),
                    BinOp::More => self.compare_op(a, b, |o| o == Some(Ordering::Greater)),
                    BinOp::MoreEq => self.compare_op(a, b, |o| o != Some(Ordering::Less)),
                    _ => self.arithmetic(op, a, b),
                }
            }
        }
    }

    fn logic(&mut self, op: BinOp, lhs: ExprId, rhs: ExprId, env: EnvId, here: Origin) -> R<Value> {
        let a = self.boolean(lhs, env, here)?;
        match (op, a) {
            (BinOp::And, Ok(false)) => return Ok(Value::Bool(false)),
            (BinOp::Or, Ok(true)) => return Ok(Value::Bool(true)),
            (BinOp::Implies, Ok(false)) => return Ok(Value::Bool(true)),
            (_, Ok(_)) => {
                let b = self.boolean(rhs, env, here)?;
                return Ok(b.map_or_else(|w| Value::Unknown(w, Shape::Bool), Value::Bool));
            }
            (_, Err(_)) => {}
        }
        // The left side is unknown; the right one may decide alone. Its failure is no failure of the whole, because
        // the left side may be what protects it.
        let Err(w) = a else { return Ok(Value::Null) };
        let b = self.speculate(w, |ev| ev.boolean(rhs, env, here));
        Ok(match (op, b) {
            (BinOp::And, Ok(Ok(false))) => Value::Bool(false),
            (BinOp::Or | BinOp::Implies, Ok(Ok(true))) => Value::Bool(true),
            _ => Value::Unknown(w, Shape::Bool),
        })
    }

    fn boolean(&mut self, e: ExprId, env: EnvId, here: Origin) -> R<Result<bool, super::WhyId>> {
        match self.eval(e, env)? {
            Value::Bool(b) => Ok(Ok(b)),
            Value::Unknown(w, _) => Ok(Err(w)),
            v => Err(self.type_error(Origin { module: here.module, expr: e }, "a Boolean", v)),
        }
    }

    /// `a ++ b`.
    fn concat_lists(&mut self, a: Value, b: Value, a_at: Origin, b_at: Origin) -> R<Value> {
        match (a, b) {
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (self.items(x), self.items(y));
                if x.len() + y.len() > limits::LIST_LEN {
                    return Ok(self.unknown(WhyKind::Budget("list length")));
                }
                if y.is_empty() {
                    return Ok(a);
                }
                if x.is_empty() {
                    return Ok(b);
                }
                let all: Rc<[CellId]> = x.iter().chain(y.iter()).copied().collect();
                Ok(self.list(all))
            }
            (Value::Unknown(_, s), v) if !matches!(s, Shape::Any | Shape::List) || !is_listish(v) => {
                let (at, bad) = if is_listish(v) { (a_at, a) } else { (b_at, v) };
                Err(self.list_error(at, bad))
            }
            (v, Value::Unknown(..)) if !is_listish(v) => Err(self.list_error(a_at, v)),
            (Value::Unknown(w, _), _) | (_, Value::Unknown(w, _)) => Ok(Value::Unknown(w, Shape::List)),
            (Value::List(_), v) => Err(self.list_error(b_at, v)),
            (v, _) => Err(self.list_error(a_at, v)),
        }
    }

    fn list_error(&mut self, at: Origin, v: Value) -> super::ErrId {
        let e = self.type_error(at, "a list", v);
        if let Value::Attrs(a) = v
            && self.get(a, crate::sym!("_type")).is_some()
        {
            self.error_mut(e).help = Some(
                "`lib.mkIf` and `lib.mkMerge` make definitions, not lists: use `lib.optionals condition [ … ]`, or put \
                 the whole list under `lib.mkMerge`"
                    .into(),
            );
        }
        e
    }

    /// `a // b`. What an open right side may override is unknown.
    pub fn update(&mut self, a: Value, b: Value) -> R<Value> {
        match (a, b) {
            (Value::Attrs(x), Value::Attrs(y)) => {
                let (dx, dy) = (self.attrs_data(x).clone(), self.attrs_data(y).clone());
                if dy.entries.is_empty() && dy.is_closed() {
                    return Ok(a);
                }
                if dx.entries.is_empty() && dx.is_closed() {
                    return Ok(b);
                }
                let left = match dy.open_why() {
                    None => dx.entries.clone(),
                    Some(w) => {
                        let at = self.at;
                        dx.entries
                            .iter()
                            .map(|e| match dy.get(e.name) {
                                Some(_) => *e,
                                None => Entry { cell: self.cell_at(Value::Unknown(w, Shape::Any), at), ..*e },
                            })
                            .collect()
                    }
                };
                let merged = merge_entries(&left, &dy.entries);
                let rest = match (dx.rest, dy.rest) {
                    (Rest::Closed, rest) | (rest, Rest::Closed) => rest,
                    (Rest::Assumed(_), rest) | (rest, Rest::Assumed(_)) => rest,
                    (_, Rest::Open(w) | Rest::Lazy(_, w)) => Rest::Open(w),
                };
                Ok(self.attrs_with(merged.into(), rest))
            }
            (Value::Attrs(_), Value::Unknown(w, s)) | (Value::Unknown(w, s), Value::Attrs(_)) => match s {
                Shape::Any | Shape::Attrs | Shape::Derivation => {
                    let (x, unknown_right) = match (a, b) {
                        (Value::Attrs(x), _) => (x, true),
                        (_, Value::Attrs(y)) => (y, false),
                        _ => return Ok(Value::Unknown(w, Shape::Attrs)),
                    };
                    let at = self.at;
                    let entries: Rc<[Entry]> = if unknown_right {
                        let old = self.entries(x);
                        old.iter()
                            .map(|e| Entry { cell: self.cell_at(Value::Unknown(w, Shape::Any), at), ..*e })
                            .collect()
                    } else {
                        self.entries(x)
                    };
                    Ok(self.attrs_with(entries, Rest::Open(w)))
                }
                _ => Err(self.fail(ErrKind::Type, "`//` wants two sets".to_string())),
            },
            (Value::Unknown(w, _), Value::Unknown(..)) => Ok(Value::Unknown(w, Shape::Attrs)),
            (Value::Attrs(_), v) | (v, _) => {
                let what = self.describe(v);
                Err(self.fail(ErrKind::Type, format!("`//` wants two sets but found {what}")))
            }
        }
    }

    /// `a + b`: numbers, strings, paths.
    pub fn add(&mut self, a: Value, b: Value) -> R<Value> {
        match (a, b) {
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => self.arithmetic(BinOp::Add, a, b),
            (Value::Path(p), _) => {
                let mut out = Builder::default();
                out.push(self.text(p));
                self.coerce_into(b, Mode::PathPart, &mut out)?;
                match self.finish(out) {
                    Value::Str(s) if self.context(s) != ContextId::default() => {
                        let message = "a string that refers to a store path cannot be appended to a path";
                        Err(self.fail(ErrKind::Type, message))
                    }
                    Value::Str(s) => {
                        let text = self.text_rc(s);
                        Ok(self.path(std::path::Path::new(&*text)))
                    }
                    v => {
                        let w = self.why_unknown(v).unwrap_or(super::WhyId(0));
                        Ok(Value::Unknown(w, Shape::Path))
                    }
                }
            }
            (Value::Unknown(w, Shape::Any), Value::Unknown(_, Shape::Any)) => Ok(Value::Unknown(w, Shape::Any)),
            (Value::Unknown(w, s @ (Shape::Path | Shape::Int | Shape::Float)), _) => Ok(Value::Unknown(w, s)),
            (Value::Unknown(w, Shape::Any), Value::Int(_) | Value::Float(_)) => Ok(Value::Unknown(w, Shape::Any)),
            (Value::Int(_) | Value::Float(_), Value::Unknown(w, _)) => Ok(Value::Unknown(w, Shape::Any)),
            // An unknown left side may be a path: then the result is one.
            (Value::Unknown(w, Shape::Any), _) => Ok(Value::Unknown(w, Shape::Any)),
            _ => {
                let at = self.at;
                let mut out = Builder::default();
                self.coerce_into(a, Mode::Interpolation, &mut out)?;
                // Behind a set with `outPath`, Nix takes a path as it is.
                let mode = if matches!(a, Value::Attrs(_)) { Mode::PathPart } else { Mode::Interpolation };
                self.at = at;
                self.coerce_into(b, mode, &mut out)?;
                Ok(self.finish(out))
            }
        }
    }

    /// `-`, `*`, `/` and numeric `+`.
    pub fn arithmetic(&mut self, op: BinOp, a: Value, b: Value) -> R<Value> {
        let overflow = |ev: &mut Self, sign: &str, x: i64, y: i64| {
            ev.fail(ErrKind::Other, format!("integer overflow in {x} {sign} {y}"))
        };
        let zero = |ev: &mut Self| ev.fail(ErrKind::Other, "division by zero");
        match (a, b) {
            (Value::Int(x), Value::Int(y)) => {
                let (r, sign) = match op {
                    BinOp::Add => (x.checked_add(y), "+"),
                    BinOp::Sub => (x.checked_sub(y), "-"),
                    BinOp::Mul => (x.checked_mul(y), "*"),
                    _ if y == 0 => return Err(zero(self)),
                    _ => (x.checked_div(y), "/"),
                };
                r.map(Value::Int).ok_or_else(|| overflow(self, sign, x, y))
            }
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
                let num = |v| match v {
                    Value::Int(i) => i as f64,
                    Value::Float(f) => f,
                    _ => 0.0,
                };
                let (x, y) = (num(a), num(b));
                Ok(Value::Float(match op {
                    BinOp::Add => x + y,
                    BinOp::Sub => x - y,
                    BinOp::Mul => x * y,
                    _ if y == 0.0 => return Err(zero(self)),
                    _ => x / y,
                }))
            }
            (Value::Unknown(w, _), Value::Unknown(..) | Value::Int(_) | Value::Float(_))
            | (Value::Int(_) | Value::Float(_), Value::Unknown(w, _)) => Ok(Value::Unknown(w, Shape::Any)),
            (Value::Int(_) | Value::Float(_), v) | (v, _) => {
                let at = self.at;
                Err(self.type_error(at, "a number", v))
            }
        }
    }

    fn compare_op(&mut self, a: Value, b: Value, test: fn(Option<Ordering>) -> bool) -> R<Value> {
        Ok(match self.compare(a, b)? {
            Ok(o) => Value::Bool(test(o)),
            Err(w) => Value::Unknown(w, Shape::Bool),
        })
    }

    /// `a <=> b` of numbers, strings, paths, lists; inner `Ok(None)` is NaN, `Err` unknown.
    pub fn compare(&mut self, a: Value, b: Value) -> R<Result<Option<Ordering>, super::WhyId>> {
        Ok(Ok(match (a, b) {
            (Value::Unknown(w, _), _) | (_, Value::Unknown(w, _)) => return Ok(Err(w)),
            (Value::Partial(p), Value::Str(_) | Value::Partial(_)) | (Value::Str(_), Value::Partial(p)) => {
                return Ok(Err(self.partial_why(p)));
            }
            (Value::Int(x), Value::Int(y)) => Some(x.cmp(&y)),
            (Value::Int(x), Value::Float(y)) => (x as f64).partial_cmp(&y),
            (Value::Float(x), Value::Int(y)) => x.partial_cmp(&(y as f64)),
            (Value::Float(x), Value::Float(y)) => x.partial_cmp(&y),
            (Value::Str(x), Value::Str(y)) | (Value::Path(x), Value::Path(y)) => {
                Some(self.text(x).as_bytes().cmp(self.text(y).as_bytes()))
            }
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (self.items(x), self.items(y));
                for (&cx, &cy) in x.iter().zip(y.iter()) {
                    let (vx, vy) = (self.force(cx)?, self.force(cy)?);
                    match self.equal_values(vx, vy)? {
                        Some(true) => continue,
                        _ => return self.guarded(|ev| ev.compare(vx, vy)),
                    }
                }
                Some(x.len().cmp(&y.len()))
            }
            (a, b) => {
                let (x, y) = (self.describe(a), self.describe(b));
                return Err(self.fail(ErrKind::Type, format!("cannot compare {x} with {y}")));
            }
        }))
    }
}

fn is_listish(v: Value) -> bool {
    matches!(v, Value::List(_) | Value::Unknown(_, Shape::Any | Shape::List))
}

/// Merges two sorted entry slices; the right one wins.
pub(super) fn merge_entries(x: &[Entry], y: &[Entry]) -> Vec<Entry> {
    let mut out = Vec::with_capacity(x.len() + y.len());
    let (mut i, mut j) = (0, 0);
    while i < x.len() && j < y.len() {
        match x[i].name.cmp(&y[j].name) {
            Ordering::Less => {
                out.push(x[i]);
                i += 1;
            }
            Ordering::Greater => {
                out.push(y[j]);
                j += 1;
            }
            Ordering::Equal => {
                out.push(y[j]);
                i += 1;
                j += 1;
            }
        }
    }
    out.extend_from_slice(&x[i..]);
    out.extend_from_slice(&y[j..]);
    out
}
