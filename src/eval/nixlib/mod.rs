//! `lib`: native functions where they are hot, otherwise our own Nix text, parsed the first time a name of a file is
//! used. Layers above add the module system through [`Eval::lib_extensions`].

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::OnceLock;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::base::Symbol;

use super::Eval;
use super::value::*;

pub mod sources;

use sources::{BUILTINS, LibNames, NATIVE, NOT_MODELLED, SOURCES, SUBSET_ALIASES};

/// The cell of `lib`, made once per evaluation.
pub fn lib_cell(ev: &mut Eval) -> CellId {
    if let Some(c) = ev.lib {
        return c;
    }
    // Known before its content: functions of `lib` refer to `lib`.
    let c = ev.lazy_at(Origin::NATIVE, |ev| Ok(build(ev)));
    ev.lib = Some(c);
    c
}

/// Where a name of `lib` comes from.
#[derive(Clone, Copy)]
enum From {
    /// A file of [`SOURCES`].
    Source(usize),
    Builtins,
    /// Known by name only.
    NotModelled,
    /// The same function as in `lib` itself, whoever makes it.
    Top,
    /// A sub-set such as `lib.strings`.
    Subset(usize),
    /// Another name for a set inside `lib`.
    Alias(usize),
}

/// All lists of names with where they come from; the first to have a name of `lib` itself gives it.
fn lists() -> impl Iterator<Item = (&'static LibNames, From)> {
    let sources = SOURCES.iter().enumerate().map(|(i, source)| (&source.names, From::Source(i)));
    let builtins = BUILTINS.iter().map(|names| (names, From::Builtins));
    let not_modelled = NOT_MODELLED.iter().map(|names| (names, From::NotModelled));
    sources.chain(builtins).chain(not_modelled).chain(NATIVE.iter().map(|names| (names, From::Top)))
}

/// The sub-sets of `lib`, in the order of their names; [`From::Subset`] counts in it.
fn subsets() -> &'static [&'static str] {
    static SUBSETS: OnceLock<Vec<&str>> = OnceLock::new();
    SUBSETS.get_or_init(|| {
        let names: BTreeSet<&str> = lists().filter_map(|(names, _)| names.subset).collect();
        names.into_iter().collect()
    })
}

/// The names of `lib` itself that this layer makes, sorted by symbol; worked out once per process.
fn names() -> &'static [(Symbol, From)] {
    static NAMES: OnceLock<Vec<(Symbol, From)>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut all: FxHashMap<Symbol, From> = FxHashMap::with_capacity_and_hasher(1024, FxBuildHasher);
        for (names, from) in lists().filter(|(_, from)| !matches!(from, From::Top)) {
            for name in names.toplevel() {
                all.entry(Symbol::new(name)).or_insert(from);
            }
        }
        for (i, name) in subsets().iter().enumerate() {
            all.insert(Symbol::new(name), From::Subset(i));
        }
        for (i, (name, _)) in SUBSET_ALIASES.iter().enumerate() {
            all.insert(Symbol::new(name), From::Alias(i));
        }
        sorted(all.into_iter().collect())
    })
}

/// The names of a sub-set, sorted by symbol; worked out once per process.
fn subset_names(index: usize) -> &'static [(Symbol, From)] {
    static NAMES: OnceLock<Vec<OnceLock<Vec<(Symbol, From)>>>> = OnceLock::new();
    let made = NAMES.get_or_init(|| subsets().iter().map(|_| OnceLock::new()).collect());
    made[index].get_or_init(|| {
        let mut all = Vec::new();
        for (names, from) in lists().filter(|(names, _)| names.subset == Some(subsets()[index])) {
            // Layers above may replace a function of `lib`: its sub-set then has the same one.
            all.extend(names.toplevel().map(|name| (Symbol::new(name), From::Top)));
            all.extend(names.subset_only().map(|name| (Symbol::new(name), from)));
        }
        sorted(all)
    })
}

fn sorted(mut names: Vec<(Symbol, From)>) -> Vec<(Symbol, From)> {
    names.sort_by_key(|(n, _)| *n);
    names.dedup_by_key(|(n, _)| *n);
    names
}

fn build(ev: &mut Eval) -> Value {
    let builtins = ev.builtins_cell();
    let sets: Rc<[CellId]> = (0..SOURCES.len()).map(|i| source_cell(ev, i)).collect();
    let mut entries: Vec<Entry> = Vec::with_capacity(names().len() + 128);
    for &(name, from) in names() {
        let cell = match from {
            From::Source(i) => lazy_name(ev, sets[i], name),
            From::Builtins => lazy_name(ev, builtins, name),
            From::NotModelled => not_modelled(ev, name),
            From::Top => continue,
            From::Subset(i) => {
                let sets = sets.clone();
                ev.lazy_at(Origin::NATIVE, move |ev| Ok(subset(ev, i, &sets, builtins)))
            }
            From::Alias(i) => {
                let mut at = ev.lib.unwrap_or(builtins);
                for step in SUBSET_ALIASES[i].1 {
                    at = ev.lazy_select(at, Symbol::new(step));
                }
                at
            }
        };
        entries.push(Entry { name, cell, pos: PosId::NONE });
    }
    for extend in ev.lib_extensions.clone() {
        for (name, cell) in extend(ev) {
            entries.push(Entry { name: Symbol::new(name), cell, pos: PosId::NONE });
        }
    }
    ev.attrs(entries)
}

fn subset(ev: &mut Eval, index: usize, sets: &[CellId], builtins: CellId) -> Value {
    let names = subset_names(index);
    let mut entries = Vec::with_capacity(names.len());
    for &(name, from) in names {
        let cell = match from {
            From::Source(i) => lazy_name(ev, sets[i], name),
            From::Builtins => lazy_name(ev, builtins, name),
            From::NotModelled => not_modelled(ev, name),
            From::Top | From::Subset(_) | From::Alias(_) => {
                let lib = lib_cell(ev);
                lazy_name(ev, lib, name)
            }
        };
        entries.push(Entry { name, cell, pos: PosId::NONE });
    }
    ev.attrs(entries)
}

fn not_modelled(ev: &mut Eval, name: Symbol) -> CellId {
    ev.lazy_at(Origin::NATIVE, move |ev| Ok(ev.not_modelled(&format!("lib.{name}"))))
}

/// The set that a file gives when it is applied to `lib`.
fn source_cell(ev: &mut Eval, i: usize) -> CellId {
    ev.lazy_at(Origin::NATIVE, move |ev| {
        let f = ev.import_embedded(&format!("<ocinix/lib/{}>", SOURCES[i].file), SOURCES[i].text);
        let f = ev.force(f)?;
        let lib = lib_cell(ev);
        ev.call(f, &[lib])
    })
}

fn lazy_name(ev: &mut Eval, set: CellId, name: Symbol) -> CellId {
    ev.push_cell(super::State::Select(set, name), Origin::NATIVE)
}
