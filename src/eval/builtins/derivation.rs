//! `derivation` without building anything: a set whose store paths are holes. Fetchers are unknown.

use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::error::{ErrKind, R};
use crate::eval::unknown::WhyKind;
use crate::eval::value::*;
use crate::eval::{Eval, Found};
use crate::{known, sym};

use super::paths::store_path;
use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[
    make("derivation", 1, derivation),
    make("derivationStrict", 1, derivation_strict),
    make("fetchClosure", 1, |ev, _| Ok(network(ev, "fetchClosure", Shape::Str))),
    make("fetchGit", 1, |ev, _| Ok(network(ev, "fetchGit", Shape::Attrs))),
    make("fetchMercurial", 1, |ev, _| Ok(network(ev, "fetchMercurial", Shape::Attrs))),
    make("fetchTarball", 1, |ev, _| Ok(network(ev, "fetchTarball", Shape::Str))),
    make("fetchTree", 1, |ev, _| Ok(network(ev, "fetchTree", Shape::Attrs))),
    make("fetchurl", 1, |ev, _| Ok(network(ev, "fetchurl", Shape::Str))),
    make("getFlake", 1, |ev, _| Ok(network(ev, "getFlake", Shape::Attrs))),
    make("storePath", 1, |ev, a| {
        let site = ev.at;
        let path = known!(ev.want_path(a[0])?, Shape::Str);
        ev.at = site;
        if !path.starts_with("/nix/store") {
            let message = format!("path `{}` is not in the Nix store", path.display());
            return Err(ev.fail(ErrKind::File, message));
        }
        let w = ev.why(WhyKind::Store("storePath"));
        Ok(Value::Unknown(w, Shape::Str))
    }),
];

fn network(ev: &mut Eval, name: &'static str, shape: Shape) -> Value {
    let w = ev.why(WhyKind::Network(name));
    Value::Unknown(w, shape)
}

/// What a derivation is called, and its outputs.
struct Drv {
    name: Rc<str>,
    outputs: Vec<Symbol>,
}

impl Drv {
    /// The store path of an output: `out` has the plain name.
    fn path(&self, ev: &mut Eval, output: Symbol) -> Value {
        let name = match output.as_str() {
            "out" => self.name.to_string(),
            other => format!("{}-{other}", self.name),
        };
        store_path(ev, &name)
    }

    fn drv_path(&self, ev: &mut Eval) -> Value {
        store_path(ev, &format!("{}.drv", self.name))
    }
}

/// The outputs, in order; the inner value is an unknown.
fn outputs(ev: &mut Eval, set: AttrsId) -> R<Result<Vec<Symbol>, Value>> {
    let site = ev.at;
    let list = match ev.find_listed(set, sym!("outputs")) {
        Found::Cell(c) => c,
        Found::Missing => return Ok(Ok(vec![sym!("out")])),
        Found::Unknown(w) => return Ok(Err(Value::Unknown(w, Shape::Derivation))),
    };
    let items = match ev.want_list(list)? {
        Ok(items) => items,
        Err(w) => return Ok(Err(Value::Unknown(w, Shape::Derivation))),
    };
    let mut out = Vec::with_capacity(items.len());
    for &c in items.iter() {
        match ev.want_symbol(c)? {
            Ok(s) => out.push(s),
            Err(w) => return Ok(Err(Value::Unknown(w, Shape::Derivation))),
        }
    }
    ev.at = site;
    if out.is_empty() {
        return Err(ev.fail(ErrKind::Other, "a derivation needs at least one output"));
    }
    Ok(Ok(out))
}

/// The name of a derivation, needed as soon as one of its paths is.
fn name_of(ev: &mut Eval, set: AttrsId) -> R<Result<Rc<str>, Value>> {
    match ev.find(set, sym!("name")) {
        Found::Cell(c) => Ok(ev.want_str(c)?.map_err(|w| Value::Unknown(w, Shape::Str))),
        Found::Missing => Err(ev.fail(ErrKind::Argument, "required attribute `name` of a derivation is missing")),
        Found::Unknown(w) => Ok(Err(Value::Unknown(w, Shape::Str))),
    }
}

/// `derivation { … }`: the arguments, the outputs, and the store paths on demand.
fn derivation(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let set = known!(ev.want_attrs(a[0])?, Shape::Derivation);
    ev.at = site;
    let names = match outputs(ev, set)? {
        Ok(names) => names,
        Err(unknown) => return Ok(unknown),
    };
    // Every output is a set that holds all outputs: made on demand, one after the other.
    let first = names.first().copied().unwrap_or(sym!("out"));
    let all: Rc<[Symbol]> = names.into();
    ev.at = site;
    output_set(ev, set, a[0], first, &all, None)
}

/// The set of one output; `known` are the cells of all outputs once they exist.
fn output_set(
    ev: &mut Eval,
    set: AttrsId,
    args: CellId,
    output: Symbol,
    all: &Rc<[Symbol]>,
    known: Option<Rc<[CellId]>>,
) -> R<Value> {
    let cells = match known {
        Some(cells) => cells,
        None => output_cells(ev, set, args, all),
    };
    let none = |name: &str, cell: CellId| Entry { name: Symbol::new(name), cell, pos: PosId::NONE };
    let mut extra: Vec<Entry> = all.iter().zip(cells.iter()).map(|(o, &c)| none(o.as_str(), c)).collect();
    let list = ev.list(cells);
    extra.push(none("all", ev.cell(list)));
    extra.push(none("drvAttrs", args));
    let kind = ev.string("derivation");
    extra.push(none("type", ev.cell(kind)));
    let text = ev.symbol_string(output);
    extra.push(none("outputName", ev.cell(text)));
    let out_path = ev.lazy(move |ev| {
        Ok(match name_of(ev, set)? {
            Ok(name) => Drv { name, outputs: Vec::new() }.path(ev, output),
            Err(unknown) => unknown,
        })
    });
    extra.push(none("outPath", out_path));
    let drv_path = ev.lazy(move |ev| {
        Ok(match name_of(ev, set)? {
            Ok(name) => Drv { name, outputs: Vec::new() }.drv_path(ev),
            Err(unknown) => unknown,
        })
    });
    extra.push(none("drvPath", drv_path));
    let extra = ev.attrs(extra);
    ev.update(Value::Attrs(set), extra)
}

fn output_cells(ev: &mut Eval, set: AttrsId, args: CellId, all: &Rc<[Symbol]>) -> Rc<[CellId]> {
    let shared: Rc<std::cell::OnceCell<Rc<[CellId]>>> = Rc::default();
    let cells: Rc<[CellId]> = all
        .iter()
        .map(|&output| {
            let (all, shared) = (all.clone(), shared.clone());
            ev.lazy(move |ev| output_set(ev, set, args, output, &all, shared.get().cloned()))
        })
        .collect();
    let _ = shared.set(cells.clone());
    cells
}

/// `derivationStrict { … }`: only the paths.
fn derivation_strict(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let set = known!(ev.want_attrs(a[0])?, Shape::Attrs);
    ev.at = site;
    let outputs = match outputs(ev, set)? {
        Ok(names) => names,
        Err(unknown) => return Ok(unknown),
    };
    ev.at = site;
    let name = match name_of(ev, set)? {
        Ok(name) => name,
        Err(_) => {
            let w = ev.why(WhyKind::Store("derivationStrict"));
            return Ok(Value::Unknown(w, Shape::Attrs));
        }
    };
    ev.at = site;
    let drv = Drv { name, outputs };
    let path = drv.drv_path(ev);
    let mut entries = vec![Entry { name: sym!("drvPath"), cell: ev.cell(path), pos: PosId::NONE }];
    for &o in &drv.outputs {
        let path = drv.path(ev, o);
        entries.push(Entry { name: o, cell: ev.cell(path), pos: PosId::NONE });
    }
    Ok(ev.attrs(entries))
}
