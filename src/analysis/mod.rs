//! The driver: from paths and options to an [`Outcome`] that the command line and the language server show. Findings
//! about the user's files are data in the outcome, never an `Err`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustc_hash::FxHashSet;

use crate::base::{FileId, FileKind, Files, LineIndex, ReadErrorKind, Span};
use crate::diag::{Anchor, Coverage, Diagnostic, Sources, codes, unreadable};
use crate::ir::Program;
use crate::schema::Release;
use crate::units::Document;

mod discover;
mod eval;
mod host;

pub use discover::{host_files, nix_files};
pub use eval::{Argument, EvalOutcome, EvalRequest, EvalSource, Print, eval, eval_error};
pub use host::{HostRun, HostSpec, Want};

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
    /// Whether [`Outcome::unknowns`] is wanted.
    pub explain_unknown: bool,
}

/// What a run found.
pub struct Outcome {
    /// In any order; the report sorts and joins them.
    pub diagnostics: Vec<Diagnostic>,
    pub coverage: Coverage,
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
}

/// How [`units`] writes its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitsFormat {
    Json,
    Text,
}

/// Units as printed, with the findings that were made on the way.
pub struct UnitsOutcome {
    pub printed: String,
    /// Names asked for that no host has.
    pub missing: Vec<String>,
    pub outcome: Outcome,
}

/// Checks files, and what is found below folders. Paths are absolute and normalised.
pub fn check(files: Arc<Files>, roots: &[PathBuf], options: &Options) -> Outcome {
    check_program(Arc::new(Program::new(files)), roots, options, &AtomicBool::new(false))
}

/// Like [`check`], with a program that may know what an earlier run has parsed ([`Program::with_cache`]). Once `cancel`
/// is set, it stops soon, and the outcome means nothing.
pub fn check_program(program: Arc<Program>, roots: &[PathBuf], options: &Options, cancel: &AtomicBool) -> Outcome {
    let work = plan(&program.files, roots, options);
    let mut out = Collected::default();
    for (spec, run) in work.hosts.iter().zip(run_all(&program, &work.hosts, Want::Findings, cancel)) {
        out.host(&program, spec, run);
    }
    out.rest(&program, &work);
    out.finish(program)
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
    let work = plan(&program.files, roots, &Options { world, ..options.clone() });
    let mut out = Collected::default();
    let mut hosts = Vec::new();
    let runs = run_all(&program, &work.hosts, Want::Units, &AtomicBool::new(false));
    for (spec, mut run) in work.hosts.iter().zip(runs) {
        hosts.extend(run.units.take());
        out.host(&program, spec, run);
    }
    out.rest(&program, &work);
    let release = work.hosts.first().map_or(Release::NEWEST, |h| h.release);
    let mut document = Document::new(release, hosts);
    let missing = if only.is_empty() { Vec::new() } else { document.keep(only) };
    let printed = match format {
        UnitsFormat::Json => document.to_json()?,
        UnitsFormat::Text => document.to_text(),
    };
    Ok(UnitsOutcome { printed, missing, outcome: out.finish(program) })
}

/// Evaluates all hosts, on as many threads as the machine has processors; results are in the order of `hosts`.
/// Once `cancel` is set, results may be missing.
fn run_all(program: &Program, hosts: &[HostSpec], want: Want, cancel: &AtomicBool) -> Vec<HostRun> {
    let cancelled = || cancel.load(Ordering::Relaxed);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(hosts.len());
    if threads <= 1 {
        let wanted = hosts.iter().take_while(|_| !cancelled());
        return wanted.map(|spec| host::run(program, spec, want, cancel)).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            match hosts.get(i) {
                Some(spec) if !cancelled() => done.push((i, host::run(program, spec, want, cancel))),
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

/// What a run does.
struct Plan {
    hosts: Vec<HostSpec>,
    /// Files to look at that no host may reach.
    files: Vec<PathBuf>,
}

/// Works out which hosts and modules the paths mean.
fn plan(files: &Files, roots: &[PathBuf], options: &Options) -> Plan {
    let release = options.nixos.unwrap_or(Release::NEWEST);
    let mut hosts: Vec<HostSpec> = Vec::new();
    let mut rest: Vec<PathBuf> = Vec::new();
    for root in roots {
        let is_dir = files.vfs().kind(root) == Some(FileKind::Directory);
        let entry = is_dir.then(|| root.join(HOST_FILE));
        let entry = entry.filter(|e| files.vfs().kind(e) == Some(FileKind::Regular));
        let host_file = match (&entry, is_dir) {
            (Some(e), _) if options.world != World::Open => Some(e.clone()),
            (None, false) if options.world == World::Closed => Some(root.clone()),
            (None, false) if options.world == World::Auto && is_host_file(root) => Some(root.clone()),
            _ => None,
        };
        if let Some(module) = host_file {
            hosts.push(HostSpec { name: host_name(&module, is_dir), modules: vec![module], release, closed: true });
        }
        rest.extend(paths_of(files, root));
    }
    let mut seen = FxHashSet::default();
    rest.retain(|p| seen.insert(p.clone()));
    Plan { hosts: with_modules(files, hosts, &rest, release, options), files: rest }
}

/// Adds every file that mentions the containers as a module of its own, to be checked in the open world.
fn with_modules(
    files: &Files,
    mut hosts: Vec<HostSpec>,
    rest: &[PathBuf],
    release: Release,
    options: &Options,
) -> Vec<HostSpec> {
    for path in rest {
        let closed = options.world == World::Closed;
        if hosts.iter().any(|h| h.modules.contains(path)) || (closed && !hosts.is_empty()) {
            continue;
        }
        let mentions = files.load(path).is_ok_and(|f| files.get(f).text.contains("oci-containers"));
        if mentions {
            let name = path.display().to_string();
            hosts.push(HostSpec { name, modules: vec![path.clone()], release, closed });
        }
    }
    hosts
}

/// The file that NixOS reads without flakes.
fn is_host_file(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == HOST_FILE)
}

/// A host is named after its folder when the file has the name that all of them have.
fn host_name(module: &Path, is_dir: bool) -> String {
    let folder = module.parent().and_then(Path::file_name);
    match folder {
        Some(f) if is_dir || is_host_file(module) => f.to_string_lossy().into_owned(),
        _ => module.display().to_string(),
    }
}

/// Findings and counts of all hosts.
#[derive(Default)]
struct Collected {
    diagnostics: Vec<Diagnostic>,
    coverage: Coverage,
    unknowns: Vec<Unknown>,
    reached: FxHashSet<FileId>,
}

impl Collected {
    fn host(&mut self, program: &Program, spec: &HostSpec, run: HostRun) {
        // A module that a host imports has been checked there, with all that is known about it.
        let entry = spec.modules.first().and_then(|p| program.files.load(p).ok());
        if !spec.closed && entry.is_some_and(|f| self.reached.contains(&f)) {
            return;
        }
        for mut d in run.diagnostics {
            if spec.closed {
                d.hosts = vec![spec.name.clone()];
            }
            self.diagnostics.push(d);
        }
        if spec.closed {
            self.coverage.hosts.push(spec.name.clone());
            self.reached.extend(run.files.iter().copied());
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
                    for d in language_findings(program, file) {
                        if !self.diagnostics.iter().any(|o| o.primary == d.primary && o.code == d.code) {
                            self.diagnostics.push(d);
                        }
                    }
                }
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

    fn finish(mut self, program: Arc<Program>) -> Outcome {
        self.coverage.hosts.sort();
        self.coverage.hosts.dedup();
        Outcome {
            diagnostics: self.diagnostics,
            coverage: self.coverage,
            notes: Vec::new(),
            unknowns: self.unknowns,
            sources: Box::new(ProgramSources(program)),
        }
    }
}

fn paths_of(files: &Files, root: &Path) -> Vec<PathBuf> {
    match files.vfs().kind(root) {
        Some(FileKind::Directory) => nix_files(files.vfs(), root),
        _ => vec![root.to_path_buf()],
    }
}

fn language_findings(program: &Program, file: FileId) -> Vec<Diagnostic> {
    if is_blank(&program.files.get(file).text) {
        let at = Anchor::file(file);
        let finding = Diagnostic::new(&codes::EMPTY_FILE, at, "there is no expression in this file")
            .help("a module that does nothing is `{ }`");
        return vec![finding];
    }
    program.lowered(file).diagnostics.clone()
}

/// Whether a text has nothing but white space and comments.
fn is_blank(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        rest = match (rest.strip_prefix('#'), rest.strip_prefix("/*")) {
            (Some(comment), _) => comment.split_once('\n').map_or("", |(_, after)| after),
            (_, Some(comment)) => comment.split_once("*/").map_or("/", |(_, after)| after),
            _ => return rest.is_empty(),
        }
        .trim_start();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_alone_are_no_expression() {
        for blank in ["", "\u{feff}\n", "# a", "# a\n/* b */ # c\n"] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for text in ["{ }", "# a\n1", "/* open", "/* a */ x"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
