//! Where the containers, users and networks of a host are named: for an editor that goes from one place to the others.

use std::rc::Rc;

use crate::diag::Anchor;
use crate::eval::Eval;
use crate::modules::Sub;
use crate::nixos::System;
use crate::oci::{Field, Host, Item, Seq, Text};

/// What a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Container,
    User,
    /// Only used, never defined: NixOS has no option for it.
    Network,
}

/// A name and its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub kind: Kind,
    pub name: String,
    /// Where it is an attribute name.
    pub definitions: Vec<Anchor>,
    /// Strings that mean it.
    pub uses: Vec<Anchor>,
}

/// All names of a host.
pub(super) fn of(ev: &mut Eval, system: &Rc<System>, host: &Host) -> Vec<Named> {
    let mut out = Vec::new();
    defined(ev, system, &["virtualisation", "oci-containers", "containers"], Kind::Container, &mut out);
    defined(ev, system, &["users", "users"], Kind::User, &mut out);
    for container in &host.containers {
        elements(&container.depends_on, Kind::Container, &mut out);
        elements(&container.networks, Kind::Network, &mut out);
        if let Some(Some(podman)) = container.podman.known()
            && let (Some(user), Some(at)) = (podman.user.known().and_then(Text::known), podman.user.at)
        {
            used(Kind::User, user, at, &mut out);
        }
    }
    out
}

/// The names that definitions give in a set of submodules.
fn defined(ev: &mut Eval, system: &Rc<System>, path: &[&str], kind: Kind, out: &mut Vec<Named>) {
    let Ok(Some(node)) = system.root.descend(ev, path) else { return };
    let Ok(Some((slot, _))) = node.option(ev) else { return };
    let Ok(merged) = slot.merged(ev) else { return };
    let Sub::Attrs(entries, _) = &merged.sub else { return };
    for (name, entry) in entries.iter() {
        let Some(slot) = entry.slot() else { continue };
        let definitions: Vec<Anchor> = slot.defs.iter().filter_map(|d| d.place(ev)).collect();
        if !definitions.is_empty() {
            out.push(Named { kind, name: name.as_str().to_owned(), definitions, uses: Vec::new() });
        }
    }
}

fn elements(list: &Field<Seq<Item>>, kind: Kind, out: &mut Vec<Named>) {
    for item in list.known().into_iter().flat_map(|seq| &seq.items) {
        if let (Some(name), Some(at)) = (item.text.known(), item.at) {
            used(kind, name, at, out);
        }
    }
}

fn used(kind: Kind, name: &str, at: Anchor, out: &mut Vec<Named>) {
    match out.iter_mut().find(|n| n.kind == kind && n.name == name) {
        Some(named) => named.uses.push(at),
        None => out.push(Named { kind, name: name.to_owned(), definitions: Vec::new(), uses: vec![at] }),
    }
}
