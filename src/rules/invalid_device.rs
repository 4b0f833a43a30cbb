//! OCI308: a device that the runtime does not understand.

use crate::diag::Anchor;
use crate::oci::{Container, Text, device};

use super::cx::{RuleCx, Sink, has_variable, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports elements of `devices`, and `--device`, that are not of the form `host[:container][:rwm]`, nor the name
    /// of a CDI device.
    ///
    /// ## Why is this bad?
    /// The runtime refuses to create the container: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     devices = [ "/dev/dri:/dev/dri:rwx" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     devices = [ "/dev/dri:/dev/dri:rwm" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about devices that are not fully known.
    pub(super) static INVALID_DEVICE = "OCI308" "invalid-device" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for item in container.devices.known().into_iter().flat_map(|d| &d.items) {
            element(container, &item.text, item.at.or(container.devices.place()), container.devices.certain, out);
        }
        for given in cx.argv(container).all("device") {
            let (Some(value), at) = (&given.value, super::flags::place(container, given)) else { continue };
            element(container, value, at, container.extra_options.certain, out);
        }
    }
}

fn element(container: &Container, text: &Text, at: Option<Anchor>, certain: bool, out: &mut Sink) {
    let Some(why) = text.known().filter(|_| !has_variable(text)).and_then(device::refusal) else { return };
    let Some(at) = at.or(container.at) else { return };
    let message = format!("`{}` is not a device: {why}", text.display());
    let d = INVALID_DEVICE.at(at, message).container(container.name.as_str());
    out.push(if_enabled(
        d.help("write `/dev/a`, `/dev/a:/dev/b` or `/dev/a:/dev/b:rwm`"),
        container.certain && certain,
    ));
}
