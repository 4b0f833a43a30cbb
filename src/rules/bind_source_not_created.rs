//! OCI304: a directory that nothing in the configuration makes.

use crate::diag::Severity;
use crate::oci::facts::Datum;
use crate::oci::mounts::{self, is_below};
use crate::oci::{Backend, Container, Text};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink, if_enabled, string};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Mentions paths of the host that a container mounts and that nothing in the configuration makes. Where the
    /// configuration makes such directories for other volumes, the one that is missing is a warning.
    ///
    /// ## Why is this bad?
    /// Podman never makes the source of a mount: on a machine without the directory the unit fails with `statfs …: no
    /// such file or directory`. Docker makes one that belongs to root.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/srv/app:/data" "/srv/cache:/cache" ];
    ///   };
    ///   systemd.tmpfiles.rules = [ "d /srv/cache 0750 root root -" ];
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/srv/app:/data" "/srv/cache:/cache" ];
    ///   };
    ///   systemd.tmpfiles.rules = [ "d /srv/cache 0750 root root -" "d /srv/app 0750 root root -" ];
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent in the open world, while part of the host is not known, about paths that the system makes, below
    /// mounts, homes and state directories of services, and about those in `allow.sources` of `ocinix.toml`.
    pub(super) static BIND_SOURCE_NOT_CREATED = "OCI304" "bind-source-not-created" Warning;
}

/// What exists on every system, or is made while it runs.
const MADE: &[&str] = &[
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/mnt",
    "/media",
    "/nix",
    "/proc",
    "/root",
    "/run",
    "/sys",
    "/tmp",
    "/usr",
    "/var/run",
    "/var/log",
    "/var/tmp",
    "/var/lib/containers",
    "/var/lib/docker",
];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    if !cx.host.closed || !cx.host.containers_complete {
        return;
    }
    let Some(made) = made(cx) else { return };
    let is_made = |path: &str| made.iter().any(|m| is_below(path, m) || is_below(m, path));
    let mut missing: Vec<(&Container, String, _)> = Vec::new();
    let mut careful = false;
    for container in cx.containers() {
        for mount in mounts::of(container, cx.argv(container), cx.backend()).0 {
            let Some(source) = mount.bind_source().map(mounts::clean) else { continue };
            let of_system =
                MADE.iter().any(|m| is_below(&source, m)) || source == "/" || source == "/var" || source == "/srv";
            if of_system || Allow::has(&cx.allow.sources, &source) || source.contains("/nix/store") {
                continue;
            }
            if is_made(&source) {
                careful |= made.iter().any(|m| m == &source);
            } else {
                missing.push((container, source, mount));
            }
        }
    }
    for (container, source, mount) in missing {
        let Some(at) = mount.at.or(container.at) else { continue };
        let podman = cx.is(Backend::Podman);
        let severity = if careful && podman { Severity::Warning } else { Severity::Info };
        let what = if podman { "podman fails where it is missing" } else { "docker makes it, for root" };
        let message = format!("nothing in the configuration makes `{source}`: {what}");
        let d = BIND_SOURCE_NOT_CREATED.at(at, message).severity(severity).container(container.name.as_str());
        let owner = container.rootless_user().unwrap_or("root");
        let line = string(&format!("d {source} 0750 {owner} {owner} -"));
        out.push(if_enabled(
            d.help(format!("add {line} to `systemd.tmpfiles.rules`")),
            container.certain && mount.certain,
        ));
    }
}

/// Paths that the configuration makes, or in which data of before is expected; `None` while they are not known.
fn made(cx: &RuleCx<'_>) -> Option<Vec<String>> {
    let storage = &cx.facts.storage;
    let mut out = Vec::new();
    if !storage.tmpfiles.is_complete() || !storage.file_systems.is_complete() && storage.file_systems != Datum::Absent {
        return None;
    }
    for rule in storage.tmpfiles.items() {
        let path = rule.text()?.display();
        let path = path.split_whitespace().nth(1)?.to_owned();
        if path.contains('…') {
            return None;
        }
        out.push(mounts::clean(&path));
    }
    for (_, group) in storage.tmpfiles_settings.entries() {
        out.extend(group.entries().iter().map(|(path, _)| mounts::clean(path)));
    }
    out.extend(storage.file_systems.entries().iter().map(|(path, _)| path.clone()).filter(|p| p != "/"));
    let set = |d: &Datum| !matches!(d, Datum::Absent | Datum::Set { .. }) || !d.entries().is_empty();
    // Persistence and disko make directories in ways of their own.
    if set(&storage.persistence) || set(&storage.disko) {
        return None;
    }
    for user in &cx.host.users {
        out.extend(user.home.known().and_then(Text::known).map(str::to_owned));
    }
    for service in &cx.host.services {
        let dirs = service.service_config.get("StateDirectory");
        let names = dirs.str().into_iter().chain(dirs.items().iter().filter_map(|d| d.str()));
        out.extend(
            names.flat_map(str::split_whitespace).map(|d| format!("/var/lib/{}", d.split(':').next().unwrap_or(d))),
        );
    }
    out.extend(
        cx.facts.units.enabled.iter().filter(|(_, on)| !on.is_off()).map(|(name, _)| format!("/var/lib/{name}")),
    );
    // What scripts mention they may make.
    if !cx.facts.scripts.complete {
        return None;
    }
    for script in &cx.facts.scripts.texts {
        for literal in script.text.literals() {
            let words = literal.split(|c: char| c.is_whitespace() || "\"';=,(){}".contains(c));
            out.extend(words.filter(|w| w.starts_with('/') && w.len() > 4).map(mounts::clean));
        }
    }
    Some(out)
}
