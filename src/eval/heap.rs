//! Making and reading values: the arenas behind the handles of [`super::value`].

use std::any::Any;
use std::rc::Rc;

use crate::base::{FileId, NameId, Symbol, limits};
use crate::diag::Anchor;

use super::error::{ErrId, ErrKind, EvalError, R};
use super::unknown::{Why, WhyId, WhyKind};
use super::value::*;
use super::{Eval, State};

/// What a list or set and its members count towards the memory budget.
const HEAD_BYTES: usize = 40;
const ITEM_BYTES: usize = std::mem::size_of::<CellId>();
const ENTRY_BYTES: usize = std::mem::size_of::<Entry>();

const SYMBOL_BIT: u32 = 1 << 31;

pub(super) struct StrData {
    pub text: Rc<str>,
    pub context: ContextId,
}

/// Store paths that a string refers to (index of a set of them); 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct ContextId(pub(crate) u32);

/// A native function of one argument with captured state.
pub type NativeFn = Rc<dyn for<'e> Fn(&mut Eval<'e>, CellId) -> R<Value>>;
/// A computation that runs at most once.
pub type LazyFn = Box<dyn for<'e> FnOnce(&mut Eval<'e>) -> R<Value>>;
/// Makes an attribute of an open set.
pub type ResolverFn = Rc<dyn for<'e> Fn(&mut Eval<'e>, Symbol) -> R<Value>>;

/// Cells.
impl Eval<'_> {
    pub(super) fn push_cell(&mut self, state: State, origin: Origin) -> CellId {
        let id = CellId(self.cells.len() as u32);
        self.cells.push(state);
        self.origins.push(origin);
        id
    }

    /// A cell that holds `value`; its origin is the expression being evaluated.
    pub fn cell(&mut self, value: Value) -> CellId {
        let at = self.at;
        self.push_cell(State::Done(value), at)
    }

    /// A cell with an explicit origin.
    pub fn cell_at(&mut self, value: Value, origin: Origin) -> CellId {
        self.push_cell(State::Done(value), origin)
    }

    /// A cell that fails with this error when forced.
    pub fn failed_cell(&mut self, e: ErrId) -> CellId {
        let at = self.at;
        self.push_cell(State::Failed(e), at)
    }

    /// A cell computed by native code at the first use.
    pub fn lazy(&mut self, f: impl for<'e> FnOnce(&mut Eval<'e>) -> R<Value> + 'static) -> CellId {
        let at = self.at;
        self.lazy_at(at, f)
    }

    /// The same with an explicit origin.
    pub fn lazy_at(&mut self, origin: Origin, f: impl for<'e> FnOnce(&mut Eval<'e>) -> R<Value> + 'static) -> CellId {
        let id = self.lazies.len() as u32;
        self.lazies.push(Some(Box::new(f)));
        self.push_cell(State::Lazy(id), origin)
    }

    /// A cell for `f x`, computed at the first use.
    pub fn lazy_call(&mut self, f: CellId, x: CellId) -> CellId {
        let at = self.at;
        self.push_cell(State::Call(f, x), at)
    }

    /// A cell for `f x y`, computed at the first use.
    pub fn lazy_call2(&mut self, f: CellId, x: CellId, y: CellId) -> CellId {
        let at = self.at;
        self.push_cell(State::Call2(f, x, y), at)
    }

    /// A cell for `set.name`, computed at the first use.
    pub fn lazy_select(&mut self, set: CellId, name: Symbol) -> CellId {
        let at = self.at;
        self.push_cell(State::Select(set, name), at)
    }

    /// The value of a cell if it has been computed already.
    pub fn peek(&self, c: CellId) -> Option<Value> {
        match self.cells[c.0 as usize] {
            State::Done(v) => Some(v),
            _ => None,
        }
    }

    /// Where the cell's value was produced (once forced), or where its expression is written.
    pub fn origin(&self, c: CellId) -> Origin {
        self.origins[c.0 as usize]
    }

    /// The place of an origin; `None` for native ones and for our own library.
    pub fn anchor(&self, o: Origin) -> Option<Anchor> {
        let m = self.mods.get(o.module.0 as usize).filter(|m| !m.embedded)?;
        Some(Anchor::expr(m.file, o.expr))
    }

    /// The files that took part, our own library left out.
    pub fn files(&self) -> Vec<FileId> {
        self.mods.iter().filter(|m| !m.embedded).map(|m| m.file).collect()
    }

    /// Where an attribute name is written.
    pub fn pos_anchor(&self, p: PosId) -> Option<Anchor> {
        if p == PosId::NONE {
            return None;
        }
        let i = self.mods.partition_point(|m| m.pos_base <= p.number()).checked_sub(1)?;
        let m = self.mods.get(i).filter(|m| !m.embedded)?;
        Some(Anchor::name(m.file, NameId(p.number() - m.pos_base)))
    }
}

/// Strings and paths.
impl Eval<'_> {
    /// A string value from text without context.
    pub fn string(&mut self, text: &str) -> Value {
        Value::Str(self.str_id(text))
    }

    /// A string from text without context.
    pub fn str_id(&mut self, text: &str) -> StrId {
        self.str_rc(text.into(), ContextId::default())
    }

    /// A string with context. Counts towards the string budget.
    pub fn str_rc(&mut self, text: Rc<str>, context: ContextId) -> StrId {
        self.string_bytes += text.len();
        let id = self.strs.len() as u32;
        self.strs.push(StrData { text, context });
        StrId(id)
    }

    /// A string value from a name.
    pub fn symbol_string(&self, s: Symbol) -> Value {
        Value::Str(StrId(s.0 | SYMBOL_BIT))
    }

    /// The text of a string.
    pub fn text(&self, s: StrId) -> &str {
        if s.0 & SYMBOL_BIT != 0 { Symbol(s.0 & !SYMBOL_BIT).as_str() } else { &self.strs[s.0 as usize].text }
    }

    /// The text of a string, free of the borrow on the evaluator.
    pub fn text_rc(&self, s: StrId) -> Rc<str> {
        if s.0 & SYMBOL_BIT != 0 {
            Symbol(s.0 & !SYMBOL_BIT).as_str().into()
        } else {
            self.strs[s.0 as usize].text.clone()
        }
    }

    /// The context of a string.
    pub fn context(&self, s: StrId) -> ContextId {
        if s.0 & SYMBOL_BIT != 0 { ContextId::default() } else { self.strs[s.0 as usize].context }
    }

    /// The string as a symbol (interned when it is not yet one).
    pub fn symbol(&self, s: StrId) -> Symbol {
        if s.0 & SYMBOL_BIT != 0 { Symbol(s.0 & !SYMBOL_BIT) } else { Symbol::new(&self.strs[s.0 as usize].text) }
    }

    /// A path value from an absolute path; it is normalised by text.
    pub fn path(&mut self, path: &std::path::Path) -> Value {
        let p = crate::base::files::normalize(path);
        Value::Path(self.str_id(&p.to_string_lossy()))
    }

    /// A string made of pieces: fully known when it has no hole. Adjacent literals are joined.
    pub fn pieces(&mut self, pieces: impl IntoIterator<Item = Piece>) -> Value {
        let mut joined: Vec<Piece> = Vec::new();
        let mut lit = String::new();
        for p in pieces {
            match p {
                Piece::Lit(t) => lit.push_str(&t),
                hole => {
                    if !lit.is_empty() {
                        joined.push(Piece::Lit(std::mem::take(&mut lit).into()));
                    }
                    joined.push(hole);
                }
            }
        }
        if joined.is_empty() {
            return self.string(&lit);
        }
        if !lit.is_empty() {
            joined.push(Piece::Lit(lit.into()));
        }
        self.string_bytes +=
            joined.iter().map(|p| if let Piece::Lit(t) = p { t.len() + 32 } else { 32 }).sum::<usize>();
        self.partials.push(joined.into());
        Value::Partial(PartialId(self.partials.len() as u32 - 1))
    }

    /// The pieces of a partly known string.
    pub fn partial(&self, p: PartialId) -> Rc<[Piece]> {
        self.partials[p.0 as usize].clone()
    }

    /// The first reason why a partly known string is not fully known.
    pub fn partial_why(&self, p: PartialId) -> WhyId {
        let hole = |p: &Piece| match p {
            Piece::Hole(w) => Some(*w),
            Piece::Lit(_) => None,
        };
        self.partials[p.0 as usize].iter().find_map(hole).unwrap_or(WhyId(0))
    }

    /// Whether another string of `len` bytes fits the budget; `Err(unknown)` when not.
    pub fn string_budget(&mut self, len: usize) -> Result<(), Value> {
        if len > limits::STRING_BYTES || self.string_bytes + len > limits::STRINGS_TOTAL {
            let w = self.why(WhyKind::Budget("string memory"));
            return Err(Value::Unknown(w, Shape::Str));
        }
        Ok(())
    }
}

/// Lists, sets, functions and foreign values.
impl Eval<'_> {
    pub fn list(&mut self, items: impl Into<Rc<[CellId]>>) -> Value {
        let items = items.into();
        if let Err(w) = self.charge(ITEM_BYTES * items.len() + HEAD_BYTES) {
            return Value::Unknown(w, Shape::List);
        }
        self.lists.push(items);
        Value::List(ListId(self.lists.len() as u32 - 1))
    }

    pub fn items(&self, l: ListId) -> Rc<[CellId]> {
        self.lists[l.0 as usize].clone()
    }

    /// A closed set; entries may come in any order, a later one with the same name wins.
    pub fn attrs(&mut self, mut entries: Vec<Entry>) -> Value {
        if !entries.is_sorted_by(|a, b| a.name < b.name) {
            entries.sort_by_key(|e| e.name);
            let mut out: Vec<Entry> = Vec::with_capacity(entries.len());
            for e in entries {
                match out.last_mut() {
                    Some(last) if last.name == e.name => *last = e,
                    _ => out.push(e),
                }
            }
            entries = out;
        }
        self.attrs_with(entries.into(), Rest::Closed)
    }

    /// A set from entries sorted by symbol without duplicates.
    pub fn attrs_with(&mut self, entries: Rc<[Entry]>, rest: Rest) -> Value {
        if let Err(w) = self.charge(ENTRY_BYTES * entries.len() + HEAD_BYTES) {
            return Value::Unknown(w, Shape::Attrs);
        }
        self.attrs.push(AttrsData { entries, rest });
        Value::Attrs(AttrsId(self.attrs.len() as u32 - 1))
    }

    /// A closed set from names and cells written nowhere.
    pub fn attrs_from<'s>(&mut self, entries: impl IntoIterator<Item = (&'s str, CellId)>) -> Value {
        let make = |(n, cell)| Entry { name: Symbol::new(n), cell, pos: PosId::NONE };
        self.attrs(entries.into_iter().map(make).collect())
    }

    pub fn attrs_data(&self, a: AttrsId) -> &AttrsData {
        &self.attrs[a.0 as usize]
    }

    /// The listed entries, sorted by symbol.
    pub fn entries(&self, a: AttrsId) -> Rc<[Entry]> {
        self.attrs[a.0 as usize].entries.clone()
    }

    /// The entries in the order of their names, as everything that shows or iterates a set needs them.
    pub fn entries_by_name(&self, a: AttrsId) -> Vec<Entry> {
        let mut v: Vec<Entry> = self.attrs[a.0 as usize].entries.to_vec();
        v.sort_by_key(|e| e.name.as_str());
        v
    }

    /// An attribute that is listed; does not ask the resolver of an open set (see [`Eval::select`]).
    pub fn get(&self, a: AttrsId, name: Symbol) -> Option<CellId> {
        self.attrs[a.0 as usize].get(name).map(|e| e.cell)
    }

    /// Registers a function that makes attributes of an open set on demand; each name is made once.
    pub fn resolver(&mut self, why: WhyId, f: impl for<'e> Fn(&mut Eval<'e>, Symbol) -> R<Value> + 'static) -> Rest {
        self.resolvers.push(Rc::new(f));
        Rest::Lazy(ResolverId(self.resolvers.len() as u32 - 1), why)
    }

    /// The cell of a name that an open set makes on demand.
    pub fn resolve(&mut self, r: ResolverId, name: Symbol) -> CellId {
        if let Some(&c) = self.resolved.get(&(r, name)) {
            return c;
        }
        let f = self.resolvers[r.0 as usize].clone();
        let c = self.lazy(move |ev| f(ev, name));
        self.resolved.insert((r, name), c);
        c
    }

    /// A native function of one argument.
    pub fn native(&mut self, f: impl for<'e> Fn(&mut Eval<'e>, CellId) -> R<Value> + 'static) -> Value {
        self.natives.push(Rc::new(f));
        Value::Native(NativeId(self.natives.len() as u32 - 1))
    }

    /// Wraps a Rust value that Nix code can only pass around.
    pub fn opaque(&mut self, v: Rc<dyn Any>) -> Value {
        self.opaques.push(v);
        Value::Opaque(OpaqueId(self.opaques.len() as u32 - 1))
    }

    pub fn opaque_ref(&self, o: OpaqueId) -> Rc<dyn Any> {
        self.opaques[o.0 as usize].clone()
    }
}

/// Unknowns and errors.
impl Eval<'_> {
    /// Registers a root cause, met at the expression being evaluated.
    pub fn why(&mut self, kind: WhyKind) -> WhyId {
        let at = self.at;
        self.whys.push(Why { kind, at });
        WhyId(self.whys.len() as u32 - 1)
    }

    /// An unknown value of unknown shape.
    pub fn unknown(&mut self, kind: WhyKind) -> Value {
        Value::Unknown(self.why(kind), Shape::Any)
    }

    pub fn why_of(&self, w: WhyId) -> &Why {
        &self.whys[w.0 as usize]
    }

    /// The reason if this value is unknown as a whole or in part.
    pub fn why_unknown(&self, v: Value) -> Option<WhyId> {
        match v {
            Value::Unknown(w, _) => Some(w),
            Value::Partial(p) => Some(self.partial_why(p)),
            _ => None,
        }
    }

    /// Registers an error blamed on the expression being evaluated. Use as `return Err(ev.fail(…))`.
    pub fn fail(&mut self, kind: ErrKind, message: impl Into<String>) -> ErrId {
        let at = self.at;
        self.fail_at(at, kind, message)
    }

    pub fn fail_at(&mut self, at: Origin, kind: ErrKind, message: impl Into<String>) -> ErrId {
        let message = message.into();
        self.errors.push(EvalError { kind, message, at, trace: Vec::new(), context: Vec::new(), help: None });
        ErrId(self.errors.len() as u32 - 1)
    }

    pub fn error(&self, e: ErrId) -> &EvalError {
        &self.errors[e.0 as usize]
    }

    pub fn error_mut(&mut self, e: ErrId) -> &mut EvalError {
        &mut self.errors[e.0 as usize]
    }
}
