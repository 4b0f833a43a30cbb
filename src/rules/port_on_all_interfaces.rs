//! OCI204: a port that everyone reaches, past the firewall.

use crate::diag::{Change, Fix, Severity};
use crate::oci::facts::Datum;
use crate::oci::{Backend, Container};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink, if_enabled, string};
use super::meta::rule;
use super::ports::{self, Published};

rule! {
    /// ## What it does
    /// Reports ports that a container publishes without an address.
    ///
    /// ## Why is this bad?
    /// Docker and rootful podman write their own rules in front of those of the NixOS firewall: the port is open to
    /// every machine that reaches the host, whatever `networking.firewall` says. A proxy on the same host needs the
    /// loopback address only.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "8080:80" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "127.0.0.1:8080:80" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about mappings that are not known. An address states the intent, `0.0.0.0` too; so does the port in
    /// `networking.firewall.allowedTCPPorts` or in `allow.public-ports` of `ocinix.toml`, and a firewall that is off.
    pub(super) static PORT_ON_ALL_INTERFACES = "OCI204" "port-on-all-interfaces" Warning;
}

/// Ports of databases and the like, which nobody means to be public.
const PRIVATE: &[u16] = &[1433, 2375, 2376, 3306, 5432, 5984, 6379, 8086, 9200, 9300, 11211, 27017];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    if cx.facts.network.firewall.bool() == Some(false) || engine_is_closed(cx) {
        return;
    }
    for container in cx.containers() {
        for port in ports::published(cx, container) {
            let Some(range) = port.mapping.host.filter(|_| port.mapping.address.is_none()) else { continue };
            if (range.first..=range.last).all(|p| is_meant(cx, p, port.mapping.protocol)) {
                continue;
            }
            report(cx, container, &port, range.first, out);
        }
    }
}

/// Whether the engine publishes on an address of its own choice, or leaves the firewall alone, or may do so.
fn engine_is_closed(cx: &RuleCx<'_>) -> bool {
    let engines = &cx.facts.engines;
    let is_set = |d: &Datum| !matches!(d, Datum::Absent | Datum::Null) && cx.host.closed;
    match cx.backend() {
        Some(Backend::Docker) => is_set(&engines.docker_address) || engines.docker_iptables.bool() == Some(false),
        Some(Backend::Podman) => is_set(&engines.podman_address),
        None => true,
    }
}

/// Whether somebody says that a port is for everyone, or may say so.
fn is_meant(cx: &RuleCx<'_>, port: u16, protocol: &str) -> bool {
    let names = [port.to_string(), format!("{port}/{protocol}")];
    let open = cx.facts.network.lets_in(port, protocol);
    let open = if cx.host.closed { open != Some(false) } else { open == Some(true) };
    open || names.iter().any(|n| Allow::has(&cx.allow.public_ports, n))
}

fn report(cx: &RuleCx<'_>, container: &Container, port: &Published, number: u16, out: &mut Sink) {
    let rootless = ports::is_rootless(cx, container);
    let text = &port.text;
    let private = PRIVATE.contains(&port.mapping.container.first);
    let (severity, message) = match rootless {
        Some(true) => (Severity::Info, format!("`{text}` listens on all addresses")),
        _ if private => {
            (Severity::Warning, format!("`{text}` opens what looks like a database to everyone, past the firewall"))
        }
        _ => (Severity::Warning, format!("`{text}` is open to everyone, past the firewall")),
    };
    // The ports of the web are mostly meant for everyone.
    let web = matches!(number, 80 | 443) && !private;
    // A container with an address of its own may be on a network that publishes nothing.
    let beside = ports::is_bridged(cx, container).is_none() && ports::has_own_address(cx, container);
    let severity = if rootless.is_none() || web || beside { Severity::Info } else { severity };
    let d = PORT_ON_ALL_INTERFACES.at(port.at, message).severity(severity).container(container.name.as_str());
    let better = format!("127.0.0.1:{text}");
    let mut d = d.help(format!(
        "write `{better}` for this host only; to say that everyone may, write `0.0.0.0:{text}` or open port {number} in \
         the firewall"
    ));
    if port.is_element && port.mapping.host.is_some() && !text.contains(',') {
        let change = Change::Replace { at: port.at, was: text.clone(), with: string(&better) };
        d = d.fix(Fix::risky(format!("write `{better}`"), vec![change]));
    }
    out.push(if_enabled(d, port.certain));
}
