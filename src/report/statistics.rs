//! How many findings there are of each kind, most frequent first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::diag::{Code, Containers, Severity};

#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    severity: Severity,
    count: usize,
}

fn rows(report: &Report<'_>) -> Vec<Row> {
    let mut counts: BTreeMap<(&'static Code, Severity), usize> = BTreeMap::new();
    for d in &report.diagnostics {
        *counts.entry((d.code, d.severity)).or_default() += 1;
    }
    let row = |((code, severity), count): ((&'static Code, Severity), usize)| Row {
        code: code.code,
        name: code.name,
        severity,
        count,
    };
    let mut rows: Vec<_> = counts.into_iter().map(row).collect();
    rows.sort_by_key(|r| (Reverse(r.count), r.code, Reverse(r.severity)));
    rows
}

/// One line per kind (count, severity, code, name), then what was looked at.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(report);
    let digits = rows.first().map_or(0, |r| r.count.to_string().len());
    for r in rows {
        writeln!(out, "{:>digits$}  {:<7}  {}  {}", r.count, r.severity.as_str(), r.code, r.name)?;
    }
    writeln!(out, "{}", coverage(report))
}

/// How many hosts and containers were looked at, and how much of them is known.
pub fn coverage(report: &Report<'_>) -> String {
    let c = &report.coverage;
    let k = c.containers;
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    format!(
        "{}, {}: {} fully known, {} with holes, {} not evaluated",
        plural(c.hosts.len(), "host"),
        plural(k.total, "container"),
        k.known,
        k.holes,
        k.unknown
    )
}

#[derive(Serialize)]
struct Document<'a> {
    findings: Vec<Row>,
    hosts: &'a [String],
    containers: Containers,
}

/// The same as a JSON document.
pub fn write_json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document =
        Document { findings: rows(report), hosts: &report.coverage.hosts, containers: report.coverage.containers };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)
}
