//! OCI003: the name that the option had until NixOS 20.09.

use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `docker-containers`, which is `virtualisation.oci-containers.containers` since NixOS 20.09.
    ///
    /// ## Why is this bad?
    /// NixOS still moves the definitions, sets `backend = "docker"` with them and warns at each build. What is written at
    /// both names is merged, and another backend beside it stops the evaluation.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   docker-containers.web.image = "docker.io/library/nginx:1.27";
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about definitions whose names are not known.
    pub(super) static RENAMED_DOCKER_CONTAINERS = RENAMED_DOCKER_CONTAINERS by the module system;
}
