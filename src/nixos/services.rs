//! `systemd.services` as the oci-containers module defines it, handed to the module system like any other module's
//! definitions; and the merged services read back.

use std::cell::OnceCell;
use std::rc::{Rc, Weak};

use crate::base::Symbol;
use crate::diag::Anchor;
use crate::eval::{CellId, Entry, Eval, Origin, Piece, PosId, R, Rest, Shape, Value, WhyKind};
use crate::modules::{Active, Elem, LocPart, Node, Slot, Sub};
use crate::oci::{Text, TextPiece, view};
use crate::sym;
use crate::units::service::Section;
use crate::units::{self as u, GlobalEnvironment, HostUnits, Service, ServiceDefs, derive};

use super::{System, pkgs};

/// Where the native definitions find the system that they are part of.
pub(super) type Link = Rc<OnceCell<Weak<System>>>;

/// The module: `systemd.services` computed when it is read, and the accounts that every system has.
pub(super) fn module(ev: &mut Eval, system: &Link) -> CellId {
    let system = system.clone();
    let services = ev.lazy_at(Origin::NATIVE, move |ev| match system.get().and_then(Weak::upgrade) {
        Some(system) => definitions(ev, &system),
        None => Ok(ev.attrs(Vec::new())),
    });
    let systemd = ev.attrs_from([("services", services)]);
    let systemd = ev.cell_at(systemd, Origin::NATIVE);
    let users = super::users::accounts(ev);
    let all = ev.attrs_from([("systemd", systemd), ("users", users)]);
    ev.cell_at(all, Origin::NATIVE)
}

/// NixOS' definition `podman = mkIf (backend == "podman") { }` of every container.
pub(super) fn implied_podman(ev: &mut Eval, system: &Rc<System>) -> Option<CellId> {
    if system.sys.release < crate::schema::Release::R25_05 {
        return None;
    }
    let sys = system.sys.clone();
    let condition = ev.lazy_at(Origin::NATIVE, move |ev| {
        Ok(match super::config(ev, &sys, &["virtualisation", "oci-containers", "backend"])? {
            Some(Value::Str(s)) => Value::Bool(ev.text(s) == "podman"),
            Some(Value::Unknown(w, _)) => Value::Unknown(w, Shape::Bool),
            _ => Value::Bool(false),
        })
    });
    let empty = ev.attrs(Vec::new());
    let content = ev.cell_at(empty, Origin::NATIVE);
    let tag = ev.string("if");
    let tag = ev.cell_at(tag, Origin::NATIVE);
    let v = ev.attrs_from([("_type", tag), ("condition", condition), ("content", content)]);
    let v = ev.cell_at(v, Origin::NATIVE);
    let config = ev.attrs_from([("podman", v)]);
    Some(ev.cell_at(config, Origin::NATIVE))
}

/// The definitions of all container units; each unit is worked out when it is read.
fn definitions(ev: &mut Eval, system: &Rc<System>) -> R<Value> {
    let host = system.host(ev);
    let mut entries: Vec<Entry> = Vec::new();
    let mut open = (!host.containers_complete).then(|| ev.why(WhyKind::Option("the set of containers".into())));
    for (i, c) in host.containers.iter().enumerate() {
        let name = match c.service_name.known().and_then(Text::known) {
            Some(n) => Symbol::new(n),
            None => {
                open = Some(ev.why(WhyKind::Option(format!("the service name of container {}", c.name).into())));
                continue;
            }
        };
        // nixpkgs builds the set with `listToAttrs`: the first of two equal names stays.
        if entries.iter().any(|e| e.name == name) {
            continue;
        }
        let host = host.clone();
        let cell = ev.lazy_at(Origin::NATIVE, move |ev| {
            let Some(c) = host.containers.get(i) else { return Ok(Value::Null) };
            match derive::service(&host, c) {
                Ok(defs) => service_value(ev, &defs),
                // NixOS fails here, and a rule says so; the other units are looked at nevertheless.
                Err(e) => Ok(ev.unknown(WhyKind::Given(e.to_string().into()))),
            }
        });
        entries.push(Entry { name, cell, pos: PosId::NONE });
    }
    entries.sort_unstable_by_key(|e| e.name);
    Ok(ev.attrs_with(entries.into(), open.map_or(Rest::Closed, Rest::Open)))
}

fn service_value(ev: &mut Eval, defs: &ServiceDefs) -> R<Value> {
    let mut parts = Vec::new();
    for (name, v) in &defs.attrs {
        let v = to_eval(ev, v);
        parts.push((*name, ev.cell_at(v, Origin::NATIVE)));
    }
    Ok(ev.attrs_from(parts))
}

/// A unit value as a value of the evaluator.
fn to_eval(ev: &mut Eval, v: &u::Value) -> Value {
    match v {
        u::Value::Null => Value::Null,
        u::Value::Bool(b) => Value::Bool(*b),
        u::Value::Int(i) => Value::Int(*i),
        u::Value::Float(f) => Value::Float(*f),
        u::Value::Text(t) => {
            let pieces: Vec<Piece> = t
                .pieces
                .iter()
                .map(|p| match p {
                    TextPiece::Lit(s) => Piece::Lit(s.as_str().into()),
                    TextPiece::Hole(h) => Piece::Hole(ev.why(match &h.reference {
                        Some(r) => WhyKind::Reference { to: r.clone(), why: h.why.clone(), store: h.store },
                        None => WhyKind::Given(h.why.as_str().into()),
                    })),
                })
                .collect();
            ev.pieces(pieces)
        }
        u::Value::Package(name) => pkgs::named(ev, name),
        u::Value::List(items) => {
            let cells: Vec<CellId> = items
                .iter()
                .map(|i| {
                    let v = to_eval(ev, i);
                    ev.cell_at(v, Origin::NATIVE)
                })
                .collect();
            ev.list(cells)
        }
        u::Value::Attrs(attrs) => {
            let mut parts = Vec::new();
            for (n, v) in attrs {
                let v = to_eval(ev, v);
                parts.push((n.as_str(), ev.cell_at(v, Origin::NATIVE)));
            }
            ev.attrs_from(parts)
        }
        u::Value::Unknown(why) => ev.unknown(WhyKind::Given(why.as_str().into())),
    }
}

/// A merged value of the evaluator as a unit value.
fn from_eval(ev: &mut Eval, v: Value) -> u::Value {
    match v {
        Value::Null => u::Value::Null,
        Value::Bool(b) => u::Value::Bool(b),
        Value::Int(i) => u::Value::Int(i),
        Value::Float(f) => u::Value::Float(f),
        Value::List(l) => {
            let items = ev.items(l);
            u::Value::List(items.iter().map(|&c| from_cell(ev, c)).collect())
        }
        Value::Attrs(a) => {
            if let Some(name) = package_name(ev, v) {
                return u::Value::Package(name);
            }
            let entries = ev.entries_by_name(a);
            u::Value::Attrs(entries.iter().map(|e| (e.name.as_str().to_owned(), from_cell(ev, e.cell))).collect())
        }
        Value::Unknown(w, shape) if shape != Shape::Str => u::Value::Unknown(ev.why_of(w).kind.phrase()),
        v => match view::to_text(ev, v) {
            Some(t) => u::Value::Text(t),
            None => u::Value::Unknown("a value that cannot stand in a unit".into()),
        },
    }
}

fn from_cell(ev: &mut Eval, c: CellId) -> u::Value {
    match ev.force(c) {
        Ok(v) => ev.guarded(|ev| Ok(from_eval(ev, v))).unwrap_or(u::Value::Unknown("it is nested too deeply".into())),
        Err(_) => u::Value::Unknown("its evaluation fails".into()),
    }
}

/// The name of a package value, as far as it is known: what its store path is called.
fn package_name(ev: &mut Eval, v: Value) -> Option<String> {
    let Value::Attrs(a) = v else { return None };
    let kind = ev.get(a, sym!("type"))?;
    match ev.force(kind).ok()? {
        Value::Str(s) if ev.text(s) == "derivation" => {}
        _ => return None,
    }
    let out = ev.get(a, sym!("outPath"))?;
    match ev.force(out).ok()? {
        Value::Partial(p) => match ev.partial(p).first()? {
            Piece::Hole(w) => match &ev.why_of(*w).kind {
                WhyKind::StorePath { name, .. } => Some(name.to_string()),
                _ => None,
            },
            Piece::Lit(_) => None,
        },
        _ => None,
    }
}

/// The merged service of a container, or `None` when it fails (reported).
pub fn service(ev: &mut Eval, system: &System, name: &str) -> Option<Service> {
    let slot = services_slot(ev, system)?;
    let merged = slot.merged(ev).ok()?;
    let Sub::Attrs(items, _) = &merged.sub else { return None };
    let (_, elem) = items.iter().find(|(n, _)| n.as_str() == name)?;
    let m = elem.slot()?.merged(ev).ok()?;
    let Sub::Submodule(node) = &m.sub else { return None };
    read_service(ev, name, node)
}

fn services_slot(ev: &mut Eval, system: &System) -> Option<Rc<Slot>> {
    let node = system.root.descend(ev, &["systemd", "services"]).ok()??;
    node.option(ev).ok()?.map(|(slot, _)| slot)
}

/// Reads what is defined for a service. `None` when something fails, after everything has been looked at.
fn read_service(ev: &mut Eval, name: &str, node: &Rc<Node>) -> Option<Service> {
    let mut attrs = Vec::new();
    let mut priorities = Vec::new();
    let mut path = None;
    let mut failed = node.expand(ev).is_err();
    for option in node.names(ev).unwrap_or_default() {
        let Ok(Some(child)) = node.child(ev, option) else { continue };
        if !child.has_definitions() {
            continue;
        }
        let Ok(Some((slot, _))) = child.option(ev) else {
            failed = true;
            continue;
        };
        match slot.is_defined(ev) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(_) => {
                failed = true;
                continue;
            }
        }
        let Ok(merged) = slot.merged(ev) else {
            failed = true;
            continue;
        };
        let section = match option.as_str() {
            "serviceConfig" => Some(Section::ServiceConfig),
            "unitConfig" => Some(Section::UnitConfig),
            "environment" => Some(Section::Environment),
            _ => None,
        };
        let priority = |defs: &[Active]| {
            let strongest = defs.iter().map(|d| d.priority).min().unwrap_or(100);
            u32::try_from(strongest).unwrap_or(0)
        };
        if let Some(section) = section {
            priorities.push((section, None, priority(&merged.defs)));
        }
        if option.as_str() == "path" {
            let last = match &merged.sub {
                Sub::List(items, _) => items.iter().rev().take_while(|e| path_order(&merged.defs, e) >= 1500).count(),
                _ => 0,
            };
            path = Some((priority(&merged.defs), last));
        }
        let value = match &merged.sub {
            Sub::Attrs(items, complete) => {
                let mut out = Vec::new();
                for (key, s) in items.iter() {
                    let Ok(v) = s.value(ev) else {
                        failed = true;
                        continue;
                    };
                    if let Some(section) = section {
                        let p = u32::try_from(s.priority(ev)).unwrap_or(0);
                        priorities.push((section, Some(key.as_str().to_owned()), p));
                    }
                    out.push((key.as_str().to_owned(), from_eval(ev, v)));
                }
                if *complete { u::Value::Attrs(out) } else { from_open(out) }
            }
            Sub::List(items, true) => {
                let mut out = Vec::new();
                for s in items.iter() {
                    match s.value(ev) {
                        Ok(v) => out.push(from_eval(ev, v)),
                        Err(_) => failed = true,
                    }
                }
                u::Value::List(out)
            }
            _ => from_eval(ev, merged.value),
        };
        if option.as_str() != "name" {
            attrs.push((option.as_str().to_owned(), value));
        }
    }
    if failed {
        return None;
    }
    let mut service = Service::new(name, u::Value::Attrs(attrs));
    for (section, key, p) in priorities {
        match key {
            Some(key) => service.set_priority(section, key, p),
            None => service.set_section_priority(section, p),
        }
    }
    if let Some((p, last)) = path {
        service.set_path_order(p, last);
    }
    Some(service)
}

/// The `mkOrder` of the definition that an element of `path` comes from.
fn path_order(defs: &[Active], element: &Elem) -> i64 {
    match element.slot().and_then(|s| s.loc.last()) {
        Some(LocPart::Entry { def, .. }) => def.checked_sub(1).and_then(|i| defs.get(i)).map_or(1000, |d| d.order),
        _ => 1000,
    }
}

/// A set that may have more entries: as a whole not known.
fn from_open(_known: Vec<(String, u::Value)>) -> u::Value {
    u::Value::Unknown("it may have further entries".into())
}

/// All units of the host's containers.
pub fn units(ev: &mut Eval, system: &Rc<System>) -> HostUnits {
    let host = system.host(ev);
    let mut services = Vec::new();
    let mut notes = Vec::new();
    let mut done: Vec<String> = Vec::new();
    for c in &host.containers {
        let Ok(defs) = derive::service(&host, c) else { continue };
        let name = match &defs.name {
            Ok(n) => n.clone(),
            Err(_) => continue,
        };
        if done.contains(&name) {
            continue;
        }
        if let Some(mut s) = service(ev, system, &name) {
            s.container = Some(c.name.clone());
            s.pre_start_script = defs.pre_start_script.clone();
            services.push(s);
        }
        done.push(name);
    }
    let mut global = GlobalEnvironment::default();
    if let Ok(Some(Value::Attrs(a))) = super::config(ev, &system.sys, &["systemd", "globalEnvironment"]) {
        for e in ev.entries_by_name(a) {
            let v = from_cell(ev, e.cell);
            global.set(e.name.as_str(), v);
        }
    }
    let (failed, warnings): (Vec<_>, Vec<_>) = own_messages(ev, system).into_iter().partition(|m| m.failed);
    let texts = |all: Vec<OwnMessage>| -> Vec<Text> { all.into_iter().map(|m| m.text).collect() };
    let mut assertions = texts(failed);
    let podman = |ev: &mut Eval, option: &[&str]| {
        let path = [&["virtualisation", "podman"], option].concat();
        view::boolean(ev, &system.root, &path, false)
    };
    let (compat, socket) = (podman(ev, &["dockerCompat"]), podman(ev, &["dockerSocket", "enable"]));
    let exclusive = u::messages::podman_assertions(&host, &compat, &socket);
    assertions.extend(exclusive.certain.into_iter().map(|m| m.text));
    notes.extend(exclusive.undecided);
    HostUnits::new(&host, services, &global, assertions, texts(warnings), notes)
}

/// A failed assertion or a warning that a module of the configuration makes.
pub struct OwnMessage {
    pub text: Text,
    /// An assertion, not a warning.
    pub failed: bool,
    /// Where it is written.
    pub at: Option<Anchor>,
}

/// Failed assertions and warnings of the configuration's own modules, in NixOS' order.
pub fn own_messages(ev: &mut Eval, system: &System) -> Vec<OwnMessage> {
    let mut out = Vec::new();
    for c in list_of(ev, system, "assertions") {
        let Ok(v) = ev.force(c) else { continue };
        let at = place(ev, c);
        let Ok(Value::Bool(false)) = ev.select_value(v, sym!("assertion")) else { continue };
        if let Ok(m) = ev.select_value(v, sym!("message"))
            && let Some(text) = view::to_text(ev, m)
        {
            out.push(OwnMessage { text, failed: true, at });
        }
    }
    for c in list_of(ev, system, "warnings") {
        let Ok(v) = ev.force(c) else { continue };
        let at = place(ev, c);
        if let Some(text) = view::to_text(ev, v) {
            out.push(OwnMessage { text, failed: false, at });
        }
    }
    out
}

fn list_of(ev: &mut Eval, system: &System, option: &str) -> Vec<CellId> {
    match super::config(ev, &system.sys, &[option]) {
        Ok(Some(Value::List(l))) => ev.items(l).to_vec(),
        _ => Vec::new(),
    }
}

fn place(ev: &Eval, c: CellId) -> Option<Anchor> {
    ev.anchor(ev.origin(c))
}
