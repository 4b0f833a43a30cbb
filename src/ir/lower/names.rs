//! Names of one file and what they are bound to at the place that is being lowered.
//!
//! Every written name is looked up once: the entry found holds both its symbol and the stack of its bindings, innermost
//! last, so that resolving takes the same time in any number of frames.

use rustc_hash::FxHashMap;

use crate::base::Symbol;

use super::globals::is_global_name;

/// A name of this file: an index into [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Name(u32);

/// What a name means where it is written.
pub(super) enum Meaning {
    Local {
        up: u16,
        slot: u16,
    },
    Global,
    /// Only a `with` can bind it.
    With,
    Undefined,
    /// In a frame with more names than slots have numbers.
    Unreachable,
}

struct Entry {
    symbol: Symbol,
    global: bool,
    /// Frame depth and slot of each binding in force.
    bindings: Vec<(u32, u32)>,
}

struct Frame {
    /// Where its names begin in `Names::bound`.
    first: usize,
}

#[derive(Default)]
pub(super) struct Names<'t> {
    index: FxHashMap<&'t str, Name>,
    entries: Vec<Entry>,
    frames: Vec<Frame>,
    /// Names bound by the frames, one frame after the other.
    bound: Vec<Name>,
    /// Depths of the frames that a `with` made.
    withs: Vec<u32>,
}

impl<'t> Names<'t> {
    pub(super) fn name(&mut self, text: &'t str) -> Name {
        if let Some(&name) = self.index.get(text) {
            return name;
        }
        let name = Name(self.entries.len() as u32);
        let entry = Entry { symbol: Symbol::new(text), global: is_global_name(text), bindings: Vec::new() };
        self.entries.push(entry);
        self.index.insert(text, name);
        name
    }

    /// A name that is not written in one piece: a quoted key with escapes.
    pub(super) fn composed(&mut self, text: &str) -> Name {
        self.name(Symbol::new(text).as_str())
    }

    pub(super) fn symbol(&self, name: Name) -> Symbol {
        self.entries[name.0 as usize].symbol
    }

    /// Opens a frame with one slot for each of `names`; the first of equal names is the one that counts.
    pub(super) fn push(&mut self, names: impl IntoIterator<Item = Name>) {
        let depth = self.frames.len() as u32;
        self.frames.push(Frame { first: self.bound.len() });
        for (slot, name) in names.into_iter().enumerate() {
            self.entries[name.0 as usize].bindings.push((depth, slot as u32));
            self.bound.push(name);
        }
    }

    pub(super) fn push_with(&mut self) {
        self.withs.push(self.frames.len() as u32);
        self.push([]);
    }

    /// Closes the innermost frame.
    pub(super) fn pop(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        for name in self.bound.drain(frame.first..) {
            self.entries[name.0 as usize].bindings.pop();
        }
        if self.withs.last() == Some(&(self.frames.len() as u32)) {
            self.withs.pop();
        }
    }

    pub(super) fn resolve(&self, name: Name) -> Meaning {
        let entry = &self.entries[name.0 as usize];
        match entry.bindings.last() {
            Some(&(depth, slot)) => match (self.up(depth), u16::try_from(slot)) {
                (Some(up), Ok(slot)) => Meaning::Local { up, slot },
                _ => Meaning::Unreachable,
            },
            None if entry.global => Meaning::Global,
            None if self.withs.is_empty() => Meaning::Undefined,
            None => Meaning::With,
        }
    }

    /// Whether a frame in force binds `text`.
    pub(super) fn is_bound(&self, text: &str) -> bool {
        self.index.get(text).is_some_and(|n| !self.entries[n.0 as usize].bindings.is_empty())
    }

    fn up(&self, depth: u32) -> Option<u16> {
        u16::try_from(self.frames.len() as u32 - 1 - depth).ok()
    }

    /// Distances of the `with` frames, innermost first.
    pub(super) fn with_frames(&self) -> Box<[u16]> {
        self.withs.iter().rev().filter_map(|&depth| self.up(depth)).collect()
    }

    /// Every name that is bound here, without order.
    pub(super) fn in_scope(&self) -> impl Iterator<Item = Symbol> {
        self.bound.iter().map(|n| self.symbol(*n))
    }
}
