//! A slot: one place of the configuration with a type and definitions (an option, an element of an `attrsOf`, an entry
//! of a list), merged at most once. Mirrors `mergeDefinitions` and the `merge` functions of nixpkgs' `lib/types.nix`.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use crate::base::Symbol;
use crate::diag::Anchor;
use crate::eval::{CellId, Entry, ErrId, ErrKind, Eval, Origin, PosId, R, Rest, Shape, Value, WhyId, WhyKind};

use super::bury::{Part, bury};
use super::def::{Active, DEFAULT_PRIORITY, Def, PLAIN_ORDER, PLAIN_PRIORITY, strongest};
use super::loc::{Loc, LocPart};
use super::sys::Sys;
use super::tree::Node;
use super::types::{CheckBy, Fits, Type, TypeRef, check_service_section};
use crate::schema::Check;

/// One place of the configuration.
pub struct Slot {
    pub loc: Loc,
    pub ty: TypeRef,
    pub defs: Vec<Def>,
    /// The option's default, with the weakest common priority.
    pub default: Option<Rc<Active>>,
    /// Turns the merged value into the one that `config` shows.
    pub apply: Option<CellId>,
    pub sys: Rc<Sys>,
    active: OnceCell<R<Rc<[Active]>>>,
    merged: OnceCell<R<Rc<Merged>>>,
    /// Being merged: met again, it needs itself.
    busy: Cell<bool>,
    cell: OnceCell<CellId>,
}

/// The result of merging.
pub struct Merged {
    pub value: Value,
    /// Where the value was produced.
    pub origin: Origin,
    /// The definitions that made it, in merge order; the default counts.
    pub defs: Rc<[Active]>,
    pub certain: bool,
    pub sub: Sub,
}

/// What is inside a merged value, still as slots.
#[derive(Clone)]
pub enum Sub {
    None,
    /// Elements; false when there may be more.
    List(Rc<[Elem]>, bool),
    /// Entries in the order of their names; false when there may be more.
    Attrs(Rc<[(Symbol, Elem)]>, bool),
    Submodule(Rc<Node>),
}

/// An element of a list or an entry of an attribute set.
#[derive(Clone)]
pub enum Elem {
    /// One plain definition of a scalar, already found to be of the type: most elements are this, and cost nothing.
    Plain {
        cell: CellId,
        pos: PosId,
    },
    Slot(Rc<Slot>),
}

impl Elem {
    /// The merged value.
    pub fn value(&self, ev: &mut Eval) -> R<Value> {
        match self {
            Elem::Plain { cell, .. } => ev.force(*cell),
            Elem::Slot(s) => Ok(s.merged(ev)?.value),
        }
    }

    /// Where the merged value is written.
    pub fn origin(&self, ev: &mut Eval) -> Origin {
        match self {
            Elem::Plain { cell, .. } => ev.origin(*cell),
            Elem::Slot(s) => s.merged(ev).map_or(Origin::NATIVE, |m| m.origin),
        }
    }

    /// Where the name is written first.
    pub fn key(&self, ev: &Eval) -> Option<Anchor> {
        match self {
            Elem::Plain { pos, .. } => ev.pos_anchor(*pos),
            Elem::Slot(s) => s.defs.iter().find_map(|d| d.place(ev)),
        }
    }

    /// The slot, where there is one.
    pub fn slot(&self) -> Option<&Rc<Slot>> {
        match self {
            Elem::Plain { .. } => None,
            Elem::Slot(s) => Some(s),
        }
    }

    /// The strongest priority among the definitions that hold.
    pub fn priority(&self, ev: &mut Eval) -> i64 {
        match self {
            Elem::Plain { .. } => PLAIN_PRIORITY,
            Elem::Slot(s) => {
                s.active(ev).ok().and_then(|a| a.iter().map(|d| d.priority).min()).unwrap_or(PLAIN_PRIORITY)
            }
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(Ok(m)) = self.merged.take() {
            bury(Part::Merged(m));
        }
    }
}

impl Slot {
    pub fn new(sys: &Rc<Sys>, loc: Loc, ty: TypeRef, defs: Vec<Def>) -> Rc<Slot> {
        Slot::with_default(sys, loc, ty, defs, None, None)
    }

    pub fn with_default(
        sys: &Rc<Sys>,
        loc: Loc,
        ty: TypeRef,
        defs: Vec<Def>,
        default: Option<Rc<Active>>,
        apply: Option<CellId>,
    ) -> Rc<Slot> {
        Rc::new(Slot {
            loc,
            ty,
            defs,
            default,
            apply,
            sys: sys.clone(),
            active: OnceCell::new(),
            merged: OnceCell::new(),
            busy: Cell::new(false),
            cell: OnceCell::new(),
        })
    }

    /// The definitions that hold, of the strongest priority, in merge order.
    pub fn active(&self, ev: &mut Eval) -> R<Rc<[Active]>> {
        if let Some(done) = self.active.get() {
            return done.clone();
        }
        if self.busy.replace(true) {
            return Err(self.sys.recursion(ev, &self.loc, &self.defs));
        }
        let result = self.discharge(ev);
        self.busy.set(false);
        if let Err(e) = &result {
            self.sys.report_eval_error(ev, *e);
        }
        let _ = self.active.set(result.clone());
        result
    }

    fn discharge(&self, ev: &mut Eval) -> R<Rc<[Active]>> {
        let mut all = Vec::new();
        for def in &self.defs {
            def.discharge(ev, &mut all)?;
        }
        if let Some(d) = &self.default {
            // The default is a module's definition: it stands before those of the users.
            all.insert(0, Active::clone(d));
        }
        Ok(strongest(all).into())
    }

    /// Whether any definition (or the default) holds.
    pub fn is_defined(&self, ev: &mut Eval) -> R<bool> {
        Ok(!self.active(ev)?.is_empty())
    }

    /// The value's cell, for `config`.
    pub fn cell(self: &Rc<Self>, ev: &mut Eval) -> CellId {
        if let Some(&c) = self.cell.get() {
            return c;
        }
        let this = self.clone();
        let origin = self.defs.first().map_or(Origin::NATIVE, |d| ev.origin(d.cell));
        let c = ev.lazy_at(origin, move |ev| {
            let merged = this.merged(ev)?;
            ev.at = merged.origin;
            match this.apply {
                Some(f) => {
                    let f = ev.force(f)?;
                    ev.call_values(f, &[merged.value])
                }
                None => Ok(merged.value),
            }
        });
        let _ = self.cell.set(c);
        c
    }

    /// Merges, once. A failure has been reported when this returns it.
    pub fn merged(self: &Rc<Self>, ev: &mut Eval) -> R<Rc<Merged>> {
        if let Some(done) = self.merged.get() {
            return done.clone();
        }
        // First the definitions that hold: only the merge itself may ask for them again.
        let defs = self.active(ev)?;
        if self.busy.replace(true) {
            return Err(self.sys.recursion(ev, &self.loc, &self.defs));
        }
        let result = ev.guarded(|ev| self.merge(ev, defs)).map(Rc::new);
        self.busy.set(false);
        if let Err(e) = &result {
            self.sys.report_eval_error(ev, *e);
        }
        // Set already only when the merge needed itself; the cells have reported that.
        let _ = self.merged.set(result.clone());
        result
    }

    fn merge(self: &Rc<Self>, ev: &mut Eval, defs: Rc<[Active]>) -> R<Merged> {
        if defs.is_empty() {
            if !self.is_defined_by_nixos() {
                return Err(self.undefined(ev));
            }
            let why = ev.why(WhyKind::Option(self.loc.brief().into()));
            let value = Value::Unknown(why, Shape::Any);
            return Ok(Merged { value, origin: Origin::NATIVE, defs, certain: true, sub: Sub::None });
        }
        self.check(ev, &defs)?;
        let certain = defs.iter().all(|d| d.certain);
        let (value, sub) = self.merge_type(ev, &self.ty.clone(), &defs)?;
        let origin = match &*defs {
            [one] => ev.origin(one.cell),
            [first, ..] => ev.origin(first.cell),
            [] => Origin::NATIVE,
        };
        Ok(Merged { value, origin, defs, certain, sub })
    }

    /// Whether it is an option without default that a module of NixOS declares, and defines: that module is not modelled.
    /// What a container lacks, nobody else gives it.
    fn is_defined_by_nixos(&self) -> bool {
        let names = self.loc.names();
        let names: Vec<&str> = names.iter().map(|n| n.as_str()).collect();
        let declared = || crate::schema::find(self.sys.release, &names).is_some();
        self.sys.nixos && !names.starts_with(&["virtualisation", "oci-containers"]) && declared()
    }

    fn undefined(&self, ev: &mut Eval) -> ErrId {
        let e = ev.fail(ErrKind::Module, format!("the option `{}` is used but not defined", self.loc));
        self.sys.report_missing(ev, self);
        e
    }

    /// Every definition must be of the type.
    fn check(&self, ev: &mut Eval, defs: &[Active]) -> R<()> {
        let mut bad = None;
        for d in defs {
            let v = ev.force(d.cell)?;
            if self.ty.check(ev, v)? == Fits::No {
                self.sys.report_type_error(ev, &self.loc, &self.ty, d, v);
                bad = Some(ev.fail(ErrKind::Module, format!("a definition of `{}` is of the wrong type", self.loc)));
            }
        }
        bad.map_or(Ok(()), Err)
    }

    /// A slot inside this one.
    pub(super) fn inner(&self, loc: Loc, ty: &TypeRef, defs: Vec<Def>) -> Rc<Slot> {
        Slot::new(&self.sys, loc, ty.clone(), defs)
    }

    /// The merge function of each type.
    fn merge_type(self: &Rc<Self>, ev: &mut Eval, ty: &TypeRef, defs: &Rc<[Active]>) -> R<(Value, Sub)> {
        match &**ty {
            Type::Ref(c) => {
                let ty = super::nix::type_from_cell(ev, *c)?;
                ev.guarded(|ev| self.merge_type(ev, &ty, defs))
            }
            Type::ListOf { elem, .. } => self.merge_list(ev, elem, defs),
            Type::AttrsOf { elem, lazy } => self.merge_attrs(ev, elem, *lazy, defs),
            Type::Submodule(spec) => {
                let node = Node::submodule(&self.sys, &self.loc, spec, defs);
                let c = node.cell(ev);
                let v = ev.force(c)?;
                Ok((v, Sub::Submodule(node)))
            }
            Type::NullOr(of) => {
                let mut nulls = 0;
                let mut unknown = None;
                for d in defs.iter() {
                    match ev.force(d.cell)? {
                        Value::Null => nulls += 1,
                        v @ Value::Unknown(..) => unknown = Some(v),
                        _ => {}
                    }
                }
                match (nulls, unknown) {
                    (n, _) if n == defs.len() => Ok((Value::Null, Sub::None)),
                    (0, None) => ev.guarded(|ev| self.merge_type(ev, of, defs)),
                    (_, Some(v)) if defs.len() == 1 => Ok((v, Sub::None)),
                    (_, Some(v)) => Ok((v, Sub::None)),
                    _ => Err(self.conflict(ev, defs)),
                }
            }
            Type::Either(a, b) => {
                let ty = self.pick(ev, a, b, defs)?;
                match ty {
                    Some(t) => ev.guarded(|ev| self.merge_type(ev, &t, defs)),
                    None => self.merge_equal(ev, defs),
                }
            }
            Type::Coerced { from, func, to } => self.merge_coerced(ev, from, *func, to, defs),
            Type::Unique { of, .. } | Type::Checked { of, .. } | Type::Passwd(of) => {
                if let (Type::Unique { .. }, true) = (&**ty, defs.len() > 1) {
                    return Err(self.conflict(ev, defs));
                }
                let (value, sub) = ev.guarded(|ev| self.merge_type(ev, of, defs))?;
                if let Type::Checked { check: CheckBy::Schema(Check::ServiceSection), .. } = &**ty
                    && let Some((name, allowed)) = check_service_section(ev, value)?
                {
                    return Err(self.bad_setting(ev, &sub, name, allowed));
                }
                Ok((value, sub))
            }
            Type::Separated { sep, .. } => self.merge_separated(ev, sep, defs),
            Type::Attrs => self.merge_plain_attrs(ev, defs),
            Type::Highest => {
                let mut best = Value::Int(0);
                for d in defs.iter() {
                    match (ev.force(d.cell)?, best) {
                        (Value::Int(i), Value::Int(b)) if i > b => best = Value::Int(i),
                        (v @ Value::Unknown(..), _) => best = v,
                        _ => {}
                    }
                }
                Ok((best, Sub::None))
            }
            Type::BoolByOr => {
                let mut any = Value::Bool(false);
                for d in defs.iter() {
                    match ev.force(d.cell)? {
                        Value::Bool(true) => return Ok((Value::Bool(true), Sub::None)),
                        v @ Value::Unknown(..) => any = v,
                        _ => {}
                    }
                }
                Ok((any, Sub::None))
            }
            Type::SingleLineStr => {
                let (v, sub) = self.merge_equal(ev, defs)?;
                Ok(match v {
                    Value::Str(s) if ev.text(s).ends_with('\n') => {
                        let t = ev.text(s).trim_end_matches('\n').to_owned();
                        (ev.string(&t), sub)
                    }
                    v => (v, sub),
                })
            }
            Type::Anything => self.merge_anything(ev, defs),
            // How such definitions come together is not known.
            Type::Unknown if defs.len() > 1 => {
                Ok((ev.unknown(WhyKind::NotModelled(format!("the type of `{}`", self.loc.brief()).into())), Sub::None))
            }
            Type::Unspecified | Type::Unknown => self.merge_unspecified(ev, defs),
            Type::Settings { .. } => self.merge_anything(ev, defs),
            Type::UnitOption => self.merge_unit_option(ev, defs),
            Type::FunctionTo(of) => self.merge_functions(ev, of, defs),
            Type::Deferred { modules } => {
                let mut all = modules.clone();
                for d in defs.iter() {
                    all.push(super::types::SubModule::Value { cell: d.cell, file: d.file.clone() });
                }
                let items: Vec<CellId> = defs.iter().map(|d| d.cell).collect();
                let imports = ev.list(items);
                let imports = ev.cell(imports);
                Ok((ev.attrs_from([("imports", imports)]), Sub::None))
            }
            Type::Raw if defs.len() > 1 => Err(self.conflict(ev, defs)),
            Type::OptionType if defs.len() > 1 => self.merge_types(ev, defs),
            Type::Raw | Type::OptionType => Ok((ev.force(defs[0].cell)?, Sub::None)),
            Type::Custom { merge: Some(f), .. } => self.merge_custom(ev, *f, defs),
            Type::AttrTag(tags) => self.merge_tagged(ev, tags, defs),
            _ => self.merge_equal(ev, defs),
        }
    }

    /// A setting of a unit section that systemd does not know.
    fn bad_setting(&self, ev: &mut Eval, sub: &Sub, name: &'static str, allowed: &[&str]) -> ErrId {
        if let Sub::Attrs(items, _) = sub
            && let Some((_, elem)) = items.iter().find(|(n, _)| n.as_str() == name)
            && let Some(slot) = elem.slot()
            && let Ok(defs) = slot.active(ev)
            && let Some(d) = defs.first()
            && let Ok(v) = ev.force(d.cell)
        {
            let ty: TypeRef = Rc::new(Type::Matching {
                pattern: "".into(),
                regex: None,
                about: format!("one of {}", allowed.join(", ")),
            });
            self.sys.report_type_error(ev, &slot.loc, &ty, d, v);
        }
        ev.fail(ErrKind::Module, format!("`{}.{name}` is not one of {}", self.loc, allowed.join(", ")))
    }

    /// `mergeEqualOption`: one definition, or several equal ones.
    pub(super) fn merge_equal(&self, ev: &mut Eval, defs: &[Active]) -> R<(Value, Sub)> {
        let first = ev.force(defs[0].cell)?;
        let mut result = first;
        for d in &defs[1..] {
            let v = ev.force(d.cell)?;
            match ev.equal_values(result, v)? {
                Some(true) => {}
                Some(false) => return Err(self.conflict(ev, defs)),
                None => {
                    let w = ev.why_unknown(v).or_else(|| ev.why_unknown(result)).unwrap_or(WhyId(0));
                    result = Value::Unknown(w, ev.shape_of(v));
                }
            }
        }
        Ok((result, Sub::None))
    }

    pub(super) fn conflict(&self, ev: &mut Eval, defs: &[Active]) -> ErrId {
        self.sys.report_conflict(ev, &self.loc, defs);
        ev.fail(ErrKind::Module, format!("the option `{}` has conflicting definitions", self.loc))
    }

    /// An element of a scalar type with one plain definition needs no slot of its own.
    fn plain(&self, ev: &mut Eval, elem: &TypeRef, def: &Def) -> R<Option<Elem>> {
        if def.props.is_some() || !elem.is_scalar() {
            return Ok(None);
        }
        let v = ev.force(def.cell)?;
        // A set may be `mkIf` and the like; a value of another type is reported with its place in the option.
        if matches!(v, Value::Attrs(_)) || elem.check(ev, v)? == Fits::No {
            return Ok(None);
        }
        Ok(Some(Elem::Plain { cell: def.cell, pos: def.pos }))
    }

    fn merge_list(self: &Rc<Self>, ev: &mut Eval, elem: &TypeRef, defs: &Rc<[Active]>) -> R<(Value, Sub)> {
        let elem = &super::types::resolved(ev, elem)?;
        let mut elems: Vec<Elem> = Vec::new();
        let mut cells: Vec<CellId> = Vec::new();
        let mut open = None;
        for (n, d) in defs.iter().enumerate() {
            let items = match ev.force(d.cell)? {
                Value::List(l) => ev.items(l),
                Value::Unknown(w, _) => {
                    open = Some(w);
                    continue;
                }
                _ => continue,
            };
            for (i, &item) in items.iter().enumerate() {
                let def = Def { cell: item, file: d.file.clone(), pos: d.pos, props: None };
                if let Some(plain) = self.plain(ev, elem, &def)? {
                    cells.push(item);
                    elems.push(plain);
                    continue;
                }
                let part = LocPart::Entry { def: n + 1, entry: i + 1, index: elems.len() };
                let slot = self.inner(self.loc.part(part), elem, vec![def]);
                // `mkIf false` drops the element.
                if slot.is_defined(ev)? {
                    cells.push(slot.cell(ev));
                    elems.push(Elem::Slot(slot));
                }
            }
        }
        let value = match open {
            None => ev.list(cells),
            Some(w) => Value::Unknown(w, Shape::List),
        };
        Ok((value, Sub::List(elems.into(), open.is_none())))
    }

    pub(super) fn merge_attrs(
        self: &Rc<Self>,
        ev: &mut Eval,
        elem: &TypeRef,
        lazy: bool,
        defs: &Rc<[Active]>,
    ) -> R<(Value, Sub)> {
        let elem = &super::types::resolved(ev, elem)?;
        let (by_name, open) = group_by_name(ev, defs)?;
        let mut elems: Vec<(Symbol, Elem)> = Vec::with_capacity(by_name.len());
        let mut entries: Vec<Entry> = Vec::with_capacity(by_name.len());
        for (name, inner_defs) in by_name {
            let pos = inner_defs.first().map_or(PosId::NONE, |d: &Def| d.pos);
            if let ([one], false) = (inner_defs.as_slice(), lazy)
                && let Some(plain) = self.plain(ev, elem, one)?
            {
                entries.push(Entry { name, cell: one.cell, pos });
                elems.push((name, plain));
                continue;
            }
            let slot = self.inner(self.loc.name(name), elem, inner_defs);
            let cell = if lazy {
                lazy_element(ev, &slot)
            } else if slot.is_defined(ev)? {
                slot.cell(ev)
            } else {
                continue;
            };
            entries.push(Entry { name, cell, pos });
            elems.push((name, Elem::Slot(slot)));
        }
        entries.sort_unstable_by_key(|e| e.name);
        let rest = match open {
            Some(why) => Rest::Open(why),
            // Modules of services that are not modelled have users, groups and units of their own.
            None if self.sys.nixos
                && matches!(self.loc.first_name(), Some(n) if ["users", "systemd"].contains(&n.as_str())) =>
            {
                let path = self.loc.brief();
                Rest::Assumed(ev.why(WhyKind::Option(path.into())))
            }
            None => Rest::Closed,
        };
        let value = ev.attrs_with(entries.into(), rest);
        Ok((value, Sub::Attrs(elems.into(), open.is_none())))
    }

    /// Which of two types all definitions are of; `None` when that is not known.
    fn pick(&self, ev: &mut Eval, a: &TypeRef, b: &TypeRef, defs: &[Active]) -> R<Option<TypeRef>> {
        for ty in [a, b] {
            let mut all = Fits::Yes;
            for d in defs {
                let v = ev.force(d.cell)?;
                match ty.check(ev, v)? {
                    Fits::Yes => {}
                    Fits::No => {
                        all = Fits::No;
                        break;
                    }
                    Fits::Unknown => all = Fits::Unknown,
                }
            }
            match all {
                Fits::Yes => return Ok(Some(ty.clone())),
                Fits::Unknown => return Ok(None),
                Fits::No => {}
            }
        }
        Ok(None)
    }

    fn merge_coerced(
        self: &Rc<Self>,
        ev: &mut Eval,
        from: &TypeRef,
        func: Option<CellId>,
        to: &TypeRef,
        defs: &Rc<[Active]>,
    ) -> R<(Value, Sub)> {
        let mut out = Vec::with_capacity(defs.len());
        for d in defs.iter() {
            let v = ev.force(d.cell)?;
            let mut d = d.clone();
            if from.check(ev, v)? == Fits::Yes {
                d.cell = match func {
                    Some(f) => ev.lazy_call(f, d.cell),
                    None => {
                        let w =
                            ev.why(WhyKind::NotModelled(format!("the conversion of `{}`", self.loc.brief()).into()));
                        ev.cell(Value::Unknown(w, Shape::Any))
                    }
                };
            }
            out.push(d);
        }
        let defs: Rc<[Active]> = out.into();
        for d in defs.iter() {
            let v = ev.force(d.cell)?;
            if to.check(ev, v)? == Fits::No {
                self.sys.report_type_error(ev, &self.loc, to, d, v);
                return Err(ev.fail(ErrKind::Module, format!("a definition of `{}` is of the wrong type", self.loc)));
            }
        }
        ev.guarded(|ev| self.merge_type(ev, to, &defs))
    }
}

/// The definitions inside set-valued definitions, by name; the reason if some set may have more names.
pub(super) fn group_by_name(ev: &mut Eval, defs: &[Active]) -> R<(Vec<(Symbol, Vec<Def>)>, Option<WhyId>)> {
    let mut open = None;
    let mut out: Vec<(Symbol, Vec<Def>)> = Vec::new();
    let mut index: rustc_hash::FxHashMap<Symbol, usize> = rustc_hash::FxHashMap::default();
    for d in defs {
        let a = match ev.force(d.cell)? {
            Value::Attrs(a) => a,
            Value::Unknown(w, _) => {
                open = Some(w);
                continue;
            }
            _ => continue,
        };
        if let Some(w) = ev.attrs_data(a).open_why() {
            open = Some(w);
        }
        // An uncertain set makes uncertain entries.
        let props: Option<Rc<[super::def::Prop]>> = d.undecided(ev);
        for e in ev.entries(a).iter() {
            let def = Def { cell: e.cell, file: d.file.clone(), pos: e.pos, props: props.clone() };
            match index.get(&e.name) {
                Some(&i) => out[i].1.push(def),
                None => {
                    index.insert(e.name, out.len());
                    out.push((e.name, vec![def]));
                }
            }
        }
    }
    out.sort_by_key(|(n, _)| n.as_str());
    Ok((out, open))
}

/// An element of a `lazyAttrsOf`: it is there even when its definitions do not hold, with what its type has then.
fn lazy_element(ev: &mut Eval, slot: &Rc<Slot>) -> CellId {
    let slot = slot.clone();
    let origin = slot.defs.first().map_or(Origin::NATIVE, |d| ev.origin(d.cell));
    ev.lazy_at(origin, move |ev| {
        if !slot.is_defined(ev)? {
            return match slot.empty_value(ev, &slot.ty)? {
                Some(v) => Ok(v),
                None => Err(slot.undefined(ev)),
            };
        }
        let c = slot.cell(ev);
        ev.force(c)
    })
}

impl Active {
    /// A definition made by ocinix' model of NixOS.
    pub fn builtin(cell: CellId, sys: &Sys, priority: i64) -> Active {
        Active {
            cell,
            file: sys.nixos_file(),
            pos: PosId::NONE,
            priority,
            order: PLAIN_ORDER,
            certain: true,
            is_default: priority == DEFAULT_PRIORITY,
            via: Vec::new(),
            leftover: false,
        }
    }

    /// A property that carries an undecided condition on to what is inside.
    fn undecided(&self, ev: &mut Eval) -> Option<Rc<[super::def::Prop]>> {
        if self.certain {
            return None;
        }
        let w = ev.why(WhyKind::Condition("the condition of an enclosing `lib.mkIf`".into()));
        let c = ev.cell(Value::Unknown(w, Shape::Bool));
        Some(Rc::new([super::def::Prop::If(c)]))
    }

    /// The same definition as [`Def`], for merging it inside another type.
    pub fn as_def(&self, ev: &mut Eval) -> Def {
        Def { cell: self.cell, file: self.file.clone(), pos: self.pos, props: self.undecided(ev) }
    }

    pub fn is_plain(&self) -> bool {
        self.priority == PLAIN_PRIORITY
    }
}
