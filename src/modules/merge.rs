//! Merge functions of the less common types, each after its counterpart in nixpkgs' `lib/types.nix` or
//! `lib/options.nix`.

use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::coerce::Builder;
use crate::eval::{CellId, Entry, Eval, PosId, R, Shape, Value};

use super::def::{Active, Def};
use super::slot::{Elem, Slot, Sub, group_by_name};
use super::tree::Node;
use super::types::{Type, TypeRef};

impl Slot {
    pub(super) fn merge_separated(&self, ev: &mut Eval, sep: &str, defs: &[Active]) -> R<(Value, Sub)> {
        if let [one] = defs {
            return Ok((ev.force(one.cell)?, Sub::None));
        }
        let mut out = Builder::default();
        for (i, d) in defs.iter().enumerate() {
            if i > 0 {
                out.push(sep);
            }
            let v = ev.force(d.cell)?;
            ev.push_string(v, &mut out);
        }
        Ok((ev.finish(out), Sub::None))
    }

    pub(super) fn merge_plain_attrs(&self, ev: &mut Eval, defs: &[Active]) -> R<(Value, Sub)> {
        let mut acc = ev.attrs(Vec::new());
        // `foldl' (a: b: a // b)` over the definitions: the later one wins.
        for d in defs {
            let v = ev.force(d.cell)?;
            acc = ev.update(acc, v)?;
        }
        Ok((acc, Sub::None))
    }

    /// `types.anything`: sets merge by name, lists and scalars must be equal, functions merge pointwise.
    pub(super) fn merge_anything(self: &Rc<Self>, ev: &mut Eval, defs: &Rc<[Active]>) -> R<(Value, Sub)> {
        let mut all_attrs = true;
        for d in defs.iter() {
            let v = ev.force(d.cell)?;
            all_attrs &= matches!(v, Value::Attrs(a) if ev.get(a, crate::sym!("type")).is_none()
                && ev.get(a, crate::sym!("__functor")).is_none());
        }
        if all_attrs {
            return self.merge_attrs(ev, &Rc::new(Type::Anything), true, defs);
        }
        if let [one] = &**defs {
            return Ok((ev.force(one.cell)?, Sub::None));
        }
        for d in defs.iter() {
            let v = ev.force(d.cell)?;
            if ev.is_function(v) != Some(true) {
                return self.merge_equal(ev, defs);
            }
        }
        self.merge_functions(ev, &Rc::new(Type::Anything), defs)
    }

    /// What an element without definitions is; `None` when its type has nothing for that (nixpkgs: `emptyValue`).
    pub(super) fn empty_value(&self, ev: &mut Eval, ty: &TypeRef) -> R<Option<Value>> {
        let ty = super::types::resolved(ev, ty)?;
        Ok(match &*ty {
            Type::NullOr(_) => Some(Value::Null),
            Type::ListOf { non_empty: false, .. } => Some(ev.list(Vec::new())),
            Type::AttrsOf { .. } | Type::Attrs => Some(ev.attrs(Vec::new())),
            Type::Submodule(spec) => {
                let node = Node::submodule(&self.sys, &self.loc, spec, &Rc::from(Vec::new()));
                let cell = node.cell(ev);
                Some(ev.force(cell)?)
            }
            Type::Unique { of, .. } | Type::Checked { of, .. } | Type::Coerced { to: of, .. } => {
                ev.guarded(|ev| self.empty_value(ev, of))?
            }
            _ => None,
        })
    }

    /// `types.optionType`: the types of several definitions as of several declarations of one option.
    pub(super) fn merge_types(&self, ev: &mut Eval, defs: &[Active]) -> R<(Value, Sub)> {
        let mut merged: Option<TypeRef> = None;
        for d in defs {
            let ty = super::nix::type_from_cell(ev, d.cell)?;
            merged = match merged {
                None => Some(ty),
                Some(before) => match super::declare::types_together(ev, &before, &ty)? {
                    Some(ty) => Some(ty),
                    None => return Err(self.conflict(ev, defs)),
                },
            };
        }
        Ok(match merged {
            Some(ty) => (super::nix::type_value(ev, &ty), Sub::None),
            None => (Value::Null, Sub::None),
        })
    }

    /// `mergeDefaultOption`: lists are joined, sets updated, Booleans or-ed, strings joined.
    pub(super) fn merge_unspecified(&self, ev: &mut Eval, defs: &[Active]) -> R<(Value, Sub)> {
        let first = ev.force(defs[0].cell)?;
        if defs.len() == 1 {
            return Ok((first, Sub::None));
        }
        let values: Vec<Value> = defs.iter().map(|d| ev.force(d.cell)).collect::<R<_>>()?;
        if let Some(v) = values.iter().find(|v| matches!(v, Value::Unknown(..))) {
            return Ok((*v, Sub::None));
        }
        if values.iter().all(|v| matches!(v, Value::List(_))) {
            let mut all = Vec::new();
            for v in &values {
                if let Value::List(l) = v {
                    all.extend_from_slice(&ev.items(*l));
                }
            }
            return Ok((ev.list(all), Sub::None));
        }
        if values.iter().all(|v| matches!(v, Value::Attrs(_))) {
            return self.merge_plain_attrs(ev, defs);
        }
        if values.iter().all(|v| matches!(v, Value::Bool(_))) {
            return Ok((Value::Bool(values.iter().any(|v| matches!(v, Value::Bool(true)))), Sub::None));
        }
        if values.iter().all(|v| matches!(v, Value::Str(_) | Value::Partial(_))) {
            return self.merge_separated(ev, "", defs);
        }
        if values.iter().all(|v| matches!(v, Value::Int(_))) {
            return self.merge_equal(ev, defs);
        }
        Err(self.conflict(ev, defs))
    }

    /// A line of a unit section: as soon as one definition is a list, all are joined into one list.
    pub(super) fn merge_unit_option(&self, ev: &mut Eval, defs: &[Active]) -> R<(Value, Sub)> {
        let values: Vec<Value> = defs.iter().map(|d| ev.force(d.cell)).collect::<R<_>>()?;
        if !values.iter().any(|v| matches!(v, Value::List(_))) {
            return self.merge_equal(ev, defs);
        }
        let mut all = Vec::new();
        for (d, v) in defs.iter().zip(&values) {
            match v {
                Value::List(l) => all.extend_from_slice(&ev.items(*l)),
                Value::Unknown(w, _) => return Ok((Value::Unknown(*w, Shape::List), Sub::None)),
                _ => all.push(d.cell),
            }
        }
        Ok((ev.list(all), Sub::None))
    }

    pub(super) fn merge_functions(
        self: &Rc<Self>,
        ev: &mut Eval,
        of: &TypeRef,
        defs: &Rc<[Active]>,
    ) -> R<(Value, Sub)> {
        if let [one] = &**defs
            && matches!(**of, Type::Raw | Type::Unspecified | Type::Anything | Type::Package { .. })
        {
            return Ok((ev.force(one.cell)?, Sub::None));
        }
        let (this, of, defs) = (self.clone(), of.clone(), defs.clone());
        let f = ev.native(move |ev, arg| {
            let mut out = Vec::new();
            for d in defs.iter() {
                let cell = ev.lazy_call(d.cell, arg);
                out.push(Def { cell, file: d.file.clone(), pos: d.pos, props: None });
            }
            let slot = this.inner(this.loc.clone(), &of, out);
            let c = slot.cell(ev);
            ev.force(c)
        });
        Ok((f, Sub::None))
    }

    /// The `merge` of a type made by hand: `loc: defs: value`.
    pub(super) fn merge_custom(&self, ev: &mut Eval, f: CellId, defs: &[Active]) -> R<(Value, Sub)> {
        let loc = super::nix::loc_value(ev, &self.loc);
        let mut items = Vec::new();
        for d in defs {
            let file = ev.string(&d.file.name);
            let file = ev.cell(file);
            let v = ev.attrs_from([("file", file), ("value", d.cell)]);
            items.push(ev.cell(v));
        }
        let list = ev.list(items);
        let f = ev.force(f)?;
        Ok((ev.call_values(f, &[loc, list])?, Sub::None))
    }

    pub(super) fn merge_tagged(
        self: &Rc<Self>,
        ev: &mut Eval,
        tags: &Rc<[(Symbol, CellId)]>,
        defs: &Rc<[Active]>,
    ) -> R<(Value, Sub)> {
        let (by_name, _) = group_by_name(ev, defs)?;
        let [(name, inner)] = <[_; 1]>::try_from(by_name).map_err(|_| self.conflict(ev, defs))?;
        let mut ty: TypeRef = Rc::new(Type::Unknown);
        // A tag of several declarations has all their types.
        for (_, option) in tags.iter().filter(|(n, _)| *n == name) {
            let one = super::nix::type_of_option(ev, *option)?;
            ty = super::declare::types_together(ev, &ty, &one)?.unwrap_or(one);
        }
        let pos = inner.first().map_or(PosId::NONE, |d| d.pos);
        let slot = self.inner(self.loc.name(name), &ty, inner);
        let cell = slot.cell(ev);
        let value = ev.attrs(vec![Entry { name, cell, pos }]);
        Ok((value, Sub::Attrs(Rc::new([(name, Elem::Slot(slot))]), true)))
    }
}
