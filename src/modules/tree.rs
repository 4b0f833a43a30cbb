//! The tree of options and definitions of one module set, expanded on demand: `config` and `options` are views of it.
//! Mirrors `mergeModules'` of nixpkgs' `lib/modules.nix`; what NixOS declares but ocinix does not model accepts anything.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use crate::base::{Symbol, limits};
use crate::eval::{CellId, ErrKind, Eval, Origin, PosId, R, Shape, Value, WhyId, WhyKind};
use crate::schema::Decl;
use crate::sym;

use super::bury::{Part, bury};
use super::collect::{Loader, Module, OptionsSrc};
use super::declare::{self, OptionInfo};
use super::def::{Active, Def, Wrapper, strongest, wrapper};
use super::inner::{DeclSrc, DefsByName, Inner, constant, module_attr, push_down};
use super::loc::Loc;
use super::slot::Slot;
use super::sys::Sys;
use super::trie::Trie;
use super::types::{SubModule, SubSpec, Type, TypeRef};

/// One path of the option tree.
pub struct Node {
    pub loc: Loc,
    pub sys: Rc<Sys>,
    pub(super) decls: Vec<DeclSrc>,
    pub(super) defs: Vec<Def>,
    /// The modules, for the root of a set: collected when first needed.
    pub(super) set: Option<Box<ModuleSet>>,
    /// Nothing declares this path; it may be an option that is not modelled.
    pub(super) undeclared: bool,
    /// Belongs to a NixOS system itself, not to a submodule: NixOS has options here that are not modelled.
    pub(super) system: bool,
    expanded: OnceCell<R<Rc<Expanded>>>,
    /// Being expanded: met again, it needs itself.
    busy: Cell<bool>,
    cell: OnceCell<CellId>,
    /// What takes names below this path that nothing declares: the freeform type of the set around it.
    pub(super) freeform_above: OnceCell<TypeRef>,
}

/// How the root of a module set gets its modules.
pub(super) struct ModuleSet {
    spec: SetSpec,
    /// Arguments beside `lib`, `config`, `options`.
    special: Vec<(Symbol, CellId)>,
    /// The declarations, from the moment the modules have been collected.
    sources: OnceCell<Vec<DeclSrc>>,
}

impl ModuleSet {
    fn new(spec: SetSpec, special: Vec<(Symbol, CellId)>) -> ModuleSet {
        ModuleSet { spec, special, sources: OnceCell::new() }
    }
}

pub(super) enum SetSpec {
    Root(Vec<super::collect::ModSrc>),
    Submodule { spec: Rc<SubSpec>, defs: Rc<[Active]> },
}

/// What a path turned out to be.
pub enum Expanded {
    Option(Rc<Slot>, Rc<OptionInfo>),
    Inner(Box<Inner>),
    /// Not declared: the definitions as they are.
    Free(Vec<Active>),
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(Ok(x)) = self.expanded.take() {
            bury(Part::Expanded(x));
        }
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
            Some(Box::new(ModuleSet::new(SetSpec::Root(modules), special))),
            false,
            sys.nixos,
        )
    }

    /// An instance of a submodule type.
    pub fn submodule(sys: &Rc<Sys>, loc: &Loc, spec: &Rc<SubSpec>, defs: &Rc<[Active]>) -> Rc<Node> {
        let set = ModuleSet::new(SetSpec::Submodule { spec: spec.clone(), defs: defs.clone() }, Vec::new());
        Node::make(sys, loc.clone(), Vec::new(), Vec::new(), Some(Box::new(set)), false, false)
    }

    pub(super) fn make(
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
            freeform_above: OnceCell::new(),
        })
    }

    /// Whether it is being worked out right now which options and definitions there are.
    pub fn is_expanding(&self) -> bool {
        self.busy.get()
    }

    /// Whether this is the root of modules that are evaluated on their own, not of a submodule.
    pub(super) fn is_root_set(&self) -> bool {
        self.set.as_ref().is_some_and(|set| matches!(set.spec, SetSpec::Root(_)))
    }

    /// Names declared below this path, known before the definitions are: what `options` shows while definitions are
    /// still being collected.
    pub(super) fn declared_names(self: &Rc<Self>, ev: &mut Eval) -> R<Option<(Vec<Symbol>, bool)>> {
        let sources = match &self.set {
            Some(set) => set.sources.get(),
            None if self.undeclared => None,
            None => self.set_of_options(ev)?,
        };
        match sources {
            Some(sources) => {
                let mut more = self.system;
                let decls = self.declarations(ev, sources, &mut more)?;
                Ok(Some((decls.names().to_vec(), more)))
            }
            None => Ok(None),
        }
    }

    /// The declarations, unless one of them is of an option.
    fn set_of_options(&self, ev: &mut Eval) -> R<Option<&Vec<DeclSrc>>> {
        for d in &self.decls {
            let option = match d {
                DeclSrc::Schema { trie, .. } => trie.option.is_some(),
                DeclSrc::Cell { cell, file } => {
                    let v = ev.force(*cell)?;
                    declare::from_value(ev, &self.sys, v, *cell, file)?.is_some()
                }
            };
            if option {
                return Ok(None);
            }
        }
        Ok(Some(&self.decls))
    }

    /// Whether names that nothing declares are errors: `_module.check`.
    fn checks_names(&self, ev: &mut Eval, inner: &Inner) -> R<bool> {
        if self.set.is_none() || !inner.defs.contains(sym!("_module")) {
            return Ok(true);
        }
        let found = module_attr(ev, &inner.defs.of(sym!("_module")), sym!("check"))?;
        Ok(match found.first() {
            Some(&cell) => !matches!(ev.force(cell)?, Value::Bool(false) | Value::Unknown(..)),
            None => true,
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
            let checked = self.check_names(ev, x);
            // NixOS stops here. What else is wrong with the container is worth saying nevertheless.
            if !self.sys.nixos {
                checked?;
            }
        }
        result
    }

    fn expand_now(self: &Rc<Self>, ev: &mut Eval) -> R<Expanded> {
        if let Some(set) = &self.set {
            return self.expand_set(ev, set);
        }
        if self.undeclared {
            // Sets below a name that is not modelled are most likely sets of options: which of their definitions hold is
            // asked one by one, as a condition may depend on a neighbour.
            if self.system && self.loc.depth() < limits::OPTION_PATH && self.nests(ev)? {
                return Ok(Expanded::Inner(Box::new(self.inner(ev, &[], &self.defs, Vec::new())?)));
            }
            let mut active = Vec::new();
            for d in &self.defs {
                d.discharge(ev, &mut active)?;
            }
            return Ok(Expanded::Free(strongest(active)));
        }
        if let [DeclSrc::Schema { trie, file }] = self.decls.as_slice()
            && let Some(decl) = trie.option
        {
            let info = declare::shared_schema(ev, &self.sys, decl, file, &self.loc)?;
            return Ok(self.option_with(ev, info));
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
            return Ok(Expanded::Inner(Box::new(self.inner(ev, &nested, &self.defs, Vec::new())?)));
        }
        let info = declare::merge(ev, &self.sys, &self.loc, options, nested)?;
        Ok(self.option_with(ev, Rc::new(info)))
    }

    /// Whether all definitions are plain sets, whatever their conditions.
    fn nests(&self, ev: &mut Eval) -> R<bool> {
        let mut open: Vec<CellId> = self.defs.iter().map(|d| d.cell).collect();
        let mut some = false;
        while let Some(cell) = open.pop() {
            let v = ev.force(cell)?;
            match wrapper(ev, v)? {
                Wrapper::If { content, .. } | Wrapper::Override { content, .. } => open.push(content),
                Wrapper::Merge { contents } => match ev.force(contents)? {
                    Value::List(l) => open.extend(ev.items(l).iter()),
                    _ => return Ok(false),
                },
                Wrapper::Plain => match v {
                    Value::Attrs(a) if ev.get(a, sym!("type")).is_none() && ev.get(a, sym!("_type")).is_none() => {
                        some = true;
                    }
                    _ => return Ok(false),
                },
                Wrapper::Order { .. } | Wrapper::Definition { .. } => return Ok(false),
            }
        }
        Ok(some)
    }

    fn option_with(&self, ev: &mut Eval, info: Rc<OptionInfo>) -> Expanded {
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
        Expanded::Option(slot, info)
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
        let _ = set.sources.set(decls.clone());
        Ok(Expanded::Inner(Box::new(self.inner(ev, &decls, &defs, freeform)?)))
    }

    /// The node of a name below this one; `None` when this path is no set of options.
    pub fn child(self: &Rc<Self>, ev: &mut Eval, name: Symbol) -> R<Option<Rc<Node>>> {
        let x = self.expand(ev)?;
        Ok(match &*x {
            Expanded::Inner(inner) => Some(self.inner_child(ev, inner, name)),
            _ => None,
        })
    }

    pub(super) fn inner_child(self: &Rc<Self>, ev: &mut Eval, inner: &Inner, name: Symbol) -> Rc<Node> {
        if let Some(n) = inner.kids.borrow().get(&name) {
            return n.clone();
        }
        let decls = inner.decls.of(name);
        let mut defs = inner.defs.of(name);
        if let Some(w) = inner.open {
            // A set with names that are not known may define this one too.
            let w = Value::Unknown(w, Shape::Any);
            let cell = ev.cell_at(w, Origin::NATIVE);
            defs.push(Def { cell, file: self.sys.nixos_file(), pos: PosId::NONE, props: None });
        }
        let undeclared = decls.is_empty();
        let node = Node::make(&self.sys, self.loc.name(name), decls, defs, None, undeclared, self.system);
        if let Some(ty) = &inner.freeform {
            let below = match &**ty {
                Type::AttrsOf { lazy, .. } => Rc::new(Type::AttrsOf { elem: Rc::new(Type::Anything), lazy: *lazy }),
                _ => ty.clone(),
            };
            let _ = node.freeform_above.set(below);
        }
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

    /// Declared, and by no module of the configuration.
    pub(super) fn is_declared_by_nixos(&self) -> bool {
        let builtin = |d: &DeclSrc| match d {
            DeclSrc::Schema { .. } => true,
            DeclSrc::Cell { file, .. } => file.builtin,
        };
        !self.decls.is_empty() && self.decls.iter().all(builtin)
    }

    /// Declared by NixOS as data, not by a module that was read.
    pub(super) fn is_schema(&self) -> bool {
        self.decls.iter().all(|d| matches!(d, DeclSrc::Schema { .. }))
    }

    pub(super) fn elsewhere(&self, ev: &mut Eval) -> Value {
        ev.unknown(WhyKind::Option(self.loc.brief().into()))
    }

    /// Reports definitions that no option takes, here and below, as `_module.check` does.
    pub fn check_names(self: &Rc<Self>, ev: &mut Eval, x: &Expanded) -> R<()> {
        let Expanded::Inner(inner) = x else { return Ok(()) };
        if !self.checks_names(ev, inner)? {
            return Ok(());
        }
        let mut bad = None;
        if inner.freeform.is_none() && !self.undeclared {
            for &name in &inner.unmatched {
                if self.sys.report_unknown_option(ev, self, inner, name, &inner.defs.of(name)) {
                    bad = Some(name);
                }
            }
        }
        for &name in inner.names() {
            if inner.defs.contains(name) {
                let child = self.inner_child(ev, inner, name);
                if self.system {
                    self.sys.report_old_name(ev, &child);
                }
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
