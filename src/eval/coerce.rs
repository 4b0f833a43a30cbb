//! Turning values into strings: interpolation, `toString`, path parts. What is not known becomes a hole.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::base::limits;
use crate::sym;

use super::error::{ErrKind, R};
use super::heap::ContextId;
use super::unknown::{WhyId, WhyKind};
use super::value::*;
use super::{Eval, Found};

/// Which values a coercion accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// `"${v}"`: strings, paths (copied to the store), sets with `outPath` or `__toString`.
    Interpolation,
    /// `toString v`: also numbers, Booleans, null, lists; paths as they are.
    ToString,
    /// What a builder gets: as [`Mode::ToString`], but paths are copied to the store.
    Build,
    /// Part of a path: strings and paths as they are.
    PathPart,
}

impl Mode {
    /// Whether numbers, Booleans, null and lists are accepted.
    fn lenient(self) -> bool {
        matches!(self, Mode::ToString | Mode::Build)
    }
}

/// What a hole counts towards the string budget.
const HOLE_BYTES: usize = 32;
/// A string with more holes than this is unknown as a whole.
const HOLES: usize = 8192;

/// Collects a string that may have holes.
#[derive(Default)]
pub struct Builder {
    pieces: Vec<Piece>,
    text: String,
    context: ContextId,
    /// Bytes of `pieces`, with an allowance for each hole.
    size: usize,
    /// Something was left out because the string budget does not allow it.
    full: bool,
}

impl Builder {
    pub fn push(&mut self, text: &str) {
        if self.size + self.text.len() + text.len() > limits::STRING_BYTES {
            self.full = true;
        } else {
            self.text.push_str(text);
        }
    }
    pub fn hole(&mut self, w: WhyId) {
        if self.pieces.len() > 2 * HOLES || self.size + self.text.len() + HOLE_BYTES > limits::STRING_BYTES {
            self.full = true;
            return;
        }
        if !self.text.is_empty() {
            self.size += self.text.len();
            self.pieces.push(Piece::Lit(std::mem::take(&mut self.text).into()));
        }
        self.size += HOLE_BYTES;
        self.pieces.push(Piece::Hole(w));
    }
    /// Whether the string has outgrown the budget: what is pushed now is lost, and the result is unknown.
    pub fn is_full(&self) -> bool {
        self.full
    }
}

impl Eval<'_> {
    /// The string a builder has collected.
    pub fn finish(&mut self, b: Builder) -> Value {
        if b.full {
            let w = self.why(WhyKind::Budget("string memory"));
            return Value::Unknown(w, Shape::Str);
        }
        if b.pieces.is_empty() {
            return self.string_with(b.text, b.context);
        }
        if let Err(unknown) = self.string_budget(b.size + b.text.len()) {
            return unknown;
        }
        let mut pieces = b.pieces;
        if !b.text.is_empty() {
            pieces.push(Piece::Lit(b.text.into()));
        }
        self.pieces(pieces)
    }

    /// Appends a string value (known or partial) or a hole for an unknown.
    pub fn push_string(&mut self, v: Value, out: &mut Builder) -> bool {
        match v {
            Value::Str(s) => {
                out.push(self.text(s));
                let c = self.context(s);
                self.add_context(out, c);
            }
            Value::Partial(p) => {
                for piece in self.partial(p).iter() {
                    match piece {
                        Piece::Lit(t) => out.push(t),
                        Piece::Hole(w) => out.hole(*w),
                    }
                }
            }
            Value::Unknown(w, _) => out.hole(w),
            _ => return false,
        }
        true
    }

    /// Adds to the context of the string being built.
    pub fn add_context(&mut self, out: &mut Builder, context: ContextId) {
        out.context = self.join_contexts(out.context, context);
    }

    /// Coerces a value and appends it.
    pub fn coerce_into(&mut self, v: Value, mode: Mode, out: &mut Builder) -> R<()> {
        if let Some(w) = self.exhausted() {
            out.hole(w);
            return Ok(());
        }
        if out.full {
            return Ok(());
        }
        if let Value::Unknown(_, s) = v {
            let fits = match s {
                Shape::Any | Shape::Str | Shape::Path | Shape::Attrs | Shape::Derivation => true,
                Shape::Bool | Shape::Int | Shape::Float | Shape::List => mode.lenient(),
                Shape::Function => false,
            };
            if !fits {
                return Err(self.cannot_coerce(v));
            }
        }
        if self.push_string(v, out) {
            return Ok(());
        }
        match v {
            Value::Path(p) => match mode {
                Mode::Interpolation | Mode::Build => self.store_path_of(p, out),
                Mode::ToString | Mode::PathPart => {
                    out.push(self.text(p));
                    Ok(())
                }
            },
            Value::Attrs(a) => self.coerce_set(a, v, mode, out),
            Value::Null | Value::Bool(false) if mode.lenient() => Ok(()),
            Value::Bool(true) if mode.lenient() => {
                out.push("1");
                Ok(())
            }
            Value::Int(i) if mode.lenient() => {
                out.push(&i.to_string());
                Ok(())
            }
            Value::Float(f) if mode.lenient() => {
                out.push(&super::show::float_fixed(f));
                Ok(())
            }
            Value::List(l) if mode.lenient() => {
                let items = self.items(l);
                for (i, &c) in items.iter().enumerate() {
                    let item = self.force(c)?;
                    self.guarded(|ev| ev.coerce_into(item, mode, out))?;
                    // Nix adds no space after an empty list inside a list.
                    let empty = matches!(item, Value::List(x) if self.items(x).is_empty());
                    if i + 1 < items.len() && !empty {
                        out.push(" ");
                    }
                }
                Ok(())
            }
            other => Err(self.cannot_coerce(other)),
        }
    }

    fn coerce_set(&mut self, a: AttrsId, v: Value, mode: Mode, out: &mut Builder) -> R<()> {
        match self.find_listed(a, sym!("__toString")) {
            Found::Cell(c) => {
                let f = self.force(c)?;
                let s = self.call_values(f, &[v])?;
                return self.guarded(|ev| ev.coerce_into(s, mode, out));
            }
            Found::Unknown(_) | Found::Missing => {}
        }
        match self.find(a, sym!("outPath")) {
            Found::Cell(c) => {
                let s = self.force(c)?;
                self.guarded(|ev| ev.coerce_into(s, mode, out))
            }
            Found::Unknown(w) => {
                out.hole(w);
                Ok(())
            }
            Found::Missing => Err(self.cannot_coerce(v)),
        }
    }

    fn cannot_coerce(&mut self, v: Value) -> super::ErrId {
        let what = self.describe(v);
        let e = self.fail(ErrKind::Type, format!("cannot coerce {what} to a string"));
        if matches!(v, Value::Int(_) | Value::Float(_) | Value::Unknown(_, Shape::Int | Shape::Float)) {
            self.error_mut(e).help = Some("write `toString …` around it".into());
        }
        e
    }

    /// A path in a string is copied to the store (also one that lies there already); only Nix knows its hash. A path
    /// that does not exist is an error.
    fn store_path_of(&mut self, p: StrId, out: &mut Builder) -> R<()> {
        let text = self.text_rc(p);
        if let Ok(None) = self.probe(std::path::Path::new(&*text)) {
            return Err(self.no_such_file(std::path::Path::new(&*text)));
        }
        let name = text.rsplit('/').next().unwrap_or_default();
        let copy = self.copy_to_store(std::path::Path::new(&*text), name);
        self.push_string(copy, out);
        Ok(())
    }

    /// A value as a string value.
    pub fn coerce(&mut self, v: Value, mode: Mode) -> R<Value> {
        if let Value::Str(_) | Value::Partial(_) = v {
            return Ok(v);
        }
        let mut out = Builder::default();
        self.coerce_into(v, mode, &mut out)?;
        Ok(self.finish(out))
    }

    /// The union of two contexts.
    pub fn join_contexts(&mut self, a: ContextId, b: ContextId) -> ContextId {
        if a == b || b == ContextId::default() {
            return a;
        }
        if a == ContextId::default() {
            return b;
        }
        let both: BTreeSet<Rc<str>> = self.context_set(a).union(&self.context_set(b)).cloned().collect();
        self.make_context(both)
    }

    /// The elements of a context, in Nix' own encoding (`/nix/store/…`, `!out!/nix/store/….drv`, `=/nix/store/….drv`).
    pub fn context_set(&self, c: ContextId) -> BTreeSet<Rc<str>> {
        c.0.checked_sub(1).and_then(|i| self.contexts.get(i as usize)).cloned().unwrap_or_default()
    }

    /// The id of a context with these elements.
    pub fn make_context(&mut self, elements: BTreeSet<Rc<str>>) -> ContextId {
        if elements.is_empty() {
            return ContextId::default();
        }
        if let Some(i) = self.contexts.iter().position(|c| *c == elements) {
            return ContextId(i as u32 + 1);
        }
        self.contexts.push(elements);
        ContextId(self.contexts.len() as u32)
    }
}
