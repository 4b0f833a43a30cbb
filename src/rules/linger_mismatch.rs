//! OCI703: lingering of the user does not suit the containers, by what the release wants.

use crate::diag::Fix;
use crate::oci::User;
use crate::schema::Release;

use super::cx::{RuleCx, Sink, attr, with_fix};
use super::meta::rule;
use super::rootless::{self, Runner};

rule! {
    /// ## What it does
    /// Reports a rootless container whose user lingers although it must not, or does not although it must. Releases differ:
    /// 26.05 wants every such user to linger. 25.05 and 25.11 want it for `sdnotify = "healthy"` and warn against it for
    /// `sdnotify = "conmon"`.
    ///
    /// ## Why is this bad?
    /// NixOS prints a warning at each evaluation. Without lingering the user's systemd ends with the last session, and a
    /// healthy-notify container is stopped with it and not started again. On 25.05 and 25.11 podman of a lingering user
    /// leaves the unit's control group, so that systemd never sees a conmon-notify container become ready.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = { isNormalUser = true; uid = 2000; linger = false; };
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
    /// Silent while `linger` or, before 26.05, `podman.sdnotify` is not known. An unset `linger` is another rule.
    pub(super) static LINGER_MISMATCH = "OCI703" "linger-mismatch" Warning since R25_05;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for (runner, user) in rootless::declared(cx) {
        let Some(Some(linger)) = user.linger.known() else { continue };
        let unhappy = match (cx.since(Release::R26_05), *linger) {
            (true, true) => continue,
            (true, false) => Some(&runner).and_then(|r| r.only(|_| true)),
            (false, true) => runner.only(|c| c.sdnotify() == Some("conmon")),
            (false, false) => runner.only(|c| c.sdnotify() == Some("healthy")),
        };
        if let Some(unhappy) = unhappy {
            report(cx, &runner, &unhappy, user, *linger, out);
        }
    }
}

fn report(cx: &RuleCx<'_>, runner: &Runner<'_>, unhappy: &Runner<'_>, user: &User, linger: bool, out: &mut Sink) {
    let (name, containers) = (runner.name, unhappy.containers_named());
    let release = cx.host.release;
    let message = match (cx.since(Release::R26_05), linger) {
        (true, _) => format!("lingering is off for the user `{name}`, who runs {containers}"),
        (false, true) => {
            format!(
                "lingering is on for the user `{name}`, which on NixOS {release} breaks `sdnotify = \"conmon\"` of {containers}"
            )
        }
        (false, false) => {
            format!("lingering is off for the user `{name}`, which `sdnotify = \"healthy\"` of {containers} needs")
        }
    };
    let wanted = rootless::wanted_linger(cx, &runner.containers);
    let help = match wanted {
        Some(wanted) => format!("set `users.users.{}.linger = {wanted};`", attr(name)),
        None => {
            "its containers want different things: let those with `sdnotify = \"healthy\"` run as another user".into()
        }
    };
    if let Some(finding) = unhappy.finding(&LINGER_MISMATCH, user, &user.linger, message) {
        out.push(with_fix(finding.help(help), fix(wanted, user, linger)));
    }
}

/// To end lingering is for a person to decide: other things of the user may count on it.
fn fix(wanted: Option<bool>, user: &User, linger: bool) -> Fix {
    let Some(wanted) = wanted else { return Fix::risky("", Vec::new()) };
    let change = rootless::set(user, &user.linger, &linger.to_string(), "linger", &wanted.to_string());
    let (title, changes) = (format!("set `linger = {wanted};`"), Vec::from_iter(change));
    if wanted { Fix::safe(title, changes) } else { Fix::risky(title, changes) }
}
