//! What `config` shows of paths that are no option: sets of options, freeform parts, and options that nothing declares.

use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::{CellId, Entry, Eval, Origin, PosId, R, Rest, Shape, Value, WhyKind};
use crate::sym;

use super::def::Active;
use super::inner::{DefsByName, Inner, push_down};
use super::slot::Slot;
use super::tree::{Expanded, Node};
use super::types::{Type, TypeRef};

impl Node {
    pub(super) fn inner_value(self: &Rc<Self>, ev: &mut Eval, inner: &Inner) -> R<Value> {
        let mut entries: Vec<Entry> = Vec::with_capacity(inner.names().len());
        for &name in inner.names() {
            // Few of the options that nobody defines are ever read: their nodes wait for that.
            if inner.open.is_none() && !inner.defs.contains(name) && !inner.kids.borrow().contains_key(&name) {
                entries.push(Entry { name, cell: self.lazy_child(ev, name), pos: PosId::NONE });
                continue;
            }
            let node = self.inner_child(ev, inner, name);
            let pos = node.defs.first().map_or(PosId::NONE, |d| d.pos);
            entries.push(Entry { name, cell: node.cell(ev), pos });
        }
        if let Some(ty) = &inner.freeform {
            // A lazy type shows every name without looking at what is defined.
            let lazy = matches!(&**ty, Type::AttrsOf { lazy: true, .. });
            for &name in &inner.unmatched {
                let slot = self.freeform_slot(inner, name, ty);
                if lazy || slot.is_defined(ev)? {
                    let pos = slot.defs.first().map_or(PosId::NONE, |d| d.pos);
                    entries.push(Entry { name, cell: slot.cell(ev), pos });
                }
            }
        } else if inner.accepts_more {
            for &name in &inner.unmatched {
                let node = self.inner_child(ev, inner, name);
                let pos = node.defs.first().map_or(PosId::NONE, |d| d.pos);
                entries.push(Entry { name, cell: node.cell(ev), pos });
            }
        }
        entries.sort_unstable_by_key(|e| e.name);
        let rest = if inner.freeform.is_none() && inner.accepts_more {
            let why = ev.why(WhyKind::Option(format!("{}.…", self.loc.brief()).trim_start_matches('.').into()));
            let this = self.clone();
            ev.resolver(why, move |ev, name| this.child_value(ev, name))
        } else {
            inner.open.map_or(Rest::Closed, Rest::Open)
        };
        Ok(ev.attrs_with(entries.into(), rest))
    }

    /// A cell for what `config` shows at a name below this path; its node is made when the cell is needed.
    fn lazy_child(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> CellId {
        let this = self.clone();
        ev.lazy_at(Origin::NATIVE, move |ev| this.child_value(ev, name))
    }

    fn child_value(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> R<Value> {
        match self.child(ev, name)? {
            Some(node) => {
                let c = node.cell(ev);
                ev.force(c)
            }
            None => Ok(Value::Null),
        }
    }

    /// The argument `config` of the modules of a set: what it evaluates to, and `_module` beside it.
    pub(super) fn argument_cell(self: &Rc<Self>, ev: &mut Eval) -> CellId {
        let this = self.clone();
        ev.lazy_at(Origin::NATIVE, move |ev| {
            let own = this.cell(ev);
            let Value::Attrs(a) = ev.force(own)? else { return ev.force(own) };
            let mut entries = ev.entries(a).to_vec();
            let node = this.clone();
            let cell = ev.lazy_at(Origin::NATIVE, move |ev| node.module_value(ev));
            entries.retain(|e| e.name != sym!("_module"));
            entries.push(Entry { name: sym!("_module"), cell, pos: PosId::NONE });
            entries.sort_unstable_by_key(|e| e.name);
            let rest = ev.attrs_data(a).rest;
            Ok(ev.attrs_with(entries.into(), rest))
        })
    }

    /// `config._module`: the arguments that modules pass to each other.
    fn module_value(self: &Rc<Self>, ev: &mut Eval) -> R<Value> {
        let this = self.clone();
        let args = ev.lazy_at(Origin::NATIVE, move |ev| {
            let slot = this.module_arguments(ev)?;
            let c = slot.cell(ev);
            ev.force(c)
        });
        let check = ev.cell_at(Value::Bool(true), Origin::NATIVE);
        let known = ev.attrs_from([("args", args), ("check", check)]);
        let Value::Attrs(a) = known else { return Ok(known) };
        let entries = ev.entries(a);
        let why = ev.why(WhyKind::NotModelled("this part of `_module`".into()));
        Ok(ev.attrs_with(entries, Rest::Open(why)))
    }

    /// `_module.args` with the definitions of all modules of this set.
    fn module_arguments(self: &Rc<Self>, ev: &mut Eval) -> R<Rc<Slot>> {
        let loc = self.loc.name(sym!("_module")).name(sym!("args"));
        let ty = Type::AttrsOf { elem: Rc::new(Type::Raw), lazy: true };
        let defs = self.module_definition(ev, sym!("args"))?;
        Ok(Slot::new(&self.sys, loc, Rc::new(ty), defs))
    }

    /// The slot of a name that only the freeform type takes.
    pub(super) fn freeform_slot(&self, inner: &Inner, name: Symbol, ty: &TypeRef) -> Rc<Slot> {
        let elem = match &**ty {
            Type::AttrsOf { elem, .. } => elem.clone(),
            Type::Settings { .. } => ty.clone(),
            _ => Rc::new(Type::Anything),
        };
        let defs = inner.defs.of(name);
        Slot::new(&self.sys, self.loc.name(name), elem, defs)
    }

    /// The freeform part of a submodule as slots, by name.
    pub fn freeform_slots(self: &Rc<Self>, ev: &mut Eval) -> R<Vec<(Symbol, Rc<Slot>)>> {
        let x = self.expand(ev)?;
        let Expanded::Inner(inner) = &*x else { return Ok(Vec::new()) };
        let Some(ty) = &inner.freeform else { return Ok(Vec::new()) };
        Ok(inner.unmatched.iter().map(|&n| (n, self.freeform_slot(inner, n, ty))).collect())
    }

    /// The value of an option that nothing declares: what the definitions say, where NixOS cannot add to it.
    pub(super) fn free_value(self: &Rc<Self>, ev: &mut Eval, defs: &[Active]) -> R<Value> {
        let Some(first) = defs.first() else { return Ok(self.elsewhere(ev)) };
        let mut all_sets = true;
        let mut value = ev.force(first.cell)?;
        for d in defs {
            let v = ev.force(d.cell)?;
            all_sets &= matches!(v, Value::Attrs(_));
        }
        if all_sets {
            return self.free_set(ev, defs);
        }
        for d in &defs[1..] {
            let v = ev.force(d.cell)?;
            if ev.equal_values(value, v)? != Some(true) {
                value = self.elsewhere(ev);
                break;
            }
        }
        // Lists of options that are not modelled: NixOS may add elements of its own.
        Ok(match value {
            Value::List(_) => match self.elsewhere(ev) {
                Value::Unknown(w, _) => Value::Unknown(w, Shape::List),
                v => v,
            },
            v if defs.iter().any(|d| !d.certain) => {
                let shape = ev.shape_of(v);
                match self.elsewhere(ev) {
                    Value::Unknown(w, _) => Value::Unknown(w, shape),
                    v => v,
                }
            }
            v => v,
        })
    }

    pub(super) fn free_set(self: &Rc<Self>, ev: &mut Eval, defs: &[Active]) -> R<Value> {
        let mut by_name = DefsByName::default();
        let mut open = None;
        for d in defs {
            let def = d.as_def(ev);
            push_down(ev, &def, &mut by_name, &mut open)?;
        }
        by_name.sort();
        // A package, a function set and the like is taken as it is.
        if by_name.contains(sym!("_type")) || by_name.contains(sym!("type")) && defs.len() == 1 {
            return ev.force(defs[0].cell);
        }
        let mut entries = Vec::new();
        for name in by_name.names() {
            let list = by_name.of(name);
            let pos = list.first().map_or(PosId::NONE, |d| d.pos);
            let node = Node::make(&self.sys, self.loc.name(name), Vec::new(), list, None, true, self.system);
            entries.push(Entry { name, cell: node.cell(ev), pos });
        }
        let why = match open {
            Some(w) => w,
            None => ev.why(WhyKind::Option(format!("{}.…", self.loc.brief()).into())),
        };
        Ok(ev.attrs_with(entries.into(), Rest::Open(why)))
    }
}
