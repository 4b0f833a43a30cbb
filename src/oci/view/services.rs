//! The units that the configuration itself defines or overrides.

use std::rc::Rc;

use crate::diag::Anchor;
use crate::eval::{Eval, Value};
use crate::modules::{Node, Sub};

use super::{child, down, facts, items, text};
use crate::oci::{Field, Item, Maybe, Seq, ServiceDef};

/// Units that modules of the configuration define, from the definitions alone.
pub fn service_defs(ev: &mut Eval, root: &Rc<Node>) -> Vec<ServiceDef> {
    let mut out = Vec::new();
    let Some(node) = down(ev, root, &["systemd", "services"]) else { return out };
    if node.definitions().iter().all(|d| d.file.builtin) {
        return out;
    }
    let Ok(Some((slot, _))) = node.option(ev) else { return out };
    let Ok(merged) = slot.merged(ev) else { return out };
    let Sub::Attrs(services, _) = &merged.sub else { return out };
    for (name, s) in services.iter() {
        let Some(s) = s.slot() else { continue };
        let written = s.defs.iter().filter(|d| !d.file.builtin).find_map(|d| d.place(ev));
        let Some(at) = written else { continue };
        let Ok(active) = s.active(ev) else { continue };
        let certain = active.iter().all(|d| d.certain);
        let Ok(m) = s.merged(ev) else { continue };
        let Sub::Submodule(n) = &m.sub else { continue };
        let service_config = facts::Datum::read(ev, n, &["serviceConfig"], 2);
        let unit_config = facts::Datum::read(ev, n, &["unitConfig"], 2);
        let scripts = ["script", "preStart", "postStart", "preStop", "postStop", "reload"];
        let texts = scripts.iter().map(|name| text(ev, n, &[name], "")).collect::<Vec<_>>();
        let has_script = child(ev, n, "script").is_some_and(|c| c.has_definitions());
        let has_command = has_script || *service_config.get("ExecStart") != facts::Datum::Absent;
        let overrides = child(ev, n, "serviceConfig").map(|c| written_names(ev, &c)).unwrap_or_default();
        let seq = |f: Field<Seq<Item>>| match f.value {
            Maybe::Known(s) => s,
            _ => Seq { items: Vec::new(), complete: false },
        };
        out.push(ServiceDef {
            name: name.as_str().to_owned(),
            at: Some(at),
            certain,
            has_command,
            after: seq(items(ev, n, "after")),
            requires: seq(items(ev, n, "requires")),
            texts: texts.into_iter().map(|f| f.value).collect(),
            service_config,
            unit_config,
            overrides,
        });
    }
    out
}

/// The names that modules of the configuration set below a node, with their places; also under conditions that hold or
/// are not known.
fn written_names(ev: &mut Eval, node: &Rc<Node>) -> Vec<(String, Option<Anchor>)> {
    let mut out: Vec<(String, Option<Anchor>)> = Vec::new();
    let mut active = Vec::new();
    for definition in node.definitions().iter().filter(|d| !d.file.builtin) {
        // One that fails is reported where it is merged.
        let _ = definition.discharge(ev, &mut active);
    }
    for definition in active {
        let Ok(Value::Attrs(attrs)) = ev.force(definition.cell) else { continue };
        for e in ev.entries_by_name(attrs) {
            out.push((e.name.as_str().to_owned(), ev.pos_anchor(e.pos)));
        }
    }
    out
}
