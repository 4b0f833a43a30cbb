//! `genericClosure`: everything that can be reached from a start.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::base::limits;
use crate::eval::error::{ErrKind, R};
use crate::eval::unknown::WhyKind;
use crate::eval::value::*;
use crate::eval::{Eval, Found, Known};
use crate::known;

use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[make("genericClosure", 1, closure)];

fn closure(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let set = known!(ev.want_attrs(a[0])?, Shape::List);
    ev.at = site;
    let start = known!(part(ev, set, "startSet")?, Shape::List);
    let mut queue: VecDeque<CellId> = known!(ev.want_list(start)?, Shape::List).iter().copied().collect();
    // Nix asks for the operator only when there is something to apply it to.
    if queue.is_empty() {
        return Ok(ev.list([]));
    }
    ev.at = site;
    let operator = known!(part(ev, set, "operator")?, Shape::List);
    let operator = ev.want_function(operator)?;
    let mut seen = Seen::default();
    let mut out = Vec::new();
    while let Some(item) = queue.pop_front() {
        let fields = known!(ev.want_attrs(item)?, Shape::List);
        ev.at = site;
        let key = known!(part(ev, fields, "key")?, Shape::List);
        let key = ev.force(key)?;
        ev.at = site;
        if !known!(seen.insert(ev, key)?, Shape::List) {
            continue;
        }
        out.push(item);
        ev.at = site;
        let more = ev.call(operator, &[item])?;
        match more {
            Value::List(l) => queue.extend(ev.items(l).iter()),
            Value::Unknown(w, Shape::Any | Shape::List) => return Ok(Value::Unknown(w, Shape::List)),
            v => return Err(ev.type_error(site, "a list", v)),
        }
        if out.len() + queue.len() > limits::CLOSURE_LEN {
            let w = ev.why(WhyKind::Budget("elements of one closure"));
            return Ok(Value::Unknown(w, Shape::List));
        }
    }
    Ok(ev.list(out))
}

fn part(ev: &mut Eval, set: AttrsId, name: &str) -> R<Known<CellId>> {
    match ev.find(set, crate::base::Symbol::new(name)) {
        Found::Cell(c) => Ok(Ok(c)),
        Found::Unknown(w) => Ok(Err(w)),
        Found::Missing => {
            let message = format!("attribute `{name}` is missing in what `builtins.genericClosure` got");
            Err(ev.fail(ErrKind::MissingAttr, message))
        }
    }
}

/// Keys in one block of [`Seen::sorted`] at most: a new key moves only those of its block.
const BLOCK: usize = 512;

/// The keys met so far: hashed while all are integers or all strings, else in order.
#[derive(Default)]
struct Seen {
    ints: FxHashSet<i64>,
    texts: FxHashSet<Rc<str>>,
    /// In order, in blocks that are not empty.
    sorted: Vec<Vec<Value>>,
    first: Option<Value>,
}

impl Seen {
    /// Adds a key; `false` when it was there.
    fn insert(&mut self, ev: &mut Eval, key: Value) -> R<Known<bool>> {
        if let Some(w) = ev.why_unknown(key) {
            return Ok(Err(w));
        }
        let first = *self.first.get_or_insert(key);
        match (first, key) {
            (Value::Int(_), Value::Int(i)) if self.sorted.is_empty() => return Ok(Ok(self.ints.insert(i))),
            (Value::Str(_), Value::Str(s)) | (Value::Path(_), Value::Path(s)) => {
                return Ok(Ok(self.texts.insert(ev.text_rc(s))));
            }
            _ => {}
        }
        // Integers and floats may mix; anything else that differs cannot be compared.
        if !self.ints.is_empty() {
            let mut ints: Vec<i64> = self.ints.drain().collect();
            ints.sort_unstable();
            self.sorted = ints.chunks(BLOCK).map(|c| c.iter().copied().map(Value::Int).collect()).collect();
        }
        match ev.compare(first, key)? {
            Ok(_) => self.insert_sorted(ev, key),
            Err(w) => Ok(Err(w)),
        }
    }

    fn insert_sorted(&mut self, ev: &mut Eval, key: Value) -> R<Known<bool>> {
        let head = |block: &Vec<Value>| block.first().copied().unwrap_or(Value::Null);
        let after = match place(ev, &self.sorted, head, key)? {
            Ok(Some(after)) => after,
            Ok(None) => return Ok(Ok(false)),
            Err(w) => return Ok(Err(w)),
        };
        // The last block that begins below the key.
        let Some(block) = self.sorted.get_mut(after.saturating_sub(1)) else {
            self.sorted.push(vec![key]);
            return Ok(Ok(true));
        };
        let at = match place(ev, block, |v| *v, key)? {
            Ok(Some(at)) => at,
            Ok(None) => return Ok(Ok(false)),
            Err(w) => return Ok(Err(w)),
        };
        block.insert(at, key);
        if block.len() > BLOCK {
            let upper = block.split_off(BLOCK / 2);
            self.sorted.insert(after.max(1), upper);
        }
        Ok(Ok(true))
    }
}

/// How many of some keys in order are below a key; `None` if it is among them.
fn place<T>(ev: &mut Eval, sorted: &[T], key_of: impl Fn(&T) -> Value, key: Value) -> R<Known<Option<usize>>> {
    let (mut low, mut high) = (0, sorted.len());
    while low < high {
        let middle = low.midpoint(high);
        let Some(other) = sorted.get(middle).map(&key_of) else { break };
        match ev.compare(other, key)? {
            Err(w) => return Ok(Err(w)),
            Ok(Some(Ordering::Less)) => low = middle + 1,
            Ok(Some(Ordering::Equal)) => return Ok(Ok(None)),
            Ok(Some(Ordering::Greater) | None) => high = middle,
        }
    }
    Ok(Ok(Some(low)))
}
