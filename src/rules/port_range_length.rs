//! OCI202: ranges of ports that do not fit each other.

use crate::oci::Backend;
use crate::oci::port::{self, PortError};

use super::cx::{Remedy, RuleCx, Sink, has_variable, if_enabled};
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
            if let Some(better) = without_ranges_of_one(spec, &error, cx.backend()) {
                finding = Remedy::Write(better).add_to(finding, item.at, &item.text);
            } else if cx.is(Backend::Podman) && port::parse(spec, Some(Backend::Docker)).is_ok() {
                finding = finding.help("docker would accept it; podman wants as many host ports as container ports");
            }
            out.push(if_enabled(finding, container.certain && container.ports.certain && cx.backend_is_certain()));
        }
    }
}

/// The mapping with `80` in the place of every `80-80`, which podman refuses.
fn without_ranges_of_one(spec: &str, error: &PortError, backend: Option<Backend>) -> Option<String> {
    let PortError::OnePortRange(_) = error else { return None };
    let (ports, protocol) = spec.split_once('/').map_or((spec, None), |(ports, p)| (ports, Some(p)));
    let single = |part: &str| match part.split_once('-') {
        Some((first, last)) if first == last => first.to_owned(),
        _ => part.to_owned(),
    };
    let mut better = ports.split(':').map(single).collect::<Vec<_>>().join(":");
    if let Some(protocol) = protocol {
        better = format!("{better}/{protocol}");
    }
    port::parse(&better, backend).is_ok().then_some(better)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_one_port_is_a_port() {
        let better = |spec: &str| {
            let error = port::parse(spec, Some(Backend::Podman)).err()?;
            without_ranges_of_one(spec, &error, Some(Backend::Podman))
        };
        assert_eq!(better("9000-9000:9000-9000/udp").as_deref(), Some("9000:9000/udp"));
        assert_eq!(better("[::1]:90-90:80").as_deref(), Some("[::1]:90:80"));
        assert_eq!(better("90-91:80"), None);
    }
}
