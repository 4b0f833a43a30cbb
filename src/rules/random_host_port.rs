//! OCI205: a published port without a number on the host.

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;
use super::ports;

rule! {
    /// ## What it does
    /// Mentions ports that are published without saying on which port of the host.
    ///
    /// ## Why is this bad?
    /// The runtime takes a free port, another one at each start: nobody can rely on it.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "8000" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "127.0.0.1:8000:8000" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about mappings that are not known.
    pub(super) static RANDOM_HOST_PORT = "OCI205" "random-host-port" Info;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for port in ports::published(cx, container).iter().filter(|p| p.mapping.host.is_none()) {
            let message = format!("`{}` is published on a random port of the host", port.text);
            let inside = port.mapping.container.first;
            let d = RANDOM_HOST_PORT.at(port.at, message).container(container.name.as_str());
            let address = port.mapping.address.map_or("127.0.0.1".to_owned(), |a| match a {
                core::net::IpAddr::V6(a) => format!("[{a}]"),
                core::net::IpAddr::V4(a) => a.to_string(),
            });
            out.push(if_enabled(d.help(format!("write `{address}:{inside}:{inside}`")), port.certain));
        }
    }
}
