//! Builtins about lists. What Nix leaves unevaluated stays so: `map` and `genList` make cells, `filter` and `sort` force.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::base::{Symbol, limits};
use crate::eval::error::{ErrKind, R};
use crate::eval::unknown::{WhyId, WhyKind};
use crate::eval::value::*;
use crate::eval::{Eval, Known};
use crate::known;

use super::{Builtin, make, pick};

pub(super) static TABLE: &[Builtin] = &[
    make("all", 2, |ev, a| every(ev, a, false)),
    make("any", 2, |ev, a| every(ev, a, true)),
    make("concatLists", 1, |ev, a| {
        let lists = known!(ev.want_list(a[0])?, Shape::List);
        join(ev, lists.iter().copied())
    }),
    make("concatMap", 2, |ev, a| {
        let site = ev.at;
        let f = ev.want_function(a[0])?;
        let items = known!(ev.want_list(a[1])?, Shape::List);
        ev.at = site;
        let f = ev.cell(f);
        let parts: Vec<CellId> = items.iter().map(|&x| ev.lazy_call(f, x)).collect();
        join(ev, parts.into_iter())
    }),
    make("elem", 2, elem),
    pick("elemAt", 2, elem_at),
    make("filter", 2, filter),
    pick("foldl'", 3, fold),
    make("genList", 2, gen_list),
    make("groupBy", 2, group_by),
    pick("head", 1, |ev, a| {
        let site = ev.at;
        let items = known!(ev.want_list(a[0])?);
        match items.first() {
            Some(&c) => ev.force(c),
            None => Err(ev.fail_at(site, ErrKind::Other, "`builtins.head` is called on an empty list")),
        }
    }),
    make("length", 1, |ev, a| Ok(Value::Int(known!(ev.want_list(a[0])?, Shape::Int).len() as i64))),
    make("map", 2, |ev, a| {
        let site = ev.at;
        let items = known!(ev.want_list(a[1])?, Shape::List);
        if items.is_empty() {
            return Ok(ev.list([]));
        }
        ev.want_function(a[0])?;
        ev.at = site;
        let cells: Vec<CellId> = items.iter().map(|&x| ev.lazy_call(a[0], x)).collect();
        Ok(ev.list(cells))
    }),
    make("partition", 2, partition),
    make("sort", 2, sort),
    make("tail", 1, |ev, a| {
        let site = ev.at;
        let items = known!(ev.want_list(a[0])?, Shape::List);
        match items.split_first() {
            Some((_, rest)) => Ok(ev.list(rest)),
            None => Err(ev.fail_at(site, ErrKind::Other, "`builtins.tail` is called on an empty list")),
        }
    }),
];

/// Calls a predicate; the inner error is why its answer is not known.
fn test(ev: &mut Eval, f: Value, args: &[CellId]) -> R<Known<bool>> {
    let at = ev.at;
    match ev.call(f, args)? {
        Value::Bool(b) => Ok(Ok(b)),
        Value::Unknown(w, Shape::Any | Shape::Bool) => Ok(Err(w)),
        v => Err(ev.type_error(at, "a Boolean", v)),
    }
}

/// `any` (stops at true) and `all` (stops at false).
fn every(ev: &mut Eval, a: &[CellId], stop: bool) -> R<Value> {
    let site = ev.at;
    let f = ev.want_function(a[0])?;
    let items = known!(ev.want_list(a[1])?, Shape::Bool);
    let mut unknown = None;
    for &x in items.iter() {
        ev.at = site;
        let answer = match unknown {
            None => test(ev, f, &[x])?,
            // Nix may have stopped before this element: its failure says nothing.
            Some(w) => match ev.speculate(w, |ev| test(ev, f, &[x])) {
                Ok(answer) => answer,
                Err(_) => continue,
            },
        };
        match answer {
            Ok(b) if b == stop => return Ok(Value::Bool(stop)),
            Ok(_) => {}
            Err(w) => unknown = unknown.or(Some(w)),
        }
    }
    Ok(unknown.map_or(Value::Bool(!stop), |w| Value::Unknown(w, Shape::Bool)))
}

/// The elements of several lists in one.
fn join(ev: &mut Eval, lists: impl Iterator<Item = CellId>) -> R<Value> {
    let mut out: Vec<CellId> = Vec::new();
    let mut unknown = None;
    for c in lists {
        match ev.want_list(c)? {
            Ok(items) => out.extend_from_slice(&items),
            Err(w) => unknown = unknown.or(Some(w)),
        }
        if out.len() > limits::LIST_LEN {
            return Ok(too_long(ev));
        }
    }
    match unknown {
        Some(w) => Ok(Value::Unknown(w, Shape::List)),
        None => Ok(ev.list(out)),
    }
}

fn too_long(ev: &mut Eval) -> Value {
    let w = ev.why(WhyKind::Budget("list length"));
    Value::Unknown(w, Shape::List)
}

fn elem(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let items = known!(ev.want_list(a[1])?, Shape::Bool);
    if items.is_empty() {
        return Ok(Value::Bool(false));
    }
    let wanted = ev.force(a[0])?;
    let mut unknown = None;
    for &c in items.iter() {
        let compare = |ev: &mut Eval| {
            let v = ev.force(c)?;
            Ok((v, ev.equal_values(wanted, v)?))
        };
        let (v, equal) = match unknown {
            None => compare(ev)?,
            Some(w) => match ev.speculate(w, compare) {
                Ok(answer) => answer,
                Err(_) => continue,
            },
        };
        match equal {
            Some(true) => return Ok(Value::Bool(true)),
            Some(false) => {}
            None => {
                let w = ev.why_unknown(v).or_else(|| ev.why_unknown(wanted));
                unknown = unknown.or(w).or(Some(WhyId(0)));
            }
        }
    }
    Ok(unknown.map_or(Value::Bool(false), |w| Value::Unknown(w, Shape::Bool)))
}

fn elem_at(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let items = known!(ev.want_list(a[0])?);
    let index = known!(ev.want_int(a[1])?);
    match usize::try_from(index).ok().and_then(|i| items.get(i)) {
        Some(&c) => ev.force(c),
        None => {
            let n = items.len();
            let message = format!("list index {index} is out of bounds: the list has {n} elements");
            Err(ev.fail_at(site, ErrKind::Other, message))
        }
    }
}

fn filter(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let f = ev.want_function(a[0])?;
    let items = known!(ev.want_list(a[1])?, Shape::List);
    let mut kept = Vec::new();
    let mut unknown = None;
    for &x in items.iter() {
        ev.at = site;
        match test(ev, f, &[x])? {
            Ok(true) => kept.push(x),
            Ok(false) => {}
            Err(w) => unknown = unknown.or(Some(w)),
        }
    }
    Ok(match unknown {
        Some(w) => Value::Unknown(w, Shape::List),
        None => ev.list(kept),
    })
}

fn fold(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let f = ev.want_function(a[0])?;
    let items = known!(ev.want_list(a[2])?);
    let mut acc = a[1];
    for &x in items.iter() {
        ev.at = site;
        let v = ev.call(f, &[acc, x])?;
        acc = ev.cell(v);
    }
    ev.force(acc)
}

fn gen_list(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let n = known!(ev.want_int(a[1])?, Shape::List);
    if n > 0 {
        ev.want_function(a[0])?;
    }
    ev.at = site;
    let Ok(n) = usize::try_from(n) else {
        return Err(ev.fail(ErrKind::Other, format!("cannot create a list of size {n}")));
    };
    if n > limits::LIST_LEN {
        return Ok(too_long(ev));
    }
    let cells: Vec<CellId> = (0..n)
        .map(|i| {
            let i = ev.cell(Value::Int(i as i64));
            ev.lazy_call(a[0], i)
        })
        .collect();
    Ok(ev.list(cells))
}

fn group_by(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let f = ev.want_function(a[0])?;
    let items = known!(ev.want_list(a[1])?, Shape::Attrs);
    let mut groups: FxHashMap<Symbol, Vec<CellId>> = FxHashMap::default();
    let mut order = Vec::new();
    let mut unknown = None;
    for &x in items.iter() {
        ev.at = site;
        match ev.call(f, &[x])? {
            Value::Str(s) => {
                let name = ev.symbol(s);
                groups
                    .entry(name)
                    .or_insert_with(|| {
                        order.push(name);
                        Vec::new()
                    })
                    .push(x);
            }
            Value::Partial(p) => unknown = unknown.or(Some(ev.partial_why(p))),
            Value::Unknown(w, Shape::Any | Shape::Str) => unknown = unknown.or(Some(w)),
            v => return Err(ev.type_error(site, "a string", v)),
        }
    }
    // An element of unknown group may belong to any of them.
    if let Some(w) = unknown {
        return Ok(ev.attrs_with([].into(), Rest::Open(w)));
    }
    ev.at = site;
    let mut entries = Vec::with_capacity(order.len());
    for name in order {
        let list = ev.list(groups.remove(&name).unwrap_or_default());
        entries.push(Entry { name, cell: ev.cell(list), pos: PosId::NONE });
    }
    Ok(ev.attrs(entries))
}

fn partition(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let f = ev.want_function(a[0])?;
    let items = known!(ev.want_list(a[1])?, Shape::Attrs);
    let (mut right, mut wrong, mut unknown) = (Vec::new(), Vec::new(), None);
    for &x in items.iter() {
        ev.at = site;
        match test(ev, f, &[x])? {
            Ok(true) => right.push(x),
            Ok(false) => wrong.push(x),
            Err(w) => unknown = unknown.or(Some(w)),
        }
    }
    ev.at = site;
    let (right, wrong) = match unknown {
        Some(w) => (Value::Unknown(w, Shape::List), Value::Unknown(w, Shape::List)),
        None => (ev.list(right), ev.list(wrong)),
    };
    let (right, wrong) = (ev.cell(right), ev.cell(wrong));
    Ok(ev.attrs_from([("right", right), ("wrong", wrong)]))
}

/// Why a sort cannot be finished.
enum Stop {
    Failed(crate::eval::ErrId),
    Unknown(WhyId),
}

/// A stable merge sort, because the comparator may fail or not know.
fn sort(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let f = ev.want_function(a[0])?;
    let items = known!(ev.want_list(a[1])?, Shape::List);
    let native = matches!(f, Value::Builtin(b) if b.name == "lessThan");
    let mut less = |ev: &mut Eval, x: CellId, y: CellId| -> Result<bool, Stop> {
        ev.at = site;
        let answer = if native { less_than(ev, x, y) } else { test(ev, f, &[x, y]) };
        answer.map_err(Stop::Failed)?.map_err(Stop::Unknown)
    };
    match merge_sort(ev, &items, &mut less) {
        Ok(sorted) => Ok(ev.list(sorted)),
        Err(Stop::Unknown(w)) => Ok(Value::Unknown(w, Shape::List)),
        Err(Stop::Failed(e)) => Err(e),
    }
}

/// `x < y` of two cells.
pub(super) fn less_than(ev: &mut Eval, x: CellId, y: CellId) -> R<Known<bool>> {
    let (x, y) = (ev.force(x)?, ev.force(y)?);
    Ok(ev.compare(x, y)?.map(|o| o == Some(Ordering::Less)))
}

type Less<'l> = dyn FnMut(&mut Eval, CellId, CellId) -> Result<bool, Stop> + 'l;

fn merge_sort(ev: &mut Eval, items: &[CellId], less: &mut Less) -> Result<Vec<CellId>, Stop> {
    let mut from = items.to_vec();
    let mut width = 1;
    while width < from.len() {
        let mut to = Vec::with_capacity(from.len());
        for run in from.chunks(2 * width) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let (Some((&l, l_rest)), Some((&r, r_rest))) = (left.split_first(), right.split_first()) {
                if less(ev, r, l)? {
                    to.push(r);
                    right = r_rest;
                } else {
                    to.push(l);
                    left = l_rest;
                }
            }
            to.extend_from_slice(left);
            to.extend_from_slice(right);
        }
        from = to;
        width *= 2;
    }
    Ok(from)
}
