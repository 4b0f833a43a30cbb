//! `lib`: native functions where they are hot, otherwise our own Nix text, parsed the first time a name of a file is
//! used. Layers above add the module system through [`Eval::lib_extensions`].

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

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

/// The names of `lib` and of its sub-sets, sorted by symbol; worked out once per process.
struct Names {
    top: Vec<(Symbol, From)>,
    subsets: Vec<Vec<(Symbol, From)>>,
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut top: FxHashMap<Symbol, From> = FxHashMap::default();
        let mut subsets: BTreeMap<&'static str, Vec<(Symbol, From)>> = BTreeMap::new();
        let mut add = |names: &LibNames, from: From| {
            let shared = names.toplevel().count();
            for (i, name) in names.all().enumerate() {
                let name = Symbol::new(name);
                let in_top = i < shared;
                if in_top && !matches!(from, From::Top) {
                    top.entry(name).or_insert(from);
                }
                if let Some(sub) = names.subset {
                    // Layers above may replace a function of `lib`: its sub-set then has the same one.
                    subsets.entry(sub).or_default().push((name, if in_top { From::Top } else { from }));
                }
            }
        };
        for (i, source) in SOURCES.iter().enumerate() {
            add(&source.names, From::Source(i));
        }
        for names in BUILTINS {
            add(names, From::Builtins);
        }
        for names in NOT_MODELLED {
            add(names, From::NotModelled);
        }
        for names in NATIVE {
            add(names, From::Top);
        }
        for (i, name) in subsets.keys().enumerate() {
            top.insert(Symbol::new(name), From::Subset(i));
        }
        for (i, (name, _)) in SUBSET_ALIASES.iter().enumerate() {
            top.insert(Symbol::new(name), From::Alias(i));
        }
        let sorted = |mut v: Vec<(Symbol, From)>| {
            v.sort_by_key(|(n, _)| *n);
            v.dedup_by_key(|(n, _)| *n);
            v
        };
        Names { top: sorted(top.into_iter().collect()), subsets: subsets.into_values().map(sorted).collect() }
    })
}

fn build(ev: &mut Eval) -> Value {
    let builtins = ev.builtins_cell();
    let sets: Rc<[CellId]> = (0..SOURCES.len()).map(|i| source_cell(ev, i)).collect();
    let mut entries: Vec<Entry> = Vec::with_capacity(names().top.len() + 64);
    for &(name, from) in &names().top {
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
    let names = &names().subsets[index];
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
