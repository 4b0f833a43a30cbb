//! OCI202: ranges of ports that do not fit each other.

use crate::oci::Backend;
use crate::oci::port;

use super::cx::{RuleCx, Sink, has_variable, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an element of `ports` whose ranges are of different length, end before they begin or, on podman, hold a
    /// single port. Docker allows a range of host ports for one container port and picks one of them; podman does not.
    ///
    /// ## Why is this bad?
    /// The runtime refuses the mapping: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "8000-8010:80" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "127.0.0.1:8000:80" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Mappings with a part that is not known are not judged. While the backend is not known, what one of the two accepts
    /// is accepted.
    pub(super) static PORT_RANGE_LENGTH = "OCI202" "port-range-length" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let Some(ports) = container.ports.known() else { continue };
        for item in ports.items.iter().filter(|i| !has_variable(&i.text)) {
            let Some(spec) = item.text.known() else { continue };
            let Some(error) = port::parse(spec, cx.backend()).err().filter(|e| e.is_about_ranges()) else { continue };
            let Some(at) = item.at.or(container.ports.place()).or(container.at) else { continue };
            let mut finding = PORT_RANGE_LENGTH
                .at(at, format!("the port ranges of `{spec}` do not fit: {error}"))
                .container(container.name.as_str());
            if cx.is(Backend::Podman) && port::parse(spec, Some(Backend::Docker)).is_ok() {
                finding = finding.help("docker would accept it; podman wants as many host ports as container ports");
            }
            out.push(if_enabled(finding, container.certain && container.ports.certain && cx.backend_is_certain()));
        }
    }
}
