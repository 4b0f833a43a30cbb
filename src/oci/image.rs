//! Image references: `[host[:port]/]path[:tag][@digest]`, as docker and podman accept them after `run`.
//! The grammar is that of the distribution project; podman also takes transports such as `docker://`.

use std::fmt;
use std::sync::LazyLock;

use super::Backend;
use super::pattern::{self, Pattern};
use super::text::Text;

/// A well-formed reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image<'a> {
    /// A name in a registry.
    Name { host: Option<&'a str>, path: &'a str, tag: Option<&'a str>, digest: Option<&'a str> },
    /// An image id: 64 hexadecimal digits, perhaps after `sha256:`.
    Id(&'a str),
    /// Podman only: `docker-archive:…`, `oci:…` and the like; what follows is the transport's business.
    Transport(&'a str),
}

/// Why a text is no image reference. Displays as a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageError {
    Empty,
    /// `https://…`
    Scheme(String),
    /// `docker://…` where only podman takes it.
    Transport(String),
    Host(String),
    /// The path as written.
    Uppercase(String),
    /// An empty or malformed part of the path.
    Path(String),
    TooLong,
    EmptyTag,
    Tag(String),
    Algorithm(String),
    /// Algorithm and the number of digits it needs.
    Digest(String, usize),
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImageError::Empty => f.write_str("it is empty"),
            ImageError::Scheme(s) => write!(f, "it begins with `{s}`"),
            ImageError::Transport(s) => write!(f, "docker does not know the transport `{s}`"),
            ImageError::Host(s) => write!(f, "`{s}` is not a registry host"),
            ImageError::Uppercase(s) => write!(f, "the repository name `{s}` has upper-case letters"),
            ImageError::Path(s) if s.is_empty() => f.write_str("a part of the repository name is empty"),
            ImageError::Path(s) => write!(f, "`{s}` cannot be part of a repository name"),
            ImageError::TooLong => f.write_str("the repository name is longer than 255 characters"),
            ImageError::EmptyTag => f.write_str("the tag after `:` is empty"),
            ImageError::Tag(s) => write!(f, "`{s}` is not a tag"),
            ImageError::Algorithm(s) => {
                write!(f, "`{s}` is not a digest: it must begin with `sha256:`, `sha384:` or `sha512:`")
            }
            ImageError::Digest(a, n) => write!(f, "a {a} digest has {n} lower-case hexadecimal digits"),
        }
    }
}

/// What podman reads before the first `:` as a transport.
const TRANSPORTS: [&str; 9] =
    ["containers-storage", "dir", "docker-archive", "docker-daemon", "oci", "oci-archive", "ostree", "sif", "tarball"];

/// Digest algorithms with their number of hexadecimal digits.
const DIGESTS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];

/// Reads `image` as the runtime does; with `backend` unknown an error is what both refuse.
pub fn parse(image: &str, backend: Option<Backend>) -> Result<Image<'_>, ImageError> {
    match backend {
        Some(Backend::Docker) => parse_docker(image),
        Some(Backend::Podman) => parse_podman(image),
        None => parse_podman(image).or_else(|_| parse_docker(image)),
    }
}

/// Why no filling of the holes of `text` can be an image reference; `None` when one can, or when it is not known.
pub fn refusal(text: &Text, backend: Option<Backend>) -> Option<String> {
    let error = |s: &str| parse(s, backend).err().map(|e| e.to_string());
    if let Some(s) = text.known() {
        return error(s);
    }
    if pattern_of(backend).can_match(text) {
        return None;
    }
    let fallback = || "no value of the unknown part makes it one".to_owned();
    Some(pattern::reason(text, &["zzqx", "", "zzqx:1"], error).unwrap_or_else(fallback))
}

fn parse_podman(image: &str) -> Result<Image<'_>, ImageError> {
    if let Some(rest) = image.strip_prefix("docker://") {
        return parse_name(rest);
    }
    match image.split_once(':') {
        Some((transport, _)) if TRANSPORTS.contains(&transport) => Ok(Image::Transport(image)),
        _ => parse_name(image),
    }
}

fn parse_docker(image: &str) -> Result<Image<'_>, ImageError> {
    if let Some((scheme, rest)) = image.split_once(':') {
        let known = scheme == "docker" || TRANSPORTS.contains(&scheme);
        if known && rest.starts_with('/') {
            return Err(ImageError::Transport(format!("{scheme}:")));
        }
    }
    parse_name(image)
}

fn parse_name(image: &str) -> Result<Image<'_>, ImageError> {
    if image.is_empty() {
        return Err(ImageError::Empty);
    }
    if is_hex(image.strip_prefix("sha256:").unwrap_or(image), 64) {
        return Ok(Image::Id(image));
    }
    if let Some(scheme) = ["https://", "http://"].into_iter().find(|s| image.starts_with(s)) {
        return Err(ImageError::Scheme(scheme.to_owned()));
    }
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    let (host, rest) = split_host(name);
    let (path, tag) = match rest.split_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (rest, None),
    };
    check_path(path)?;
    host.map_or(Ok(()), check_host)?;
    tag.map_or(Ok(()), check_tag)?;
    digest.map_or(Ok(()), check_digest)?;
    Ok(Image::Name { host, path, tag, digest })
}

/// The part before the first `/` is a host if it cannot be part of a path.
fn split_host(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((first, rest))
            if first == "localhost" || first.contains(['.', ':']) || first.contains(|c: char| c.is_uppercase()) =>
        {
            (Some(first), rest)
        }
        _ => (None, name),
    }
}

fn check_host(host: &str) -> Result<(), ImageError> {
    let (name, port) = match host.strip_prefix('[').and_then(|h| h.split_once(']')) {
        Some((address, port)) => {
            let fine = !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
            (fine, port.strip_prefix(':').or(port.is_empty().then_some("0")))
        }
        None => {
            let (name, port) = host.split_once(':').unwrap_or((host, "0"));
            (name.split('.').all(is_host_label), Some(port))
        }
    };
    let port = port.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    // `a_b.io/x` is no host and a path, yet both runtimes take it for a path as a whole.
    if (name && port) || is_component(host) { Ok(()) } else { Err(ImageError::Host(host.to_owned())) }
}

fn is_host_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn check_path(path: &str) -> Result<(), ImageError> {
    if path.contains(|c: char| c.is_ascii_uppercase()) && path.to_ascii_lowercase().split('/').all(is_component) {
        return Err(ImageError::Uppercase(path.to_owned()));
    }
    if let Some(part) = path.split('/').find(|p| !is_component(p)) {
        return Err(ImageError::Path(part.to_owned()));
    }
    if path.len() > 255 { Err(ImageError::TooLong) } else { Ok(()) }
}

/// Runs of letters and digits, joined by `.`, `_`, `__` or any number of `-`.
fn is_component(part: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let separator = |s: &str| matches!(s, "." | "_" | "__") || (!s.is_empty() && s.bytes().all(|b| b == b'-'));
    let bytes = part.as_bytes();
    let ends = bytes.first().copied().is_some_and(word) && bytes.last().copied().is_some_and(word);
    ends && part.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()).all(|s| s.is_empty() || separator(s))
}

fn check_tag(tag: &str) -> Result<(), ImageError> {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    match tag.as_bytes() {
        [] => Err(ImageError::EmptyTag),
        [first, rest @ ..]
            if word(*first) && rest.len() < 128 && rest.iter().all(|&b| word(b) || b == b'.' || b == b'-') =>
        {
            Ok(())
        }
        _ => Err(ImageError::Tag(tag.to_owned())),
    }
}

fn check_digest(digest: &str) -> Result<(), ImageError> {
    let (algorithm, hex) = digest.split_once(':').unwrap_or((digest, ""));
    match DIGESTS.iter().find(|(name, _)| *name == algorithm) {
        None => Err(ImageError::Algorithm(digest.to_owned())),
        Some((_, len)) if is_hex(hex, *len) => Ok(()),
        Some((_, len)) => Err(ImageError::Digest(algorithm.to_owned(), *len)),
    }
}

fn is_hex(s: &str, len: usize) -> bool {
    s.len() == len && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A superset of what the backend accepts, for texts with holes.
fn pattern_of(backend: Option<Backend>) -> &'static Pattern {
    static PODMAN: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(format!("{}|{}", reference(), transports())));
    static DOCKER: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(reference()));
    match backend {
        Some(Backend::Docker) => &DOCKER,
        _ => &PODMAN,
    }
}

fn reference() -> String {
    let label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    let host = format!(r"(?:{label}(?:\.{label})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?");
    let component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    let digest = "sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}";
    let name = format!("(?:{host}/)?{component}(?:/{component})*(?::[a-zA-Z0-9_][a-zA-Z0-9_.-]*)?(?:@(?:{digest}))?");
    format!("{name}|(?:sha256:)?[0-9a-f]{{64}}")
}

fn transports() -> String {
    format!("docker://(?:{})|(?:{}):.*", reference(), TRANSPORTS.join("|"))
}

#[cfg(test)]
mod tests {
    use super::super::text::{Hole, TextPiece};
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn accepts(image: &str, backend: Backend) -> bool {
        parse(&image.replace("HEX", HEX), Some(backend)).is_ok()
    }

    /// Each line was put to the docker 28.2.2 client and to podman 4.3.1: text, podman's answer, docker's answer.
    #[test]
    fn as_the_runtimes_answer() {
        let table = [
            ("nginx", true, true),
            ("nginx:", false, false),
            ("nginx:1", true, true),
            ("NGINX", false, false),
            ("ghcr.io/Foo/App", false, false),
            ("https://x/y", false, false),
            ("docker://nginx", true, false),
            ("docker:dind", true, true),
            ("docker://NGINX", false, false),
            ("oci:x", true, true),
            ("docker-archive:/x.tar", true, false),
            ("nginx@sha256:HEX", true, true),
            ("nginx@sha256:abc", false, false),
            ("nginx@sha512:HEX", false, false),
            ("nginx@md5:HEX", false, false),
            ("HEX", true, true),
            ("sha256:HEX", true, true),
            ("nginx:-x", false, false),
            ("nginx:a+b", false, false),
            ("a//b", false, false),
            ("a/", false, false),
            ("/a", false, false),
            ("a:b:c", false, false),
            ("a..b", false, false),
            ("a__b", true, true),
            ("a___b", false, false),
            ("a--b", true, true),
            ("-a", false, false),
            ("localhost:5000/x", true, true),
            ("localhost/X", false, false),
            ("my_host/x", true, true),
            ("a_b.io/x", true, true),
            ("a@b", false, false),
            ("x:1@sha256:HEX", true, true),
            ("nginx:1 ", false, false),
            ("a.b/c:tag_.-", true, true),
            ("a:5000", true, true),
            ("HOST:5000/x", true, true),
            ("a.B/x", true, true),
            ("docker.io/nginx/", false, false),
            ("nix:0/x", true, true),
            ("docker:x/Y", false, false),
            ("", false, false),
        ];
        for (image, podman, docker) in table {
            assert_eq!(accepts(image, Backend::Podman), podman, "podman {image}");
            assert_eq!(accepts(image, Backend::Docker), docker, "docker {image}");
            assert_eq!(parse(&image.replace("HEX", HEX), None).is_ok(), podman || docker, "either {image}");
        }
    }

    #[test]
    fn long_names_and_tags() {
        assert!(parse(&"a".repeat(255), None).is_ok());
        assert_eq!(parse(&"a".repeat(256), None), Err(ImageError::TooLong));
        assert!(parse(&format!("x:{}", "a".repeat(128)), None).is_ok());
        assert!(parse(&format!("x:{}", "a".repeat(129)), None).is_err());
    }

    #[test]
    fn parts() {
        assert_eq!(
            parse("ghcr.io:443/a/b:v1", None),
            Ok(Image::Name { host: Some("ghcr.io:443"), path: "a/b", tag: Some("v1"), digest: None })
        );
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
        for fine in ["_", "_:_", "ghcr.io/_:1", "Foo/_", "_/app", "_@sha256:_", "nginx:_", "docker_nginx", "_:1-alpine"]
        {
            assert_eq!(refusal(&holed(fine), Some(Backend::Podman)), None, "{fine}");
        }
        let why = |s| refusal(&holed(s), Some(Backend::Docker));
        assert_eq!(why("ghcr.io/Foo/_:1").as_deref(), Some("the repository name `Foo/…` has upper-case letters"));
        assert_eq!(why("_:").as_deref(), Some("the tag after `:` is empty"));
        assert_eq!(why("_@sha256:abc").as_deref(), Some("a sha256 digest has 64 lower-case hexadecimal digits"));
        assert_eq!(why("https://_/x").as_deref(), Some("it begins with `https://`"));
        assert!(why("_/Foo:1").is_some());
        assert!(why("docker://_").is_some());
    }

    #[test]
    fn the_patterns_accept_all_that_the_parser_accepts() {
        for backend in [Backend::Podman, Backend::Docker] {
            assert!(pattern_of(Some(backend)).is_valid());
            for image in
                ["nginx", "a__b/c.d-e:1", "localhost:5000/x", "[::1]:5000/x", "HOST:1/x@sha256:HEX", "sha256:HEX"]
            {
                let image = image.replace("HEX", HEX);
                assert!(parse(&image, Some(backend)).is_ok(), "{image}");
                assert!(pattern_of(Some(backend)).can_match(&Text::known_from(image.clone())), "{image}");
            }
        }
    }
}
