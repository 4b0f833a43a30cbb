//! Builtins about attribute sets. An open set (some names not known) answers only what its listed names decide.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::Symbol;
use crate::eval::error::R;
use crate::eval::unknown::WhyId;
use crate::eval::value::*;
use crate::eval::{Eval, Found};
use crate::{known, sym};

use super::{Builtin, make, pick};

pub(super) static TABLE: &[Builtin] = &[
    make("attrNames", 1, |ev, a| {
        let set = known!(ev.want_attrs(a[0])?, Shape::List);
        if let Some(w) = ev.attrs_data(set).open_why() {
            return Ok(Value::Unknown(w, Shape::List));
        }
        let names: Vec<CellId> = ev
            .entries_by_name(set)
            .iter()
            .map(|e| {
                let v = ev.symbol_string(e.name);
                ev.cell(v)
            })
            .collect();
        Ok(ev.list(names))
    }),
    make("attrValues", 1, |ev, a| {
        let set = known!(ev.want_attrs(a[0])?, Shape::List);
        if let Some(w) = ev.attrs_data(set).open_why() {
            return Ok(Value::Unknown(w, Shape::List));
        }
        let cells: Vec<CellId> = ev.entries_by_name(set).iter().map(|e| e.cell).collect();
        Ok(ev.list(cells))
    }),
    make("catAttrs", 2, cat_attrs),
    make("functionArgs", 1, function_args),
    pick("getAttr", 2, |ev, a| {
        let site = ev.at;
        let name = known!(ev.want_symbol(a[0])?);
        let set = known!(ev.want_attrs(a[1])?);
        ev.at = site;
        ev.select_value(Value::Attrs(set), name)
    }),
    make("hasAttr", 2, |ev, a| {
        let name = known!(ev.want_symbol(a[0])?, Shape::Bool);
        let set = known!(ev.want_attrs(a[1])?, Shape::Bool);
        Ok(match ev.find_listed(set, name) {
            Found::Cell(_) => Value::Bool(true),
            Found::Missing => Value::Bool(false),
            Found::Unknown(w) => Value::Unknown(w, Shape::Bool),
        })
    }),
    make("intersectAttrs", 2, intersect),
    make("listToAttrs", 1, list_to_attrs),
    make("mapAttrs", 2, map_attrs),
    make("removeAttrs", 2, remove),
    make("unsafeGetAttrPos", 2, attr_pos),
    make("zipAttrsWith", 2, zip_attrs_with),
];

fn cat_attrs(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let name = known!(ev.want_symbol(a[0])?, Shape::List);
    let items = known!(ev.want_list(a[1])?, Shape::List);
    let mut out = Vec::new();
    let mut unknown = None;
    for &c in items.iter() {
        match ev.want_attrs(c)? {
            Err(w) => unknown = unknown.or(Some(w)),
            Ok(set) => match ev.find_listed(set, name) {
                Found::Cell(c) => out.push(c),
                Found::Missing => {}
                Found::Unknown(w) => unknown = unknown.or(Some(w)),
            },
        }
    }
    Ok(match unknown {
        Some(w) => Value::Unknown(w, Shape::List),
        None => ev.list(out),
    })
}

fn function_args(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let f = ev.force(a[0])?;
    ev.at = site;
    match f {
        Value::Lambda(..) => {
            let entries = ev.formals(f).unwrap_or_default();
            let entries = entries
                .into_iter()
                .map(|(name, default, pos)| Entry { name, cell: ev.cell(Value::Bool(default)), pos })
                .collect();
            Ok(ev.attrs(entries))
        }
        Value::Builtin(_) | Value::Pap(_) | Value::Native(_) => Ok(ev.attrs(Vec::new())),
        Value::Unknown(w, Shape::Any | Shape::Function) => Ok(Value::Unknown(w, Shape::Attrs)),
        v => Err(ev.type_error(site, "a function", v)),
    }
}

fn intersect(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let left = ev.want_attrs(a[0])?;
    let right = ev.want_attrs(a[1])?;
    let (left, right) = (known!(left, Shape::Attrs), known!(right, Shape::Attrs));
    ev.at = site;
    let (l, r) = (ev.attrs_data(left).clone(), ev.attrs_data(right).clone());
    // Iterate over the smaller side: `intersectAttrs (functionArgs f) pkgs` is the common use.
    let mut entries: Vec<Entry> = if l.entries.len() < r.entries.len() {
        l.entries.iter().filter_map(|e| r.get(e.name)).collect()
    } else {
        r.entries.iter().filter(|e| l.get(e.name).is_some()).copied().collect()
    };
    let Some(w) = l.open_why().or(r.open_why()) else {
        return Ok(ev.attrs_with(entries.into(), Rest::Closed));
    };
    // Names that the right side makes on demand.
    if let Rest::Lazy(resolver, _) = r.rest {
        for e in l.entries.iter().filter(|e| r.get(e.name).is_none()) {
            entries.push(Entry { cell: ev.resolve(resolver, e.name), ..*e });
        }
        entries.sort_unstable_by_key(|e| e.name);
    }
    Ok(ev.attrs_with(entries.into(), Rest::Open(w)))
}

fn list_to_attrs(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let items = known!(ev.want_list(a[0])?, Shape::Attrs);
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen: FxHashSet<Symbol> = FxHashSet::default();
    // Names met so far that are not known: the first of equal names wins, so they may hide later ones.
    let mut unknown: Vec<(WhyId, Option<PartialId>)> = Vec::new();
    for &c in items.iter() {
        let set = match ev.want_attrs(c)? {
            Ok(set) => set,
            Err(w) => {
                unknown.push((w, None));
                continue;
            }
        };
        ev.at = site;
        let name = match ev.find(set, sym!("name")) {
            Found::Cell(c) => c,
            Found::Missing => return Err(ev.missing_attr(set, sym!("name"))),
            Found::Unknown(w) => {
                unknown.push((w, None));
                continue;
            }
        };
        let name = match ev.force(name)? {
            Value::Str(s) => s,
            Value::Partial(p) => {
                unknown.push((ev.partial_why(p), Some(p)));
                continue;
            }
            Value::Unknown(w, Shape::Any | Shape::Str) => {
                unknown.push((w, None));
                continue;
            }
            v => return Err(ev.type_error(site, "a string", v)),
        };
        let symbol = ev.symbol(name);
        if !seen.insert(symbol) {
            continue;
        }
        ev.at = site;
        let mut cell = match ev.find(set, sym!("value")) {
            Found::Cell(c) => c,
            Found::Missing => return Err(ev.missing_attr(set, sym!("value"))),
            Found::Unknown(w) => ev.cell(Value::Unknown(w, Shape::Any)),
        };
        for &(w, partial) in &unknown {
            let same = match partial {
                Some(p) => ev.equal_values(Value::Partial(p), Value::Str(name))?,
                None => None,
            };
            if same != Some(false) {
                cell = ev.cell(Value::Unknown(w, Shape::Any));
                break;
            }
        }
        let pos = ev.attrs_data(set).get(sym!("name")).map_or(PosId::NONE, |e| e.pos);
        entries.push(Entry { name: symbol, cell, pos });
    }
    entries.sort_unstable_by_key(|e| e.name);
    let rest = unknown.first().map_or(Rest::Closed, |&(w, _)| Rest::Open(w));
    Ok(ev.attrs_with(entries.into(), rest))
}

fn map_attrs(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let set = known!(ev.want_attrs(a[1])?, Shape::Attrs);
    ev.at = site;
    let data = ev.attrs_data(set).clone();
    let f = a[0];
    let entries: Vec<Entry> = data
        .entries
        .iter()
        .map(|e| {
            let name = ev.symbol_string(e.name);
            let name = ev.cell(name);
            Entry { name: e.name, cell: ev.lazy_call2(f, name, e.cell), pos: e.pos.copied() }
        })
        .collect();
    let rest = match data.rest {
        Rest::Lazy(resolver, w) => ev.resolver(w, move |ev, name| {
            let text = ev.symbol_string(name);
            let text = ev.cell(text);
            let value = ev.resolve(resolver, name);
            let f = ev.force(f)?;
            ev.call(f, &[text, value])
        }),
        rest => rest,
    };
    Ok(ev.attrs_with(entries.into(), rest))
}

fn remove(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let set = known!(ev.want_attrs(a[0])?, Shape::Attrs);
    let names = known!(ev.want_list(a[1])?, Shape::Attrs);
    let mut gone: FxHashSet<Symbol> = FxHashSet::default();
    let mut unknown = None;
    for &c in names.iter() {
        match ev.want_symbol(c)? {
            Ok(s) => {
                gone.insert(s);
            }
            Err(w) => unknown = unknown.or(Some(w)),
        }
    }
    if let Some(w) = unknown {
        return Ok(Value::Unknown(w, Shape::Attrs));
    }
    let data = ev.attrs_data(set).clone();
    let entries: Vec<Entry> = data.entries.iter().filter(|e| !gone.contains(&e.name)).copied().collect();
    let rest = match data.rest {
        // What was taken away must not come back on demand.
        Rest::Lazy(resolver, w) => ev.resolver(w, move |ev, name| {
            if gone.contains(&name) {
                return Ok(Value::Unknown(w, Shape::Any));
            }
            let c = ev.resolve(resolver, name);
            ev.force(c)
        }),
        rest => rest,
    };
    Ok(ev.attrs_with(entries.into(), rest))
}

fn attr_pos(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let name = known!(ev.want_symbol(a[0])?);
    let set = known!(ev.want_attrs(a[1])?);
    match ev.attrs_data(set).get(name) {
        Some(e) if e.pos.is_copied() => Ok(Value::Null),
        Some(e) => Ok(ev.position(e.pos)),
        None => Ok(ev.attrs_data(set).open_why().map_or(Value::Null, |w| Value::Unknown(w, Shape::Any))),
    }
}

impl Eval<'_> {
    /// `{ file, line, column }` of a written name, as `unsafeGetAttrPos` gives it; null when written nowhere.
    pub(crate) fn position(&mut self, pos: PosId) -> Value {
        match self.pos_anchor(pos) {
            Some(anchor) => self.position_of(anchor),
            None => Value::Null,
        }
    }

    /// `{ file, line, column }` of a place.
    pub(crate) fn position_of(&mut self, anchor: crate::diag::Anchor) -> Value {
        let span = self.program.span(anchor);
        let file = self.program.files.get(anchor.file);
        let line = file.lines().line_of(span.start);
        // Nix counts columns in bytes.
        let column = span.start - file.lines().line_span(&file.text, line).start + 1;
        let name = self.string(&file.path.to_string_lossy());
        let cells = [name, Value::Int(line as i64 + 1), Value::Int(column.into())].map(|v| self.cell(v));
        self.attrs_from(["file", "line", "column"].into_iter().zip(cells))
    }
}

fn zip_attrs_with(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    ev.want_function(a[0])?;
    let items = known!(ev.want_list(a[1])?, Shape::Attrs);
    let mut lists: FxHashMap<Symbol, Vec<CellId>> = FxHashMap::default();
    let mut names = Vec::new();
    let mut unknown = None;
    for &c in items.iter() {
        let set = match ev.want_attrs(c)? {
            Ok(set) => set,
            Err(w) => {
                unknown = unknown.or(Some(w));
                continue;
            }
        };
        unknown = unknown.or(ev.attrs_data(set).open_why());
        for e in ev.entries(set).iter() {
            let list = lists.entry(e.name).or_default();
            if list.is_empty() {
                names.push(e.name);
            }
            list.push(e.cell);
        }
    }
    ev.at = site;
    let mut entries = Vec::with_capacity(names.len());
    for name in names {
        // A set with unknown names may have this one too.
        let list = match unknown {
            Some(w) => Value::Unknown(w, Shape::List),
            None => ev.list(lists.remove(&name).unwrap_or_default()),
        };
        let list = ev.cell(list);
        let text = ev.symbol_string(name);
        let text = ev.cell(text);
        entries.push(Entry { name, cell: ev.lazy_call2(a[0], text, list), pos: PosId::NONE });
    }
    entries.sort_unstable_by_key(|e| e.name);
    Ok(ev.attrs_with(entries.into(), unknown.map_or(Rest::Closed, Rest::Open)))
}
