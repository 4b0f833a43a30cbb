//! What nixpkgs' oci-containers module defines in `systemd.services` for a container, release by release
//! (`nixos/modules/virtualisation/oci-containers.nix` of NixOS 24.05 to 26.05).
//!
//! Every definition has the plain priority; what the configuration itself says about the service is merged in by the
//! module system afterwards.

use std::collections::BTreeSet;
use std::fmt;

use super::cx::{Cx, Gap, Part, unknown};
use super::script;
use super::value::{Value, hole, names, resolvable};
use crate::oci::{Container, Host, Maybe, Text};
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
    /// The name of the service cannot be the name of its scripts: it holds a `/`.
    SlashInName { container: String, service: String },
    /// A container depends on a unit whose name NixOS does not take.
    InvalidUnit { container: String, unit: String },
}

impl DeriveError {
    /// The container whose unit fails.
    pub fn container(&self) -> &str {
        match self {
            DeriveError::Missing { container, .. }
            | DeriveError::UnknownUser { container, .. }
            | DeriveError::LingerUnset { container, .. }
            | DeriveError::UnknownDependency { container, .. }
            | DeriveError::PodmanNull { container }
            | DeriveError::SlashInName { container, .. }
            | DeriveError::InvalidUnit { container, .. } => container,
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
            DeriveError::SlashInName { container, service } => {
                write!(f, "the unit of container `{container}` is called `{service}`: a unit name has no `/`")
            }
            DeriveError::InvalidUnit { container, unit } => {
                write!(f, "container `{container}` depends on `{unit}`, which is no name for a unit")
            }
        }
    }
}

impl std::error::Error for DeriveError {}

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
    if let Ok(service) = &name
        && service.contains('/')
    {
        let (container, service) = (container.name.clone(), service.clone());
        return Err(DeriveError::SlashInName { container, service });
    }
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

/// The attributes of the service.
impl Cx<'_> {
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
            Maybe::Unknown(why) => return unknown(&**why),
            _ => return unknown("`networking.proxy` is not known"),
        };
        let mut attrs: Vec<(String, Value)> = proxies
            .items
            .iter()
            .map(|p| {
                let path = names(&["networking", "proxy", "envVars", &p.name]);
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
