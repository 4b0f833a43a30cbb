//! OCI203: one host port for two containers.

use std::net::IpAddr;

use crate::diag::Severity;
use crate::oci::Container;
use crate::oci::port::Mapping;

use super::cx::{RuleCx, Sink, if_enabled, may_coexist};
use super::meta::rule;
use super::ports::{self, Published};

rule! {
    /// ## What it does
    /// Reports a port of the host that is published twice, by one container or by two that are started together, and
    /// one that is published on all addresses although a service of NixOS (sshd, nginx, PostgreSQL…) listens on it.
    ///
    /// ## Why is this bad?
    /// Only one process can listen on a port of an address: the second container fails to start, whichever comes
    /// second at boot.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "127.0.0.1:8080:80" "127.0.0.1:8080:81" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "127.0.0.1:8080:80" "127.0.0.1:8081:81" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Only mappings that are fully known are compared. Containers that are not both started at boot are mentioned.
    pub(super) static PORT_CONFLICT = "OCI203" "port-conflict" Error;
}

struct Entry<'a> {
    container: &'a Container,
    port: Published,
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let mut all = Vec::new();
    for container in cx.containers() {
        all.extend(ports::published(cx, container).into_iter().map(|port| Entry { container, port }));
    }
    all.sort_by_key(|e| (e.port.mapping.host.map(|r| r.first), e.port.at));
    for entry in &all {
        native(cx, entry, out);
    }
    let mut open: Vec<&Entry<'_>> = Vec::new();
    for entry in &all {
        let Some(range) = entry.port.mapping.host else { continue };
        open.retain(|o| o.port.mapping.host.is_some_and(|r| r.last >= range.first));
        if let Some(other) = open.iter().find(|o| collide(&o.port.mapping, &entry.port.mapping)) {
            let (first, second) = if other.port.at <= entry.port.at { (*other, entry) } else { (entry, *other) };
            report(cx, first, second, out);
        }
        open.push(entry);
    }
}

/// A port on all addresses that a service of NixOS listens on.
fn native(cx: &RuleCx<'_>, entry: &Entry<'_>, out: &mut Sink) {
    let mapping = &entry.port.mapping;
    let Some(range) = mapping.host.filter(|h| h.count() == mapping.container.count()) else { return };
    let everywhere = mapping.address.is_none_or(|a| a.is_ipv4() && a.is_unspecified());
    if !everywhere || mapping.protocol != "tcp" || ports::is_bridged(cx, entry.container) != Some(true) {
        return;
    }
    let mut listeners = cx.facts.network.listeners.iter();
    let Some(taken) = listeners.find(|l| (range.first..=range.last).contains(&l.port)) else { return };
    let message = format!("port {}/tcp of the host is that of `{}` too", taken.port, taken.option);
    let started = ports::is_started(cx, entry.container) == Some(true);
    let severity = if started { Severity::Warning } else { Severity::Info };
    let d = PORT_CONFLICT.at(entry.port.at, message).severity(severity);
    let d = d.container(entry.container.name.as_str()).help("give each its own port, or its own address");
    out.push(if_enabled(d, entry.port.certain));
}

fn collide(a: &Mapping, b: &Mapping) -> bool {
    let (Some(x), Some(y)) = (a.host, b.host) else { return false };
    // Of several host ports for one of the container, docker takes one that is free.
    let fixed = |m: &Mapping| m.host.is_some_and(|h| h.count() == m.container.count());
    let same_port = x.first <= y.last && y.first <= x.last && a.protocol == b.protocol;
    same_port && overlap(a.address, b.address) && fixed(a) && fixed(b)
}

/// No address is all of them; `0.0.0.0` is all of IPv4, and `::` all of IPv6: both runtimes listen on each by itself.
fn overlap(a: Option<IpAddr>, b: Option<IpAddr>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    a == b || a.is_ipv4() == b.is_ipv4() && (a.is_unspecified() || b.is_unspecified())
}

fn report(cx: &RuleCx<'_>, first: &Entry<'_>, second: &Entry<'_>, out: &mut Sink) {
    let same = std::ptr::eq(first.container, second.container);
    if first.port.at == second.port.at && same || !may_coexist(first.port.certain, second.port.certain) {
        return;
    }
    // podman and docker take the very same mapping once.
    if same && first.port.mapping == second.port.mapping {
        return;
    }
    let (Some(range), Some(other)) = (second.port.mapping.host, first.port.mapping.host) else { return };
    let port = range.first.max(other.first);
    let protocol = second.port.mapping.protocol;
    let message = if same {
        format!("port {port}/{protocol} of the host is published twice")
    } else {
        format!("port {port}/{protocol} of the host is published by `{}` too", first.container.name)
    };
    let started = |e: &Entry<'_>| ports::is_started(cx, e.container);
    let bridged = |e: &Entry<'_>| ports::is_bridged(cx, e.container) == Some(true);
    let severity = match (same, started(first), started(second)) {
        _ if !bridged(first) || !bridged(second) => Severity::Info,
        (true, ..) | (_, Some(true), Some(true)) => Severity::Error,
        _ => Severity::Info,
    };
    let mut d = PORT_CONFLICT.at(second.port.at, message).severity(severity);
    if first.port.at != second.port.at {
        d = d.label(first.port.at, format!("also here, by `{}`", first.container.name));
    }
    d = d.container(second.container.name.as_str()).help("give each its own port, or its own address");
    out.push(if_enabled(d, first.port.certain && second.port.certain));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_overlap() {
        let ip = |s: &str| Some(s.parse().expect("address"));
        for (a, b, expected) in [
            (None, ip("127.0.0.1"), true),
            (ip("0.0.0.0"), ip("10.0.0.1"), true),
            (ip("0.0.0.0"), ip("::1"), false),
            (ip("::"), ip("::1"), true),
            (ip("::"), ip("0.0.0.0"), false),
            (ip("10.0.0.1"), ip("10.0.0.2"), false),
        ] {
            assert_eq!(overlap(a, b), expected, "{a:?} {b:?}");
            assert_eq!(overlap(b, a), expected, "{b:?} {a:?}");
        }
    }
}
