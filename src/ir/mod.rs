//! The lowered form of one file: expressions in an arena, names resolved, positions beside it.
//!
//! [`Module`] has no spans: two texts that differ only in white space and comments lower to equal modules (the *edit
//! barrier*). [`SourceMap`] holds the spans and is replaced on every edit.

use crate::base::{ExprId, NameId, Span, Symbol};

pub mod dump;
pub mod lower;
pub mod nix_text;
pub mod program;

pub use lower::{Lowered, lower};
pub use program::Program;

/// One part of a string or path with interpolation.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Lit(Box<str>),
    Expr(ExprId),
}

/// One segment of an attribute path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathSeg {
    pub attr: Attr,
    pub name: NameId,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Attr {
    Static(Symbol),
    /// `${e}` or `"a${e}"`: evaluates to the name (null drops the attribute in bindings).
    Dynamic(ExprId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    Div,
    Concat,
    Update,
    Eq,
    NotEq,
    Less,
    LessEq,
    More,
    MoreEq,
    And,
    Or,
    Implies,
}

/// An expression. Parentheses leave no trace; `|>` and `<|` are [`Expr::Apply`]; adjacent applications are flattened.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// Missing or broken source: the parser has already reported it. Evaluates to unknown.
    Missing,
    /// A name that nothing binds: reported when lowering. Evaluates to unknown.
    Undefined(Symbol),
    Int(i64),
    Float(f64),
    /// A short string without interpolation.
    Str(Symbol),
    /// A longer one (`limits::INTERN_BYTES`).
    Text(Box<str>),
    Interp(Box<[Part]>),
    /// A literal path as written, without trailing slash cleaning: `./a`, `/a/b`, `~/x`, `a/b`.
    Path(Box<str>),
    /// A path with interpolation; the first part is a literal that makes it a path.
    PathInterp(Box<[Part]>),
    /// `<name/sub>` without the brackets.
    SearchPath(Box<str>),
    /// The variable in slot `slot` of the `up`-th enclosing frame (0 = innermost). Frames are made by [`Expr::Lambda`],
    /// [`Expr::Let`], recursive [`Expr::Attrs`] and [`Expr::With`].
    Local {
        up: u16,
        slot: u16,
    },
    /// A name of the global scope: `builtins`, `import`, `map`, `true`, …; only names listed in
    /// [`lower::is_global`].
    Global(Symbol),
    /// A name that only an enclosing `with` can bind: `frames` are the `up` distances of the `with` frames, innermost
    /// first.
    WithVar {
        name: Symbol,
        frames: Box<[u16]>,
    },
    Select(Box<Select>),
    HasAttr {
        base: ExprId,
        path: Box<[PathSeg]>,
    },
    Apply {
        func: ExprId,
        args: Box<[ExprId]>,
    },
    Lambda(Box<Lambda>),
    /// Makes a frame with one slot per static binding, in order.
    Let {
        bindings: Box<Bindings>,
        body: ExprId,
    },
    /// `rec { }` makes a frame with one slot per static binding, in order; a plain set makes none.
    Attrs(Box<Bindings>),
    List(Box<[ExprId]>),
    /// Makes a frame with one slot: the set.
    With {
        set: ExprId,
        body: ExprId,
    },
    Assert {
        cond: ExprId,
        body: ExprId,
    },
    If {
        cond: ExprId,
        then: ExprId,
        other: ExprId,
    },
    Bin {
        op: BinOp,
        lhs: ExprId,
        rhs: ExprId,
    },
    Not(ExprId),
    Neg(ExprId),
}

const _: () = assert!(std::mem::size_of::<Expr>() <= 24);

#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    pub base: ExprId,
    pub path: Box<[PathSeg]>,
    pub default: Option<ExprId>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lambda {
    pub param: Param,
    pub body: ExprId,
}

/// A lambda's frame: slot 0 is the argument for [`Param::Name`]; for a pattern, one slot per formal in order, then one
/// for the `@` name if there is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    Name(Symbol, NameId),
    Pattern { formals: Box<[Formal]>, ellipsis: bool, bind: Option<(Symbol, NameId)> },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Formal {
    pub name: Symbol,
    pub pos: NameId,
    pub default: Option<ExprId>,
}

/// The bindings of a set or `let`, nested paths already merged as Nix merges them (`a.b = 1; a.c = 2;` is one `a`).
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Bindings {
    pub recursive: bool,
    /// In source order of the first definition of each name; names are unique.
    pub entries: Box<[Binding]>,
    /// `${e} = v;` entries.
    pub dynamic: Box<[DynBinding]>,
    /// The `x` of every `inherit (x) …;`, evaluated at most once per set: inside the frame for `let` and `rec`.
    pub froms: Box<[ExprId]>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binding {
    pub name: Symbol,
    pub pos: NameId,
    pub value: BindValue,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BindValue {
    /// `name = e;` — evaluated inside the frame for `let` and `rec`.
    Expr(ExprId),
    /// `inherit name;` — a variable of the scope *around* the set.
    Outer(ExprId),
    /// `inherit (froms[i]) name;`
    From(u16),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DynBinding {
    /// Evaluates to the name: a string, or null for no attribute.
    pub name: ExprId,
    pub pos: NameId,
    pub value: ExprId,
}

/// One file without positions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Module {
    pub exprs: Vec<Expr>,
    /// The whole file's expression.
    pub root: Option<ExprId>,
    /// Number of [`NameId`]s.
    pub names: u32,
}

/// Where things of a [`Module`] are written.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SourceMap {
    /// Span of every expression, by [`ExprId`]. An implicit set (`a` in `a.b = 1`) has the span of its first path.
    pub exprs: Vec<Span>,
    /// Span of every name, by [`NameId`].
    pub names: Vec<Span>,
}

impl Module {
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }
}

impl SourceMap {
    pub fn expr(&self, id: ExprId) -> Span {
        self.exprs.get(id.0 as usize).copied().unwrap_or_default()
    }
    pub fn name(&self, id: NameId) -> Span {
        self.names.get(id.0 as usize).copied().unwrap_or_default()
    }
}
