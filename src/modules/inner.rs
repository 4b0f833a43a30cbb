//! Paths with options below them: declarations and definitions by name, and how definitions are handed on to names
//! (nixpkgs: `pushDownProperties`).

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::Symbol;
use crate::eval::{CellId, Eval, R, Value, WhyId};
use crate::schema::Decl;
use crate::sym;

use super::def::{Def, ModFile, PLAIN_PRIORITY, Prop, Wrapper, wrapper};
use super::tree::Node;
use super::trie::Trie;
use super::types::TypeRef;

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

/// A path with options below it.
pub struct Inner {
    pub(super) decls: Decls,
    pub(super) defs: DefsByName,
    /// Names that only definitions have, in the order of their text.
    pub unmatched: Vec<Symbol>,
    /// There may be more definitions.
    pub(super) open: Option<WhyId>,
    pub(super) freeform: Option<TypeRef>,
    /// Names beside the declared ones are accepted without a type.
    pub(super) accepts_more: bool,
    pub(super) kids: RefCell<FxHashMap<Symbol, Rc<Node>>>,
}

/// What is declared below a path.
pub(super) enum Decls {
    /// By the schema alone: nothing is copied for an instance of a submodule.
    Schema(Arc<Trie>, ModFile),
    /// By several modules; the names in the order of their text.
    Many(FxHashMap<Symbol, Vec<DeclSrc>>, Vec<Symbol>),
}

impl Decls {
    pub(super) fn contains(&self, name: Symbol) -> bool {
        match self {
            Decls::Schema(trie, _) => trie.children.get(&name).is_some_and(|c| c.exists()),
            Decls::Many(map, _) => map.contains_key(&name),
        }
    }

    pub(super) fn of(&self, name: Symbol) -> Vec<DeclSrc> {
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
    pub(super) fn schema(&self, name: Symbol) -> Option<&Trie> {
        match self {
            Decls::Schema(trie, _) => trie.children.get(&name).map(|t| &**t),
            Decls::Many(map, _) => match map.get(&name)?.as_slice() {
                [DeclSrc::Schema { trie, .. }] => Some(trie),
                _ => None,
            },
        }
    }

    pub(super) fn names(&self) -> &[Symbol] {
        match self {
            Decls::Schema(trie, _) => &trie.names,
            Decls::Many(_, names) => names,
        }
    }
}

/// Definitions by name: those of one name stand together, in merge order.
#[derive(Default)]
pub(super) struct DefsByName(pub(super) Vec<(Symbol, Def)>);

impl DefsByName {
    pub(super) fn sort(&mut self) {
        self.0.sort_by_key(|(n, _)| *n);
    }

    pub(super) fn range(&self, name: Symbol) -> &[(Symbol, Def)] {
        let start = self.0.partition_point(|(n, _)| *n < name);
        let end = start + self.0[start..].partition_point(|(n, _)| *n == name);
        &self.0[start..end]
    }

    pub(super) fn contains(&self, name: Symbol) -> bool {
        !self.range(name).is_empty()
    }

    pub(super) fn of(&self, name: Symbol) -> Vec<Def> {
        self.range(name).iter().map(|(_, d)| d.clone()).collect()
    }

    /// Each name once.
    pub(super) fn names(&self) -> impl Iterator<Item = Symbol> {
        self.0.chunk_by(|a, b| a.0 == b.0).filter_map(|c| c.first()).map(|(n, _)| *n)
    }

    pub(super) fn rename(&mut self, from: Symbol, to: Symbol) {
        for (n, _) in &mut self.0 {
            if *n == from {
                *n = to;
            }
        }
        self.sort();
    }
}

impl Node {
    /// Splits declarations and definitions by name.
    pub(super) fn inner(&self, ev: &mut Eval, sources: &[DeclSrc], defs: &[Def], freeform: Vec<CellId>) -> R<Inner> {
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
        for &cell in &freeform {
            freeform_type = Some(with_type(ev, freeform_type, cell)?);
        }
        let mut by_name = DefsByName::default();
        let mut open = None;
        for d in defs {
            push_down(ev, d, &mut by_name, &mut open)?;
        }
        by_name.sort();
        if let (true, Some(w)) = (self.system, open) {
            // A module of which not all definitions are known counts as one that was not read.
            self.sys.unread.set(Some(w));
            open = None;
        }
        self.follow_aliases(&mut by_name);
        // `_module.freeformType` set in `config`.
        for cell in module_attr(ev, &by_name.of(sym!("_module")), sym!("freeformType"))? {
            freeform_type = Some(with_type(ev, freeform_type, cell)?);
        }
        let freeform_type = freeform_type.or_else(|| self.freeform_above.get().cloned());
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
    pub(super) fn declarations(&self, ev: &mut Eval, sources: &[DeclSrc], accepts_more: &mut bool) -> R<Decls> {
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
}

/// A declaration whose default is a constant of the schema.
pub(super) fn constant(decl: Option<&'static Decl>) -> Option<&'static Decl> {
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
pub(super) fn push_down(ev: &mut Eval, d: &Def, out: &mut DefsByName, open: &mut Option<WhyId>) -> R<()> {
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
            let p = ev.want_int(priority)?.unwrap_or(PLAIN_PRIORITY);
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

/// A freeform type beside those of other modules.
fn with_type(ev: &mut Eval, before: Option<TypeRef>, cell: CellId) -> R<TypeRef> {
    let ty = super::nix::type_from_cell(ev, cell)?;
    Ok(match before {
        Some(before) => super::declare::types_together(ev, &before, &ty)?.unwrap_or(before),
        None => ty,
    })
}

/// The definitions that hold of an attribute of `_module`.
pub(super) fn module_attr(ev: &mut Eval, defs: &[Def], name: Symbol) -> R<Vec<CellId>> {
    let mut by_name = DefsByName::default();
    for d in defs {
        push_down(ev, d, &mut by_name, &mut None)?;
    }
    by_name.sort();
    let mut active = Vec::new();
    for d in by_name.of(name) {
        d.discharge(ev, &mut active)?;
    }
    Ok(super::def::strongest(active).iter().map(|d| d.cell).collect())
}
