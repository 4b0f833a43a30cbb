//! OCI406: a secret whose change does not reach the container.

use crate::oci::facts::{Datum, Secret};

use super::cx::{RuleCx, Sink, attr, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Mentions secrets of sops-nix in `environmentFiles` that do not restart the container's unit when they change.
    ///
    /// ## Why is this bad?
    /// The file is read when the container starts. A new value does nothing until somebody restarts the unit.
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
    ///       environmentFiles = [ config.sops.secrets.db.path ];
    ///     };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// { config, lib, ... }:
    /// {
    ///   options.sops.secrets = lib.mkOption { type = lib.types.attrsOf lib.types.anything; };
    ///   config = {
    ///     sops.secrets.db = { path = "/run/secrets/db"; restartUnits = [ "podman-web.service" ]; };
    ///     virtualisation.oci-containers.backend = "podman";
    ///     virtualisation.oci-containers.containers.web = {
    ///       image = "docker.io/library/nginx:1.27";
    ///       environmentFiles = [ config.sops.secrets.db.path ];
    ///     };
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the secret's settings, or the name of the unit, are not known.
    pub(super) static SECRET_CHANGE_NO_RESTART = "OCI406" "secret-change-no-restart" Info;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let Some(unit) = cx.service_name(container) else { continue };
        let field = &container.environment_files;
        for item in field.known().into_iter().flat_map(|f| &f.items) {
            let secret = item.text.known().and_then(|path| cx.facts.secrets.at(path));
            let Some(secret) = secret.filter(|s| s.sops && is_ignored(s, unit)) else { continue };
            let Some(at) = item.at.or(field.place()).or(container.at) else { continue };
            let option: Vec<String> = secret.option.iter().map(|n| attr(n)).collect();
            let option = option.join(".");
            let message = format!("a new value of `{option}` does not reach the container until it is restarted");
            let d = SECRET_CHANGE_NO_RESTART.at(at, message).container(container.name.as_str());
            let help = format!("set `{option}.restartUnits = [ \"{unit}.service\" ];`");
            out.push(if_enabled(d.help(help), container.certain && field.certain));
        }
    }
}

/// Whether a change of a secret surely does not restart a unit.
fn is_ignored(secret: &Secret, unit: &str) -> bool {
    ["restartUnits", "reloadUnits"].iter().all(|name| match secret.settings.get(name) {
        Datum::Absent => true,
        units => {
            let named = |d: &Datum| d.str().is_none_or(|u| u.trim_end_matches(".service") == unit);
            units.is_complete() && !units.items().iter().any(named)
        }
    })
}
