//! NixOS around the containers: the modules that decide their units, as data (`schema`), as Nix text beside this file
//! and as native definitions. A [`System`] is one host.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use crate::base::Symbol;
use crate::eval::{CellId, Eval, Origin, R, Value};
use crate::modules::{Implied, Loc, ModFile, ModSrc, Node, Sys, Trie};
use crate::oci::{Host, view};
use crate::schema::{Decl, Release};

mod computed;
mod pkgs;
mod services;
mod users;

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
const TEXTS: &[(&str, &str)] = &[("virtualisation/oci-containers.nix", include_str!("containers.nix"))];

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
        if let Some(podman) = services::implied_podman(ev, &system) {
            sys.imply(&crate::schema::oci::CONTAINER, Implied::Same(podman));
        }
        sys.imply(&crate::schema::users::USER, Implied::ByInstance(users::implied));
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

/// The options that NixOS' own modules declare, with the name of each module; made once per release.
fn declarations(release: Release) -> &'static [(&'static str, Arc<Trie>)] {
    static MADE: [OnceLock<Vec<(&str, Arc<Trie>)>>; Release::ALL.len()] =
        [const { OnceLock::new() }; Release::ALL.len()];
    let index = Release::ALL.iter().position(|r| *r == release).unwrap_or(Release::ALL.len() - 1);
    MADE[index].get_or_init(|| {
        let belongs = |d: &Decl, base: &Base| base.options.iter().any(|o| d.path.starts_with(o));
        let mut out = Vec::new();
        for base in BASES {
            let decls = crate::schema::all_roots().filter(|d| belongs(d, base));
            out.push((base.name, Arc::new(Trie::build(decls, release))));
        }
        let rest = crate::schema::all_roots().filter(|d| !BASES.iter().any(|b| belongs(d, b)));
        out.push(("misc/assertions.nix", Arc::new(Trie::build(rest, release))));
        out
    })
}

/// NixOS' own modules.
fn base_modules(ev: &mut Eval, release: Release) -> Vec<ModSrc> {
    let mut out = Vec::new();
    for (name, trie) in declarations(release) {
        out.push(ModSrc::Schema { trie: trie.clone(), name });
    }
    for &(name, text) in TEXTS {
        let cell = ev.lazy_at(Origin::NATIVE, move |ev| {
            let c = ev.import_embedded(&format!("<ocinix/nixos/{name}>"), text);
            ev.force(c)
        });
        let file = ModFile::new(format!("nixos/modules/{name}"), None, true);
        out.push(ModSrc::Value { cell, file });
    }
    let cell = services::module(ev);
    let file = ModFile::new("nixos/modules/virtualisation/oci-containers.nix", None, true);
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
