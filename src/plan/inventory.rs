//! The containers of a host with what a person asks first: image, user, sockets and who reaches them, readiness,
//! dependencies, secrets. What is not known is there as unknown, with the reason; nothing is left out for it.

use std::collections::BTreeSet;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::oci::argv::Argv;
use crate::oci::exposure::{self, Published, Socket};
use crate::oci::facts::Facts;
use crate::oci::mounts::{self, Mount};
use crate::oci::networks::{Mode, Networks};
use crate::oci::port::Range;
use crate::oci::{Backend, Container, Field, Host, Item, Lookup, Maybe, RefStep, Reference, Seq, Text, TextPiece};

/// A value, or that it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact<T> {
    Known(T),
    Unknown {
        /// A phrase.
        why: String,
        /// The text with `…` for what is not known, where some of it is.
        text: Option<String>,
    },
}

impl<T> Fact<T> {
    pub fn known(&self) -> Option<&T> {
        match self {
            Fact::Known(value) => Some(value),
            Fact::Unknown { .. } => None,
        }
    }

    fn unknown(why: impl Into<String>) -> Fact<T> {
        Fact::Unknown { why: why.into(), text: None }
    }

    fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Fact::Known(value) => Fact::Known(f(value)),
            Fact::Unknown { why, text } => Fact::Unknown { why, text },
        }
    }

    fn of_field(field: &Field<T>) -> Fact<T>
    where
        T: Clone,
    {
        match &field.value {
            Maybe::Known(value) => Fact::Known(value.clone()),
            Maybe::Unknown(why) => Fact::unknown(&**why),
            Maybe::Missing => Fact::unknown("nobody sets it"),
            Maybe::Failed => Fact::unknown("its evaluation fails"),
        }
    }
}

impl Fact<String> {
    /// The text for a person: `…` for what is not known.
    pub fn shown(&self) -> &str {
        match self {
            Fact::Known(text) => text,
            Fact::Unknown { text, .. } => text.as_deref().unwrap_or("?"),
        }
    }

    fn of_text(text: &Text) -> Fact<String> {
        match (text.known(), text.why()) {
            (Some(known), _) => Fact::Known(known.to_owned()),
            (None, hole) => {
                let shown = text.display();
                let why = hole.map_or_else(String::new, |h| h.why.clone());
                Fact::Unknown { why, text: (shown != "…").then_some(shown) }
            }
        }
    }

    fn of(field: &Field<Text>) -> Fact<String> {
        match Fact::of_field(field) {
            Fact::Known(text) => Fact::of_text(&text),
            Fact::Unknown { why, text } => Fact::Unknown { why, text },
        }
    }
}

/// What may be null; null is `None`.
fn optional(field: &Field<Option<Text>>) -> Fact<Option<String>> {
    match Fact::of_field(field) {
        Fact::Known(None) => Fact::Known(None),
        Fact::Known(Some(text)) => Fact::of_text(&text).map(Some),
        Fact::Unknown { why, text } => Fact::Unknown { why, text },
    }
}

impl<T: Serialize> Serialize for Fact<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Fact::Known(value) => value.serialize(serializer),
            Fact::Unknown { why, text } => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("unknown", why)?;
                if let Some(text) = text {
                    map.serialize_entry("text", text)?;
                }
                map.end()
            }
        }
    }
}

/// What one host runs.
#[derive(Clone, Debug, Serialize)]
pub struct Inventory {
    pub nixos: &'static str,
    pub backend: Fact<&'static str>,
    /// Sorted by name.
    pub containers: Vec<Entry>,
    /// Whether these are all: false when there may be others.
    pub complete: bool,
}

/// One container.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub name: String,
    /// Whether it exists only under a condition that is not known.
    pub conditional: bool,
    /// Its systemd unit, without `.service`.
    pub unit: Fact<String>,
    pub image: Fact<String>,
    /// Where the image comes from: `registry`, `imageFile`, `imageStream`, or null when that is not known.
    pub image_from: Option<&'static str>,
    pub user: Owner,
    /// The user inside of the container, where one is set.
    pub container_user: Fact<Option<String>>,
    pub auto_start: Fact<bool>,
    pub readiness: Fact<&'static str>,
    pub published: Sockets,
    pub networks: Vec<Net>,
    pub volumes: Vec<Volume>,
    pub depends_on: Vec<Fact<String>>,
    pub secrets: Vec<Secret>,
    /// Which of the lists above may have more entries than were read.
    pub incomplete: Vec<&'static str>,
}

/// The user of the host who runs a container.
#[derive(Clone, Debug, Serialize)]
pub struct Owner {
    pub name: Fact<String>,
    pub uid: Option<i64>,
    /// Null when it is not known.
    pub rootless: Option<bool>,
}

/// What a container publishes.
#[derive(Clone, Debug, Serialize)]
pub struct Sockets {
    pub sockets: Vec<Port>,
    /// Why nothing is published, whatever `ports` says.
    pub instead: Option<String>,
}

/// One published range of ports.
#[derive(Clone, Debug, Serialize)]
pub struct Port {
    pub text: String,
    /// Null: all addresses, or not known.
    pub address: Option<String>,
    /// Ports of the host, `first` to `last`; null when the engine picks them, or they are not known.
    pub host: Option<Range>,
    pub container: Option<Range>,
    pub protocol: Option<&'static str>,
    pub reach: &'static str,
    /// Null where no firewall is asked.
    pub firewall: Option<&'static str>,
}

/// A network that a container joins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Net {
    pub name: String,
    /// `network`, or what the word means instead: `host`, `none`, `container`, …
    pub kind: &'static str,
}

/// A mount.
#[derive(Clone, Debug, Serialize)]
pub struct Volume {
    pub text: String,
    /// `bind`, `volume`, or null when that is not known or there is no source.
    pub kind: Option<&'static str>,
    pub source: Option<String>,
    pub target: Option<String>,
    pub read_only: Option<bool>,
}

/// A secret by reference: never its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Secret {
    /// The option by which the container gets it.
    pub by: &'static str,
    /// The file on the host, or the name that the engine knows it by.
    pub path: Fact<String>,
    /// The option that declares it: `sops.secrets.db`.
    pub declared: Option<String>,
}

/// Folders in which secrets lie.
const SECRET_FOLDERS: &[&str] = &["/run/secrets/", "/run/secrets.d/", "/run/agenix/", "/run/agenix.d/", "/run/keys/"];

impl Inventory {
    /// What a host runs.
    pub fn of(host: &Host, facts: &Facts) -> Inventory {
        let containers = host.containers.iter().map(|c| Reader::new(host, facts, c).entry()).collect();
        Inventory {
            nixos: host.release.as_str(),
            backend: Fact::of_field(&host.backend).map(Backend::as_str),
            containers,
            complete: host.containers_complete,
        }
    }
}

/// Reads one container.
struct Reader<'a> {
    host: &'a Host,
    facts: &'a Facts,
    container: &'a Container,
    argv: Argv<'a>,
    networks: Networks,
    incomplete: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    fn new(host: &'a Host, facts: &'a Facts, container: &'a Container) -> Reader<'a> {
        let argv = Argv::of(container, host.backend());
        let networks = Networks::of(container, &argv, host.backend());
        Reader { host, facts, container, argv, networks, incomplete: Vec::new() }
    }

    fn entry(mut self) -> Entry {
        let c = self.container;
        let published = self.published();
        let networks = self.networks();
        let (mounts, complete) = mounts::of(c, &self.argv, self.host.backend());
        self.note("volumes", complete);
        let depends_on = self.list("depends_on", &c.depends_on);
        let secrets = self.secrets(&mounts);
        Entry {
            name: c.name.clone(),
            conditional: !c.certain,
            unit: Fact::of(&c.service_name),
            image: Fact::of(&c.image),
            image_from: image_from(c),
            user: self.owner(),
            container_user: optional(&c.user),
            auto_start: Fact::of_field(&c.auto_start),
            readiness: self.readiness(),
            published,
            networks,
            volumes: mounts.into_iter().map(volume).collect(),
            depends_on,
            secrets,
            incomplete: self.incomplete,
        }
    }

    fn note(&mut self, list: &'static str, complete: bool) {
        // In the open world all that is not written is unknown; to say so everywhere says nothing.
        if !complete && self.host.closed && !self.incomplete.contains(&list) {
            self.incomplete.push(list);
        }
    }

    fn list(&mut self, name: &'static str, field: &Field<Seq<Item>>) -> Vec<Fact<String>> {
        let known = field.known();
        self.note(name, known.is_some_and(|seq| seq.complete));
        known.into_iter().flat_map(|seq| &seq.items).map(|i| Fact::of_text(&i.text)).collect()
    }

    fn published(&mut self) -> Sockets {
        let Published { sockets, instead, complete } =
            exposure::published(self.host, self.facts, self.container, &self.argv, &self.networks);
        self.note("published", complete);
        Sockets { sockets: sockets.into_iter().map(socket).collect(), instead }
    }

    fn networks(&mut self) -> Vec<Net> {
        self.note("networks", self.networks.complete);
        let mut out: Vec<Net> = Vec::new();
        for network in &self.networks.list {
            let net = net(&network.mode, &network.text);
            if !out.contains(&net) {
                out.push(net);
            }
        }
        out
    }

    fn owner(&self) -> Owner {
        let rootless = exposure::is_rootless(self.host, self.container);
        let name = match (self.host.backend(), &self.container.podman.value) {
            (Some(Backend::Docker), _) => Fact::Known("root".to_owned()),
            (_, Maybe::Known(Some(podman))) => Fact::of(&podman.user),
            _ => match Fact::of_field(&self.container.podman) {
                Fact::Known(_) => Fact::unknown("the backend is not known"),
                Fact::Unknown { why, text } => Fact::Unknown { why, text },
            },
        };
        let uid = name.known().and_then(|n| match self.host.user(n) {
            Lookup::Found(user) => user.uid.known().copied().flatten(),
            _ if n == "root" => Some(0),
            _ => None,
        });
        Owner { name, uid, rootless }
    }

    /// When systemd takes the unit for started: as soon as the process runs (docker), once the container runs (`conmon`),
    /// when the program in it says so (`container`), when its health check succeeds (`healthy`).
    fn readiness(&self) -> Fact<&'static str> {
        let word = |text: &str| match text {
            "conmon" => Fact::Known("started"),
            "container" => Fact::Known("notified"),
            "healthy" => Fact::Known("healthy"),
            "ignore" => Fact::Known("ignored"),
            other => Fact::unknown(format!("podman knows no sdnotify mode `{other}`")),
        };
        match self.host.backend() {
            Some(Backend::Docker) => return Fact::Known("process"),
            Some(Backend::Podman) => {}
            None => return Fact::unknown("the backend is not known"),
        }
        if let Some(given) = self.argv.last("sdnotify") {
            return given.known().map_or_else(|| Fact::unknown("the value of `--sdnotify` is not known"), word);
        }
        match &self.container.podman.value {
            Maybe::Known(Some(podman)) => match Fact::of(&podman.sdnotify) {
                Fact::Known(text) => word(&text),
                Fact::Unknown { why, text } => Fact::Unknown { why, text },
            },
            Maybe::Unknown(why) => Fact::unknown(&**why),
            _ => Fact::unknown("`podman` is not set"),
        }
    }

    fn secrets(&mut self, mounts: &[Mount]) -> Vec<Secret> {
        let c = self.container;
        let mut out = Vec::new();
        self.note("secrets", c.environment_files.known().is_some_and(|s| s.complete));
        for item in c.environment_files.known().into_iter().flat_map(|s| &s.items) {
            out.push(self.secret("environmentFiles", &item.text));
        }
        if let Some(Some(file)) = c.login.password_file.known() {
            out.push(self.secret("login.passwordFile", file));
        }
        for (flag, by) in [("env-file", "--env-file"), ("secret", "--secret")] {
            for value in self.argv.all(flag).filter_map(|g| g.value.as_ref()) {
                let name = value.known().and_then(|v| v.split(',').next()).map(Text::from);
                out.push(self.secret(by, name.as_ref().unwrap_or(value)));
            }
        }
        for mount in mounts {
            let Some(source) = mount.source.as_deref() else { continue };
            let declared = self.facts.secrets.at(source).map(|s| s.option.join("."));
            if declared.is_some() || SECRET_FOLDERS.iter().any(|f| source.starts_with(f)) {
                out.push(Secret { by: "volumes", path: Fact::Known(source.to_owned()), declared });
            }
        }
        let mut seen = BTreeSet::new();
        out.retain(|s| seen.insert((s.by, s.path.shown().to_owned(), s.declared.clone())));
        out
    }

    fn secret(&self, by: &'static str, text: &Text) -> Secret {
        let at = text.known().and_then(|path| self.facts.secrets.at(path));
        let declared = at.map(|s| s.option.join(".")).or_else(|| referred(text));
        Secret { by, path: Fact::of_text(text), declared }
    }
}

/// The option that a text stands for: `sops.secrets.db` of `config.sops.secrets.db.path`.
fn referred(text: &Text) -> Option<String> {
    let [TextPiece::Hole(hole)] = text.pieces.as_slice() else { return None };
    let Some(Reference::Option(steps)) = &hole.reference else { return None };
    let names: Option<Vec<&str>> = steps
        .iter()
        .map(|step| match step {
            RefStep::Name(name) => Some(name.as_str()),
            RefStep::Index(_) => None,
        })
        .collect();
    let mut names = names?;
    if names.last() == Some(&"path") {
        names.pop();
    }
    Some(names.join("."))
}

fn image_from(c: &Container) -> Option<&'static str> {
    match (c.image_file.known()?, c.image_stream.known()?) {
        (Some(_), _) => Some("imageFile"),
        (None, Some(_)) => Some("imageStream"),
        (None, None) => Some("registry"),
    }
}

fn socket(socket: Socket) -> Port {
    let mapping = socket.mapping.as_ref();
    Port {
        address: mapping.and_then(|m| m.address).map(|a| a.to_string()),
        host: mapping.and_then(|m| m.host),
        container: mapping.map(|m| m.container),
        protocol: mapping.map(|m| m.protocol),
        reach: socket.reach.as_str(),
        firewall: socket.firewall.map(exposure::Firewall::as_str),
        text: socket.text,
    }
}

fn net(mode: &Mode, text: &str) -> Net {
    let (name, kind) = match mode {
        Mode::Named(name) => (name.as_str(), "network"),
        Mode::Container(Some(name)) => (name.as_str(), "container"),
        Mode::Container(None) => ("?", "container"),
        Mode::Bridge => ("bridge", "bridge"),
        Mode::Host => ("host", "host"),
        Mode::None => ("none", "none"),
        Mode::Private => ("private", "private"),
        Mode::Default => ("default", "default"),
        Mode::Namespace => (text, "namespace"),
        Mode::Pasta => ("pasta", "pasta"),
        Mode::Slirp => ("slirp4netns", "slirp4netns"),
        Mode::Pod => ("pod", "pod"),
    };
    Net { name: name.to_owned(), kind }
}

fn volume(mount: Mount) -> Volume {
    let kind = match &mount.source {
        Some(source) if source.starts_with('/') => Some("bind"),
        Some(_) => Some("volume"),
        None => None,
    };
    let read_only = mount.is_read_only();
    Volume { kind, read_only, text: mount.text, source: mount.source, target: mount.target }
}
