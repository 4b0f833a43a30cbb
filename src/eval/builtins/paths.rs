//! Builtins about paths and files. Files come from the run's [`crate::base::Vfs`]: what it may not show is unknown, what
//! it says does not exist is an error as in Nix.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::base::{FileKind, ReadErrorKind, Symbol, files::normalize, limits};
use crate::eval::coerce::Mode;
use crate::eval::error::{ErrKind, R};
use crate::eval::store::Method;
use crate::eval::unknown::{WhyId, WhyKind};
use crate::eval::value::*;
use crate::eval::{Eval, Found, Known};
use crate::{known, sym};

use super::strings::STORE;
use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[
    make("baseNameOf", 1, base_name),
    make("dirOf", 1, dir_of),
    make("filterSource", 2, |ev, a| {
        let path = ev.want_path(a[1])?;
        let filter = ev.want_function(a[0])?;
        let path = known!(path, Shape::Str);
        let name = last_part(&path.to_string_lossy());
        ev.add_source(&path, &name, Some(filter), Method::Nar)
    }),
    make("findFile", 2, find_file),
    make("path", 1, source_path),
    make("pathExists", 1, path_exists),
    make("readDir", 1, read_dir),
    make("readFile", 1, read_file),
    make("readFileType", 1, |ev, a| {
        let path = known!(ev.want_path(a[0])?, Shape::Str);
        match ev.link_kind(&path)? {
            Ok(kind) => Ok(ev.string(kind.name())),
            Err(w) => Ok(Value::Unknown(w, Shape::Str)),
        }
    }),
    make("toFile", 2, |ev, a| {
        let name = ev.want_str(a[0])?;
        let text = ev.want_str(a[1])?;
        let name = known!(name, Shape::Str);
        let text = known!(text, Shape::Str);
        ev.add_text(&name, &text, a[1])
    }),
    make("toPath", 1, |ev, a| {
        let path = known!(ev.want_path(a[0])?, Shape::Str);
        Ok(ev.string(&path.to_string_lossy()))
    }),
];

impl Eval<'_> {
    /// An argument that names a file: a path, an absolute string, a set with `outPath`.
    pub fn want_path(&mut self, c: CellId) -> R<Known<PathBuf>> {
        let site = self.at;
        let v = self.force(c)?;
        if let Value::Path(p) = v {
            return Ok(Ok(PathBuf::from(self.text(p))));
        }
        self.at = site;
        match self.coerce(v, Mode::PathPart)? {
            Value::Str(s) => {
                let text = self.text_rc(s);
                if !text.starts_with('/') {
                    let short: String = text.chars().take(80).collect();
                    let message = format!("string `{short}` doesn't represent an absolute path");
                    return Err(self.fail(ErrKind::Type, message));
                }
                Ok(Ok(normalize(Path::new(&*text))))
            }
            other => Ok(Err(self.why_unknown(other).unwrap_or(WhyId(0)))),
        }
    }

    /// What a path is, links followed: `None` when it does not exist, an inner error when it may not be seen.
    pub fn probe(&mut self, path: &Path) -> Known<Option<FileKind>> {
        let vfs = self.program.files.vfs();
        if let Some(kind) = vfs.kind(path) {
            return Ok(Some(kind));
        }
        match vfs.read(path, 0) {
            Err(e) if e.kind == ReadErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.unreadable(path, &e)),
            Ok(_) => Ok(Some(FileKind::Regular)),
        }
    }

    fn unreadable(&mut self, path: &Path, e: &crate::base::ReadError) -> WhyId {
        self.why(WhyKind::Unreadable(format!("`{}`: {e}", path.display()).into()))
    }

    /// The kind of a path itself, links not followed.
    fn link_kind(&mut self, path: &Path) -> R<Known<FileKind>> {
        let kind = match self.probe(path) {
            Err(w) => return Ok(Err(w)),
            Ok(kind) => kind,
        };
        match self.listed_kind(path).or(kind) {
            Some(kind) => Ok(Ok(kind)),
            None => Err(self.no_such_file(path)),
        }
    }

    /// What the folder of a path says it is.
    fn listed_kind(&self, path: &Path) -> Option<FileKind> {
        let (dir, name) = (path.parent()?, path.file_name()?.to_string_lossy());
        let all = self.program.files.vfs().read_dir(dir).ok()?;
        all.into_iter().find(|(n, _)| *n == name).map(|(_, k)| k)
    }

    pub(in crate::eval) fn no_such_file(&mut self, path: &Path) -> crate::eval::ErrId {
        self.fail(ErrKind::File, format!("path `{}` does not exist", path.display()))
    }
}

/// A string that is one path in the store.
pub(super) fn store_path(ev: &mut Eval, name: &str) -> Value {
    let w = ev.why(WhyKind::StorePath { name: name.into(), exact: true });
    ev.pieces([Piece::Hole(w)])
}

fn last_part(path: &str) -> String {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

fn base_name(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let v = ev.force(a[0])?;
    match ev.coerce(v, Mode::PathPart)? {
        Value::Str(s) => {
            let text = ev.text_rc(s);
            let context = ev.context(s);
            // One trailing slash does not count.
            let trimmed = text.strip_suffix('/').unwrap_or(&text);
            let name = trimmed.rsplit('/').next().unwrap_or_default().to_owned();
            Ok(ev.string_with(name, context))
        }
        Value::Partial(p) => {
            let pieces = ev.partial(p);
            if let Some(Piece::Lit(last)) = pieces.last()
                && let Some((_, name)) = last.strip_suffix('/').unwrap_or(last).rsplit_once('/')
            {
                return Ok(ev.string(name));
            }
            Ok(Value::Unknown(ev.partial_why(p), Shape::Str))
        }
        v => Ok(Value::Unknown(ev.why_unknown(v).unwrap_or(WhyId(0)), Shape::Str)),
    }
}

fn dir_of(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let v = ev.force(a[0])?;
    if let Value::Path(p) = v {
        let text = ev.text_rc(p);
        let dir = Path::new(&*text).parent().unwrap_or(Path::new("/"));
        return Ok(ev.path(dir));
    }
    match ev.coerce(v, Mode::Interpolation)? {
        Value::Str(s) => {
            let text = ev.text_rc(s);
            let context = ev.context(s);
            let dir = match text.rsplit_once('/') {
                None => ".",
                Some(("", _)) => "/",
                Some((dir, _)) => dir,
            };
            Ok(ev.string_with(dir.to_owned(), context))
        }
        Value::Partial(p) => {
            let pieces = ev.partial(p);
            if let [Piece::Hole(w)] = pieces[..]
                && matches!(ev.why_of(w).kind, WhyKind::StorePath { exact: true, .. })
            {
                return Ok(ev.string(STORE.trim_end_matches('/')));
            }
            if let Some((Piece::Lit(last), before)) = pieces.split_last()
                && let Some((dir, _)) = last.rsplit_once('/')
            {
                let tail = (!dir.is_empty()).then(|| Piece::Lit(dir.into()));
                let all: Vec<Piece> = before.iter().cloned().chain(tail).collect();
                return Ok(ev.pieces(all));
            }
            Ok(Value::Unknown(ev.partial_why(p), Shape::Str))
        }
        v => Ok(Value::Unknown(ev.why_unknown(v).unwrap_or(WhyId(0)), Shape::Str)),
    }
}

fn path_exists(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let v = ev.force(a[0])?;
    ev.at = site;
    // `"dir/"` and `"dir/."` ask for a directory.
    let wants_dir = match v {
        Value::Str(s) => ev.text(s).ends_with('/') || ev.text(s).ends_with("/."),
        _ => false,
    };
    let path = known!(ev.want_path(a[0])?, Shape::Bool);
    ev.at = site;
    let kind = known!(ev.probe(&path), Shape::Bool);
    // A link that leads nowhere exists all the same.
    let dangling = || kind.is_none() && !wants_dir && ev.listed_kind(&path).is_some();
    Ok(Value::Bool(kind.is_some_and(|k| !wants_dir || k == FileKind::Directory) || dangling()))
}

fn read_dir(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let path = known!(ev.want_path(a[0])?, Shape::Attrs);
    ev.at = site;
    match ev.program.files.vfs().read_dir(&path) {
        Ok(all) => {
            let mut entries = Vec::with_capacity(all.len());
            for (name, kind) in all {
                let v = ev.string(kind.name());
                entries.push(Entry { name: Symbol::new(&name), cell: ev.cell(v), pos: PosId::NONE });
            }
            Ok(ev.attrs(entries))
        }
        Err(e) => failed_read(ev, &path, &e, Shape::Attrs),
    }
}

fn read_file(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let path = known!(ev.want_path(a[0])?, Shape::Str);
    ev.at = site;
    match ev.program.files.read_text(&path, limits::DATA_BYTES) {
        Ok(text) if text.contains('\0') => {
            let message =
                format!("the contents of the file `{}` cannot be represented as a Nix string", path.display());
            Err(ev.fail(ErrKind::File, message))
        }
        Ok(text) => Ok(ev.string_with(text.to_string(), Default::default())),
        Err(e) if e.kind == ReadErrorKind::IsDirectory => {
            Err(ev.fail(ErrKind::File, format!("`{}` is a directory", path.display())))
        }
        Err(e) => failed_read(ev, &path, &e, Shape::Str),
    }
}

/// A file that does not exist is an error; one that may not be read is unknown.
pub(super) fn failed_read(ev: &mut Eval, path: &Path, e: &crate::base::ReadError, shape: Shape) -> R<Value> {
    if e.kind == ReadErrorKind::NotFound {
        return Err(ev.no_such_file(path));
    }
    let w = ev.unreadable(path, e);
    Ok(Value::Unknown(w, shape))
}

/// `findFile [ { prefix = …; path = …; } ] name`.
fn find_file(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let items = ev.want_list(a[0])?;
    let name = ev.want_str(a[1])?;
    let (items, name) = (known!(items, Shape::Path), known!(name, Shape::Path));
    for &c in items.iter() {
        let set = known!(ev.want_attrs(c)?, Shape::Path);
        ev.at = site;
        let prefix: Rc<str> = match ev.find(set, sym!("prefix")) {
            Found::Cell(c) => known!(ev.want_str(c)?, Shape::Path),
            Found::Missing => "".into(),
            Found::Unknown(w) => return Ok(Value::Unknown(w, Shape::Path)),
        };
        let Some(rest) = crate::eval::search_rest(&prefix, &name) else { continue };
        ev.at = site;
        let folder = match ev.find(set, sym!("path")) {
            Found::Cell(c) => c,
            Found::Missing => return Err(ev.missing_attr(set, sym!("path"))),
            Found::Unknown(w) => return Ok(Value::Unknown(w, Shape::Path)),
        };
        let folder = known!(ev.want_path(folder)?, Shape::Path);
        let full = if rest.is_empty() { folder } else { folder.join(rest) };
        ev.at = site;
        if known!(ev.probe(&full), Shape::Path).is_some() {
            return Ok(ev.path(&full));
        }
    }
    Err(ev.fail_at(site, ErrKind::Throw, crate::eval::not_in_search_path(&name)))
}

/// `path { path, name ? baseNameOf path, … }`: a copy in the store.
fn source_path(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let set = known!(ev.want_attrs(a[0])?, Shape::Str);
    let accepted = ["path", "name", "filter", "recursive", "sha256"];
    if let Some(e) = ev.entries_by_name(set).iter().find(|e| !accepted.contains(&e.name.as_str())) {
        let message = format!("unsupported argument `{}` to `builtins.path`", e.name);
        return Err(ev.fail_at(site, ErrKind::Argument, message));
    }
    ev.at = site;
    let source = match ev.find(set, sym!("path")) {
        Found::Cell(c) => ev.want_path(c)?,
        Found::Missing => return Err(ev.fail_at(site, ErrKind::Argument, "missing required `path` attribute")),
        Found::Unknown(w) => Err(w),
    };
    let name: Rc<str> = match ev.find_listed(set, sym!("name")) {
        Found::Cell(c) => known!(ev.want_str(c)?, Shape::Str),
        Found::Missing => last_part(&known!(source.clone(), Shape::Str).to_string_lossy()).into(),
        Found::Unknown(w) => return Ok(Value::Unknown(w, Shape::Str)),
    };
    let method = match ev.find_listed(set, sym!("recursive")) {
        Found::Cell(c) if !known!(ev.want_bool(c)?, Shape::Str) => Method::Flat,
        Found::Unknown(w) => return Ok(Value::Unknown(w, Shape::Str)),
        Found::Cell(_) | Found::Missing => Method::Nar,
    };
    let filter = match ev.find_listed(set, sym!("filter")) {
        Found::Cell(c) => Some(ev.want_function(c)?),
        Found::Unknown(w) => return Ok(Value::Unknown(w, Shape::Str)),
        Found::Missing => None,
    };
    ev.at = site;
    if let Found::Cell(c) = ev.find_listed(set, sym!("sha256")) {
        let hash = known!(ev.want_str(c)?, Shape::Str);
        ev.at = site;
        return ev.fixed_source(&name, &hash, method);
    }
    ev.add_source(&known!(source, Shape::Str), &name, filter, method)
}
