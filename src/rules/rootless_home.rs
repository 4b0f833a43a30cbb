//! OCI707: a user who runs containers and has no home to keep them in.

use crate::diag::Fix;
use crate::oci::Text;

use super::cx::{RuleCx, Sink, attr, string, with_fix};
use super::meta::rule;
use super::rootless;

rule! {
    /// ## What it does
    /// Reports a user who runs rootless containers and whose home is `/var/empty`, the default for system users.
    ///
    /// ## Why is this bad?
    /// Rootless podman keeps images, volumes and its configuration below the home directory, and `/var/empty` can be
    /// written by nobody: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = {
    ///     isSystemUser = true; group = "web"; uid = 2000; linger = true; autoSubUidGidRange = true;
    ///   };
    ///   users.groups.web = { };
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
    ///     isSystemUser = true; group = "web"; uid = 2000; linger = true; autoSubUidGidRange = true;
    ///     home = "/var/lib/web"; createHome = true;
    ///   };
    ///   users.groups.web = { };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while `home` is not known. Whether another directory exists and who may write it is not judged.
    pub(super) static ROOTLESS_HOME = "OCI707" "rootless-home" Error since R25_05;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for (runner, user) in rootless::declared(cx) {
        if user.home.known().and_then(Text::known) != Some("/var/empty") {
            continue;
        }
        let (name, containers) = (runner.name, runner.containers_named());
        let message = format!("the user `{name}`, who runs {containers}, has no writable home: it is `/var/empty`");
        let path = format!("users.users.{}", attr(name));
        let help = format!("set `{path}.home` to a directory below `/var/lib` and `{path}.createHome = true;`");
        if let Some(finding) = runner.finding(&ROOTLESS_HOME, user, &user.home, message) {
            let home = string(&format!("/var/lib/{name}"));
            let set_home = rootless::set(user, &user.home, "/var/empty", "home", &home);
            let create = rootless::set(user, &user.create_home, "false", "createHome", "true");
            let changes = match (set_home, create) {
                (Some(home), Some(_)) if user.create_home.known() == Some(&true) => vec![home],
                (Some(home), Some(create)) => vec![home, create],
                _ => Vec::new(),
            };
            out.push(with_fix(finding.help(help), Fix::risky(format!("set `home = {home};`"), changes)));
        }
    }
}
