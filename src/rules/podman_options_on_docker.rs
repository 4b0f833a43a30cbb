//! OCI006: `podman.…` of a container that docker runs.

use crate::diag::{Anchor, Change, Fix};
use crate::oci::Backend;

use super::cx::{RuleCx, Sink, if_enabled, may_coexist, with_fix};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports a container with `podman = { … }` or one of `podman.user` and `podman.sdnotify` on a host whose backend is
    /// docker.
    ///
    /// ## Why is this bad?
    /// NixOS refuses the configuration: an assertion says that `podman` cannot be set if the backend is `docker`.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers = {
    ///     backend = "docker";
    ///     containers.web = {
    ///       image = "docker.io/library/nginx:1.27";
    ///       podman.sdnotify = "conmon";
    ///     };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers = {
    ///     backend = "docker";
    ///     containers.web.image = "docker.io/library/nginx:1.27";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend is not known.
    pub(super) static PODMAN_OPTIONS_ON_DOCKER = "OCI006" "podman-options-on-docker" Error since R25_05;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    if !cx.is(Backend::Docker) {
        return;
    }
    for container in cx.containers().filter(|c| c.podman.defined) {
        let Some(Some(podman)) = container.podman.known() else { continue };
        if !may_coexist(container.podman.certain, cx.backend_is_certain()) {
            continue;
        }
        let inner = [podman.user.key, podman.sdnotify.key].into_iter().flatten().min();
        let Some(at) = container.podman.key.or(inner).or(container.at) else { continue };
        let message = "options of podman are set, but docker runs the containers";
        let mut finding = PODMAN_OPTIONS_ON_DOCKER.at(at, message).container(container.name.as_str());
        if let Some(place) = cx.host.backend.place() {
            finding = finding.label(place, "the backend is chosen here");
        }
        finding = finding.help("remove them, or set `virtualisation.oci-containers.backend = \"podman\";`");
        let mut keys: Vec<Anchor> = container.podman.key.into_iter().collect();
        for key in [podman.user.key, podman.sdnotify.key].into_iter().flatten() {
            keys.retain(|k| *k != key);
            keys.push(key);
        }
        let changes = keys.into_iter().map(|at| Change::Remove { at }).collect();
        finding = with_fix(finding, Fix::risky("remove the options of podman", changes));
        out.push(if_enabled(finding, container.certain && container.podman.certain && cx.backend_is_certain()));
    }
}
