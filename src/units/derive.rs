//! What nixpkgs' oci-containers module defines in `systemd.services` for a container, release by release
//! (`nixos/modules/virtualisation/oci-containers.nix` of NixOS 24.05 to 26.05).
//!
//! Every definition has the plain priority; what the configuration itself says about the service is merged in by the
//! module system afterwards.

use std::collections::BTreeSet;
use std::fmt;

use super::quote::shell_word;
use super::script;
use super::value::{Value, container_option, hole, resolvable, user_option};
use crate::oci::{Backend, Container, Field, Host, Lookup, Maybe, Podman, RefStep, Text, User};
use crate::schema::Release;

/// The file that runs the module's own preparation, as `ExecStartPre` names it.
pub const PRE_START: &str = "@pre-start@/bin/pre-start";

/// What the module defines for one container.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceDefs {
    /// The container's name.
    pub container: String,
    /// The attribute name in `systemd.services` (without `.service`), or why it is not known.
    pub name: Result<String, String>,
    /// Attributes of the service and the value that the module defines for each; one that is not listed is not
    /// defined. [`Value::Unknown`] also stands for an attribute of which it is not known whether it is defined.
    pub attrs: Vec<(&'static str, Value)>,
    /// The text of the script that the first `ExecStartPre` runs: a [`Value::Text`] or unknown.
    pub pre_start_script: Value,
}

impl ServiceDefs {
    /// The definition of an attribute.
    pub fn attr(&self, name: &str) -> Option<&Value> {
        self.attrs.iter().find(|(n, _)| *n == name).map(|(_, v)| v)
    }
}

/// Why NixOS cannot evaluate the service: its evaluation ends with an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeriveError {
    /// An option without default is not set.
    Missing { container: String, option: &'static str },
    /// `podman.user` names a user that is not declared.
    UnknownUser { container: String, user: String },
    /// `linger` of the user is null where the module needs a Boolean.
    LingerUnset { container: String, user: String },
    /// `dependsOn` names a container that is not declared.
    UnknownDependency { container: String, dependency: String },
    /// `podman = null` although the backend is podman.
    PodmanNull { container: String },
}

impl DeriveError {
    /// The container whose unit fails.
    pub fn container(&self) -> &str {
        match self {
            DeriveError::Missing { container, .. }
            | DeriveError::UnknownUser { container, .. }
            | DeriveError::LingerUnset { container, .. }
            | DeriveError::UnknownDependency { container, .. }
            | DeriveError::PodmanNull { container } => container,
        }
    }
}

impl fmt::Display for DeriveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeriveError::Missing { container, option } => {
                write!(f, "container `{container}` has no `{option}`")
            }
            DeriveError::UnknownUser { container, user } => {
                write!(f, "container `{container}` runs as user `{user}`, which is not declared")
            }
            DeriveError::LingerUnset { container, user } => {
                write!(f, "container `{container}` runs as user `{user}`, whose `linger` is not set")
            }
            DeriveError::UnknownDependency { container, dependency } => {
                write!(f, "container `{container}` depends on `{dependency}`, which is not declared")
            }
            DeriveError::PodmanNull { container } => {
                write!(f, "container `{container}` has `podman = null` on the podman backend")
            }
        }
    }
}

impl std::error::Error for DeriveError {}

/// Why a value cannot be given.
pub(super) enum Gap {
    /// Not known, for this reason.
    Unknown(String),
    /// Nix itself fails.
    Fails(DeriveError),
}

pub(super) type Part<T> = Result<T, Gap>;

pub(super) fn unknown<T>(why: impl Into<String>) -> Part<T> {
    Err(Gap::Unknown(why.into()))
}

/// What the module defines for `container`.
///
/// # Errors
/// When NixOS fails to evaluate the service.
pub fn service(host: &Host, container: &Container) -> Result<ServiceDefs, DeriveError> {
    let cx = Cx { host, container };
    let name = match cx.service_name() {
        Ok(name) => Ok(name),
        Err(Gap::Unknown(why)) => Err(why),
        Err(Gap::Fails(error)) => return Err(error),
    };
    let mut attrs = Vec::new();
    let mut define = |attr: &'static str, value: Part<Option<Value>>| -> Result<(), DeriveError> {
        attrs.extend(settle(value)?.map(|v| (attr, v)));
        Ok(())
    };
    define("wantedBy", cx.wanted_by().map(Some))?;
    define("wants", cx.wants().map(Some))?;
    define("after", cx.after().map(Some))?;
    define("requires", cx.requires().map(Some))?;
    define("environment", cx.environment().map(Some))?;
    define("path", cx.backend().map(|b| Some(Value::List(vec![Value::Package(b.as_str().to_owned())]))))?;
    define("script", script::run(&cx).map(|t| Some(Value::Text(t))))?;
    define("preStop", script::stop(&cx).map(|t| Some(Value::Text(t))))?;
    define("postStop", script::remove(&cx).map(|t| Some(Value::Text(t))))?;
    define("unitConfig", cx.unit_config())?;
    define("serviceConfig", cx.service_config().map(Some))?;
    let pre_start = settle(script::prepare(&cx).map(|t| Some(Value::Text(t))))?;
    Ok(ServiceDefs {
        container: container.name.clone(),
        name,
        attrs,
        pre_start_script: pre_start.unwrap_or_else(|| Value::text("")),
    })
}

/// The containers of a host with what is defined for each, in the order of their names. Of several containers with
/// one service name only the first has a service: the others are lost, as in NixOS.
pub fn services(host: &Host) -> Vec<(&Container, Result<ServiceDefs, DeriveError>)> {
    let mut taken = BTreeSet::new();
    let mut containers: Vec<&Container> = host.containers.iter().collect();
    containers.sort_by(|a, b| a.name.cmp(&b.name));
    containers.retain(|container| {
        let name = Cx { host, container }.service_name();
        name.map_or(true, |name| taken.insert(name))
    });
    containers.into_iter().map(|c| (c, service(host, c))).collect()
}

fn settle(value: Part<Option<Value>>) -> Result<Option<Value>, DeriveError> {
    match value {
        Ok(value) => Ok(value),
        Err(Gap::Unknown(why)) => Ok(Some(Value::Unknown(why))),
        Err(Gap::Fails(error)) => Err(error),
    }
}

/// One container on its host.
pub(super) struct Cx<'a> {
    pub(super) host: &'a Host,
    pub(super) container: &'a Container,
}

impl<'a> Cx<'a> {
    pub(super) fn since(&self, release: Release) -> bool {
        self.host.release >= release
    }

    /// The value of an option, if it is known for sure.
    pub(super) fn get<T>(&self, field: &'a Field<T>, option: &'static str) -> Part<&'a T> {
        match &field.value {
            // A container that exists under a condition is shown as it is when the condition holds.
            Maybe::Known(_) if !field.certain && self.container.certain => {
                unknown(format!("`{option}` depends on a condition that is not known"))
            }
            Maybe::Known(value) => Ok(value),
            Maybe::Unknown(why) => unknown(why.as_str()),
            Maybe::Failed => unknown(format!("the evaluation of `{option}` failed")),
            Maybe::Missing => Err(Gap::Fails(DeriveError::Missing { container: self.container.name.clone(), option })),
        }
    }

    /// The path of an option of this container.
    pub(super) fn path(&self, rest: &[&str]) -> Vec<RefStep> {
        container_option(&self.container.name, rest)
    }

    /// A string option, pasted as it is; what is not known is a hole.
    pub(super) fn text(&self, field: &'a Field<Text>, option: &'static str) -> Part<Text> {
        match self.get(field, option) {
            Ok(text) => Ok(resolvable(text, self.path(&[option]))),
            Err(Gap::Unknown(why)) => Ok(hole(&why, self.path(&[option]))),
            Err(fails) => Err(fails),
        }
    }

    pub(super) fn backend(&self) -> Part<Backend> {
        match &self.host.backend.value {
            Maybe::Known(_) if !self.host.backend.certain => {
                unknown("`backend` depends on a condition that is not known")
            }
            Maybe::Known(backend) => Ok(*backend),
            Maybe::Unknown(why) => unknown(why.as_str()),
            Maybe::Missing | Maybe::Failed => unknown("the evaluation of `backend` failed"),
        }
    }

    pub(super) fn is_podman(&self) -> Part<bool> {
        Ok(self.backend()? == Backend::Podman)
    }

    /// The name as a word for the shell, quotes and all.
    pub(super) fn escaped_name(&self) -> String {
        shell_word(&self.container.name).into_owned()
    }

    fn service_name(&self) -> Part<String> {
        if !self.since(Release::R24_11) {
            return Ok(format!("{}-{}", self.backend()?.as_str(), self.container.name));
        }
        let text = self.get(&self.container.service_name, "serviceName")?;
        match text.known() {
            Some(name) => Ok(name.to_owned()),
            None => unknown(text.why().map_or("", |h| h.why.as_str())),
        }
    }

    /// The podman options; `None` where they are null.
    fn podman(&self) -> Part<Option<&'a Podman>> {
        match self.get(&self.container.podman, "podman")? {
            Some(podman) => Ok(Some(podman)),
            None if self.is_podman()? => {
                Err(Gap::Fails(DeriveError::PodmanNull { container: self.container.name.clone() }))
            }
            None => Ok(None),
        }
    }

    /// The user of a rootless container by attribute name; `None` for root. The module does not ask for the backend.
    fn rootless(&self) -> Part<Option<&'a str>> {
        if !self.since(Release::R25_05) {
            return Ok(None);
        }
        let Some(podman) = self.podman()? else { return Ok(None) };
        let user = self.get(&podman.user, "podman.user")?;
        match user.known() {
            Some("root") => Ok(None),
            Some(name) => Ok(Some(name)),
            None => unknown(user.why().map_or("", |h| h.why.as_str())),
        }
    }

    /// `podman.sdnotify`, pasted as it is.
    pub(super) fn sdnotify(&self) -> Part<Text> {
        let Some(podman) = self.podman()? else { return Ok(Text::default()) };
        let path = || self.path(&["podman", "sdnotify"]);
        match self.get(&podman.sdnotify, "podman.sdnotify") {
            Ok(text) => Ok(resolvable(text, path())),
            Err(Gap::Unknown(why)) => Ok(hole(&why, path())),
            Err(fails) => Err(fails),
        }
    }

    fn is_healthy(&self) -> Part<bool> {
        let sdnotify = self.sdnotify()?;
        match sdnotify.known() {
            Some(value) => Ok(value == "healthy"),
            None => unknown(sdnotify.why().map_or("", |h| h.why.as_str())),
        }
    }

    /// The declaration of a user; `None` if it may be declared elsewhere.
    fn user(&self, name: &str) -> Part<Option<&'a User>> {
        match self.host.user(name) {
            Lookup::Found(user) => Ok(Some(user)),
            Lookup::Unknown => Ok(None),
            Lookup::Absent => {
                let container = self.container.name.clone();
                Err(Gap::Fails(DeriveError::UnknownUser { container, user: name.to_owned() }))
            }
        }
    }

    /// An option of a user. In an open world one that nobody sets may be set elsewhere.
    fn user_field<T>(&self, field: &'a Field<T>, user: &str, option: &'static str) -> Part<&'a T> {
        match &field.value {
            Maybe::Known(value) if field.certain && (field.defined || self.host.closed) => Ok(value),
            Maybe::Unknown(why) => unknown(why.as_str()),
            _ => unknown(format!("`users.users.{user}.{option}` is not known")),
        }
    }

    /// The number of a user as text; empty if it has none, as Nix writes null.
    fn uid(&self, name: &str) -> Part<Text> {
        let declared = match self.user(name)? {
            Some(user) => self.user_field(&user.uid, name, "uid"),
            None => unknown(undeclared(name)),
        };
        match declared {
            Ok(Some(uid)) => Ok(Text::known_from(uid.to_string())),
            Ok(None) => Ok(Text::default()),
            Err(Gap::Unknown(why)) => Ok(hole(&why, user_option(name, "uid"))),
            Err(fails) => Err(fails),
        }
    }

    fn home(&self, name: &str) -> Part<Text> {
        let path = || user_option(name, "home");
        let declared = match self.user(name)? {
            Some(user) => self.user_field(&user.home, name, "home"),
            None => unknown(undeclared(name)),
        };
        match declared {
            Ok(home) => Ok(resolvable(home, path())),
            Err(Gap::Unknown(why)) => Ok(hole(&why, path())),
            Err(fails) => Err(fails),
        }
    }

    /// Whether the unit waits for `linger-users.service`: rootless podman whose user lingers.
    fn lingers(&self) -> Part<bool> {
        if !self.since(Release::R25_05) || !self.is_podman()? {
            return Ok(false);
        }
        let Some(name) = self.rootless()? else { return Ok(false) };
        let Some(user) = self.user(name)? else { return unknown(undeclared(name)) };
        match self.user_field(&user.linger, name, "linger")? {
            Some(linger) => Ok(*linger),
            // Null came with 25.11; before, the option was a Boolean with the default false.
            None if !self.since(Release::R25_11) => Ok(false),
            None => {
                let container = self.container.name.clone();
                Err(Gap::Fails(DeriveError::LingerUnset { container, user: name.to_owned() }))
            }
        }
    }

    /// The manager of the user's session, which a rootless container needs before it can report its health.
    fn session(&self) -> Part<Option<Text>> {
        let Some(name) = self.rootless()? else { return Ok(None) };
        if !self.is_healthy()? {
            return Ok(None);
        }
        let mut unit = Text::from("user@");
        unit.push_text(&self.uid(name)?);
        unit.push_str(".service");
        Ok(Some(unit))
    }

    fn pulls(&self) -> Part<bool> {
        let file = self.get(&self.container.image_file, "imageFile")?.is_none();
        let stream = !self.since(Release::R24_11) || self.get(&self.container.image_stream, "imageStream")?.is_none();
        Ok(file && stream)
    }

    /// The units of `dependsOn`. Until 25.05 the entries are pasted into unit names unchecked, in their order; since
    /// 25.11 they are looked up, which sorts them, drops duplicates and honours the other's `serviceName`.
    fn dependencies(&self) -> Part<Vec<Text>> {
        let list = self.get(&self.container.depends_on, "dependsOn")?;
        if !list.complete {
            return unknown("`dependsOn` may have more entries");
        }
        if list.items.is_empty() {
            return Ok(Vec::new());
        }
        if !self.since(Release::R25_11) {
            return self.pasted_dependencies(list.items.iter().map(|i| &i.text));
        }
        let mut names = BTreeSet::new();
        for item in &list.items {
            match item.text.known() {
                Some(name) => names.insert(name),
                None => return unknown(item.text.why().map_or("", |h| h.why.as_str())),
            };
        }
        names.into_iter().map(|name| self.dependency(name)).collect()
    }

    fn pasted_dependencies<'t>(&self, items: impl Iterator<Item = &'t Text>) -> Part<Vec<Text>> {
        let backend = self.backend()?.as_str();
        let unit = |(i, text): (usize, &Text)| {
            let mut path = self.path(&["dependsOn"]);
            path.push(RefStep::Index(i));
            let mut unit = Text::known_from(format!("{backend}-"));
            unit.push_text(&resolvable(text, path));
            unit.push_str(".service");
            unit
        };
        Ok(items.enumerate().map(unit).collect())
    }

    fn dependency(&self, name: &str) -> Part<Text> {
        let path = || container_option(name, &["serviceName"]);
        let mut unit = match self.host.container(name) {
            Lookup::Found(other) => match (&other.service_name.value, other.service_name.certain) {
                (Maybe::Known(service), true) => resolvable(service, path()),
                (Maybe::Unknown(why), _) => hole(why, path()),
                _ => hole(&format!("the service name of `{name}` is not known"), path()),
            },
            Lookup::Unknown => hole(&format!("container `{name}` is not declared in what was read"), path()),
            Lookup::Absent => {
                let container = self.container.name.clone();
                return Err(Gap::Fails(DeriveError::UnknownDependency { container, dependency: name.to_owned() }));
            }
        };
        unit.push_str(".service");
        Ok(unit)
    }

    fn wanted_by(&self) -> Part<Value> {
        let start = *self.get(&self.container.auto_start, "autoStart")?;
        Ok(Value::texts(start.then(|| "multi-user.target".into())))
    }

    fn wants(&self) -> Part<Value> {
        let mut units: Vec<Text> = Vec::new();
        units.extend(self.pulls()?.then(|| "network-online.target".into()));
        units.extend(self.lingers()?.then(|| "linger-users.service".into()));
        Ok(Value::texts(units))
    }

    fn after(&self) -> Part<Value> {
        let mut units: Vec<Text> = Vec::new();
        if !self.is_podman()? {
            units.extend(["docker.service".into(), "docker.socket".into()]);
        }
        units.extend(self.pulls()?.then(|| "network-online.target".into()));
        units.extend(self.dependencies()?);
        units.extend(self.lingers()?.then(|| "linger-users.service".into()));
        units.extend(self.session()?);
        Ok(Value::texts(units))
    }

    fn requires(&self) -> Part<Value> {
        let mut units = self.dependencies()?;
        units.extend(self.session()?);
        Ok(Value::texts(units))
    }

    fn environment(&self) -> Part<Value> {
        let proxies = match &self.host.proxy_environment.value {
            Maybe::Known(list) if list.complete && self.host.proxy_environment.certain => list,
            Maybe::Unknown(why) => return unknown(why.as_str()),
            _ => return unknown("`networking.proxy` is not known"),
        };
        let mut attrs: Vec<(String, Value)> = proxies
            .items
            .iter()
            .map(|p| {
                let path = super::value::names(&["networking", "proxy", "envVars", &p.name]);
                (p.name.clone(), Value::Text(resolvable(&p.value, path)))
            })
            .collect();
        if self.since(Release::R25_05)
            && self.is_podman()?
            && let Some(name) = self.rootless()?
        {
            attrs.push(("HOME".to_owned(), Value::Text(self.home(name)?)));
        }
        attrs.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Value::Attrs(attrs))
    }

    fn unit_config(&self) -> Part<Option<Value>> {
        let Some(name) = self.rootless()? else { return Ok(None) };
        let mut mounts = Text::from("/run/user/");
        mounts.push_text(&self.uid(name)?);
        mounts.push_str("/containers");
        Ok(Some(Value::Attrs(vec![("RequiresMountsFor".to_owned(), Value::Text(mounts))])))
    }

    fn service_config(&self) -> Part<Value> {
        let mut attrs: Vec<(String, Value)> = Vec::new();
        let mut set = |name: &str, value: Value| attrs.push((name.to_owned(), value));
        set("ExecStartPre", Value::List(vec![Value::text(PRE_START)]));
        set("TimeoutStartSec", Value::Int(0));
        set("TimeoutStopSec", Value::Int(120));
        set("Restart", Value::text(if self.since(Release::R26_05) { "on-failure" } else { "always" }));
        if self.is_podman()? {
            let unit = match self.since(Release::R25_11) {
                true => "%n".to_owned(),
                false => format!("podman-{}.service", self.container.name),
            };
            set("Environment", Value::Text(Text::known_from(format!("PODMAN_SYSTEMD_UNIT={unit}"))));
            set("Type", Value::text("notify"));
            set("NotifyAccess", Value::text("all"));
            if self.since(Release::R25_05) {
                if let Some(delegate) = self.delegate()? {
                    set("Delegate", delegate);
                }
                set("User", Value::Text(self.user_setting()?));
                set("RuntimeDirectory", Value::text(self.escaped_name()));
            }
        }
        attrs.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Value::Attrs(attrs))
    }

    fn delegate(&self) -> Part<Option<Value>> {
        if self.since(Release::R26_05) {
            return Ok(Some(Value::Bool(true)));
        }
        match self.is_healthy() {
            Ok(healthy) => Ok(healthy.then_some(Value::Bool(true))),
            Err(Gap::Unknown(why)) => Ok(Some(Value::Unknown(why))),
            Err(fails) => Err(fails),
        }
    }

    fn user_setting(&self) -> Part<Text> {
        let Some(podman) = self.podman()? else { return Ok("root".into()) };
        let path = || self.path(&["podman", "user"]);
        match self.get(&podman.user, "podman.user") {
            Ok(text) => Ok(resolvable(text, path())),
            Err(Gap::Unknown(why)) => Ok(hole(&why, path())),
            Err(fails) => Err(fails),
        }
    }
}

fn undeclared(user: &str) -> String {
    format!("user `{user}` is not declared in what was read")
}
