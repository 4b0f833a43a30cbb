//! The driver: from paths and options to an [`Outcome`] that the command line and the language server show. Findings
//! about the user's files are data in the outcome, never an `Err`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::base::{FileId, FileKind, Files, LineIndex, ReadErrorKind, Span};
use crate::diag::{Anchor, Coverage, Diagnostic, Sources, codes, unreadable};
use crate::ir::Program;
use crate::schema::Release;

mod discover;
mod eval;

pub use discover::nix_files;
pub use eval::{EvalOutcome, EvalRequest, EvalSource, Print, eval, eval_error};

/// Whether the files given are all there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum World {
    /// A whole host where one can be found, else open.
    #[default]
    Auto,
    Closed,
    Open,
}

/// What a caller wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The release asked for; else it is worked out from the workspace.
    pub nixos: Option<Release>,
    pub world: World,
    /// Whether [`Outcome::unknowns`] is wanted.
    pub explain_unknown: bool,
}

/// What a run found.
pub struct Outcome {
    /// In any order; the report sorts and joins them.
    pub diagnostics: Vec<Diagnostic>,
    pub coverage: Coverage,
    /// Sentences about the run as a whole: which release was assumed, and why.
    pub notes: Vec<String>,
    /// What was not checked, where and why, in place order; for `--explain-unknown`.
    pub unknowns: Vec<Unknown>,
    pub sources: Box<dyn Sources + Send>,
}

/// Something that could not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Where the value is written, if anywhere.
    pub at: Option<Anchor>,
    /// Which value: an option path, or a container.
    pub what: String,
    /// A phrase: why it is not known.
    pub why: String,
}

/// How [`units`] writes its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitsFormat {
    Json,
    Text,
}

/// Units as printed, with the findings that were made on the way.
pub struct UnitsOutcome {
    pub printed: String,
    /// Names asked for that no host has.
    pub missing: Vec<String>,
    pub outcome: Outcome,
}

/// Checks files, and what is found below folders. Paths are absolute and normalised.
pub fn check(files: Arc<Files>, roots: &[PathBuf], _options: &Options) -> Outcome {
    let program = Program::new(files);
    let mut diagnostics = Vec::new();
    let mut seen = FxHashSet::default();
    let mut looked_at = 0;
    for path in roots.iter().flat_map(|root| paths_of(&program.files, root)) {
        if !seen.insert(path.clone()) {
            continue;
        }
        looked_at += 1;
        match program.load(&path) {
            Ok(file) => diagnostics.extend(language_findings(&program, file)),
            Err(error) => diagnostics.push(unreadable(&error, &path.to_string_lossy(), absent(&program.files, &path))),
        }
    }
    Outcome {
        diagnostics,
        coverage: Coverage { files: looked_at, ..Coverage::default() },
        notes: Vec::new(),
        unknowns: Vec::new(),
        sources: Box::new(ProgramSources(program)),
    }
}

/// Derives the units of the hosts that the files configure.
pub fn units(
    _files: Arc<Files>,
    _roots: &[PathBuf],
    _options: &Options,
    _format: UnitsFormat,
    _only: &[String],
) -> anyhow::Result<UnitsOutcome> {
    anyhow::bail!("this build cannot derive units")
}

fn paths_of(files: &Files, root: &Path) -> Vec<PathBuf> {
    match files.vfs().kind(root) {
        Some(FileKind::Directory) => nix_files(files.vfs(), root),
        _ => vec![root.to_path_buf()],
    }
}

fn language_findings(program: &Program, file: FileId) -> Vec<Diagnostic> {
    if is_blank(&program.files.get(file).text) {
        let at = Anchor::file(file);
        let finding = Diagnostic::new(&codes::EMPTY_FILE, at, "there is no expression in this file")
            .help("a module that does nothing is `{ }`");
        return vec![finding];
    }
    program.lowered(file).diagnostics.clone()
}

/// Whether a text has nothing but white space and comments.
fn is_blank(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        rest = match (rest.strip_prefix('#'), rest.strip_prefix("/*")) {
            (Some(comment), _) => comment.split_once('\n').map_or("", |(_, after)| after),
            (_, Some(comment)) => comment.split_once("*/").map_or("/", |(_, after)| after),
            _ => return rest.is_empty(),
        }
        .trim_start();
    }
}

/// A place for findings about a path that has no text.
pub fn absent(files: &Files, path: &Path) -> Anchor {
    Anchor::file(files.add_virtual(&path.to_string_lossy(), ""))
}

/// Whether a file named on the command line cannot be read. An encrypted one is merely skipped.
pub fn is_unreadable(files: &Files, path: &Path) -> bool {
    let is_directory = files.vfs().kind(path) == Some(FileKind::Directory);
    !is_directory && files.load(path).is_err_and(|e| !matches!(e.kind, ReadErrorKind::Encrypted(_)))
}

/// The source maps of a finished run.
pub struct ProgramSources(pub Program);

impl Sources for ProgramSources {
    fn span(&self, anchor: Anchor) -> Span {
        self.0.span(anchor)
    }
    fn text(&self, file: FileId) -> &str {
        &self.0.files.get(file).text
    }
    fn path(&self, file: FileId) -> &Path {
        self.0.files.path(file)
    }
    fn lines(&self, file: FileId) -> &LineIndex {
        self.0.files.get(file).lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_alone_are_no_expression() {
        for blank in ["", "\u{feff}\n", "# a", "# a\n/* b */ # c\n"] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for text in ["{ }", "# a\n1", "/* open", "/* a */ x"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
