//! Builtins about numbers.

use crate::eval::Eval;
use crate::eval::error::{ErrKind, R};
use crate::eval::value::*;
use crate::ir::BinOp;
use crate::known;

use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[
    make("add", 2, |ev, a| arithmetic(ev, a, BinOp::Add)),
    make("bitAnd", 2, |ev, a| bits(ev, a, |x, y| x & y)),
    make("bitOr", 2, |ev, a| bits(ev, a, |x, y| x | y)),
    make("bitXor", 2, |ev, a| bits(ev, a, |x, y| x ^ y)),
    make("ceil", 1, |ev, a| round(ev, a[0], f64::ceil)),
    make("div", 2, |ev, a| arithmetic(ev, a, BinOp::Div)),
    make("floor", 1, |ev, a| round(ev, a[0], f64::floor)),
    make("lessThan", 2, |ev, a| Ok(Value::Bool(known!(super::lists::less_than(ev, a[0], a[1])?, Shape::Bool)))),
    make("mul", 2, |ev, a| arithmetic(ev, a, BinOp::Mul)),
    make("sub", 2, |ev, a| arithmetic(ev, a, BinOp::Sub)),
];

fn arithmetic(ev: &mut Eval, a: &[CellId], op: BinOp) -> R<Value> {
    let site = ev.at;
    let (x, y) = (ev.force(a[0])?, ev.force(a[1])?);
    ev.at = site;
    ev.arithmetic(op, x, y)
}

fn bits(ev: &mut Eval, a: &[CellId], op: fn(i64, i64) -> i64) -> R<Value> {
    let x = ev.want_int(a[0])?;
    let y = ev.want_int(a[1])?;
    Ok(Value::Int(op(known!(x, Shape::Int), known!(y, Shape::Int))))
}

fn round(ev: &mut Eval, c: CellId, to: fn(f64) -> f64) -> R<Value> {
    let site = ev.at;
    match ev.force(c)? {
        Value::Int(i) => Ok(Value::Int(i)),
        Value::Float(f) => {
            let r = to(f);
            // The range of integers that a float can be turned into without loss of meaning.
            if (i64::MIN as f64..-(i64::MIN as f64)).contains(&r) {
                Ok(Value::Int(r as i64))
            } else {
                Err(ev.fail_at(
                    site,
                    ErrKind::Other,
                    format!("{} is too large for an integer", crate::eval::show::float(f)),
                ))
            }
        }
        Value::Unknown(w, Shape::Any | Shape::Int | Shape::Float) => Ok(Value::Unknown(w, Shape::Int)),
        v => Err(ev.type_error(site, "a number", v)),
    }
}
