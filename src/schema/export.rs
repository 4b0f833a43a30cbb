//! The declarations as JSON, in the form in which `nix/schema.nix` prints those of NixOS.

use serde_json::{Value, json};

use super::decl::{Computed, Decl, Default};
use super::release::Release;
use super::roots;
use super::ty::Ty;

/// Every option of a release, submodules' options after the option that holds them: an array of
/// `{ "path", "type", "default", "hidden" }`. In a path `<name>` stands for any name and `*` for any list element; a
/// default is `{ "value" }`, `"computed"` or `"none"`; `hidden` is there only if true.
pub fn to_json(release: Release) -> Value {
    let mut out = Vec::new();
    for decl in roots(release) {
        push(release, decl, &[], &mut out);
    }
    Value::Array(out)
}

fn push(release: Release, decl: &Decl, prefix: &[&str], out: &mut Vec<Value>) {
    let path = [prefix, decl.path].concat();
    let mut entry = json!({ "path": path, "type": decl.ty.describe(), "default": default(&decl.default) });
    if decl.internal {
        entry["hidden"] = Value::Bool(true);
    }
    out.push(entry);
    inside(release, &decl.ty, path, out);
}

fn inside(release: Release, ty: &Ty, mut path: Vec<&str>, out: &mut Vec<Value>) {
    match ty {
        Ty::AttrsOf(ty) | Ty::LazyAttrsOf(ty) => {
            path.push("<name>");
            inside(release, ty, path, out);
        }
        Ty::ListOf(ty) => {
            path.push("*");
            inside(release, ty, path, out);
        }
        Ty::NullOr(ty) | Ty::Checked(ty, _) | Ty::CoercedTo { to: ty, .. } => inside(release, ty, path, out),
        Ty::Submodule(sub) => sub.options(release).for_each(|decl| push(release, decl, &path, out)),
        _ => {}
    }
}

fn default(default: &Default) -> Value {
    match *default {
        // NixOS' module sets these; the option itself has no default.
        Default::None | Default::Computed(Computed::ImpliedName | Computed::UnitName) => json!("none"),
        Default::Null => json!({ "value": null }),
        Default::Bool(b) => json!({ "value": b }),
        Default::Int(n) => json!({ "value": n }),
        Default::Str(s) => json!({ "value": s }),
        Default::List(items) => json!({ "value": items }),
        Default::EmptyAttrs => json!({ "value": {} }),
        Default::Computed(_) | Default::Unknown => json!("computed"),
    }
}
