//! OCI002: a value that an option of a container does not take, or a missing one. The module system reports it.

use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports a value whose type the option does not take, such as a number in `environment`, and an option without
    /// default that nobody sets, such as `image`.
    ///
    /// ## Why is this bad?
    /// NixOS stops the evaluation of the whole system. In `environment` and `labels` every value is a string: quote
    /// numbers, and turn computed ones into text with `toString` or `lib.boolToString`.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     environment.PORT = 8080;
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     environment.PORT = "8080";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// A value that is not known is not judged. In a single module without its host, a missing option may be set elsewhere.
    pub(super) static INVALID_OPTION_VALUE = INVALID_OPTION_VALUE by the module system;
}
