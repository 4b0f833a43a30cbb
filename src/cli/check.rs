//! `ocinix check`: findings in one of the formats, and an exit status from the worst of them.

use std::io::Write;

use super::args::CheckArgs;
use super::input::Source;
use super::{CLEAN, Engine, FAILED, FOUND, Io, fix, input};
use crate::analysis::{Options, Outcome, Unknown};
use crate::diag::Severity;
use crate::report::human::Look;
use crate::report::visible::escaped;
use crate::report::{Findings, Format, Report, concise, github, human, json, sarif, statistics, summary};

pub(super) fn run(args: &CheckArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    args.wanted.check()?;
    let source = if args.staged { Source::Staged } else { Source::WorkTree };
    let input = input::open_in(source, &args.selection, io)?;
    let options = Options {
        explain_unknown: args.explain_unknown,
        select: args.wanted.select.clone(),
        ignore: args.wanted.ignore.clone(),
        ..args.selection.options(io)?
    };
    let format = Format::from(args.format);
    if args.diff {
        let mended = fix::mend(&input, &options, args.unsafe_fixes, engine);
        fix::diff(&mended, io)?;
        writeln!(io.stderr, "{}", fix::summary(&mended, false))?;
        return Ok(match (input.unreadable, mended.files.is_empty()) {
            (true, _) => FAILED,
            (_, true) => CLEAN,
            (_, false) => FOUND,
        });
    }
    let mut outcome = if args.fix {
        let mended = fix::mend(&input, &options, args.unsafe_fixes, engine);
        fix::write(&mended, &input, io)?;
        let done = fix::summary(&mended, true);
        let mut outcome = mended.outcome;
        outcome.notes.push(done);
        outcome
    } else {
        engine.check(input.files.clone(), &input.roots, &options)
    };
    let level = args.level.map_or(format.default_level(), Severity::from);
    let unknowns = std::mem::take(&mut outcome.unknowns);
    let Outcome { diagnostics, coverage, notes, sources, .. } = outcome;
    let report = Report::new(Findings { diagnostics, coverage, notes }, &*sources, &io.cwd, level);
    // The mended text of standard input has standard output for itself.
    let text_is_out = args.fix && args.selection.stdin_filename.is_some();
    let (out, err) = if text_is_out { (&mut io.stderr, None) } else { (&mut io.stdout, Some(&mut io.stderr)) };
    print(args, format, &report, &unknowns, look, out, err.map(|e| &mut **e as &mut dyn Write))?;
    Ok(match report.found.at_least(args.fail_on.into()) {
        _ if input.unreadable => FAILED,
        0 => CLEAN,
        _ => FOUND,
    })
}

/// Prints a report; remarks for people go to `err` where standard output is for programs.
fn print(
    args: &CheckArgs,
    format: Format,
    report: &Report<'_>,
    unknowns: &[Unknown],
    look: Look,
    out: &mut dyn Write,
    err: Option<&mut dyn Write>,
) -> anyhow::Result<()> {
    let mut sink = std::io::sink();
    let err = err.unwrap_or(&mut sink);
    if args.explain_unknown && format == Format::Human {
        human::findings(report, look, out)?;
        explain(unknowns, report, out)?;
        writeln!(out)?;
        for line in summary::lines(report, true) {
            writeln!(out, "{line}")?;
        }
        return Ok(());
    }
    write(report, format, args.statistics, look, out, err)?;
    if args.explain_unknown {
        // Programs read standard output: there the document stands alone.
        explain(unknowns, report, err)?;
    }
    Ok(())
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
        Format::Sarif => sarif::write(report, out)?,
        Format::Github => github::write(report, out)?,
    }
    if matches!(format, Format::Concise | Format::Github) || (statistics && format == Format::Human) {
        out.flush()?;
        for line in summary::hidden(report).iter().chain(&summary::omitted(report)) {
            writeln!(err, "{line}")?;
        }
    }
    Ok(())
}

/// Places shown of one reason.
const PLACES_SHOWN: usize = 8;

/// What was not checked, by reason: what one remedy opens stands together, most containers first.
fn explain(unknowns: &[Unknown], report: &Report<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    if unknowns.is_empty() {
        return writeln!(out, "everything that was looked at is known");
    }
    let mut groups: Vec<(&str, Vec<&Unknown>)> = Vec::new();
    for unknown in unknowns {
        match groups.iter_mut().find(|(why, _)| *why == unknown.why) {
            Some((_, all)) => all.push(unknown),
            None => groups.push((&unknown.why, vec![unknown])),
        }
    }
    let containers = |all: &[&Unknown]| {
        let mut names: Vec<&str> = all.iter().filter_map(|u| u.container.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    };
    groups.sort_by_cached_key(|(_, all)| std::cmp::Reverse((containers(all), all.len())));
    for (why, all) in groups {
        let count = match containers(&all) {
            0 => String::new(),
            1 => " (1 container)".to_owned(),
            n => format!(" ({n} containers)"),
        };
        writeln!(out, "not checked: {}{count}", escaped(why))?;
        if let Some(advice) = crate::eval::advice(why) {
            writeln!(out, "  help: {}", escaped(&advice))?;
        }
        for unknown in all.iter().take(PLACES_SHOWN) {
            write!(out, "  ")?;
            if let Some(at) = unknown.at {
                let sources = report.sources;
                let place = sources.line_col(at.file, sources.place(at).start);
                write!(out, "{}:{}:{}: ", escaped(&report.path(at.file)), place.line, place.column)?;
            }
            writeln!(out, "{}", escaped(&unknown.what))?;
        }
        if all.len() > PLACES_SHOWN {
            writeln!(out, "  and {} more", all.len() - PLACES_SHOWN)?;
        }
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
