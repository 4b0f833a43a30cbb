//! Findings for programs: schema version 1. Lines and columns are 1-based, columns count Unicode scalar values, the
//! end of a range is the position after its last character.

use std::io::{self, Write};

use serde::Serialize;

use super::{Report, rule_url};
use crate::base::LineCol;
use crate::diag::{Anchor, Applicability, Containers, Diagnostic, Severity};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<Finding<'a>>,
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    name: &'a str,
    severity: Severity,
    message: &'a str,
    file: String,
    range: Range,
    container: Option<&'a str>,
    hosts: &'a [String],
    help: Option<&'a str>,
    url: String,
    labels: Vec<Label<'a>>,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Label<'a> {
    message: &'a str,
    file: String,
    range: Range,
}

#[derive(Serialize)]
struct Fix<'a> {
    applicability: Applicability,
    title: &'a str,
    edits: Vec<Edit>,
}

#[derive(Serialize)]
struct Edit {
    file: String,
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

impl From<LineCol> for Position {
    fn from(at: LineCol) -> Self {
        Position { line: at.line, column: at.column }
    }
}

#[derive(Serialize)]
struct Summary<'a> {
    files: usize,
    hosts: &'a [String],
    containers: Containers,
    errors: usize,
    warnings: usize,
    infos: usize,
    styles: usize,
    /// Findings below `--level`.
    hidden: usize,
    /// Findings left out of files that have too many.
    omitted: usize,
}

/// Writes one JSON document, indented, with a final newline.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let shown = report.shown();
    let document = Document {
        version: 1,
        diagnostics: report.diagnostics.iter().zip(report.edits()).map(|(d, e)| finding(report, d, e)).collect(),
        summary: Summary {
            files: report.coverage.files,
            hosts: &report.coverage.hosts,
            containers: report.coverage.containers,
            errors: shown.errors,
            warnings: shown.warnings,
            infos: shown.infos,
            styles: shown.styles,
            hidden: report.hidden.total(),
            omitted: report.omitted,
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)
}

fn finding<'a>(report: &Report<'_>, d: &'a Diagnostic, edits: Option<Vec<crate::diag::Edit>>) -> Finding<'a> {
    let (file, range) = place(report, d.primary);
    let label = |anchor, message: &'a str| {
        let (file, range) = place(report, anchor);
        Label { message, file, range }
    };
    let primary = (!d.primary_label.is_empty()).then(|| label(d.primary, &d.primary_label));
    Finding {
        code: d.code.code,
        name: d.code.name,
        severity: d.severity,
        message: &d.message,
        file,
        range,
        container: d.container.as_deref(),
        hosts: &d.hosts,
        help: d.help.as_deref(),
        url: rule_url(d.code.code),
        labels: primary.into_iter().chain(d.labels.iter().map(|l| label(l.anchor, &l.text))).collect(),
        fix: d.fix.as_ref().zip(edits).map(|(fix, edits)| {
            let edit = |e: crate::diag::Edit| {
                let (file, range) = place(report, Anchor::text(e.file, e.span));
                Edit { file, range, text: e.text }
            };
            Fix { applicability: fix.applicability, title: &fix.title, edits: edits.into_iter().map(edit).collect() }
        }),
    }
}

fn place(report: &Report<'_>, anchor: Anchor) -> (String, Range) {
    let span = report.sources.place(anchor);
    let at = |offset| report.sources.line_col(anchor.file, offset).into();
    (report.path(anchor.file), Range { start: at(span.start), end: at(span.end) })
}
