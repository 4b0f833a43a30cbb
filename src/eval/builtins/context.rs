//! Builtins about string contexts: the store paths that a string refers to.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::error::{ErrKind, R};
use crate::eval::unknown::WhyId;
use crate::eval::value::*;
use crate::eval::{Eval, Found, Known};
use crate::{known, sym};

use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[
    make("addDrvOutputDependencies", 1, add_outputs),
    make("appendContext", 2, append),
    make("getContext", 1, get),
    make("hasContext", 1, |ev, a| {
        let site = ev.at;
        match ev.force(a[0])? {
            Value::Str(s) => Ok(Value::Bool(ev.context(s) != Default::default())),
            Value::Partial(p) => Ok(Value::Unknown(ev.partial_why(p), Shape::Bool)),
            Value::Unknown(w, Shape::Any | Shape::Str) => Ok(Value::Unknown(w, Shape::Bool)),
            v => Err(ev.type_error(site, "a string", v)),
        }
    }),
    make("unsafeDiscardOutputDependency", 1, |ev, a| {
        let v = ev.coerced(a[0])?;
        map_context(ev, v, |e| e.strip_prefix('=').map_or_else(|| e.into(), Into::into))
    }),
    make("unsafeDiscardStringContext", 1, |ev, a| match ev.coerced(a[0])? {
        Value::Str(s) => {
            let text = ev.text_rc(s);
            Ok(Value::Str(ev.str_rc(text, Default::default())))
        }
        v => Ok(v),
    }),
];

/// Changes every element of a string's context.
fn map_context(ev: &mut Eval, v: Value, f: impl Fn(&str) -> Rc<str>) -> R<Value> {
    let Value::Str(s) = v else { return Ok(v) };
    let elements: BTreeSet<Rc<str>> = ev.context_set(ev.context(s)).iter().map(|e| f(e)).collect();
    let context = ev.make_context(elements);
    let text = ev.text_rc(s);
    Ok(Value::Str(ev.str_rc(text, context)))
}

fn add_outputs(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let v = ev.coerced(a[0])?;
    let Value::Str(s) = v else { return Ok(v) };
    let elements = ev.context_set(ev.context(s));
    ev.at = site;
    let only = match elements.len() {
        1 => elements.first().cloned().unwrap_or_default(),
        n => {
            let message = format!("the context of the string must have exactly one element, but has {n}");
            return Err(ev.fail(ErrKind::Other, message));
        }
    };
    if only.starts_with('!') {
        return Err(ev.fail(ErrKind::Other, "the string refers to an output of a derivation, not to the derivation"));
    }
    if !only.ends_with(".drv") {
        return Err(ev.fail(ErrKind::Other, format!("`{only}` is not a derivation")));
    }
    map_context(ev, v, |e| if e.starts_with('=') { e.into() } else { format!("={e}").into() })
}

/// `{ "/nix/store/…" = { path = true; allOutputs = true; outputs = [ … ]; }; }`.
fn get(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let s = match ev.coerced(a[0])? {
        Value::Str(s) => s,
        v => return Ok(Value::Unknown(ev.why_unknown(v).unwrap_or(WhyId(0)), Shape::Attrs)),
    };
    #[derive(Default)]
    struct Uses<'t> {
        path: bool,
        all: bool,
        outputs: Vec<&'t str>,
    }
    let elements = ev.context_set(ev.context(s));
    let mut paths: std::collections::BTreeMap<&str, Uses> = Default::default();
    for e in &elements {
        if let Some(path) = e.strip_prefix('=') {
            paths.entry(path).or_default().all = true;
        } else if let Some((output, path)) = e.strip_prefix('!').and_then(|r| r.split_once('!')) {
            paths.entry(path).or_default().outputs.push(output);
        } else {
            paths.entry(e).or_default().path = true;
        }
    }
    let yes = ev.cell(Value::Bool(true));
    let mut entries = Vec::new();
    for (path, uses) in paths {
        let mut info = Vec::new();
        if uses.path {
            info.push(("path", yes));
        }
        if uses.all {
            info.push(("allOutputs", yes));
        }
        if !uses.outputs.is_empty() {
            let mut cells = Vec::new();
            for o in uses.outputs {
                let v = ev.string(o);
                cells.push(ev.cell(v));
            }
            let list = ev.list(cells);
            info.push(("outputs", ev.cell(list)));
        }
        let set = ev.attrs_from(info);
        entries.push(Entry { name: Symbol::new(path), cell: ev.cell(set), pos: PosId::NONE });
    }
    Ok(ev.attrs(entries))
}

fn append(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let s = match ev.coerced(a[0])? {
        Value::Str(s) => s,
        v => return Ok(v),
    };
    let set = known!(ev.want_attrs(a[1])?, Shape::Str);
    if let Some(w) = ev.attrs_data(set).open_why() {
        return Ok(Value::Unknown(w, Shape::Str));
    }
    let mut elements = ev.context_set(ev.context(s));
    for e in ev.entries_by_name(set) {
        let path = e.name.as_str();
        if !path.starts_with("/nix/store/") {
            return Err(ev.fail_at(site, ErrKind::Other, format!("context key `{path}` is not a store path")));
        }
        let uses = known!(ev.want_attrs(e.cell)?, Shape::Str);
        ev.at = site;
        if known!(flag(ev, uses, sym!("path"))?, Shape::Str) {
            elements.insert(path.into());
        }
        if known!(flag(ev, uses, sym!("allOutputs"))?, Shape::Str) {
            only_derivations(ev, path)?;
            elements.insert(format!("={path}").into());
        }
        if let Found::Cell(c) = ev.find(uses, sym!("outputs")) {
            let outputs = known!(ev.want_list(c)?, Shape::Str);
            ev.at = site;
            if !outputs.is_empty() {
                only_derivations(ev, path)?;
            }
            for &o in outputs.iter() {
                let output = known!(ev.want_str(o)?, Shape::Str);
                elements.insert(format!("!{output}!{path}").into());
            }
        }
    }
    let context = ev.make_context(elements);
    let text = ev.text_rc(s);
    Ok(Value::Str(ev.str_rc(text, context)))
}

fn flag(ev: &mut Eval, set: AttrsId, name: Symbol) -> R<Known<bool>> {
    match ev.find(set, name) {
        Found::Cell(c) => ev.want_bool(c),
        Found::Missing => Ok(Ok(false)),
        Found::Unknown(w) => Ok(Err(w)),
    }
}

fn only_derivations(ev: &mut Eval, path: &str) -> R<()> {
    if path.ends_with(".drv") {
        return Ok(());
    }
    Err(ev.fail(
        ErrKind::Other,
        format!("tried to add outputs of `{path}`, which is not a derivation, to a string's context"),
    ))
}
