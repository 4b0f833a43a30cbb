//! Volume mappings: `[source:]target[:options]`, as `-v` of docker and podman read them. The options differ.

use std::fmt;
use std::sync::LazyLock;

use super::Backend;
use super::pattern::{self, Pattern};
use super::text::Text;

/// The parts of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume<'a> {
    /// A host path or the name of a volume; `None` for an anonymous volume.
    pub source: Option<&'a str>,
    pub target: &'a str,
    pub options: Vec<&'a str>,
}

/// Why a text is no volume mapping. Displays as a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VolumeError {
    Empty,
    /// More than three parts.
    Parts,
    /// The part between two colons, or beside one, is empty.
    EmptyPart(&'static str),
    /// The container's path as written.
    Relative(String),
    /// The container's path is `/`.
    Root,
    /// Two parts of which the second is options.
    NoTarget(String),
    Option(String),
    /// An option that only the other backend knows, and that backend.
    Foreign(String, Backend),
    /// Two options of which one is allowed.
    Twice(String, String),
    /// `O` beside options that it excludes.
    Overlay,
}

impl fmt::Display for VolumeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VolumeError::Empty => f.write_str("it is empty"),
            VolumeError::Parts => f.write_str("it has more than three parts"),
            VolumeError::EmptyPart(which) => write!(f, "the {which} is empty"),
            VolumeError::Relative(s) => write!(f, "the path in the container, `{s}`, does not begin with `/`"),
            VolumeError::Root => f.write_str("nothing can be mounted over `/` of the container"),
            VolumeError::NoTarget(s) => write!(f, "`{s}` stands where the path in the container belongs"),
            VolumeError::Option(s) if s.is_empty() => f.write_str("an option is empty"),
            VolumeError::Option(s) => write!(f, "`{s}` is not an option of a volume"),
            VolumeError::Foreign(s, backend) => write!(f, "only {} knows the option `{s}`", backend.as_str()),
            VolumeError::Twice(a, b) if a == b => write!(f, "the option `{a}` is given twice"),
            VolumeError::Twice(a, b) => write!(f, "the options `{a}` and `{b}` exclude each other"),
            VolumeError::Overlay => f.write_str("the option `O` excludes the others"),
        }
    }
}

/// Options of which at most one of each group may be given.
const PODMAN_GROUPS: &[&[&str]] = &[
    &["rw", "ro"],
    &["z", "Z", "O"],
    &["U"],
    &["copy", "nocopy"],
    &["dev", "nodev"],
    &["exec", "noexec"],
    &["suid", "nosuid"],
    &["bind", "rbind"],
    &["private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable"],
];
/// Options that may be given any number of times, the last two since podman 5 and 6.
const PODMAN_FREE: &[&str] = &["cached", "delegated", "no-dereference", "nocreate"];
const DOCKER_GROUPS: &[&[&str]] = &[
    &["rw", "ro"],
    &["z", "Z"],
    &["nocopy"],
    &["private", "rprivate", "shared", "rshared", "slave", "rslave"],
    &["consistent", "cached", "delegated"],
];

/// Reads `spec` as the runtime does; with `backend` unknown an error is what both refuse.
pub fn parse(spec: &str, backend: Option<Backend>) -> Result<Volume<'_>, VolumeError> {
    match backend {
        Some(backend) => parse_for(spec, backend),
        None => parse_for(spec, Backend::Podman).or_else(|e| parse_for(spec, Backend::Docker).map_err(|_| e)),
    }
}

/// Why no filling of the holes of `text` can be a volume mapping; `None` when one can, or when it is not known.
pub fn refusal(text: &Text, backend: Option<Backend>) -> Option<String> {
    let error = |s: &str| parse(s, backend).err().map(|e| e.to_string());
    if let Some(s) = text.known() {
        return error(s);
    }
    let possible = match backend {
        Some(backend) => pattern_of(backend).can_match(text),
        None => [Backend::Podman, Backend::Docker].into_iter().any(|b| pattern_of(b).can_match(text)),
    };
    if possible {
        return known_options(text).and_then(|options| match backend {
            Some(backend) => check_options(&options, backend).err().map(|e| e.to_string()),
            None => None,
        });
    }
    let fallback = || "no value of the unknown part makes it one".to_owned();
    Some(pattern::reason(text, &["/zzqx", "zzqx", ""], error).unwrap_or_else(fallback))
}

/// The options when they are the literal end of a text whose last part is surely the third.
fn known_options(text: &Text) -> Option<Vec<&str>> {
    let super::text::TextPiece::Lit(tail) = text.pieces.last()? else { return None };
    let (before, options) = tail.rsplit_once(':')?;
    let target_ends_here = before.contains(":/") || before.starts_with('/') || !options.starts_with('/');
    (target_ends_here && !options.starts_with('/')).then(|| options.split(',').collect())
}

fn parse_for(spec: &str, backend: Backend) -> Result<Volume<'_>, VolumeError> {
    let parts: Vec<&str> = spec.split(':').collect();
    let (source, target, options) = match parts.as_slice() {
        [""] => return Err(VolumeError::Empty),
        [target] => (None, *target, None),
        [source, target] => (Some(*source), *target, None),
        [source, target, options] => (Some(*source), *target, Some(*options)),
        _ => return Err(VolumeError::Parts),
    };
    if source == Some("") {
        return Err(VolumeError::EmptyPart("source"));
    }
    if target.is_empty() {
        return Err(VolumeError::EmptyPart("path in the container"));
    }
    if !target.starts_with('/') {
        let options: Vec<&str> = target.split(',').collect();
        let misplaced = source.is_some_and(|s| s.starts_with('/')) && check_options(&options, backend).is_ok();
        return Err(if misplaced {
            VolumeError::NoTarget(target.into())
        } else {
            VolumeError::Relative(target.into())
        });
    }
    // Docker checks this itself; what podman's OCI runtime does with it is its own business.
    if backend == Backend::Docker && is_root(target) {
        return Err(VolumeError::Root);
    }
    let options: Vec<&str> = match options {
        None => Vec::new(),
        Some("") => return Err(VolumeError::EmptyPart("list of options after the last `:`")),
        Some(options) => options.split(',').collect(),
    };
    check_options(&options, backend)?;
    let overlay = backend == Backend::Podman && source.is_some_and(|s| s.starts_with(['/', '.']));
    if overlay && options.contains(&"O") && !overlay_is_fine(&options) {
        return Err(VolumeError::Overlay);
    }
    Ok(Volume { source, target, options })
}

/// Whether `path`, begun with `/`, names the root once `.` and `..` are gone.
fn is_root(path: &str) -> bool {
    let mut depth = 0u32;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
    }
    depth == 0
}

fn check_options(options: &[&str], backend: Backend) -> Result<(), VolumeError> {
    let (groups, foreign, other) = match backend {
        Backend::Podman => (PODMAN_GROUPS, DOCKER_GROUPS, Backend::Docker),
        Backend::Docker => (DOCKER_GROUPS, PODMAN_GROUPS, Backend::Podman),
    };
    let mut seen: Vec<Option<&str>> = vec![None; groups.len()];
    for option in options {
        if backend == Backend::Podman && (PODMAN_FREE.contains(option) || is_advanced(option)) {
            continue;
        }
        let Some(group) = groups.iter().position(|g| g.contains(option)) else {
            let theirs = foreign.iter().any(|g| g.contains(option))
                || (other == Backend::Podman && (PODMAN_FREE.contains(option) || is_advanced(option)));
            let name = (*option).to_owned();
            return Err(if theirs { VolumeError::Foreign(name, other) } else { VolumeError::Option(name) });
        };
        match seen.get_mut(group) {
            Some(Some(first)) => return Err(VolumeError::Twice((*first).to_owned(), (*option).to_owned())),
            Some(slot) => *slot = Some(option),
            None => {}
        }
    }
    Ok(())
}

/// Options with a value that podman looks at later.
fn is_advanced(option: &str) -> bool {
    option.contains("upperdir")
        || option.contains("workdir")
        || option.starts_with("idmap")
        || option.starts_with("subpath")
}

/// `O` alone, with `U`, or with both `upperdir=` and `workdir=`.
fn overlay_is_fine(options: &[&str]) -> bool {
    let (upper, work) = (options.iter().any(|o| o.contains("upperdir")), options.iter().any(|o| o.contains("workdir")));
    match options.len() {
        1 => true,
        2 => options.contains(&"U"),
        3 => upper && work,
        _ => false,
    }
}

/// A superset of what the backend accepts, for texts with holes: neither doubled options nor `O` are looked at.
fn pattern_of(backend: Backend) -> &'static Pattern {
    static PODMAN: LazyLock<Pattern> = LazyLock::new(|| {
        let words = [PODMAN_GROUPS.concat(), PODMAN_FREE.to_vec()].concat().join("|");
        mapping(&format!("{words}|idmap[^:,]*|subpath[^:,]*|[^:,]*upperdir[^:,]*|[^:,]*workdir[^:,]*"))
    });
    static DOCKER: LazyLock<Pattern> = LazyLock::new(|| mapping(&DOCKER_GROUPS.concat().join("|")));
    match backend {
        Backend::Podman => &PODMAN,
        Backend::Docker => &DOCKER,
    }
}

fn mapping(option: &str) -> Pattern {
    Pattern::new(format!("/[^:]*|[^:]+:/[^:]*(?::(?:{option})(?:,(?:{option}))*)?"))
}

#[cfg(test)]
mod tests {
    use super::super::text::{Hole, TextPiece};
    use super::*;

    /// Text, whether podman accepts it, whether docker does. Podman's answers are those of podman 4.3.1 (a missing host
    /// directory counts as accepted), docker's those of its client and of the daemon's `linux_parser.go`.
    const TABLE: &[(&str, bool, bool)] = &[
        ("/a", true, true),
        ("/a:/b", true, true),
        ("/a:/b:ro", true, true),
        ("/a:/b:ro:z", false, false),
        ("/a:/b:ro,z", true, true),
        ("", false, false),
        (":", false, false),
        (":/b", false, false),
        ("a:", false, false),
        ("/a:b", false, false),
        ("/a:", false, false),
        ("/a:ro", false, false),
        ("/a:/b:", false, false),
        ("/a:/", true, false),
        ("/a:/b/..:ro", true, false),
        ("a", false, false),
        ("b:c", false, false),
        ("name:/x", true, true),
        ("x:/y:rw,ro", false, false),
        ("/a:/b:z,Z", false, false),
        ("/a:/b:ro,ro", false, false),
        ("/a:/b:consistent", false, true),
        ("x:/y:cached", true, true),
        ("/a:/b:O", true, false),
        ("/a:/b:O,U", true, false),
        ("/a:/b:O,ro", false, false),
        ("/a:/b:O,upperdir=/u,workdir=/w", true, false),
        ("/a:/b:idmap", true, false),
        ("/a:/b:U", true, false),
        ("/a:/b:size=5", false, false),
        ("/a:/b:,ro", false, false),
        ("/a:/b:RO", false, false),
        ("/a:/b: ro", false, false),
        ("/a: /b", false, false),
        ("/a :/b", true, true),
        ("/a:/b ", true, true),
        ("/a:/b:rshared", true, true),
        ("/a:/b:nocopy", true, true),
        ("C:\\x:/b", false, false),
    ];

    #[test]
    fn as_the_runtimes_answer() {
        for &(spec, podman, docker) in TABLE {
            assert_eq!(parse(spec, Some(Backend::Podman)).is_ok(), podman, "podman {spec:?}");
            assert_eq!(parse(spec, Some(Backend::Docker)).is_ok(), docker, "docker {spec:?}");
            assert_eq!(parse(spec, None).is_ok(), podman || docker, "either {spec:?}");
        }
    }

    #[test]
    fn the_patterns_accept_all_that_the_parser_accepts() {
        for &(spec, podman, docker) in TABLE {
            let text = Text::known_from(spec);
            assert!(!podman || pattern_of(Backend::Podman).can_match(&text), "podman {spec:?}");
            assert!(!docker || pattern_of(Backend::Docker).can_match(&text), "docker {spec:?}");
        }
        assert!(pattern_of(Backend::Podman).is_valid() && pattern_of(Backend::Docker).is_valid());
    }

    #[test]
    fn reasons() {
        let why = |spec, backend| parse(spec, Some(backend)).map_err(|e| e.to_string()).expect_err(spec);
        assert_eq!(why("/a:/b:ro:z", Backend::Podman), "it has more than three parts");
        assert_eq!(why("/a:ro", Backend::Podman), "`ro` stands where the path in the container belongs");
        assert_eq!(why("data:x", Backend::Docker), "the path in the container, `x`, does not begin with `/`");
        assert_eq!(why("/a:/b:U", Backend::Docker), "only podman knows the option `U`");
        assert_eq!(why("/a:/b:consistent", Backend::Podman), "only docker knows the option `consistent`");
        assert_eq!(why("/a:/b:ro,rw", Backend::Docker), "the options `ro` and `rw` exclude each other");
        assert_eq!(why("/a:/b:read-only", Backend::Docker), "`read-only` is not an option of a volume");
    }

    fn holed(s: &str) -> Text {
        let mut out = Text::default();
        for (i, lit) in s.split('_').enumerate() {
            if i > 0 {
                out.pieces.push(TextPiece::Hole(Hole { why: String::new(), store: false, reference: None }));
            }
            out.push_str(lit);
        }
        out
    }

    #[test]
    fn holes_get_the_benefit_of_the_doubt() {
        for fine in
            ["_", "_:/data", "/x:_", "_/db:/var/lib/db", "_:/x:ro", "_:ro", "/a:/b:_", "_:/x:rw,z", "/x_", "_,ro"]
        {
            for backend in [None, Some(Backend::Podman), Some(Backend::Docker)] {
                assert_eq!(refusal(&holed(fine), backend), None, "{fine}");
            }
        }
        let why = |s| refusal(&holed(s), Some(Backend::Docker));
        assert_eq!(why("_:/data:rw,ro").as_deref(), Some("the options `rw` and `ro` exclude each other"));
        assert_eq!(why("_:/data:ro:z").as_deref(), Some("it has more than three parts"));
        assert_eq!(why("_:/data:U").as_deref(), Some("only podman knows the option `U`"));
        assert_eq!(why("_:/data:"), Some("the list of options after the last `:` is empty".to_owned()));
        assert_eq!(refusal(&holed("_:/data:U"), None), None);
    }
}
