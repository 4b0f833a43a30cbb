//! OCI003: `docker-containers`, the option's name until NixOS 20.09. The module system reports it.

use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports containers that are declared as `docker-containers`, the name of the option until NixOS 20.09.
    ///
    /// ## Why is this bad?
    /// NixOS still translates the old name and warns at each evaluation. The translation always chooses docker, and it
    /// calls `extraDockerOptions` what is `extraOptions` now.
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
    ///   virtualisation.oci-containers = {
    ///     backend = "docker";
    ///     containers.web.image = "docker.io/library/nginx:1.27";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// None: the name alone is enough.
    pub(super) static RENAMED_DOCKER_CONTAINERS = RENAMED_DOCKER_CONTAINERS by the module system;
}
