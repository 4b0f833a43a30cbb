//! What a Git repository holds instead of what lies in its work tree: the staged files, or those of a commit. Nothing is
//! checked out, no other program runs, and what Git does not know is not there, as for Nix when it copies a flake.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use gix::index::entry::{Flags, Mode, Stage};

use super::files::{FileKind, Node, ReadError, ReadErrorKind, Vfs, normalize};
use super::limits;

/// The repository around a path.
pub struct Repository {
    repo: gix::Repository,
    /// The work tree, spelled as the path was that led here.
    root: PathBuf,
}

/// One tree of a repository, over a file system for what lies outside of the work tree.
pub struct Tree<V> {
    repo: gix::ThreadSafeRepository,
    root: PathBuf,
    /// By path below `root`.
    entries: BTreeMap<PathBuf, Entry>,
    outside: V,
}

struct Entry {
    id: gix::ObjectId,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    File {
        executable: bool,
    },
    Link,
    /// A commit of another repository: a folder whose content is elsewhere.
    Submodule,
}

impl Repository {
    /// The repository whose work tree holds `path`, which is absolute.
    ///
    /// # Errors
    /// A sentence when there is none, or it cannot be read.
    pub fn around(path: &Path) -> Result<Repository, String> {
        let Some(root) = path.ancestors().find(|dir| dir.join(".git").exists()) else {
            return Err(format!("`{}` is not in the work tree of a Git repository", path.display()));
        };
        let repo = gix::open(root).map_err(|e| format!("the Git repository `{}`: {e}", root.display()))?;
        Ok(Repository { repo, root: root.to_path_buf() })
    }

    /// The work tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the next commit would hold. `index` is the file that Git works with where that is not the usual one: it says
    /// so to its hooks (`GIT_INDEX_FILE`), relative to the work tree.
    ///
    /// # Errors
    /// A sentence when the index cannot be read.
    pub fn staged<V>(self, index: Option<&Path>, outside: V) -> Result<Tree<V>, String> {
        let path = index.map_or_else(|| self.repo.index_path(), |index| self.root.join(index));
        if !path.exists() {
            return Ok(self.tree(BTreeMap::new(), outside));
        }
        let options = gix::index::decode::Options::default();
        let index = gix::index::File::at(&path, self.repo.object_hash(), true, options)
            .map_err(|e| format!("the Git index `{}`: {e}", path.display()))?;
        let entries = entries(&index);
        Ok(self.tree(entries, outside))
    }

    /// What a commit holds. `revision` is anything that Git understands: a branch, a tag, `HEAD~2`, part of a hash.
    ///
    /// # Errors
    /// A sentence when there is no such revision.
    pub fn commit<V>(self, revision: &str, outside: V) -> Result<Tree<V>, String> {
        let wrong = |e: &dyn std::fmt::Display| format!("the Git revision `{revision}`: {e}");
        let id = self.find(revision)?;
        let tree = id.object().map_err(|e| wrong(&e))?.peel_to_tree().map_err(|e| wrong(&e))?;
        let index = self.repo.index_from_tree(&tree.id).map_err(|e| wrong(&e))?;
        let entries = entries(&index);
        drop(tree);
        Ok(self.tree(entries, outside))
    }

    /// The commit from which two went apart, as a hash.
    ///
    /// # Errors
    /// A sentence when one does not exist or they have nothing in common.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<String, String> {
        let find = |revision: &str| {
            let wrong = |e: &dyn std::fmt::Display| format!("the Git revision `{revision}`: {e}");
            let commit =
                self.find(revision)?.object().map_err(|e| wrong(&e))?.peel_to_commit().map_err(|e| wrong(&e))?;
            Ok::<_, String>(commit.id)
        };
        match self.repo.merge_base(find(one)?, find(other)?) {
            Ok(Some(base)) => Ok(base.to_string()),
            Ok(None) => Err(format!("the Git revisions `{one}` and `{other}` have no commit in common")),
            Err(e) => Err(format!("the Git revisions `{one}` and `{other}`: {e}")),
        }
    }

    fn find(&self, revision: &str) -> Result<gix::Id<'_>, String> {
        // What the library says of an unknown name repeats the name.
        self.repo
            .rev_parse_single(revision)
            .map_err(|_| format!("there is no Git revision `{revision}`, or not only one"))
    }

    fn tree<V>(self, entries: BTreeMap<PathBuf, Entry>, outside: V) -> Tree<V> {
        Tree { repo: self.repo.into_sync(), root: self.root, entries, outside }
    }
}

fn entries(index: &gix::index::State) -> BTreeMap<PathBuf, Entry> {
    let mut out = BTreeMap::new();
    for entry in index.entries() {
        // Of a file in conflict our own side counts; one that is only meant to be added is not staged.
        if !matches!(entry.stage(), Stage::Unconflicted | Stage::Ours) || entry.flags.contains(Flags::INTENT_TO_ADD) {
            continue;
        }
        let what = match entry.mode {
            Mode::FILE => What::File { executable: false },
            Mode::FILE_EXECUTABLE => What::File { executable: true },
            Mode::SYMLINK => What::Link,
            _ => What::Submodule,
        };
        // A name that this system cannot have is not there.
        let Ok(path) = gix::path::from_bstr(entry.path(index)) else { continue };
        out.insert(path.into_owned(), Entry { id: entry.id, what });
    }
    out
}

/// What a path leads to.
enum Place<'a> {
    Entry(&'a Entry),
    /// A folder, by its path below the root.
    Folder(PathBuf),
    Outside(PathBuf),
}

impl<V> Tree<V> {
    /// Follows the links in a path, and the path itself when it is one and `last` says so.
    fn place(&self, path: &Path, last: bool) -> Result<Place<'_>, ReadErrorKind> {
        let mut path = normalize(path);
        for _ in 0..=LINKS {
            let Ok(below) = path.strip_prefix(&self.root) else { return Ok(Place::Outside(path)) };
            match self.step(below, last)? {
                Step::There(place) => return Ok(place),
                Step::Elsewhere(other) => path = other,
            }
        }
        Err(ReadErrorKind::SymlinkLoop)
    }

    fn step(&self, below: &Path, last: bool) -> Result<Step<'_>, ReadErrorKind> {
        let mut at = PathBuf::new();
        let mut rest = below.components();
        while let Some(Component::Normal(name)) = rest.next() {
            at.push(name);
            let is_last = rest.as_path().as_os_str().is_empty();
            match self.entries.get(&at) {
                Some(entry) if entry.what == What::Link && (last || !is_last) => {
                    let target = self.link(entry)?;
                    let folder = self.root.join(at.parent().unwrap_or(Path::new("")));
                    return Ok(Step::Elsewhere(normalize(&folder.join(target).join(rest.as_path()))));
                }
                Some(entry) if is_last => return Ok(Step::There(Place::Entry(entry))),
                Some(_) => return Err(ReadErrorKind::NotFound),
                None => {}
            }
        }
        let is_folder = at.as_os_str().is_empty() || self.below(&at).next().is_some();
        if is_folder { Ok(Step::There(Place::Folder(at))) } else { Err(ReadErrorKind::NotFound) }
    }

    /// All entries below a folder: paths are ordered part by part, so they lie together.
    fn below<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = (&'a PathBuf, &'a Entry)> {
        self.entries.range(folder.to_path_buf()..).take_while(move |(path, _)| path.starts_with(folder))
    }

    fn link(&self, entry: &Entry) -> Result<PathBuf, ReadErrorKind> {
        let bytes = self.blob(entry, limits::FILE_BYTES)?;
        String::from_utf8(bytes).map(PathBuf::from).map_err(|e| ReadErrorKind::NotUtf8(e.utf8_error().valid_up_to()))
    }

    fn blob(&self, entry: &Entry, limit: u64) -> Result<Vec<u8>, ReadErrorKind> {
        let repo = self.repo.to_thread_local();
        let missing = |e: &dyn std::fmt::Display| ReadErrorKind::Io(format!("the Git repository: {e}"));
        let size = repo.find_header(entry.id).map_err(|e| missing(&e))?.size();
        if size > limit {
            return Err(ReadErrorKind::TooLarge(size));
        }
        Ok(repo.find_object(entry.id).map_err(|e| missing(&e))?.detach().data)
    }
}

enum Step<'a> {
    There(Place<'a>),
    Elsewhere(PathBuf),
}

/// Links on the way to a file, as in Linux.
const LINKS: usize = 40;

impl What {
    fn kind(self) -> FileKind {
        match self {
            What::File { .. } => FileKind::Regular,
            What::Link => FileKind::Symlink,
            What::Submodule => FileKind::Directory,
        }
    }
}

impl<V: Vfs> Vfs for Tree<V> {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let err = |kind| ReadError { path: path.to_owned(), kind };
        match self.place(path, true).map_err(err)? {
            Place::Entry(entry) if matches!(entry.what, What::File { .. }) => self.blob(entry, limit).map_err(err),
            Place::Entry(_) | Place::Folder(_) => Err(err(ReadErrorKind::IsDirectory)),
            Place::Outside(path) => self.outside.read(&path, limit),
        }
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        match self.place(path, true).ok()? {
            Place::Entry(entry) => Some(entry.what.kind()),
            Place::Folder(_) => Some(FileKind::Directory),
            Place::Outside(path) => self.outside.kind(&path),
        }
    }

    fn read_dir(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        let err = |kind| ReadError { path: path.to_owned(), kind };
        let folder = match self.place(path, true).map_err(err)? {
            Place::Folder(folder) => folder,
            Place::Outside(path) => return self.outside.read_dir(&path),
            Place::Entry(entry) if entry.what == What::Submodule => {
                return Err(err(ReadErrorKind::Io("it is a submodule, whose files are in another repository".into())));
            }
            Place::Entry(_) => return Err(err(ReadErrorKind::Io("not a directory".into()))),
        };
        let mut out: Vec<(String, FileKind)> = Vec::new();
        for (path, entry) in self.below(&folder) {
            let mut parts = path.strip_prefix(&folder).unwrap_or(path).components();
            let Some(Component::Normal(name)) = parts.next() else { continue };
            let kind = if parts.next().is_some() { FileKind::Directory } else { entry.what.kind() };
            let name = name.to_string_lossy();
            if out.last().is_none_or(|(last, _)| *last != name) {
                if out.len() >= limits::DIR_ENTRIES {
                    return Err(err(ReadErrorKind::Io(format!("more than {} entries", limits::DIR_ENTRIES))));
                }
                out.push((name.into_owned(), kind));
            }
        }
        out.sort();
        Ok(out)
    }

    fn node(&self, path: &Path) -> Option<Node> {
        match self.place(path, false).ok()? {
            Place::Entry(entry) => match entry.what {
                What::File { executable } => Some(Node::Regular { executable }),
                What::Link => Some(Node::Link(self.link(entry).ok()?.to_str()?.to_owned())),
                What::Submodule => None,
            },
            Place::Folder(_) => Some(Node::Directory),
            Place::Outside(path) => self.outside.node(&path),
        }
    }
}
