//! The driver: from paths and options to an [`Outcome`] that the command line and the language server show. Findings
//! about the user's files are data in the outcome, never an `Err`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustc_hash::FxHashSet;

use crate::base::{FileId, FileKind, Files, LineIndex, ReadErrorKind, Span};
use crate::diag::{Anchor, Coverage, Diagnostic, Sources, unreadable};
use crate::ir::Program;
use crate::plan::Inventory;
use crate::schema::Release;
use crate::settings::Allow;
use crate::units::{Document, HostUnits};

mod discover;
mod eval;
mod host;
mod index;
mod inspect;
mod plan;
mod settle;

pub use discover::{host_files, nix_files};
pub use eval::{Argument, EvalOutcome, EvalRequest, EvalSource, Print, eval, eval_error};
pub use host::{HostRun, HostSpec, Source, Want};
pub use index::{Kind, Named};
pub use inspect::{Inspected, inspect};
use plan::Plan;
pub use settle::all_codes;

/// The name of a file that is a whole host.
const HOST_FILE: &str = "configuration.nix";

/// Whether the files given are all there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum World {
    /// A whole host where one can be found, else open.
    #[default]
    Auto,
    Closed,
    Open,
}

/// What a caller wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The release asked for; else it is worked out from the workspace.
    pub nixos: Option<Release>,
    pub world: World,
    /// Only these hosts; all when empty.
    pub hosts: Vec<String>,
    /// Sources of flake inputs, by input path (`nixpkgs`, `a/b`).
    pub inputs: Vec<(String, PathBuf)>,
    /// Whether [`Outcome::unknowns`] is wanted.
    pub explain_unknown: bool,
    /// Only these rules, whatever the settings say ([`crate::settings::Choice`]); as the settings say when empty.
    pub select: Vec<String>,
    /// Rules that are not wanted, beside those of the settings.
    pub ignore: Vec<String>,
}

/// What a run found.
pub struct Outcome {
    /// In any order; the report sorts and joins them.
    pub diagnostics: Vec<Diagnostic>,
    pub coverage: Coverage,
    /// The release of the first host.
    pub release: Release,
    /// Sentences about the run as a whole: which release was assumed, and why.
    pub notes: Vec<String>,
    /// What was not checked, where and why, in place order; for `--explain-unknown`.
    pub unknowns: Vec<Unknown>,
    pub sources: Box<dyn Sources + Send>,
}

/// Something that could not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Where the value is written, if anywhere.
    pub at: Option<Anchor>,
    /// Which value: an option path, or a container.
    pub what: String,
    /// A phrase: why it is not known.
    pub why: String,
    /// Host and container that it belongs to.
    pub container: Option<String>,
}

/// How [`units`] writes its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitsFormat {
    Json,
    Text,
    Nix,
}

/// Units as printed, with the findings that were made on the way.
pub struct UnitsOutcome {
    pub printed: String,
    /// Names asked for that no host has.
    pub missing: Vec<String>,
    pub outcome: Outcome,
}

/// What hosts run, with the findings that were made on the way.
pub struct Survey {
    /// Sorted by name.
    pub hosts: Vec<Surveyed>,
    pub outcome: Outcome,
}

/// One host of a [`Survey`].
pub struct Surveyed {
    pub name: String,
    pub inventory: Inventory,
    /// Only where they are wanted.
    pub units: Option<HostUnits>,
    /// Only where units are wanted too.
    pub names: Vec<Named>,
}

/// Checks files, and what is found below folders. Paths are absolute and normalised.
pub fn check(files: Arc<Files>, roots: &[PathBuf], options: &Options) -> Outcome {
    check_program(Arc::new(Program::new(files)), roots, options, &AtomicBool::new(false))
}

/// Like [`check`], with a program that may know what an earlier run has parsed ([`Program::with_cache`]). Once `cancel`
/// is set, it stops soon, and the outcome means nothing.
pub fn check_program(program: Arc<Program>, roots: &[PathBuf], options: &Options, cancel: &AtomicBool) -> Outcome {
    let plan = Plan::new(&program, roots, options, cancel);
    let mut out = Collected::default();
    out.all(&program, &plan, options, Want::Findings, cancel);
    out.finish(program, plan)
}

/// Derives the units of the hosts that the files configure. A file is one host named after its path.
pub fn units(
    files: Arc<Files>,
    roots: &[PathBuf],
    options: &Options,
    format: UnitsFormat,
    only: &[String],
) -> anyhow::Result<UnitsOutcome> {
    let program = Arc::new(Program::new(files));
    // Units are those of a whole host: what nobody sets has its default, unless the open world is asked for.
    let world = if options.world == World::Auto { World::Closed } else { options.world };
    let options = Options { world, ..options.clone() };
    let cancel = AtomicBool::new(false);
    let plan = Plan::new(&program, roots, &options, &cancel);
    let mut out = Collected::default();
    let (release, hosts) = out.all(&program, &plan, &options, Want::Units, &cancel);
    let mut document = Document::new(release, hosts);
    let missing = if only.is_empty() { Vec::new() } else { document.keep(only) };
    let printed = match format {
        UnitsFormat::Json => document.to_json()?,
        UnitsFormat::Text => document.to_text(),
        UnitsFormat::Nix => document.to_nix()?,
    };
    Ok(UnitsOutcome { printed, missing, outcome: out.finish(program, plan) })
}

/// Works out what the hosts run that the files configure; with [`Want::Everything`] also their units, and what `check`
/// finds. Like units, that is about whole hosts.
pub fn survey(files: Arc<Files>, roots: &[PathBuf], options: &Options, want: Want) -> Survey {
    let world = if options.world == World::Auto { World::Closed } else { options.world };
    let options = Options { world, ..options.clone() };
    survey_program(Arc::new(Program::new(files)), roots, &options, want, &AtomicBool::new(false))
}

/// Like [`survey`], of the same hosts and modules as [`check_program`].
pub fn survey_program(
    program: Arc<Program>,
    roots: &[PathBuf],
    options: &Options,
    want: Want,
    cancel: &AtomicBool,
) -> Survey {
    let plan = Plan::new(&program, roots, options, cancel);
    let mut out = Collected::default();
    out.all(&program, &plan, options, want, cancel);
    let mut hosts = std::mem::take(&mut out.surveyed);
    hosts.sort_by(|a, b| a.name.cmp(&b.name));
    Survey { hosts, outcome: out.finish(program, plan) }
}

/// Evaluates all hosts, on as many threads as the machine has processors; results are in the order of `hosts`.
/// Once `cancel` is set, results may be missing.
fn run_all(program: &Program, hosts: &[HostSpec], want: Want, allow: &Allow, cancel: &AtomicBool) -> Vec<HostRun> {
    let cancelled = || cancel.load(Ordering::Relaxed);
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if hosts.len() > 1 { processors().min(hosts.len()) } else { 1 };
    if threads <= 1 {
        let wanted = hosts.iter().take_while(|_| !cancelled());
        return wanted.map(|spec| host::run(program, spec, want, allow, cancel)).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            match hosts.get(i) {
                Some(spec) if !cancelled() => done.push((i, host::run(program, spec, want, allow, cancel))),
                _ => return done,
            }
        }
    };
    let mut all: Vec<(usize, HostRun)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                // A defect: let it surface where defects are reported.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(i, _)| *i);
    all.into_iter().map(|(_, run)| run).collect()
}

/// Findings and counts of all hosts.
#[derive(Default)]
struct Collected {
    diagnostics: Vec<Diagnostic>,
    coverage: Coverage,
    unknowns: Vec<Unknown>,
    reached: FxHashSet<FileId>,
    /// Files about which everything was found that there is: they belong to a whole host that is fully known.
    certain: FxHashSet<FileId>,
    /// Files that belong to a host of which something is not known.
    doubtful: FxHashSet<FileId>,
    /// Files that could not be read, reported where they are imported.
    unreadable: FxHashSet<PathBuf>,
    /// What the hosts run, if that is wanted.
    surveyed: Vec<Surveyed>,
    /// The release of the first host.
    release: Option<Release>,
    /// Which release was assumed for which hosts, and why.
    assumed: Vec<(Release, String, Vec<String>)>,
}

impl Collected {
    /// Evaluates what the plan says: whole hosts, then what they did not reach. Gives the release of the first host and
    /// the units, if they are wanted.
    fn all(
        &mut self,
        program: &Arc<Program>,
        plan: &Plan,
        options: &Options,
        want: Want,
        cancel: &AtomicBool,
    ) -> (Release, Vec<HostUnits>) {
        let (mut first, mut units) = (None, Vec::new());
        let mut group = |this: &mut Self, specs: &[HostSpec]| {
            for (spec, mut run) in specs.iter().zip(run_all(program, specs, want, &plan.settings.allow, cancel)) {
                first = first.or(Some(run.release));
                match run.inventory.take() {
                    Some(inventory) => {
                        let (units, names) = (run.units.take(), std::mem::take(&mut run.names));
                        this.surveyed.push(Surveyed { name: spec.name.clone(), inventory, units, names });
                    }
                    None => units.extend(run.units.take()),
                }
                this.host(spec, run);
            }
        };
        group(self, &plan.hosts);
        let modules = plan.unreached(program, &self.reached, options);
        group(self, &modules);
        self.rest(program, plan);
        self.release = first;
        (first.unwrap_or(plan::FALLBACK), units)
    }

    fn host(&mut self, spec: &HostSpec, run: HostRun) {
        self.unreadable.extend(run.unreadable);
        for mut d in run.diagnostics {
            if spec.closed {
                d.hosts = vec![spec.name.clone()];
            }
            self.diagnostics.push(d);
        }
        if spec.closed {
            self.coverage.hosts.push(spec.name.clone());
            self.reached.extend(run.files.iter().copied());
            let known = if run.whole { &mut self.certain } else { &mut self.doubtful };
            known.extend(run.files.iter().copied());
            if let Some(why) = run.why {
                match self.assumed.iter_mut().find(|(r, w, _)| *r == run.release && *w == why) {
                    Some((_, _, hosts)) => hosts.push(spec.name.clone()),
                    None => self.assumed.push((run.release, why, vec![spec.name.clone()])),
                }
            }
        }
        let (c, r) = (&mut self.coverage.containers, run.containers);
        c.total += r.total;
        c.known += r.known;
        c.holes += r.holes;
        c.unknown += r.unknown;
        self.unknowns.extend(run.unknowns);
    }

    /// Files that no host reached: only their language is checked.
    fn rest(&mut self, program: &Program, plan: &Plan) {
        for path in &plan.files {
            match program.load(path) {
                Ok(file) => {
                    for d in &program.lowered(file).diagnostics {
                        if !self.diagnostics.iter().any(|o| o.primary == d.primary && o.code == d.code) {
                            self.diagnostics.push(d.clone());
                        }
                    }
                }
                Err(_) if self.unreadable.contains(path) => {}
                Err(error) => {
                    let d = unreadable(&error, &path.to_string_lossy(), absent(&program.files, path));
                    self.diagnostics.push(d);
                }
            }
        }
        let named: FxHashSet<&PathBuf> = plan.files.iter().collect();
        let imported = program.loaded().into_iter().filter(|f| {
            let path = program.files.path(*f);
            !path.to_string_lossy().starts_with('<') && !named.contains(&path.to_path_buf())
        });
        self.coverage.files = plan.files.len() + imported.count();
    }

    fn finish(mut self, program: Arc<Program>, mut plan: Plan) -> Outcome {
        self.coverage.hosts.sort();
        self.coverage.hosts.dedup();
        let mut diagnostics = std::mem::take(&mut plan.diagnostics);
        diagnostics.append(&mut self.diagnostics);
        diagnostics.retain(|d| plan.wants(program.files.path(d.primary.file)));
        settle::judge(&mut diagnostics, &plan.settings, &program.files);
        let sources = ProgramSources(program.clone());
        self.certain.retain(|f| !self.doubtful.contains(f) && plan.wants(program.files.path(*f)));
        settle::suppress(&mut diagnostics, &program, &sources, &self.certain, &plan.settings);
        let mut unknowns = std::mem::take(&mut plan.unknowns);
        unknowns.append(&mut self.unknowns);
        let notes = self.assumed.iter().map(|(release, why, hosts)| {
            format!("NixOS {release} is assumed for {}: {why}", crate::base::all_of(hosts))
        });
        Outcome {
            diagnostics,
            coverage: self.coverage,
            release: self.release.unwrap_or(plan::FALLBACK),
            notes: notes.collect(),
            unknowns,
            sources: Box::new(sources),
        }
    }
}

/// A place for findings about a path that has no text.
pub fn absent(files: &Files, path: &Path) -> Anchor {
    Anchor::file(files.add_virtual(&path.to_string_lossy(), ""))
}

/// Whether a file named on the command line cannot be read. An encrypted one is merely skipped.
pub fn is_unreadable(files: &Files, path: &Path) -> bool {
    let is_directory = files.vfs().kind(path) == Some(FileKind::Directory);
    !is_directory && files.load(path).is_err_and(|e| !matches!(e.kind, ReadErrorKind::Encrypted(_)))
}

/// The source maps of a finished run.
pub struct ProgramSources(pub Arc<Program>);

impl Sources for ProgramSources {
    fn span(&self, anchor: Anchor) -> Span {
        self.0.span(anchor)
    }
    fn text(&self, file: FileId) -> &str {
        &self.0.files.get(file).text
    }
    fn path(&self, file: FileId) -> &Path {
        self.0.files.path(file)
    }
    fn lines(&self, file: FileId) -> &LineIndex {
        self.0.files.get(file).lines()
    }
}
