//! OCI710: the rights of root for a user who needs none.

use crate::diag::{Change, Fix};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;
use super::rootless;

rule! {
    /// ## What it does
    /// Mentions the group `podman` among the `extraGroups` of a user who runs rootless containers.
    ///
    /// ## Why is this bad?
    /// The group opens the socket of root's podman, and who may use that is root. Rootless containers do not need it.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = {
    ///     isNormalUser = true;
    ///     uid = 2000;
    ///     linger = true;
    ///     extraGroups = [ "podman" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = {
    ///     isNormalUser = true;
    ///     uid = 2000;
    ///     linger = true;
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about groups that are not known.
    pub(super) static PODMAN_GROUP_FOR_ROOTLESS = "OCI710" "podman-group-for-rootless" Info;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for (runner, user) in rootless::declared(cx) {
        let groups = user.extra_groups.known();
        let Some(item) = groups.and_then(|g| g.items.iter().find(|i| i.text.known() == Some("podman"))) else {
            continue;
        };
        let Some(at) = item.at.or(user.extra_groups.place()).or(user.at) else { continue };
        let message = format!(
            "the group `podman` makes `{}` as good as root, and rootless containers do not need it",
            runner.name
        );
        let mut d = PODMAN_GROUP_FOR_ROOTLESS.at(at, message).help("remove it");
        if let Some(first) = runner.containers.first() {
            d = d.container(first.name.as_str());
        }
        if let Some(at) = item.at {
            d = d.fix(Fix::risky("remove `podman`", vec![Change::Remove { at }]));
        }
        out.push(if_enabled(d, user.certain && user.extra_groups.certain && runner.certain()));
    }
}
