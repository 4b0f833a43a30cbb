//! OCI605: settings for a unit that no container has, or that break the unit of one.

use crate::diag::{Change, Diagnostic, Fix};
use crate::oci::{Backend, Container, ServiceDef};
use crate::schema::Release;

use super::cx::{RuleCx, Sink, attr, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `systemd.services.NAME` that looks like the unit of a container and is none (another backend, a slip,
    /// `serviceName`), and settings of `User`, `Group`, `Type` or `ExecStart` on the unit of a podman container.
    ///
    /// ## Why is this bad?
    /// For a name that no container has, NixOS writes a new unit without a command, and the settings reach no
    /// container. A user or a command in the unit breaks what the unit relies on: the file with the container's id,
    /// the notification, the order after the user's session.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///   };
    ///   systemd.services.docker-web.serviceConfig.RestartSec = "5s";
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///   };
    ///   systemd.services.podman-web.serviceConfig.RestartSec = "5s";
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent where containers may exist that are not known, about units with a command of their own, and about names
    /// that are near to no container's.
    pub(super) static UNIT_OVERRIDE = "OCI605" "unit-override" Warning;
}

const PREFIXES: &[&str] = &["podman-", "docker-", "oci-container-", "oci-containers-", "oci-"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for service in &cx.host.services {
        let owner = cx.containers().find(|c| cx.service_name(c) == Some(service.name.as_str()));
        match owner {
            Some(container) => out.extend(broken(cx, container, service)),
            None => out.extend(nobodys(cx, service)),
        }
    }
}

/// The unit of no container.
fn nobodys(cx: &RuleCx<'_>, service: &ServiceDef) -> Option<Diagnostic> {
    let unit = service.name.as_str();
    let known = cx.host.containers_complete && cx.host.closed && cx.containers().all(|c| cx.service_name(c).is_some());
    if service.has_command || !known {
        return None;
    }
    let bare = PREFIXES.iter().find_map(|p| unit.strip_prefix(p)).or(unit.strip_suffix(".service"))?;
    let meant = cx.containers().find(|c| c.name == bare || cx.service_name(c) == Some(bare)).or_else(|| {
        let near = |c: &Container| cx.service_name(c).is_some_and(|s| strsim::osa_distance(s, unit) == 1);
        let mut near = cx.containers().filter(|c| near(c));
        near.next().filter(|_| near.next().is_none() && bare.len() > 3)
    })?;
    let real = cx.service_name(meant)?;
    let message = format!("no container has the unit `{unit}`: NixOS writes a new one without a command");
    let mut d = UNIT_OVERRIDE.at(service.at?, message).container(meant.name.as_str());
    if let Some(at) = meant.at {
        d = d.label(at, format!("the unit of this container is `{real}`"));
    }
    d = d.help(format!("write `systemd.services.{}`", attr(real)));
    if let Some(key) = service.at {
        d = d.fix(Fix::risky(format!("write `{real}`"), vec![Change::Rename { key, to: real.to_owned() }]));
    }
    Some(if_enabled(d, service.certain && meant.certain && cx.backend_is_certain()))
}

/// Settings that break the unit of a container.
fn broken(cx: &RuleCx<'_>, container: &Container, service: &ServiceDef) -> Option<Diagnostic> {
    if !cx.is(Backend::Podman) {
        return None;
    }
    let (name, at) =
        service.overrides.iter().find(|(n, _)| matches!(n.as_str(), "User" | "Group" | "Type" | "ExecStart"))?;
    let (what, help) = match name.as_str() {
        "User" | "Group" => {
            let help = match cx.since(Release::R25_05) {
                true => "set `podman.user` on the container",
                false => "rootless containers came with NixOS 25.05: `podman.user`",
            };
            ("podman runs as another user than its files belong to", help)
        }
        "Type" => ("systemd then misses, or waits for, podman's notification", "remove it"),
        _ => ("the unit no longer runs the container as NixOS makes it", "use `cmd`, `entrypoint` or `extraOptions`"),
    };
    let message = format!("`{name}` breaks the unit of the container `{}`: {what}", container.name);
    let d = UNIT_OVERRIDE.at(at.or(service.at)?, message).container(container.name.as_str()).help(help);
    Some(if_enabled(d, service.certain && container.certain && cx.backend_is_certain()))
}
