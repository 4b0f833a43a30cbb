//! OCI506: `--restart` beside systemd.

use crate::diag::{Diagnostic, Fix, Severity};
use crate::oci::Container;
use crate::oci::argv::Given;

use super::cx::{RuleCx, Sink};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `--restart` in `extraOptions` with another policy than `no`.
    ///
    /// ## Why is this bad?
    /// The unit runs the container with `--rm`, and docker and podman refuse the two together: the unit fails each time
    /// it starts. With `autoRemoveOnStop = false` it starts, but then the runtime and systemd both restart the container.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--restart=always" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///   };
    ///   systemd.services.podman-web.serviceConfig.RestartSec = "5s";
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the policy is not known; a warning while `autoRemoveOnStop` is not known.
    pub(super) static RESTART_FLAG = "OCI506" "restart-flag" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        if let Some(given) = cx.argv(container).last("restart") {
            out.extend(policy(cx, container, given).map(|d| flags::settled(cx, container, d)));
        }
    }
}

fn policy(cx: &RuleCx<'_>, container: &Container, given: &Given<'_>) -> Option<Diagnostic> {
    let policy = given.known()?;
    if policy.is_empty() || policy == "no" || policy.starts_with("no:") {
        return None;
    }
    let removes = match cx.argv(container).last("rm") {
        Some(rm) => rm.truth(),
        None => container.auto_remove_on_stop.known().copied(),
    };
    let written = flags::written(given);
    let (severity, message) = match removes {
        Some(true) => (
            Severity::Error,
            format!("`{written}` is refused together with `--rm`, with which the unit runs the container"),
        ),
        Some(false) => (Severity::Warning, format!("`{written}`: the runtime and systemd both restart the container")),
        None => (Severity::Warning, format!("`{written}` is refused together with `--rm`, or competes with systemd")),
    };
    let unit = cx.service_name(container).map_or("UNIT".to_owned(), super::cx::attr);
    let finding = flags::finding(&RESTART_FLAG, container, given, message)?.severity(severity).help(format!(
        "remove it: systemd restarts the container, as `systemd.services.{unit}.serviceConfig.Restart` says"
    ));
    Some(match flags::removal(given) {
        Some(changes) => finding.fix(Fix::safe(format!("remove `{written}`"), changes)),
        None => finding,
    })
}
