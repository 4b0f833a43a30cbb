//! OCI701: `podman.user` names a user that is not declared.

use crate::diag::{Change, Fix};
use crate::oci::Lookup;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;
use super::rootless;

rule! {
    /// ## What it does
    /// Reports a `podman.user` that is neither `root` nor an attribute of `users.users`.
    ///
    /// ## Why is this bad?
    /// NixOS looks the user up to find its id, home and lingering: the evaluation stops with `attribute '…' missing`,
    /// without a place.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = {
    ///     isSystemUser = true;
    ///     group = "web";
    ///     uid = 2000;
    ///     home = "/var/lib/web";
    ///     createHome = true;
    ///     linger = true;
    ///     autoSubUidGidRange = true;
    ///   };
    ///   users.groups.web = { };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent where users may be declared in a module that was not read.
    pub(super) static PODMAN_USER_UNDEFINED = "OCI701" "podman-user-undefined" Error since R25_05;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for runner in rootless::runners(cx) {
        if !matches!(cx.host.user(runner.name), Lookup::Absent) {
            continue;
        }
        let (Some(at), Some(first)) = (runner.chosen_at(), runner.containers.first()) else { continue };
        let message = format!("`podman.user` is `{}`, but no such user is declared in `users.users`", runner.name);
        let finding = PODMAN_USER_UNDEFINED.at(at, message).container(first.name.as_str());
        let finding = if rootless::is_login_name(runner.name) {
            let definition = rootless::declaration(cx, &runner);
            let help = format!("declare the user:\n{definition}");
            let change = Change::AddBeside { near: at, top: "virtualisation".into(), definition };
            finding.help(help).fix(Fix::risky(format!("declare the user `{}`", runner.name), vec![change]))
        } else {
            finding.help("choose a name of letters, digits, `_`, `.` and `-`, and declare that user")
        };
        out.push(if_enabled(finding, runner.certain()));
    }
}
