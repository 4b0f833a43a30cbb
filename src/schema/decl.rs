//! The shape of an option declaration.

use super::release::Release;
use super::ty::Ty;
use crate::base::string_literal;

/// One option: where it is, what it takes, in which releases it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decl {
    /// Relative to the set of options it stands in (the top level, or a submodule).
    pub path: &'static [&'static str],
    pub ty: Ty,
    pub default: Default,
    /// The first release that has it in this form; where that is not known, the earliest that may.
    pub since: Release,
    /// The first release that no longer has it in this form.
    pub until: Option<Release>,
    /// One line in our own words.
    pub description: &'static str,
    /// Not in NixOS' manual; users should not set it.
    pub internal: bool,
    /// NixOS sets it; a second definition is an error.
    pub read_only: bool,
    /// NixOS turns the merged value into another one before `config` shows it (`apply`).
    pub applied: bool,
}

/// What an option is worth when nobody sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Nothing: reading it without a definition is an error.
    None,
    Null,
    Bool(bool),
    Int(i64),
    Str(&'static str),
    /// A list of strings, maybe empty.
    List(&'static [&'static str]),
    EmptyAttrs,
    /// Follows from other options.
    Computed(Computed),
    /// There is one, but only Nix knows it (a package, for example).
    Unknown,
}

impl Default {
    /// The default for people, as Nix text or a phrase; `None` where there is none.
    pub fn text(&self) -> Option<String> {
        Some(match self {
            Default::None => return None,
            Default::Null => "null".into(),
            Default::Bool(b) => b.to_string(),
            Default::Int(i) => i.to_string(),
            Default::Str(s) => string_literal(s),
            Default::List([]) => "[ ]".into(),
            Default::List(items) => {
                let items: Vec<String> = items.iter().map(|i| string_literal(i)).collect();
                format!("[ {} ]", items.join(" "))
            }
            Default::EmptyAttrs => "{ }".into(),
            Default::Computed(computed) => computed.text().into(),
            Default::Unknown => "known to Nix only".into(),
        })
    }
}

/// The empty list as default.
pub const EMPTY_LIST: Default = Default::List(&[]);

/// Defaults that follow from other options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computed {
    /// `virtualisation.oci-containers.backend`: podman if `system.stateVersion` is at least 22.05, else docker.
    Backend,
    /// `BACKEND-NAME` of a container.
    ContainerServiceName,
    /// The name under which the submodule stands in its attribute set.
    AttrName,
    /// The same, but not as the option's default: NixOS' module sets it with `mkDefault`.
    ImpliedName,
    /// `NAME.service`, `NAME.timer` … of a unit; set by NixOS' module at the ordinary priority.
    UnitName,
    /// `hashedPasswordFile` of a user: its `passwordFile`.
    PasswordFile,
    /// Of a service: `systemd.enableStrictShellChecks`.
    StrictShellChecks,
    /// `virtualisation.docker.daemon.settings.live-restore`: whether `system.stateVersion` is older than 24.11.
    LiveRestore,
    /// `networking.firewall.backend`: firewalld if `services.firewalld.enable`, else nftables if
    /// `networking.nftables.enable`, else iptables.
    FirewallBackend,
    /// `networking.fqdn`: host name and domain with a dot between, an error if there is no domain.
    Fqdn,
    /// `networking.fqdnOrHostName`: the host name, and the domain behind it if there is one.
    FqdnOrHostName,
    /// `networking.proxy.*Proxy`: `networking.proxy.default`.
    ProxyDefault,
    /// `networking.proxy.envVars`: the variables of the proxy options that are set.
    ProxyEnvironment,
    /// The release of the nixpkgs in use (`system.nixos.release`).
    NixosRelease,
}

impl Computed {
    /// How the value comes about, for people.
    pub fn text(self) -> &'static str {
        match self {
            Computed::Backend => "\"podman\", or \"docker\" if system.stateVersion is older than 22.05",
            Computed::ContainerServiceName => "<backend>-<name>",
            Computed::AttrName | Computed::ImpliedName => "<name>",
            Computed::UnitName => "<name> with the unit's suffix",
            Computed::PasswordFile => "passwordFile",
            Computed::StrictShellChecks => "systemd.enableStrictShellChecks",
            Computed::LiveRestore => "true if system.stateVersion is older than 24.11, else false",
            Computed::FirewallBackend => "\"firewalld\", \"nftables\" or \"iptables\", whichever is enabled",
            Computed::Fqdn => "hostName and domain with a dot between them",
            Computed::FqdnOrHostName => "fqdn if there is a domain, else hostName",
            Computed::ProxyDefault => "networking.proxy.default",
            Computed::ProxyEnvironment => "the proxy options as environment variables",
            Computed::NixosRelease => "the release of NixOS in use",
        }
    }
}

/// The options of a submodule, in groups that several submodules may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submodule {
    pub groups: &'static [&'static [Decl]],
    pub extra: Extra,
}

/// What a submodule takes besides its declared options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// Nothing: another name is an error.
    Closed,
    /// Other modules of NixOS declare more options in it. These names are known, others may exist.
    Open(&'static [&'static str]),
    /// Other names together form a value of this type (`freeformType`).
    Freeform(&'static Ty),
}

impl Submodule {
    /// Its options in a release.
    pub fn options(&self, release: Release) -> impl Iterator<Item = &'static Decl> + use<> {
        self.groups.iter().flat_map(|group| group.iter()).filter(move |decl| decl.exists_in(release))
    }

    /// Its `freeformType`, if it has one.
    pub fn freeform(&self) -> Option<&'static Ty> {
        match self.extra {
            Extra::Freeform(ty) => Some(ty),
            Extra::Closed | Extra::Open(_) => None,
        }
    }
}

impl Decl {
    pub fn exists_in(&self, release: Release) -> bool {
        self.since <= release && self.until.is_none_or(|until| release < until)
    }

    /// The path with dots.
    pub fn name(&self) -> String {
        self.path.join(".")
    }

    pub(super) const fn since(mut self, release: Release) -> Decl {
        self.since = release;
        self
    }

    pub(super) const fn until(mut self, release: Release) -> Decl {
        self.until = Some(release);
        self
    }

    pub(super) const fn internal(mut self) -> Decl {
        self.internal = true;
        self
    }

    pub(super) const fn read_only(mut self) -> Decl {
        self.read_only = true;
        self
    }

    pub(super) const fn applied(mut self) -> Decl {
        self.applied = true;
        self
    }
}

/// An option that every known release has.
pub(super) const fn opt(path: &'static [&'static str], ty: Ty, default: Default, description: &'static str) -> Decl {
    Decl {
        path,
        ty,
        default,
        since: Release::OLDEST,
        until: None,
        description,
        internal: false,
        read_only: false,
        applied: false,
    }
}
