//! OCI004: an option that the chosen release of NixOS does not have. The module system reports it.

use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an option of a container that the NixOS release of the configuration does not have yet: `serviceName`,
    /// `imageStream` and `preRunExtraOptions` came with 24.11; `pull`, `capabilities`, `devices`, `privileged`,
    /// `networks`, `podman` and `autoRemoveOnStop` with 25.05.
    ///
    /// ## Why is this bad?
    /// That release stops the evaluation of the whole system and says that the option does not exist. Most of these
    /// options can be written as `extraOptions` there.
    ///
    /// ## Example
    /// ```nix
    /// # nixos: 24.05
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     networks = [ "web" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// # nixos: 24.05
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--network=web" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// The release is read from the lock file of the configuration or given by `--nixos`; without either the newest is
    /// assumed, which has all options.
    pub(super) static OPTION_NOT_IN_RELEASE = OPTION_NOT_IN_RELEASE by the module system;
}
