//! OCI012: a container whose runtime directory belongs to somebody else.

use crate::diag::{Anchor, Severity};
use crate::oci::{Backend, Container};
use crate::schema::Release;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports podman containers with the name of a directory below `/run` that the system, a service of NixOS that
    /// is on, or another unit of the configuration uses.
    ///
    /// ## Why is this bad?
    /// The unit of a container `redis` has `RuntimeDirectory=redis`: systemd makes `/run/redis`, gives it to the
    /// container's user and deletes it when the container stops, with the sockets of the other service in it.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.nginx.image = "docker.io/library/nginx:1.27";
    ///   services.nginx.enable = true;
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.nginx-oci.image = "docker.io/library/nginx:1.27";
    ///   services.nginx.enable = true;
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while it is not known whether the other service is on.
    pub(super) static RUNTIME_DIRECTORY_COLLISION = "OCI012" "runtime-directory-collision" Warning;
}

/// Directories below `/run` that every system has.
const RESERVED: &[&str] = &[
    "agenix",
    "binfmt",
    "booted-system",
    "containers",
    "current-system",
    "dbus",
    "keys",
    "lock",
    "log",
    "mount",
    "netns",
    "nixos",
    "nscd",
    "podman",
    "secrets",
    "systemd",
    "tmpfiles.d",
    "udev",
    "user",
    "wrappers",
];

/// Services of NixOS and their directories, where the two names differ.
const SERVICES: &[(&str, &str)] = &[("mysql", "mysqld"), ("openssh", "sshd")];
/// Services whose directory has their own name.
const SAME: &[&str] = &[
    "avahi",
    "caddy",
    "coturn",
    "dovecot2",
    "haproxy",
    "hydra",
    "mosquitto",
    "murmur",
    "nginx",
    "phpfpm",
    "postgresql",
    "prosody",
    "pulse",
    "tailscale",
    "transmission",
    "unbound",
    "uwsgi",
];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    // Until 24.11 the unit has no directory of its own.
    if !cx.is(Backend::Podman) || !cx.since(Release::R25_05) {
        return;
    }
    for container in cx.containers() {
        let Some((severity, message, label)) = owner(cx, &container.name) else { continue };
        let Some(at) = container.at else { continue };
        let mut d = RUNTIME_DIRECTORY_COLLISION.at(at, message).severity(severity).container(container.name.as_str());
        if let Some(label) = label {
            d = d.label(label, "the other unit");
        }
        let d = d.help(format!("call it `{}-oci`, or the like", container.name));
        out.push(if_enabled(d, is_certain(cx, container)));
    }
}

fn is_certain(cx: &RuleCx<'_>, container: &Container) -> bool {
    container.certain && cx.backend_is_certain()
}

/// Who else uses `/run/NAME`.
fn owner(cx: &RuleCx<'_>, name: &str) -> Option<(Severity, String, Option<Anchor>)> {
    let deleted = format!("and systemd deletes `/run/{name}` when the container stops");
    if RESERVED.contains(&name) {
        return Some((Severity::Error, format!("`/run/{name}` belongs to the system, {deleted}"), None));
    }
    let service = SERVICES.iter().find(|(_, dir)| *dir == name).map(|(s, _)| *s);
    let service = service.or(SAME.contains(&name).then_some(name)).filter(|s| cx.facts.units.is_on(s));
    if let Some(service) = service {
        return Some((Severity::Warning, format!("`services.{service}` uses `/run/{name}` too, {deleted}"), None));
    }
    let of_container = |unit: &str| cx.containers().any(|c| cx.service_name(c).is_none_or(|s| s == unit));
    let unit = cx.host.services.iter().find(|s| {
        let dirs = s.service_config.get("RuntimeDirectory");
        let texts = dirs.str().into_iter().chain(dirs.items().iter().filter_map(|d| d.str()));
        !of_container(&s.name) && texts.flat_map(str::split_whitespace).any(|d| d == name)
    })?;
    Some((Severity::Warning, format!("the unit `{}` uses `/run/{name}` too, {deleted}", unit.name), unit.at))
}
