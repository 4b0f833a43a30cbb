//! OCI705: a rootless container whose user has no fixed uid.

use crate::diag::Fix;

use super::cx::{RuleCx, Sink, attr, with_fix};
use super::meta::rule;
use super::rootless;

rule! {
    /// ## What it does
    /// Reports a user who runs rootless containers and has no `uid`. With `sdnotify = "healthy"` it is an error of its own.
    ///
    /// ## Why is this bad?
    /// The unit is to wait for `/run/user/UID/containers`. Without a uid NixOS writes `/run/user//containers`, and nothing
    /// waits for the user's runtime directory. Podman may then keep its state below `/tmp` and stop after a reboot,
    /// because the state is from another boot.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = { isNormalUser = true; linger = true; };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = { isNormalUser = true; linger = true; uid = 2000; };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while `uid` is not known, be it a computed value or one that a module sets which was not read.
    pub(super) static ROOTLESS_UID_NOT_STATIC = "OCI705" "rootless-uid-not-static" Warning since R25_05;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for (runner, user) in rootless::declared(cx) {
        let healthy = runner.containers.iter().any(|c| c.sdnotify() == Some("healthy"));
        if healthy || user.uid.known() != Some(&None) {
            continue;
        }
        let message = format!(
            "the user `{}`, who runs {}, has no `uid`: the unit waits for `/run/user//containers`",
            runner.name,
            runner.containers_named()
        );
        let uid = rootless::free_uid(cx, runner.name).to_string();
        let help = format!("set `users.users.{}.uid = {uid};`", attr(runner.name));
        if let Some(finding) = runner.finding(&ROOTLESS_UID_NOT_STATIC, user, &user.uid, message) {
            let change = rootless::set_uid(cx, user, &uid);
            out.push(with_fix(finding.help(help), Fix::risky(format!("set `uid = {uid};`"), Vec::from_iter(change))));
        }
    }
}
