//! Source files: reading them through a [`Vfs`] (disk, unsaved editor buffers, a staged index) and mapping byte
//! offsets to lines and columns. With `git`, the only place that
//! touches the file system.

use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::ids::Span;
use super::limits;

/// A file of one analysis run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Why a path could not be read. The text of [`ReadError::to_string`] is a complete reason for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    pub path: PathBuf,
    pub kind: ReadErrorKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadErrorKind {
    NotFound,
    /// A directory without `default.nix`, or a directory where a file was asked for.
    IsDirectory,
    /// Byte offset of the first byte that is not UTF-8.
    NotUtf8(usize),
    /// Size in bytes.
    TooLarge(u64),
    /// Encrypted text; the value names the tool (`sops`, `git-crypt`, `age`, `ansible-vault`,
    /// `pgp`, `transcrypt`).
    Encrypted(&'static str),
    /// Not below the workspace, the store, or a path named on the command line.
    OutsideWorkspace,
    /// Too many symbolic links.
    SymlinkLoop,
    /// Neither a regular file nor a directory (a pipe, a device, a socket).
    NotRegular,
    /// Anything else the operating system says.
    Io(String),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            ReadErrorKind::NotFound => write!(f, "no such file or directory"),
            ReadErrorKind::IsDirectory => write!(f, "it is a directory without a `default.nix`"),
            ReadErrorKind::NotUtf8(at) => write!(f, "it is not UTF-8 text (first bad byte at offset {at})"),
            ReadErrorKind::TooLarge(n) => {
                write!(f, "it has {n} bytes, more than the limit of {}", limits::FILE_BYTES)
            }
            ReadErrorKind::Encrypted(tool) => write!(f, "it is encrypted with {tool}"),
            ReadErrorKind::OutsideWorkspace => {
                write!(f, "it lies outside the workspace, the Nix store and the paths on the command line")
            }
            ReadErrorKind::SymlinkLoop => write!(f, "too many symbolic links: a link leads back to itself"),
            ReadErrorKind::NotRegular => write!(f, "it is neither a regular file nor a directory"),
            ReadErrorKind::Io(e) => write!(f, "{e}"),
        }
    }
}

impl std::error::Error for ReadError {}

/// What a path is, as `builtins.readDir` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Regular,
    Directory,
    Symlink,
    Unknown,
}

impl FileKind {
    /// As `builtins.readDir` names it.
    pub fn name(self) -> &'static str {
        match self {
            FileKind::Regular => "regular",
            FileKind::Directory => "directory",
            FileKind::Symlink => "symlink",
            FileKind::Unknown => "unknown",
        }
    }
}

/// Where files come from. Paths are absolute and normalised (no `.` or `..`).
pub trait Vfs: Send + Sync {
    /// The bytes of a file, at most `limit`; symbolic links are followed.
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError>;
    /// The kind of a path, links followed; `None` when it does not exist or may not be seen.
    fn kind(&self, path: &Path) -> Option<FileKind>;
    /// Names and kinds (links not followed), sorted by name.
    fn read_dir(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError>;
    /// What lies at a path itself, as an archive of it would say; `None` when that is not known.
    fn node(&self, _path: &Path) -> Option<Node> {
        None
    }
}

/// A file system that several tables read.
impl Vfs for Arc<dyn Vfs> {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        (**self).read(path, limit)
    }
    fn kind(&self, path: &Path) -> Option<FileKind> {
        (**self).kind(path)
    }
    fn read_dir(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        (**self).read_dir(path)
    }
    fn node(&self, path: &Path) -> Option<Node> {
        (**self).node(path)
    }
}

/// What an archive records of a path beside its content; links are not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Regular {
        executable: bool,
    },
    Directory,
    /// The text of the link.
    Link(String),
}

/// The real file system, limited to what lies below `roots` (and the Nix store).
/// A link that leads outside is refused like the path it leads to.
pub struct Disk {
    roots: Vec<PathBuf>,
}

impl Disk {
    /// `roots` are the workspace and every path named on the command line; they need not exist.
    pub fn new(roots: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut all = vec![PathBuf::from("/nix/store")];
        for root in roots {
            if let Ok(real) = std::fs::canonicalize(&root) {
                all.push(real);
            }
            all.push(normalize(&root));
        }
        all.dedup();
        Disk { roots: all }
    }

    fn allowed(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let err = |kind| ReadError { path: path.to_owned(), kind };
        let inside = |p: &Path| self.roots.iter().any(|r| p.starts_with(r));
        match std::fs::canonicalize(path) {
            Ok(real) if inside(&real) => Ok(real),
            Ok(_) => Err(err(ReadErrorKind::OutsideWorkspace)),
            // What is outside is not probed: whether it exists is none of our business.
            Err(_) if !inside(path) => Err(err(ReadErrorKind::OutsideWorkspace)),
            Err(e) => Err(err(io_kind(&e))),
        }
    }
}

fn io_kind(e: &std::io::Error) -> ReadErrorKind {
    use std::io::ErrorKind as K;
    match e.kind() {
        K::NotFound | K::NotADirectory => ReadErrorKind::NotFound,
        K::IsADirectory => ReadErrorKind::IsDirectory,
        // `FilesystemLoop` is not stable; ELOOP is 40 on Linux and 62 on macOS.
        _ if matches!(e.raw_os_error(), Some(40 | 62)) => ReadErrorKind::SymlinkLoop,
        _ => ReadErrorKind::Io(e.to_string()),
    }
}

impl Vfs for Disk {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        use std::io::Read;
        let err = |kind| ReadError { path: path.to_owned(), kind };
        let real = self.allowed(path)?;
        let meta = std::fs::metadata(&real).map_err(|e| err(io_kind(&e)))?;
        if meta.is_dir() {
            return Err(err(ReadErrorKind::IsDirectory));
        }
        if !meta.is_file() {
            return Err(err(ReadErrorKind::NotRegular));
        }
        if meta.len() > limit {
            return Err(err(ReadErrorKind::TooLarge(meta.len())));
        }
        let file = std::fs::File::open(&real).map_err(|e| err(io_kind(&e)))?;
        let mut bytes = Vec::with_capacity(meta.len() as usize);
        // The file may grow or vanish while it is read: the limit holds for what is really read.
        file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| err(io_kind(&e)))?;
        if bytes.len() as u64 > limit {
            return Err(err(ReadErrorKind::TooLarge(bytes.len() as u64)));
        }
        Ok(bytes)
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        let real = self.allowed(path).ok()?;
        let meta = std::fs::metadata(real).ok()?;
        Some(file_kind(meta.file_type()))
    }

    fn read_dir(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        let err = |kind| ReadError { path: path.to_owned(), kind };
        let real = self.allowed(path)?;
        let mut out = Vec::new();
        for entry in std::fs::read_dir(&real).map_err(|e| err(io_kind(&e)))? {
            let Ok(entry) = entry else { continue };
            if out.len() >= limits::DIR_ENTRIES {
                return Err(err(ReadErrorKind::Io(format!("more than {} entries", limits::DIR_ENTRIES))));
            }
            let kind = entry.file_type().map(file_kind).unwrap_or(FileKind::Unknown);
            out.push((entry.file_name().to_string_lossy().into_owned(), kind));
        }
        out.sort();
        Ok(out)
    }

    fn node(&self, path: &Path) -> Option<Node> {
        let folder = self.allowed(path.parent()?).ok()?;
        let own = folder.join(path.file_name()?);
        let meta = std::fs::symlink_metadata(&own).ok()?;
        if meta.is_symlink() {
            return Some(Node::Link(std::fs::read_link(&own).ok()?.to_str()?.to_owned()));
        }
        let kind = meta.file_type();
        Some(if kind.is_dir() {
            Node::Directory
        } else if kind.is_file() {
            Node::Regular { executable: executable(&meta) }
        } else {
            return None;
        })
    }
}

#[cfg(unix)]
fn executable(meta: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    meta.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn executable(_: &std::fs::Metadata) -> bool {
    false
}

impl PartialOrd for FileKind {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for FileKind {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (*self as u8).cmp(&(*other as u8))
    }
}

fn file_kind(t: std::fs::FileType) -> FileKind {
    if t.is_dir() {
        FileKind::Directory
    } else if t.is_symlink() {
        FileKind::Symlink
    } else if t.is_file() {
        FileKind::Regular
    } else {
        FileKind::Unknown
    }
}

/// Unsaved editor buffers over another file system.
pub struct Overlay<V> {
    pub below: V,
    /// Absolute normalised path → full text.
    pub buffers: FxHashMap<PathBuf, Arc<str>>,
}

impl<V: Vfs> Vfs for Overlay<V> {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.buffers.get(path) {
            Some(text) if text.len() as u64 > limit => {
                Err(ReadError { path: path.to_owned(), kind: ReadErrorKind::TooLarge(text.len() as u64) })
            }
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.below.read(path, limit),
        }
    }
    fn kind(&self, path: &Path) -> Option<FileKind> {
        if self.buffers.contains_key(path) { Some(FileKind::Regular) } else { self.below.kind(path) }
    }
    fn read_dir(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        self.below.read_dir(path)
    }
    fn node(&self, path: &Path) -> Option<Node> {
        if self.buffers.contains_key(path) { None } else { self.below.node(path) }
    }
}

/// Files that exist only in memory: tests, and text given on standard input.
#[derive(Default)]
pub struct MemoryFs {
    pub files: FxHashMap<PathBuf, Arc<[u8]>>,
}

impl MemoryFs {
    pub fn insert(&mut self, path: impl Into<PathBuf>, text: impl AsRef<[u8]>) {
        self.files.insert(path.into(), text.as_ref().into());
    }
}

impl Vfs for MemoryFs {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let err = |kind| ReadError { path: path.to_owned(), kind };
        match self.files.get(path) {
            Some(b) if b.len() as u64 > limit => Err(err(ReadErrorKind::TooLarge(b.len() as u64))),
            Some(b) => Ok(b.to_vec()),
            None if self.kind(path).is_some() => Err(err(ReadErrorKind::IsDirectory)),
            None => Err(err(ReadErrorKind::NotFound)),
        }
    }
    fn kind(&self, path: &Path) -> Option<FileKind> {
        if self.files.contains_key(path) {
            return Some(FileKind::Regular);
        }
        self.files.keys().any(|p| p.starts_with(path)).then_some(FileKind::Directory)
    }
    fn read_dir(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        let mut names: Vec<(String, FileKind)> = Vec::new();
        let mut keys: Vec<&PathBuf> = self.files.keys().collect();
        keys.sort();
        for key in keys {
            let Ok(rest) = key.strip_prefix(path) else { continue };
            let mut parts = rest.components();
            let Some(Component::Normal(first)) = parts.next() else { continue };
            let kind = if parts.next().is_some() { FileKind::Directory } else { FileKind::Regular };
            names.push((first.to_string_lossy().into_owned(), kind));
        }
        names.dedup();
        if names.is_empty() && self.kind(path).is_none() {
            return Err(ReadError { path: path.to_owned(), kind: ReadErrorKind::NotFound });
        }
        Ok(names)
    }
}

/// One loaded source file.
pub struct File {
    /// Absolute normalised path, or an invented one such as `<lib/strings.nix>` for text of our own.
    pub path: PathBuf,
    pub text: Arc<str>,
    lines: OnceLock<LineIndex>,
}

impl File {
    /// The line table of the text, made at the first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// All files of one analysis run: append-only, shared between threads.
pub struct Files {
    vfs: Box<dyn Vfs>,
    table: elsa::sync::FrozenVec<Box<File>>,
    by_path: Mutex<FxHashMap<PathBuf, Result<FileId, ReadError>>>,
}

impl Files {
    pub fn new(vfs: impl Vfs + 'static) -> Self {
        Files { vfs: Box::new(vfs), table: elsa::sync::FrozenVec::new(), by_path: Mutex::default() }
    }

    pub fn vfs(&self) -> &dyn Vfs {
        &*self.vfs
    }

    /// Loads a `.nix` file as text, once per run: later calls see the same text or the same error.
    pub fn load(&self, path: &Path) -> Result<FileId, ReadError> {
        let path = normalize(path);
        let mut map = self.by_path.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = map.get(&path) {
            return known.clone();
        }
        let result = self.read_text(&path, limits::FILE_BYTES).map(|text| self.push(path.clone(), text));
        map.insert(path, result.clone());
        result
    }

    /// Reads a file as UTF-8 text without adding it to the table (for `builtins.readFile`).
    pub fn read_text(&self, path: &Path, limit: u64) -> Result<Arc<str>, ReadError> {
        let bytes = self.vfs.read(path, limit)?;
        let err = |kind| ReadError { path: path.to_owned(), kind };
        if let Some(tool) = encrypted_with(&bytes) {
            return Err(err(ReadErrorKind::Encrypted(tool)));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(text.into()),
            Err(e) => Err(err(ReadErrorKind::NotUtf8(e.utf8_error().valid_up_to()))),
        }
    }

    /// Adds text that lies in no file (an expression on the command line, the embedded library).
    pub fn add_virtual(&self, name: &str, text: impl Into<Arc<str>>) -> FileId {
        self.push(PathBuf::from(name), text.into())
    }

    fn push(&self, path: PathBuf, text: Arc<str>) -> FileId {
        FileId(self.table.push_get_index(Box::new(File { path, text, lines: OnceLock::new() })) as u32)
    }

    /// The file of an id that came from this table.
    pub fn get(&self, id: FileId) -> &File {
        match self.table.get(id.0 as usize) {
            Some(f) => f,
            None => unreachable!("a file id of another run"),
        }
    }

    pub fn path(&self, id: FileId) -> &Path {
        &self.get(id).path
    }

    /// Number of files loaded so far.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every path that was asked for and could not be read, sorted.
    pub fn failures(&self) -> Vec<ReadError> {
        let map = self.by_path.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<ReadError> = map.values().filter_map(|r| r.as_ref().err().cloned()).collect();
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all
    }
}

/// Recognises encrypted files by their first bytes: git-crypt, age, ansible-vault, PGP and OpenSSL marks, or
/// a sops document.
pub fn encrypted_with(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(64)];
    if head.starts_with(b"\0GITCRYPT\0") {
        return Some("git-crypt");
    }
    if head.starts_with(b"age-encryption.org/") || head.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----") {
        return Some("age");
    }
    if head.starts_with(b"$ANSIBLE_VAULT;") {
        return Some("ansible-vault");
    }
    if head.starts_with(b"-----BEGIN PGP MESSAGE-----") {
        return Some("pgp");
    }
    // Base64 of `Salted__`, with which OpenSSL begins what it encrypts.
    if head.starts_with(b"U2FsdGVkX1") {
        return Some("transcrypt");
    }
    let start = head.iter().position(|b| !b.is_ascii_whitespace())?;
    let contains = |needle: &[u8]| bytes.windows(needle.len()).any(|w| w == needle);
    if head[start] == b'{' && contains(b"\"sops\"") && contains(b"ENC[AES256_GCM,") && contains(b"\"mac\"") {
        return Some("sops");
    }
    None
}

/// Makes a path absolute-looking and removes `.` and `..` by text, as Nix does.
pub fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !out.pop() && !path.is_absolute() {
                    out.push("..");
                }
            }
            other => out.push(other),
        }
    }
    if out.as_os_str().is_empty() { PathBuf::from(".") } else { out }
}

/// A 1-based position; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineCol {
    pub line: u32,
    pub column: u32,
}

/// Maps byte offsets of one text to lines and columns.
#[derive(Debug)]
pub struct LineIndex {
    /// Byte offset of the start of every line.
    starts: Vec<u32>,
    ascii: bool,
    len: u32,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        LineIndex { starts, ascii: text.is_ascii(), len: text.len() as u32 }
    }

    /// Number of lines; a final newline starts no further line.
    pub fn line_count(&self) -> usize {
        if self.starts.len() > 1 && self.starts.last() == Some(&self.len) {
            self.starts.len() - 1
        } else {
            self.starts.len()
        }
    }

    /// 0-based line of an offset; offsets past the end are the last line.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|&s| s <= offset).saturating_sub(1)
    }

    /// Byte span of a 0-based line, without its line break.
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let start = self.starts.get(line).copied().unwrap_or(self.len);
        let end = self.starts.get(line + 1).copied().unwrap_or(self.len);
        let body = text.get(start as usize..end as usize).unwrap_or("").trim_end_matches(['\n', '\r']);
        Span::new(start, start + body.len() as u32)
    }

    /// Line and column of a byte offset; an offset inside a character counts as its start.
    pub fn line_col(&self, text: &str, offset: u32) -> LineCol {
        let offset = offset.min(self.len);
        let line = self.line_of(offset);
        let start = self.starts[line];
        let column = if self.ascii {
            offset - start
        } else {
            let mut end = offset as usize;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.get(start as usize..end).map_or(0, |s| s.chars().count() as u32)
        };
        LineCol { line: line as u32 + 1, column: column + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "a\nü☃x\r\n";
        let ix = LineIndex::new(text);
        assert_eq!(ix.line_col(text, 0), LineCol { line: 1, column: 1 });
        assert_eq!(ix.line_col(text, 7), LineCol { line: 2, column: 3 });
        assert_eq!(ix.line_col(text, 3), LineCol { line: 2, column: 1 });
        assert_eq!(ix.line_count(), 2);
        assert_eq!(ix.line_span(text, 1), Span::new(2, 8));
    }

    #[test]
    fn normalising_is_textual() {
        assert_eq!(normalize(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(normalize(Path::new("/../x")), Path::new("/x"));
    }

    #[test]
    fn encryption_is_recognised() {
        assert_eq!(encrypted_with(b"\0GITCRYPT\0abc"), Some("git-crypt"));
        assert_eq!(encrypted_with(b"U2FsdGVkX1+abc\n"), Some("transcrypt"));
        assert_eq!(encrypted_with(b"{ \"data\": \"ENC[AES256_GCM,x]\", \"sops\": { \"mac\": \"\" } }"), Some("sops"));
        assert_eq!(encrypted_with(b"{ services.sops = 1; }"), None);
    }
}
