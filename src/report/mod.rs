//! A finished run as something to print: findings in their final order, what was looked at, what is left out.
//! Each format is one function from a [`Report`] to a writer; escaping is the business of the format.

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::base::{FileId, limits};
use crate::diag::{Coverage, Diagnostic, Edit, Fix, Severity, Sources, settle};

pub mod concise;
pub mod diff;
mod excerpt;
pub mod github;
pub mod graph;
pub mod human;
pub mod json;
pub mod list;
pub mod sarif;
pub mod schemas;
pub mod statistics;
pub mod summary;
mod table;
pub mod visible;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Human,
    Concise,
    Json,
    Sarif,
    Github,
}

impl Format {
    /// The lowest severity that this format shows unless told otherwise: people see what deserves attention,
    /// programs see everything.
    pub fn default_level(self) -> Severity {
        match self {
            Format::Human | Format::Concise | Format::Github => Severity::Warning,
            Format::Json | Format::Sarif => Severity::Style,
        }
    }
}

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    pub styles: usize,
}

impl Counts {
    pub fn of<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> Self {
        let mut counts = Counts::default();
        for d in diagnostics {
            counts.add(d.severity);
        }
        counts
    }

    fn add(&mut self, severity: Severity) {
        *match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.infos,
            Severity::Style => &mut self.styles,
        } += 1;
    }

    pub fn total(&self) -> usize {
        self.errors + self.warnings + self.infos + self.styles
    }

    /// Number of findings that are at least as bad as `severity`.
    pub fn at_least(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.errors + self.warnings,
            Severity::Info => self.errors + self.warnings + self.infos,
            Severity::Style => self.total(),
        }
    }
}

/// What a report is made from.
pub struct Findings {
    /// In any order, with repetitions.
    pub diagnostics: Vec<Diagnostic>,
    pub coverage: Coverage,
    /// Sentences about the run as a whole: which release was assumed, and why.
    pub notes: Vec<String>,
}

/// A run that is ready to be written in any format.
pub struct Report<'a> {
    pub sources: &'a dyn Sources,
    /// Paths below this directory are shown relative to it.
    pub cwd: &'a Path,
    /// What is shown, in its final order.
    pub diagnostics: Vec<Diagnostic>,
    pub coverage: Coverage,
    pub notes: Vec<String>,
    /// The lowest severity that is shown.
    pub level: Severity,
    /// All findings, shown or not: what the exit status is about.
    pub found: Counts,
    /// Findings below `level`.
    pub hidden: Counts,
    /// Findings left out because their file has too many (`limits::DIAGNOSTICS_PER_FILE`).
    pub omitted: usize,
}

impl<'a> Report<'a> {
    /// Puts findings in order, joins repeated ones, and sets aside what `level` hides.
    pub fn new(findings: Findings, sources: &'a dyn Sources, cwd: &'a Path, level: Severity) -> Self {
        let Findings { mut diagnostics, coverage, notes } = findings;
        settle(&mut diagnostics, sources);
        let found = Counts::of(&diagnostics);
        let hidden = Counts::of(diagnostics.iter().filter(|d| d.severity < level));
        diagnostics.retain(|d| d.severity >= level);
        let omitted = drop_excess(&mut diagnostics);
        Report { sources, cwd, diagnostics, coverage, notes, level, found, hidden, omitted }
    }

    /// Findings that are shown, by severity.
    pub fn shown(&self) -> Counts {
        Counts::of(&self.diagnostics)
    }

    /// The edits of each finding that is shown, in their order; `None` where there is no fix, or none that the source
    /// allows.
    pub fn edits(&self) -> Vec<Option<Vec<Edit>>> {
        let fixes: Vec<&Fix> = self.diagnostics.iter().filter_map(|d| d.fix.as_ref()).collect();
        let mut resolved = crate::fix::resolve(&fixes, self.sources).into_iter();
        self.diagnostics.iter().map(|d| d.fix.as_ref().and_then(|_| resolved.next()?)).collect()
    }

    /// A file's path as printed: relative to the current directory when below it, with `/` between names.
    pub fn path(&self, file: FileId) -> String {
        shown_path(self.sources.path(file), self.cwd)
    }
}

/// A path as printed: relative to `cwd` when below it. Bytes that are not text become U+FFFD.
pub fn shown_path(path: &Path, cwd: &Path) -> String {
    let shown = path.strip_prefix(cwd).unwrap_or(path);
    if shown.as_os_str().is_empty() { ".".into() } else { shown.to_string_lossy().into_owned() }
}

/// Keeps the worst findings of a file that has too many; the order is kept.
fn drop_excess(diagnostics: &mut Vec<Diagnostic>) -> usize {
    let before = diagnostics.len();
    let mut per_file: FxHashMap<FileId, Counts> = FxHashMap::default();
    for d in diagnostics.iter() {
        per_file.entry(d.primary.file).or_default().add(d.severity);
    }
    let mut kept: FxHashMap<FileId, Counts> = FxHashMap::default();
    diagnostics.retain(|d| {
        let all = per_file.get(&d.primary.file).copied().unwrap_or_default();
        let worse = all.at_least(d.severity) - all.exactly(d.severity);
        let so_far = kept.entry(d.primary.file).or_default();
        let keep = worse + so_far.exactly(d.severity) < limits::DIAGNOSTICS_PER_FILE;
        if keep {
            so_far.add(d.severity);
        }
        keep
    });
    before - diagnostics.len()
}

impl Counts {
    fn exactly(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Info => self.infos,
            Severity::Style => self.styles,
        }
    }
}

/// The page that explains a code.
pub fn rule_url(code: &str) -> String {
    format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), code.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::MemoryFs;
    use crate::base::{Files, Span};
    use crate::diag::{Anchor, codes};

    #[test]
    fn a_flood_keeps_the_worst_and_counts_the_rest() {
        let files = Files::new(MemoryFs::default());
        let f = files.add_virtual("/w/a.nix", "x".repeat(1000));
        let mut diagnostics: Vec<_> = (0..500)
            .map(|i| Diagnostic::new(&codes::OBSOLETE_OPTION, Anchor::text(f, Span::new(i, i + 1)), "old"))
            .collect();
        diagnostics.push(Diagnostic::new(&codes::WRONG_TYPE, Anchor::text(f, Span::new(900, 901)), "bad"));
        diagnostics.push(
            Diagnostic::new(&codes::WRONG_TYPE, Anchor::text(f, Span::new(901, 902)), "s").severity(Severity::Style),
        );
        let findings = Findings { diagnostics, coverage: Coverage::default(), notes: vec![] };
        let report = Report::new(findings, &files, Path::new("/w"), Severity::Warning);
        assert_eq!(report.diagnostics.len(), limits::DIAGNOSTICS_PER_FILE);
        assert_eq!(report.omitted, 501 - limits::DIAGNOSTICS_PER_FILE);
        assert_eq!((report.shown().errors, report.hidden.styles, report.found.total()), (1, 1, 502));
    }

    #[test]
    fn paths_are_relative_below_the_current_directory_only() {
        let cwd = Path::new("/w/x");
        assert_eq!(shown_path(Path::new("/w/x/a.nix"), cwd), "a.nix");
        assert_eq!(shown_path(Path::new("/w/xy/a.nix"), cwd), "/w/xy/a.nix");
        assert_eq!(shown_path(Path::new("<lib>"), cwd), "<lib>");
        assert_eq!(shown_path(cwd, cwd), ".");
    }
}
