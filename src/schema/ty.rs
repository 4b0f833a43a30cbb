//! Option types as data, and the words NixOS uses for them.
//!
//! Each variant is one type of nixpkgs' `lib/types.nix` (or of the file its doc line names); [`Ty::describe`] gives the
//! type's `description`, which NixOS' own messages quote, with the same rules for parentheses.

use super::decl::Submodule;

/// The type of an option or of a part of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    Bool,
    Int,
    /// `ints.unsigned`
    UInt,
    /// `ints.unsigned`; several definitions give the highest (`config/sysctl.nix`).
    Highest,
    /// `ints.positive`
    PositiveInt,
    /// `ints.between`, both inclusive.
    Between(i64, i64),
    /// `ints.u16`
    Port,
    Float,
    /// An integer or a float.
    Number,
    Str,
    NonEmptyStr,
    /// One line; a final line break is allowed and removed when merging.
    SingleLineStr,
    /// `separatedString`: definitions are joined with this text ([`LINES`], [`COMMAS`]).
    Separated(&'static str),
    /// A string that matches the whole (POSIX extended) regular expression.
    StrMatching(&'static str),
    /// An absolute path: a path value, a string that starts with `/`, or a package.
    Path,
    /// A path, package or string below `/nix/store`.
    PathInStore,
    /// A derivation, or the path of a top-level store entry.
    Package,
    /// A derivation that has a `shellPath`.
    ShellPackage,
    /// The type, but no text with a colon or a line break (fields of `/etc/passwd`).
    PasswdEntry(&'static Ty),
    Enum(&'static [&'static str]),
    NullOr(&'static Ty),
    ListOf(&'static Ty),
    AttrsOf(&'static Ty),
    LazyAttrsOf(&'static Ty),
    /// The first of the two whose check accepts every definition.
    Either(&'static Ty, &'static Ty),
    /// `either` folded over the list from the left.
    OneOf(&'static [Ty]),
    /// A value of `from` is turned into one of `to` when merging.
    CoercedTo {
        from: &'static Ty,
        to: &'static Ty,
    },
    Submodule(&'static Submodule),
    /// An attribute set of anything; later definitions replace earlier ones name by name.
    Attrs,
    /// Anything; sets merge by name, equal values merge.
    Anything,
    /// Anything; only one definition, and it is not looked into.
    Raw,
    /// Anything; how definitions merge is left to the kind of value.
    Unspecified,
    /// `pkgs.formats.json`: null, bool, number, string, path, and lists and sets of these.
    Json,
    /// `pkgs.formats.toml`: as [`Ty::Json`] without null.
    Toml,
    /// The value of a line in a unit section (`nixos/lib/systemd-unit-options.nix`): any value; one list makes the
    /// result a list of all definitions, else all must be equal.
    UnitOption,
    /// A kernel parameter: bool, integer, string or null, from a single definition (`config/sysctl.nix`).
    Sysctl,
    /// The type with a further check.
    Checked(&'static Ty, Check),
}

/// A check that NixOS adds to a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// `Type` and `Restart`, where a definition has them, are among [`SERVICE_TYPES`] and [`SERVICE_RESTARTS`]; the
    /// content of an override or `mkIf` counts. The type's description does not show it.
    ServiceSection,
    /// A string has no space (`config/locale.nix`).
    NoSpaces,
}

/// Values of `Type=` that NixOS accepts.
pub const SERVICE_TYPES: &[&str] = &["exec", "simple", "forking", "oneshot", "dbus", "notify", "notify-reload", "idle"];
/// Values of `Restart=` that NixOS accepts.
pub const SERVICE_RESTARTS: &[&str] = &["no", "on-success", "on-failure", "on-abnormal", "on-abort", "always"];

/// `types.lines`
pub const LINES: Ty = Ty::Separated("\n");
/// `types.commas`
pub const COMMAS: Ty = Ty::Separated(",");
/// `listOf str`
pub const LIST_OF_STR: Ty = Ty::ListOf(&Ty::Str);
/// `nullOr str`
pub const NULL_OR_STR: Ty = Ty::NullOr(&Ty::Str);
/// `attrsOf str`
pub const ATTRS_OF_STR: Ty = Ty::AttrsOf(&Ty::Str);

/// The grammar of a description: decides whether it needs parentheses inside another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Noun,
    Conjunction,
    Composite,
    NonRestrictive,
    Unstated,
}

struct Phrase {
    text: String,
    class: Class,
}

impl Phrase {
    fn new(class: Class, text: impl Into<String>) -> Phrase {
        Phrase { text: text.into(), class }
    }

    fn inside(self, plain: &[Class]) -> String {
        if plain.contains(&self.class) { self.text } else { format!("({})", self.text) }
    }
}

impl Ty {
    /// The type's description as NixOS prints it, e.g. `null or string` (nixpkgs of July 2026).
    pub fn describe(&self) -> String {
        self.phrase().text
    }

    fn phrase(&self) -> Phrase {
        use Class::{Composite, Conjunction, NonRestrictive, Noun, Unstated};
        let elements = |ty: &Ty| ty.phrase().inside(&[Noun, Composite]);
        match self {
            Ty::Bool => Phrase::new(Noun, "boolean"),
            Ty::Int => Phrase::new(Noun, "signed integer"),
            Ty::UInt | Ty::Highest => Phrase::new(NonRestrictive, "unsigned integer, meaning >=0"),
            Ty::PositiveInt => Phrase::new(NonRestrictive, "positive integer, meaning >0"),
            Ty::Between(low, high) => Phrase::new(Noun, format!("integer between {low} and {high} (both inclusive)")),
            Ty::Port => Phrase::new(Noun, "16 bit unsigned integer; between 0 and 65535 (both inclusive)"),
            Ty::Float => Phrase::new(Noun, "floating point number"),
            Ty::Number => Phrase::new(Conjunction, "signed integer or floating point number"),
            Ty::Str => Phrase::new(Noun, "string"),
            Ty::NonEmptyStr => Phrase::new(Noun, "non-empty string"),
            Ty::SingleLineStr => Phrase::new(Noun, "(optionally newline-terminated) single-line string"),
            Ty::Separated(sep) => {
                Phrase::new(Noun, format!("strings concatenated with {}", serde_json::Value::from(*sep)))
            }
            Ty::StrMatching(pattern) => Phrase::new(Noun, format!("string matching the pattern {pattern}")),
            Ty::Path => Phrase::new(Noun, "absolute path"),
            Ty::PathInStore => Phrase::new(Noun, "path in the Nix store"),
            Ty::Package | Ty::ShellPackage => Phrase::new(Noun, "package"),
            Ty::PasswdEntry(ty) => Phrase::new(
                NonRestrictive,
                format!("{}, not containing newlines or colons", ty.phrase().inside(&[Noun])),
            ),
            Ty::Enum(values) => describe_enum(values),
            Ty::NullOr(ty) => Phrase::new(Conjunction, format!("null or {}", ty.phrase().inside(&[Noun, Conjunction]))),
            Ty::ListOf(ty) => Phrase::new(Composite, format!("list of {}", elements(ty))),
            Ty::AttrsOf(ty) => Phrase::new(Composite, format!("attribute set of {}", elements(ty))),
            Ty::LazyAttrsOf(ty) => Phrase::new(Composite, format!("lazy attribute set of {}", elements(ty))),
            Ty::Either(a, b) => describe_either(a.phrase(), b.phrase()),
            Ty::OneOf(types) => {
                types.iter().map(Ty::phrase).reduce(describe_either).unwrap_or_else(|| describe_enum(&[]))
            }
            Ty::CoercedTo { from, to } => {
                let (to, from) = (to.phrase().inside(&[Noun]), from.phrase().inside(&[Noun]));
                Phrase::new(Unstated, format!("{to} or {from} convertible to it"))
            }
            Ty::Submodule(sub) => match sub.freeform() {
                Some(ty) => Phrase::new(Unstated, format!("open submodule of {}", elements(ty))),
                None => Phrase::new(Unstated, "submodule"),
            },
            Ty::Attrs => Phrase::new(Unstated, "attribute set"),
            Ty::Anything => Phrase::new(Noun, "anything"),
            Ty::Raw => Phrase::new(Noun, "raw value"),
            Ty::Unspecified => Phrase::new(Noun, "unspecified value"),
            Ty::Json => Phrase::new(Conjunction, "JSON value"),
            Ty::Toml => Phrase::new(Conjunction, "TOML value"),
            Ty::UnitOption => Phrase::new(Unstated, "systemd option"),
            Ty::Sysctl => Phrase::new(Unstated, "sysctl option value"),
            Ty::Checked(ty, Check::ServiceSection) => ty.phrase(),
            Ty::Checked(ty, Check::NoSpaces) => {
                let Phrase { text, class } = ty.phrase();
                Phrase::new(class, format!("{text} without spaces"))
            }
        }
    }
}

fn describe_enum(values: &[&str]) -> Phrase {
    match values {
        [] => Phrase::new(Class::Noun, "impossible (empty enum)"),
        [one] => Phrase::new(Class::Noun, format!("value \"{one}\" (singular enum)")),
        many => {
            let shown: Vec<String> = many.iter().map(|v| format!("\"{v}\"")).collect();
            Phrase::new(Class::Conjunction, format!("one of {}", shown.join(", ")))
        }
    }
}

fn describe_either(a: Phrase, b: Phrase) -> Phrase {
    use Class::{Composite, Conjunction, NonRestrictive, Noun};
    let text = if a.class == NonRestrictive {
        format!("{}, or {}", a.text, b.inside(&[Noun, Conjunction]))
    } else {
        format!("{} or {}", a.inside(&[Noun, Conjunction]), b.inside(&[Noun, Conjunction, Composite]))
    };
    Phrase::new(Conjunction, text)
}
