//! OCI207: ports of a container that has no network of its own.

use crate::diag::{Anchor, Change, Diagnostic, Fix, Severity};
use crate::oci::networks::{Mode, Network};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink, if_enabled};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `ports` and `--publish` of a container on the network of the host, of another container, or on none.
    ///
    /// ## Why is this bad?
    /// There is nothing to map: the ports are dropped, and with `container:…` docker refuses to start. On the network
    /// of the host, the program's own port is what counts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     networks = [ "host" ];
    ///     ports = [ "127.0.0.1:8080:80" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     networks = [ "host" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the network is not known.
    pub(super) static PORTS_NOT_APPLICABLE = "OCI207" "ports-not-applicable" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        // Networks that exclude each other are the greater mistake.
        let networks = cx.networks(container);
        let Some(network) = networks.without_ports().filter(|_| networks.list.len() == 1) else { continue };
        if let Some(ports) = container.ports.known().filter(|p| !p.items.is_empty()) {
            let at = container.ports.key.or(container.ports.at).or(container.at);
            let found = at.map(|at| finding(cx, container, network, "`ports`", at));
            let key = container.ports.key.filter(|_| ports.complete && network.mode == Mode::Host);
            let fix = key.map(|key| Fix::risky("remove `ports`", vec![Change::Remove { at: key }]));
            out.extend(found.map(|d| settled(d, container, network, container.ports.certain, fix)));
        }
        for given in cx.argv(container).all("publish") {
            let written = format!("`{}`", flags::written(given));
            let found = flags::place(container, given).map(|at| finding(cx, container, network, &written, at));
            let changes = flags::removal(given).filter(|_| network.mode == Mode::Host);
            let fix = changes.map(|changes| Fix::risky(format!("remove {written}"), changes));
            out.extend(found.map(|d| settled(d, container, network, container.extra_options.certain, fix)));
        }
    }
}

fn finding(cx: &RuleCx<'_>, container: &Container, network: &Network, what: &str, at: Anchor) -> Diagnostic {
    let refused = matches!(network.mode, Mode::Container(_)) && cx.is(Backend::Docker);
    let (severity, message) = if refused {
        (Severity::Error, format!("docker refuses {what} on the network `{}`", network.text))
    } else {
        let verb = if what == "`ports`" { "count" } else { "counts" };
        (Severity::Warning, format!("{what} {verb} for nothing on the network `{}`", network.text))
    };
    let d = PORTS_NOT_APPLICABLE.at(at, message).severity(severity).container(container.name.as_str());
    let d = match network.at.filter(|label| *label != at) {
        Some(label) => d.label(label, "the network"),
        None => d,
    };
    d.help(match &network.mode {
        Mode::Container(Some(other)) => format!("publish them on the container `{other}`"),
        Mode::Container(None) => "publish them on that container".to_owned(),
        Mode::Host => "remove them, and open the program's own ports in the firewall".to_owned(),
        _ => "remove them".to_owned(),
    })
}

fn settled(d: Diagnostic, container: &Container, network: &Network, certain: bool, fix: Option<Fix>) -> Diagnostic {
    let d = if_enabled(d, container.certain && certain && network.certain);
    match fix {
        Some(fix) => d.fix(fix),
        None => d,
    }
}
