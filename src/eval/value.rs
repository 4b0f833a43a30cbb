//! Values and the handles they are made of. A [`Value`] is 16 bytes and `Copy`; strings, lists and sets lie in arenas
//! of one [`super::Eval`] and are freed with it, so there are no cycles to leak and no deep drops.

use std::rc::Rc;

use crate::base::{ExprId, Symbol};

use super::builtins::Builtin;
use super::unknown::WhyId;

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {
        $($(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) u32);)+
    };
}

ids! {
    /// A place for a value that is computed at most once (Nix: a thunk).
    CellId;
    /// A frame of variables.
    EnvId;
    /// A string: an interned symbol or a text in the arena.
    StrId;
    /// A string of which only some pieces are known.
    PartialId;
    /// A list.
    ListId;
    /// An attribute set.
    AttrsId;
    /// A builtin with some of its arguments.
    PapId;
    /// A native function with captured state.
    NativeId;
    /// A Rust value that Nix code can only pass around (an option type).
    OpaqueId;
    /// A file as this evaluation knows it.
    ModId;
    /// Where an attribute name is written; 0 is nowhere.
    PosId;
    /// A function that makes attributes of an open set on demand.
    ResolverId;
}

impl PosId {
    /// Written nowhere.
    pub const NONE: PosId = PosId(0);
    /// Marks the place of a name that a function copied from another set: to Nix it is written nowhere.
    const COPIED: u32 = 1 << 31;

    /// The same place, for a set that a function made.
    pub(crate) fn copied(self) -> PosId {
        if self == PosId::NONE { self } else { PosId(self.0 | PosId::COPIED) }
    }

    pub(crate) fn is_copied(self) -> bool {
        self.0 & PosId::COPIED != 0
    }

    /// The number of the name.
    pub(crate) fn number(self) -> u32 {
        self.0 & !PosId::COPIED
    }
}

/// A value in weak head normal form.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(StrId),
    /// A string with holes.
    Partial(PartialId),
    /// An absolute, normalised path.
    Path(StrId),
    List(ListId),
    Attrs(AttrsId),
    Lambda(ExprId, EnvId),
    Builtin(&'static Builtin),
    Pap(PapId),
    Native(NativeId),
    Opaque(OpaqueId),
    /// Cannot be known here; the shape is what is known nevertheless.
    Unknown(WhyId, Shape),
}

const _: () = assert!(std::mem::size_of::<Value>() <= 16);

/// What is known of the type of an unknown value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    Any,
    Bool,
    Int,
    Float,
    Str,
    Path,
    List,
    Attrs,
    Function,
    /// A set with `type = "derivation"`.
    Derivation,
}

/// A piece of a partly known string.
#[derive(Clone, Debug)]
pub enum Piece {
    Lit(Rc<str>),
    Hole(WhyId),
}

/// One attribute. Sets keep their entries sorted by symbol; the order by name is made where it shows.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub name: Symbol,
    pub cell: CellId,
    pub pos: PosId,
}

/// Whether a set has attributes beside those listed.
#[derive(Clone, Copy, Debug)]
pub enum Rest {
    /// All attributes are listed.
    Closed,
    /// All that are known are listed, and whoever goes through them sees these; one that is asked for by name may be
    /// made by something that is not modelled.
    Assumed(WhyId),
    /// There may be others; their values are unknown for this reason.
    Open(WhyId),
    /// Others are made on demand (`pkgs`, `config`); whether a name exists is not known beforehand.
    Lazy(ResolverId, WhyId),
}

/// The content of an attribute set.
#[derive(Clone)]
pub struct AttrsData {
    pub entries: Rc<[Entry]>,
    pub rest: Rest,
}

impl AttrsData {
    pub fn get(&self, name: Symbol) -> Option<Entry> {
        self.entries.binary_search_by_key(&name, |e| e.name).ok().map(|i| self.entries[i])
    }
    pub fn is_closed(&self) -> bool {
        matches!(self.rest, Rest::Closed | Rest::Assumed(_))
    }
    /// Why a name that is not listed is not known; `None` if it does not exist.
    pub fn unlisted(&self) -> Option<WhyId> {
        match self.rest {
            Rest::Assumed(w) => Some(w),
            _ => self.open_why(),
        }
    }
    /// Why names beside the listed ones are not known.
    pub fn open_why(&self) -> Option<WhyId> {
        match self.rest {
            Rest::Closed | Rest::Assumed(_) => None,
            Rest::Open(w) | Rest::Lazy(_, w) => Some(w),
        }
    }
}

/// Where a value was produced: an expression of a file of this evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    pub module: ModId,
    pub expr: ExprId,
}

impl Origin {
    /// Made by native code, written nowhere.
    pub const NATIVE: Origin = Origin { module: ModId(u32::MAX), expr: ExprId(0) };
    pub fn is_native(self) -> bool {
        self.module.0 == u32::MAX
    }
}
