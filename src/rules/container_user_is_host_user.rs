//! OCI709: a user of the host, looked for inside the image.

use crate::diag::{Change, Diagnostic, Fix};
use crate::oci::{Container, Lookup};

use super::cx::{RuleCx, Sink, if_enabled, string};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Mentions a `user` that is called like a user of the host.
    ///
    /// ## Why is this bad?
    /// `user` is who the program runs as inside the container, and a name is looked up in the image's own
    /// `/etc/passwd`: `unable to find user app: no matching entries in passwd file`. A number works everywhere; who
    /// runs podman itself is `podman.user`.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     user = "app";
    ///   };
    ///   users.users.app = {
    ///     isNormalUser = true;
    ///     uid = 2000;
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     user = "2000";
    ///   };
    ///   users.users.app = {
    ///     isNormalUser = true;
    ///     uid = 2000;
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about names that are not known, and about those that many images have (`root`, `nobody`, `www-data`,
    /// …).
    pub(super) static CONTAINER_USER_IS_HOST_USER = "OCI709" "container-user-is-host-user" Info;
}

/// Names that many images have.
const COMMON: &[&str] = &[
    "abc",
    "apache",
    "caddy",
    "daemon",
    "default",
    "git",
    "grafana",
    "memcache",
    "mongodb",
    "mysql",
    "nextcloud",
    "nginx",
    "nobody",
    "node",
    "nonroot",
    "postgres",
    "prometheus",
    "rabbitmq",
    "redis",
    "root",
    "steam",
    "www-data",
];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let found = named(cx, container);
        out.extend(found.map(|d| if_enabled(d, container.certain && container.user.certain)));
    }
}

fn named(cx: &RuleCx<'_>, container: &Container) -> Option<Diagnostic> {
    let written = container.user.known()?.as_ref()?.known()?;
    let (user, group) = written.split_once(':').map_or((written, None), |(u, g)| (u, Some(g)));
    let is_number = !user.is_empty() && user.bytes().all(|b| b.is_ascii_digit());
    if is_number || user.is_empty() || COMMON.contains(&user) {
        return None;
    }
    let runs = container.rootless_user() == Some(user);
    let declared = match cx.host.user(user) {
        Lookup::Found(declared) => Some(declared),
        Lookup::Absent | Lookup::Unknown if runs => None,
        Lookup::Absent | Lookup::Unknown => return None,
    };
    let at = container.user.place().or(container.at)?;
    let message = format!("`{user}` is a user of the host; `user` looks for one in the image");
    let mut d = CONTAINER_USER_IS_HOST_USER.at(at, message).container(container.name.as_str());
    if let Some(place) = declared.and_then(|u| u.at) {
        d = d.label(place, "the user of the host");
    }
    let uid = declared.and_then(|u| *u.uid.known()?);
    let d = d.help(match uid {
        Some(uid) => format!("write the number: `user = \"{uid}\";`"),
        None => "write numbers; who runs podman itself is `podman.user`".to_owned(),
    });
    Some(match (uid, container.user.at, group) {
        (Some(uid), Some(at), None) => {
            let change = Change::Replace { at, was: written.to_owned(), with: string(&uid.to_string()) };
            d.fix(Fix::risky(format!("write `{uid}`"), vec![change]))
        }
        _ => d,
    })
}
