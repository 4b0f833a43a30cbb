//! OCI507: `--detach` for docker, whose client is the unit's process.

use crate::diag::{Change, Fix};
use crate::oci::Backend;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `-d` or `--detach` in `extraOptions` where the backend is docker.
    ///
    /// ## Why is this bad?
    /// With docker, the unit's process is the client in the foreground. A detached client exits at once; systemd takes
    /// that for the end of the service and runs its stop command, which stops the container.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "-d" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend, or the value of the option, is not known.
    pub(super) static DETACH_FLAG_ON_DOCKER = "OCI507" "detach-flag-on-docker" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    if !cx.is(Backend::Docker) {
        return;
    }
    for container in cx.containers() {
        let Some(given) = cx.argv(container).last("detach").filter(|g| g.truth() == Some(true)) else { continue };
        let Some(at) = given.item.at.or(container.extra_options.place()).or(container.at) else { continue };
        let message =
            format!("`{}` lets the docker client exit at once, and systemd then stops the container", given.spelled);
        let mut finding = DETACH_FLAG_ON_DOCKER
            .at(at, message)
            .container(container.name.as_str())
            .help("drop it: the unit runs the client in the foreground by design");
        if given.is_alone() {
            finding = finding.fix(Fix::safe(format!("remove `{}`", given.spelled), vec![Change::Remove { at }]));
        }
        out.push(if_enabled(finding, container.certain && container.extra_options.certain && cx.backend_is_certain()));
    }
}
