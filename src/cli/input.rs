//! From the paths of a command line to a file table: nothing outside of their workspaces and the current directory can
//! be read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use rustc_hash::FxHashMap;

use super::args::{Selection, Wanted};
use super::{Io, shown};
use crate::analysis::{Options, is_unreadable};
use crate::base::files::{Disk, Overlay, normalize};
use crate::base::git::Repository;
use crate::base::{Files, Vfs, limits};

/// What a command works on.
pub(super) struct Input {
    pub(super) files: Arc<Files>,
    /// Where the files are that did not come on standard input.
    below: Arc<dyn Vfs>,
    /// Text given on standard input, by the path that it is called.
    buffers: FxHashMap<PathBuf, Arc<str>>,
    /// Absolute and normalised.
    pub(super) roots: Vec<PathBuf>,
    /// Whether a file named on the command line cannot be read: the exit status says so.
    pub(super) unreadable: bool,
}

/// Where the text of a workspace comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source<'a> {
    WorkTree,
    /// What the next commit would hold.
    Staged,
    /// A commit.
    Revision(&'a str),
}

/// Opens the paths of a command in the work tree. Fails when one of them does not exist.
pub(super) fn open(selection: &Selection, io: &mut Io<'_>) -> anyhow::Result<Input> {
    open_in(Source::WorkTree, selection, io)
}

/// Opens the paths of a command. Fails when one of them does not exist there.
pub(super) fn open_in(source: Source<'_>, selection: &Selection, io: &mut Io<'_>) -> anyhow::Result<Input> {
    let mut roots: Vec<PathBuf> = selection.paths.iter().map(|p| absolute(p, &io.cwd)).collect();
    let mut buffers = FxHashMap::default();
    if let Some(name) = &selection.stdin_filename {
        let path = absolute(name, &io.cwd);
        buffers.insert(path.clone(), read_stdin(io)?);
        if !roots.contains(&path) {
            roots.push(path);
        }
    }
    if roots.is_empty() {
        roots.push(normalize(&io.cwd));
    }
    let inputs = selection.inputs.iter().map(|(_, path)| absolute(path, &io.cwd));
    let below: Arc<dyn Vfs> = match source {
        Source::WorkTree => {
            Arc::new(Disk::new(roots.iter().map(|r| workspace(r)).chain([io.cwd.clone()]).chain(inputs)))
        }
        Source::Staged | Source::Revision(_) => committed(source, &roots, Disk::new(inputs), io)?,
    };
    let vfs = Overlay { below: below.clone(), buffers: buffers.clone() };
    let on_disk = source == Source::WorkTree;
    let missing: Vec<String> = roots
        .iter()
        .filter(|r| !exists(&vfs, r, on_disk))
        .map(|r| format!("`{}`", shown(r.strip_prefix(&io.cwd).unwrap_or(r))))
        .collect();
    if !missing.is_empty() {
        let place = match source {
            Source::WorkTree => String::new(),
            Source::Staged => " among what is staged".to_owned(),
            Source::Revision(revision) => format!(" in `{revision}`"),
        };
        bail!("no such file or directory{}: {}", super::escaped(&place), missing.join(", "));
    }
    let files = Arc::new(Files::new(vfs));
    let unreadable = roots.iter().any(|r| is_unreadable(&files, r));
    Ok(Input { files, below, buffers, roots, unreadable })
}

impl Input {
    /// The same files, of which some have another text.
    pub(super) fn with(&self, texts: &FxHashMap<PathBuf, Arc<str>>) -> Arc<Files> {
        let mut buffers = self.buffers.clone();
        buffers.extend(texts.iter().map(|(path, text)| (path.clone(), text.clone())));
        Arc::new(Files::new(Overlay { below: self.below.clone(), buffers }))
    }

    /// The file whose text came on standard input.
    pub(super) fn is_stdin(&self, path: &Path) -> bool {
        self.buffers.contains_key(path)
    }
}

impl Wanted {
    /// Checks that every pattern means a rule.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let known = crate::analysis::all_codes();
        for pattern in self.select.iter().chain(&self.ignore) {
            if let Some(why) = crate::settings::unknown_pattern(pattern, &known) {
                bail!("{} (`ocinix rules` lists them)", super::escaped(&why));
            }
        }
        Ok(())
    }
}

impl Selection {
    /// What the selection says about the run. Fails when the source of an input does not exist.
    pub(super) fn options(&self, io: &Io<'_>) -> anyhow::Result<Options> {
        let mut inputs = Vec::new();
        for (name, path) in &self.inputs {
            let dir = absolute(path, &io.cwd);
            if !dir.is_dir() {
                bail!("the source of the input `{name}` is no directory: {}", shown(path));
            }
            inputs.push((name.clone(), dir));
        }
        Ok(Options { nixos: self.nixos, world: self.world(), hosts: self.hosts.clone(), inputs, ..Options::default() })
    }
}

/// A file table that sees the whole file system.
pub(super) fn open_all() -> Arc<Files> {
    Arc::new(Files::new(Disk::new([PathBuf::from("/")])))
}

/// The folder whose files a configuration may import: the nearest one around the path that is a flake or under version
/// control, else the folder of the file.
fn workspace(path: &Path) -> PathBuf {
    let is_root = |dir: &&Path| [".git", ".jj", ".hg", "flake.nix"].iter().any(|mark| dir.join(mark).exists());
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    folder.ancestors().find(is_root).unwrap_or(folder).to_path_buf()
}

/// A broken or circular link exists as far as the person who named it is concerned: reading it says what is wrong.
fn exists(vfs: &dyn Vfs, path: &Path, on_disk: bool) -> bool {
    vfs.kind(path).is_some() || (on_disk && path.symlink_metadata().is_ok())
}

/// What the repository around the paths holds, staged or committed.
fn committed(source: Source<'_>, roots: &[PathBuf], outside: Disk, io: &Io<'_>) -> anyhow::Result<Arc<dyn Vfs>> {
    let path = roots.first().unwrap_or(&io.cwd);
    let repository = Repository::around(path).map_err(said)?;
    if let Some(stray) = roots.iter().find(|r| !r.starts_with(repository.root())) {
        bail!("{} is not in the Git repository of {}", shown(stray), shown(path));
    }
    Ok(match source {
        Source::Revision(revision) => Arc::new(repository.commit(revision, outside).map_err(said)?),
        _ => {
            let index = (io.env)("GIT_INDEX_FILE").map(PathBuf::from);
            Arc::new(repository.staged(index.as_deref(), outside).map_err(said)?)
        }
    })
}

/// A sentence of the layer below; names in it may hold anything.
fn said(why: String) -> anyhow::Error {
    anyhow::Error::msg(super::escaped(&why).into_owned())
}

/// The two sides of `REV`, `OLD..NEW` and `OLD...NEW` (since they went apart), as `git diff` reads them; a side that is
/// left out is HEAD, and without dots the new side is the work tree.
pub(super) fn range(text: &str, path: &Path) -> anyhow::Result<(String, Option<String>)> {
    let head = |side: &str| if side.is_empty() { "HEAD".to_owned() } else { side.to_owned() };
    if let Some((old, new)) = text.split_once("...") {
        let (old, new) = (head(old), head(new));
        let base = Repository::around(path).and_then(|r| r.merge_base(&old, &new)).map_err(said)?;
        return Ok((base, Some(new)));
    }
    Ok(match text.split_once("..") {
        Some((old, new)) => (head(old), Some(head(new))),
        None => (head(text), None),
    })
}

pub(super) fn absolute(path: &Path, cwd: &Path) -> PathBuf {
    normalize(&cwd.join(path))
}

pub(super) fn read_stdin(io: &mut Io<'_>) -> anyhow::Result<Arc<str>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    (&mut *io.stdin).take(limits::FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits::FILE_BYTES {
        bail!("standard input has more than {} bytes", limits::FILE_BYTES);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(e) => bail!("standard input is not UTF-8 text (first bad byte at offset {})", e.utf8_error().valid_up_to()),
    }
}
