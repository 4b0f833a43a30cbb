//! Builtins that ask for the type of a value, and the small ones about evaluation: traces, error contexts.

use crate::eval::Eval;
use crate::eval::coerce::Mode;
use crate::eval::error::R;
use crate::eval::value::*;

use super::{Builtin, make, pick};

pub(super) static TABLE: &[Builtin] = &[
    pick("addErrorContext", 2, |ev, a| match ev.force(a[1]) {
        Ok(v) => Ok(v),
        Err(e) => {
            if ev.error(e).context.len() < CONTEXTS {
                let text = message(ev, a[0])?;
                ev.error_mut(e).context.push(text);
            }
            Err(e)
        }
    }),
    pick("break", 1, |ev, a| ev.force(a[0])),
    make("isAttrs", 1, |ev, a| is(ev, a[0], "set")),
    make("isBool", 1, |ev, a| is(ev, a[0], "bool")),
    make("isFloat", 1, |ev, a| is(ev, a[0], "float")),
    make("isFunction", 1, |ev, a| is(ev, a[0], "lambda")),
    make("isInt", 1, |ev, a| is(ev, a[0], "int")),
    make("isList", 1, |ev, a| is(ev, a[0], "list")),
    make("isNull", 1, |ev, a| is(ev, a[0], "null")),
    make("isPath", 1, |ev, a| is(ev, a[0], "path")),
    make("isString", 1, |ev, a| is(ev, a[0], "string")),
    pick("trace", 2, |ev, a| {
        trace(ev, a[0], "")?;
        ev.force(a[1])
    }),
    // Only printed with `--trace-verbose`; the message is not even evaluated without.
    pick("traceVerbose", 2, |ev, a| ev.force(a[1])),
    make("typeOf", 1, |ev, a| {
        let v = ev.force(a[0])?;
        Ok(match (type_name(v), v) {
            (Some(name), _) => ev.string(name),
            (None, Value::Unknown(w, _)) => Value::Unknown(w, Shape::Str),
            (None, _) => ev.string("set"),
        })
    }),
    pick("warn", 2, |ev, a| {
        let site = ev.at;
        match ev.force(a[0])? {
            Value::Str(_) | Value::Partial(_) | Value::Unknown(_, Shape::Any | Shape::Str) => {}
            v => return Err(ev.type_error(site, "a string", v)),
        }
        trace(ev, a[0], "evaluation warning: ")?;
        ev.force(a[1])
    }),
];

/// What `typeOf` says; `None` when it is not known.
fn type_name(v: Value) -> Option<&'static str> {
    Some(match v {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        Value::Str(_) | Value::Partial(_) => "string",
        Value::Path(_) => "path",
        Value::List(_) => "list",
        // An option type: a set in nixpkgs.
        Value::Attrs(_) | Value::Opaque(_) => "set",
        Value::Lambda(..) | Value::Builtin(_) | Value::Pap(_) | Value::Native(_) => "lambda",
        Value::Unknown(_, s) => match s {
            Shape::Any => return None,
            Shape::Bool => "bool",
            Shape::Int => "int",
            Shape::Float => "float",
            Shape::Str => "string",
            Shape::Path => "path",
            Shape::List => "list",
            Shape::Attrs | Shape::Derivation => "set",
            Shape::Function => "lambda",
        },
    })
}

fn is(ev: &mut Eval, c: CellId, wanted: &str) -> R<Value> {
    let v = ev.force(c)?;
    Ok(match (type_name(v), v) {
        (Some(name), _) => Value::Bool(name == wanted),
        (None, Value::Unknown(w, _)) => Value::Unknown(w, Shape::Bool),
        (None, _) => Value::Bool(false),
    })
}

/// A message as text; what is not known of it is an ellipsis.
pub(super) fn message(ev: &mut Eval, c: CellId) -> R<String> {
    let v = ev.force(c)?;
    let v = ev.coerce(v, Mode::Interpolation)?;
    Ok(ev.text_with_gaps(v))
}

impl Eval<'_> {
    /// The known text of a string value, with `…` for what is not known.
    pub fn text_with_gaps(&self, v: Value) -> String {
        match v {
            Value::Str(s) => self.text(s).to_owned(),
            Value::Partial(p) => {
                let piece = |p: &Piece| match p {
                    Piece::Lit(t) => t.to_string(),
                    Piece::Hole(_) => "…".into(),
                };
                self.partial(p).iter().map(piece).collect()
            }
            _ => "…".into(),
        }
    }
}

/// Keeps a message of `trace`: strings as they are, other values as they print.
fn trace(ev: &mut Eval, c: CellId, prefix: &str) -> R<()> {
    let v = ev.force(c)?;
    let text = match v {
        Value::Str(_) | Value::Partial(_) => ev.text_with_gaps(v),
        v => ev.show(v)?,
    };
    if ev.traces.len() < TRACES {
        ev.traces.push(format!("{prefix}{text}"));
    }
    Ok(())
}

/// Texts kept with one error.
const CONTEXTS: usize = 16;
/// Messages kept of one evaluation.
const TRACES: usize = 10_000;
