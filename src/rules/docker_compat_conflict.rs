//! OCI008: podman plays docker while docker runs the containers.

use crate::oci::{Backend, Field};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `virtualisation.podman.dockerCompat` and `virtualisation.podman.dockerSocket.enable` where the backend
    /// is docker and there are containers.
    ///
    /// ## Why is this bad?
    /// Containers on docker switch `virtualisation.docker.enable` on, and NixOS refuses both together: only one of
    /// them can be called `docker` and serve the socket. The evaluation stops.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
    ///   virtualisation.podman = {
    ///     enable = true;
    ///     dockerCompat = true;
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
    ///   virtualisation.podman = {
    ///     enable = true;
    ///     dockerCompat = true;
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend, or one of the two options, is not known.
    pub(super) static DOCKER_COMPAT_CONFLICT = "OCI008" "docker-compat-conflict" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    // The module of podman asserts it, and does nothing unless podman is on.
    if !cx.is(Backend::Docker) || cx.host.podman_enable.known() != Some(&true) {
        return;
    }
    let Some(container) = cx.containers().find(|c| c.certain).or(cx.containers().next()) else { return };
    let engines = &cx.facts.engines;
    let options: [(&str, &Field<bool>); 2] =
        [("dockerCompat", &engines.docker_compat), ("dockerSocket.enable", &engines.docker_socket)];
    for (name, field) in options {
        if field.known() != Some(&true) {
            continue;
        }
        let Some(at) = field.key.or(field.at) else { continue };
        let message = format!("`virtualisation.podman.{name}` conflicts with docker, which runs the containers");
        let mut d = DOCKER_COMPAT_CONFLICT.at(at, message);
        if let Some(backend) = cx.host.backend.place().or(container.at) {
            d = d.label(backend, "docker runs the containers");
        }
        let d = d.help("remove it, or let podman run the containers");
        out.push(if_enabled(d, field.certain && container.certain && cx.backend_is_certain()));
    }
}
