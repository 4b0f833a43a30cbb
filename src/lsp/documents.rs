//! What the editor has open, and in which folders it works. Buffers are texts of their own: the disk is not asked about
//! a file that is open.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri, VersionedTextDocumentIdentifier};
use rustc_hash::FxHashMap;

use super::convert::{Encoding, Positions};
use super::uri;
use crate::analysis::host_files;
use crate::base::files::{Disk, Overlay};
use crate::base::{FileKind, Files, Vfs};
use crate::flake::FLAKE_FILE;

/// An open document.
#[derive(Clone)]
pub(super) struct Document {
    /// As the client writes it.
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: Arc<str>,
}

/// Everything the editor has told.
#[derive(Clone, Default)]
pub(super) struct Workspace {
    /// By path; a text without a file has an invented one.
    pub(super) documents: BTreeMap<PathBuf, Document>,
    pub(super) folders: Vec<PathBuf>,
}

impl Workspace {
    pub(super) fn open(&mut self, item: TextDocumentItem) {
        let path = self.path_of(&item.uri);
        let document = Document { uri: item.uri, version: item.version, text: item.text.into() };
        self.documents.insert(path, document);
    }

    /// Applies edits one after the other: each sees the text that those before it have made.
    pub(super) fn change(
        &mut self,
        which: &VersionedTextDocumentIdentifier,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> anyhow::Result<()> {
        let path = self.path_of(&which.uri);
        let known = self.documents.get_mut(&path);
        let document = known.with_context(|| format!("`{}` changed but was never opened", which.uri.as_str()))?;
        let mut text = document.text.to_string();
        for change in changes {
            let Some(range) = change.range else {
                text = change.text;
                continue;
            };
            let positions = Positions::new(&text, encoding);
            let (a, b) = (positions.offset(range.start), positions.offset(range.end));
            text.replace_range(a.min(b)..a.max(b), &change.text);
        }
        document.text = text.into();
        document.version = which.version;
        Ok(())
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        let path = self.path_of(uri);
        self.documents.remove(&path);
    }

    /// Whether findings about a file are of interest: those about a dependency in the store are not.
    pub(super) fn contains(&self, path: &Path) -> bool {
        self.documents.contains_key(path) || self.folders.iter().any(|f| path.starts_with(f))
    }

    /// The files as the editor shows them, and what is to be checked: hosts that may import an open file, then the open
    /// files themselves. Nothing outside the folders can be read, but for files beside an open one.
    pub(super) fn snapshot(&self) -> (Arc<Files>, Vec<PathBuf>) {
        let beside = self.documents.keys().filter(|d| self.folder_of(d).is_none()).filter_map(|d| d.parent());
        let disk = Disk::new(self.folders.iter().cloned().chain(beside.map(Path::to_path_buf)));
        let buffers: FxHashMap<PathBuf, Arc<str>> =
            self.documents.iter().map(|(path, d)| (path.clone(), d.text.clone())).collect();
        let vfs = Overlay { below: disk, buffers };
        let roots = self.roots(&vfs);
        (Arc::new(Files::new(vfs)), roots)
    }

    fn roots(&self, vfs: &dyn Vfs) -> Vec<PathBuf> {
        let mut roots = Vec::new();
        for path in self.documents.keys() {
            let beside = path.parent().unwrap_or(path);
            let folder = self.folder_of(path).unwrap_or(beside);
            match flake_around(vfs, path, folder) {
                Some(dir) => roots.push(dir),
                None => roots.extend(host_files(vfs, path, folder)),
            }
        }
        roots.sort();
        roots.dedup();
        let is_known = |d: &PathBuf| {
            roots.iter().any(|r| d == r || (d.starts_with(r) && vfs.kind(d).is_some_and(|_| is_dir(vfs, r))))
        };
        let rest: Vec<PathBuf> = self.documents.keys().filter(|d| !is_known(d)).cloned().collect();
        roots.extend(rest);
        roots
    }

    /// The outermost folder of the workspace that a file lies in.
    fn folder_of(&self, path: &Path) -> Option<&Path> {
        let around = self.folders.iter().filter(|f| path.starts_with(f));
        around.min_by_key(|f| f.components().count()).map(PathBuf::as_path)
    }

    pub(super) fn path_of(&self, uri: &Uri) -> PathBuf {
        uri::to_path(uri).unwrap_or_else(|| {
            // Relative paths in a text without a file start at the workspace.
            let folder = self.folders.first().cloned().unwrap_or_else(|| PathBuf::from("/"));
            folder.join(format!("«{}»", uri.as_str().replace('/', "_")))
        })
    }
}

/// The folder of the flake that a file belongs to, if it lies in the workspace: all of it is checked.
fn flake_around(vfs: &dyn Vfs, file: &Path, workspace: &Path) -> Option<PathBuf> {
    let mut folders = file.ancestors().skip(1).take_while(|dir| dir.starts_with(workspace));
    folders.find(|dir| vfs.kind(&dir.join(FLAKE_FILE)) == Some(FileKind::Regular)).map(Path::to_path_buf)
}

fn is_dir(vfs: &dyn Vfs, path: &Path) -> bool {
    vfs.kind(path) == Some(FileKind::Directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_file_is_kept_apart() {
        let uri: Uri = "untitled:a/b".parse().expect("address");
        let item = TextDocumentItem { uri: uri.clone(), language_id: "nix".into(), version: 1, text: "1".into() };
        let mut workspace = Workspace { folders: vec!["/w".into()], ..Workspace::default() };
        workspace.open(item);
        let paths: Vec<_> = workspace.documents.keys().map(|p| p.display().to_string()).collect();
        assert_eq!(paths, ["/w/«untitled:a_b»"]);
        workspace.close(&uri);
        assert!(workspace.documents.is_empty());
    }
}
