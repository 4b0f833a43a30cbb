//! What the last check knows: requests are answered from it. What only some requests need is worked out when the first
//! of them asks.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use lsp_types::{Location, Uri};

use super::convert::{Encoding, Positions};
use super::documents::Workspace;
use super::uri;
use crate::analysis::{self, Options, Outcome, ProgramSources, Surveyed, Want};
use crate::base::FileId;
use crate::diag::{Anchor, Diagnostic, Sources, settle};
use crate::ir::Program;
use crate::schema::Release;

/// A finished check.
pub(super) struct Checked {
    /// What was checked.
    pub(super) workspace: Workspace,
    pub(super) program: Arc<Program>,
    roots: Vec<PathBuf>,
    options: Options,
    pub(super) release: Release,
    /// Sorted and joined, of every severity.
    pub(super) diagnostics: Vec<Diagnostic>,
    hosts: OnceLock<Vec<Surveyed>>,
}

impl Checked {
    pub(super) fn new(
        workspace: Workspace,
        program: Arc<Program>,
        roots: Vec<PathBuf>,
        options: Options,
        outcome: Outcome,
    ) -> Checked {
        let mut diagnostics = outcome.diagnostics;
        settle(&mut diagnostics, &*outcome.sources);
        let release = outcome.release;
        Checked { workspace, program, roots, options, release, diagnostics, hosts: OnceLock::new() }
    }

    /// What the hosts run, with units and names.
    pub(super) fn hosts(&self) -> &[Surveyed] {
        self.hosts.get_or_init(|| {
            let never = AtomicBool::new(false);
            let want = Want::Everything;
            analysis::survey_program(self.program.clone(), &self.roots, &self.options, want, &never).hosts
        })
    }

    /// The value of an option on every host.
    pub(super) fn inspect(&self, path: &[&str]) -> Vec<analysis::Inspected> {
        analysis::inspect(&self.program, &self.roots, &self.options, path, &AtomicBool::new(false))
    }

    pub(super) fn sources(&self) -> ProgramSources {
        ProgramSources(self.program.clone())
    }

    /// The number of a file, if it could be read.
    pub(super) fn file(&self, path: &Path) -> Option<FileId> {
        self.program.files.load(path).ok()
    }

    /// `None` for texts of our own, which no editor can show.
    pub(super) fn uri(&self, file: FileId) -> Option<Uri> {
        let path = self.program.files.path(file);
        let open = self.workspace.documents.get(path).map(|d| d.uri.clone());
        open.or_else(|| uri::from_path(path))
    }

    pub(super) fn location(&self, anchor: Anchor, encoding: Encoding) -> Option<Location> {
        let sources = self.sources();
        let range = Positions::new(sources.text(anchor.file), encoding).range(sources.place(anchor));
        Some(Location { uri: self.uri(anchor.file)?, range })
    }
}
