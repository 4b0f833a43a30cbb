//! OCI009: rootless docker beside containers of the docker of root.

use crate::oci::Backend;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `virtualisation.docker.rootless.enable` where the backend of the containers is docker.
    ///
    /// ## Why is this bad?
    /// The containers belong to the daemon of root, whatever runs for users beside it: `docker ps` of a user shows
    /// none of them, and they have the rights of root.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.docker.rootless.enable = true;
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
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
    /// Silent while the backend or the option is not known.
    pub(super) static ROOTLESS_DOCKER_MISMATCH = "OCI009" "rootless-docker-mismatch" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let field = &cx.facts.engines.docker_rootless;
    if !cx.is(Backend::Docker) || field.known() != Some(&true) {
        return;
    }
    let (Some(container), Some(at)) = (cx.containers().next(), field.key.or(field.at)) else { return };
    let message = "the containers run on the docker of root, not on this one";
    let mut d = ROOTLESS_DOCKER_MISMATCH.at(at, message);
    if let Some(backend) = cx.host.backend.place().or(container.at) {
        d = d.label(backend, "docker runs the containers");
    }
    let d = d.help("for rootless containers set `backend = \"podman\";` and `podman.user`");
    out.push(if_enabled(d, field.certain && cx.containers().any(|c| c.certain) && cx.backend_is_certain()));
}
