//! `derivation` without building anything: a set whose store paths are holes. Fetchers are unknown.

use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::coerce::Mode;
use crate::eval::error::{ErrKind, R};
use crate::eval::unknown::{WhyId, WhyKind};
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
    make("fetchTree", 1, fetch_tree),
    make("fetchurl", 1, fetch_url),
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

/// What may be in the store is decided by the name, before anything is fetched.
fn fetch_url(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let (url, name) = match ev.force(a[0])? {
        Value::Attrs(set) => {
            let mut field = |name: Symbol| -> R<Option<Rc<str>>> {
                match ev.find_listed(set, name) {
                    Found::Cell(c) => Ok(ev.want_str(c)?.ok()),
                    Found::Missing | Found::Unknown(_) => Ok(None),
                }
            };
            (field(sym!("url"))?, field(sym!("name"))?)
        }
        _ => (ev.want_str(a[0])?.ok(), None),
    };
    let of_url = || url.as_ref().map(|u| Rc::from(u.rsplit('/').next().unwrap_or_default()));
    ev.at = site;
    if let Some(name) = name.or_else(of_url)
        && let Some(problem) = bad_name(&name)
    {
        let message = format!("invalid store path name `{name}` of what is fetched: {problem}");
        return Err(ev.fail(ErrKind::Other, message));
    }
    Ok(network(ev, "fetchurl", Shape::Str))
}

/// Arguments that no fetcher takes fail before anything is fetched.
fn fetch_tree(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    match ev.force(a[0])? {
        Value::Attrs(set) => {
            for e in ev.entries_by_name(set) {
                if let Value::Int(n) = ev.force(e.cell)?
                    && n < 0
                {
                    let message = format!("negative value given for the argument `{}` of `fetchTree`: {n}", e.name);
                    return Err(ev.fail_at(site, ErrKind::Other, message));
                }
            }
        }
        Value::Str(s) if ev.text(s).strip_prefix("file:").is_some_and(|path| !path.starts_with('/')) => {
            let message = format!("`{}` must have an absolute path", ev.text(s));
            return Err(ev.fail_at(site, ErrKind::Other, message));
        }
        _ => {}
    }
    ev.at = site;
    Ok(network(ev, "fetchTree", Shape::Attrs))
}

/// A derivation of which only the name is known.
struct Drv {
    name: Rc<str>,
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
    let value = ev.force(list)?;
    let out = match value {
        // `derivationStrict` also takes the names in one string.
        Value::Str(s) => ev.text(s).split_whitespace().map(Symbol::new).collect(),
        _ => {
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
            out
        }
    };
    ev.at = site;
    if out.is_empty() {
        return Err(ev.fail(ErrKind::Other, "derivation cannot have an empty set of outputs"));
    }
    for (i, o) in out.iter().enumerate() {
        if o.as_str() == "drv" || o.as_str() == "drvPath" {
            return Err(ev.fail(ErrKind::Other, format!("invalid derivation output name `{o}`")));
        }
        if out.iter().take(i).any(|x| x == o) {
            return Err(ev.fail(ErrKind::Other, format!("duplicate derivation output `{o}`")));
        }
    }
    Ok(Ok(out))
}

/// The name of a derivation, needed as soon as one of its paths is. What Nix then demands of the rest is checked too.
fn name_of(ev: &mut Eval, set: AttrsId) -> R<Result<Rc<str>, Value>> {
    let site = ev.at;
    let name = match ev.find(set, sym!("name")) {
        Found::Cell(c) => ev.want_str(c)?.map_err(|w| Value::Unknown(w, Shape::Str)),
        Found::Missing => return Err(ev.fail(ErrKind::Argument, "required attribute `name` missing in a derivation")),
        Found::Unknown(w) => Err(Value::Unknown(w, Shape::Str)),
    };
    ev.at = site;
    if let Ok(name) = &name
        && let Some(problem) = bad_name(name)
    {
        let message = format!("invalid derivation name `{name}`: {problem}");
        return Err(ev.fail(ErrKind::Other, message));
    }
    for needed in ["builder", "system"] {
        ev.at = site;
        match ev.find(set, Symbol::new(needed)) {
            Found::Cell(c) => {
                let v = ev.force(c)?;
                ev.at = site;
                ev.coerce(v, Mode::ToString)?;
            }
            Found::Missing => {
                let message = format!("required attribute `{needed}` missing in a derivation");
                return Err(ev.fail(ErrKind::Argument, message));
            }
            Found::Unknown(_) => {}
        }
    }
    Ok(name)
}

/// What is wrong with the name of a store path.
fn bad_name(name: &str) -> Option<&'static str> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"+-._?=".contains(&b);
    if name.is_empty() {
        Some("it is empty")
    } else if name.len() > 211 {
        Some("it is longer than 211 characters")
    } else if name == "." || name == ".." || name.starts_with(".-") || name.starts_with("..-") {
        Some("it begins with a component of dots")
    } else if !name.bytes().all(allowed) {
        Some("it contains a character other than letters, digits and `+-._?=`")
    } else {
        None
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
    let outputs = all.clone();
    let strict = ev.lazy(move |ev| paths_of(ev, set, &outputs));
    output_set(ev, set, Shared { args: a[0], strict }, first, &all, None)
}

/// What all outputs of a derivation have in common: its arguments and its paths.
#[derive(Clone, Copy)]
struct Shared {
    args: CellId,
    strict: CellId,
}

/// The set of one output; `known` are the cells of all outputs once they exist.
fn output_set(
    ev: &mut Eval,
    set: AttrsId,
    shared: Shared,
    output: Symbol,
    all: &Rc<[Symbol]>,
    known: Option<Rc<[CellId]>>,
) -> R<Value> {
    let cells = match known {
        Some(cells) => cells,
        None => output_cells(ev, set, shared, all),
    };
    let none = |name: &str, cell: CellId| Entry { name: Symbol::new(name), cell, pos: PosId::NONE };
    let mut extra: Vec<Entry> = all.iter().zip(cells.iter()).map(|(o, &c)| none(o.as_str(), c)).collect();
    let list = ev.list(cells);
    extra.push(none("all", ev.cell(list)));
    extra.push(none("drvAttrs", shared.args));
    let kind = ev.string("derivation");
    extra.push(none("type", ev.cell(kind)));
    let text = ev.symbol_string(output);
    extra.push(none("outputName", ev.cell(text)));
    extra.push(none("outPath", ev.lazy_select(shared.strict, output)));
    extra.push(none("drvPath", ev.lazy_select(shared.strict, sym!("drvPath"))));
    let extra = ev.attrs(extra);
    ev.update(Value::Attrs(set), extra)
}

fn output_cells(ev: &mut Eval, set: AttrsId, shared: Shared, all: &Rc<[Symbol]>) -> Rc<[CellId]> {
    let made: Rc<std::cell::OnceCell<Rc<[CellId]>>> = Rc::default();
    let cells: Rc<[CellId]> = all
        .iter()
        .map(|&output| {
            let (all, made) = (all.clone(), made.clone());
            ev.lazy(move |ev| output_set(ev, set, shared, output, &all, made.get().cloned()))
        })
        .collect();
    let _ = made.set(cells.clone());
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
    paths_of(ev, set, &outputs)
}

/// A set of `drvPath` and the path of each output.
fn paths_of(ev: &mut Eval, set: AttrsId, outputs: &[Symbol]) -> R<Value> {
    let site = ev.at;
    let name = match name_of(ev, set)? {
        Ok(name) => name,
        Err(unknown) => {
            let w = ev.why_unknown(unknown).unwrap_or(WhyId::NONE);
            return Ok(Value::Unknown(w, Shape::Attrs));
        }
    };
    ev.at = site;
    let entry = |ev: &mut Eval, name, v| Entry { name, cell: ev.cell(v), pos: PosId::NONE };
    let mut entries = Vec::new();
    let instance = if ev.makes_store_paths() { ev.instantiate(set, &name, outputs)?.ok() } else { None };
    ev.at = site;
    if let Some(instance) = instance {
        let path = ev.drv_path_string(&instance.path);
        entries.push(entry(ev, sym!("drvPath"), path));
        for (output, path) in instance.outputs {
            let path = ev.output_string(&instance.path, output, &path);
            entries.push(entry(ev, output, path));
        }
        return Ok(ev.attrs(entries));
    }
    let drv = Drv { name };
    let path = drv.drv_path(ev);
    entries.push(entry(ev, sym!("drvPath"), path));
    for &o in outputs {
        let path = drv.path(ev, o);
        entries.push(entry(ev, o, path));
    }
    Ok(ev.attrs(entries))
}
