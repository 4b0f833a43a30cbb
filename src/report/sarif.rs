//! SARIF 2.1.0 (OASIS standard), as code scanning services read it. Lines and columns are 1-based and count Unicode
//! code points; a fingerprint does not change when lines are added or removed elsewhere.

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::{Report, rule_url};
use crate::base::hash::{Algo, base16};
use crate::diag::{Anchor, Code, Diagnostic, Edit, Severity};

/// Writes one log with one run.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut codes: Vec<&Code> = report.diagnostics.iter().map(|d| d.code).collect();
    codes.sort();
    codes.dedup();
    let mut seen = FxHashMap::default();
    let results: Vec<Value> = report
        .diagnostics
        .iter()
        .zip(report.edits())
        .map(|(d, edits)| {
            let index = codes.binary_search(&d.code).unwrap_or_default();
            result(report, d, edits, index, &mut seen)
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ocinix",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": codes.iter().map(|c| rule(c)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "the directory in which ocinix ran" } } },
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log).map_err(io::Error::from)?;
    writeln!(out)
}

const ROOT: &str = "SRCROOT";

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Style => "note",
    }
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.code,
        "name": code.name,
        "shortDescription": { "text": code.name.replace('-', " ") },
        "helpUri": rule_url(code.code),
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn result(
    report: &Report<'_>,
    d: &Diagnostic,
    edits: Option<Vec<Edit>>,
    index: usize,
    seen: &mut FxHashMap<String, usize>,
) -> Value {
    let text = match &d.help {
        Some(help) => format!("{}\n\nhelp: {help}", d.message),
        None => d.message.clone(),
    };
    let mut out = json!({
        "ruleId": d.code.code,
        "ruleIndex": index,
        "level": level(d.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": place(report, d.primary) }],
        "partialFingerprints": { "ocinix/v1": fingerprint(report, d, seen) },
        "properties": { "severity": d.severity.as_str(), "hosts": d.hosts, "container": d.container },
    });
    if !d.labels.is_empty() {
        let related = d.labels.iter().enumerate().map(
            |(i, l)| json!({ "id": i + 1, "physicalLocation": place(report, l.anchor), "message": { "text": l.text } }),
        );
        out["relatedLocations"] = related.collect();
    }
    if let Some((fix, edits)) = d.fix.as_ref().zip(edits) {
        out["fixes"] = json!([{ "description": { "text": fix.title }, "artifactChanges": changes(report, &edits) }]);
    }
    out
}

/// The edits, file by file.
fn changes(report: &Report<'_>, edits: &[Edit]) -> Vec<Value> {
    let groups = edits.chunk_by(|a, b| a.file == b.file);
    groups
        .filter_map(|group| {
            let file = group.first()?.file;
            let replacements: Vec<Value> = group
                .iter()
                .map(|e| {
                    let region = region(report, Anchor::text(file, e.span));
                    json!({ "deletedRegion": region, "insertedContent": { "text": e.text } })
                })
                .collect();
            Some(json!({ "artifactLocation": artifact(report, Anchor::file(file)), "replacements": replacements }))
        })
        .collect()
}

fn place(report: &Report<'_>, anchor: Anchor) -> Value {
    json!({ "artifactLocation": artifact(report, anchor), "region": region(report, anchor) })
}

fn region(report: &Report<'_>, anchor: Anchor) -> Value {
    let span = report.sources.place(anchor);
    let at = |offset| report.sources.line_col(anchor.file, offset);
    let (start, end) = (at(span.start), at(span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// A path below the current directory is relative to the root, any other a `file:` address.
fn artifact(report: &Report<'_>, anchor: Anchor) -> Value {
    let shown = report.path(anchor.file);
    match shown.strip_prefix('/') {
        Some(rest) => json!({ "uri": format!("file:///{}", encoded(rest)) }),
        None => json!({ "uri": encoded(&shown), "uriBaseId": ROOT }),
    }
}

/// A path with everything percent-encoded that an address gives a meaning (RFC 3986).
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => out += &format!("%{other:02X}"),
        }
    }
    out
}

/// What stays the same while the finding does: rule, file, container, message and the text of its line; repetitions are
/// counted.
fn fingerprint(report: &Report<'_>, d: &Diagnostic, seen: &mut FxHashMap<String, usize>) -> String {
    let text = report.sources.text(d.primary.file);
    let at = report.sources.place(d.primary).start as usize;
    let before = text.get(..at).unwrap_or_default();
    let line = text.get(before.rfind('\n').map_or(0, |i| i + 1)..).and_then(|t| t.lines().next()).unwrap_or_default();
    let container = d.container.as_deref().unwrap_or_default();
    let parts = [d.code.code, &report.path(d.primary.file), container, &d.message, line.trim()].join("\0");
    let count = seen.entry(parts.clone()).or_insert(0);
    *count += 1;
    base16(&Algo::Sha256.hash(format!("{parts}\0{count}").as_bytes()))
}
