//! What a run looks at: the hosts of the workspace, the modules that no host reaches, and which findings were asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rustc_hash::FxHashSet;

use crate::base::{FileId, FileKind, Files, ReadErrorKind, Vfs};
use crate::diag::{Anchor, Diagnostic, codes, unreadable};
use crate::eval::Eval;
use crate::flake::lock::Lock;
use crate::flake::release::{self, Assumed};
use crate::flake::{FLAKE_FILE, Flake, Graph, LOCK_FILE, hosts};
use crate::ir::Program;
use crate::nixos;
use crate::schema::Release;

use super::discover::nix_files;
use super::host::{HostSpec, Source};
use super::{HOST_FILE, Options, Unknown, World, absent, eval_error, settle};
use crate::settings::{SETTINGS_FILE, Settings};

/// What a run does.
#[derive(Default)]
pub(super) struct Plan {
    /// Whole hosts.
    pub hosts: Vec<HostSpec>,
    /// Files to look at, whether or not a host reaches them.
    pub files: Vec<PathBuf>,
    /// Only what lies in these files and folders is reported; everything when empty.
    pub narrow: Vec<PathBuf>,
    /// Folders of which the findings count: what an input's source says is not for this workspace to mend.
    pub own: Vec<PathBuf>,
    /// Found while planning.
    pub diagnostics: Vec<Diagnostic>,
    /// Hosts that may exist without being known.
    pub unknowns: Vec<Unknown>,
    /// The release of modules that belong to no host.
    pub assumed: Option<Assumed>,
    /// What `ocinix.toml` and the command line settle.
    pub settings: Arc<Settings>,
}

impl Plan {
    /// Works out which hosts and modules the paths mean.
    pub(super) fn new(program: &Arc<Program>, roots: &[PathBuf], options: &Options, cancel: &AtomicBool) -> Plan {
        let (settings, diagnostics) = settle::load(&program.files, roots, options);
        let mut plan = Plan { settings, diagnostics, ..Plan::default() };
        plan.own.extend((!plan.diagnostics.is_empty()).then(|| plan.settings.dir.join(SETTINGS_FILE)));
        let options = &Options { nixos: options.nixos.or(plan.settings.nixos), ..options.clone() };
        let vfs = program.files.vfs();
        let mut known: Vec<PathBuf> = Vec::new();
        for root in roots {
            plan.files.extend(paths_of(&program.files, root));
        }
        let mut seen = FxHashSet::default();
        plan.files.retain(|p| seen.insert(p.clone()));
        // Files are numbered in the order in which they are met: by their names, not by which thread is faster.
        plan.number(program);
        for root in roots {
            let is_dir = vfs.kind(root) == Some(FileKind::Directory);
            plan.own.push(root.clone());
            for entry in entries(vfs, root, is_dir, options.world) {
                let (file, whole) = entry;
                if let Some(dir) = file.parent() {
                    plan.own.push(dir.to_path_buf());
                }
                if !whole {
                    plan.narrow.push(root.clone());
                }
                if known.contains(&file) {
                    continue;
                }
                known.push(file.clone());
                if file.file_name().is_some_and(|n| n == FLAKE_FILE) {
                    plan.flake(program, &file, options, cancel);
                } else {
                    let named_by_folder = is_dir || is_host_file(&file);
                    plan.hosts.push(HostSpec::module(host_name(&file, named_by_folder), file, true));
                }
            }
        }
        // A host asked for as a whole is not narrowed by a path beside it.
        if roots.iter().any(|r| !plan.narrow.contains(r)) {
            plan.narrow.clear();
        }
        if plan.assumed.is_none() && options.nixos.is_none() {
            plan.assumed = known.first().or(roots.first()).and_then(|p| pinned(&program.files, p));
        }
        let release = options.nixos.or(plan.assumed.as_ref().map(|a| a.release));
        for host in &mut plan.hosts {
            if matches!(host.source, Source::Modules(_)) {
                host.release = release;
                host.why = plan.assumed.as_ref().map(|a| a.why.clone());
            }
        }
        if !options.hosts.is_empty() {
            plan.hosts.retain(|h| options.hosts.contains(&h.name));
        }
        plan
    }

    /// Loads the files of the plan.
    fn number(&self, program: &Program) {
        for path in &self.files {
            // One that cannot be read is reported where it is looked at.
            let _ = program.files.load(path);
        }
    }

    /// Modules that mention the containers and that no host has reached, each on its own.
    pub(super) fn unreached(&self, program: &Program, reached: &FxHashSet<FileId>, options: &Options) -> Vec<HostSpec> {
        let closed = options.world == World::Closed;
        if closed && !self.hosts.is_empty() || !options.hosts.is_empty() {
            return Vec::new();
        }
        let release = options.nixos.or(self.settings.nixos).or(self.assumed.as_ref().map(|a| a.release));
        let mut out = Vec::new();
        for path in &self.files {
            let Ok(file) = program.files.load(path) else { continue };
            let mentions = || program.files.get(file).text.contains("oci-containers");
            if !reached.contains(&file) && !is_flake_file(path) && mentions() {
                let mut spec = HostSpec::module(path.display().to_string(), path.clone(), closed);
                spec.release = release;
                out.push(spec);
            }
        }
        out
    }

    /// Whether a finding at this place was asked for.
    pub(super) fn wants(&self, path: &Path) -> bool {
        let below = |all: &[PathBuf]| all.iter().any(|p| path.starts_with(p));
        (self.narrow.is_empty() || below(&self.narrow)) && (!path.is_absolute() || below(&self.own))
    }

    /// The hosts of a flake.
    fn flake(&mut self, program: &Arc<Program>, file: &Path, options: &Options, cancel: &AtomicBool) {
        let Some(dir) = file.parent() else { return };
        for path in nix_files(program.files.vfs(), dir) {
            let _ = program.files.load(&path);
        }
        let lock = self.lock(program, &dir.join(LOCK_FILE));
        if let Some(lock) = &lock {
            self.assumed = self.assumed.take().or_else(|| release_of(lock));
        }
        let flake = Arc::new(Flake { dir: dir.to_path_buf(), lock, overrides: options.inputs.clone() });
        let Ok(place) = program.load(file) else { return };
        let mut ev = Eval::new(program);
        ev.cancel = Some(cancel);
        let sys = nixos::start(&mut ev, options.nixos);
        let value = Graph::new(&flake).root(&mut ev);
        let found = hosts(&mut ev, value);
        for error in found.errors {
            self.diagnostics.push(eval_error(&ev, error, Anchor::file(place)));
        }
        self.diagnostics.extend(sys.diagnostics.borrow().iter().cloned());
        for file in ev.files() {
            self.diagnostics.extend(program.lowered(file).diagnostics.iter().cloned());
        }
        if let Some(why) = found.open {
            let why = ev.why_of(why);
            let at = ev.anchor(why.at).or(Some(Anchor::file(place)));
            self.unknowns.push(Unknown {
                at,
                what: "which hosts there are".into(),
                why: why.kind.phrase(),
                container: None,
            });
        }
        for attr in found.hosts {
            self.hosts.push(HostSpec::of_flake(&flake, attr, options.nixos));
        }
    }

    /// Reads a lock file; one that cannot be read is a finding, and the inputs are what `flake.nix` says.
    fn lock(&mut self, program: &Program, path: &Path) -> Option<Lock> {
        match program.files.read_text(path, crate::base::limits::DATA_BYTES) {
            Ok(text) => match Lock::parse(&text) {
                Ok(lock) => Some(lock),
                Err(error) => {
                    let file = program.files.add_virtual(&path.to_string_lossy(), text);
                    let at = Anchor::text(file, crate::base::Span::new(error.offset as u32, error.offset as u32));
                    let d =
                        Diagnostic::new(&codes::UNREADABLE_FILE, at, format!("this lock file cannot be used: {error}"))
                            .help("make it anew with `nix flake lock`");
                    self.diagnostics.push(d);
                    None
                }
            },
            Err(error) if error.kind == ReadErrorKind::NotFound => None,
            Err(error) => {
                let place = absent(&program.files, path);
                self.diagnostics.push(unreadable(&error, &path.to_string_lossy(), place));
                None
            }
        }
    }
}

/// The release of the nixpkgs that a lock file calls so, else of the first one.
fn release_of(lock: &Lock) -> Option<Assumed> {
    let inputs = &lock.node(lock.root()).inputs;
    let mut best = None;
    for (name, _) in inputs {
        let Some(node) = lock.input(lock.root(), name).map(|n| lock.node(n)) else { continue };
        let source = node.locked.as_ref().or(node.original.as_ref());
        if source.is_some_and(|s| s.is_nixpkgs()) && (best.is_none() || name == "nixpkgs") {
            best = release::of_source(node.locked.as_ref(), node.original.as_ref());
        }
    }
    best
}

/// The release that pins beside a configuration without a flake name: npins, niv.
fn pinned(files: &Files, path: &Path) -> Option<Assumed> {
    let pins: [(&str, fn(&str) -> Option<Assumed>); 2] =
        [("npins/sources.json", release::of_npins), ("nix/sources.json", release::of_niv)];
    path.ancestors().find_map(|dir| {
        pins.iter().find_map(|(name, read)| {
            let path = dir.join(name);
            // What lies outside of the workspace is not looked at.
            files.vfs().kind(&path).filter(|k| *k == FileKind::Regular)?;
            read(&files.read_text(&path, crate::base::limits::DATA_BYTES).ok()?)
        })
    })
}

/// The files from which the hosts of a path are evaluated, each with whether all of its findings are asked for.
fn entries(vfs: &dyn Vfs, root: &Path, is_dir: bool, world: World) -> Vec<(PathBuf, bool)> {
    let is_file = |p: &Path| vfs.kind(p) == Some(FileKind::Regular);
    let name_is = |name: &str| root.file_name().is_some_and(|n| n == name);
    if world == World::Open {
        return Vec::new();
    }
    if is_dir {
        for name in [FLAKE_FILE, HOST_FILE] {
            let entry = root.join(name);
            if is_file(&entry) {
                return vec![(entry, true)];
            }
        }
    } else if name_is(FLAKE_FILE) {
        return vec![(root.to_path_buf(), false)];
    } else if world == World::Closed {
        return vec![(root.to_path_buf(), true)];
    }
    if world == World::Closed {
        return Vec::new();
    }
    // The workspace that the path belongs to.
    let above = |name: &str| root.ancestors().skip(1).map(|dir| dir.join(name)).find(|p| is_file(p));
    match above(FLAKE_FILE) {
        Some(flake) => vec![(flake, false)],
        None if is_host_file(root) => vec![(root.to_path_buf(), true)],
        None => above(HOST_FILE).map(|file| (file, false)).into_iter().collect(),
    }
}

/// The file that NixOS reads without flakes.
fn is_host_file(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == HOST_FILE)
}

fn is_flake_file(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == FLAKE_FILE)
}

/// A host is named after its folder when the file has the name that all of them have.
fn host_name(module: &Path, by_folder: bool) -> String {
    let folder = module.parent().and_then(Path::file_name);
    match folder {
        Some(f) if by_folder => f.to_string_lossy().into_owned(),
        _ => module.display().to_string(),
    }
}

fn paths_of(files: &Files, root: &Path) -> Vec<PathBuf> {
    match files.vfs().kind(root) {
        Some(FileKind::Directory) => nix_files(files.vfs(), root),
        _ => vec![root.to_path_buf()],
    }
}

/// The release of a host without any pin.
pub(super) const FALLBACK: Release = Release::NEWEST;
