//! Reasons why a value cannot be known. An operation on an unknown value is unknown for the same reason, so every
//! unknown leads back to its root cause.

use super::value::Origin;

/// A root cause in [`super::Eval`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WhyId(pub(crate) u32);

impl WhyId {
    /// A reason for places that have none of their own.
    pub const NONE: WhyId = WhyId(0);
}

/// A root cause, and where it was met.
#[derive(Clone, Debug)]
pub struct Why {
    pub kind: WhyKind,
    pub at: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WhyKind {
    /// Source that does not parse, or a name that nothing binds: reported on its own.
    Syntax,
    /// A file that cannot be read; the text is path and reason.
    Unreadable(Box<str>),
    /// An option whose value only NixOS knows, or that nobody sets here (dotted path).
    Option(Box<str>),
    /// A module argument that nobody passes.
    Argument(Box<str>),
    /// A flake input that is not on disk.
    Input(Box<str>),
    /// Something of a package (attribute path from `pkgs`).
    Package(Box<str>),
    /// The tag of an image that is built without one: a hash; the text names the image.
    ImageHash(Box<str>),
    /// A path in the Nix store; the text names what lies there. If it is exact, all but the hash is known.
    StorePath { name: Box<str>, exact: bool },
    /// Depends on the machine that evaluates: `builtins.getEnv`, `currentTime`.
    Impure(&'static str),
    /// Needs the network.
    Network(&'static str),
    /// Needs a build or a store.
    Store(&'static str),
    /// A builtin that is not modelled.
    NotModelled(Box<str>),
    /// A budget ran out.
    Budget(&'static str),
    /// Its evaluation failed: reported on its own.
    Failed,
    /// Depends on a condition that is not known.
    Condition(Box<str>),
    /// A reason given by a layer above.
    Given(Box<str>),
    /// A place in a unit that Nix fills in, and why it is not known before.
    Reference { to: Reference, why: String, store: bool },
}

/// What a hole in unit text stands for; the unit JSON prints it for Nix to fill in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    /// The value of an option: attribute names and list indices.
    Option(Vec<RefStep>),
    /// The shell-quoted form of these parts joined.
    ShellArg(Vec<RefPart>),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RefStep {
    Name(String),
    Index(usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RefPart {
    Text(String),
    Ref(Box<Reference>),
}

impl WhyKind {
    /// The reason as a phrase that continues "not known because …".
    pub fn phrase(&self) -> String {
        match self {
            WhyKind::Syntax => "the source has an error there".into(),
            WhyKind::Unreadable(t) => format!("{t}"),
            WhyKind::Option(p) => format!("the value of `{p}` is decided outside of what was read"),
            WhyKind::Argument(a) => format!("the module argument `{a}` comes from outside"),
            WhyKind::Input(i) => format!("the source of the flake input `{i}` is not on this machine"),
            WhyKind::Package(p) => format!("`{p}` is a package, known only to Nix"),
            WhyKind::ImageHash(i) => format!("the tag of the image `{i}` is a hash, known only to Nix"),
            WhyKind::StorePath { name, .. } => format!("the store path of {name} is known only to Nix"),
            WhyKind::Impure(b) => format!("`{b}` depends on the machine that evaluates"),
            WhyKind::Network(b) => format!("`{b}` needs the network"),
            WhyKind::Store(b) => format!("`{b}` needs the Nix store"),
            WhyKind::NotModelled(b) => format!("`{b}` is not modelled"),
            WhyKind::Budget(b) => format!("the budget of {b} ran out"),
            WhyKind::Failed => "its evaluation failed".into(),
            WhyKind::Condition(c) => format!("it depends on a condition that is not known: {c}"),
            WhyKind::Given(t) => format!("{t}"),
            WhyKind::Reference { why, .. } => why.clone(),
        }
    }
}

/// What a person can do about a reason, from its phrase.
pub fn advice(phrase: &str) -> Option<String> {
    let named = |before: &str, after: &str| phrase.strip_prefix(before)?.strip_suffix(after);
    if let Some(input) = named("the source of the flake input `", "` is not on this machine") {
        return Some(format!("name a folder with it: `--input {input}=PATH`"));
    }
    if let Some(argument) = named("the module argument `", "` comes from outside") {
        return Some(format!("check the host that passes `{argument}`, not the module alone"));
    }
    None
}
