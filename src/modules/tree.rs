//! The tree of options and definitions of one module set, expanded on demand: `config` and `options` are views of it.
//! Mirrors `mergeModules'` of nixpkgs' `lib/modules.nix`; what NixOS declares but ocinix does not model accepts anything.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::Symbol;
use crate::diag::Diagnostic;
use crate::eval::{CellId, Entry, ErrId, ErrKind, Eval, Found, Origin, PosId, R, Rest, Shape, Value, WhyId, WhyKind};
use crate::schema::{Decl, Release};
use crate::sym;

use super::collect::{Loader, Module, OptionsSrc};
use super::declare::{self, OptionInfo};
use super::def::{Active, Def, ModFile, Prop, Wrapper, strongest, wrapper};
use super::loc::Loc;
use super::slot::Slot;
use super::types::{SubModule, SubSpec, Type, TypeRef};

/// What one evaluation of modules shares: findings, the release, whether the world is closed.
pub struct Sys {
    pub release: Release,
    /// Everything that is not set has its default for sure.
    pub closed: bool,
    /// The root is a NixOS system: options that are not declared may be NixOS' own.
    pub nixos: bool,
    /// Findings so far.
    pub diagnostics: Rc<RefCell<Vec<Diagnostic>>>,
    pub(super) reported: Rc<RefCell<FxHashSet<ErrId>>>,
    /// Some module could not be read: it may declare or define anything.
    pub unread: Cell<Option<WhyId>>,
    /// The file that the evaluation starts from: the place of findings that have none of their own.
    pub entry: OnceCell<crate::diag::Anchor>,
    /// `config` of the root.
    pub root: OnceCell<Rc<Node>>,
    tables: RefCell<FxHashMap<usize, Rc<Trie>>>,
    /// Computes defaults that follow from other options.
    pub computed: fn(&mut Eval, &Rc<Sys>, crate::schema::Computed, &Loc) -> R<Option<Value>>,
    nixos_file: ModFile,
    /// Definitions that NixOS makes in every instance of a submodule, by the submodule's address.
    implied: RefCell<FxHashMap<usize, CellId>>,
}

/// Declarations of the schema by path.
#[derive(Default)]
pub struct Trie {
    /// In the release at hand.
    pub option: Option<&'static Decl>,
    /// In another release only.
    pub elsewhere: Option<&'static Decl>,
    pub children: FxHashMap<Symbol, Rc<Trie>>,
    /// Names beside the declared ones are accepted.
    pub open: bool,
    pub freeform: Option<&'static crate::schema::Ty>,
}

impl Trie {
    /// Orders declarations by path; those of other releases are kept apart.
    pub fn build(decls: impl Iterator<Item = &'static Decl>, release: Release) -> Trie {
        fn insert(t: &mut Trie, path: &[&str], d: &'static Decl, here: bool) {
            match path.split_first() {
                None if here => t.option = Some(d),
                None => t.elsewhere = Some(d),
                Some((first, rest)) => {
                    let child = t.children.entry(Symbol::new(first)).or_default();
                    if let Some(child) = Rc::get_mut(child) {
                        insert(child, rest, d, here);
                    }
                }
            }
        }
        let mut root = Trie::default();
        for d in decls {
            insert(&mut root, d.path, d, d.exists_in(release));
        }
        root
    }

    /// Whether the release at hand declares anything here or below.
    pub fn exists(&self) -> bool {
        self.option.is_some() || self.children.values().any(|c| c.exists())
    }
}

impl Sys {
    pub fn new(release: Release, closed: bool, nixos: bool) -> Rc<Sys> {
        Rc::new(Sys {
            release,
            closed,
            nixos,
            diagnostics: Rc::default(),
            reported: Rc::default(),
            unread: Cell::new(None),
            entry: OnceCell::new(),
            root: OnceCell::new(),
            tables: RefCell::default(),
            computed: |_, _, _, _| Ok(None),
            implied: RefCell::default(),
            nixos_file: ModFile { name: "NixOS".into(), file: None, builtin: true },
        })
    }

    /// The same, with a function that computes defaults.
    pub fn with_computed(
        release: Release,
        closed: bool,
        computed: fn(&mut Eval, &Rc<Sys>, crate::schema::Computed, &Loc) -> R<Option<Value>>,
    ) -> Rc<Sys> {
        let mut sys = Sys::new(release, closed, true);
        if let Some(s) = Rc::get_mut(&mut sys) {
            s.computed = computed;
        }
        sys
    }

    /// For an evaluation of modules inside this one: same findings, no NixOS around it.
    pub fn inner(self: &Rc<Self>) -> Rc<Sys> {
        let mut sys = Sys::new(self.release, self.closed, false);
        if let Some(s) = Rc::get_mut(&mut sys) {
            s.diagnostics = self.diagnostics.clone();
            s.reported = self.reported.clone();
        }
        sys
    }

    /// The file of definitions that NixOS makes.
    pub fn nixos_file(&self) -> ModFile {
        self.nixos_file.clone()
    }

    /// Makes `config` a definition of every instance of a submodule.
    pub fn imply(&self, sub: &'static crate::schema::Submodule, config: Option<CellId>) {
        if let Some(c) = config {
            self.implied.borrow_mut().insert(std::ptr::from_ref(sub) as usize, c);
        }
    }

    pub(super) fn implied(&self, sub: &'static crate::schema::Submodule) -> Option<CellId> {
        self.implied.borrow().get(&(std::ptr::from_ref(sub) as usize)).copied()
    }

    fn table(&self, sub: &'static crate::schema::Submodule) -> Rc<Trie> {
        let key = std::ptr::from_ref(sub) as usize;
        if let Some(t) = self.tables.borrow().get(&key) {
            return t.clone();
        }
        let mut trie = Trie::build(sub.groups.iter().flat_map(|g| g.iter()), self.release);
        trie.open = matches!(sub.extra, crate::schema::Extra::Open(_));
        trie.freeform = sub.freeform();
        let trie = Rc::new(trie);
        self.tables.borrow_mut().insert(key, trie.clone());
        trie
    }
}

/// A source of declarations at one path.
#[derive(Clone)]
pub enum DeclSrc {
    /// A value of a module's `options`.
    Cell {
        cell: CellId,
        file: ModFile,
    },
    Schema {
        trie: Rc<Trie>,
        file: ModFile,
    },
}

/// One path of the option tree.
pub struct Node {
    pub loc: Loc,
    pub sys: Rc<Sys>,
    decls: Vec<DeclSrc>,
    defs: Vec<Def>,
    /// The modules, for the root of a set: collected when first needed.
    set: Option<ModuleSet>,
    /// Nothing declares this path; it may be an option that is not modelled.
    undeclared: bool,
    /// Belongs to a NixOS system itself, not to a submodule: NixOS has options here that are not modelled.
    system: bool,
    expanded: OnceCell<R<Rc<Expanded>>>,
    /// Being expanded: met again, it needs itself.
    busy: Cell<bool>,
    cell: OnceCell<CellId>,
}

/// How the root of a module set gets its modules.
struct ModuleSet {
    spec: SetSpec,
    /// Arguments beside `lib`, `config`, `options`.
    special: Vec<(Symbol, CellId)>,
}

enum SetSpec {
    Root(Vec<super::collect::ModSrc>),
    Submodule { spec: Rc<SubSpec>, defs: Rc<[Active]> },
}

/// What a path turned out to be.
pub enum Expanded {
    Option(Rc<Slot>, Rc<OptionInfo>),
    Inner(Inner),
    /// Not declared: the definitions as they are.
    Free(Vec<Active>),
}

/// A path with options below it.
pub struct Inner {
    decls: FxHashMap<Symbol, Vec<DeclSrc>>,
    defs: FxHashMap<Symbol, Vec<Def>>,
    /// Names in the order of their text, for walks.
    pub names: Vec<Symbol>,
    /// Names that only definitions have.
    pub unmatched: Vec<Symbol>,
    /// There may be more definitions.
    open: Option<WhyId>,
    freeform: Option<TypeRef>,
    /// Names beside the declared ones are accepted without a type.
    accepts_more: bool,
    kids: RefCell<FxHashMap<Symbol, Rc<Node>>>,
}

impl Node {
    /// The root of a set of modules. `special` are the arguments that modules may use even in `imports`.
    pub fn root(
        sys: &Rc<Sys>,
        loc: Loc,
        modules: Vec<super::collect::ModSrc>,
        special: Vec<(Symbol, CellId)>,
    ) -> Rc<Node> {
        Node::make(
            sys,
            loc,
            Vec::new(),
            Vec::new(),
            Some(ModuleSet { spec: SetSpec::Root(modules), special }),
            false,
            sys.nixos,
        )
    }

    /// An instance of a submodule type.
    pub fn submodule(sys: &Rc<Sys>, loc: &Loc, spec: &Rc<SubSpec>, defs: &Rc<[Active]>) -> Rc<Node> {
        let set =
            ModuleSet { spec: SetSpec::Submodule { spec: spec.clone(), defs: defs.clone() }, special: Vec::new() };
        Node::make(sys, loc.clone(), Vec::new(), Vec::new(), Some(set), false, false)
    }

    fn make(
        sys: &Rc<Sys>,
        loc: Loc,
        decls: Vec<DeclSrc>,
        defs: Vec<Def>,
        set: Option<ModuleSet>,
        undeclared: bool,
        system: bool,
    ) -> Rc<Node> {
        Rc::new(Node {
            loc,
            sys: sys.clone(),
            decls,
            defs,
            set,
            undeclared,
            system,
            expanded: OnceCell::new(),
            busy: Cell::new(false),
            cell: OnceCell::new(),
        })
    }

    /// What this path is.
    pub fn expand(self: &Rc<Self>, ev: &mut Eval) -> R<Rc<Expanded>> {
        if let Some(done) = self.expanded.get() {
            return done.clone();
        }
        if self.busy.replace(true) {
            return Err(self.sys.recursion(ev, &self.loc, &self.defs));
        }
        let result = ev.guarded(|ev| self.expand_now(ev)).map(Rc::new);
        self.busy.set(false);
        if let Err(e) = &result {
            self.sys.report_eval_error(ev, *e);
        }
        let _ = self.expanded.set(result.clone());
        // The definitions of a submodule that no option takes are errors as soon as it is looked at.
        if self.set.is_some()
            && !self.loc.is_root()
            && let Ok(x) = &result
        {
            self.check_names(ev, x)?;
        }
        result
    }

    fn expand_now(self: &Rc<Self>, ev: &mut Eval) -> R<Expanded> {
        if let Some(set) = &self.set {
            return self.expand_set(ev, set);
        }
        if self.undeclared {
            let mut active = Vec::new();
            for d in &self.defs {
                d.discharge(ev, &mut active)?;
            }
            return Ok(Expanded::Free(strongest(active)));
        }
        let mut options: Vec<OptionInfo> = Vec::new();
        let mut nested: Vec<DeclSrc> = Vec::new();
        for d in &self.decls {
            match d {
                DeclSrc::Schema { trie, file } => match trie.option {
                    Some(decl) => options.push(declare::from_schema(ev, &self.sys, decl, file, &self.loc)?),
                    None => nested.push(d.clone()),
                },
                DeclSrc::Cell { cell, file } => {
                    let v = ev.force(*cell)?;
                    match declare::from_value(ev, &self.sys, v, *cell, file)? {
                        Some(info) => options.push(info),
                        None => nested.push(d.clone()),
                    }
                }
            }
        }
        if options.is_empty() {
            return Ok(Expanded::Inner(self.inner(ev, &nested, &self.defs, Vec::new())?));
        }
        let info = declare::merge(ev, &self.sys, &self.loc, options, nested)?;
        if info.read_only && self.defs.len() > usize::from(info.default.is_none()) {
            self.sys.report_read_only(ev, &self.loc, &self.defs);
        }
        let slot = Slot::with_default(
            &self.sys,
            self.loc.clone(),
            info.ty.clone(),
            self.defs.clone(),
            info.default.clone(),
            info.apply,
        );
        Ok(Expanded::Option(slot, Rc::new(info)))
    }

    /// Collects the modules of a set and puts their options and definitions together.
    fn expand_set(self: &Rc<Self>, ev: &mut Eval, set: &ModuleSet) -> R<Expanded> {
        let mut decls: Vec<DeclSrc> = Vec::new();
        let mut defs: Vec<Def> = Vec::new();
        let mut freeform: Vec<CellId> = Vec::new();
        let mut loader = Loader::new(self.clone(), set.special.clone());
        let modules: Vec<Module> = match &set.spec {
            SetSpec::Root(sources) => loader.collect(ev, sources.clone())?,
            SetSpec::Submodule { spec, defs } => loader.collect_submodule(ev, spec, defs)?,
        };
        // nixpkgs merges the collected modules in reverse.
        for m in modules.into_iter().rev() {
            match m.options {
                OptionsSrc::None => {}
                OptionsSrc::Cell(cell) => decls.push(DeclSrc::Cell { cell, file: m.file.clone() }),
                OptionsSrc::Schema(sub) => {
                    decls.push(DeclSrc::Schema { trie: self.sys.table(sub), file: m.file.clone() })
                }
                OptionsSrc::Trie(trie) => decls.push(DeclSrc::Schema { trie, file: m.file.clone() }),
            }
            if let Some(cell) = m.config {
                defs.push(Def { cell, file: m.file.clone(), pos: PosId::NONE, props: m.props });
            }
            freeform.extend(m.freeform);
        }
        Ok(Expanded::Inner(self.inner(ev, &decls, &defs, freeform)?))
    }

    /// Splits declarations and definitions by name.
    fn inner(&self, ev: &mut Eval, sources: &[DeclSrc], defs: &[Def], freeform: Vec<CellId>) -> R<Inner> {
        let mut decls: FxHashMap<Symbol, Vec<DeclSrc>> = FxHashMap::default();
        let mut accepts_more = false;
        let mut freeform_type = None;
        for src in sources {
            match src {
                DeclSrc::Schema { trie, file } => {
                    accepts_more |= trie.open;
                    if let Some(ty) = trie.freeform {
                        freeform_type = Some(super::types::from_schema(ty));
                    }
                    #[expect(clippy::iter_over_hash_type, reason = "sorted into `names` below")]
                    for (name, child) in &trie.children {
                        if child.exists() {
                            let src = DeclSrc::Schema { trie: child.clone(), file: file.clone() };
                            decls.entry(*name).or_default().push(src);
                        }
                    }
                }
                DeclSrc::Cell { cell, file } => match ev.force(*cell)? {
                    Value::Attrs(a) => {
                        if let Some(w) = ev.attrs_data(a).open_why() {
                            accepts_more = true;
                            self.sys.unread.set(Some(w));
                        }
                        for e in ev.entries(a).iter() {
                            let src = DeclSrc::Cell { cell: e.cell, file: file.clone() };
                            decls.entry(e.name).or_default().push(src);
                        }
                    }
                    Value::Unknown(w, _) => {
                        accepts_more = true;
                        self.sys.unread.set(Some(w));
                    }
                    other => {
                        let at = ev.origin(*cell);
                        return Err(ev.type_error(at, "a set of options", other));
                    }
                },
            }
        }
        if let Some(&cell) = freeform.first() {
            freeform_type = Some(super::nix::type_from_cell(ev, cell)?);
        }
        let mut by_name: FxHashMap<Symbol, Vec<Def>> = FxHashMap::default();
        let mut order: Vec<Symbol> = Vec::new();
        let mut open = None;
        for d in defs {
            push_down(ev, d, &mut by_name, &mut order, &mut open)?;
        }
        // `_module.freeformType` set in `config`.
        if freeform_type.is_none()
            && let Some(m) = by_name.get(&sym!("_module"))
            && let Some(cell) = module_attr(ev, &m.clone(), sym!("freeformType"))?
        {
            freeform_type = Some(super::nix::type_from_cell(ev, cell)?);
        }
        let mut names: Vec<Symbol> = decls.keys().copied().collect();
        names.sort_unstable_by_key(|n| n.as_str());
        let mut unmatched: Vec<Symbol> =
            order.into_iter().filter(|n| !decls.contains_key(n) && *n != sym!("_module")).collect();
        unmatched.sort_unstable_by_key(|n| n.as_str());
        unmatched.dedup();
        Ok(Inner {
            decls,
            defs: by_name,
            names,
            unmatched,
            open,
            freeform: freeform_type,
            accepts_more: accepts_more || self.system,
            kids: RefCell::default(),
        })
    }

    /// The node of a name below this one; `None` when this path is no set of options.
    pub fn child(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> R<Option<Rc<Node>>> {
        let x = self.expand(ev)?;
        Ok(match &*x {
            Expanded::Inner(inner) => Some(self.inner_child(ev, inner, name)),
            _ => None,
        })
    }

    fn inner_child(self: &Rc<Self>, ev: &mut Eval, inner: &Inner, name: Symbol) -> Rc<Node> {
        if let Some(n) = inner.kids.borrow().get(&name) {
            return n.clone();
        }
        let decls = inner.decls.get(&name).cloned().unwrap_or_default();
        let mut defs = inner.defs.get(&name).cloned().unwrap_or_default();
        if let Some(w) = inner.open {
            // A set with names that are not known may define this one too.
            let w = Value::Unknown(w, Shape::Any);
            let cell = ev.cell_at(w, Origin::NATIVE);
            if !defs.is_empty() || !inner.decls.contains_key(&name) {
                defs.push(Def { cell, file: self.sys.nixos_file(), pos: PosId::NONE, props: None });
            }
        }
        let undeclared = decls.is_empty();
        let node = Node::make(&self.sys, self.loc.name(name), decls, defs, None, undeclared, self.system);
        inner.kids.borrow_mut().insert(name, node.clone());
        node
    }

    /// The node at a path below this one.
    pub fn descend(self: &Rc<Self>, ev: &mut Eval, path: &[&str]) -> R<Option<Rc<Node>>> {
        let mut at = self.clone();
        for name in path {
            match at.child(ev, Symbol::new(name))? {
                Some(n) => at = n,
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }

    /// The option of this path, if it is one.
    pub fn option(self: &Rc<Self>, ev: &mut Eval) -> R<Option<(Rc<Slot>, Rc<OptionInfo>)>> {
        Ok(match &*self.expand(ev)? {
            Expanded::Option(slot, info) => Some((slot.clone(), info.clone())),
            _ => None,
        })
    }

    /// Whether any module defines something at this path, whatever its conditions.
    pub fn has_definitions(&self) -> bool {
        !self.defs.is_empty()
    }

    /// The definitions as written.
    pub fn definitions(&self) -> &[Def] {
        &self.defs
    }

    /// The value that `config` shows at this path.
    pub fn cell(self: &Rc<Self>, ev: &mut Eval) -> CellId {
        if let Some(&c) = self.cell.get() {
            return c;
        }
        let this = self.clone();
        let origin = self.defs.first().map_or(Origin::NATIVE, |d| ev.origin(d.cell));
        let c = ev.lazy_at(origin, move |ev| this.value(ev));
        let _ = self.cell.set(c);
        c
    }

    fn value(self: &Rc<Self>, ev: &mut Eval) -> R<Value> {
        let x = self.expand(ev)?;
        match &*x {
            Expanded::Option(slot, _) => {
                if !self.sys.closed && self.sys.nixos && slot.defs.is_empty() && self.is_schema() {
                    // Open world: what this file does not set may be set elsewhere.
                    return Ok(self.elsewhere(ev));
                }
                let c = slot.cell(ev);
                ev.force(c)
            }
            Expanded::Inner(inner) => self.inner_value(ev, inner),
            Expanded::Free(defs) => self.free_value(ev, defs),
        }
    }

    /// Declared by NixOS, not by a module that was read.
    fn is_schema(&self) -> bool {
        self.decls.iter().all(|d| matches!(d, DeclSrc::Schema { .. }))
    }

    fn elsewhere(&self, ev: &mut Eval) -> Value {
        ev.unknown(WhyKind::Option(self.loc.to_string().into()))
    }

    fn inner_value(self: &Rc<Self>, ev: &mut Eval, inner: &Inner) -> R<Value> {
        let mut entries: Vec<Entry> = Vec::with_capacity(inner.names.len());
        for &name in &inner.names {
            let node = self.inner_child(ev, inner, name);
            let pos = node.defs.first().map_or(PosId::NONE, |d| d.pos);
            entries.push(Entry { name, cell: node.cell(ev), pos });
        }
        if let Some(ty) = &inner.freeform {
            for &name in &inner.unmatched {
                let slot = self.freeform_slot(inner, name, ty);
                if slot.is_defined(ev)? {
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
            let why = ev.why(WhyKind::Option(format!("{}.…", self.loc).trim_start_matches('.').into()));
            let this = self.clone();
            ev.resolver(why, move |ev, name| match this.child(ev, name)? {
                Some(node) => {
                    let c = node.cell(ev);
                    ev.force(c)
                }
                None => Ok(Value::Null),
            })
        } else {
            inner.open.map_or(Rest::Closed, Rest::Open)
        };
        Ok(ev.attrs_with(entries.into(), rest))
    }

    /// The slot of a name that only the freeform type takes.
    fn freeform_slot(&self, inner: &Inner, name: Symbol, ty: &TypeRef) -> Rc<Slot> {
        let elem = match &**ty {
            Type::AttrsOf { elem, .. } => elem.clone(),
            Type::Settings { .. } => ty.clone(),
            _ => Rc::new(Type::Anything),
        };
        let defs = inner.defs.get(&name).cloned().unwrap_or_default();
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
    fn free_value(self: &Rc<Self>, ev: &mut Eval, defs: &[Active]) -> R<Value> {
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

    fn free_set(self: &Rc<Self>, ev: &mut Eval, defs: &[Active]) -> R<Value> {
        let mut by_name: FxHashMap<Symbol, Vec<Def>> = FxHashMap::default();
        let mut order = Vec::new();
        let mut open = None;
        for d in defs {
            let def = d.as_def(ev);
            push_down(ev, &def, &mut by_name, &mut order, &mut open)?;
        }
        order.sort_unstable();
        order.dedup();
        // A package, a function set and the like is taken as it is.
        if order.contains(&sym!("_type")) || order.contains(&sym!("type")) && defs.len() == 1 {
            return ev.force(defs[0].cell);
        }
        let mut entries = Vec::new();
        for name in order {
            let list = by_name.remove(&name).unwrap_or_default();
            let pos = list.first().map_or(PosId::NONE, |d: &Def| d.pos);
            let node = Node::make(&self.sys, self.loc.name(name), Vec::new(), list, None, true, self.system);
            entries.push(Entry { name, cell: node.cell(ev), pos });
        }
        let why = match open {
            Some(w) => w,
            None => ev.why(WhyKind::Option(format!("{}.…", self.loc).into())),
        };
        Ok(ev.attrs_with(entries.into(), Rest::Open(why)))
    }

    /// Reports definitions that no option takes, here and below, as `_module.check` does.
    pub fn check_names(self: &Rc<Self>, ev: &mut Eval, x: &Expanded) -> R<()> {
        let Expanded::Inner(inner) = x else { return Ok(()) };
        let mut bad = None;
        if inner.freeform.is_none() {
            for &name in &inner.unmatched {
                let defs = inner.defs.get(&name).map(Vec::as_slice).unwrap_or_default();
                if self.sys.report_unknown_option(ev, self, inner, name, defs) {
                    bad = Some(name);
                }
            }
        }
        for &name in &inner.names {
            if inner.defs.contains_key(&name) {
                let child = self.inner_child(ev, inner, name);
                let x = child.expand(ev)?;
                ev.guarded(|ev| child.check_names(ev, &x))?;
            }
        }
        match bad {
            Some(name) => Err(ev.fail(ErrKind::Module, format!("the option `{}` does not exist", self.loc.name(name)))),
            None => Ok(()),
        }
    }

    /// Whether an option, or a set of options, of this name is declared here.
    pub fn declares(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> bool {
        matches!(self.expand(ev).as_deref(), Ok(Expanded::Inner(i)) if i.decls.contains_key(&name))
    }

    /// The declaration of an option that nobody defines and whose default is a constant of the schema.
    pub fn constant_default(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> Option<&'static Decl> {
        let x = self.expand(ev).ok()?;
        let Expanded::Inner(inner) = &*x else { return None };
        if inner.open.is_some() || inner.defs.contains_key(&name) {
            return None;
        }
        match inner.decls.get(&name)?.as_slice() {
            [DeclSrc::Schema { trie, .. }] => {
                use crate::schema::Default as D;
                trie.option.filter(|d| !matches!(d.default, D::None | D::Computed(_) | D::Unknown))
            }
            _ => None,
        }
    }

    /// Names declared below this path, sorted.
    pub fn names(self: &Rc<Self>, ev: &mut Eval) -> R<Vec<Symbol>> {
        Ok(match &*self.expand(ev)? {
            Expanded::Inner(i) => i.names.clone(),
            _ => Vec::new(),
        })
    }

    /// The declaration in another release of a name that this release lacks.
    pub fn declared_elsewhere(&self, name: Symbol) -> Option<&'static Decl> {
        let set = match &self.set {
            Some(ModuleSet { spec: SetSpec::Submodule { spec, .. }, .. }) => spec,
            _ => {
                return self.decls.iter().find_map(|d| match d {
                    DeclSrc::Schema { trie, .. } => trie.children.get(&name)?.elsewhere,
                    DeclSrc::Cell { .. } => None,
                });
            }
        };
        set.modules.iter().find_map(|m| match m {
            SubModule::Schema(s) => self.sys.table(s).children.get(&name)?.any_elsewhere(),
            SubModule::Value { .. } => None,
        })
    }

    /// `config._module.args` and the like of this set, from definitions.
    pub(super) fn module_definition(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> R<Vec<Def>> {
        let x = self.expand(ev)?;
        let Expanded::Inner(inner) = &*x else { return Ok(Vec::new()) };
        let Some(defs) = inner.defs.get(&sym!("_module")).cloned() else { return Ok(Vec::new()) };
        let mut by_name = FxHashMap::default();
        for d in &defs {
            push_down(ev, d, &mut by_name, &mut Vec::new(), &mut None)?;
        }
        Ok(by_name.remove(&name).unwrap_or_default())
    }

    /// Whether definitions that are not known may exist anywhere in this set.
    pub fn open(self: &Rc<Self>, ev: &mut Eval) -> R<Option<WhyId>> {
        Ok(match &*self.expand(ev)? {
            Expanded::Inner(i) => i.open,
            _ => None,
        })
    }
}

impl Trie {
    fn any_elsewhere(&self) -> Option<&'static Decl> {
        self.elsewhere.or_else(|| {
            let mut all: Vec<&Rc<Trie>> = self.children.values().collect();
            all.sort_by_key(|t| t.any_elsewhere().map(|d| d.path));
            all.into_iter().find_map(|c| c.any_elsewhere())
        })
    }
}

impl Inner {
    /// Whether names beside the declared ones are accepted.
    pub fn accepts_more(&self) -> bool {
        self.accepts_more || self.open.is_some()
    }
}

/// Hands the definitions inside a set-valued definition on to their names (nixpkgs: `pushDownProperties`).
fn push_down(
    ev: &mut Eval,
    d: &Def,
    out: &mut FxHashMap<Symbol, Vec<Def>>,
    order: &mut Vec<Symbol>,
    open: &mut Option<WhyId>,
) -> R<()> {
    let with = |prop: Prop| -> Option<Rc<[Prop]>> {
        let old = d.props.as_deref().unwrap_or_default();
        Some(old.iter().copied().chain([prop]).collect())
    };
    let v = ev.force(d.cell)?;
    match wrapper(ev, v)? {
        Wrapper::If { condition, content } => {
            let inner = Def { cell: content, props: with(Prop::If(condition)), ..d.clone() };
            ev.guarded(|ev| push_down(ev, &inner, out, order, open))
        }
        Wrapper::Merge { contents } => match ev.force(contents)? {
            Value::List(l) => {
                for &c in ev.items(l).iter() {
                    let inner = Def { cell: c, ..d.clone() };
                    ev.guarded(|ev| push_down(ev, &inner, out, order, open))?;
                }
                Ok(())
            }
            Value::Unknown(w, _) => {
                *open = Some(w);
                Ok(())
            }
            other => {
                let at = ev.origin(contents);
                Err(ev.type_error(at, "a list of definitions for `lib.mkMerge`", other))
            }
        },
        Wrapper::Override { priority, content } => {
            let p = ev.want_int(priority)?.unwrap_or(super::def::PLAIN_PRIORITY);
            let inner = Def { cell: content, props: with(Prop::Override(p)), ..d.clone() };
            ev.guarded(|ev| push_down(ev, &inner, out, order, open))
        }
        Wrapper::Definition { value, .. } => {
            let inner = Def { cell: value, ..d.clone() };
            ev.guarded(|ev| push_down(ev, &inner, out, order, open))
        }
        Wrapper::Order { .. } | Wrapper::Plain => match v {
            Value::Attrs(a) => {
                if let Some(w) = ev.attrs_data(a).open_why() {
                    *open = Some(w);
                }
                for e in ev.entries(a).iter() {
                    let list = out.entry(e.name).or_insert_with(|| {
                        order.push(e.name);
                        Vec::new()
                    });
                    list.push(Def { cell: e.cell, file: d.file.clone(), pos: e.pos, props: d.props.clone() });
                }
                Ok(())
            }
            Value::Unknown(w, _) => {
                *open = Some(w);
                Ok(())
            }
            other => {
                let at = ev.origin(d.cell);
                Err(ev.type_error(at, "a set of definitions", other))
            }
        },
    }
}

/// An attribute of `_module` definitions.
fn module_attr(ev: &mut Eval, defs: &[Def], name: Symbol) -> R<Option<CellId>> {
    for d in defs {
        if let Value::Attrs(a) = ev.force(d.cell)?
            && let Found::Cell(c) = ev.find_listed(a, name)
        {
            return Ok(Some(c));
        }
    }
    Ok(None)
}
