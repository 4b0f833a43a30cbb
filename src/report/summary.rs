//! The last lines of a report for people: what was looked at, what was found, what is not shown.

use super::visible::escaped;
use super::{Counts, Report};
use crate::diag::{Coverage, Severity};

/// Names of hosts are listed up to this many.
const HOSTS_LISTED: usize = 4;

/// The closing lines, most important first. `explained` says that what is unknown stands above them.
pub fn lines(report: &Report<'_>, explained: bool) -> Vec<String> {
    let shown = report.shown();
    let found = if shown.total() + report.omitted == 0 { nothing(report) } else { counted(shown, "") };
    let mut out = vec![format!("{found} in {}", looked_at(&report.coverage))];
    out.extend(omitted(report));
    out.extend(hidden(report));
    let c = report.coverage.containers;
    if c.unknown > 0 {
        let hint = if explained { "" } else { ": `--explain-unknown` says why" };
        out.push(format!("{} could not be checked{hint}", counted_things(c.unknown, "container")));
    }
    out.extend(report.notes.iter().map(|n| escaped(n).into_owned()));
    out
}

/// The line about findings left out of files that have too many.
pub fn omitted(report: &Report<'_>) -> Option<String> {
    let n = report.omitted;
    (n > 0).then(|| format!("{} not shown: a file has too many", counted_things(n, "finding")))
}

/// The line about findings below the level, if there are any.
pub fn hidden(report: &Report<'_>) -> Option<String> {
    let hidden = report.hidden;
    let lowest = [Severity::Style, Severity::Info, Severity::Warning].into_iter().find(|s| hidden.exactly(*s) > 0)?;
    Some(format!("{}: show with `--level {}`", counted(hidden, " hidden"), lowest.as_str()))
}

fn nothing(report: &Report<'_>) -> String {
    if report.hidden.total() == 0 {
        return "no problems found".into();
    }
    match report.level {
        Severity::Error => "no errors",
        Severity::Warning => "no errors or warnings",
        Severity::Info | Severity::Style => "no errors, warnings or infos",
    }
    .into()
}

fn counted(counts: Counts, suffix: &str) -> String {
    let kinds = [
        (counts.errors, "error"),
        (counts.warnings, "warning"),
        (counts.infos, "info"),
        (counts.styles, "style finding"),
    ];
    let parts: Vec<_> = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted_things(*n, what)).collect();
    format!("{}{suffix}", parts.join(", "))
}

fn counted_things(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// `14 files (12 containers on 1 host: nas)`.
fn looked_at(coverage: &Coverage) -> String {
    let files = counted_things(coverage.files, "file");
    let containers = counted_things(coverage.containers.total, "container");
    match coverage.hosts.as_slice() {
        [] if coverage.containers.total == 0 => files,
        [] => format!("{files} ({containers})"),
        hosts => {
            let names: Vec<_> = hosts.iter().take(HOSTS_LISTED).map(|h| escaped(h)).collect();
            let more = if hosts.len() > HOSTS_LISTED { ", …" } else { "" };
            let count = counted_things(hosts.len(), "host");
            format!("{files} ({containers} on {count}: {}{more})", names.join(", "))
        }
    }
}
