//! OCI606: a container that does its work once, and is started again for ever.

use crate::oci::Container;
use crate::schema::Release;

use super::cx::{RuleCx, Sink, attr, if_enabled, place_of};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Mentions containers that look as if they do their work once (`--restart=no`, or a command such as `migrate`)
    /// whose unit starts them again whenever they end.
    ///
    /// ## Why is this bad?
    /// Until NixOS 25.11 the unit has `Restart=always`: the work is done again every moment, for ever.
    ///
    /// ## Example
    /// ```nix
    /// # nixos: 25.11
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--restart=no" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// # nixos: 25.11
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent where the unit's `Restart` is set, and for NixOS 26.05, which restarts after failures only.
    pub(super) static ONE_SHOT_RESTART = "OCI606" "one-shot-restart" Info;
}

/// Words that mean work with an end.
const ONCE: &[&str] = &["db:migrate", "init-db", "initdb", "migrate", "migration", "migrations"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let always = !cx.since(Release::R26_05);
    for container in cx.containers() {
        let Some(why) = once(cx, container) else { continue };
        let unit = cx.service_name(container);
        let own = cx.host.services.iter().find(|s| Some(s.name.as_str()) == unit);
        let settled =
            own.is_some_and(|s| s.overrides.iter().any(|(n, _)| n == "Restart") || !s.service_config.is_complete());
        if !always || settled || unit.is_none() {
            continue;
        }
        let Some(at) = place_of(container, &container.cmd).or(container.at) else { continue };
        let message = format!("`{}` {why}, but its unit starts it again whenever it ends", container.name);
        let unit = unit.map(attr).unwrap_or_default();
        let d = ONE_SHOT_RESTART.at(at, message).container(container.name.as_str());
        let d = d.help(format!("set `systemd.services.{unit}.serviceConfig.Restart = lib.mkForce \"no\";`"));
        out.push(if_enabled(d, container.certain));
    }
}

fn once(cx: &RuleCx<'_>, container: &Container) -> Option<String> {
    if cx.argv(container).last("restart").is_some_and(|g| g.known() == Some("no")) {
        return Some("shall not be restarted".to_owned());
    }
    let last = container.cmd.known()?.items.last()?.text.known()?;
    ONCE.contains(&last).then(|| format!("does its work once (`{last}`)"))
}
