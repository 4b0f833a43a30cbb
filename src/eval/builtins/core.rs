//! Builtins about evaluation itself: `throw`, `tryEval`, `seq`, `import`, types of values, constants.

use crate::eval::Eval;
use crate::eval::coerce::Mode;
use crate::eval::error::{ErrKind, R};
use crate::eval::unknown::{WhyId, WhyKind};
use crate::eval::value::*;
use crate::known;

use super::{Builtin, make, pick};

pub(super) static TABLE: &[Builtin] = &[
    make("abort", 1, |ev, a| fail_with(ev, a[0], ErrKind::Abort)),
    pick("deepSeq", 2, |ev, a| {
        let v = ev.force(a[0])?;
        ev.deep_force(v)?;
        ev.force(a[1])
    }),
    make("flakeRefToString", 1, |ev, _| Ok(ev.not_modelled("flakeRefToString"))),
    make("getEnv", 1, |ev, a| {
        let name = known!(ev.want_str(a[0])?, Shape::Str);
        if let Some(env) = ev.env {
            return Ok(ev.string(&env(&name).unwrap_or_default()));
        }
        let w = ev.why(WhyKind::Impure("getEnv"));
        Ok(Value::Unknown(w, Shape::Str))
    }),
    pick("import", 1, |ev, a| {
        let site = ev.at;
        let v = ev.force(a[0])?;
        if let Some(v) = ev.import_from_tree(v)? {
            return Ok(v);
        }
        let path = known!(ev.want_path(a[0])?);
        ev.at = site;
        ev.import_path(&path)
    }),
    make("outputOf", 2, |ev, _| Ok(ev.not_modelled("outputOf"))),
    make("parseFlakeRef", 1, |ev, _| Ok(ev.not_modelled("parseFlakeRef"))),
    pick("scopedImport", 2, |ev, a| {
        let site = ev.at;
        let scope = known!(ev.want_attrs(a[0])?);
        let path = known!(ev.want_path(a[1])?);
        ev.at = site;
        ev.import_scoped(&path, scope)
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
        let site = ev.at;
        let result = ev.force(a[0]);
        ev.at = site;
        let (ok, value) = match result {
            Ok(v) => match may_fail(ev, v) {
                Some(w) => (Value::Unknown(w, Shape::Bool), a[0]),
                None => (Value::Bool(true), a[0]),
            },
            Err(e) if ev.error(e).catchable() => (Value::Bool(false), ev.cell(Value::Bool(false))),
            Err(e) => return Err(e),
        };
        let success = ev.cell(ok);
        Ok(ev.attrs_from([("success", success), ("value", value)]))
    }),
];

/// Whether the evaluation of a value that is not known might fail. Of a store path only the hash is not known.
fn may_fail(ev: &Eval, v: Value) -> Option<WhyId> {
    let sure = |w: &WhyId| {
        matches!(ev.why_of(*w).kind, WhyKind::StorePath { .. } | WhyKind::Package(_) | WhyKind::ImageHash(_))
    };
    match v {
        Value::Unknown(w, _) => Some(w),
        Value::Partial(p) => ev.partial(p).iter().find_map(|piece| match piece {
            Piece::Hole(w) if !sure(w) => Some(*w),
            _ => None,
        }),
        _ => None,
    }
}

fn fail_with(ev: &mut Eval, c: CellId, kind: ErrKind) -> R<Value> {
    let site = ev.at;
    // The text may have holes: that it fails is known nevertheless.
    let text = super::types::message(ev, c)?;
    Err(ev.fail_at(site, kind, text))
}

/// The names of [`constants`].
pub(super) const CONSTANTS: [&str; 9] =
    ["currentSystem", "currentTime", "false", "langVersion", "nixPath", "nixVersion", "null", "storeDir", "true"];

/// The values of `builtins` that are not functions: those of Nix 2.26.
pub(super) fn constants(ev: &mut Eval) -> Vec<(&'static str, CellId)> {
    let mut out = vec![
        ("false", Value::Bool(false)),
        ("langVersion", Value::Int(6)),
        ("null", Value::Null),
        ("true", Value::Bool(true)),
    ];
    out.extend([("nixVersion", "2.26.3"), ("storeDir", "/nix/store")].map(|(name, text)| (name, ev.string(text))));
    let mut cells: Vec<(&'static str, CellId)> =
        out.into_iter().map(|(name, v)| (name, ev.cell_at(v, Origin::NATIVE))).collect();
    cells.push(("currentSystem", ev.lazy_at(Origin::NATIVE, current_system)));
    cells.push((
        "currentTime",
        ev.lazy_at(Origin::NATIVE, |ev| {
            let w = ev.why(WhyKind::Impure("currentTime"));
            Ok(Value::Unknown(w, Shape::Int))
        }),
    ));
    cells.push(("nixPath", ev.lazy_at(Origin::NATIVE, nix_path)));
    cells
}

fn current_system(ev: &mut Eval) -> R<Value> {
    match ev.system.clone() {
        Some(system) => Ok(ev.string(&system)),
        None => {
            let w = ev.why(WhyKind::Impure("currentSystem"));
            Ok(Value::Unknown(w, Shape::Str))
        }
    }
}

fn nix_path(ev: &mut Eval) -> R<Value> {
    let mut cells = Vec::new();
    for (prefix, folder) in ev.search_path.clone() {
        let values = [ev.string(&folder.to_string_lossy()), ev.string(&prefix)];
        let fields = values.map(|v| ev.cell(v));
        let set = ev.attrs_from(["path", "prefix"].into_iter().zip(fields));
        cells.push(ev.cell(set));
    }
    Ok(ev.list(cells))
}
