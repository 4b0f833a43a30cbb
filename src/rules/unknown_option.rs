//! OCI001: an attribute of a container that no module declares. The module system reports it.

use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an attribute below `virtualisation.oci-containers.containers.NAME` that is not an option: a typing error, or
    /// a key of another tool such as `restart` or `depends_on` of docker compose.
    ///
    /// ## Why is this bad?
    /// NixOS stops the evaluation of the whole system and says that the option does not exist.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     restartPolicy = "always";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///   };
    ///   systemd.services.podman-web.serviceConfig.RestartSec = "10s";
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Options that the configuration itself adds to the submodule are known. A computed attribute name whose text is not
    /// known is not judged.
    pub(super) static UNKNOWN_OPTION = UNKNOWN_OPTION by the module system;
}
