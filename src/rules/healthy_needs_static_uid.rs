//! OCI702: `sdnotify = "healthy"` for a user without a fixed uid.

use crate::diag::Fix;

use super::cx::{RuleCx, Sink, attr, with_fix};
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
        let uid = rootless::free_uid(cx, runner.name).to_string();
        let help = format!("set `users.users.{}.uid = {uid};`", attr(runner.name));
        if let Some(finding) = healthy.finding(&HEALTHY_NEEDS_STATIC_UID, user, &user.uid, message) {
            let change = rootless::set_uid(cx, user, &uid);
            out.push(with_fix(finding.help(help), Fix::risky(format!("set `uid = {uid};`"), Vec::from_iter(change))));
        }
    }
}
