//! OCI702: `sdnotify = "healthy"` for a user without a fixed uid.

use super::cx::{RuleCx, Sink, attr};
use super::meta::rule;
use super::rootless;

rule! {
    /// ## What it does
    /// Reports a rootless container with `podman.sdnotify = "healthy"` whose user has no `uid`.
    ///
    /// ## Why is this bad?
    /// The unit must wait for `user@UID.service`, since podman runs health checks through the user's own systemd. NixOS
    /// refuses the configuration with an assertion: the user needs a statically specified uid.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman = { user = "web"; sdnotify = "healthy"; };
    ///     extraOptions = [ "--health-cmd=true" ];
    ///   };
    ///   users.users.web = { isNormalUser = true; linger = true; };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman = { user = "web"; sdnotify = "healthy"; };
    ///     extraOptions = [ "--health-cmd=true" ];
    ///   };
    ///   users.users.web = { isNormalUser = true; linger = true; uid = 2000; };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while `uid` is not known, be it a computed value or one that a module sets which was not read.
    pub(super) static HEALTHY_NEEDS_STATIC_UID = "OCI702" "healthy-needs-static-uid" Error since R25_05;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for (runner, user) in rootless::declared(cx) {
        let Some(healthy) = runner.only(|c| c.sdnotify() == Some("healthy")) else { continue };
        if user.uid.known() != Some(&None) {
            continue;
        }
        let message = format!(
            "the user `{}` has no `uid`, without which `sdnotify = \"healthy\"` of {} cannot work",
            runner.name,
            healthy.containers_named()
        );
        let help = format!("set `users.users.{}.uid = {};`", attr(runner.name), rootless::free_uid(cx));
        if let Some(finding) = healthy.finding(&HEALTHY_NEEDS_STATIC_UID, user, &user.uid, message) {
            out.push(finding.help(help));
        }
    }
}
