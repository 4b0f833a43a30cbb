//! `ocinix diff`: what becomes of the units when one configuration takes the place of another.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::args::{DiffArgs, DiffFormat, Selection};
use super::{CLEAN, Engine, FAILED, FOUND, Io, input};
use crate::analysis::{Outcome, Survey, Want};
use crate::diag::Severity;
use crate::plan::diff::{Finding, Side};
use crate::report::human::Look;
use crate::report::visible::escaped;
use crate::report::{Findings, Report, diff, shown_path};

pub(super) fn run(args: &DiffArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let [old, new] = args.paths.as_slice() else {
        bail!("name two configurations: `ocinix diff OLD NEW`");
    };
    let (old, new) = (half(args, old, engine, io)?, half(args, new, engine, io)?);
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

/// One of the two configurations, evaluated.
struct Half {
    survey: Vec<crate::analysis::Surveyed>,
    root: PathBuf,
    findings: Vec<Finding>,
    notes: Vec<String>,
    unreadable: bool,
}

fn half(args: &DiffArgs, path: &Path, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<Half> {
    let selection = Selection {
        paths: vec![path.to_path_buf()],
        nixos: args.nixos,
        closed_world: false,
        open_world: false,
        hosts: args.hosts.clone(),
        inputs: args.inputs.clone(),
        stdin_filename: None,
    };
    let input = input::open(&selection, io)?;
    let options = selection.options(io)?;
    let path = input.roots.first().cloned().unwrap_or_else(|| io.cwd.clone());
    // A file is compared with a file of another name: its folder is what both have in common.
    let root = if path.is_dir() { path.clone() } else { path.parent().unwrap_or(&path).to_path_buf() };
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
