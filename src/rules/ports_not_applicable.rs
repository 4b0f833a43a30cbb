//! OCI207: ports of a container that has no network of its own.

use crate::diag::{Change, Fix, Severity};
use crate::oci::Backend;
use crate::oci::networks::Mode;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `ports` of a container on the network of the host, of another container, or on none.
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
        let Some(ports) = container.ports.known().filter(|p| !p.items.is_empty()) else { continue };
        // Networks that exclude each other are the greater mistake.
        let networks = cx.networks(container);
        let Some(network) = networks.without_ports().filter(|_| networks.list.len() == 1) else { continue };
        let Some(at) = container.ports.key.or(container.ports.at).or(container.at) else { continue };
        let shared = matches!(network.mode, Mode::Container(_));
        let (severity, message) = match (shared, cx.backend()) {
            (true, Some(Backend::Docker)) => {
                (Severity::Error, format!("docker refuses `ports` on the network `{}`", network.text))
            }
            _ => (Severity::Warning, format!("`ports` count for nothing on the network `{}`", network.text)),
        };
        let mut d = PORTS_NOT_APPLICABLE.at(at, message).severity(severity).container(container.name.as_str());
        if let Some(at) = network.at {
            d = d.label(at, "the network");
        }
        d = d.help(match &network.mode {
            Mode::Container(Some(other)) => format!("publish them on the container `{other}`"),
            Mode::Container(None) => "publish them on that container".to_owned(),
            Mode::Host => "remove them, and open the program's own ports in the firewall".to_owned(),
            _ => "remove them".to_owned(),
        });
        if let Some(key) = container.ports.key.filter(|_| ports.complete && network.mode == Mode::Host) {
            d = d.fix(Fix::risky("remove `ports`", vec![Change::Remove { at: key }]));
        }
        out.push(if_enabled(d, container.certain && container.ports.certain && network.certain));
    }
}
