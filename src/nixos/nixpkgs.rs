//! nixpkgs without its source: what `import` finds in it, what its flake offers, and `nixosSystem`, through which every
//! host of a flake comes to be.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::{CellId, Entry, Eval, Found, Origin, PosId, R, Rest, Value, WhyId, WhyKind, nixlib};
use crate::modules::nix::options_cell;
use crate::modules::{ModFile, ModSrc, Sys};
use crate::schema::Release;
use crate::{known, sym};

use super::{BASES, Spec, System, pkgs};

/// One nixpkgs: an input of a flake, or `<nixpkgs>`.
pub struct Nixpkgs {
    /// Which release of NixOS it has.
    pub release: Release,
    /// Why that release: a phrase such as "flake.lock pins nixpkgs to nixos-25.11".
    pub why: String,
    /// Its path, as a string that Nix completes.
    path: OnceCell<Value>,
}

impl Nixpkgs {
    pub fn new(ev: &mut Eval, release: Release, why: String) -> Rc<Nixpkgs> {
        let this = Rc::new(Nixpkgs { release, why, path: OnceCell::new() });
        let own = this.clone();
        let path = ev.tree("nixpkgs", move |ev, path| own.file(ev, path));
        let _ = this.path.set(path);
        this
    }

    /// The path of its source in the store, known by name only.
    pub fn path(&self) -> Value {
        self.path.get().copied().unwrap_or(Value::Null)
    }

    /// The path of a file or folder of its source.
    pub(super) fn below(&self, ev: &mut Eval, path: &str) -> Value {
        let mut out = crate::eval::coerce::Builder::default();
        ev.push_string(self.path(), &mut out);
        out.push(path);
        ev.finish(out)
    }

    /// What its flake offers.
    pub fn outputs(self: &Rc<Self>, ev: &mut Eval) -> R<Value> {
        let f = ev.import_embedded("<ocinix/nixos/nixpkgs.nix>", include_str!("nixpkgs.nix"));
        let f = ev.force(f)?;
        let this = self.clone();
        let eval_config = ev.native(move |ev, args| eval_config(ev, &this, args));
        let why = ev.why(WhyKind::Package("nixpkgs.legacyPackages".into()));
        let platforms = ev.resolver(why, |ev, system| {
            let platform = ev.symbol_string(system);
            let platform = ev.cell_at(platform, Origin::NATIVE);
            let c = pkgs::cell(ev, platform);
            ev.force(c)
        });
        let none: Rc<[Entry]> = Rc::new([]);
        let platforms = ev.attrs_with(none, platforms);
        let parts = [("lib", None), ("evalConfig", Some(eval_config)), ("legacyPackages", Some(platforms))];
        let parts = parts.map(|(name, v)| {
            let cell = match v {
                Some(v) => ev.cell_at(v, Origin::NATIVE),
                None => nixlib::lib_cell(ev),
            };
            (name, cell)
        });
        let args = ev.attrs_from(parts);
        let args = ev.cell_at(args, Origin::NATIVE);
        match ev.call(f, &[args])? {
            Value::Attrs(a) => {
                let entries = ev.entries(a);
                let why = ev.why(WhyKind::Package("nixpkgs".into()));
                Ok(ev.attrs_with(entries, Rest::Open(why)))
            }
            other => Ok(other),
        }
    }

    /// What `import` finds at a path of the source.
    fn file(self: &Rc<Self>, ev: &mut Eval, path: &str) -> R<Option<Value>> {
        let this = self.clone();
        Ok(Some(match path.strip_suffix("/default.nix").unwrap_or(path) {
            "" | "default.nix" => ev.native(|ev, args| {
                let c = packages(ev, args)?;
                ev.force(c)
            }),
            "lib" => {
                let lib = nixlib::lib_cell(ev);
                ev.force(lib)?
            }
            "nixos/lib/eval-config.nix" => ev.native(move |ev, args| eval_config(ev, &this, args)),
            "nixos" => ev.native(move |ev, args| whole_system(ev, &this, args)),
            other => match other.strip_prefix("nixos/modules/") {
                // Which options NixOS has is known without its modules. One of another nixpkgs may differ.
                Some(module) if !BASES.iter().any(|b| b.name == module) => ev.attrs(Vec::new()),
                _ => return Ok(None),
            },
        }))
    }
}

/// `import nixpkgs { system = …; }`
fn packages(ev: &mut Eval, args: CellId) -> R<CellId> {
    let given = ev.lazy_at(Origin::NATIVE, move |ev| {
        let a = known!(ev.want_attrs(args)?);
        for name in ["hostPlatform", "crossSystem", "system", "localSystem"] {
            if let Found::Cell(c) = ev.find_listed(a, Symbol::new(name)) {
                match ev.force(c)? {
                    Value::Null => {}
                    v @ Value::Attrs(_) => return ev.select_value(v, sym!("system")),
                    v => return Ok(v),
                }
            }
        }
        Ok(ev.unknown(WhyKind::Impure("currentSystem")))
    });
    Ok(pkgs::cell(ev, given))
}

/// `import <nixpkgs/nixos> { configuration = …; }`
fn whole_system(ev: &mut Eval, nixpkgs: &Rc<Nixpkgs>, args: CellId) -> R<Value> {
    let a = known!(ev.want_attrs(args)?);
    let configuration = match ev.find_listed(a, sym!("configuration")) {
        Found::Cell(c) => c,
        _ => {
            let v = ev.unknown(WhyKind::Impure("NIXOS_CONFIG"));
            ev.cell_at(v, Origin::NATIVE)
        }
    };
    let modules = ev.list([configuration]);
    let modules = ev.cell_at(modules, Origin::NATIVE);
    let mut parts = vec![("modules", modules)];
    if let Found::Cell(c) = ev.find_listed(a, sym!("system")) {
        parts.push(("system", c));
    }
    let args = ev.attrs_from(parts);
    let args = ev.cell_at(args, Origin::NATIVE);
    eval_config(ev, nixpkgs, args)
}

/// A NixOS system that an expression asks for. Its modules are not looked at before something of it is needed.
pub struct Candidate {
    pub nixpkgs: Rc<Nixpkgs>,
    modules: Vec<ModSrc>,
    special: Vec<(Symbol, CellId)>,
    /// Modules or arguments that are not known.
    unread: Option<WhyId>,
    /// The platform asked for, a string.
    platform: Option<CellId>,
    system: OnceCell<Rc<System>>,
}

impl Candidate {
    /// The system; `release` overrides that of nixpkgs.
    pub fn system(&self, ev: &mut Eval) -> Rc<System> {
        if let Some(system) = self.system.get() {
            return system.clone();
        }
        let forced = run(ev).forced;
        let spec = Spec {
            name: String::new(),
            release: forced.unwrap_or(self.nixpkgs.release),
            closed: true,
            modules: self.modules.clone(),
            special: self.special.clone(),
            nixpkgs: Some(self.nixpkgs.clone()),
            platform: self.platform,
        };
        let system = System::new(ev, spec);
        if self.unread.is_some() {
            system.sys.unread.set(self.unread);
        }
        let _ = self.system.set(system.clone());
        system
    }
}

/// What the systems of one run share.
#[derive(Default)]
pub(super) struct Run {
    /// The release asked for, whatever nixpkgs a host is made with.
    pub forced: Option<Release>,
    /// The systems that expressions asked for, by the cell of their `config`.
    candidates: RefCell<Vec<(CellId, Rc<Candidate>)>>,
}

/// Begins a run, before anything is evaluated: `lib` gets the module system. What is returned holds the findings of
/// modules that belong to no host (those of a flake).
pub fn start(ev: &mut Eval, forced: Option<Release>) -> Rc<Sys> {
    ev.extra = Some(Rc::new(Run { forced, candidates: RefCell::default() }));
    let sys = Sys::new(forced.unwrap_or(Release::NEWEST), true, false);
    crate::modules::nix::install(ev, &sys);
    sys
}

fn run(ev: &mut Eval) -> Rc<Run> {
    if let Some(run) = ev.extra.clone().and_then(|r| r.downcast::<Run>().ok()) {
        return run;
    }
    let run = Rc::new(Run::default());
    ev.extra = Some(run.clone());
    run
}

/// The system behind a value of `nixosConfigurations`: also when somebody has added attributes to it.
pub fn candidate(ev: &mut Eval, v: Value) -> Option<Rc<Candidate>> {
    let Value::Attrs(a) = v else { return None };
    let config = ev.get(a, sym!("config"))?;
    let run = run(ev);
    let all = run.candidates.borrow();
    all.iter().find(|(c, _)| *c == config).map(|(_, candidate)| candidate.clone())
}

/// `nixos/lib/eval-config.nix`: a system made of modules.
fn eval_config(ev: &mut Eval, nixpkgs: &Rc<Nixpkgs>, args: CellId) -> R<Value> {
    let a = known!(ev.want_attrs(args)?);
    let get = |ev: &mut Eval, name: &'static str| match ev.find_listed(a, Symbol::new(name)) {
        Found::Cell(c) => Some(c),
        _ => None,
    };
    let mut candidate = Candidate {
        nixpkgs: nixpkgs.clone(),
        modules: Vec::new(),
        special: Vec::new(),
        unread: ev.attrs_data(a).open_why(),
        platform: None,
        system: OnceCell::new(),
    };
    for name in ["modules", "extraModules"] {
        if let Some(c) = get(ev, name) {
            candidate.add_modules(ev, c)?;
        }
    }
    for name in ["specialArgs", "extraArgs"] {
        if let Some(c) = get(ev, name) {
            candidate.add_special(ev, c)?;
        }
    }
    for name in ["lib", "pkgs"] {
        if let Some(c) = get(ev, name)
            && !matches!(ev.peek(c), Some(Value::Null))
        {
            candidate.add_argument(Symbol::new(name), c);
        }
    }
    if let Some(c) = get(ev, "system")
        && !matches!(ev.force(c)?, Value::Null)
    {
        candidate.platform = Some(c);
    }
    Ok(value(ev, candidate))
}

impl Candidate {
    fn add_modules(&mut self, ev: &mut Eval, list: CellId) -> R<()> {
        match ev.want_list(list)? {
            Ok(items) => {
                for &cell in items.iter() {
                    let place = ev.anchor(ev.origin(cell)).map(|a| a.file);
                    let name = place.map(|f| ev.program.files.path(f).to_string_lossy().into_owned());
                    let file = ModFile::new(name.unwrap_or_else(|| "<unknown-file>".into()), place, false);
                    self.modules.push(ModSrc::Value { cell, file });
                }
            }
            Err(why) => self.unread = Some(why),
        }
        Ok(())
    }

    fn add_special(&mut self, ev: &mut Eval, set: CellId) -> R<()> {
        match ev.want_attrs(set)? {
            Ok(a) => {
                for e in ev.entries(a).iter() {
                    self.add_argument(e.name, e.cell);
                }
                self.unread = self.unread.or(ev.attrs_data(a).open_why());
            }
            Err(why) => self.unread = Some(why),
        }
        Ok(())
    }

    /// The first to give an argument wins.
    fn add_argument(&mut self, name: Symbol, cell: CellId) {
        if !self.special.iter().any(|(n, _)| *n == name) {
            self.special.push((name, cell));
        }
    }

    /// The same system with more modules and arguments.
    fn extended(&self, ev: &mut Eval, args: CellId) -> R<Candidate> {
        let mut more = Candidate {
            nixpkgs: self.nixpkgs.clone(),
            modules: self.modules.clone(),
            special: Vec::new(),
            unread: self.unread,
            platform: self.platform,
            system: OnceCell::new(),
        };
        if let Ok(a) = ev.want_attrs(args)? {
            if let Found::Cell(c) = ev.find_listed(a, sym!("specialArgs")) {
                more.add_special(ev, c)?;
            }
            if let Found::Cell(c) = ev.find_listed(a, sym!("modules")) {
                more.add_modules(ev, c)?;
            }
        }
        for (name, cell) in &self.special {
            more.add_argument(*name, *cell);
        }
        Ok(more)
    }
}

/// The system as Nix code sees it.
fn value(ev: &mut Eval, candidate: Candidate) -> Value {
    let candidate = Rc::new(candidate);
    let part = |ev: &mut Eval, f: fn(&mut Eval, &Rc<System>) -> CellId| {
        let candidate = candidate.clone();
        ev.lazy_at(Origin::NATIVE, move |ev| {
            let system = candidate.system(ev);
            let c = f(ev, &system);
            ev.force(c)
        })
    };
    let config = part(ev, |ev, system| system.root.cell(ev));
    let options = part(ev, |ev, system| options_cell(ev, &system.root));
    let pkgs = part(ev, |_, system| system.pkgs);
    let lib = match candidate.special.iter().find(|(n, _)| *n == sym!("lib")) {
        Some((_, lib)) => *lib,
        None => nixlib::lib_cell(ev),
    };
    let original = candidate.clone();
    let extend = ev.native(move |ev, args| {
        let more = original.extended(ev, args)?;
        Ok(value(ev, more))
    });
    let extend = ev.cell_at(extend, Origin::NATIVE);
    let texts = ["configuration", "nixos"].map(|t| {
        let v = ev.string(t);
        ev.cell_at(v, Origin::NATIVE)
    });
    run(ev).candidates.borrow_mut().push((config, candidate));
    let parts = [
        ("_type", texts[0]),
        ("class", texts[1]),
        ("config", config),
        ("options", options),
        ("pkgs", pkgs),
        ("lib", lib),
        ("extendModules", extend),
    ];
    let mut entries: Vec<Entry> =
        parts.iter().map(|(n, c)| Entry { name: Symbol::new(n), cell: *c, pos: PosId::NONE }).collect();
    entries.sort_unstable_by_key(|e| e.name);
    let why = ev.why(WhyKind::NotModelled("this part of a NixOS system".into()));
    ev.attrs_with(entries.into(), Rest::Open(why))
}
