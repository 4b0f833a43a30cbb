//! `ocinix check`: findings in one of the formats, and an exit status from the worst of them.

use std::io::Write;

use super::args::CheckArgs;
use super::{CLEAN, Engine, FAILED, FOUND, Io, input};
use crate::analysis::{Options, Outcome, Unknown};
use crate::diag::Severity;
use crate::report::human::Look;
use crate::report::visible::escaped;
use crate::report::{Findings, Format, Report, concise, human, json, statistics, summary};

pub(super) fn run(args: &CheckArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let input = input::open(&args.selection, io)?;
    let options = Options { explain_unknown: args.explain_unknown, ..args.selection.options(io)? };
    let outcome = engine.check(input.files, &input.roots, &options);
    let format = Format::from(args.format);
    let level = args.level.map_or(format.default_level(), Severity::from);
    let Outcome { diagnostics, coverage, notes, unknowns, sources } = outcome;
    let report = Report::new(Findings { diagnostics, coverage, notes }, &*sources, &io.cwd, level);
    if args.explain_unknown && format == Format::Human {
        human::findings(&report, look, io.stdout)?;
        explain(&unknowns, &report, io.stdout)?;
        writeln!(io.stdout)?;
        for line in summary::lines(&report, true) {
            writeln!(io.stdout, "{line}")?;
        }
    } else {
        write(&report, format, args.statistics, look, io.stdout, io.stderr)?;
        if args.explain_unknown {
            // Programs read standard output: there the document stands alone.
            explain(&unknowns, &report, io.stderr)?;
        }
    }
    Ok(match report.found.at_least(args.fail_on.into()) {
        _ if input.unreadable => FAILED,
        0 => CLEAN,
        _ => FOUND,
    })
}

fn write(
    report: &Report<'_>,
    format: Format,
    statistics: bool,
    look: Look,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> std::io::Result<()> {
    match format {
        Format::Json if statistics => statistics::write_json(report, out)?,
        Format::Json => json::write(report, out)?,
        _ if statistics => statistics::write(report, out)?,
        Format::Human => human::write(report, look, out)?,
        Format::Concise => concise::write(report, out)?,
    }
    if format == Format::Concise || (statistics && format == Format::Human) {
        out.flush()?;
        for line in summary::hidden(report).iter().chain(&summary::omitted(report)) {
            writeln!(err, "{line}")?;
        }
    }
    Ok(())
}

/// One line for everything that was not checked: place, what, why.
fn explain(unknowns: &[Unknown], report: &Report<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    if unknowns.is_empty() {
        return writeln!(out, "everything that was looked at is known");
    }
    for unknown in unknowns {
        if let Some(at) = unknown.at {
            let sources = report.sources;
            let place = sources.line_col(at.file, sources.place(at).start);
            write!(out, "{}:{}:{}: ", escaped(&report.path(at.file)), place.line, place.column)?;
        }
        writeln!(out, "not checked: {}: {}", escaped(&unknown.what), escaped(&unknown.why))?;
    }
    Ok(())
}

/// The findings of a command that is about something else: to standard error, errors only.
pub(super) fn report_errors(outcome: Outcome, look: Look, io: &mut Io<'_>) -> std::io::Result<usize> {
    let Outcome { diagnostics, coverage, notes, sources, .. } = outcome;
    let report = Report::new(Findings { diagnostics, coverage, notes }, &*sources, &io.cwd, Severity::Error);
    io.stdout.flush()?;
    human::findings(&report, look, io.stderr)?;
    for note in &report.notes {
        writeln!(io.stderr, "{}", escaped(note))?;
    }
    Ok(report.found.errors)
}
