//! OCI704: a user who runs containers and whose `linger` is null.

use crate::diag::Fix;

use super::cx::{RuleCx, Sink, attr, with_fix};
use super::meta::rule;
use super::rootless;

rule! {
    /// ## What it does
    /// Reports a user who runs rootless containers and whose `linger` is not set.
    ///
    /// ## Why is this bad?
    /// Since NixOS 25.11 `linger` is null unless it is set, and the container module uses it as a Boolean: the evaluation
    /// stops with `expected a Boolean but found null`, and neither the user nor the container is named.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = { isNormalUser = true; uid = 2000; };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = { isNormalUser = true; uid = 2000; linger = true; };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent where `linger` may be set in a module that was not read.
    pub(super) static LINGER_UNSET = "OCI704" "linger-unset" Error since R25_11;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for (runner, user) in rootless::declared(cx) {
        if user.linger.known() != Some(&None) {
            continue;
        }
        let message = format!(
            "`linger` of the user `{}`, who runs {}, is not set: Nix stops with `expected a Boolean but found null`",
            runner.name,
            runner.containers_named()
        );
        let wanted = rootless::wanted_linger(cx, &runner.containers).unwrap_or(true);
        let mut help = format!("set `users.users.{}.linger = {wanted};`", attr(runner.name));
        if cx.host.manage_lingering.known() == Some(&false) {
            help.push_str(" and leave `users.manageLingering` at `true`, without which it may not be set");
        }
        if let Some(finding) = runner.finding(&LINGER_UNSET, user, &user.linger, message) {
            let change = rootless::set(user, &user.linger, "null", "linger", &wanted.to_string());
            let managed = cx.host.manage_lingering.known() != Some(&false);
            let fix = Fix::safe(format!("set `linger = {wanted};`"), change.into_iter().filter(|_| managed).collect());
            out.push(with_fix(finding.help(help), fix));
        }
    }
}
