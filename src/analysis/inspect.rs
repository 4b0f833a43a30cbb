//! What one option is worth on every host, and which definitions made it so.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::base::Symbol;
use crate::diag::Anchor;
use crate::eval::{Eval, R};
use crate::ir::Program;
use crate::modules::def::Via;
use crate::modules::{Node, Slot, Sub};

use super::host::{self, HostSpec};
use super::plan::Plan;
use super::{Collected, Options, Want};

/// The value of an option on one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    pub host: String,
    /// As Nix prints it; `None` when it is not known, or a set of other options.
    pub value: Option<String>,
    /// Where it is defined, in merge order, with the name of the property that it came through (`mkForce`).
    pub definitions: Vec<(Anchor, Option<&'static str>)>,
}

/// Hosts that are asked.
const HOSTS: usize = 8;

/// The value of the option at `path` on the hosts that the roots mean, and in the modules that no host reaches.
pub fn inspect(
    program: &Arc<Program>,
    roots: &[PathBuf],
    options: &Options,
    path: &[&str],
    cancel: &AtomicBool,
) -> Vec<Inspected> {
    let plan = Plan::new(program, roots, options, cancel);
    let mut specs = plan.hosts.clone();
    if specs.is_empty() {
        let mut none = Collected::default();
        none.all(program, &plan, options, Want::Inventory, cancel);
        specs = plan.unreached(program, &none.reached, options);
    }
    let asked = specs.iter().take(HOSTS);
    asked.filter_map(|spec| on_host(program, spec, path, cancel)).filter(|i| !i.definitions.is_empty()).collect()
}

fn on_host(program: &Program, spec: &HostSpec, path: &[&str], cancel: &AtomicBool) -> Option<Inspected> {
    let mut ev = Eval::new(program);
    ev.cancel = Some(cancel);
    let (system, _) = host::system(&mut ev, spec).ok()?;
    let slot = slot_at(&mut ev, &system.root, path)?;
    let merged = slot.merged(&mut ev).ok()?;
    let mut definitions = Vec::new();
    for active in merged.defs.iter().filter(|a| !a.is_default) {
        let place = ev.pos_anchor(active.pos).or_else(|| ev.anchor(ev.origin(active.cell)));
        let via = active.via.iter().find_map(|(via, _)| property(*via));
        definitions.extend(place.map(|at| (at, via)));
    }
    let value = match merged.sub {
        Sub::Submodule(_) => None,
        _ => shown(&mut ev, merged.value).ok().flatten(),
    };
    Some(Inspected { host: spec.name.clone(), value, definitions })
}

/// The option at a path that may lead through instances of submodules (`containers.web.image`).
fn slot_at(ev: &mut Eval, root: &Rc<Node>, path: &[&str]) -> Option<Rc<Slot>> {
    let mut node = root.clone();
    let mut names = path.iter();
    loop {
        while let Some((mut slot, _)) = node.option(ev).ok()? {
            // Behind an option the names are those of its value.
            node = loop {
                let Some(name) = names.next() else { return Some(slot) };
                let merged = slot.merged(ev).ok()?;
                match &merged.sub {
                    Sub::Submodule(inner) => break inner.child(ev, Symbol::new(name)).ok()??,
                    Sub::Attrs(entries, _) => {
                        let (_, entry) = entries.iter().find(|(n, _)| n.as_str() == *name)?;
                        slot = entry.slot()?.clone();
                    }
                    Sub::List(..) | Sub::None => return None,
                }
            };
        }
        node = node.child(ev, Symbol::new(names.next()?)).ok()??;
    }
}

/// The value in full; `None` when some of it is not known or it is too long to be read.
fn shown(ev: &mut Eval, value: crate::eval::Value) -> R<Option<String>> {
    ev.deep_force(value)?;
    let text = ev.show(value)?;
    Ok((text.len() <= LONGEST && !text.contains("«")).then_some(text))
}

/// Bytes of a value that are still read.
const LONGEST: usize = 2000;

fn property(via: Via) -> Option<&'static str> {
    match via {
        Via::Override(50) => Some("mkForce"),
        Via::Override(1000) => Some("mkDefault"),
        Via::Override(1500) => Some("mkOptionDefault"),
        Via::Override(10) => Some("mkVMOverride"),
        Via::Override(_) => Some("mkOverride"),
        Via::Order(500) => Some("mkBefore"),
        Via::Order(1500) => Some("mkAfter"),
        Via::Order(_) => Some("mkOrder"),
        Via::If => Some("mkIf"),
        Via::Merge => None,
    }
}
