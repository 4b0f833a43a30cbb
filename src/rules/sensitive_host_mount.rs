//! OCI307: a directory of the system inside a container.

use crate::diag::{Change, Fix, Severity};
use crate::oci::mounts;
use crate::settings::Allow;

use super::cx::{RuleCx, Sink, if_enabled, string};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports mounts of whole directories of the system, such as `/`, `/etc`, `/home` or `/nix`, and of anything
    /// below `/nix/store` with `:U`, which changes its owner.
    ///
    /// ## Why is this bad?
    /// Who takes over the program has what lies there; writable, the host itself.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/etc:/host-etc" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/etc/localtime:/etc/localtime:ro" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about sources that are not known, and about those in `allow.sources` of `ocinix.toml`. Read-only mounts
    /// are information.
    pub(super) static SENSITIVE_HOST_MOUNT = "OCI307" "sensitive-host-mount" Warning;
}

const SENSITIVE: &[&str] = &[
    "/",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/nix",
    "/nix/store",
    "/proc",
    "/root",
    "/sys",
    "/usr",
    "/var",
    "/var/lib",
    "/var/lib/containers",
    "/var/lib/docker",
];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for mount in mounts::of(container, cx.argv(container), cx.backend()).0 {
            let Some(source) = mount.bind_source().map(mounts::clean) else { continue };
            let Some(at) = mount.at.or(container.at).filter(|_| !Allow::has(&cx.allow.sources, &source)) else {
                continue;
            };
            let chown = mount.options.as_ref().is_some_and(|o| o.iter().any(|o| o == "U"));
            let sensitive = SENSITIVE.contains(&source.as_str());
            if chown && (sensitive || source.starts_with("/nix/store")) {
                let message = format!("`:U` changes the owner of everything in `{source}`");
                let d = SENSITIVE_HOST_MOUNT.at(at, message).container(container.name.as_str()).help("remove `U`");
                out.push(if_enabled(d, container.certain && mount.certain));
                continue;
            }
            let Some(read_only) = mount.is_read_only().filter(|_| sensitive) else { continue };
            let (severity, message) = match read_only {
                true => (Severity::Info, format!("the program can read all of `{source}`")),
                false => (Severity::Warning, format!("the program can change all of `{source}`")),
            };
            let mut d = SENSITIVE_HOST_MOUNT.at(at, message).severity(severity).container(container.name.as_str());
            d = d.help("mount only what the program needs, and `:ro` if it only reads");
            if !read_only && mount.is_element && !mount.text.contains('…') {
                let joint = if mount.options.as_ref().is_some_and(|o| !o.is_empty()) { "," } else { ":" };
                let better = format!("{}{joint}ro", mount.text);
                let writes = mount.options.as_ref().is_some_and(|o| o.iter().any(|o| o == "rw"));
                if !writes {
                    let change = Change::Replace { at, was: mount.text.clone(), with: string(&better) };
                    d = d.fix(Fix::risky(format!("write `{better}`"), vec![change]));
                }
            }
            out.push(if_enabled(d, container.certain && mount.certain));
        }
    }
}
