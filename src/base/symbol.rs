//! Interned names. A [`Symbol`] is a `u32` that stands for one string for the life of the process, so that
//! attribute names compare and hash as integers and lowered files can be shared between evaluations and threads.
//!
//! Only names and short literals are interned (`limits::INTERN_BYTES`); the table never shrinks.

use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

/// An interned string.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub(crate) u32);

const CHUNK_BITS: u32 = 12;
const CHUNK: usize = 1 << CHUNK_BITS;
const CHUNKS: usize = 1 << 12;

type Chunk = Box<[OnceLock<&'static str>]>;

/// Reading is lock-free: an outer table of lazily made chunks, each slot written once.
static TABLE: [OnceLock<Chunk>; CHUNKS] = [const { OnceLock::new() }; CHUNKS];
static INDEX: Mutex<Option<FxHashMap<&'static str, u32>>> = Mutex::new(None);

impl Symbol {
    /// Interns `text`.
    pub fn new(text: &str) -> Symbol {
        let mut guard = INDEX.lock().unwrap_or_else(PoisonError::into_inner);
        let index = guard.get_or_insert_with(FxHashMap::default);
        if let Some(&id) = index.get(text) {
            return Symbol(id);
        }
        let id = index.len() as u32;
        let (chunk, slot) = (id as usize >> CHUNK_BITS, id as usize & (CHUNK - 1));
        // 16 million distinct names: past that the process has long met its memory budget.
        let Some(cell) = TABLE.get(chunk) else { return Symbol(0) };
        let leaked: &'static str = Box::leak(text.to_owned().into_boxed_str());
        let chunk = cell.get_or_init(|| (0..CHUNK).map(|_| OnceLock::new()).collect());
        let _ = chunk[slot].set(leaked);
        index.insert(leaked, id);
        Symbol(id)
    }

    /// The symbol of `text` if it was ever interned.
    pub fn existing(text: &str) -> Option<Symbol> {
        let guard = INDEX.lock().unwrap_or_else(PoisonError::into_inner);
        guard.as_ref()?.get(text).map(|&id| Symbol(id))
    }

    /// The text of this symbol.
    pub fn as_str(self) -> &'static str {
        TABLE
            .get(self.0 as usize >> CHUNK_BITS)
            .and_then(|c| c.get())
            .and_then(|c| c[self.0 as usize & (CHUNK - 1)].get())
            .copied()
            .unwrap_or("")
    }
}

impl std::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl std::fmt::Display for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Symbol {
    fn from(s: &str) -> Self {
        Symbol::new(s)
    }
}

/// A lazily interned constant: `sym!("name")` costs one atomic load after the first use.
#[macro_export]
macro_rules! sym {
    ($text:expr) => {{
        static SYM: ::std::sync::OnceLock<$crate::base::Symbol> = ::std::sync::OnceLock::new();
        *SYM.get_or_init(|| $crate::base::Symbol::new($text))
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_text_same_symbol_across_threads() {
        let a = Symbol::new("virtualisation");
        let b = std::thread::spawn(|| Symbol::new("virtualisation")).join().expect("thread");
        assert_eq!(a, b);
        assert_eq!(a.as_str(), "virtualisation");
        assert_ne!(a, Symbol::new("virtualization"));
    }
}
