//! What NixOS fills in for users and groups: the part of `config/users-groups.nix` that rootless containers depend on.

use std::rc::Rc;

use crate::eval::coerce::Builder;
use crate::eval::{CellId, Eval, Origin, R, Shape, Value};
use crate::modules::Node;

/// Definitions of every user: what follows from `isNormalUser`.
pub(super) fn implied(ev: &mut Eval, user: &Rc<Node>) -> CellId {
    let normal = {
        let user = user.clone();
        ev.lazy_at(Origin::NATIVE, move |ev| option(ev, &user, "isNormalUser"))
    };
    let home = {
        let user = user.clone();
        ev.lazy_at(Origin::NATIVE, move |ev| home(ev, &user))
    };
    let ranges_of_its_own = {
        let user = user.clone();
        ev.lazy_at(Origin::NATIVE, move |ev| {
            for name in ["subUidRanges", "subGidRanges"] {
                match option(ev, &user, name)? {
                    Value::List(l) if ev.items(l).is_empty() => {}
                    Value::Unknown(w, _) => return Ok(Value::Unknown(w, Shape::Bool)),
                    _ => return Ok(Value::Bool(false)),
                }
            }
            option(ev, &user, "isNormalUser")
        })
    };
    let text = |ev: &mut Eval, t: &str| {
        let v = ev.string(t);
        ev.cell_at(v, Origin::NATIVE)
    };
    let truth = |ev: &mut Eval, b: bool| ev.cell_at(Value::Bool(b), Origin::NATIVE);
    let settings = [
        ("group", text(ev, "users")),
        ("createHome", truth(ev, true)),
        ("home", home),
        ("homeMode", text(ev, "700")),
        ("useDefaultShell", truth(ev, true)),
        ("isSystemUser", truth(ev, false)),
    ];
    let settings = settings.map(|(name, c)| (name, default(ev, c)));
    let settings = set(ev, settings);
    let yes = truth(ev, true);
    let automatic = default(ev, yes);
    let automatic = set(ev, [("autoSubUidGidRange", automatic)]);
    let parts = [when(ev, normal, settings), when(ev, ranges_of_its_own, automatic)];
    let list = ev.list(parts);
    let list = ev.cell_at(list, Origin::NATIVE);
    tagged(ev, "merge", [("contents", list)])
}

/// Accounts and groups that every system has, as definitions of `users`.
pub(super) fn accounts(ev: &mut Eval) -> CellId {
    ev.lazy_at(Origin::NATIVE, |ev| {
        let user = |ev: &mut Eval, uid: i64, group: &str, home: &str| {
            let group = ev.string(group);
            let home = ev.string(home);
            let home = ev.cell_at(home, Origin::NATIVE);
            let parts = [
                ("uid", ev.cell_at(Value::Int(uid), Origin::NATIVE)),
                ("isSystemUser", ev.cell_at(Value::Bool(true), Origin::NATIVE)),
                ("group", ev.cell_at(group, Origin::NATIVE)),
                ("home", default(ev, home)),
            ];
            set(ev, parts)
        };
        let users = [("root", user(ev, 0, "root", "/root")), ("nobody", user(ev, 65534, "nogroup", "/var/empty"))];
        let users = set(ev, users);
        let groups = [("root", 0), ("wheel", 1), ("users", 100), ("nogroup", 65534)].map(|(name, gid)| {
            let gid = ev.cell_at(Value::Int(gid), Origin::NATIVE);
            (name, set(ev, [("gid", gid)]))
        });
        let groups = set(ev, groups);
        Ok(ev.attrs_from([("users", users), ("groups", groups)]))
    })
}

fn option(ev: &mut Eval, user: &Rc<Node>, name: &str) -> R<Value> {
    match user.child(ev, name.into())? {
        Some(node) => {
            let c = node.cell(ev);
            ev.force(c)
        }
        None => Ok(Value::Null),
    }
}

/// `/home/NAME`
fn home(ev: &mut Eval, user: &Rc<Node>) -> R<Value> {
    let folder = super::config(ev, &user.sys, &["users", "defaultUserHome"])?;
    let name = option(ev, user, "name")?;
    let mut out = Builder::default();
    match folder {
        Some(v @ (Value::Str(_) | Value::Partial(_))) => {
            ev.push_string(v, &mut out);
        }
        _ => out.push("/home"),
    }
    out.push("/");
    ev.push_string(name, &mut out);
    Ok(ev.finish(out))
}

fn set<const N: usize>(ev: &mut Eval, parts: [(&'static str, CellId); N]) -> CellId {
    let v = ev.attrs_from(parts);
    ev.cell_at(v, Origin::NATIVE)
}

fn tagged<const N: usize>(ev: &mut Eval, tag: &'static str, parts: [(&'static str, CellId); N]) -> CellId {
    let t = ev.symbol_string(tag.into());
    let t = ev.cell_at(t, Origin::NATIVE);
    let v = ev.attrs_from(parts.into_iter().chain([("_type", t)]));
    ev.cell_at(v, Origin::NATIVE)
}

/// `mkDefault`
fn default(ev: &mut Eval, content: CellId) -> CellId {
    let priority = ev.cell_at(Value::Int(1000), Origin::NATIVE);
    tagged(ev, "override", [("priority", priority), ("content", content)])
}

/// `mkIf`
fn when(ev: &mut Eval, condition: CellId, content: CellId) -> CellId {
    tagged(ev, "if", [("condition", condition), ("content", content)])
}
