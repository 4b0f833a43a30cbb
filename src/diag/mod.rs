//! Findings as data: what is wrong, where, why it matters, how to mend it. No printing, no parser types.
//!
//! A place is an [`Anchor`]: a file plus an index into its lowered form, turned into a byte span only when a report is
//! made. An edit that moves text without changing the program therefore leaves findings valid.

use crate::base::{ExprId, FileId, NameId, Span};

/// How bad a finding is. The order is the order of severity: `Style < Info < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Style,
    Info,
    Warning,
    Error,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Style => "style",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A kind of finding: its stable code and its name.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `OCI201`, `NIX001`, …: stable, printed with every finding.
    pub code: &'static str,
    /// `invalid-port-spec`: names the problem.
    pub name: &'static str,
    /// Severity unless a setting or the finding itself says otherwise.
    pub severity: Severity,
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code.cmp(other.code)
    }
}

/// A place in the source of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    pub file: FileId,
    pub at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// A whole expression.
    Expr(ExprId),
    /// A written name: attribute key, formal, inherited name.
    Name(NameId),
    /// Bytes of the text itself (syntax errors, comments).
    Text(Span),
    /// The file as a whole: shown at its first character.
    File,
}

impl Anchor {
    pub fn expr(file: FileId, e: ExprId) -> Self {
        Anchor { file, at: At::Expr(e) }
    }
    pub fn name(file: FileId, n: NameId) -> Self {
        Anchor { file, at: At::Name(n) }
    }
    pub fn text(file: FileId, span: Span) -> Self {
        Anchor { file, at: At::Text(span) }
    }
    pub fn file(file: FileId) -> Self {
        Anchor { file, at: At::File }
    }
}

/// A second place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    pub anchor: Anchor,
    pub text: String,
}

/// One finding. Messages are phrases: lower-case start, no final stop, values and option paths in backticks;
/// the remedy goes to `help`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: &'static Code,
    pub severity: Severity,
    pub message: String,
    pub primary: Anchor,
    /// Text beside the primary place; empty to show none.
    pub primary_label: String,
    pub labels: Vec<Label>,
    pub help: Option<String>,
    pub fix: Option<Fix>,
    /// Name of the container it is about.
    pub container: Option<String>,
    /// Names of the hosts on which it was found, sorted.
    pub hosts: Vec<String>,
}

impl Diagnostic {
    pub fn new(code: &'static Code, primary: Anchor, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            primary,
            primary_label: String::new(),
            labels: Vec::new(),
            help: None,
            fix: None,
            container: None,
            hosts: Vec::new(),
        }
    }
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.primary_label = text.into();
        self
    }
    pub fn label(mut self, anchor: Anchor, text: impl Into<String>) -> Self {
        self.labels.push(Label { anchor, text: text.into() });
        self
    }
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
    pub fn container(mut self, name: impl Into<String>) -> Self {
        self.container = Some(name.into());
        self
    }
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}

pub use crate::base::one_of;

pub mod codes;
pub mod coverage;
pub mod fix;
pub mod merge;
pub mod sources;
pub mod unreadable;

pub use coverage::{Containers, Coverage};
pub use fix::{Applicability, Change, Edit, Fix};
pub use merge::settle;
pub use sources::{Sources, clamp};
pub use unreadable::unreadable;
