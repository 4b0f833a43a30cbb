//! The typed view of a host: its containers, users and groups after merging, with the place of every value. Rules and
//! unit derivation read this; neither sees the evaluator.

use std::borrow::Cow;

use crate::diag::Anchor;
use crate::schema::Release;

pub mod argv;
pub mod capability;
pub mod device;
pub mod exposure;
pub mod facts;
pub mod flags;
pub mod image;
pub mod mounts;
pub mod networks;
pub mod pattern;
pub mod port;
pub mod quantity;
pub mod text;
pub mod view;
pub mod volume;

pub use text::{Hole, RefPart, RefStep, Reference, Text, TextPiece};

/// A value that may not be known.
#[derive(Clone, Debug, PartialEq)]
pub enum Maybe<T> {
    Known(T),
    /// The reason, as a phrase.
    Unknown(Cow<'static, str>),
    /// Nobody sets it and it has no default.
    Missing,
    /// Its evaluation failed: reported already, so every rule stays silent about it.
    Failed,
}

impl<T> Maybe<T> {
    pub fn known(&self) -> Option<&T> {
        match self {
            Maybe::Known(v) => Some(v),
            _ => None,
        }
    }
}

/// The merged value of one option.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<T> {
    pub value: Maybe<T>,
    /// Where the value is written (the literal, the call that makes it); `None` for a default.
    pub at: Option<Anchor>,
    /// The option's name in the definition that won; `None` for a default.
    pub key: Option<Anchor>,
    /// Whether some module sets it (false: it has its default).
    pub defined: bool,
    /// False when a definition depends on a condition that is not known.
    pub certain: bool,
}

impl<T> Field<T> {
    /// A default that nobody overrides.
    pub fn default_value(value: T) -> Self {
        Field { value: Maybe::Known(value), at: None, key: None, defined: false, certain: true }
    }
    pub fn known(&self) -> Option<&T> {
        self.value.known()
    }
    /// The best place to speak of this value.
    pub fn place(&self) -> Option<Anchor> {
        self.at.or(self.key)
    }
}

/// An element of a list option.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub text: Text,
    /// Where the element's value is written.
    pub at: Option<Anchor>,
}

/// An entry of an attribute-set option such as `environment` or `labels`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub name: String,
    pub value: Text,
    /// Where the value is written.
    pub at: Option<Anchor>,
    /// Where the name is written.
    pub key: Option<Anchor>,
}

/// The items of a list or attribute-set option; `complete` is false when there may be more than are listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Seq<T> {
    pub items: Vec<T>,
    pub complete: bool,
}

impl<T> Default for Seq<T> {
    fn default() -> Self {
        Seq { items: Vec::new(), complete: true }
    }
}

/// `login.*`.
#[derive(Clone, Debug, PartialEq)]
pub struct Login {
    pub username: Field<Option<Text>>,
    pub password_file: Field<Option<Text>>,
    pub registry: Field<Option<Text>>,
}

/// `podman = { … }`; on releases without the option the values of that release's behaviour.
#[derive(Clone, Debug, PartialEq)]
pub struct Podman {
    pub sdnotify: Field<Text>,
    pub user: Field<Text>,
}

/// Name and tag of an image that is loaded from a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    pub name: Text,
    pub tag: ImageTag,
}

/// The tag inside of an image file.
#[derive(Clone, Debug, PartialEq)]
pub enum ImageTag {
    Known(Text),
    /// Nobody chose one: it is a hash.
    Hash,
    Unknown,
}

/// One container after merging.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    pub name: String,
    /// Where its name is written first.
    pub at: Option<Anchor>,
    /// False when the container exists only under a condition that is not known.
    pub certain: bool,
    pub image: Field<Text>,
    pub image_file: Field<Option<Text>>,
    pub image_stream: Field<Option<Text>>,
    /// What the image of either is called, where that is known.
    pub loaded: Option<Loaded>,
    pub service_name: Field<Text>,
    pub login: Login,
    pub cmd: Field<Seq<Item>>,
    pub labels: Field<Seq<Pair>>,
    pub entrypoint: Field<Option<Text>>,
    pub environment: Field<Seq<Pair>>,
    pub environment_files: Field<Seq<Item>>,
    pub log_driver: Field<Text>,
    pub ports: Field<Seq<Item>>,
    pub user: Field<Option<Text>>,
    pub volumes: Field<Seq<Item>>,
    pub workdir: Field<Option<Text>>,
    pub depends_on: Field<Seq<Item>>,
    pub hostname: Field<Option<Text>>,
    pub pre_run_extra_options: Field<Seq<Item>>,
    pub extra_options: Field<Seq<Item>>,
    pub auto_start: Field<bool>,
    /// `None` inside is `podman = null`.
    pub podman: Field<Option<Podman>>,
    pub pull: Field<Text>,
    /// Sorted by name; the value is true (add), false (drop) or null.
    pub capabilities: Field<Seq<(String, Field<Option<bool>>)>>,
    pub devices: Field<Seq<Item>>,
    pub privileged: Field<bool>,
    pub auto_remove_on_stop: Field<bool>,
    pub networks: Field<Seq<Item>>,
}

impl Container {
    /// `podman.user` when it is set to something else than root and fully known.
    pub fn rootless_user(&self) -> Option<&str> {
        let user = self.podman.known()?.as_ref()?.user.known()?.known()?;
        (user != "root").then_some(user)
    }
    /// `podman.sdnotify` when known.
    pub fn sdnotify(&self) -> Option<&str> {
        self.podman.known()?.as_ref()?.sdnotify.known()?.known()
    }
}

/// `backend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Podman,
    Docker,
}

impl Backend {
    pub fn as_str(self) -> &'static str {
        match self {
            Backend::Podman => "podman",
            Backend::Docker => "docker",
        }
    }
}

/// A user of `users.users`.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// The attribute name.
    pub attr: String,
    /// Where the attribute name is written first.
    pub at: Option<Anchor>,
    pub certain: bool,
    pub name: Field<Text>,
    pub uid: Field<Option<i64>>,
    pub group: Field<Text>,
    pub home: Field<Text>,
    pub create_home: Field<bool>,
    pub is_normal_user: Field<bool>,
    pub is_system_user: Field<bool>,
    /// Until 25.05 never `None`.
    pub linger: Field<Option<bool>>,
    pub auto_sub_uid_gid_range: Field<bool>,
    /// (start, count) of every range.
    pub sub_uid_ranges: Field<Vec<(Option<i64>, Option<i64>)>>,
    pub sub_gid_ranges: Field<Vec<(Option<i64>, Option<i64>)>>,
    pub extra_groups: Field<Seq<Item>>,
}

/// A group of `users.groups`.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub attr: String,
    pub name: Field<Text>,
    pub gid: Field<Option<i64>>,
}

/// The result of looking something up by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lookup<T> {
    Found(T),
    /// It does not exist: a fact (closed world).
    Absent,
    /// It may exist elsewhere.
    Unknown,
}

/// Everything that decides the units of one host.
#[derive(Clone, Debug)]
pub struct Host {
    pub name: String,
    pub release: Release,
    /// Whether everything that is not set has its default for sure.
    pub closed: bool,
    pub backend: Field<Backend>,
    pub state_version: Field<Text>,
    /// Sorted by name.
    pub containers: Vec<Container>,
    /// False when containers may exist that are not listed.
    pub containers_complete: bool,
    pub users: Vec<User>,
    pub users_complete: bool,
    pub groups: Vec<Group>,
    pub groups_complete: bool,
    pub manage_lingering: Field<bool>,
    pub enforce_id_uniqueness: Field<bool>,
    /// `networking.proxy.envVars`: variables of every container unit.
    pub proxy_environment: Field<Seq<Pair>>,
    /// `virtualisation.docker.enable` and `virtualisation.podman.enable` as the configuration sets them.
    pub docker_enable: Field<bool>,
    pub podman_enable: Field<bool>,
    /// `systemd.services.NAME` that a module of the configuration defines: name, place, whether it has a command of its
    /// own (`script` or `serviceConfig.ExecStart`).
    pub services: Vec<ServiceDef>,
    /// Names below `services` that the configuration sets: their NixOS modules often declare a user of that name.
    pub other_services: Vec<String>,
}

/// Users that NixOS declares on every system.
const NIXOS_USERS: &[&str] = &[
    "root",
    "nobody",
    "messagebus",
    "nm-openvpn",
    "nscd",
    "polkituser",
    "rtkit",
    "sshd",
    "systemd-coredump",
    "systemd-network",
    "systemd-oom",
    "systemd-resolve",
    "systemd-timesync",
];

/// Groups that `nixos/modules/config/users-groups.nix` declares on every system.
const NIXOS_GROUPS: &[&str] = &[
    "adm", "audio", "cdrom", "dialout", "disk", "floppy", "input", "kmem", "kvm", "lp", "nixbld", "nogroup", "render",
    "root", "sgx", "shadow", "tape", "tty", "users", "utmp", "uucp", "video", "wheel",
];

/// Groups that other modules of NixOS declare on many systems, and those of the container backends.
const COMMON_GROUPS: &[&str] =
    &["clock", "docker", "keys", "messagebus", "networkmanager", "podman", "systemd-journal"];

/// Whether every NixOS system has a group of this name.
pub fn is_nixos_group(name: &str) -> bool {
    NIXOS_GROUPS.contains(&name)
}

/// A unit that the configuration itself defines or overrides.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceDef {
    /// Attribute name, without `.service`.
    pub name: String,
    pub at: Option<Anchor>,
    pub certain: bool,
    pub has_command: bool,
    pub after: Seq<Item>,
    pub requires: Seq<Item>,
    /// Its shell scripts.
    pub texts: Vec<Maybe<Text>>,
    /// After merging, with what NixOS sets itself.
    pub service_config: facts::Datum,
    pub unit_config: facts::Datum,
    /// What the configuration itself sets in `serviceConfig`, with the places.
    pub overrides: Vec<(String, Option<Anchor>)>,
}

impl Host {
    pub fn container(&self, name: &str) -> Lookup<&Container> {
        let index = self.containers.binary_search_by(|c| c.name.as_str().cmp(name));
        match index.ok().and_then(|i| self.containers.get(i)) {
            Some(c) => Lookup::Found(c),
            None if self.containers_complete && self.closed => Lookup::Absent,
            None => Lookup::Unknown,
        }
    }

    /// A user by attribute name, as the module looks it up (`config.users.users.${podman.user}`).
    pub fn user(&self, attr: &str) -> Lookup<&User> {
        match self.users.iter().find(|u| u.attr == attr) {
            Some(u) => Lookup::Found(u),
            // Every system has these; modules of services that are not modelled declare others of the same name.
            None if NIXOS_USERS.contains(&attr) || self.other_services.iter().any(|s| s == attr) => Lookup::Unknown,
            None if self.users_complete && self.closed => Lookup::Absent,
            None => Lookup::Unknown,
        }
    }

    /// A group by its effective name.
    pub fn group(&self, name: &str) -> Lookup<&Group> {
        match self.groups.iter().find(|g| g.name.known().and_then(Text::known) == Some(name)) {
            Some(g) => Lookup::Found(g),
            // What is known of these is that they exist, or may exist.
            None if is_nixos_group(name) || COMMON_GROUPS.contains(&name) => Lookup::Unknown,
            None if self.other_services.iter().any(|s| s == name) => Lookup::Unknown,
            None if self.groups_complete && self.closed => Lookup::Absent,
            None => Lookup::Unknown,
        }
    }

    pub fn backend(&self) -> Option<Backend> {
        self.backend.known().copied()
    }
}
