//! The table of built-in functions. Each topic file lists its own; a name that is missing here is unknown, not an
//! error, so that a newer Nix' builtins do not produce false alarms.

use std::sync::OnceLock;

use crate::base::Symbol;
use crate::sym;

use super::Eval;
use super::error::R;
use super::value::*;

/// Whether the value a builtin returns was made by the call or is one of its arguments (or inside them): decides where
/// the value counts as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Produces {
    /// A new value: written at the call.
    New,
    /// A value that existed before: it keeps its place (`head`, `getAttr`, `seq`, …).
    Argument,
}

/// A built-in function. `run` gets exactly `arity` cells, not yet forced.
pub struct Builtin {
    pub name: &'static str,
    pub arity: u8,
    pub run: fn(&mut Eval, &[CellId]) -> R<Value>,
    pub origin: Produces,
}

impl std::fmt::Debug for Builtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "builtins.{}", self.name)
    }
}

/// A builtin that makes a new value.
pub const fn make(name: &'static str, arity: u8, run: fn(&mut Eval, &[CellId]) -> R<Value>) -> Builtin {
    Builtin { name, arity, run, origin: Produces::New }
}

/// A builtin that returns an argument, or something inside one.
pub const fn pick(name: &'static str, arity: u8, run: fn(&mut Eval, &[CellId]) -> R<Value>) -> Builtin {
    Builtin { name, arity, run, origin: Produces::Argument }
}

/// All tables.
static TABLES: &[&[Builtin]] = &[
    attrs::TABLE,
    closure::TABLE,
    context::TABLE,
    core::TABLE,
    derivation::TABLE,
    hash::TABLE,
    json::TABLE,
    lists::TABLE,
    math::TABLE,
    paths::TABLE,
    regex::TABLE,
    strings::TABLE,
    toml::TABLE,
    types::TABLE,
    version::TABLE,
    xml::TABLE,
];

mod attrs;
mod closure;
mod context;
mod core;
mod derivation;
mod ere;
mod hash;
mod instantiate;
mod json;
mod lists;
mod math;
mod paths;
pub(crate) mod regex;
mod strings;
mod toml;
mod types;
mod version;
mod xml;

/// A global name and the same with two underscores in front.
type Names = (Symbol, Symbol);

fn global_names(name: &str) -> Names {
    (Symbol::new(name), Symbol::new(&format!("__{name}")))
}

/// Every builtin with its two global names, then the names of the constants; worked out once per process.
fn all_names() -> &'static (Vec<(Names, &'static Builtin)>, Vec<Names>) {
    static NAMES: OnceLock<(Vec<(Names, &'static Builtin)>, Vec<Names>)> = OnceLock::new();
    NAMES.get_or_init(|| {
        let all = TABLES.iter().flat_map(|t| t.iter());
        let constants = core::CONSTANTS.iter().map(|name| global_names(name));
        (all.map(|b| (global_names(b.name), b)).collect(), constants.collect())
    })
}

/// Puts the global names in place.
pub(super) fn install(ev: &mut Eval) {
    let (builtins, constants) = all_names();
    ev.reserve_globals(2 * builtins.len() + constants.len() + 4);
    let set = ev.lazy_at(Origin::NATIVE, |ev| {
        let c = make_set(ev);
        ev.force(c)
    });
    ev.set_global(sym!("builtins"), set);
    for (name, v) in
        [(sym!("true"), Value::Bool(true)), (sym!("false"), Value::Bool(false)), (sym!("null"), Value::Null)]
    {
        let c = ev.cell_at(v, Origin::NATIVE);
        ev.set_global(name, c);
    }
    for &((name, underscored), b) in builtins {
        let c = ev.cell_at(Value::Builtin(b), Origin::NATIVE);
        ev.set_global(name, c);
        ev.set_global(underscored, c);
    }
    for (name, c) in core::constants(ev) {
        ev.set_global(global_names(name).1, c);
    }
}

/// Builds `builtins`: the tables and the constants.
pub(super) fn make_set(ev: &mut Eval) -> CellId {
    let (builtins, constants) = all_names();
    let mut entries: Vec<Entry> = Vec::with_capacity(builtins.len() + constants.len() + 1);
    // Global names only make sense here without their underscores.
    for &(name, underscored) in builtins.iter().map(|(names, _)| names).chain(constants) {
        if let Some(cell) = ev.global(underscored) {
            entries.push(Entry { name, cell, pos: PosId::NONE });
        }
    }
    let cell = ev.lazy_at(Origin::NATIVE, |ev| {
        let c = ev.builtins_cell();
        ev.force(c)
    });
    entries.push(Entry { name: sym!("builtins"), cell, pos: PosId::NONE });
    let set = ev.attrs(entries);
    let c = ev.cell_at(set, Origin::NATIVE);
    ev.set_builtins(c);
    c
}
