//! OCI306: the socket of docker or podman inside a container.

use crate::diag::Severity;
use crate::oci::mounts;
use crate::oci::{Backend, Field};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;
use super::ports;

rule! {
    /// ## What it does
    /// Reports containers that mount the socket of docker or podman.
    ///
    /// ## Why is this bad?
    /// Who can talk to the socket is root on the host, and `:ro` changes nothing about that. With podman the docker
    /// socket exists only if `virtualisation.podman.dockerSocket.enable` is on; a rootless container may not open the
    /// one of root.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/var/run/docker.sock:/var/run/docker.sock:ro" ];
    ///   };
    ///   virtualisation.podman.dockerSocket.enable = true;
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     environment.DOCKER_HOST = "tcp://socket-proxy:2375";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about sources that are not known, and about those in `allow.sources` of `ocinix.toml`.
    pub(super) static CONTAINER_SOCKET_MOUNT = "OCI306" "container-socket-mount" Warning;
}

const DOCKER: &[&str] = &["/var/run/docker.sock", "/run/docker.sock"];
const PODMAN: &[&str] = &["/run/podman/podman.sock", "/var/run/podman/podman.sock"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for mount in mounts::of(container, cx.argv(container), cx.backend()).0 {
            let Some(source) = mount.bind_source().map(mounts::clean) else { continue };
            let (docker, podman) = (DOCKER.contains(&source.as_str()), PODMAN.contains(&source.as_str()));
            let Some(at) = mount.at.or(container.at).filter(|_| docker || podman) else { continue };
            let off = |f: &Field<bool>| f.known() == Some(&false);
            let engines = &cx.facts.engines;
            let absent = docker
                && cx.is(Backend::Podman)
                && cx.host.closed
                && cx.host.containers_complete
                && off(&engines.docker_socket)
                && off(&engines.docker_enable);
            let (severity, message, help) = if absent {
                let help = "set `virtualisation.podman.dockerSocket.enable = true;`, or talk to a proxy of the socket";
                (Severity::Error, format!("`{source}` does not exist: podman does not serve it"), help)
            } else if ports::is_rootless(cx, container) == Some(true) {
                let help = "the socket of a user is `/run/user/UID/podman/podman.sock`";
                (Severity::Warning, format!("a rootless container may not open `{source}`"), help)
            } else if Allow::has(&cx.allow.sources, &source) {
                continue;
            } else {
                let help = "put a proxy in between that lets through what the program needs; `:ro` does not help";
                (Severity::Warning, format!("with `{source}` the program is root on the host"), help)
            };
            let d =
                CONTAINER_SOCKET_MOUNT.at(at, message).severity(severity).container(container.name.as_str()).help(help);
            out.push(if_enabled(d, container.certain && mount.certain));
        }
    }
}
