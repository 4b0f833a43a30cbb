//! The lowered files of one run, shared by the evaluations of all hosts: each file is read and parsed once.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::base::{FileId, Files, ReadError, Span};
use crate::diag::{Anchor, At};

use super::{Lowered, lower};

/// Files with their lowered forms; append-only.
pub struct Program {
    pub files: Arc<Files>,
    table: elsa::sync::FrozenVec<Box<Entry>>,
    index: Mutex<FxHashMap<FileId, usize>>,
    embedded: Mutex<FxHashMap<String, FileId>>,
    /// Lowered forms of earlier runs, by path: used when the text is the same.
    earlier: FxHashMap<std::path::PathBuf, (Arc<str>, Arc<Lowered>)>,
}

struct Entry {
    file: FileId,
    lowered: Arc<Lowered>,
}

impl Program {
    pub fn new(files: Arc<Files>) -> Self {
        Program {
            files,
            table: elsa::sync::FrozenVec::new(),
            index: Mutex::default(),
            embedded: Mutex::default(),
            earlier: FxHashMap::default(),
        }
    }

    /// A program that takes over what another has parsed, where the text has not changed (used between edits).
    pub fn with_cache(files: Arc<Files>, previous: &Program) -> Self {
        let mut p = Program::new(files);
        p.earlier.clone_from(&previous.earlier);
        for entry in previous.table.iter() {
            let file = previous.files.get(entry.file);
            p.earlier.insert(file.path.clone(), (file.text.clone(), entry.lowered.clone()));
        }
        p
    }

    /// The lowered form of a loaded file. Several threads may lower different files at once.
    pub fn lowered(&self, file: FileId) -> &Lowered {
        let known = |index: &FxHashMap<FileId, usize>| index.get(&file).copied();
        let lock = || self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known(&lock());
        let at = match found {
            Some(at) => at,
            None => {
                let lowered = self.lower_now(file);
                let mut index = lock();
                // Another thread may have been quicker: its result stays.
                match known(&index) {
                    Some(at) => at,
                    None => {
                        let at = self.table.push_get_index(Box::new(Entry { file, lowered }));
                        index.insert(file, at);
                        at
                    }
                }
            }
        };
        match self.table.get(at) {
            Some(entry) => &entry.lowered,
            None => unreachable!("the index only holds entries of the table"),
        }
    }

    fn lower_now(&self, file: FileId) -> Arc<Lowered> {
        let source = self.files.get(file);
        match self.earlier.get(&source.path) {
            Some((text, old)) if *text == source.text => {
                let mut same = Lowered::clone(old);
                same.move_to(file);
                Arc::new(same)
            }
            _ => Arc::new(lower(file, &source.text)),
        }
    }

    /// Loads and lowers the file at a path.
    pub fn load(&self, path: &Path) -> Result<FileId, ReadError> {
        let file = self.files.load(path)?;
        self.lowered(file);
        Ok(file)
    }

    /// A text of our own (the embedded library), added once.
    pub fn embedded(&self, name: &str, text: &'static str) -> FileId {
        let mut known = self.embedded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&file) = known.get(name) {
            return file;
        }
        let file = self.files.add_virtual(name, text);
        known.insert(name.to_owned(), file);
        file
    }

    /// Every lowered file, in the order of loading.
    pub fn loaded(&self) -> Vec<FileId> {
        let mut all: Vec<FileId> = self.table.iter().map(|e| e.file).collect();
        all.sort();
        all
    }

    /// The bytes an anchor stands for.
    pub fn span(&self, anchor: Anchor) -> Span {
        match anchor.at {
            At::Expr(e) => self.lowered(anchor.file).map.expr(e),
            At::Name(n) => self.lowered(anchor.file).map.name(n),
            At::Text(s) => s,
            At::File => Span::new(0, 0),
        }
    }
}
