//! The tree of options and definitions of one module set, expanded on demand: `config` and `options` are views of it.
//! Mirrors `mergeModules'` of nixpkgs' `lib/modules.nix`; what NixOS declares but ocinix does not model accepts anything.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

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
use super::trie::Trie;
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
    /// Computes defaults that follow from other options.
    pub computed: fn(&mut Eval, &Rc<Sys>, crate::schema::Computed, &Loc) -> R<Option<Value>>,
    nixos_file: ModFile,
    /// Definitions that NixOS makes in every instance of a submodule, by the submodule's address.
    implied: RefCell<FxHashMap<usize, Implied>>,
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
            computed: |_, _, _, _| Ok(None),
            implied: RefCell::default(),
            nixos_file: ModFile::new("NixOS", None, true),
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

    /// Makes NixOS' own definitions part of every instance of a submodule.
    pub fn imply(&self, sub: &'static crate::schema::Submodule, config: Implied) {
        self.implied.borrow_mut().insert(std::ptr::from_ref(sub) as usize, config);
    }

    pub(super) fn implied(
        &self,
        ev: &mut Eval,
        sub: &'static crate::schema::Submodule,
        node: &Rc<Node>,
    ) -> Option<CellId> {
        let implied = self.implied.borrow().get(&(std::ptr::from_ref(sub) as usize)).copied()?;
        Some(match implied {
            Implied::Same(cell) => cell,
            Implied::ByInstance(make) => make(ev, node),
        })
    }
}

/// Definitions that NixOS makes in every instance of a submodule.
#[derive(Clone, Copy)]
pub enum Implied {
    /// The same in all of them.
    Same(CellId),
    /// Made from the instance's own options.
    ByInstance(fn(&mut Eval, &Rc<Node>) -> CellId),
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
        trie: Arc<Trie>,
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
    set: Option<Box<ModuleSet>>,
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
    decls: Decls,
    defs: DefsByName,
    /// Names that only definitions have, in the order of their text.
    pub unmatched: Vec<Symbol>,
    /// There may be more definitions.
    open: Option<WhyId>,
    freeform: Option<TypeRef>,
    /// Names beside the declared ones are accepted without a type.
    accepts_more: bool,
    kids: RefCell<FxHashMap<Symbol, Rc<Node>>>,
}

/// What is declared below a path.
enum Decls {
    /// By the schema alone: nothing is copied for an instance of a submodule.
    Schema(Arc<Trie>, ModFile),
    /// By several modules; the names in the order of their text.
    Many(FxHashMap<Symbol, Vec<DeclSrc>>, Vec<Symbol>),
}

impl Decls {
    fn contains(&self, name: Symbol) -> bool {
        match self {
            Decls::Schema(trie, _) => trie.children.get(&name).is_some_and(|c| c.exists()),
            Decls::Many(map, _) => map.contains_key(&name),
        }
    }

    fn of(&self, name: Symbol) -> Vec<DeclSrc> {
        match self {
            Decls::Schema(trie, file) => match trie.children.get(&name) {
                Some(child) if child.exists() => {
                    vec![DeclSrc::Schema { trie: child.clone(), file: file.clone() }]
                }
                _ => Vec::new(),
            },
            Decls::Many(map, _) => map.get(&name).cloned().unwrap_or_default(),
        }
    }

    /// The declaration if the schema alone declares the name.
    fn schema(&self, name: Symbol) -> Option<&Trie> {
        match self {
            Decls::Schema(trie, _) => trie.children.get(&name).map(|t| &**t),
            Decls::Many(map, _) => match map.get(&name)?.as_slice() {
                [DeclSrc::Schema { trie, .. }] => Some(trie),
                _ => None,
            },
        }
    }

    fn names(&self) -> &[Symbol] {
        match self {
            Decls::Schema(trie, _) => &trie.names,
            Decls::Many(_, names) => names,
        }
    }
}

/// Definitions by name: those of one name stand together, in merge order.
#[derive(Default)]
struct DefsByName(Vec<(Symbol, Def)>);

impl DefsByName {
    fn sort(&mut self) {
        self.0.sort_by_key(|(n, _)| *n);
    }

    fn range(&self, name: Symbol) -> &[(Symbol, Def)] {
        let start = self.0.partition_point(|(n, _)| *n < name);
        let end = start + self.0[start..].partition_point(|(n, _)| *n == name);
        &self.0[start..end]
    }

    fn contains(&self, name: Symbol) -> bool {
        !self.range(name).is_empty()
    }

    fn of(&self, name: Symbol) -> Vec<Def> {
        self.range(name).iter().map(|(_, d)| d.clone()).collect()
    }

    /// Each name once.
    fn names(&self) -> impl Iterator<Item = Symbol> {
        self.0.chunk_by(|a, b| a.0 == b.0).filter_map(|c| c.first()).map(|(n, _)| *n)
    }

    fn rename(&mut self, from: Symbol, to: Symbol) {
        for (n, _) in &mut self.0 {
            if *n == from {
                *n = to;
            }
        }
        self.sort();
    }
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
            Some(Box::new(ModuleSet { spec: SetSpec::Root(modules), special })),
            false,
            sys.nixos,
        )
    }

    /// An instance of a submodule type.
    pub fn submodule(sys: &Rc<Sys>, loc: &Loc, spec: &Rc<SubSpec>, defs: &Rc<[Active]>) -> Rc<Node> {
        let set =
            ModuleSet { spec: SetSpec::Submodule { spec: spec.clone(), defs: defs.clone() }, special: Vec::new() };
        Node::make(sys, loc.clone(), Vec::new(), Vec::new(), Some(Box::new(set)), false, false)
    }

    fn make(
        sys: &Rc<Sys>,
        loc: Loc,
        decls: Vec<DeclSrc>,
        defs: Vec<Def>,
        set: Option<Box<ModuleSet>>,
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
                OptionsSrc::Schema(sub) => decls
                    .push(DeclSrc::Schema { trie: Trie::of_submodule(sub, self.sys.release), file: m.file.clone() }),
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
        let mut accepts_more = false;
        let mut freeform_type = None;
        for src in sources {
            if let DeclSrc::Schema { trie, .. } = src {
                accepts_more |= trie.open;
                if let Some(ty) = trie.freeform {
                    freeform_type = Some(super::types::from_schema(ty));
                }
            }
        }
        let decls = match sources {
            [DeclSrc::Schema { trie, file }] => Decls::Schema(trie.clone(), file.clone()),
            _ => self.declarations(ev, sources, &mut accepts_more)?,
        };
        if let Some(&cell) = freeform.first() {
            freeform_type = Some(super::nix::type_from_cell(ev, cell)?);
        }
        let mut by_name = DefsByName::default();
        let mut open = None;
        for d in defs {
            push_down(ev, d, &mut by_name, &mut open)?;
        }
        by_name.sort();
        self.follow_aliases(&mut by_name);
        // `_module.freeformType` set in `config`.
        if freeform_type.is_none()
            && let Some(cell) = module_attr(ev, &by_name.of(sym!("_module")), sym!("freeformType"))?
        {
            freeform_type = Some(super::nix::type_from_cell(ev, cell)?);
        }
        let mut unmatched: Vec<Symbol> =
            by_name.names().filter(|n| !decls.contains(*n) && *n != sym!("_module")).collect();
        unmatched.sort_unstable_by_key(|n| n.as_str());
        Ok(Inner {
            decls,
            defs: by_name,
            unmatched,
            open,
            freeform: freeform_type,
            accepts_more: accepts_more || self.system,
            kids: RefCell::default(),
        })
    }

    /// The declarations of several sources by name.
    fn declarations(&self, ev: &mut Eval, sources: &[DeclSrc], accepts_more: &mut bool) -> R<Decls> {
        let mut map: FxHashMap<Symbol, Vec<DeclSrc>> = FxHashMap::default();
        for src in sources {
            match src {
                DeclSrc::Schema { trie, file } => {
                    for name in &trie.names {
                        if let Some(child) = trie.children.get(name) {
                            let src = DeclSrc::Schema { trie: child.clone(), file: file.clone() };
                            map.entry(*name).or_default().push(src);
                        }
                    }
                }
                DeclSrc::Cell { cell, file } => match ev.force(*cell)? {
                    Value::Attrs(a) => {
                        if let Some(w) = ev.attrs_data(a).open_why() {
                            *accepts_more = true;
                            self.sys.unread.set(Some(w));
                        }
                        for e in ev.entries(a).iter() {
                            let src = DeclSrc::Cell { cell: e.cell, file: file.clone() };
                            map.entry(e.name).or_default().push(src);
                        }
                    }
                    Value::Unknown(w, _) => {
                        *accepts_more = true;
                        self.sys.unread.set(Some(w));
                    }
                    other => {
                        let at = ev.origin(*cell);
                        return Err(ev.type_error(at, "a set of options", other));
                    }
                },
            }
        }
        let mut names: Vec<Symbol> = map.keys().copied().collect();
        names.sort_unstable_by_key(|n| n.as_str());
        Ok(Decls::Many(map, names))
    }

    /// Definitions under another name of an option count for the option itself (`users.extraUsers`).
    fn follow_aliases(&self, defs: &mut DefsByName) {
        if !self.system || self.sys.nixos && self.loc.names().len() != 1 {
            return;
        }
        let here: Vec<&str> = self.loc.names().iter().map(|n| n.as_str()).collect();
        let moves: Vec<(Symbol, Symbol)> = defs
            .names()
            .filter_map(|name| {
                let path: Vec<&str> = here.iter().copied().chain([name.as_str()]).collect();
                let rename = crate::schema::renames::find_in(self.sys.release, &path)?;
                let crate::schema::Fate::Alias(to) = rename.fate else { return None };
                let (last, parent) = to.split_last()?;
                (rename.from == path && parent == here).then(|| (name, Symbol::new(last)))
            })
            .collect();
        for (from, to) in moves {
            defs.rename(from, to);
        }
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
        let decls = inner.decls.of(name);
        let mut defs = inner.defs.of(name);
        if let Some(w) = inner.open {
            // A set with names that are not known may define this one too.
            let w = Value::Unknown(w, Shape::Any);
            let cell = ev.cell_at(w, Origin::NATIVE);
            if !defs.is_empty() || decls.is_empty() {
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
        let mut entries: Vec<Entry> = Vec::with_capacity(inner.names().len());
        for &name in inner.names() {
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
                if self.sys.report_unknown_option(ev, self, inner, name, &inner.defs.of(name)) {
                    bad = Some(name);
                }
            }
        }
        for &name in inner.names() {
            if inner.defs.contains(name) {
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
        matches!(self.expand(ev).as_deref(), Ok(Expanded::Inner(i)) if i.decls.contains(name))
    }

    /// The declaration of an option that nobody defines and whose default is a constant of the schema.
    pub fn constant_default(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> Option<&'static Decl> {
        let x = self.expand(ev).ok()?;
        let Expanded::Inner(inner) = &*x else { return None };
        if inner.open.is_some() || inner.defs.contains(name) {
            return None;
        }
        constant(inner.decls.schema(name)?.option)
    }

    /// The same for an option in a set of options that nobody touches (`login.username`).
    pub fn constant_below(self: &Rc<Self>, ev: &mut Eval, set: Symbol, name: Symbol) -> Option<&'static Decl> {
        let x = self.expand(ev).ok()?;
        let Expanded::Inner(inner) = &*x else { return None };
        if inner.open.is_some() || inner.defs.contains(set) {
            return None;
        }
        constant(inner.decls.schema(set)?.children.get(&name)?.option)
    }

    /// Whether only NixOS itself defines the option of this name.
    pub fn only_implied(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> bool {
        match self.expand(ev).as_deref() {
            Ok(Expanded::Inner(i)) => i.open.is_none() && i.defs.range(name).iter().all(|(_, d)| d.file.builtin),
            _ => false,
        }
    }

    /// Names that definitions mention below a set of options that is not declared.
    pub fn defined_names(self: &Rc<Self>, ev: &mut Eval, set: &str) -> Vec<String> {
        let Ok(Some(node)) = self.child(ev, Symbol::new(set)) else { return Vec::new() };
        let mut by_name = DefsByName::default();
        for d in node.definitions() {
            if push_down(ev, d, &mut by_name, &mut None).is_err() {
                break;
            }
        }
        by_name.sort();
        by_name.names().map(|n| n.as_str().to_owned()).collect()
    }

    /// Names declared below this path, sorted.
    pub fn names(self: &Rc<Self>, ev: &mut Eval) -> R<Vec<Symbol>> {
        Ok(match &*self.expand(ev)? {
            Expanded::Inner(i) => i.names().to_vec(),
            _ => Vec::new(),
        })
    }

    /// The declaration in another release of a name that this release lacks.
    pub fn declared_elsewhere(&self, name: Symbol) -> Option<&'static Decl> {
        let set = match &self.set {
            Some(set) => match &set.spec {
                SetSpec::Submodule { spec, .. } => spec,
                SetSpec::Root(_) => return None,
            },
            _ => {
                return self.decls.iter().find_map(|d| match d {
                    DeclSrc::Schema { trie, .. } => trie.children.get(&name)?.elsewhere,
                    DeclSrc::Cell { .. } => None,
                });
            }
        };
        set.modules.iter().find_map(|m| match m {
            SubModule::Schema(s) => Trie::of_submodule(s, self.sys.release).children.get(&name)?.any_elsewhere(),
            SubModule::Value { .. } => None,
        })
    }

    /// `config._module.args` and the like of this set, from definitions.
    pub(super) fn module_definition(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> R<Vec<Def>> {
        let x = self.expand(ev)?;
        let Expanded::Inner(inner) = &*x else { return Ok(Vec::new()) };
        let mut by_name = DefsByName::default();
        for d in &inner.defs.of(sym!("_module")) {
            push_down(ev, d, &mut by_name, &mut None)?;
        }
        by_name.sort();
        Ok(by_name.of(name))
    }

    /// Whether definitions that are not known may exist anywhere in this set.
    pub fn open(self: &Rc<Self>, ev: &mut Eval) -> R<Option<WhyId>> {
        Ok(match &*self.expand(ev)? {
            Expanded::Inner(i) => i.open,
            _ => None,
        })
    }
}

/// A declaration whose default is a constant of the schema.
fn constant(decl: Option<&'static Decl>) -> Option<&'static Decl> {
    use crate::schema::Default as D;
    decl.filter(|d| !matches!(d.default, D::None | D::Computed(_) | D::Unknown))
}

impl Inner {
    /// Declared names in the order of their text.
    pub fn names(&self) -> &[Symbol] {
        self.decls.names()
    }

    /// Whether names beside the declared ones are accepted.
    pub fn accepts_more(&self) -> bool {
        self.accepts_more || self.open.is_some()
    }
}

/// Hands the definitions inside a set-valued definition on to their names (nixpkgs: `pushDownProperties`).
fn push_down(ev: &mut Eval, d: &Def, out: &mut DefsByName, open: &mut Option<WhyId>) -> R<()> {
    let with = |prop: Prop| -> Option<Rc<[Prop]>> {
        let old = d.props.as_deref().unwrap_or_default();
        Some(old.iter().copied().chain([prop]).collect())
    };
    let v = ev.force(d.cell)?;
    match wrapper(ev, v)? {
        Wrapper::If { condition, content } => {
            let inner = Def { cell: content, props: with(Prop::If(condition)), ..d.clone() };
            ev.guarded(|ev| push_down(ev, &inner, out, open))
        }
        Wrapper::Merge { contents } => match ev.force(contents)? {
            Value::List(l) => {
                for &c in ev.items(l).iter() {
                    let inner = Def { cell: c, ..d.clone() };
                    ev.guarded(|ev| push_down(ev, &inner, out, open))?;
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
            ev.guarded(|ev| push_down(ev, &inner, out, open))
        }
        Wrapper::Definition { value, .. } => {
            let inner = Def { cell: value, ..d.clone() };
            ev.guarded(|ev| push_down(ev, &inner, out, open))
        }
        Wrapper::Order { .. } | Wrapper::Plain => match v {
            Value::Attrs(a) => {
                if let Some(w) = ev.attrs_data(a).open_why() {
                    *open = Some(w);
                }
                for e in ev.entries(a).iter() {
                    let def = Def { cell: e.cell, file: d.file.clone(), pos: e.pos, props: d.props.clone() };
                    out.0.push((e.name, def));
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
