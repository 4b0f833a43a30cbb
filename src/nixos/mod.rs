//! NixOS around the containers: the modules that decide their units, as data (`schema`), as Nix text beside this file
//! and as native definitions. A [`System`] is one host.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::{CellId, Eval, Origin, R, Value};
use crate::modules::{Loc, ModFile, ModSrc, Node, Sys, Trie};
use crate::oci::{Host, view};
use crate::schema::Release;

mod computed;
mod pkgs;
mod services;

pub use services::{OwnMessage, own_messages, service, units};

/// One host: its option tree.
pub struct System {
    pub name: String,
    pub root: Rc<Node>,
    pub sys: Rc<Sys>,
    host: OnceCell<Rc<Host>>,
}

/// What a host is made of.
pub struct Spec {
    pub name: String,
    pub release: Release,
    /// Everything that is not set has its default.
    pub closed: bool,
    pub modules: Vec<ModSrc>,
    /// `specialArgs`.
    pub special: Vec<(Symbol, CellId)>,
}

/// A NixOS module of ours: the name under which `disabledModules` knows the original, and the options it declares.
struct Base {
    name: &'static str,
    options: &'static [&'static [&'static str]],
}

/// Which NixOS module declares which options; what none of these names belongs to `system/…`.
const BASES: &[Base] = &[
    Base { name: "virtualisation/oci-containers.nix", options: &[&["virtualisation", "oci-containers"]] },
    Base { name: "virtualisation/podman/default.nix", options: &[&["virtualisation", "podman"]] },
    Base { name: "virtualisation/docker.nix", options: &[&["virtualisation", "docker"]] },
    Base { name: "virtualisation/containers.nix", options: &[&["virtualisation", "containers"]] },
    Base { name: "config/users-groups.nix", options: &[&["users"]] },
    Base { name: "system/boot/systemd.nix", options: &[&["systemd"]] },
    Base { name: "config/networking.nix", options: &[&["networking"]] },
];

/// Nix text of ours that stands for the `config` part of NixOS modules.
const TEXTS: &[(&str, &str)] = &[
    ("config/users-groups.nix", include_str!("users.nix")),
    ("virtualisation/oci-containers.nix", include_str!("containers.nix")),
];

impl System {
    /// Sets a host up; nothing is evaluated yet.
    pub fn new(ev: &mut Eval, spec: Spec) -> Rc<System> {
        let sys = Sys::with_computed(spec.release, spec.closed, computed::compute);
        crate::modules::nix::install(ev, &sys);
        let mut modules = base_modules(ev, spec.release);
        modules.extend(spec.modules);
        let mut special = spec.special;
        for (name, cell) in [
            (Symbol::new("pkgs"), pkgs::cell(ev)),
            (Symbol::new("modulesPath"), pkgs::modules_path(ev)),
            (Symbol::new("utils"), pkgs::utils(ev)),
        ] {
            if !special.iter().any(|(n, _)| *n == name) {
                special.push((name, cell));
            }
        }
        let root = Node::root(&sys, Loc::root(), modules, special);
        let _ = sys.root.set(root.clone());
        let system = Rc::new(System { name: spec.name, root, sys: sys.clone(), host: OnceCell::new() });
        let podman = services::implied_podman(ev, &system);
        sys.imply(&crate::schema::oci::CONTAINER, podman);
        services::provide(ev, &system);
        system
    }

    /// The typed view without `systemd.services`.
    pub fn host(&self, ev: &mut Eval) -> Rc<Host> {
        if let Some(h) = self.host.get() {
            return h.clone();
        }
        let h = Rc::new(view::host(ev, &self.root, &self.name));
        let _ = self.host.set(h.clone());
        h
    }

    /// Reports definitions that no option takes.
    pub fn check_names(&self, ev: &mut Eval) {
        if let Ok(x) = self.root.expand(ev) {
            let _ = self.root.check_names(ev, &x);
        }
    }
}

/// NixOS' own modules.
fn base_modules(ev: &mut Eval, release: Release) -> Vec<ModSrc> {
    let mut out = Vec::new();
    for base in BASES {
        let decls = crate::schema::all_roots().filter(|d| base.options.iter().any(|o| d.path.starts_with(o)));
        out.push(ModSrc::Schema { trie: Rc::new(Trie::build(decls, release)), name: base.name });
    }
    let rest =
        crate::schema::all_roots().filter(|d| !BASES.iter().any(|b| b.options.iter().any(|o| d.path.starts_with(o))));
    out.push(ModSrc::Schema { trie: Rc::new(Trie::build(rest, release)), name: "misc/assertions.nix" });
    for &(name, text) in TEXTS {
        let cell = ev.lazy_at(Origin::NATIVE, move |ev| {
            let file = ev.program.files.add_virtual(&format!("<ocinix/nixos/{name}>"), text);
            let c = ev.import_file(file);
            ev.force(c)
        });
        let file = ModFile { name: format!("nixos/modules/{name}").into(), file: None, builtin: true };
        out.push(ModSrc::Value { cell, file });
    }
    let cell = services::module(ev);
    let file = ModFile { name: "nixos/modules/virtualisation/oci-containers.nix".into(), file: None, builtin: true };
    out.push(ModSrc::Value { cell, file });
    out
}

/// The value of an option of the system.
pub(crate) fn config(ev: &mut Eval, sys: &Rc<Sys>, path: &[&str]) -> R<Option<Value>> {
    let Some(root) = sys.root.get().cloned() else { return Ok(None) };
    let Some(node) = root.descend(ev, path)? else { return Ok(None) };
    let c = node.cell(ev);
    ev.force(c).map(Some)
}
