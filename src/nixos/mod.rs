//! NixOS around the containers: the modules that decide their units, as data (`schema`), as Nix text beside this file
//! and as native definitions. A [`System`] is one host.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use crate::base::Symbol;
use crate::eval::{CellId, Eval, Origin, R, Rest, Value, WhyKind};
use crate::modules::{Implied, Loc, ModFile, ModSrc, Node, Sys, Trie};
use crate::oci::{Host, view};
use crate::schema::{Decl, Release};

mod computed;
mod nixpkgs;
mod pkgs;
mod services;
mod users;

pub use nixpkgs::{Candidate, Nixpkgs, candidate, start};
pub use services::{OwnMessage, own_messages, service, units};

/// One host: its option tree.
pub struct System {
    name: OnceCell<String>,
    pub root: Rc<Node>,
    pub sys: Rc<Sys>,
    /// The module argument `pkgs`.
    pub(crate) pkgs: CellId,
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
    /// The nixpkgs it is made with; one without a place when there is none.
    pub nixpkgs: Option<Rc<Nixpkgs>>,
    /// The platform asked for (`x86_64-linux`), else what the modules say.
    pub platform: Option<CellId>,
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
        // The native definitions are part of the modules that the system is made of.
        let this: services::Link = Rc::default();
        let mut modules = base_modules(ev, spec.release, &this);
        modules.extend(spec.modules);
        let nixpkgs = match spec.nixpkgs {
            Some(n) => n,
            None => Nixpkgs::new(ev, spec.release, String::new()),
        };
        let modules_path = nixpkgs.below(ev, "/nixos/modules");
        let modules_path = ev.cell_at(modules_path, Origin::NATIVE);
        let platform = spec.platform.unwrap_or_else(|| {
            let sys = sys.clone();
            ev.lazy_at(Origin::NATIVE, move |ev| computed::platform(ev, &sys))
        });
        let mut special = spec.special;
        if !spec.closed && !special.iter().any(|(n, _)| n.as_str() == "lib") {
            special.push((Symbol::new("lib"), open_lib(ev)));
        }
        let mut pkgs = None;
        for (name, make) in [("pkgs", None), ("modulesPath", Some(modules_path)), ("utils", Some(pkgs::utils(ev)))] {
            let name = Symbol::new(name);
            let given = special.iter().find(|(n, _)| *n == name).map(|(_, c)| *c);
            let cell = given.or(make).unwrap_or_else(|| pkgs::cell(ev, platform));
            if given.is_none() {
                special.push((name, cell));
            }
            pkgs = pkgs.or(Some(cell));
        }
        let pkgs = pkgs.unwrap_or(platform);
        let root = Node::root(&sys, Loc::root(), modules, special);
        sys.set_root(&root);
        let name = OnceCell::new();
        if !spec.name.is_empty() {
            let _ = name.set(spec.name);
        }
        let system = Rc::new(System { name, root, sys: sys.clone(), pkgs, host: OnceCell::new() });
        let _ = this.set(Rc::downgrade(&system));
        if let Some(podman) = services::implied_podman(ev, &system) {
            sys.imply(&crate::schema::oci::CONTAINER, Implied::Same(podman));
        }
        sys.imply(&crate::schema::users::USER, Implied::ByInstance(users::implied));
        system
    }

    /// What the host is called; empty for a system that only other hosts look at.
    pub fn name(&self) -> &str {
        self.name.get().map_or("", String::as_str)
    }

    /// Names a system that got no name when it was made.
    pub fn set_name(&self, name: &str) {
        let _ = self.name.set(name.to_owned());
    }

    /// The typed view without `systemd.services`.
    pub fn host(&self, ev: &mut Eval) -> Rc<Host> {
        if let Some(h) = self.host.get() {
            return h.clone();
        }
        let h = Rc::new(view::host(ev, &self.root, self.name()));
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

/// `lib` of a module on its own: the configuration that it belongs to may have added to it.
fn open_lib(ev: &mut Eval) -> CellId {
    ev.lazy_at(Origin::NATIVE, |ev| {
        let lib = crate::eval::nixlib::lib_cell(ev);
        let Value::Attrs(a) = ev.force(lib)? else { return ev.force(lib) };
        let entries = ev.entries(a);
        let why = ev.why(WhyKind::Argument("lib".into()));
        Ok(ev.attrs_with(entries, Rest::Open(why)))
    })
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
fn base_modules(ev: &mut Eval, release: Release, system: &services::Link) -> Vec<ModSrc> {
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
    let cell = services::module(ev, system);
    let file = ModFile::new("nixos/modules/virtualisation/oci-containers.nix", None, true);
    out.push(ModSrc::Value { cell, file });
    out
}

/// `system.stateVersion`, where the modules set it.
pub fn state_version(ev: &mut Eval, system: &System) -> Option<String> {
    let node = system.root.descend(ev, &["system", "stateVersion"]).ok()??;
    if !node.has_definitions() {
        return None;
    }
    let c = node.cell(ev);
    match ev.force(c).ok()? {
        Value::Str(s) => Some(ev.text(s).to_owned()),
        _ => None,
    }
}

/// The value of an option of the system.
pub(crate) fn config(ev: &mut Eval, sys: &Rc<Sys>, path: &[&str]) -> R<Option<Value>> {
    let Some(root) = sys.root() else { return Ok(None) };
    let Some(node) = root.descend(ev, path)? else { return Ok(None) };
    let c = node.cell(ev);
    ev.force(c).map(Some)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::base::Files;
    use crate::base::files::MemoryFs;
    use crate::ir::Program;

    use super::*;

    /// The root of a system with this module, after `hostName` has been read and the system has been dropped.
    fn dropped(module: &str) -> std::rc::Weak<Node> {
        let mut fs = MemoryFs::default();
        fs.insert("/host.nix", module);
        let program = Program::new(Arc::new(Files::new(fs)));
        let mut ev = Eval::new(&program);
        start(&mut ev, None);
        let path = ev.path(Path::new("/host.nix"));
        let cell = ev.cell_at(path, Origin::NATIVE);
        let modules = vec![ModSrc::Value { cell, file: ModFile::new("/host.nix", None, false) }];
        let spec = Spec {
            name: "host".into(),
            release: Release::NEWEST,
            closed: true,
            modules,
            special: Vec::new(),
            nixpkgs: None,
            platform: None,
        };
        let system = System::new(&mut ev, spec);
        system.check_names(&mut ev);
        assert_eq!(system.host(&mut ev).containers.len(), 1);
        let name = config(&mut ev, &system.sys, &["networking", "hostName"]);
        assert!(matches!(name, Ok(Some(Value::Str(s))) if ev.text(s) == "web"));
        Rc::downgrade(&system.root)
    }

    #[test]
    fn nothing_of_a_system_outlives_it() {
        let root = dropped(
            "{ config, ... }: {
              virtualisation.oci-containers.containers.web.image = \"web:1\";
              networking.hostName = builtins.head (builtins.attrNames config.virtualisation.oci-containers.containers);
            }",
        );
        assert!(root.upgrade().is_none());
    }

    #[test]
    fn a_long_chain_of_merged_values_is_freed_without_recursion() {
        let root = dropped(
            "{ config, lib, ... }: let x = { name = \"web\"; next = x; }; in {
              options.chain = lib.mkOption { type = lib.types.anything; };
              config.chain = x;
              config.virtualisation.oci-containers.containers.web.image = \"web:1\";
              config.networking.hostName = (lib.foldl' (at: _: at.next) config.chain (lib.range 1 30000)).name;
            }",
        );
        assert!(root.upgrade().is_none());
    }
}
