//! Walks over whole values: equality, forcing everything, JSON. Every recursion passes [`Eval::guarded`] and counts its
//! nodes, so a set that contains itself ends in an error or an unknown.

use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use crate::base::limits;
use crate::sym;

use super::coerce::Mode;
use super::error::{ErrKind, R};
use super::unknown::{WhyId, WhyKind};
use super::value::*;
use super::{Eval, Found};

impl Eval<'_> {
    /// Nix' `==`; `None` when it is not known.
    pub fn equal_values(&mut self, a: Value, b: Value) -> R<Option<bool>> {
        let mut left = limits::WALK_NODES;
        self.equal_inner(a, b, &mut left)
    }

    fn equal_inner(&mut self, a: Value, b: Value, left: &mut u64) -> R<Option<bool>> {
        match (a, b) {
            (Value::Unknown(_, x), other) | (other, Value::Unknown(_, x)) => {
                let y = self.shape_of(other);
                let scalar = |s| matches!(s, Shape::Bool | Shape::Int | Shape::Str | Shape::Path | Shape::List);
                let null = matches!(other, Value::Null);
                let differ = x != Shape::Any && (null || (scalar(x) && scalar(y) && x != y));
                Ok(if differ { Some(false) } else { None })
            }
            (Value::Partial(p), Value::Str(s)) | (Value::Str(s), Value::Partial(p)) => Ok(self.partial_equal(p, s)),
            (Value::Partial(x), Value::Partial(y)) => Ok((x == y).then_some(true)),
            (Value::Partial(_), _) | (_, Value::Partial(_)) => Ok(Some(false)),
            (Value::Null, Value::Null) => Ok(Some(true)),
            (Value::Bool(x), Value::Bool(y)) => Ok(Some(x == y)),
            (Value::Int(x), Value::Int(y)) => Ok(Some(x == y)),
            (Value::Float(x), Value::Float(y)) => Ok(Some(x == y)),
            (Value::Int(x), Value::Float(y)) | (Value::Float(y), Value::Int(x)) => Ok(Some(x as f64 == y)),
            (Value::Str(x), Value::Str(y)) | (Value::Path(x), Value::Path(y)) => {
                Ok(Some(x == y || self.text(x) == self.text(y)))
            }
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (self.items(x), self.items(y));
                if x.len() != y.len() {
                    return Ok(Some(false));
                }
                self.all_equal(x.iter().copied().zip(y.iter().copied()), left)
            }
            (Value::Attrs(x), Value::Attrs(y)) => {
                if x == y && self.attrs_data(x).is_closed() && self.attrs_data(x).entries.is_empty() {
                    return Ok(Some(true));
                }
                if let (Some(px), Some(py)) = (self.derivation_path(x)?, self.derivation_path(y)?) {
                    return self.equal_inner(px, py, left);
                }
                let (dx, dy) = (self.attrs_data(x).clone(), self.attrs_data(y).clone());
                let closed = dx.is_closed() && dy.is_closed();
                let same_names = dx.entries.len() == dy.entries.len()
                    && dx.entries.iter().zip(dy.entries.iter()).all(|(a, b)| a.name == b.name);
                if !same_names {
                    return Ok(closed.then_some(false));
                }
                let mut pairs: Vec<(Entry, Entry)> =
                    dx.entries.iter().copied().zip(dy.entries.iter().copied()).collect();
                pairs.sort_by_key(|(a, _)| a.name.as_str());
                let eq = self.all_equal(pairs.into_iter().map(|(a, b)| (a.cell, b.cell)), left)?;
                Ok(if closed || eq == Some(false) { eq } else { None })
            }
            // Functions are never equal, not even to themselves.
            _ => Ok(Some(false)),
        }
    }

    fn all_equal(&mut self, pairs: impl Iterator<Item = (CellId, CellId)>, left: &mut u64) -> R<Option<bool>> {
        let mut unknown = None;
        for (x, y) in pairs {
            if *left == 0 {
                return Ok(None);
            }
            *left -= 1;
            let mut compare = |ev: &mut Self| {
                ev.guarded(|ev| {
                    let (vx, vy) = (ev.force(x)?, ev.force(y)?);
                    // To Nix a value inside a set or list equals itself, even a function.
                    if x == y && !matches!(vx, Value::Unknown(..)) {
                        Ok(Some(true))
                    } else {
                        ev.equal_inner(vx, vy, left)
                    }
                })
            };
            let eq = match unknown {
                None => compare(self)?,
                // Nix may have stopped before this pair: its failure says nothing.
                Some(w) => match self.speculate(w, compare) {
                    Ok(eq) => eq,
                    Err(_) => continue,
                },
            };
            match eq {
                Some(true) => {}
                Some(false) => return Ok(Some(false)),
                None => unknown = unknown.or(Some(WhyId(0))),
            }
        }
        Ok(unknown.is_none().then_some(true))
    }

    /// Whether some filling of the holes makes the strings equal: `Some(false)` when none does.
    fn partial_equal(&self, p: PartialId, s: StrId) -> Option<bool> {
        let pieces = self.partial(p);
        let text = self.text(s);
        let end: &str = match pieces.last() {
            Some(Piece::Lit(t)) => t,
            _ => "",
        };
        let lit = |p: &Piece| if let Piece::Lit(t) = p { t.len() } else { 0 };
        let too_short = text.len() < pieces.iter().map(lit).sum();
        (too_short || !text.starts_with(&*self.known_start(&pieces)) || !text.ends_with(end)).then_some(false)
    }

    /// The `outPath` of a derivation, by which Nix compares derivations.
    fn derivation_path(&mut self, a: AttrsId) -> R<Option<Value>> {
        let Some(t) = self.get(a, sym!("type")) else { return Ok(None) };
        match self.force(t)? {
            Value::Str(s) if self.text(s) == "derivation" => {}
            _ => return Ok(None),
        }
        match self.find_listed(a, sym!("outPath")) {
            Found::Cell(c) => self.force(c).map(Some),
            _ => Ok(None),
        }
    }

    /// Forces everything inside a value.
    pub fn deep_force(&mut self, v: Value) -> R<()> {
        let mut left = limits::WALK_NODES;
        self.deep_force_inner(v, &mut left, &mut FxHashSet::default())
    }

    /// `seen` are the containers met so far: each is walked once.
    fn deep_force_inner(&mut self, v: Value, left: &mut u64, seen: &mut FxHashSet<Container>) -> R<()> {
        let cells: Vec<CellId> = match v {
            Value::List(l) if seen.insert(Container::List(l)) => self.items(l).to_vec(),
            Value::Attrs(a) if seen.insert(Container::Attrs(a)) => {
                self.entries_by_name(a).iter().map(|e| e.cell).collect()
            }
            _ => return Ok(()),
        };
        if *left < cells.len() as u64 {
            // Whether the rest fails is not known.
            return Ok(());
        }
        *left -= cells.len() as u64;
        for c in cells {
            self.guarded(|ev| {
                let v = ev.force(c)?;
                ev.deep_force_inner(v, left, seen)
            })?;
        }
        Ok(())
    }

    /// Nix' `builtins.toJSON`; the inner error is the reason why some part is not known.
    pub fn to_json(&mut self, v: Value) -> R<Result<Json, WhyId>> {
        let mut left = limits::WALK_NODES;
        self.json_of(v, &mut left)
    }

    fn json_of(&mut self, v: Value, left: &mut u64) -> R<Result<Json, WhyId>> {
        if *left == 0 {
            return Ok(Err(self.why(WhyKind::Budget("nodes in one JSON document"))));
        }
        *left -= 1;
        Ok(Ok(match v {
            Value::Null => Json::Null,
            Value::Bool(b) => Json::Bool(b),
            Value::Int(i) => i.into(),
            Value::Float(f) => serde_json::Number::from_f64(f).map_or(Json::Null, Json::Number),
            Value::Str(s) => Json::String(self.text(s).to_owned()),
            Value::Unknown(w, _) => return Ok(Err(w)),
            Value::Partial(p) => return Ok(Err(self.partial_why(p))),
            Value::Path(_) => match self.coerce(v, Mode::Interpolation)? {
                Value::Str(s) => Json::String(self.text(s).to_owned()),
                other => return Ok(Err(self.why_unknown(other).unwrap_or(WhyId(0)))),
            },
            Value::List(l) => {
                let mut out = Vec::new();
                for &c in self.items(l).iter() {
                    match self.json_cell(c, left)? {
                        Ok(j) => out.push(j),
                        Err(w) => return Ok(Err(w)),
                    }
                }
                Json::Array(out)
            }
            Value::Attrs(a) => {
                if let Found::Cell(c) = self.find_listed(a, sym!("__toString")) {
                    let f = self.force(c)?;
                    let s = self.call_values(f, &[v])?;
                    let s = self.coerce(s, Mode::Interpolation)?;
                    return self.guarded(|ev| ev.json_of(s, left));
                }
                if let Found::Cell(c) = self.find_listed(a, sym!("outPath")) {
                    return self.json_cell(c, left);
                }
                if let Some(w) = self.attrs_data(a).open_why() {
                    return Ok(Err(w));
                }
                let mut out = serde_json::Map::new();
                for e in self.entries_by_name(a) {
                    match self.json_cell(e.cell, left)? {
                        Ok(j) => out.insert(e.name.as_str().to_owned(), j),
                        Err(w) => return Ok(Err(w)),
                    };
                }
                Json::Object(out)
            }
            other => {
                let what = self.describe(other);
                return Err(self.fail(ErrKind::Type, format!("cannot convert {what} to JSON")));
            }
        }))
    }

    fn json_cell(&mut self, c: CellId, left: &mut u64) -> R<Result<Json, WhyId>> {
        self.guarded(|ev| {
            let v = ev.force(c)?;
            ev.json_of(v, left)
        })
    }

    /// A value from JSON.
    pub fn from_json(&mut self, j: &Json) -> Value {
        match j {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::Bool(*b),
            Json::Number(n) => match n.as_i64() {
                Some(i) => Value::Int(i),
                None => Value::Float(n.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(s) => self.string(s),
            Json::Array(items) => {
                let cells: Vec<CellId> = items
                    .iter()
                    .map(|i| {
                        let v = self.from_json(i);
                        self.cell(v)
                    })
                    .collect();
                self.list(cells)
            }
            Json::Object(map) => {
                let entries = map
                    .iter()
                    .map(|(k, v)| {
                        let v = self.from_json(v);
                        Entry { name: k.as_str().into(), cell: self.cell(v), pos: PosId::NONE }
                    })
                    .collect();
                self.attrs(entries)
            }
        }
    }
}

/// The identity of a value that holds others.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Container {
    List(ListId),
    Attrs(AttrsId),
    /// A list of one or two elements: Nix keeps these inside the value, so a copy is another list to it.
    Short(CellId),
}
