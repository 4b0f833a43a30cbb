//! Builtins about evaluation itself: `throw`, `tryEval`, `seq`, `import`, types of values, constants.

use crate::eval::Eval;
use crate::eval::coerce::Mode;
use crate::eval::error::{ErrKind, R};
use crate::eval::value::*;

use super::{Builtin, make, pick};

pub(super) static TABLE: &[Builtin] = &[
    make("abort", 1, |ev, a| fail_with(ev, a[0], ErrKind::Abort)),
    pick("deepSeq", 2, |ev, a| {
        let v = ev.force(a[0])?;
        ev.deep_force(v)?;
        ev.force(a[1])
    }),
    make("import", 1, |ev, a| {
        let v = ev.force(a[0])?;
        match ev.coerce(v, Mode::PathPart)? {
            Value::Str(s) => {
                let p = ev.text_rc(s);
                ev.import_path(std::path::Path::new(&*p))
            }
            other => {
                let w = ev.why_unknown(other).unwrap_or(crate::eval::WhyId(0));
                Ok(Value::Unknown(w, Shape::Any))
            }
        }
    }),
    pick("seq", 2, |ev, a| {
        ev.force(a[0])?;
        ev.force(a[1])
    }),
    make("throw", 1, |ev, a| fail_with(ev, a[0], ErrKind::Throw)),
    make("toString", 1, |ev, a| {
        let v = ev.force(a[0])?;
        ev.coerce(v, Mode::ToString)
    }),
    make("tryEval", 1, |ev, a| {
        let (ok, value) = match ev.force(a[0]) {
            Ok(_) => (true, a[0]),
            Err(e) if ev.error(e).catchable() => (false, ev.cell(Value::Bool(false))),
            Err(e) => return Err(e),
        };
        let success = ev.cell(Value::Bool(ok));
        Ok(ev.attrs_from([("success", success), ("value", value)]))
    }),
];

fn fail_with(ev: &mut Eval, c: CellId, kind: ErrKind) -> R<Value> {
    let site = ev.at;
    // The text may have holes: that it fails is known nevertheless.
    let text = super::types::message(ev, c)?;
    Err(ev.fail_at(site, kind, text))
}

/// The values of `builtins` that are not functions.
pub(super) fn constants(ev: &mut Eval) -> Vec<(&'static str, CellId)> {
    let mut out = Vec::new();
    let lang = ev.cell_at(Value::Int(6), Origin::NATIVE);
    out.push(("langVersion", lang));
    out
}
