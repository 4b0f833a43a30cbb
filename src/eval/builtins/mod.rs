//! The table of built-in functions. Each topic file lists its own; a name that is missing here is unknown, not an
//! error, so that a newer Nix' builtins do not produce false alarms.

use std::sync::OnceLock;

use crate::base::Symbol;

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

/// Every builtin with its two global names; worked out once per process.
fn global_names() -> &'static [(Symbol, Symbol, &'static Builtin)] {
    static NAMES: OnceLock<Vec<(Symbol, Symbol, &'static Builtin)>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let all = TABLES.iter().flat_map(|t| t.iter());
        all.map(|b| (Symbol::new(b.name), Symbol::new(&format!("__{}", b.name)), b)).collect()
    })
}

/// Puts the global names in place.
pub(super) fn install(ev: &mut Eval) {
    let set = ev.lazy_at(Origin::NATIVE, |ev| {
        let c = make_set(ev);
        ev.force(c)
    });
    ev.set_global(Symbol::new("builtins"), set);
    for (name, v) in [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)] {
        let c = ev.cell_at(v, Origin::NATIVE);
        ev.set_global(Symbol::new(name), c);
    }
    for &(name, underscored, b) in global_names() {
        let c = ev.cell_at(Value::Builtin(b), Origin::NATIVE);
        ev.set_global(name, c);
        ev.set_global(underscored, c);
    }
    for (name, c) in core::constants(ev) {
        ev.set_global(Symbol::new(&format!("__{name}")), c);
    }
}

/// Builds `builtins`: the tables and the constants.
pub(super) fn make_set(ev: &mut Eval) -> CellId {
    let mut entries: Vec<Entry> = Vec::new();
    let entry = |name: &str, cell| Entry { name: Symbol::new(name), cell, pos: PosId::NONE };
    // Global names only make sense here without their underscores.
    for name in TABLES.iter().flat_map(|t| t.iter()).map(|b| b.name).chain(core::CONSTANTS) {
        if let Some(c) = ev.global(Symbol::new(&format!("__{name}"))) {
            entries.push(entry(name, c));
        }
    }
    let itself = ev.lazy_at(Origin::NATIVE, |ev| {
        let c = ev.builtins_cell();
        ev.force(c)
    });
    entries.push(entry("builtins", itself));
    let set = ev.attrs(entries);
    let c = ev.cell_at(set, Origin::NATIVE);
    ev.set_builtins(c);
    c
}
