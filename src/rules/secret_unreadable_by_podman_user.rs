//! OCI405: a secret that the user who runs the container may not read.

use crate::diag::Anchor;
use crate::oci::facts::{Datum, Secret};
use crate::oci::{Container, Text};

use super::cx::{RuleCx, Sink, attr, if_enabled, string};
use super::meta::rule;
use super::ports;

rule! {
    /// ## What it does
    /// Reports secrets of sops-nix and agenix in `environmentFiles` and `login.passwordFile` of a rootless container
    /// that belong to another user.
    ///
    /// ## Why is this bad?
    /// The unit runs as that user, and podman reads the file with the user's rights: `permission denied`, each time
    /// it starts. A secret belongs to root unless `owner` says otherwise.
    ///
    /// ## Example
    /// ```nix
    /// { config, lib, ... }:
    /// {
    ///   options.sops.secrets = lib.mkOption { type = lib.types.attrsOf lib.types.anything; };
    ///   config = {
    ///     sops.secrets.db = { path = "/run/secrets/db"; };
    ///     virtualisation.oci-containers.backend = "podman";
    ///     virtualisation.oci-containers.containers.web = {
    ///       image = "docker.io/library/nginx:1.27";
    ///       podman.user = "web";
    ///       environmentFiles = [ config.sops.secrets.db.path ];
    ///     };
    ///     users.users.web = { isNormalUser = true; uid = 2000; linger = true; };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// { config, lib, ... }:
    /// {
    ///   options.sops.secrets = lib.mkOption { type = lib.types.attrsOf lib.types.anything; };
    ///   config = {
    ///     sops.secrets.db = { path = "/run/secrets/db"; owner = "web"; };
    ///     virtualisation.oci-containers.backend = "podman";
    ///     virtualisation.oci-containers.containers.web = {
    ///       image = "docker.io/library/nginx:1.27";
    ///       podman.user = "web";
    ///       environmentFiles = [ config.sops.secrets.db.path ];
    ///     };
    ///     users.users.web = { isNormalUser = true; uid = 2000; linger = true; };
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while owner, mode or user are not known, and where group or mode may let the user read it.
    pub(super) static SECRET_UNREADABLE_BY_PODMAN_USER = "OCI405" "secret-unreadable-by-podman-user" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let Some(user) = container.rootless_user().filter(|_| ports::is_rootless(cx, container) == Some(true)) else {
            continue;
        };
        for (path, at, certain) in files(container) {
            let Some(secret) = cx.facts.secrets.at(path).filter(|s| is_closed_to(s, user)) else { continue };
            let Some(at) = at.or(container.at) else { continue };
            let message = format!("`{user}`, who runs the container, may not read `{path}`");
            let d = SECRET_UNREADABLE_BY_PODMAN_USER.at(at, message).container(container.name.as_str());
            let option: Vec<String> = secret.option.iter().map(|n| attr(n)).collect();
            let help = format!("set `{}.owner = {};`", option.join("."), string(user));
            out.push(if_enabled(d.help(help), container.certain && certain && container.podman.certain));
        }
    }
}

/// Files that podman reads for the container.
fn files(container: &Container) -> Vec<(&str, Option<Anchor>, bool)> {
    let field = &container.environment_files;
    let listed = field.known().into_iter().flat_map(|f| &f.items);
    let mut out: Vec<_> =
        listed.filter_map(|i| Some((i.text.known()?, i.at.or(field.place()), field.certain))).collect();
    let password = &container.login.password_file;
    let known = password.known().and_then(|p| p.as_ref()).and_then(Text::known);
    out.extend(known.map(|p| (p, password.place(), password.certain)));
    out
}

/// Whether a secret is surely closed to a user: another owner, and a mode for the owner alone.
fn is_closed_to(secret: &Secret, user: &str) -> bool {
    let owner = match secret.settings.get("owner") {
        Datum::Absent | Datum::Null => "root",
        other => match other.str() {
            Some(owner) => owner,
            None => return false,
        },
    };
    let by_id = !matches!(secret.settings.get("uid"), Datum::Absent | Datum::Null | Datum::Int(0));
    let mode = match secret.settings.get("mode") {
        Datum::Absent => "0400",
        other => other.str().unwrap_or_default(),
    };
    let own_only = matches!(mode, "0400" | "400" | "0600" | "600" | "0500" | "0700");
    owner != user && !by_id && own_only
}
