//! Port mappings: `[[address:]host-port:]container-port[/protocol]`, as `-p` of docker and podman read them. The two
//! differ on bare IPv6 addresses, port 0, ranges and commas.

use core::net::IpAddr;
use std::fmt;
use std::sync::LazyLock;

use super::Backend;
use super::pattern::{self, Pattern};
use super::text::Text;

/// One published range of ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// `None`: all addresses.
    pub address: Option<IpAddr>,
    /// `None`: a free port of the runtime's choice.
    pub host: Option<Range>,
    pub container: Range,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: &'static str,
}

/// Ports from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Range {
    pub first: u16,
    pub last: u16,
}

impl Range {
    /// How many ports they are.
    pub fn count(self) -> u32 {
        u32::from(self.last) - u32::from(self.first) + 1
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first == self.last {
            true => write!(f, "{}", self.first),
            false => write!(f, "{}-{}", self.first, self.last),
        }
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address {
            Some(IpAddr::V6(ip)) => write!(f, "[{ip}]:")?,
            Some(ip) => write!(f, "{ip}:")?,
            None => {}
        }
        match self.host {
            Some(host) => write!(f, "{host}:")?,
            None if self.address.is_some() => f.write_str(":")?,
            None => {}
        }
        write!(f, "{}/{}", self.container, self.protocol)
    }
}

/// Why a text is no port mapping. Displays as a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortError {
    Blank,
    /// More than three parts.
    Parts,
    /// An IPv6 address of more than one part without brackets.
    Brackets,
    /// `address:port`: the first of two parts is a host port.
    AddressAsPort(String),
    /// The part where an address should be.
    Address(String),
    EmptyAddress,
    /// An address in brackets, then one port only.
    OnePort,
    EmptyContainerPort,
    Port(String),
    /// A number that no port can have.
    Number(String),
    Protocol(String),
    Protocols,
    /// Text after the protocol, or a comma that only podman takes.
    Comma,
    /// `a-b-c`
    Range(String),
    /// `90-80`
    Reversed(String),
    /// `80-80`: podman wants at least two.
    OnePortRange(String),
    /// Host and container ranges of these lengths.
    Lengths(u32, u32),
}

impl PortError {
    /// Whether each port is fine and only the ranges do not fit.
    pub fn is_about_ranges(&self) -> bool {
        matches!(self, PortError::Reversed(_) | PortError::OnePortRange(_) | PortError::Lengths(..))
    }
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PortError::Blank => f.write_str("it has a blank in it"),
            PortError::Parts => f.write_str("it has more than three parts"),
            PortError::Brackets => f.write_str("podman wants an IPv6 address in brackets"),
            PortError::AddressAsPort(s) => write!(f, "`{s}` stands where the host port belongs"),
            PortError::Address(s) => write!(f, "`{s}` is not an IP address"),
            PortError::EmptyAddress => f.write_str("the address before the first `:` is empty"),
            PortError::OnePort => f.write_str("after an address there must be a host port and a container port"),
            PortError::EmptyContainerPort => f.write_str("the container port is empty"),
            PortError::Port(s) if s.is_empty() => f.write_str("a port is empty"),
            PortError::Port(s) => write!(f, "`{s}` is not a port number"),
            PortError::Number(s) => write!(f, "`{s}` is not a port: ports go from 1 to 65535"),
            PortError::Protocol(s) if s.is_empty() => f.write_str("the protocol after `/` is empty"),
            PortError::Protocol(s) => write!(f, "`{s}` is not a protocol: `tcp`, `udp` and `sctp` are"),
            PortError::Protocols => f.write_str("it names two protocols"),
            PortError::Comma => f.write_str("docker takes one mapping at a time"),
            PortError::Range(s) => write!(f, "`{s}` is not a range of ports"),
            PortError::Reversed(s) => write!(f, "the range `{s}` ends before it begins"),
            PortError::OnePortRange(s) => write!(f, "podman takes no range of a single port such as `{s}`"),
            PortError::Lengths(a, b) => {
                let ports = |n: &u32| if *n == 1 { "1 port".to_owned() } else { format!("{n} ports") };
                write!(f, "{} of the host for {} of the container", ports(a), ports(b))
            }
        }
    }
}

/// Reads `spec` as the runtime does; with `backend` unknown an error is what both refuse.
pub fn parse(spec: &str, backend: Option<Backend>) -> Result<Vec<Mapping>, PortError> {
    match backend {
        Some(Backend::Docker) => parse_docker(spec),
        Some(Backend::Podman) => parse_podman(spec),
        None => parse_podman(spec).or_else(|e| parse_docker(spec).map_err(|_| e)),
    }
}

/// Why no filling of the holes of `text` can be a port mapping, leaving the lengths of ranges aside; `None` when one
/// can, or when it is not known.
pub fn refusal(text: &Text, backend: Option<Backend>) -> Option<String> {
    let error = |s: &str| parse(s, backend).err().filter(|e| !e.is_about_ranges()).map(|e| e.to_string());
    if let Some(s) = text.known() {
        return error(s);
    }
    // What podman makes of quotes and docker of its long form is not modelled.
    let unmodelled = match backend {
        Some(Backend::Podman) => ['"'].as_slice(),
        Some(Backend::Docker) => &['='],
        None => &['"', '='],
    };
    if text.literals().any(|l| l.contains(unmodelled)) {
        return None;
    }
    let possible = match backend {
        Some(backend) => pattern_of(backend).can_match(text),
        None => [Backend::Podman, Backend::Docker].into_iter().any(|b| pattern_of(b).can_match(text)),
    };
    if possible {
        return None;
    }
    let fallback = || "no value of the unknown part makes it one".to_owned();
    Some(pattern::reason(text, &["41737", "192.0.2.77", "", "[2001:db8::77]"], error).unwrap_or_else(fallback))
}

/// Podman splits the value of `-p` at commas first.
fn parse_podman(spec: &str) -> Result<Vec<Mapping>, PortError> {
    // Quotes group what commas would split; nothing at all publishes nothing.
    if spec.is_empty() || spec.contains('"') {
        return Ok(Vec::new());
    }
    spec.split(',').map(podman_mapping).collect()
}

fn podman_mapping(spec: &str) -> Result<Mapping, PortError> {
    if spec.contains(char::is_whitespace) {
        return Err(PortError::Blank);
    }
    let (rest, protocol) = match spec.split_once('/') {
        Some((_, p)) if p.contains('/') => return Err(PortError::Protocols),
        Some((rest, p)) => (rest, protocol(p)),
        None => (spec, Ok("tcp")),
    };
    let (address, host, container) = podman_parts(rest)?;
    if container.is_empty() {
        return Err(PortError::EmptyContainerPort);
    }
    let protocol = protocol?;
    let address = match address {
        Some("") => return Err(PortError::EmptyAddress),
        Some(a) => Some(a.parse().map_err(|_| PortError::Address(a.to_owned()))?),
        None => None,
    };
    let container = podman_range(container)?;
    let host = match host {
        None | Some("") => None,
        Some(h) if h.parse::<IpAddr>().is_ok() => return Err(PortError::AddressAsPort(h.to_owned())),
        Some(h) => Some(podman_range(h)?),
    };
    same_length(host, container)?;
    Ok(Mapping { address, host, container, protocol })
}

type Parts<'a> = (Option<&'a str>, Option<&'a str>, &'a str);

fn podman_parts(rest: &str) -> Result<Parts<'_>, PortError> {
    if let Some((address, rest)) = rest.split_once(']') {
        let bad = || PortError::Address(format!("{address}]"));
        let address = address.strip_prefix('[').ok_or_else(bad)?;
        let rest = rest.strip_prefix(':').ok_or_else(bad)?;
        return match rest.split_once(':') {
            None => Err(PortError::OnePort),
            Some((_, container)) if container.contains(':') => Err(PortError::Parts),
            Some((host, container)) => Ok((Some(address), Some(host), container)),
        };
    }
    let parts: Vec<&str> = rest.split(':').collect();
    match parts.as_slice() {
        [container] => Ok((None, None, container)),
        [host, container] => Ok((None, Some(host), container)),
        [address, host, container] => Ok((Some(address), Some(host), container)),
        [address @ .., _, _] if address.join(":").parse::<IpAddr>().is_ok() => Err(PortError::Brackets),
        _ => Err(PortError::Parts),
    }
}

fn podman_range(s: &str) -> Result<Range, PortError> {
    let Some((first, last)) = s.split_once('-') else {
        let port = podman_port(s)?;
        return Ok(Range { first: port, last: port });
    };
    if last.contains('-') || first.is_empty() || last.is_empty() {
        return Err(PortError::Range(s.to_owned()));
    }
    let (first, last) = (podman_port(first)?, podman_port(last)?);
    match first.cmp(&last) {
        std::cmp::Ordering::Less => Ok(Range { first, last }),
        std::cmp::Ordering::Equal => Err(PortError::OnePortRange(s.to_owned())),
        std::cmp::Ordering::Greater => Err(PortError::Reversed(s.to_owned())),
    }
}

fn podman_port(s: &str) -> Result<u16, PortError> {
    // Go's Atoi takes a sign.
    match number(s.strip_prefix('+').unwrap_or(s))? {
        0 => Err(PortError::Number(s.to_owned())),
        port => Ok(port),
    }
}

/// Docker counts parts from the right, so that a bare IPv6 address is one part.
fn parse_docker(spec: &str) -> Result<Vec<Mapping>, PortError> {
    // The long form `target=80,published=8080` has a grammar of its own.
    if spec.contains('=') {
        return Ok(Vec::new());
    }
    if spec.contains(char::is_whitespace) {
        return Err(PortError::Blank);
    }
    if spec.contains(',') && parse_podman(spec).is_ok() {
        return Err(PortError::Comma);
    }
    let (address, host, container) = docker_parts(spec);
    let (container, protocol) = match container.split_once('/') {
        Some((_, p)) if p.contains('/') => return Err(PortError::Protocols),
        // The client takes an empty protocol for none.
        Some((container, "")) => (container, Ok("tcp")),
        Some((container, p)) => (container, protocol(p)),
        None => (container, Ok("tcp")),
    };
    let address = docker_address(address, spec)?;
    if container.is_empty() {
        return Err(PortError::EmptyContainerPort);
    }
    let protocol = protocol?;
    let container = docker_range(container)?;
    let host = match host {
        "" => None,
        h if h.parse::<IpAddr>().is_ok() => return Err(PortError::AddressAsPort(h.to_owned())),
        h => Some(docker_range(h)?),
    };
    // Of a range of host ports docker picks one for a single container port.
    if container.count() > 1 {
        same_length(host, container)?;
    }
    Ok(vec![Mapping { address, host: host.filter(|h| h.first != 0), container, protocol }])
}

fn docker_parts(spec: &str) -> (&str, &str, &str) {
    let Some((rest, container)) = spec.rsplit_once(':') else { return ("", "", spec) };
    match rest.rsplit_once(':') {
        Some((address, host)) => (address, host, container),
        None => ("", rest, container),
    }
}

fn docker_address(address: &str, spec: &str) -> Result<Option<IpAddr>, PortError> {
    if address.is_empty() {
        return Ok(None);
    }
    if address == "[:" || (spec.starts_with('[') && spec.matches("]:").count() == 1 && !address.ends_with(']')) {
        return Err(PortError::OnePort);
    }
    let bare = address.strip_prefix('[').and_then(|a| a.strip_suffix(']')).unwrap_or(address);
    match bare.parse() {
        Ok(ip) => Ok(Some(ip)),
        Err(_) if address.matches(':').count() > 0 && !address.contains("::") => Err(PortError::Parts),
        Err(_) => Err(PortError::Address(address.to_owned())),
    }
}

fn docker_range(s: &str) -> Result<Range, PortError> {
    let mut parts = s.split('-');
    let first = number(parts.next().unwrap_or_default())?;
    // What follows a second dash is not looked at.
    let last = parts.next().map_or(Ok(first), number)?;
    if last < first { Err(PortError::Reversed(s.to_owned())) } else { Ok(Range { first, last }) }
}

fn number(s: &str) -> Result<u16, PortError> {
    if s.is_empty() || !s.bytes().all(|b| b.is_ascii_digit()) {
        return Err(PortError::Port(s.to_owned()));
    }
    s.parse().map_err(|_| PortError::Number(s.to_owned()))
}

fn protocol(s: &str) -> Result<&'static str, PortError> {
    ["tcp", "udp", "sctp"]
        .into_iter()
        .find(|p| p.eq_ignore_ascii_case(s))
        .ok_or_else(|| PortError::Protocol(s.to_owned()))
}

fn same_length(host: Option<Range>, container: Range) -> Result<(), PortError> {
    match host {
        Some(host) if host.count() != container.count() => Err(PortError::Lengths(host.count(), container.count())),
        _ => Ok(()),
    }
}

/// A superset of what the backend accepts, for texts with holes. Lengths of ranges are left out.
fn pattern_of(backend: Backend) -> &'static Pattern {
    const NUMBER: &str = "0*(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[0-9]{1,4})";
    const OCTET: &str = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    const PROTOCOL: &str = "[tT][cC][pP]|[uU][dD][pP]|[sS][cC][tT][pP]";
    static PODMAN: LazyLock<Pattern> = LazyLock::new(|| {
        let range = format!(r"\+?{NUMBER}(?:-\+?{NUMBER})?");
        let address = format!(r"(?:{OCTET}\.){{3}}{OCTET}:|\[[0-9a-fA-F:.]+\]:");
        let one = format!("(?:(?:{address})(?:{range})?:|(?:{range})?:)?{range}(?:/(?:{PROTOCOL}))?");
        Pattern::new(format!("(?:{one}(?:,{one})*)?"))
    });
    static DOCKER: LazyLock<Pattern> = LazyLock::new(|| {
        let range = format!("{NUMBER}(?:-{NUMBER}(?:-[^:]*)?)?");
        let address = format!(r"(?:(?:{OCTET}\.){{3}}{OCTET}|[0-9a-fA-F:.]+|\[[0-9a-fA-F:.]+\])?:");
        let one = format!("(?:(?:{address})(?:{range})?:|(?:{range})?:)?{range}(?:/(?:{PROTOCOL})?)?");
        Pattern::new(one)
    });
    match backend {
        Backend::Podman => &PODMAN,
        Backend::Docker => &DOCKER,
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::{Hole, TextPiece};
    use super::*;

    /// Each line was put to podman 4.3.1 and to the docker 28.2.2 client: text, podman's answer, docker's answer.
    const TABLE: &[(&str, bool, bool)] = &[
        ("80", true, true),
        ("80:80", true, true),
        ("8080:80:90", false, false),
        ("localhost:80:80", false, false),
        ("127.0.0.1:80", false, false),
        ("127.0.0.1:80:80", true, true),
        ("::1:80:80", false, true),
        ("[::1]:80:80", true, true),
        ("[::1]:80", false, false),
        ("[::1]::80", true, true),
        ("0:80", false, true),
        ("80:0", false, true),
        ("8080-8082:80", false, true),
        ("8080-8082:80-81", false, false),
        ("80:8080-8082", false, false),
        ("9000-9000:9000-9000", false, true),
        ("90-80:80", false, false),
        ("80:90-80", false, false),
        ("80:80/TCP", true, true),
        ("80:80/SCTP", true, true),
        ("80:80/http", false, false),
        ("80:80/tcp,udp", false, false),
        ("8080:", false, false),
        ("", true, false),
        (" 80:80", false, false),
        ("80:80 ", false, false),
        ("80: 80", false, false),
        (":80", true, true),
        ("127.0.0.1::80", true, true),
        ("::80", false, true),
        (":::80", false, false),
        ("1:2:3:4:5", false, false),
        ("1.2.3:80:80", false, false),
        ("[::1:80:80", false, false),
        ("::1]:80:80", false, false),
        ("[1.2.3.4]:80:80", true, true),
        ("80:80/", false, true),
        ("80/udp", true, true),
        ("/udp", false, false),
        ("80:/udp", false, false),
        ("70000:80", false, false),
        ("80:70000", false, false),
        ("-80:80", false, false),
        ("80-:80", false, false),
        ("80-81-82:80-82", false, false),
        ("+80:80", true, false),
        ("080:80", true, true),
        ("80:80,81:81", true, false),
        ("80:80,", false, false),
        (",80", false, false),
        ("\"80:80\"", true, false),
        ("a=b", false, false),
        ("target=80,published=80", false, true),
        ("1-2:3-4", true, true),
        ("[fe80::1%eth0]:80:80", false, false),
        ("80.5:80", false, false),
        ("*:80:80", false, false),
        ("0.0.0.0:80:80", true, true),
        ("80:http", false, false),
        ("[::]:80:80", true, true),
        ("01.02.03.04:80:80", false, false),
        ("127.1:80:80", false, false),
    ];

    #[test]
    fn as_the_runtimes_answer() {
        for &(spec, podman, docker) in TABLE {
            assert_eq!(parse(spec, Some(Backend::Podman)).is_ok(), podman, "podman {spec:?}");
            // The long form is not read.
            if spec != "a=b" {
                assert_eq!(parse(spec, Some(Backend::Docker)).is_ok(), docker, "docker {spec:?}");
                assert_eq!(parse(spec, None).is_ok(), podman || docker, "either {spec:?}");
            }
        }
        // Docker 28 still takes a second protocol; its successor and podman do not.
        assert!(parse("80:80/tcp/udp", None).is_err());
    }

    #[test]
    fn the_patterns_accept_all_that_the_parsers_accept() {
        for &(spec, podman, docker) in TABLE {
            let text = Text::known_from(spec);
            assert!(!podman || spec.contains('"') || pattern_of(Backend::Podman).can_match(&text), "podman {spec:?}");
            assert!(!docker || spec.contains('=') || pattern_of(Backend::Docker).can_match(&text), "docker {spec:?}");
        }
        assert!(pattern_of(Backend::Podman).is_valid() && pattern_of(Backend::Docker).is_valid());
    }

    #[test]
    fn reasons() {
        let why = |spec| parse(spec, Some(Backend::Podman)).map_err(|e| e.to_string()).expect_err(spec);
        assert_eq!(why("127.0.0.1:80"), "`127.0.0.1` stands where the host port belongs");
        assert_eq!(why("::1:80:80"), "podman wants an IPv6 address in brackets");
        assert_eq!(why("8080:80:90"), "`8080` is not an IP address");
        assert_eq!(why("8000-8010:80"), "11 ports of the host for 1 port of the container");
        assert_eq!(why("80:99999"), "`99999` is not a port: ports go from 1 to 65535");
        assert_eq!(why("80: 80"), "it has a blank in it");
        let docker = |spec| parse(spec, Some(Backend::Docker)).map_err(|e| e.to_string()).expect_err(spec);
        assert_eq!(docker("[::1]:80"), "after an address there must be a host port and a container port");
        assert_eq!(docker("1:2:3:4:5"), "it has more than three parts");
        assert_eq!(docker("80:80,81:81"), "docker takes one mapping at a time");
    }

    #[test]
    fn values() {
        let one = |spec| parse(spec, Some(Backend::Podman)).expect("parses").pop().expect("one");
        let m = one("[::1]:8080-8081:80-81/UDP");
        assert_eq!(m.address, Some("::1".parse().expect("address")));
        assert_eq!(m.host, Some(Range { first: 8080, last: 8081 }));
        assert_eq!(m.protocol, "udp");
        assert_eq!(one("80").host, None);
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
            ["_", "_:80", "80:_", "_:_:_", "80:80/_", "127.0.0.1:_", "_:8080:80/udp", "1_:80", "_80:80", "[_]:80:80"]
        {
            for backend in [None, Some(Backend::Podman), Some(Backend::Docker)] {
                assert_eq!(refusal(&holed(fine), backend), None, "{fine}");
            }
        }
        let why = |s| refusal(&holed(s), Some(Backend::Podman));
        assert_eq!(why("_:80:80:90").as_deref(), Some("it has more than three parts"));
        assert_eq!(why("_,1:80:80"), Some("`1` is not an IP address".to_owned()));
        let docker = |s| refusal(&holed(s), Some(Backend::Docker));
        assert_eq!(why("_:80/http").as_deref(), Some("`http` is not a protocol: `tcp`, `udp` and `sctp` are"));
        assert_eq!(why("_:99999").as_deref(), Some("`99999` is not a port: ports go from 1 to 65535"));
        assert_eq!(docker("localhost:_").as_deref(), Some("`localhost` is not a port number"));
        assert_eq!(docker("_:"), Some("the container port is empty".to_owned()));
        assert_eq!(docker("_: 80"), Some("it has a blank in it".to_owned()));
    }
}
