//! From the outcome of a check to the messages that bring the editor up to date: only what differs from what it shows
//! already, and an empty list where nothing is left.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_server::{Message, Notification};
use lsp_types::notification::{Notification as _, PublishDiagnostics};
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    DocumentDiagnosticReport, FullDocumentDiagnosticReport, Location, NumberOrString, PublishDiagnosticsParams,
    RelatedFullDocumentDiagnosticReport, Uri,
};

use super::Client;
use super::checked::Checked;
use super::convert::Positions;
use super::documents::Workspace;
use super::uri;
use crate::base::FileId;
use crate::diag::{self, Anchor, Coverage, Severity, codes};
use crate::report::{Findings, Report, rule_url};

/// What one file shows: the version it was checked in, if it is open, and its findings.
#[derive(Clone, PartialEq)]
struct Shown {
    uri: Uri,
    version: Option<i32>,
    findings: Vec<Diagnostic>,
}

/// What the editor has been told so far, by path.
#[derive(Default)]
pub(super) struct Published(BTreeMap<PathBuf, Shown>);

impl Published {
    /// The messages that turn what the editor shows into the outcome.
    pub(super) fn update(&mut self, checked: &Checked, client: Client) -> Vec<Message> {
        let mut now = by_file(checked, client);
        if client.pulls {
            now.retain(|path, _| !checked.workspace.documents.contains_key(path));
        }
        let before = std::mem::replace(&mut self.0, now);
        let gone = before.iter().filter(|(path, shown)| !self.0.contains_key(*path) && !shown.findings.is_empty());
        let mut messages: Vec<Message> =
            gone.map(|(_, shown)| message(&Shown { version: None, findings: Vec::new(), ..shown.clone() })).collect();
        let news = self.0.iter().filter(|(path, shown)| before.get(*path) != Some(*shown));
        messages.extend(news.map(|(_, shown)| message(shown)));
        messages
    }
}

fn message(shown: &Shown) -> Message {
    let Shown { uri, version, findings } = shown.clone();
    let params = PublishDiagnosticsParams { uri, version, diagnostics: findings };
    Notification::new(PublishDiagnostics::METHOD.into(), params).into()
}

/// The findings of one file, for a client that asks for them.
pub(super) fn pulled(checked: &Checked, path: &Path, client: Client) -> DocumentDiagnosticReport {
    let items = by_file(checked, client).remove(path).map(|shown| shown.findings).unwrap_or_default();
    let full = FullDocumentDiagnosticReport { result_id: None, items };
    RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report: full }.into()
}

/// Findings by file: every open document, and every other file of the workspace that has some.
fn by_file(checked: &Checked, client: Client) -> BTreeMap<PathBuf, Shown> {
    let (workspace, sources) = (&checked.workspace, checked.sources());
    let diagnostics = checked.diagnostics.clone();
    let findings = Findings { diagnostics, coverage: Coverage::default(), notes: Vec::new() };
    let report = Report::new(findings, &sources, Path::new("/"), Severity::Style);
    let writer = Writer { workspace, report: &report, client };
    // Findings are sorted by file, and the lines of a file are counted once.
    let mut lists: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    for group in report.diagnostics.chunk_by(|a, b| a.primary.file == b.primary.file) {
        let Some(file) = group.first().map(|d| d.primary.file) else { continue };
        let path = report.sources.path(file);
        if workspace.contains(path) {
            let positions = Positions::new(report.sources.text(file), client.encoding);
            let list = group.iter().map(|finding| writer.diagnostic(finding, &positions));
            lists.entry(path.to_path_buf()).or_default().extend(list);
        }
    }
    let open = workspace.documents.iter().map(|(path, document)| {
        let findings = lists.remove(path).unwrap_or_default();
        (path.clone(), Shown { uri: document.uri.clone(), version: Some(document.version), findings })
    });
    let mut shown: BTreeMap<PathBuf, Shown> = open.collect();
    for (path, findings) in lists {
        if let Some(uri) = uri::from_path(&path) {
            shown.insert(path, Shown { uri, version: None, findings });
        }
    }
    shown
}

struct Writer<'a> {
    workspace: &'a Workspace,
    report: &'a Report<'a>,
    client: Client,
}

impl Writer<'_> {
    /// `positions` are those of the file that it is about.
    fn diagnostic(&self, d: &diag::Diagnostic, positions: &Positions<'_>) -> Diagnostic {
        let related = self.client.related_information.then(|| self.related(d)).filter(|r| !r.is_empty());
        let href = rule_url(d.code.code).parse().ok();
        Diagnostic {
            range: positions.range(self.report.sources.place(d.primary)),
            severity: Some(severity(d.severity)),
            code: Some(NumberOrString::String(d.code.code.into())),
            code_description: href.map(|href| CodeDescription { href }),
            source: Some("ocinix".into()),
            message: text(d),
            related_information: related,
            tags: (d.code == &codes::OBSOLETE_OPTION).then(|| vec![DiagnosticTag::DEPRECATED]),
            data: None,
        }
    }

    fn related(&self, d: &diag::Diagnostic) -> Vec<DiagnosticRelatedInformation> {
        let labels = d.labels.iter().filter_map(|label| {
            let uri = self.uri(label.anchor.file)?;
            let location = Location { uri, range: self.range(label.anchor) };
            Some(DiagnosticRelatedInformation { location, message: label.text.clone() })
        });
        labels.collect()
    }

    /// `None` for texts of our own, which no editor can show.
    fn uri(&self, file: FileId) -> Option<Uri> {
        let path = self.report.sources.path(file);
        let open = self.workspace.documents.get(path).map(|d| d.uri.clone());
        open.or_else(|| uri::from_path(path))
    }

    fn range(&self, anchor: Anchor) -> lsp_types::Range {
        let sources = self.report.sources;
        Positions::new(sources.text(anchor.file), self.client.encoding).range(sources.place(anchor))
    }
}

/// The message, then what to do about it, then on which hosts: editors show it as plain text.
fn text(d: &diag::Diagnostic) -> String {
    let mut text = d.message.clone();
    if let Some(help) = &d.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    if d.hosts.len() > 1 {
        text.push_str("\nhosts: ");
        text.push_str(&d.hosts.join(", "));
    }
    text
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
        Severity::Style => DiagnosticSeverity::HINT,
    }
}
