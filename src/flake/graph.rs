//! A flake and its inputs as values, made as Nix makes them: each input is the outputs of its own flake, applied to its
//! own inputs as the lock file says. An input whose source is not on this machine is nixpkgs, a project that is
//! modelled, or unknown.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::files::normalize;
use crate::base::{FileKind, Symbol};
use crate::eval::{CellId, Entry, Eval, Found, Origin, PosId, R, Rest, Value, WhyId, WhyKind};
use crate::nixos::Nixpkgs;
use crate::schema::Release;
use crate::sym;

use super::declared;
use super::lock::{Lock, NodeId};
use super::release;
use super::source::SourceRef;
use super::standins::{self, Standin};

/// The name of the file that makes a folder a flake.
pub const FLAKE_FILE: &str = "flake.nix";
/// The name of the file that pins its inputs.
pub const LOCK_FILE: &str = "flake.lock";

/// The repository that has nothing of nixpkgs but its `lib`.
const ONLY_LIB: &str = "nix-community/nixpkgs.lib";

/// A flake on disk, and what is known of its inputs.
#[derive(Debug)]
pub struct Flake {
    /// The folder of `flake.nix`, absolute and normalised.
    pub dir: PathBuf,
    pub lock: Option<Lock>,
    /// Sources given on the command line, by input path (`nixpkgs`, `a/b`).
    pub overrides: Vec<(String, PathBuf)>,
}

/// One evaluation of a flake: every input is made once.
pub struct Graph {
    flake: Arc<Flake>,
    inputs: RefCell<FxHashMap<String, CellId>>,
}

/// A flake whose inputs are being made.
#[derive(Clone)]
struct Place {
    /// Where `flake.nix` lies.
    dir: PathBuf,
    /// The root of the source, which may be a folder above.
    source: PathBuf,
    /// Its node in the lock file.
    node: Option<NodeId>,
    /// Its input path from the root; empty for the root itself.
    path: String,
}

/// Where an input comes from.
enum Source {
    Disk(PathBuf),
    Nixpkgs(Release, String),
    Standin(&'static Standin),
    Unknown,
}

impl Graph {
    pub fn new(flake: &Arc<Flake>) -> Rc<Graph> {
        Rc::new(Graph { flake: flake.clone(), inputs: RefCell::default() })
    }

    /// The flake itself: what its `outputs` function gets as `self`.
    pub fn root(self: &Rc<Self>, ev: &mut Eval) -> CellId {
        let place = Place {
            dir: self.flake.dir.clone(),
            source: self.flake.dir.clone(),
            node: self.flake.lock.as_ref().map(Lock::root),
            path: String::new(),
        };
        ev.source_root(&place.source, "the flake's source");
        self.flake_at(ev, place)
    }

    /// The flake at a place.
    fn flake_at(self: &Rc<Self>, ev: &mut Eval, place: Place) -> CellId {
        let graph = self.clone();
        let key = format!("{}/", place.path);
        if let Some(&c) = self.inputs.borrow().get(&key) {
            return c;
        }
        let c = ev.lazy_at(Origin::NATIVE, move |ev| graph.call_flake(ev, &place));
        self.inputs.borrow_mut().insert(key, c);
        c
    }

    /// Applies `outputs` to the inputs.
    fn call_flake(self: &Rc<Self>, ev: &mut Eval, place: &Place) -> R<Value> {
        let file = match ev.find_import(&place.dir.join(FLAKE_FILE))? {
            Ok(file) => file,
            Err(unknown) => return Ok(unknown),
        };
        let file = ev.import_file(file);
        let v = ev.force(file)?;
        let Value::Attrs(a) = v else { return self.not_a_flake(ev, v, file) };
        let Found::Cell(outputs) = ev.find_listed(a, sym!("outputs")) else { return self.not_a_flake(ev, v, file) };
        let f = ev.force(outputs)?;
        let declared = declared::inputs(ev, a)?;
        let mut names: Vec<String> = declared.iter().map(|d| d.name.clone()).collect();
        if let (Some(lock), Some(node)) = (&self.flake.lock, place.node) {
            names.extend(lock.node(node).inputs.iter().map(|(n, _)| n.clone()));
        }
        // An input that is only an argument of `outputs` comes from the registry.
        for (name, _, _) in ev.formals_of(f)?.unwrap_or_default() {
            names.push(name.as_str().to_owned());
        }
        let mut entries: Vec<Entry> = Vec::new();
        for name in names {
            let symbol = Symbol::new(&name);
            if name == "self" || entries.iter().any(|e| e.name == symbol) {
                continue;
            }
            let declared = declared.iter().find(|d| d.name == name);
            let cell = self.input(ev, place, &name, declared);
            entries.push(Entry { name: symbol, cell, pos: PosId::NONE });
        }
        let this = self.flake_at(ev, place.clone());
        let inputs = ev.attrs(entries.clone());
        let inputs = ev.cell_at(inputs, Origin::NATIVE);
        entries.push(Entry { name: sym!("self"), cell: this, pos: PosId::NONE });
        let args = ev.attrs(entries);
        let args = ev.cell_at(args, Origin::NATIVE);
        let called = ev.cell_at(f, ev.origin(outputs));
        let result = ev.lazy_call(called, args);
        let result_value = ev.force(result)?;
        let locked = self.locked(place);
        let path = ev.string(&place.source.to_string_lossy());
        let mut about = about(ev, path, locked.as_ref());
        let dir = ev.string(&place.dir.to_string_lossy());
        about.set("outPath", ev.cell_at(dir, Origin::NATIVE));
        about.set("inputs", inputs);
        about.set("outputs", result);
        Ok(about.flake(ev, result_value))
    }

    fn not_a_flake(&self, ev: &mut Eval, v: Value, file: CellId) -> R<Value> {
        if let Value::Unknown(..) = v {
            return Ok(v);
        }
        let at = ev.origin(file);
        Err(ev.fail_at(at, crate::eval::ErrKind::Type, "a flake is a set with a function `outputs`"))
    }

    fn locked(&self, place: &Place) -> Option<SourceRef> {
        let node = place.node.filter(|_| !place.path.is_empty())?;
        self.flake.lock.as_ref()?.node(node).locked.clone()
    }

    /// The value of an input.
    fn input(self: &Rc<Self>, ev: &mut Eval, parent: &Place, name: &str, declared: Option<&declared::Input>) -> CellId {
        let path = if parent.path.is_empty() { name.to_owned() } else { format!("{}/{name}", parent.path) };
        // Two paths to one node of the lock file are one input.
        let node = self.node_of(parent, name, declared);
        let key = match node {
            Some(n) if self.override_of(&path).is_none() => format!("#{n:?}"),
            _ => path.clone(),
        };
        if let Some(&c) = self.inputs.borrow().get(&key) {
            return c;
        }
        let (graph, parent, name, declared) = (self.clone(), parent.clone(), name.to_owned(), declared.cloned());
        let c = ev.lazy_at(Origin::NATIVE, move |ev| {
            let c = graph.make_input(ev, &parent, &name, path.clone(), node, declared.as_ref());
            ev.force(c)
        });
        self.inputs.borrow_mut().insert(key, c);
        c
    }

    /// The node of an input: as the lock file says; without one, what the declaration follows.
    fn node_of(&self, parent: &Place, name: &str, _declared: Option<&declared::Input>) -> Option<NodeId> {
        self.flake.lock.as_ref()?.input(parent.node?, name)
    }

    fn override_of(&self, path: &str) -> Option<&Path> {
        self.flake.overrides.iter().find(|(name, _)| name == path).map(|(_, dir)| dir.as_path())
    }

    fn make_input(
        self: &Rc<Self>,
        ev: &mut Eval,
        parent: &Place,
        name: &str,
        path: String,
        node: Option<NodeId>,
        declared: Option<&declared::Input>,
    ) -> CellId {
        let lock = self.flake.lock.as_ref();
        let locked_node = node.and_then(|n| lock.map(|l| l.node(n)));
        let written = declared.and_then(|d| d.source.clone());
        let locked = locked_node.and_then(|n| n.locked.clone());
        let reference = locked.clone().or_else(|| written.clone());
        let original = locked_node.and_then(|n| n.original.clone()).or(written);
        let is_flake = match locked_node {
            Some(n) => n.is_flake,
            None => declared.is_none_or(|d| d.is_flake),
        };
        let source = self.source(ev, parent, name, &path, locked.as_ref(), original.as_ref());
        match source {
            Source::Disk(source) => {
                let dir = match reference.as_ref().and_then(|r| r.dir.as_deref()) {
                    Some(sub) => normalize(&source.join(sub)),
                    None => source.clone(),
                };
                ev.source_root(&source, &format!("the source of the flake input {name}"));
                let place = Place { dir, source: source.clone(), node, path };
                if is_flake {
                    return self.flake_at(ev, place);
                }
                let path = ev.string(&source.to_string_lossy());
                let about = about(ev, path, reference.as_ref());
                let v = about.source(ev);
                ev.cell_at(v, Origin::NATIVE)
            }
            Source::Nixpkgs(release, why) => {
                let nixpkgs = Nixpkgs::new(ev, release, why);
                ev.lazy_at(Origin::NATIVE, move |ev| {
                    let outputs = nixpkgs.outputs(ev)?;
                    let about = about(ev, nixpkgs.path(), reference.as_ref());
                    Ok(about.flake(ev, outputs))
                })
            }
            Source::Standin(standin) => self.standin(ev, parent, name, path, node, standin),
            Source::Unknown => {
                let name = name.to_owned();
                ev.lazy_at(Origin::NATIVE, move |ev| {
                    let label: Box<str> = name.as_str().into();
                    let inner = label.clone();
                    let path = ev.tree(&format!("the flake input {name}"), move |ev, _| {
                        Ok(Some(ev.unknown(WhyKind::Input(inner.clone()))))
                    });
                    let about = about(ev, path, reference.as_ref());
                    let outputs = ev.unknown(WhyKind::Input(label));
                    Ok(about.flake(ev, outputs))
                })
            }
        }
    }

    /// Where an input's source is.
    fn source(
        &self,
        ev: &mut Eval,
        parent: &Place,
        name: &str,
        path: &str,
        locked: Option<&SourceRef>,
        original: Option<&SourceRef>,
    ) -> Source {
        let vfs = ev.program.files.vfs();
        let is_dir = |p: &Path| vfs.kind(p) == Some(FileKind::Directory);
        if let Some(dir) = self.override_of(path) {
            return Source::Disk(dir.to_path_buf());
        }
        let slug = locked.and_then(SourceRef::slug).or_else(|| original.and_then(SourceRef::slug));
        if locked.or(original).is_some_and(SourceRef::is_nixpkgs) || slug.as_deref() == Some(ONLY_LIB) {
            return nixpkgs(name, locked, original);
        }
        if let Some(local) = [locked, original].into_iter().flatten().find(|r| r.kind == "path") {
            let below = local.path.as_deref().unwrap_or(".");
            let dir = normalize(&parent.source.join(below));
            if is_dir(&dir) {
                return Source::Disk(dir);
            }
        }
        if let Some(dir) = locked.and_then(SourceRef::store_path)
            && is_dir(&dir)
        {
            return Source::Disk(dir);
        }
        let standin = match &slug {
            Some(slug) => standins::find(slug),
            None => standins::find_by_name(name),
        };
        match standin {
            Some(s) => Source::Standin(s),
            // Without a lock file and a declaration, the registry decides: there `nixpkgs` has only one meaning.
            None if slug.is_none() && locked.or(original).is_none() && name == "nixpkgs" => nixpkgs(name, None, None),
            None => Source::Unknown,
        }
    }

    /// A project that is modelled: its text applied to its inputs.
    fn standin(
        self: &Rc<Self>,
        ev: &mut Eval,
        parent: &Place,
        name: &str,
        path: String,
        node: Option<NodeId>,
        standin: &'static Standin,
    ) -> CellId {
        let lock = self.flake.lock.as_ref();
        let names: Vec<String> = match (lock, node) {
            (Some(lock), Some(node)) => lock.node(node).inputs.iter().map(|(n, _)| n.clone()).collect(),
            _ => Vec::new(),
        };
        let place = Place { dir: parent.dir.clone(), source: parent.source.clone(), node, path };
        let mut entries = Vec::new();
        for input in names {
            let cell = self.input(ev, &place, &input, None);
            entries.push(Entry { name: Symbol::new(&input), cell, pos: PosId::NONE });
        }
        let inputs = ev.attrs(entries);
        let inputs = ev.cell_at(inputs, Origin::NATIVE);
        let locked = self.locked(&place);
        let name = name.to_owned();
        let this: Rc<OnceCell<CellId>> = Rc::default();
        let own = this.clone();
        let c = ev.lazy_at(Origin::NATIVE, move |ev| {
            let path = standin_tree(ev, &name, standin);
            let outputs = standins::outputs(ev, standin, inputs, own.get().copied().unwrap_or(inputs))?;
            let mut about = about(ev, path, locked.as_ref());
            about.set("inputs", inputs);
            Ok(about.flake(ev, outputs))
        });
        let _ = this.set(c);
        c
    }
}

/// The path of a modelled project: `import` finds the files that are modelled.
fn standin_tree(ev: &mut Eval, name: &str, standin: &'static Standin) -> Value {
    ev.tree(&format!("the flake input {name}"), move |ev, path| standins::file(ev, standin, path))
}

/// A nixpkgs, of the release that its pin says.
fn nixpkgs(name: &str, locked: Option<&SourceRef>, original: Option<&SourceRef>) -> Source {
    match release::of_source(locked, original) {
        Some(assumed) => Source::Nixpkgs(assumed.release, assumed.why),
        None => Source::Nixpkgs(Release::NEWEST, format!("nothing says which release the input `{name}` is")),
    }
}

/// What a flake is beside its outputs: `outPath`, `rev` and their relatives.
struct About {
    parts: Vec<(&'static str, CellId)>,
    /// Why it is not known whether there is a revision.
    open: Option<WhyId>,
}

/// What the lock file says of a source; what it does not say is not known.
fn about(ev: &mut Eval, path: Value, locked: Option<&SourceRef>) -> About {
    let mut parts: Vec<(&'static str, CellId)> = vec![("outPath", ev.cell_at(path, Origin::NATIVE))];
    let rev = locked.and_then(|l| l.rev.clone());
    if let Some(rev) = &rev {
        let short: String = rev.chars().take(7).collect();
        for (name, text) in [("rev", rev.as_str()), ("shortRev", short.as_str())] {
            let v = ev.string(text);
            parts.push((name, ev.cell_at(v, Origin::NATIVE)));
        }
    }
    let nar_hash = match locked.and_then(|l| l.nar_hash.clone()) {
        Some(hash) => ev.string(&hash),
        None => ev.unknown(WhyKind::Impure("narHash")),
    };
    let modified = match locked.and_then(|l| l.last_modified) {
        Some(seconds) => Value::Int(seconds),
        None => ev.unknown(WhyKind::Impure("lastModified")),
    };
    let date = ev.unknown(WhyKind::Impure("lastModifiedDate"));
    for (name, v) in [("narHash", nar_hash), ("lastModified", modified), ("lastModifiedDate", date)] {
        parts.push((name, ev.cell_at(v, Origin::NATIVE)));
    }
    // Whether a tree is clean, and so has a revision, is known only to Git.
    let open = rev.is_none().then(|| ev.why(WhyKind::Impure("self.rev")));
    let mut about = About { parts, open };
    let info = about.source(ev);
    about.set("sourceInfo", ev.cell_at(info, Origin::NATIVE));
    about
}

impl About {
    fn set(&mut self, name: &'static str, cell: CellId) {
        self.parts.retain(|(n, _)| *n != name);
        self.parts.push((name, cell));
    }

    /// An input that is no flake.
    fn source(&self, ev: &mut Eval) -> Value {
        let none = ev.attrs(Vec::new());
        self.over(ev, none)
    }

    /// A flake with these outputs.
    fn flake(mut self, ev: &mut Eval, outputs: Value) -> Value {
        let kind = ev.string("flake");
        self.set("_type", ev.cell_at(kind, Origin::NATIVE));
        self.over(ev, outputs)
    }

    fn over(&self, ev: &mut Eval, base: Value) -> Value {
        let (mut entries, rest) = match base {
            Value::Attrs(a) => (ev.entries(a).to_vec(), ev.attrs_data(a).rest),
            Value::Unknown(w, _) => (Vec::new(), Rest::Open(w)),
            other => return other,
        };
        for (name, cell) in &self.parts {
            let name = Symbol::new(name);
            entries.retain(|e| e.name != name);
            entries.push(Entry { name, cell: *cell, pos: PosId::NONE });
        }
        entries.sort_unstable_by_key(|e| e.name);
        let rest = match (rest, self.open) {
            (Rest::Closed | Rest::Assumed(_), Some(why)) => Rest::Open(why),
            (rest, _) => rest,
        };
        ev.attrs_with(entries.into(), rest)
    }
}
