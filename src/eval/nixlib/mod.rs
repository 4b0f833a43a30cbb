//! `lib`: native functions where they are hot, otherwise our own Nix text, parsed the first time a name of a file is
//! used. Layers above add the module system through [`Eval::lib_extensions`].

use rustc_hash::FxHashMap;

use crate::base::Symbol;

use super::value::*;
use super::{Eval, Found};

pub mod sources;

use sources::{BUILTINS, LibNames, NATIVE, NOT_MODELLED, SOURCES, SUBSET_ALIASES};

type Names = FxHashMap<&'static str, CellId>;

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

fn build(ev: &mut Eval) -> Value {
    let mut top = Names::default();
    let mut subsets: FxHashMap<&'static str, Vec<(&'static str, CellId)>> = FxHashMap::default();
    let mut add = |names: &'static LibNames, cell: &mut dyn FnMut(&'static str) -> CellId| {
        for (i, name) in names.all().enumerate() {
            let c = cell(name);
            if i < names.toplevel().count() {
                top.entry(name).or_insert(c);
            }
            if let Some(sub) = names.subset {
                subsets.entry(sub).or_default().push((name, c));
            }
        }
    };
    for (i, source) in SOURCES.iter().enumerate() {
        let set = ev.lazy_at(Origin::NATIVE, move |ev| {
            let file = ev.program.files.add_virtual(&format!("<ocinix/lib/{}>", SOURCES[i].file), SOURCES[i].text);
            let f = ev.import_file(file);
            let f = ev.force(f)?;
            let lib = lib_cell(ev);
            ev.call(f, &[lib])
        });
        add(&source.names, &mut |name| lazy_name(ev, set, name));
    }
    let builtins = ev.builtins_cell();
    for names in BUILTINS {
        add(names, &mut |name| lazy_name(ev, builtins, name));
    }
    for names in NOT_MODELLED {
        add(names, &mut |name| ev.lazy_at(Origin::NATIVE, move |ev| Ok(ev.not_modelled(&format!("lib.{name}")))));
    }
    // A function is the same in `lib` and in its sub-set, also one that a layer above brings.
    let mut native = Names::default();
    for extend in ev.lib_extensions.clone() {
        native.extend(extend(ev));
    }
    share_native(&native, &top, &mut subsets);
    let mut names: Vec<(&'static str, Vec<(&'static str, CellId)>)> = subsets.into_iter().collect();
    names.sort_unstable_by_key(|(n, _)| *n);
    for (name, parts) in names {
        let set = ev.lazy_at(Origin::NATIVE, move |ev| Ok(ev.attrs_from(parts)));
        top.insert(name, set);
    }
    for (name, path) in SUBSET_ALIASES {
        let mut at = ev.lib.unwrap_or(builtins);
        for step in *path {
            at = ev.lazy_select(at, Symbol::new(step));
        }
        top.insert(name, at);
    }
    top.extend(native);
    let mut all: Vec<(&'static str, CellId)> = top.into_iter().collect();
    all.sort_unstable_by_key(|(n, _)| *n);
    ev.attrs_from(all)
}

/// Puts the functions of layers above into the sub-sets they belong to.
fn share_native(native: &Names, top: &Names, subsets: &mut FxHashMap<&'static str, Vec<(&'static str, CellId)>>) {
    for names in SOURCES.iter().map(|source| &source.names).chain(BUILTINS).chain(NOT_MODELLED) {
        let Some(parts) = names.subset.and_then(|sub| subsets.get_mut(sub)) else { continue };
        for (name, cell) in parts.iter_mut() {
            if let Some(c) = native.get(name).filter(|_| names.toplevel().any(|n| n == *name)) {
                *cell = *c;
            }
        }
    }
    for names in NATIVE {
        let made = names.all().filter_map(|name| Some((name, *native.get(name).or_else(|| top.get(name))?)));
        subsets.entry(names.subset.unwrap_or("")).or_default().extend(made);
    }
}

fn lazy_name(ev: &mut Eval, set: CellId, name: &'static str) -> CellId {
    let origin = Origin::NATIVE;
    ev.push_cell(super::State::Select(set, Symbol::new(name)), origin)
}

/// A function of `lib` by name.
pub fn function(ev: &mut Eval, name: &str) -> super::R<Option<Value>> {
    let lib = lib_cell(ev);
    match ev.force(lib)? {
        Value::Attrs(a) => match ev.find_listed(a, Symbol::new(name)) {
            Found::Cell(c) => ev.force(c).map(Some),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}
