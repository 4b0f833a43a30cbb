//! `ocinix diff`: what becomes of the units when one configuration takes the place of another.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::args::{DiffArgs, DiffFormat, Selection};
use super::input::Source;
use super::{CLEAN, Engine, FAILED, FOUND, Io, input};
use crate::analysis::{Outcome, Survey, Want};
use crate::base::FileKind;
use crate::diag::Severity;
use crate::plan::diff::{Finding, Side};
use crate::report::human::Look;
use crate::report::visible::escaped;
use crate::report::{Findings, Report, diff, shown_path};

pub(super) fn run(args: &DiffArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let (old, new) = match sides(args, io)? {
        Sides::Paths(old, new) => {
            (half(args, Source::WorkTree, old, engine, io)?, half(args, Source::WorkTree, new, engine, io)?)
        }
        Sides::Git(path, old, new) => {
            (half(args, old.source(), path, engine, io)?, half(args, new.source(), path, engine, io)?)
        }
    };
    let difference = crate::plan::diff(&old.side(), &new.side());
    match args.format {
        DiffFormat::Human => diff::write_human(&difference, look, io.stdout)?,
        DiffFormat::Markdown => diff::write_markdown(&difference, io.stdout)?,
        DiffFormat::Json => diff::write_json(&difference, io.stdout)?,
    }
    io.stdout.flush()?;
    for note in new.notes.iter().chain(old.notes.iter().filter(|n| !new.notes.contains(n))) {
        writeln!(io.stderr, "{}", escaped(note))?;
    }
    let bad = Severity::from(args.fail_on);
    let fails = difference.findings.new.iter().any(|f| f.severity >= bad);
    Ok(match fails {
        _ if old.unreadable || new.unreadable => FAILED,
        true => FOUND,
        false => CLEAN,
    })
}

/// What is compared.
enum Sides<'a> {
    Paths(&'a Path, &'a Path),
    /// One configuration at two times.
    Git(&'a Path, Time, Time),
}

enum Time {
    WorkTree,
    Staged,
    Commit(String),
}

impl Time {
    fn source(&self) -> Source<'_> {
        match self {
            Time::WorkTree => Source::WorkTree,
            Time::Staged => Source::Staged,
            Time::Commit(revision) => Source::Revision(revision),
        }
    }
}

fn sides<'a>(args: &'a DiffArgs, io: &Io<'_>) -> anyhow::Result<Sides<'a>> {
    let one = match args.paths.as_slice() {
        [] => Some(Path::new(".")),
        [path] => Some(path.as_path()),
        _ => None,
    };
    match (&args.git, args.staged, one, args.paths.as_slice()) {
        (None, false, _, [old, new]) => Ok(Sides::Paths(old, new)),
        (None, false, ..) => {
            bail!("name two configurations, `ocinix diff OLD NEW`, or a commit, `ocinix diff --git REV`")
        }
        (_, _, None, _) => bail!("--git and --staged compare one configuration with itself: name one path, or none"),
        (Some(range), _, Some(path), _) => {
            let (old, new) = input::range(range, &input::absolute(path, &io.cwd))?;
            Ok(Sides::Git(path, Time::Commit(old), new.map_or(Time::WorkTree, Time::Commit)))
        }
        (None, true, Some(path), _) => Ok(Sides::Git(path, Time::Commit("HEAD".to_owned()), Time::Staged)),
    }
}

/// One of the two configurations, evaluated.
struct Half {
    survey: Vec<crate::analysis::Surveyed>,
    root: PathBuf,
    findings: Vec<Finding>,
    notes: Vec<String>,
    unreadable: bool,
}

fn half(
    args: &DiffArgs,
    source: Source<'_>,
    path: &Path,
    engine: &dyn Engine,
    io: &mut Io<'_>,
) -> anyhow::Result<Half> {
    let selection = Selection {
        paths: vec![path.to_path_buf()],
        nixos: args.nixos,
        closed_world: false,
        open_world: false,
        hosts: args.hosts.clone(),
        inputs: args.inputs.clone(),
        stdin_filename: None,
    };
    let input = input::open_in(source, &selection, io)?;
    let options = selection.options(io)?;
    let path = input.roots.first().cloned().unwrap_or_else(|| io.cwd.clone());
    // A file is compared with a file of another name: its folder is what both have in common.
    let is_folder = input.files.vfs().kind(&path) == Some(FileKind::Directory);
    let root = if is_folder { path.clone() } else { path.parent().unwrap_or(&path).to_path_buf() };
    let Survey { hosts, outcome } = engine.survey(input.files, &input.roots, &options, Want::Everything);
    let notes = outcome.notes.clone();
    let level = args.level.map_or(Severity::Warning, Severity::from);
    Ok(Half {
        survey: hosts,
        findings: findings(outcome, &path, &root, level),
        root,
        notes,
        unreadable: input.unreadable,
    })
}

impl Half {
    fn side(&self) -> Side<'_> {
        let hosts = self.survey.iter().filter_map(|h| {
            // A module on its own is called by its path.
            let name = shown_path(Path::new(&h.name), &self.root);
            Some((name, h.units.as_ref()?))
        });
        Side { hosts: hosts.collect(), findings: self.findings.clone() }
    }
}

/// The findings of a configuration as `check` reports them.
fn findings(outcome: Outcome, path: &Path, root: &Path, level: Severity) -> Vec<Finding> {
    let Outcome { diagnostics, coverage, sources, .. } = outcome;
    let report = Report::new(Findings { diagnostics, coverage, notes: Vec::new() }, &*sources, root, level);
    let finding = |d: &crate::diag::Diagnostic| Finding {
        code: d.code.code.to_owned(),
        name: d.code.name.to_owned(),
        severity: d.severity,
        message: d.message.clone(),
        file: report.path(d.primary.file),
        place: match sources.path(d.primary.file) {
            file if file == path => String::new(),
            _ => report.path(d.primary.file),
        },
        line: sources.line_col(d.primary.file, sources.place(d.primary).start).line,
        container: d.container.clone(),
        help: d.help.clone(),
    };
    report.diagnostics.iter().map(finding).collect()
}
