//! OCI201: an element of `ports` that is no port mapping.

use crate::oci::port::{self, PortError};
use crate::oci::{Backend, Container, Item, Text};

use super::cx::{Remedy, RuleCx, Sink, has_variable, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an element of `ports` that is not of the form `[[address:]host-port:]container-port[/protocol]` as the
    /// backend reads it. An address is an IP address, not a name; podman wants IPv6 addresses in brackets and no port 0.
    ///
    /// ## Why is this bad?
    /// The runtime refuses the mapping: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "localhost:8080:80" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     ports = [ "127.0.0.1:8080:80" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// A partly known mapping is reported only if no value of the unknown part makes it right. While the backend is not
    /// known, what one of the two accepts is accepted.
    pub(super) static INVALID_PORT_SPEC = "OCI201" "invalid-port-spec" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let Some(ports) = container.ports.known() else { continue };
        for item in &ports.items {
            element(cx, container, item, out);
        }
    }
}

fn element(cx: &RuleCx<'_>, container: &Container, item: &Item, out: &mut Sink) {
    if has_variable(&item.text) {
        return;
    }
    let Some(why) = port::refusal(&item.text, cx.backend()) else { return };
    let Some(at) = item.at.or(container.ports.place()).or(container.at) else { return };
    let message = format!("`{}` is not a port mapping: {why}", item.text.display());
    let mut finding = INVALID_PORT_SPEC.at(at, message).container(container.name.as_str());
    if let Some(remedy) = remedy(&item.text, cx.backend()) {
        finding = remedy.add_to(finding, item.at, &item.text);
    }
    out.push(if_enabled(finding, container.certain && container.ports.certain && cx.backend_is_certain()));
}

fn remedy(text: &Text, backend: Option<Backend>) -> Option<Remedy> {
    let written = text.known()?;
    let better = match port::parse(written, backend).err()? {
        PortError::Blank => written.split_whitespace().collect(),
        PortError::Address(name) if name == "localhost" => written.replacen("localhost", "127.0.0.1", 1),
        PortError::Address(any) if any == "*" => written.strip_prefix("*:")?.to_owned(),
        PortError::Brackets => {
            let (rest, container) = written.rsplit_once(':')?;
            let (address, host) = rest.rsplit_once(':')?;
            format!("[{address}]:{host}:{container}")
        }
        PortError::AddressAsPort(_) | PortError::OnePort => {
            return Some(Remedy::Advice("write address, host port and container port: `127.0.0.1:8080:80`"));
        }
        PortError::Comma => return Some(Remedy::Advice("make one element of each mapping")),
        _ => return None,
    };
    port::parse(&better, backend).is_ok().then_some(Remedy::Write(better))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_are_valid() {
        let better = |spec: &str| remedy(&spec.into(), Some(Backend::Podman));
        assert_eq!(better("localhost:80:80"), Some(Remedy::Write("127.0.0.1:80:80".into())));
        assert_eq!(better("::1:80:80"), Some(Remedy::Write("[::1]:80:80".into())));
        assert_eq!(better("80: 80"), Some(Remedy::Write("80:80".into())));
        assert_eq!(better("*:80:80"), Some(Remedy::Write("80:80".into())));
        assert_eq!(better("localhost:80:99999"), None);
    }
}
