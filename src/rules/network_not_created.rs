//! OCI209: a network that nothing makes.

use std::collections::BTreeMap;

use crate::base::{all_of, attr_name, string_literal};
use crate::diag::Diagnostic;
use crate::oci::facts::{Datum, Script};
use crate::oci::networks::{Mode, Network};
use crate::oci::{Backend, Container};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;
use super::ports;

rule! {
    /// ## What it does
    /// Reports networks that containers join and that no unit and no activation script of the configuration makes. Also
    /// those that only root makes, where a rootless container joins them.
    ///
    /// ## Why is this bad?
    /// NixOS makes no networks for containers. On a machine where nobody made it by hand, the unit fails:
    /// `network not found`. The networks of podman belong to the user who made them.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     networks = [ "front" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// { pkgs, ... }:
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     networks = [ "front" ];
    ///   };
    ///   systemd.services.network-front = {
    ///     wantedBy = [ "podman-web.service" ];
    ///     before = [ "podman-web.service" ];
    ///     serviceConfig.Type = "oneshot";
    ///     script = "${pkgs.podman}/bin/podman network create --ignore front";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Only where a whole host is known. Silent where a unit or a script runs something that is not known or that works
    /// with compose files, beside networks of quadlet-nix and arion, about rootless containers whose network nobody
    /// makes, and about networks in `allow.networks` of `ocinix.toml`.
    pub(super) static NETWORK_NOT_CREATED = "OCI209" "network-not-created" Warning;
}

/// Networks that the runtimes bring along.
const BUILT_IN: &[&str] = &["podman", "podman-default-kube-network", "ingress", "docker_gwbridge"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let scripts = &cx.facts.scripts;
    let Some(backend) = cx.backend().filter(|_| cx.host.closed && scripts.complete && !is_made_by_module(cx)) else {
        return;
    };
    if ["compose", "kube"].iter().any(|word| scripts.texts.iter().any(|s| s.text.display().contains(word))) {
        return;
    }
    let mut joined: BTreeMap<&str, Vec<(&Container, &Network)>> = BTreeMap::new();
    for container in cx.containers() {
        for network in &cx.networks(container).list {
            if let Mode::Named(name) = &network.mode
                && !BUILT_IN.contains(&name.as_str())
                && !Allow::has(&cx.allow.networks, name)
            {
                joined.entry(name).or_default().push((container, network));
            }
        }
    }
    for (name, users) in joined {
        let makers: Vec<&Script> = cx.facts.scripts.texts.iter().filter(|s| s.makes_network(name)).collect();
        let (rootless, rootful): (Vec<_>, Vec<_>) =
            users.into_iter().partition(|(c, _)| ports::is_rootless(cx, c) != Some(false));
        if makers.is_empty() {
            out.extend(missing(cx, backend, name, &rootful));
        } else if makers.iter().all(|s| is_run_by_root(s)) {
            let known = |c: &Container| ports::is_rootless(cx, c) == Some(true);
            out.extend(rootless.iter().filter(|(c, _)| known(c)).filter_map(|(c, n)| of_root(name, c, n)));
        }
    }
}

/// Whether a module that makes networks from options is in use, or may be.
fn is_made_by_module(cx: &RuleCx<'_>) -> bool {
    let used = |d: &Datum| !(*d == Datum::Absent || d.is_complete() && d.entries().is_empty());
    used(&cx.facts.engines.quadlet_networks) || used(&cx.facts.engines.arion_projects)
}

/// Whether a unit of the system makes it, without changing to another user.
fn is_run_by_root(script: &Script) -> bool {
    let text = script.text.display();
    let changes = ["su ", "sudo", "runuser", "setpriv", "machinectl", "systemd-run", "--user"];
    let root = matches!(script.user, Datum::Absent) || script.user.str() == Some("root");
    root && !changes.iter().any(|c| text.contains(c))
}

fn missing(cx: &RuleCx<'_>, backend: Backend, name: &str, users: &[(&Container, &Network)]) -> Option<Diagnostic> {
    let (container, network) = users.iter().min_by_key(|(c, n)| n.at.or(c.at))?;
    let at = network.at.or(container.at)?;
    let names: Vec<&str> = users.iter().map(|(c, _)| c.name.as_str()).collect();
    let who = match names.as_slice() {
        [one] => format!("`{one}` fails"),
        [a, b] => format!("{} fail", all_of(&[a, b])),
        _ => format!("{} containers fail", names.len()),
    };
    let message = format!("nothing makes the network `{name}`: {who} to start unless somebody made it by hand");
    let mut units: Vec<String> =
        users.iter().filter_map(|(c, _)| cx.service_name(c)).map(|u| string_literal(&format!("{u}.service"))).collect();
    units.truncate(3);
    let units = units.join(" ");
    let backend_name = backend.as_str();
    let make = match backend {
        Backend::Podman => format!("podman network create --ignore {name}"),
        Backend::Docker => format!("docker network inspect {name} || docker network create {name}"),
    };
    let unit = attr_name(&format!("{backend_name}-network-{name}"));
    let help = format!(
        "make it in a unit, or name it in `allow.networks` of `ocinix.toml`:\nsystemd.services.{unit} = {{\n  wantedBy \
         = [ {units} ];\n  before = [ {units} ];\n  path = [ pkgs.{backend_name} ];\n  serviceConfig.Type = \
         \"oneshot\";\n  script = {};\n}};",
        string_literal(&make)
    );
    let certain = users.iter().any(|(c, n)| c.certain && n.certain);
    Some(if_enabled(NETWORK_NOT_CREATED.at(at, message).container(container.name.as_str()).help(help), certain))
}

fn of_root(name: &str, container: &Container, network: &Network) -> Option<Diagnostic> {
    let user = container.rootless_user()?;
    let at = network.at.or(container.at)?;
    let message =
        format!("root makes the network `{name}`, and `{user}`, who runs `{}`, does not see it", container.name);
    let d = NETWORK_NOT_CREATED.at(at, message).container(container.name.as_str());
    let d = d.help(format!("run the unit that makes it as `{user}`: `serviceConfig.User = \"{user}\";`"));
    Some(if_enabled(d, container.certain && network.certain && container.podman.certain))
}
