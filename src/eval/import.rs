//! Files as values: `import`, `<name>`, and the start of an evaluation.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::base::{FileId, FileKind, ReadErrorKind, Symbol, limits};
use crate::ir::Program;

use super::error::{ErrKind, R};
use super::unknown::WhyKind;
use super::value::*;
use super::{Env, Eval, Mod, State};

/// The one file that Nix itself brings, and where it pretends to be.
const FETCHURL: &str = "/__corepkgs__/fetchurl.nix";
/// A fixed-output derivation in the place of Nix' own: its output is a hole like that of every derivation.
const FETCHURL_TEXT: &str = r#"
{ system ? "builtin", url ? null, hash ? "", name ? baseNameOf (toString url), ... }@args:
derivation (args // { inherit system name; builder = "builtin:fetchurl"; })
"#;

impl<'a> Eval<'a> {
    /// A fresh evaluation over the files of `program`.
    pub fn new(program: &'a Program) -> Self {
        let mut ev = Eval {
            program,
            mods: Vec::new(),
            cells: Vec::new(),
            origins: Vec::new(),
            envs: Vec::new(),
            slots: Vec::new(),
            strs: Vec::new(),
            string_bytes: 0,
            list_bytes: 0,
            contexts: Vec::new(),
            partials: Vec::new(),
            lists: Vec::new(),
            attrs: Vec::new(),
            paps: Vec::new(),
            natives: Vec::new(),
            lazies: Vec::new(),
            resolvers: Vec::new(),
            resolved: FxHashMap::default(),
            opaques: Vec::new(),
            whys: Vec::new(),
            errors: Vec::new(),
            globals: FxHashMap::default(),
            builtins: None,
            lib: None,
            lib_extensions: Vec::new(),
            host: None,
            extra: None,
            trees: FxHashMap::default(),
            source_roots: Vec::new(),
            imports: FxHashMap::default(),
            patterns: FxHashMap::default(),
            at: Origin::NATIVE,
            depth: 0,
            calls: 0,
            steps: 0,
            speculating: None,
            exhausted: None,
            cancel: None,
            traces: Vec::new(),
            call_depth: limits::CALL_DEPTH,
            budget: limits::HOST,
            env: None,
            stored: FxHashMap::default(),
            search_path: Vec::new(),
            system: None,
        };
        // `WhyId(0)`: a reason for places that have none of their own.
        ev.why(WhyKind::Failed);
        super::builtins::install(&mut ev);
        ev
    }

    /// The value of a file, evaluated once.
    pub fn import_file(&mut self, file: FileId) -> CellId {
        if let Some(&c) = self.imports.get(&file) {
            return c;
        }
        let c = self.file_cell(file, None);
        self.imports.insert(file, c);
        c
    }

    /// A cell for a whole file; `scope` are names that the file sees beside the global ones.
    fn file_cell(&mut self, file: FileId, scope: Option<AttrsId>) -> CellId {
        let (module, env) = self.add_module(file, scope);
        match self.mods[module.0 as usize].lowered.module.root {
            Some(expr) => self.push_cell(State::Todo(expr, env), Origin { module, expr }),
            None => {
                let v = self.unknown(WhyKind::Syntax);
                self.cell_at(v, Origin::NATIVE)
            }
        }
    }

    /// The value of a text of our own, read at its first use in a run.
    pub fn import_embedded(&mut self, name: &str, text: &'static str) -> CellId {
        let file = self.program.embedded(name, text);
        self.import_file(file)
    }

    fn add_module(&mut self, file: FileId, scope: Option<AttrsId>) -> (ModId, EnvId) {
        let pos_base = self.mods.last().map_or(1, |m| m.pos_base + m.lowered.module.names.max(1));
        let lowered = self.program.lowered(file);
        let module = ModId(self.mods.len() as u32);
        let embedded = self.program.files.path(file).to_string_lossy().starts_with("<ocinix/");
        self.mods.push(Mod { file, lowered, pos_base, scope, embedded });
        let env = EnvId(self.envs.len() as u32);
        // The outermost frame is its own parent: no variable reaches past it.
        self.envs.push(Env { up: env, module, start: self.slots.len() as u32 });
        (module, env)
    }

    /// `import path`: a file, or the `default.nix` of a directory.
    pub fn import_path(&mut self, path: &Path) -> R<Value> {
        match self.find_import(path)? {
            Ok(file) => {
                let c = self.import_file(file);
                self.force(c)
            }
            Err(unknown) => Ok(unknown),
        }
    }

    /// `scopedImport scope path`: evaluated anew at every call, with the names of `scope` around the file.
    pub(super) fn import_scoped(&mut self, path: &Path, scope: AttrsId) -> R<Value> {
        match self.find_import(path)? {
            Ok(file) => {
                let c = self.file_cell(file, Some(scope));
                self.force(c)
            }
            Err(unknown) => Ok(unknown),
        }
    }

    /// The file that `import path` reads; the inner error is an unknown for a file that exists but cannot be read.
    pub fn find_import(&mut self, path: &Path) -> R<Result<FileId, Value>> {
        let mut full: PathBuf = crate::base::files::normalize(path);
        if full == Path::new(FETCHURL) {
            return Ok(Ok(self.program.embedded("<ocinix/fetchurl.nix>", FETCHURL_TEXT)));
        }
        if self.program.files.vfs().kind(&full) == Some(FileKind::Directory) {
            full.push("default.nix");
        }
        match self.program.load(&full) {
            Ok(file) => Ok(Ok(file)),
            Err(e) if matches!(e.kind, ReadErrorKind::NotFound) => {
                let mut message = format!("`{}` does not exist", full.display());
                if full != crate::base::files::normalize(path) {
                    message = format!("`{}` is a directory without `default.nix`", path.display());
                }
                Err(self.fail(ErrKind::File, message))
            }
            Err(e) => Ok(Err(self.unknown(WhyKind::Unreadable(format!("`{}`: {e}", full.display()).into())))),
        }
    }

    /// `<name/sub>`: the first entry of the search path that has it.
    pub(super) fn lookup_path(&mut self, text: &str) -> R<Value> {
        for (prefix, folder) in self.search_path.clone() {
            let Some(rest) = search_rest(&prefix, text) else { continue };
            let full = if rest.is_empty() { folder } else { folder.join(rest) };
            if self.program.files.vfs().kind(&full).is_some() {
                return Ok(self.path(&full));
            }
        }
        if text == "nix/fetchurl.nix" {
            return Ok(self.path(Path::new(FETCHURL)));
        }
        if self.env.is_some() {
            return Err(self.fail(ErrKind::Throw, not_in_search_path(text)));
        }
        let v = self.unknown(WhyKind::Input(text.into()));
        Ok(match v {
            Value::Unknown(w, _) => Value::Unknown(w, Shape::Path),
            v => v,
        })
    }

    /// The cell of a global name (`builtins`, `map`, …).
    pub fn global(&self, name: Symbol) -> Option<CellId> {
        self.globals.get(&name).copied()
    }

    pub(super) fn reserve_globals(&mut self, more: usize) {
        self.globals.reserve(more);
    }

    pub(super) fn set_global(&mut self, name: Symbol, cell: CellId) {
        self.globals.insert(name, cell);
    }

    /// The attribute set `builtins`.
    pub fn builtins_cell(&mut self) -> CellId {
        match self.builtins {
            Some(c) => c,
            None => super::builtins::make_set(self),
        }
    }
    pub(super) fn set_builtins(&mut self, c: CellId) {
        self.builtins = Some(c);
    }
}

/// The message for a name that no entry of the search path has.
pub(super) fn not_in_search_path(name: &str) -> String {
    format!("file `{name}` was not found in the Nix search path (add it using $NIX_PATH or -I)")
}

/// What of `<text>` lies below a search path entry with this prefix; `None` when the entry does not apply.
pub(crate) fn search_rest<'t>(prefix: &str, text: &'t str) -> Option<&'t str> {
    if prefix.is_empty() {
        return Some(text);
    }
    let rest = text.strip_prefix(prefix)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}
