//! Kinds of values: what is known of one, and forcing a cell to the kind that a native function wants.

use std::rc::Rc;

use crate::base::Symbol;
use crate::sym;

use super::error::{ErrKind, R};
use super::unknown::WhyId;
use super::value::*;
use super::{Eval, Found};

/// A value of the wanted kind, or the reason why it is not known.
pub type Known<T> = Result<T, WhyId>;

/// Returns `Value::Unknown` from the enclosing function when the value is not known.
#[macro_export]
macro_rules! known {
    ($e:expr) => {
        $crate::known!($e, $crate::eval::Shape::Any)
    };
    ($e:expr, $shape:expr) => {
        match $e {
            Ok(v) => v,
            Err(w) => return Ok($crate::eval::Value::Unknown(w, $shape)),
        }
    };
}

impl Eval<'_> {
    /// A fully known string.
    pub fn want_str(&mut self, c: CellId) -> R<Known<Rc<str>>> {
        match self.force(c)? {
            Value::Str(s) => Ok(Ok(self.text_rc(s))),
            Value::Partial(p) => Ok(Err(self.partial_why(p))),
            Value::Unknown(w, Shape::Any | Shape::Str) => Ok(Err(w)),
            v => Err(self.wrong("a string", v)),
        }
    }

    /// A fully known string as a name.
    pub fn want_symbol(&mut self, c: CellId) -> R<Known<Symbol>> {
        match self.force(c)? {
            Value::Str(s) => Ok(Ok(self.symbol(s))),
            Value::Partial(p) => Ok(Err(self.partial_why(p))),
            Value::Unknown(w, Shape::Any | Shape::Str) => Ok(Err(w)),
            v => Err(self.wrong("a string", v)),
        }
    }

    pub fn want_list(&mut self, c: CellId) -> R<Known<Rc<[CellId]>>> {
        match self.force(c)? {
            Value::List(l) => Ok(Ok(self.items(l))),
            Value::Unknown(w, Shape::Any | Shape::List) => Ok(Err(w)),
            v => Err(self.wrong("a list", v)),
        }
    }

    pub fn want_attrs(&mut self, c: CellId) -> R<Known<AttrsId>> {
        match self.force(c)? {
            Value::Attrs(a) => Ok(Ok(a)),
            Value::Unknown(w, Shape::Any | Shape::Attrs | Shape::Derivation) => Ok(Err(w)),
            v => Err(self.wrong("a set", v)),
        }
    }

    pub fn want_int(&mut self, c: CellId) -> R<Known<i64>> {
        match self.force(c)? {
            Value::Int(i) => Ok(Ok(i)),
            Value::Unknown(w, Shape::Any | Shape::Int) => Ok(Err(w)),
            v => Err(self.wrong("an integer", v)),
        }
    }

    pub fn want_bool(&mut self, c: CellId) -> R<Known<bool>> {
        match self.force(c)? {
            Value::Bool(b) => Ok(Ok(b)),
            Value::Unknown(w, Shape::Any | Shape::Bool) => Ok(Err(w)),
            v => Err(self.wrong("a Boolean", v)),
        }
    }

    /// A function value (also a set with `__functor`); calling an unknown gives unknown, so unknowns pass.
    pub fn want_function(&mut self, c: CellId) -> R<Value> {
        let v = self.force(c)?;
        match v {
            Value::Lambda(..) | Value::Builtin(_) | Value::Pap(_) | Value::Native(_) => Ok(v),
            Value::Attrs(a) if !matches!(self.find_listed(a, sym!("__functor")), Found::Missing) => Ok(v),
            Value::Unknown(_, Shape::Any | Shape::Function | Shape::Attrs) => Ok(v),
            v => Err(self.wrong("a function", v)),
        }
    }

    fn wrong(&mut self, expected: &str, v: Value) -> super::ErrId {
        let at = self.at;
        self.type_error(at, expected, v)
    }

    /// "expected X but found Y".
    pub fn type_error(&mut self, at: Origin, expected: &str, found: Value) -> super::ErrId {
        let what = self.describe(found);
        self.fail_at(at, ErrKind::Type, format!("expected {expected} but found {what}"))
    }

    /// What kind of value this is, as far as it is known.
    pub fn shape_of(&self, v: Value) -> Shape {
        match v {
            Value::Bool(_) => Shape::Bool,
            Value::Int(_) => Shape::Int,
            Value::Float(_) => Shape::Float,
            Value::Str(_) | Value::Partial(_) => Shape::Str,
            Value::Path(_) => Shape::Path,
            Value::List(_) => Shape::List,
            Value::Attrs(_) => Shape::Attrs,
            Value::Lambda(..) | Value::Builtin(_) | Value::Pap(_) | Value::Native(_) => Shape::Function,
            Value::Unknown(_, s) => s,
            Value::Null | Value::Opaque(_) => Shape::Any,
        }
    }
}
