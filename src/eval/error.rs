//! Failed evaluations. An error is stored in the cell that failed, so every reader sees the same one; `tryEval` looks
//! only at [`EvalError::catchable`].

use super::value::Origin;

/// An error of one [`super::Eval`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ErrId(pub(crate) u32);

/// The result of everything that evaluates.
pub type R<T> = Result<T, ErrId>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrKind {
    Throw,
    Assert,
    Abort,
    /// A value of the wrong kind.
    Type,
    MissingAttr,
    /// A function called without, or with an unexpected, argument.
    Argument,
    Undefined,
    InfiniteRecursion,
    /// Nix' own call depth, or our bound on nesting.
    Depth,
    /// A file that does not exist or cannot be read.
    File,
    /// An option or module error that the module system reports in detail.
    Module,
    /// Division by zero, overflow, a bad regular expression, …
    Other,
}

impl ErrKind {
    /// Whether the failure comes from the way the value was reached, not from the value alone.
    pub(super) fn of_the_way(self) -> bool {
        matches!(self, ErrKind::InfiniteRecursion | ErrKind::Depth)
    }
}

#[derive(Clone, Debug)]
pub struct EvalError {
    pub kind: ErrKind,
    /// A phrase: lower-case start, no final stop.
    pub message: String,
    /// What is to blame.
    pub at: Origin,
    /// Calls that led here, innermost first, at most [`TRACE`].
    pub trace: Vec<Origin>,
    /// Texts of `builtins.addErrorContext`, innermost first.
    pub context: Vec<String>,
    pub help: Option<String>,
}

/// Call sites kept with an error.
pub const TRACE: usize = 8;

impl EvalError {
    /// Whether `builtins.tryEval` catches it: nixpkgs' module system throws its errors.
    pub fn catchable(&self) -> bool {
        matches!(self.kind, ErrKind::Throw | ErrKind::Assert | ErrKind::Module)
    }
}
