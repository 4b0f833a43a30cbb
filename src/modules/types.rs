//! Option types: what each accepts and how its definitions merge. Mirrors nixpkgs' `lib/types.nix`.

use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::{CellId, Eval, Found, Piece, R, Shape, Value};
use crate::schema::ty::{SERVICE_RESTARTS, SERVICE_TYPES};
use crate::schema::{Check, Ty};
use crate::sym;

use super::def::ModFile;

/// A type of option values.
#[derive(Debug)]
pub enum Type {
    Bool,
    /// `types.boolByOr`: any true definition wins.
    BoolByOr,
    /// Integers in a range, with the description NixOS prints.
    Int {
        min: Option<i64>,
        max: Option<i64>,
        about: String,
    },
    Float,
    /// Integers or floats in a range.
    Number {
        min: Option<f64>,
        max: Option<f64>,
        about: String,
    },
    Str,
    NonEmptyStr,
    SingleLineStr,
    /// A string that matches a regular expression completely.
    Matching {
        pattern: Rc<str>,
        regex: Option<regex::Regex>,
        about: String,
    },
    /// Definitions are joined with a separator.
    Separated {
        sep: Rc<str>,
        about: String,
    },
    Path {
        absolute: Option<bool>,
        in_store: Option<bool>,
        about: String,
    },
    Package {
        about: String,
    },
    /// No colon, no line break.
    Passwd(TypeRef),
    /// One of these values.
    Enum(Vec<EnumValue>),
    NullOr(TypeRef),
    ListOf {
        elem: TypeRef,
        non_empty: bool,
    },
    AttrsOf {
        elem: TypeRef,
        lazy: bool,
    },
    Either(TypeRef, TypeRef),
    Coerced {
        from: TypeRef,
        func: Option<CellId>,
        to: TypeRef,
    },
    Submodule(Rc<SubSpec>),
    /// A module, kept for later use.
    Deferred {
        modules: Vec<SubModule>,
    },
    /// `types.attrs`: later definitions replace earlier ones name by name.
    Attrs,
    Anything,
    Raw,
    Unspecified,
    /// What a structured settings format takes.
    Settings {
        about: &'static str,
        null: bool,
    },
    /// A line of a unit section.
    UnitOption,
    /// A kernel parameter.
    Sysctl,
    /// An unsigned integer; the highest definition counts.
    Highest,
    FunctionTo(TypeRef),
    /// Only one definition.
    Unique {
        of: TypeRef,
        message: Rc<str>,
    },
    /// A further condition on another type.
    Checked {
        of: TypeRef,
        check: CheckBy,
    },
    OptionType,
    /// `mkOptionType { … }` or a type whose parts were replaced.
    Custom {
        name: Rc<str>,
        about: Rc<str>,
        check: Option<CellId>,
        merge: Option<CellId>,
    },
    /// Exactly one of these attributes.
    AttrTag(Rc<[(Symbol, CellId)]>),
    /// Nothing is known of the type.
    Unknown,
    /// A type value that is looked at when it is needed: types may contain themselves.
    Ref(CellId),
}

pub type TypeRef = Rc<Type>;

#[derive(Debug, Clone)]
pub enum EnumValue {
    Text(&'static str),
    Cell(CellId),
}

/// How [`Type::Checked`] decides.
#[derive(Debug, Clone)]
pub enum CheckBy {
    /// A Nix function.
    Function(CellId),
    /// A check that NixOS has built in.
    Schema(Check),
}

/// A submodule type: the modules that declare its options.
#[derive(Debug)]
pub struct SubSpec {
    pub modules: Vec<SubModule>,
    /// A set of definitions counts as `config` even if it has names like `options`.
    pub shorthand: bool,
    pub special_args: Option<CellId>,
    pub description: Option<Rc<str>>,
}

/// A module inside a submodule type.
#[derive(Debug, Clone)]
pub enum SubModule {
    /// Options of NixOS known as data.
    Schema(&'static crate::schema::Submodule),
    /// A module written in Nix.
    Value { cell: CellId, file: ModFile },
}

/// Whether a value is of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fits {
    Yes,
    No,
    Unknown,
}

impl Fits {
    fn of(b: bool) -> Fits {
        if b { Fits::Yes } else { Fits::No }
    }
}

/// Makes the type of a declaration of the schema.
pub fn from_schema(ty: &'static Ty) -> TypeRef {
    let sub = from_schema;
    let int = |min, max| Type::Int { min, max, about: ty.describe() };
    let path = |absolute, in_store| Type::Path { absolute, in_store, about: ty.describe() };
    Rc::new(match *ty {
        Ty::Bool => Type::Bool,
        Ty::Int => int(None, None),
        Ty::UInt => int(Some(0), None),
        Ty::Highest => Type::Highest,
        Ty::PositiveInt => int(Some(1), None),
        Ty::Between(a, b) => int(Some(a), Some(b)),
        Ty::Port => int(Some(0), Some(65535)),
        Ty::Float => Type::Float,
        Ty::Number => Type::Number { min: None, max: None, about: ty.describe() },
        Ty::Str => Type::Str,
        Ty::NonEmptyStr => Type::NonEmptyStr,
        Ty::SingleLineStr => Type::SingleLineStr,
        Ty::Separated(sep) => Type::Separated { sep: sep.into(), about: ty.describe() },
        Ty::StrMatching(p) => Type::Matching { pattern: p.into(), regex: full_match(p), about: ty.describe() },
        Ty::Path => path(Some(true), None),
        Ty::PathInStore => path(None, Some(true)),
        Ty::Package | Ty::ShellPackage => Type::Package { about: ty.describe() },
        Ty::PasswdEntry(of) => Type::Passwd(sub(of)),
        Ty::Enum(values) => Type::Enum(values.iter().map(|v| EnumValue::Text(v)).collect()),
        Ty::NullOr(of) => Type::NullOr(sub(of)),
        Ty::ListOf(elem) => Type::ListOf { elem: sub(elem), non_empty: false },
        Ty::AttrsOf(elem) => Type::AttrsOf { elem: sub(elem), lazy: false },
        Ty::LazyAttrsOf(elem) => Type::AttrsOf { elem: sub(elem), lazy: true },
        Ty::Either(a, b) => Type::Either(sub(a), sub(b)),
        Ty::OneOf(types) => {
            let mut all = types.iter().map(sub);
            let first = all.next().unwrap_or_else(|| Rc::new(Type::Unspecified));
            return all.fold(first, |a, b| Rc::new(Type::Either(a, b)));
        }
        Ty::CoercedTo { from, to } => Type::Coerced { from: sub(from), func: None, to: sub(to) },
        Ty::Submodule(s) => Type::Submodule(Rc::new(SubSpec {
            modules: vec![SubModule::Schema(s)],
            shorthand: true,
            special_args: None,
            description: None,
        })),
        Ty::Attrs => Type::Attrs,
        Ty::Anything => Type::Anything,
        Ty::Raw => Type::Raw,
        Ty::Unspecified => Type::Unspecified,
        Ty::Json => Type::Settings { about: "JSON value", null: true },
        Ty::Toml => Type::Settings { about: "TOML value", null: false },
        Ty::UnitOption => Type::UnitOption,
        Ty::Sysctl => Type::Sysctl,
        Ty::Checked(of, check) => Type::Checked { of: sub(of), check: CheckBy::Schema(check) },
    })
}

/// A regular expression (POSIX extended, as Nix has them) that must match the whole text.
pub fn full_match(pattern: &str) -> Option<regex::Regex> {
    regex::Regex::new(&format!("\\A(?:{pattern})\\z")).ok()
}

/// A type with references looked up.
pub fn resolved(ev: &mut Eval, ty: &TypeRef) -> R<TypeRef> {
    match &**ty {
        Type::Ref(c) => {
            let ty = super::nix::type_from_cell(ev, *c)?;
            ev.guarded(|ev| resolved(ev, &ty))
        }
        _ => Ok(ty.clone()),
    }
}

impl Type {
    /// A type whose values are never looked into, and whose single definitions merge to themselves.
    pub fn is_scalar(&self) -> bool {
        matches!(
            self,
            Type::Bool
                | Type::Int { .. }
                | Type::Float
                | Type::Number { .. }
                | Type::Str
                | Type::NonEmptyStr
                | Type::Matching { .. }
                | Type::Separated { .. }
                | Type::Path { .. }
                | Type::Enum(_)
        )
    }

    /// Whether a value fits, as the type's own `check` decides: containers are not looked into.
    pub fn check(&self, ev: &mut Eval, v: Value) -> R<Fits> {
        if let Type::Ref(c) = self {
            let ty = super::nix::type_from_cell(ev, *c)?;
            return ev.guarded(|ev| ty.check(ev, v));
        }
        if let Value::Unknown(_, shape) = v {
            return Ok(self.check_shape(shape));
        }
        Ok(match self {
            Type::Bool | Type::BoolByOr => Fits::of(matches!(v, Value::Bool(_))),
            Type::Int { min, max, .. } => match v {
                Value::Int(i) => Fits::of(min.is_none_or(|m| m <= i) && max.is_none_or(|m| i <= m)),
                _ => Fits::No,
            },
            Type::Float => Fits::of(matches!(v, Value::Float(_))),
            Type::Number { min, max, .. } => {
                let n = match v {
                    Value::Int(i) => i as f64,
                    Value::Float(f) => f,
                    _ => return Ok(Fits::No),
                };
                Fits::of(min.is_none_or(|m| m <= n) && max.is_none_or(|m| n <= m))
            }
            Type::Str | Type::Separated { .. } => Fits::of(matches!(v, Value::Str(_) | Value::Partial(_))),
            Type::NonEmptyStr | Type::SingleLineStr | Type::Matching { .. } => return self.check_text(ev, v),
            Type::Path { absolute, in_store, .. } => return check_path(ev, v, *absolute, *in_store),
            Type::Package { .. } => return check_package(ev, v),
            Type::Passwd(of) => match of.check(ev, v)? {
                Fits::Yes => match v {
                    Value::Str(s) => Fits::of(!ev.text(s).contains([':', '\n'])),
                    Value::Partial(p) => {
                        let bad = ev.partial(p).iter().any(|p| matches!(p, Piece::Lit(t) if t.contains([':', '\n'])));
                        if bad { Fits::No } else { Fits::Unknown }
                    }
                    _ => Fits::Yes,
                },
                other => other,
            },
            Type::Enum(values) => return check_enum(ev, v, values),
            Type::NullOr(_) if matches!(v, Value::Null) => Fits::Yes,
            Type::NullOr(of) => return ev.guarded(|ev| of.check(ev, v)),
            Type::ListOf { non_empty, .. } => match v {
                Value::List(l) => Fits::of(!non_empty || !ev.items(l).is_empty()),
                _ => Fits::No,
            },
            Type::AttrsOf { .. } => Fits::of(matches!(v, Value::Attrs(_))),
            Type::Either(a, b) => return check_either(ev, v, a, b),
            Type::Coerced { from, to, .. } => match ev.guarded(|ev| to.check(ev, v))? {
                Fits::Yes => Fits::Yes,
                Fits::Unknown => Fits::Unknown,
                // Whether the converted value fits is seen when it is converted.
                Fits::No => return ev.guarded(|ev| from.check(ev, v)),
            },
            Type::Submodule(_) | Type::Deferred { .. } => match v {
                Value::Attrs(_) | Value::Path(_) => Fits::Yes,
                _ => Fits::of(ev.is_function(v) != Some(false)),
            },
            Type::Attrs => Fits::of(matches!(v, Value::Attrs(_))),
            Type::Anything | Type::Raw | Type::Unspecified | Type::Unknown | Type::Ref(_) => Fits::Yes,
            Type::Settings { null, .. } => Fits::of(match v {
                Value::Null => *null,
                Value::Lambda(..) | Value::Builtin(_) | Value::Pap(_) | Value::Native(_) | Value::Opaque(_) => false,
                _ => true,
            }),
            Type::UnitOption => return check_unit_option(ev, v),
            Type::Sysctl => {
                Fits::of(matches!(v, Value::Null | Value::Bool(_) | Value::Int(_) | Value::Str(_) | Value::Partial(_)))
            }
            Type::Highest => Fits::of(matches!(v, Value::Int(i) if i >= 0)),
            Type::FunctionTo(_) => Fits::of(match v {
                Value::Attrs(a) => !matches!(ev.find_listed(a, sym!("__functor")), Found::Missing),
                _ => ev.is_function(v) != Some(false),
            }),
            Type::Unique { of, .. } => return ev.guarded(|ev| of.check(ev, v)),
            Type::Checked { of, check } => match ev.guarded(|ev| of.check(ev, v))? {
                Fits::Yes => return check_by(ev, v, check),
                other => other,
            },
            Type::OptionType => match v {
                Value::Attrs(a) => Fits::of(!matches!(ev.find_listed(a, sym!("_type")), Found::Missing)),
                _ => Fits::No,
            },
            Type::Custom { check: None, .. } => Fits::Yes,
            Type::Custom { check: Some(f), .. } => return check_by(ev, v, &CheckBy::Function(*f)),
            Type::AttrTag(tags) => match v {
                Value::Attrs(a) => {
                    let entries = ev.entries(a);
                    Fits::of(entries.len() == 1 && tags.iter().any(|(n, _)| *n == entries[0].name))
                }
                _ => Fits::No,
            },
        })
    }

    /// What can be said of an unknown value by its shape alone.
    fn check_shape(&self, shape: Shape) -> Fits {
        use Shape as S;
        if shape == S::Any {
            return Fits::Unknown;
        }
        let among = |ok: &[Shape]| if ok.contains(&shape) { Fits::Unknown } else { Fits::No };
        match self {
            Type::Bool | Type::BoolByOr => among(&[S::Bool]),
            Type::Int { .. } => among(&[S::Int]),
            Type::Float => among(&[S::Float]),
            Type::Number { .. } => among(&[S::Int, S::Float]),
            Type::Str
            | Type::Separated { .. }
            | Type::NonEmptyStr
            | Type::SingleLineStr
            | Type::Matching { .. }
            | Type::Passwd(_) => among(&[S::Str]),
            Type::Path { .. } => among(&[S::Str, S::Path, S::Derivation, S::Attrs]),
            Type::Package { .. } => among(&[S::Derivation, S::Attrs, S::Str, S::Path]),
            Type::ListOf { .. } => among(&[S::List]),
            Type::AttrsOf { .. } | Type::Attrs => among(&[S::Attrs, S::Derivation]),
            Type::NullOr(of) => of.check_shape(shape),
            Type::Either(a, b) => {
                let (a, b) = (a.check_shape(shape), b.check_shape(shape));
                if a == Fits::No && b == Fits::No { Fits::No } else { Fits::Unknown }
            }
            _ => Fits::Unknown,
        }
    }

    fn check_text(&self, ev: &mut Eval, v: Value) -> R<Fits> {
        let text = match v {
            Value::Str(s) => ev.text_rc(s),
            Value::Partial(_) => return Ok(Fits::Unknown),
            _ => return Ok(Fits::No),
        };
        Ok(match self {
            Type::NonEmptyStr => Fits::of(!text.trim_matches([' ', '\t', '\n']).is_empty()),
            Type::SingleLineStr => Fits::of(!text.strip_suffix('\n').unwrap_or(&text).contains('\n')),
            Type::Matching { regex: Some(re), .. } => Fits::of(re.is_match(&text)),
            _ => Fits::Unknown,
        })
    }

    /// The description that NixOS prints in messages: `null or string`, `list of string`, …
    pub fn describe(&self, ev: &mut Eval) -> String {
        let elem = |ev: &mut Eval, t: &TypeRef| {
            let d = t.describe(ev);
            if t.is_compound() { format!("({d})") } else { d }
        };
        match self {
            Type::Ref(c) => match super::nix::type_from_cell(ev, *c) {
                Ok(ty) => ev.guarded(|ev| Ok(ty.describe(ev))).unwrap_or_default(),
                Err(_) => "unspecified value".into(),
            },
            Type::Bool | Type::BoolByOr => "boolean".into(),
            Type::Float => "floating point number".into(),
            Type::Str => "string".into(),
            Type::NonEmptyStr => "non-empty string".into(),
            Type::SingleLineStr => "(optionally newline-terminated) single-line string".into(),
            Type::Int { about, .. }
            | Type::Number { about, .. }
            | Type::Matching { about, .. }
            | Type::Separated { about, .. }
            | Type::Path { about, .. }
            | Type::Package { about } => about.clone(),
            Type::Passwd(of) => format!("{}, not containing newlines or colons", of.describe(ev)),
            Type::Enum(values) => {
                let shown: Vec<String> = values.iter().map(|v| show_enum_value(ev, v)).collect();
                match shown.as_slice() {
                    [] => "impossible (empty enum)".into(),
                    [one] => format!("value {one} (singular enum)"),
                    many => format!("one of {}", many.join(", ")),
                }
            }
            Type::NullOr(of) => format!("null or {}", elem(ev, of)),
            Type::ListOf { elem: of, non_empty } => {
                format!("{}list of {}", if *non_empty { "non-empty " } else { "" }, elem(ev, of))
            }
            Type::AttrsOf { elem: of, lazy } => {
                format!("{}attribute set of {}", if *lazy { "lazy " } else { "" }, elem(ev, of))
            }
            Type::Either(a, b) => format!("{} or {}", a.describe(ev), b.describe(ev)),
            Type::Coerced { from, to, .. } => format!("{} or {} convertible to it", to.describe(ev), from.describe(ev)),
            Type::Submodule(s) => s.description.as_deref().unwrap_or("submodule").into(),
            Type::Deferred { .. } => "module".into(),
            Type::Attrs => "attribute set".into(),
            Type::Anything => "anything".into(),
            Type::Raw => "raw value".into(),
            Type::Unspecified | Type::Unknown => "unspecified value".into(),
            Type::Settings { about, .. } => (*about).into(),
            Type::UnitOption => "systemd option".into(),
            Type::Sysctl => "sysctl option value".into(),
            Type::Highest => "unsigned integer, meaning >=0".into(),
            Type::FunctionTo(of) => format!("function that evaluates to a(n) {}", elem(ev, of)),
            Type::Unique { of, .. } => of.describe(ev),
            Type::Checked { of, .. } => of.describe(ev),
            Type::OptionType => "optionType".into(),
            Type::Custom { about, .. } => about.to_string(),
            Type::AttrTag(tags) => {
                let names: Vec<String> = tags.iter().map(|(n, _)| n.as_str().to_owned()).collect();
                format!("attribute-tagged union with choices: {}", names.join(", "))
            }
        }
    }

    fn is_compound(&self) -> bool {
        match self {
            Type::NullOr(_) | Type::Either(..) | Type::Coerced { .. } => true,
            Type::Int { about, .. } | Type::Number { about, .. } => about.contains(", meaning") || about.contains(';'),
            Type::Checked { of, .. } | Type::Unique { of, .. } => of.is_compound(),
            _ => false,
        }
    }

    /// Whether a string of any text is of this type.
    pub fn accepts_text(&self) -> bool {
        match self {
            Type::NullOr(of) => of.accepts_text(),
            _ => matches!(self, Type::Str | Type::NonEmptyStr | Type::SingleLineStr),
        }
    }

    /// What a reader can do about a value of another type.
    pub fn hint(&self, v: Value) -> Option<&'static str> {
        let text = matches!(
            self,
            Type::Str | Type::NonEmptyStr | Type::SingleLineStr | Type::Matching { .. } | Type::Separated { .. }
        );
        match (self, v) {
            (Type::NullOr(of), _) => of.hint(v),
            (_, Value::Int(_) | Value::Float(_)) if text => Some("put it in quotes, or write `toString` before it"),
            (_, Value::Bool(_)) if text => Some("put it in quotes: `\"true\"` or `\"false\"`"),
            (_, Value::Null) if text => Some("leave the definition out, or give it a string"),
            (_, Value::Path(_)) if text => Some("write it as a string in quotes"),
            (Type::Bool, Value::Str(_)) => Some("write `true` or `false` without quotes"),
            (Type::Int { .. }, Value::Str(_)) => Some("write the number without quotes"),
            (Type::ListOf { .. }, Value::Str(_) | Value::Int(_) | Value::Path(_)) => Some("put it in a list: `[ … ]`"),
            (Type::Path { absolute: Some(true), .. }, Value::Str(_)) => {
                Some("write an absolute path, starting with `/`")
            }
            (Type::Path { in_store: Some(true), .. }, _) => {
                Some("give it something from the Nix store: a package or a path inside one")
            }
            _ => None,
        }
    }
}

fn show_enum_value(ev: &mut Eval, v: &EnumValue) -> String {
    match v {
        EnumValue::Text(t) => format!("\"{t}\""),
        EnumValue::Cell(c) => match ev.force(*c) {
            Ok(Value::Null) => "null".into(),
            Ok(v) => ev.show(v).unwrap_or_default(),
            Err(_) => "…".into(),
        },
    }
}

fn check_enum(ev: &mut Eval, v: Value, values: &[EnumValue]) -> R<Fits> {
    let mut unknown = false;
    for want in values {
        let w = match want {
            EnumValue::Text(t) => {
                if let Value::Str(s) = v {
                    if ev.text(s) == *t {
                        return Ok(Fits::Yes);
                    }
                    continue;
                }
                ev.string(t)
            }
            EnumValue::Cell(c) => ev.force(*c)?,
        };
        match ev.equal_values(v, w)? {
            Some(true) => return Ok(Fits::Yes),
            Some(false) => {}
            None => unknown = true,
        }
    }
    Ok(if unknown { Fits::Unknown } else { Fits::No })
}

fn check_either(ev: &mut Eval, v: Value, a: &TypeRef, b: &TypeRef) -> R<Fits> {
    Ok(match ev.guarded(|ev| a.check(ev, v))? {
        Fits::Yes => Fits::Yes,
        first => match (first, ev.guarded(|ev| b.check(ev, v))?) {
            (_, Fits::Yes) => Fits::Yes,
            (Fits::No, Fits::No) => Fits::No,
            _ => Fits::Unknown,
        },
    })
}

/// `types.path` and its relatives: paths, strings that start with `/`, things with an `outPath`.
fn check_path(ev: &mut Eval, v: Value, absolute: Option<bool>, in_store: Option<bool>) -> R<Fits> {
    let text: Rc<str> = match v {
        Value::Path(p) | Value::Str(p) => ev.text_rc(p),
        // A hole at the start is nearly always a path; what follows cannot tell.
        Value::Partial(p) => match ev.partial(p).first() {
            Some(Piece::Lit(t)) => {
                let store = "/nix/store/";
                let starts = t.starts_with('/');
                let may_be_store = t.starts_with(store) || store.starts_with(&**t);
                let bad = absolute.is_some_and(|want| want != starts) || (in_store == Some(true) && !may_be_store);
                return Ok(if bad { Fits::No } else { Fits::Unknown });
            }
            _ => return Ok(Fits::Unknown),
        },
        Value::Attrs(a) => match ev.find(a, sym!("outPath")) {
            Found::Cell(c) => {
                let inner = ev.force(c)?;
                return match inner {
                    Value::Partial(_) | Value::Unknown(..) => Ok(Fits::Yes),
                    Value::Attrs(_) => Ok(Fits::No),
                    inner => ev.guarded(|ev| check_path(ev, inner, absolute, in_store)),
                };
            }
            Found::Unknown(_) => return Ok(Fits::Unknown),
            Found::Missing => return Ok(Fits::No),
        },
        _ => return Ok(Fits::No),
    };
    let is_absolute = text.starts_with('/');
    // nixpkgs only looks at the beginning: something below the store that is no hidden file.
    let inside = text.strip_prefix("/nix/store/").is_some_and(|r| !r.is_empty() && !r.starts_with('.'));
    Ok(Fits::of(absolute.is_none_or(|w| w == is_absolute) && in_store.is_none_or(|w| w == inside)))
}

/// `HASH-name` with a hash of 32 characters of Nix' base 32.
fn is_store_name(s: &str) -> bool {
    s.split_at_checked(32).is_some_and(|(hash, name)| {
        hash.bytes().all(|b| b"0123456789abcdfghijklmnpqrsvwxyz".contains(&b))
            && name.starts_with('-')
            && name.len() > 1
    })
}

fn check_package(ev: &mut Eval, v: Value) -> R<Fits> {
    Ok(match v {
        Value::Attrs(a) => match ev.find(a, sym!("type")) {
            Found::Cell(c) => match ev.force(c)? {
                Value::Str(s) => Fits::of(ev.text(s) == "derivation"),
                Value::Unknown(..) => Fits::Unknown,
                _ => Fits::No,
            },
            Found::Unknown(_) => Fits::Unknown,
            Found::Missing => Fits::No,
        },
        // The path of a top-level store entry.
        Value::Str(s) | Value::Path(s) => {
            let text = ev.text(s);
            // `builtins.storePath` then looks at the hash.
            Fits::of(text.strip_prefix("/nix/store/").is_some_and(|r| !r.contains('/') && is_store_name(r)))
        }
        Value::Partial(p) => match ev.partial(p).first() {
            Some(Piece::Lit(t)) if !t.starts_with("/nix/store/") => Fits::No,
            _ => Fits::Unknown,
        },
        _ => Fits::No,
    })
}

/// nixpkgs' `unitOption`: Booleans, numbers, strings, paths, packages, null, and lists of these.
fn check_unit_option(ev: &mut Eval, v: Value) -> R<Fits> {
    Ok(match v {
        Value::Lambda(..) | Value::Builtin(_) | Value::Pap(_) | Value::Native(_) | Value::Opaque(_) => Fits::No,
        Value::Attrs(_) => check_package(ev, v)?,
        _ => Fits::Yes,
    })
}

fn check_by(ev: &mut Eval, v: Value, check: &CheckBy) -> R<Fits> {
    match check {
        CheckBy::Function(f) => {
            let f = ev.force(*f)?;
            match ev.call_values(f, &[v])? {
                Value::Bool(b) => Ok(Fits::of(b)),
                Value::Unknown(..) => Ok(Fits::Unknown),
                other => {
                    let at = ev.at;
                    Err(ev.type_error(at, "a Boolean from the check of a type", other))
                }
            }
        }
        CheckBy::Schema(Check::NoSpaces) => Ok(match v {
            Value::Str(s) => Fits::of(!ev.text(s).contains(' ')),
            _ => Fits::Unknown,
        }),
        // Looked at when the definitions have been merged: a definition may be wrapped in `mkForce`.
        CheckBy::Schema(Check::ServiceSection) => Ok(Fits::Yes),
    }
}

/// Whether a merged `serviceConfig` has a `Type` and a `Restart` that systemd knows; the offending name otherwise.
pub fn check_service_section(ev: &mut Eval, v: Value) -> R<Option<(&'static str, &'static [&'static str])>> {
    let Value::Attrs(a) = v else { return Ok(None) };
    for (name, allowed) in [("Type", SERVICE_TYPES), ("Restart", SERVICE_RESTARTS)] {
        if let Found::Cell(c) = ev.find_listed(a, name.into())
            && let Value::Str(s) = ev.force(c)?
            && !allowed.contains(&ev.text(s))
        {
            return Ok(Some((name, allowed)));
        }
    }
    Ok(None)
}
