//! What one evaluation of modules shares: release and world, findings, and what NixOS itself defines.

use std::cell::{Cell, OnceCell, RefCell};
use std::path::PathBuf;
use std::rc::{Rc, Weak};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::Diagnostic;
use crate::eval::{CellId, ErrId, Eval, R, Value, WhyId};
use crate::schema::Release;

use super::declare::OptionInfo;
use super::def::ModFile;
use super::loc::Loc;
use super::tree::Node;

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
    /// Files that could not be read, reported where they are imported.
    pub unreadable: RefCell<Vec<PathBuf>>,
    /// The file that the evaluation starts from: the place of findings that have none of their own.
    pub entry: OnceCell<crate::diag::Anchor>,
    /// `config` of the root, which owns this through its nodes.
    root: OnceCell<Weak<Node>>,
    /// Computes defaults that follow from other options.
    pub computed: fn(&mut Eval, &Rc<Sys>, crate::schema::Computed, &Loc) -> R<Option<Value>>,
    /// Declarations of the schema that do not depend on where they stand, by address.
    pub(super) infos: RefCell<FxHashMap<usize, Rc<OptionInfo>>>,
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
            unreadable: RefCell::default(),
            entry: OnceCell::new(),
            root: OnceCell::new(),
            computed: |_, _, _, _| Ok(None),
            implied: RefCell::default(),
            infos: RefCell::default(),
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

    /// The root of the system. Gone once the system itself is dropped.
    pub fn root(&self) -> Option<Rc<Node>> {
        self.root.get()?.upgrade()
    }

    /// Says which node the root is; the first call counts.
    pub fn set_root(&self, root: &Rc<Node>) {
        let _ = self.root.set(Rc::downgrade(root));
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
