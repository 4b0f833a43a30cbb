//! OCI206: a port that only root may take.

use crate::diag::Severity;
use crate::oci::facts::Datum;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;
use super::ports;

rule! {
    /// ## What it does
    /// Reports a rootless container that publishes a port of the host below 1024, or below what
    /// `net.ipv4.ip_unprivileged_port_start` says.
    ///
    /// ## Why is this bad?
    /// The kernel does not let the user listen there: `rootlessport cannot expose privileged port 80`, and the unit
    /// fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///     ports = [ "80:80" ];
    ///   };
    ///   users.users.web = {
    ///     isNormalUser = true;
    ///     uid = 2000;
    ///     linger = true;
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///     ports = [ "127.0.0.1:8080:80" ];
    ///   };
    ///   users.users.web = {
    ///     isNormalUser = true;
    ///     uid = 2000;
    ///     linger = true;
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// A warning where the kernel setting may be made in a module that was not read; silent while its value or the
    /// user is not known.
    pub(super) static PRIVILEGED_PORT_ROOTLESS = "OCI206" "privileged-port-rootless" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let setting = &cx.facts.network.unprivileged_port_start;
    let (start, sure) = match setting {
        Datum::Absent | Datum::Null => (1024, true),
        // In the open world it may be set elsewhere.
        Datum::Unknown if !cx.host.closed => (1024, false),
        other => match other.int() {
            Some(start) => (start, true),
            None => return,
        },
    };
    for container in cx.containers() {
        if ports::is_rootless(cx, container) != Some(true) {
            continue;
        }
        let user = container.rootless_user().unwrap_or_default();
        for port in ports::published(cx, container) {
            let Some(range) = port.mapping.host.filter(|r| i64::from(r.first) < start && r.first > 0) else { continue };
            let message = format!("`{user}` may not listen on port {}: only root may below {start}", range.first);
            let d = PRIVILEGED_PORT_ROOTLESS.at(port.at, message).container(container.name.as_str());
            let d = d.severity(if sure { Severity::Error } else { Severity::Warning });
            let help = format!(
                "publish a port from {start} on, or set `boot.kernel.sysctl.\"net.ipv4.ip_unprivileged_port_start\" = {};`",
                range.first
            );
            out.push(if_enabled(d.help(help), port.certain && container.podman.certain && cx.backend_is_certain()));
        }
    }
}
