//! The lazy evaluator of the Nix language.
//!
//! One [`Eval`] evaluates one host (or one file). It owns every value in arenas, knows *unknown* values with reasons,
//! and works within budgets: nothing that a `.nix` file says makes it crash, hang or exhaust the machine.

use std::rc::Rc;
use std::sync::atomic::AtomicBool;

use rustc_hash::FxHashMap;

use crate::base::limits::Budget;
use crate::base::{ExprId, FileId, Symbol};
use crate::ir::{Lowered, Program};

mod attrs;
pub mod automaton;
pub mod builtins;
mod call;
pub mod coerce;
pub mod error;
mod expr;
mod force;
pub mod heap;
mod import;
mod interpolate;
pub mod nixlib;
mod ops;
mod select;
pub mod show;
mod store;
mod trees;
pub mod unknown;
pub mod value;
pub mod walk;

pub use attrs::Known;
pub use error::{ErrId, ErrKind, EvalError, R};
use import::not_in_search_path;
pub(crate) use import::search_rest;
pub use select::Found;
pub use unknown::{RefPart, RefStep, Reference, Why, WhyId, WhyKind, advice};
pub use value::*;

/// What a cell holds.
#[derive(Clone, Copy)]
pub(crate) enum State {
    Todo(ExprId, EnvId),
    Select(CellId, Symbol),
    Call(CellId, CellId),
    Call2(CellId, CellId, CellId),
    /// Index of [`Eval::lazies`].
    Lazy(u32),
    /// Being computed: met again, it needs itself.
    Busy,
    Done(Value),
    Failed(ErrId),
}

const _: () = assert!(std::mem::size_of::<State>() <= 16);

/// A frame of variables; `start` indexes [`Eval::slots`].
#[derive(Clone, Copy)]
pub(crate) struct Env {
    up: EnvId,
    module: ModId,
    start: u32,
}

/// Looks up a variable of the environment.
pub type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A file as this evaluation knows it.
pub(crate) struct Mod<'a> {
    pub file: FileId,
    pub lowered: &'a Lowered,
    /// `PosId` of the file's name 0.
    pub pos_base: u32,
    /// Text of our own: no place to show to anybody.
    pub embedded: bool,
    /// Names that `scopedImport` put around the file.
    pub scope: Option<AttrsId>,
}

/// Evaluation of one host or one file.
pub struct Eval<'a> {
    pub program: &'a Program,
    pub(crate) mods: Vec<Mod<'a>>,
    cells: Vec<State>,
    origins: Vec<Origin>,
    envs: Vec<Env>,
    slots: Vec<CellId>,
    strs: Vec<heap::StrData>,
    string_bytes: usize,
    /// Bytes of the lists and sets made so far.
    list_bytes: usize,
    /// String contexts by [`heap::ContextId`] - 1.
    contexts: Vec<std::collections::BTreeSet<Rc<str>>>,
    partials: Vec<Rc<[Piece]>>,
    lists: Vec<Rc<[CellId]>>,
    attrs: Vec<AttrsData>,
    paps: Vec<(&'static builtins::Builtin, Rc<[CellId]>)>,
    natives: Vec<heap::NativeFn>,
    lazies: Vec<Option<heap::LazyFn>>,
    resolvers: Vec<heap::ResolverFn>,
    resolved: FxHashMap<(ResolverId, Symbol), CellId>,
    opaques: Vec<Rc<dyn std::any::Any>>,
    whys: Vec<Why>,
    errors: Vec<EvalError>,
    globals: FxHashMap<Symbol, CellId>,
    builtins: Option<CellId>,
    /// The attribute set `lib`.
    lib: Option<CellId>,
    /// Adds names to `lib`, for layers above.
    pub lib_extensions: Vec<fn(&mut Eval) -> Vec<(&'static str, CellId)>>,
    /// State of layers above that native functions need.
    pub host: Option<Rc<dyn std::any::Any>>,
    /// Source trees that are known without being on disk, by the hole that stands for their path.
    pub(crate) trees: FxHashMap<WhyId, trees::TreeFn>,
    /// Folders of which Nix evaluates a copy in the store, with the hole that stands for that copy.
    pub(crate) source_roots: Vec<(Rc<str>, WhyId)>,
    /// A second such place: what the layers above know of the whole run.
    pub extra: Option<Rc<dyn std::any::Any>>,
    /// The whole file's value, by file.
    imports: FxHashMap<FileId, CellId>,
    /// Compiled regular expressions by their text.
    patterns: FxHashMap<Rc<str>, Rc<builtins::regex::Pattern>>,
    /// The expression being evaluated; right after an evaluation, the one that produced the value.
    pub at: Origin,
    depth: u32,
    calls: u32,
    steps: u64,
    /// Set while something is evaluated that Nix may never evaluate; see [`Eval::speculate`].
    speculating: Option<WhyId>,
    /// Set once a budget has run out: everything further is unknown for this reason.
    exhausted: Option<WhyId>,
    /// Set from another thread to stop at the next opportunity: everything becomes unknown.
    pub cancel: Option<&'a AtomicBool>,
    /// Messages of `builtins.trace` and `warn`, in order.
    pub traces: Vec<String>,
    /// Function calls inside each other that are allowed.
    pub call_depth: u32,
    /// What may be used up.
    pub budget: Budget,
    /// The variables of the environment where evaluation is not pure; unknown when `None`. Then the search path is also
    /// complete: a name that it lacks is an error.
    pub env: Option<Variables<'a>>,
    /// Derivations and texts that were put into the store, by their paths there, where evaluation is not pure.
    pub(crate) stored: FxHashMap<Rc<str>, Rc<store::Stored>>,
    /// What `<name>` resolves to: prefix (may be empty) and folder.
    pub search_path: Vec<(String, std::path::PathBuf)>,
    /// `builtins.currentSystem` where evaluation is not pure; unknown when `None`.
    pub system: Option<Rc<str>>,
}
