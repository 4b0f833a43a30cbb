//! Who reaches what a container publishes: its sockets on the host, what the engine does to the firewall, what the
//! firewall says. `ocinix list` and the rules about ports ask here.

use std::net::IpAddr;

use super::argv::Argv;
use super::facts::{Datum, Facts};
use super::networks::{Mode, Networks};
use super::port::{self, Mapping};
use super::text::{Text, TextPiece};
use super::{Backend, Container, Host, Lookup};

/// Who can open a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Programs of the host, through a loopback address.
    Loopback,
    /// The host only: it listens for others, but the firewall keeps them out.
    Host,
    /// Machines of the network that a private address belongs to.
    Lan,
    Everyone,
    Unknown,
}

impl Reach {
    /// The word for it in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Reach::Loopback => "loopback",
            Reach::Host => "host",
            Reach::Lan => "lan",
            Reach::Everyone => "everyone",
            Reach::Unknown => "unknown",
        }
    }
}

/// What the NixOS firewall has to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Firewall {
    /// The engine's own rules come first: it is not asked.
    Bypassed,
    /// It lets the port in.
    Open,
    /// It keeps others out.
    Closed,
    /// There is none.
    Off,
    Unknown,
}

impl Firewall {
    /// The word for it in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Firewall::Bypassed => "bypassed",
            Firewall::Open => "open",
            Firewall::Closed => "closed",
            Firewall::Off => "off",
            Firewall::Unknown => "unknown",
        }
    }
}

/// One published range of ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Socket {
    /// As written, `…` for what is not known.
    pub text: String,
    /// `None` when it is not known, or no mapping.
    pub mapping: Option<Mapping>,
    pub reach: Reach,
    /// `None` where no firewall is asked.
    pub firewall: Option<Firewall>,
}

/// What a container publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    pub sockets: Vec<Socket>,
    /// Why nothing is published, whatever `ports` says: a phrase.
    pub instead: Option<String>,
    /// False when there may be others.
    pub complete: bool,
}

/// What a container publishes, from `ports` and `--publish`. `argv` and `networks` are its own.
pub fn published(host: &Host, facts: &Facts, container: &Container, argv: &Argv<'_>, networks: &Networks) -> Published {
    if let Some(network) = networks.without_ports() {
        let instead = match &network.mode {
            Mode::Host => "the network of the host".to_owned(),
            Mode::None => "no network".to_owned(),
            Mode::Container(Some(name)) => format!("the network of {name}"),
            Mode::Container(None) => "the network of another container".to_owned(),
            _ => "a network namespace of its own".to_owned(),
        };
        return Published { sockets: Vec::new(), instead: Some(instead), complete: true };
    }
    if is_bridged(facts, networks) == Some(false) {
        let instead = Some("a network beside the host".to_owned());
        return Published { sockets: Vec::new(), instead, complete: true };
    }
    let ports = container.ports.known();
    let complete = ports.is_some_and(|p| p.complete) && !argv.may_have_more() && !argv.has("publish-all");
    let elements = ports.into_iter().flat_map(|p| &p.items).map(|i| &i.text);
    let flags = argv.all("publish").filter_map(|g| g.value.as_ref());
    let asked = Asked { host, facts, rootless: is_rootless(host, container) };
    let sockets = elements.chain(flags).flat_map(|text| asked.sockets(text)).collect();
    Published { sockets, instead: None, complete }
}

/// Whether a port that a container publishes is one of the host: networks of some kinds (macvlan) put the container
/// beside the host and publish nothing. `None` where nobody says of which kind the network is.
pub fn is_bridged(facts: &Facts, networks: &Networks) -> Option<bool> {
    let named = networks.list.iter().filter_map(|n| if let Mode::Named(name) = &n.mode { Some(name) } else { None });
    let kinds: Vec<Option<bool>> = named
        .map(|name| {
            let mut makers = facts.scripts.texts.iter().filter(|s| s.makes_network(name)).peekable();
            makers.peek()?;
            Some(makers.all(|s| !s.text.literals().any(|l| l.contains("vlan"))))
        })
        .collect();
    if kinds.is_empty() || kinds.contains(&Some(true)) {
        return Some(true);
    }
    if kinds.contains(&None) { None } else { Some(false) }
}

/// Whether a container runs without the rights of root; `None` while that is not known.
pub fn is_rootless(host: &Host, container: &Container) -> Option<bool> {
    match host.backend()? {
        Backend::Docker => Some(false),
        Backend::Podman => {
            let podman = container.podman.known()?.as_ref()?;
            let user = podman.user.known()?.known()?;
            // The first user of the system may have another name.
            let is_root = match host.user(user) {
                Lookup::Found(u) => user == "root" || u.uid.known() == Some(&Some(0)),
                _ => user == "root",
            };
            Some(!is_root)
        }
    }
}

/// What decides about the sockets of one container.
struct Asked<'a> {
    host: &'a Host,
    facts: &'a Facts,
    rootless: Option<bool>,
}

/// The address at which a socket listens.
#[derive(Clone, Copy)]
enum Listens {
    At(IpAddr),
    Everywhere,
    Unknown,
}

impl Asked<'_> {
    fn sockets(&self, text: &Text) -> Vec<Socket> {
        let shown = text.display();
        let mappings = text.known().map(|t| port::parse(t, self.host.backend()));
        match mappings {
            Some(Ok(mappings)) => {
                let several = mappings.len() > 1;
                let socket = |mapping: Mapping| {
                    let listens = mapping.address.map_or_else(|| self.default_address(), Listens::At);
                    let (reach, firewall) = self.reach(listens, Some(&mapping));
                    let text = if several { mapping.to_string() } else { shown.clone() };
                    Socket { text, mapping: Some(mapping), reach, firewall }
                };
                mappings.into_iter().map(socket).collect()
            }
            Some(Err(_)) => vec![Socket { text: shown, mapping: None, reach: Reach::Unknown, firewall: None }],
            None => {
                let listens = leading_address(text).map_or(Listens::Unknown, Listens::At);
                let (reach, firewall) = self.reach(listens, None);
                vec![Socket { text: shown, mapping: None, reach, firewall }]
            }
        }
    }

    /// Where the engine listens when a mapping names no address.
    fn default_address(&self) -> Listens {
        let engines = &self.facts.engines;
        let setting = match self.host.backend() {
            Some(Backend::Docker) => &engines.docker_address,
            Some(Backend::Podman) => &engines.podman_address,
            None => return Listens::Unknown,
        };
        let of = |d: &Datum| d.str().and_then(|s| s.parse().ok()).map_or(Listens::Unknown, Listens::At);
        match setting {
            Datum::Absent | Datum::Null => Listens::Everywhere,
            // Hardly anybody sets it, and nothing here does.
            Datum::Unknown if !self.host.closed => Listens::Everywhere,
            Datum::List { items, complete: true } => match items.as_slice() {
                [] => Listens::Everywhere,
                [one] => of(one),
                _ => Listens::Unknown,
            },
            one => of(one),
        }
    }

    fn reach(&self, listens: Listens, mapping: Option<&Mapping>) -> (Reach, Option<Firewall>) {
        let far = match listens {
            Listens::At(ip) if ip.is_loopback() => return (Reach::Loopback, None),
            Listens::At(ip) if is_private(ip) => Reach::Lan,
            Listens::At(_) | Listens::Everywhere => Reach::Everyone,
            Listens::Unknown => return (Reach::Unknown, None),
        };
        let firewall = self.firewall(mapping);
        let reach = match firewall {
            Firewall::Closed => Reach::Host,
            Firewall::Unknown => Reach::Unknown,
            Firewall::Bypassed | Firewall::Open | Firewall::Off => far,
        };
        (reach, Some(firewall))
    }

    fn firewall(&self, mapping: Option<&Mapping>) -> Firewall {
        let network = &self.facts.network;
        if network.firewall.bool() == Some(false) {
            return Firewall::Off;
        }
        match self.bypasses() {
            Some(true) => return Firewall::Bypassed,
            Some(false) => {}
            None => return Firewall::Unknown,
        }
        if network.firewall.bool().is_none() {
            return Firewall::Unknown;
        }
        let Some(mapping) = mapping else { return Firewall::Unknown };
        // The engine picks a port that nobody has opened.
        let Some(range) = mapping.host else { return Firewall::Unknown };
        let open: Vec<_> = (range.first..=range.last).map(|p| network.lets_in(p, mapping.protocol)).collect();
        if open.contains(&Some(true)) {
            Firewall::Open
        } else if open.contains(&None) {
            Firewall::Unknown
        } else {
            Firewall::Closed
        }
    }

    /// Whether the engine writes rules of its own in front of those of the firewall.
    fn bypasses(&self) -> Option<bool> {
        match self.host.backend()? {
            Backend::Docker => match &self.facts.engines.docker_iptables {
                Datum::Bool(on) => Some(*on),
                Datum::Unknown if self.host.closed => None,
                _ => Some(true),
            },
            // Rootless podman has a program that listens like any other.
            Backend::Podman => self.rootless.map(|rootless| !rootless),
        }
    }
}

/// The address that a half-known mapping begins with.
fn leading_address(text: &Text) -> Option<IpAddr> {
    let Some(TextPiece::Lit(start)) = text.pieces.first() else { return None };
    match start.strip_prefix('[') {
        Some(rest) => rest.split_once("]:")?.0.parse().ok(),
        None => start.split_once(':')?.0.parse().ok(),
    }
}

/// Whether an address is one of a local network.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        // The last range is that of carriers and of overlay networks such as tailscale's.
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private() || v4.is_link_local() || a == 100 && (64..128).contains(&b)
        }
        IpAddr::V6(v6) => {
            let first = v6.segments()[0];
            first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::Hole;

    #[test]
    fn addresses() {
        for private in ["192.168.1.2", "10.0.0.1", "172.20.0.1", "100.64.0.1", "169.254.1.1", "fd00::1", "fe80::1"] {
            assert!(is_private(private.parse().expect("an address")), "{private}");
        }
        for public in ["0.0.0.0", "1.1.1.1", "172.32.0.1", "100.128.0.1", "::", "2001:db8::1"] {
            assert!(!is_private(public.parse().expect("an address")), "{public}");
        }
    }

    #[test]
    fn a_half_known_mapping_may_begin_with_an_address() {
        let begins = |start: &str| {
            let mut text = Text::known_from(start);
            text.pieces.push(TextPiece::Hole(Hole { why: String::new(), store: false, reference: None }));
            leading_address(&text).map(|ip| ip.to_string())
        };
        assert_eq!(begins("127.0.0.1:").as_deref(), Some("127.0.0.1"));
        assert_eq!(begins("[::1]:80").as_deref(), Some("::1"));
        assert_eq!(begins("80:"), None);
        assert_eq!(begins("127.0.0."), None);
    }
}
