//! OCI302: a volume whose source looks like a path and is none.

use crate::diag::Severity;
use crate::oci::mounts;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports volumes whose source has a `/` in it but does not begin with one, such as `~/data` or `data/db`, and
    /// relative ones such as `./data`.
    ///
    /// ## Why is this bad?
    /// Only what begins with `/` is a path of the host. Anything else is the name of a volume, and a name has no `/`:
    /// the runtime refuses it, and the unit fails each time it starts. `~` is not expanded. `./data` is looked for in
    /// the working directory of the unit, which is `/`.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "~/data:/data" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/home/me/data:/data" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about sources that are not fully known. Variables such as `$HOME` are OCI403.
    pub(super) static VOLUME_SOURCE_NOT_ABSOLUTE = "OCI302" "volume-source-not-absolute" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for mount in mounts::of(container, cx.argv(container), cx.backend()).0 {
            let Some(source) = mount.source.as_deref().filter(|s| s.contains('/') && !s.starts_with('/')) else {
                continue;
            };
            if source.contains('$') || mount.text.starts_with("type=") {
                continue;
            }
            let relative = source.starts_with('.');
            let (severity, message) = if relative {
                (
                    Severity::Warning,
                    format!("`{source}` is relative to the working directory of the unit, which is `/`"),
                )
            } else if source.starts_with('~') {
                (Severity::Error, format!("nobody expands `~` in `{source}`: it is taken for the name of a volume"))
            } else {
                (Severity::Error, format!("`{source}` is taken for the name of a volume, and a name has no `/`"))
            };
            let Some(at) = mount.at.or(container.at) else { continue };
            let d = VOLUME_SOURCE_NOT_ABSOLUTE.at(at, message).severity(severity).container(container.name.as_str());
            let d =
                d.help("begin a path of the host with `/`; the name of a volume has letters, digits, `_`, `.` and `-`");
            out.push(if_enabled(d, container.certain && mount.certain));
        }
    }
}
