//! One host, or one module in the open world: evaluated, typed, checked.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::diag::{Anchor, Containers, Diagnostic, Severity, codes};
use crate::eval::{Eval, Origin};
use crate::flake::{Flake, Graph, HostAttr, release};
use crate::ir::Program;
use crate::modules::{ModFile, ModSrc};
use crate::nixos::{self, System};
use crate::oci::facts::Facts;
use crate::oci::{Container, Field, Host, Item, Lookup, Maybe, Pair, Seq, Text, view};
use crate::plan::Inventory;
use crate::schema::Release;
use crate::settings::Allow;
use crate::units::{DeriveError, HostUnits, derive};

use super::plan::FALLBACK;
use super::{Named, Unknown};

/// What a host is made of.
#[derive(Clone, Debug)]
pub enum Source {
    /// Module files, absolute.
    Modules(Vec<PathBuf>),
    /// A host of a flake.
    Flake { flake: Arc<Flake>, attr: HostAttr },
}

/// What to evaluate.
#[derive(Clone, Debug)]
pub struct HostSpec {
    pub name: String,
    pub source: Source,
    /// The release asked for, or pinned beside the configuration; a flake's host has that of its nixpkgs.
    pub release: Option<Release>,
    /// Why that release, when it was not asked for.
    pub why: Option<String>,
    pub closed: bool,
}

impl HostSpec {
    /// One module file.
    pub fn module(name: String, file: PathBuf, closed: bool) -> HostSpec {
        HostSpec { name, source: Source::Modules(vec![file]), release: None, why: None, closed }
    }

    /// A host of a flake.
    pub fn of_flake(flake: &Arc<Flake>, attr: HostAttr, release: Option<Release>) -> HostSpec {
        let name = attr.name.clone();
        HostSpec { name, source: Source::Flake { flake: flake.clone(), attr }, release, why: None, closed: true }
    }
}

/// What came out.
pub struct HostRun {
    pub diagnostics: Vec<Diagnostic>,
    pub containers: Containers,
    pub unknowns: Vec<Unknown>,
    pub units: Option<HostUnits>,
    pub inventory: Option<Inventory>,
    /// Where things are named; with units and inventory.
    pub names: Vec<Named>,
    /// Files that took part.
    pub files: Vec<crate::base::FileId>,
    /// Files that could not be read, as a finding says.
    pub unreadable: Vec<PathBuf>,
    /// Whether everything that the modules of the host say was read.
    pub whole: bool,
    pub release: Release,
    /// Why that release, when it was not asked for.
    pub why: Option<String>,
}

/// Which results are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    Findings,
    Units,
    /// What the host runs, without the rules.
    Inventory,
    /// Findings, units and what the host runs.
    Everything,
}

impl Want {
    fn findings(self) -> bool {
        matches!(self, Want::Findings | Want::Everything)
    }

    fn units(self) -> bool {
        matches!(self, Want::Units | Want::Everything)
    }

    fn inventory(self) -> bool {
        matches!(self, Want::Inventory | Want::Everything)
    }
}

/// Evaluates a host; another thread may set `cancel` to stop it.
pub(super) fn run<'p>(
    program: &'p Program,
    spec: &HostSpec,
    want: Want,
    allow: &Allow,
    cancel: &'p AtomicBool,
) -> HostRun {
    let mut ev = Eval::new(program);
    ev.cancel = Some(cancel);
    match system(&mut ev, spec) {
        Ok((system, why)) => {
            let mut run = look(&mut ev, &system, want, allow);
            run.why = why;
            run
        }
        Err(mut run) => {
            for &file in &run.files {
                run.diagnostics.extend(program.lowered(file).diagnostics.iter().cloned());
            }
            *run
        }
    }
}

/// The system of a host and, if its release was not asked for, why it has that release.
pub(super) fn system(ev: &mut Eval, spec: &HostSpec) -> Result<(Rc<System>, Option<String>), Box<HostRun>> {
    let shared = nixos::start(ev, spec.release.filter(|_| spec.why.is_none()));
    let (system, entry, why) = match &spec.source {
        Source::Modules(paths) => {
            let (system, why) = of_modules(ev, spec, paths);
            let entry = paths.first().and_then(|p| ev.program.files.load(p).ok()).map(Anchor::file);
            (system, entry, why)
        }
        Source::Flake { flake, attr } => {
            let value = Graph::new(flake).root(ev);
            let file = ev.program.files.load(&flake.dir.join(crate::flake::FLAKE_FILE)).ok().map(Anchor::file);
            let entry = attr.at.or(file);
            let candidate = match crate::flake::host(ev, value, attr) {
                Ok(Ok(candidate)) => candidate,
                Ok(Err(why)) => {
                    let (at, why) = (ev.anchor(ev.why_of(why).at).or(entry), ev.why_of(why).kind.phrase());
                    let what = format!("the host {}", spec.name);
                    let unknown = Unknown { at, what, why, container: None };
                    return Err(Box::new(HostRun { unknowns: vec![unknown], ..HostRun::nothing(ev) }));
                }
                Err(e) => {
                    let at = entry.unwrap_or(Anchor::file(crate::base::FileId(0)));
                    let mut diagnostics = vec![super::eval_error(ev, e, at)];
                    diagnostics.extend(shared.diagnostics.borrow().iter().cloned());
                    return Err(Box::new(HostRun { diagnostics, ..HostRun::nothing(ev) }));
                }
            };
            let system = candidate.system(ev);
            system.set_name(&spec.name);
            let why = spec.release.is_none().then(|| candidate.nixpkgs.why.clone());
            (system, entry, why)
        }
    };
    if let Some(entry) = entry {
        let _ = system.sys.entry.set(entry);
    }
    Ok((system, why))
}

/// A system made of module files.
fn of_modules(ev: &mut Eval, spec: &HostSpec, paths: &[PathBuf]) -> (Rc<System>, Option<String>) {
    let make = |ev: &mut Eval, release: Release| {
        let modules = paths
            .iter()
            .map(|path| {
                let v = ev.path(path);
                let file = ModFile::new(path.to_string_lossy().as_ref(), None, false);
                ModSrc::Value { cell: ev.cell_at(v, Origin::NATIVE), file }
            })
            .collect();
        let (name, closed) = (spec.name.clone(), spec.closed);
        System::new(
            ev,
            nixos::Spec { name, release, closed, modules, special: Vec::new(), nixpkgs: None, platform: None },
        )
    };
    if let Some(release) = spec.release {
        return (make(ev, release), spec.why.clone());
    }
    let system = make(ev, FALLBACK);
    // The version whose data a host keeps is the last hint at the release it runs.
    let hint = if spec.closed { nixos::state_version(ev, &system) } else { None };
    match hint.and_then(|text| release::of_state_version(&text)) {
        Some(assumed) if assumed.release != FALLBACK => (make(ev, assumed.release), Some(assumed.why)),
        _ => (system, None),
    }
}

impl HostRun {
    /// The run of a host that could not be made.
    fn nothing(ev: &Eval) -> HostRun {
        HostRun {
            diagnostics: Vec::new(),
            containers: Containers::default(),
            unknowns: Vec::new(),
            units: None,
            inventory: None,
            names: Vec::new(),
            files: ev.files(),
            unreadable: Vec::new(),
            whole: false,
            release: FALLBACK,
            why: None,
        }
    }
}

/// Whether a finding is about an option of containers that the settings know.
fn is_allowed_option(program: &Program, allow: &Allow, d: &Diagnostic) -> bool {
    if d.code != &codes::UNKNOWN_OPTION || allow.options.is_empty() {
        return false;
    }
    let span = program.span(d.primary);
    let written = program.files.get(d.primary.file).text.get(span.start as usize..span.end as usize);
    written.is_some_and(|name| Allow::has(&allow.options, name.trim_matches('"')))
}

/// Looks at a system: findings, and units if they are wanted.
fn look(ev: &mut Eval, system: &Rc<System>, want: Want, allow: &Allow) -> HostRun {
    let program = ev.program;
    system.check_names(ev);
    let mut host = system.host(ev);
    let services = view::service_defs(ev, &system.root);
    if !services.is_empty() {
        Rc::make_mut(&mut host).services = services;
    }
    let mut diagnostics = Vec::new();
    if !want.findings() {
        derive_errors(&host, want, &mut diagnostics);
    }
    let units = want.units().then(|| nixos::units(ev, system));
    let facts =
        (want.inventory() || want.findings() && !host.containers.is_empty()).then(|| Facts::read(ev, &system.root));
    if want.findings() {
        merge_overridden(ev, system, &host);
        diagnostics.extend(own_messages(ev, system));
        if let Some(facts) = facts.as_ref().filter(|_| !host.containers.is_empty()) {
            diagnostics.extend(crate::rules::check(&host, facts, allow));
        }
        derive_errors(&host, want, &mut diagnostics);
    }
    let names = match want {
        Want::Everything => super::index::of(ev, system, &host),
        _ => Vec::new(),
    };
    let inventory = facts.filter(|_| want.inventory()).map(|facts| Inventory::of(&host, &facts));
    let found = system.sys.diagnostics.borrow();
    diagnostics.extend(found.iter().filter(|d| !is_allowed_option(program, allow, d)).cloned());
    drop(found);
    if let Some(w) = ev.exhausted()
        && let Some(at) = ev.anchor(ev.why_of(w).at)
    {
        let what = ev.why_of(w).kind.phrase();
        diagnostics.push(
            Diagnostic::new(&codes::BUDGET_EXHAUSTED, at, format!("evaluation was stopped here: {what}"))
                .help("what follows is not checked; look for endless recursion or very large generated values"),
        );
    }
    let files = ev.files();
    for &file in &files {
        diagnostics.extend(program.lowered(file).diagnostics.iter().cloned());
    }
    let (containers, mut unknowns) = knowledge(&host);
    if let (true, Some(w)) = (system.sys.closed, system.sys.unread.get()) {
        let (at, why) = (ev.anchor(ev.why_of(w).at), ev.why_of(w).kind.phrase());
        let what = format!("what other modules of the host {} say", host.name);
        unknowns.push(Unknown { at, what, why, container: None });
    }
    let unreadable = system.sys.unreadable.take();
    // What cannot be evaluated hides what would be found in it.
    let failed = diagnostics.iter().any(|d| d.severity == Severity::Error && !d.code.code.starts_with("OCI"));
    let whole = system.sys.closed && system.sys.unread.get().is_none() && ev.exhausted().is_none() && !failed;
    HostRun {
        diagnostics,
        containers,
        unknowns,
        units,
        inventory,
        names,
        files,
        unreadable,
        whole,
        release: system.sys.release,
        why: None,
    }
}

/// Units that both NixOS and the configuration define are merged, so that conflicts between them are found.
fn merge_overridden(ev: &mut Eval, system: &Rc<System>, host: &Host) {
    let names: Vec<String> = host.services.iter().map(|s| s.name.clone()).collect();
    let depended: Vec<String> = host
        .containers
        .iter()
        .filter_map(|c| c.service_name.known().and_then(Text::known))
        .filter(|n| names.iter().any(|s| s == n) || n.contains(|c: char| !is_unit_char(c)))
        .map(str::to_owned)
        .collect();
    // A name that systemd refuses breaks the units that depend on it.
    let dependents = host.containers.iter().filter(|c| {
        c.depends_on.known().is_some_and(|d| {
            d.items.iter().any(|i| i.text.known().is_some_and(|t| t.contains(|c: char| !is_unit_char(c))))
        })
    });
    let dependents: Vec<String> =
        dependents.filter_map(|c| c.service_name.known().and_then(Text::known).map(str::to_owned)).collect();
    for name in depended.iter().chain(&dependents) {
        let _ = nixos::service(ev, system, name);
    }
}

fn is_unit_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "@%:_.\\-".contains(c)
}

/// What makes NixOS itself fail while it derives the units. Most of it is found by rules, which know more about it.
fn derive_errors(host: &Host, want: Want, out: &mut Vec<Diagnostic>) {
    for c in &host.containers {
        // Rules find what else fails, and say more about it.
        if want.findings() && !matches!(c.podman.value, Maybe::Known(None)) {
            continue;
        }
        let Err(e) = derive::service(host, c) else { continue };
        // A missing value has been reported where it was read.
        if matches!(e, DeriveError::Missing { .. }) {
            continue;
        }
        let null = matches!(e, DeriveError::PodmanNull { .. });
        if want.findings() && !null {
            continue;
        }
        let place = if null { c.podman.key.or(c.at) } else { c.at };
        if let Some(at) = place {
            let d = Diagnostic::new(&codes::EVALUATION_ERROR, at, e.to_string()).container(c.name.as_str());
            out.push(if null { d.help("drop it: podman needs the set, which NixOS makes by itself") } else { d });
        }
    }
}

/// Failed assertions and warnings that the configuration's own modules make.
fn own_messages(ev: &mut Eval, system: &Rc<System>) -> Vec<Diagnostic> {
    nixos::own_messages(ev, system)
        .into_iter()
        .filter_map(|m| {
            let at: Anchor = m.at?;
            let (code, what) = if m.failed {
                (&codes::FAILED_ASSERTION, "an assertion of this configuration fails")
            } else {
                (&codes::MODULE_WARNING, "this configuration warns")
            };
            let text = m.text.display();
            let line = text.trim().lines().next().unwrap_or_default().to_owned();
            let d = Diagnostic::new(code, at, format!("{what}: {line}"));
            Some(if text.trim().lines().count() > 1 { d.help(text.trim().to_owned()) } else { d })
        })
        .collect()
}

/// How much of the containers is known, and what is not.
fn knowledge(host: &Host) -> (Containers, Vec<Unknown>) {
    let mut counts = Containers::default();
    let mut unknowns = Vec::new();
    for c in &host.containers {
        counts.total += 1;
        let mut found = Vec::new();
        let mut only_store = true;
        gaps(host, c, &mut |option, at, why, store| {
            only_store &= store;
            if !store {
                found.push(Unknown {
                    at,
                    what: format!("virtualisation.oci-containers.containers.{}.{option}", c.name),
                    why: why.to_owned(),
                    container: Some(format!("{}/{}", host.name, c.name)),
                });
            }
        });
        if found.is_empty() && c.certain {
            counts.known += 1;
        } else if c.image.known().is_none() {
            counts.unknown += 1;
        } else {
            counts.holes += 1;
        }
        unknowns.extend(found);
    }
    (counts, unknowns)
}

type Gap<'a> = &'a mut dyn FnMut(&'static str, Option<Anchor>, &str, bool);

/// Calls `gap` for every option of a container that is not fully known.
fn gaps(host: &Host, c: &Container, gap: Gap) {
    let closed = host.closed;
    let mut value = |option: &'static str, at: Option<Anchor>, defined: bool, why: Option<(&str, bool)>| {
        // In the open world everything that is not set is unknown; only what is written counts as a gap.
        if let Some((why, store)) = why
            && (closed || defined)
        {
            gap(option, at, why, store);
        }
    };
    fn whole<T>(f: &Field<T>) -> Option<(&str, bool)> {
        match &f.value {
            Maybe::Unknown(w) => Some((w, false)),
            _ => None,
        }
    }
    fn text(t: &Text) -> Option<(&str, bool)> {
        let holes = || t.pieces.iter();
        let hole = t.why()?;
        let all_store = holes().all(|p| !matches!(p, crate::oci::TextPiece::Hole(h) if !h.store));
        Some((&hole.why, all_store))
    }
    fn list(f: &Field<Seq<Item>>) -> Option<(&str, bool)> {
        whole(f).or_else(|| f.known()?.items.iter().find_map(|i| text(&i.text)))
    }
    fn set(f: &Field<Seq<Pair>>) -> Option<(&str, bool)> {
        whole(f).or_else(|| f.known()?.items.iter().find_map(|i| text(&i.value)))
    }
    fn one(f: &Field<Text>) -> Option<(&str, bool)> {
        whole(f).or_else(|| text(f.known()?))
    }
    fn maybe(f: &Field<Option<Text>>) -> Option<(&str, bool)> {
        whole(f).or_else(|| text(f.known()?.as_ref()?))
    }
    for (option, f) in
        [("image", &c.image), ("log-driver", &c.log_driver), ("pull", &c.pull), ("serviceName", &c.service_name)]
    {
        value(option, f.place(), f.defined, one(f));
    }
    for (option, f) in [
        ("imageFile", &c.image_file),
        ("imageStream", &c.image_stream),
        ("entrypoint", &c.entrypoint),
        ("user", &c.user),
        ("workdir", &c.workdir),
        ("hostname", &c.hostname),
        ("login.username", &c.login.username),
        ("login.passwordFile", &c.login.password_file),
        ("login.registry", &c.login.registry),
    ] {
        value(option, f.place(), f.defined, maybe(f));
    }
    for (option, f) in [
        ("cmd", &c.cmd),
        ("environmentFiles", &c.environment_files),
        ("ports", &c.ports),
        ("volumes", &c.volumes),
        ("dependsOn", &c.depends_on),
        ("preRunExtraOptions", &c.pre_run_extra_options),
        ("extraOptions", &c.extra_options),
        ("devices", &c.devices),
        ("networks", &c.networks),
    ] {
        value(option, f.place(), f.defined, list(f));
    }
    for (option, f) in [("environment", &c.environment), ("labels", &c.labels)] {
        value(option, f.place(), f.defined, set(f));
    }
    for (option, f) in
        [("autoStart", &c.auto_start), ("privileged", &c.privileged), ("autoRemoveOnStop", &c.auto_remove_on_stop)]
    {
        value(option, f.place(), f.defined, whole(f));
    }
    value("podman", c.podman.place(), c.podman.defined, whole(&c.podman));
    if let Some(user) = c.rootless_user()
        && let Lookup::Found(u) = host.user(user)
    {
        value("podman.user", u.at, true, whole(&u.uid).or_else(|| whole(&u.linger)));
    }
}
