//! OCI607: a rootless container that starts before there is a network; a stop that is cut off.

use crate::diag::Diagnostic;
use crate::oci::{Backend, Container, Field, Text};

use super::cx::{RuleCx, Sink, attr, if_enabled};
use super::meta::rule;
use super::{flags, ports};

rule! {
    /// ## What it does
    /// Mentions rootless containers whose image comes from a file, and a `--stop-timeout` that is longer than what
    /// systemd grants.
    ///
    /// ## Why is this bad?
    /// NixOS lets a unit wait for the network only if it pulls its image. A rootless container needs the network all
    /// the same: without an address `pasta` fails at boot. When a stop takes longer than the 120 seconds of the unit,
    /// systemd kills the container.
    ///
    /// ## Example
    /// ```nix
    /// { pkgs, ... }:
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///     imageFile = pkgs.dockerTools.pullImage { imageName = "nginx"; finalImageTag = "1.27"; };
    ///   };
    ///   users.users.web = {
    ///     isNormalUser = true;
    ///     uid = 2000;
    ///     linger = true;
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// { pkgs, ... }:
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///     imageFile = pkgs.dockerTools.pullImage { imageName = "nginx"; finalImageTag = "1.27"; };
    ///   };
    ///   users.users.web = {
    ///     isNormalUser = true;
    ///     uid = 2000;
    ///     linger = true;
    ///   };
    ///   systemd.services.podman-web = {
    ///     wants = [ "network-online.target" ];
    ///     after = [ "network-online.target" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the user or the image is not known.
    pub(super) static NETWORK_NOT_READY_AT_BOOT = "OCI607" "network-not-ready-at-boot" Info;
}

/// `TimeoutStopSec` of the module's units.
const STOP_SECONDS: i64 = 120;

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let found = before_network(cx, container).into_iter().chain(cut_off(cx, container));
        out.extend(found.map(|d| if_enabled(d, container.certain && cx.backend_is_certain())));
    }
}

fn before_network(cx: &RuleCx<'_>, container: &Container) -> Option<Diagnostic> {
    let set = |f: &Field<Option<Text>>| matches!(f.known(), Some(Some(_)));
    let field = [&container.image_file, &container.image_stream].into_iter().find(|f| set(f))?;
    let unit = cx.service_name(container)?;
    let own = cx.host.services.iter().find(|s| s.name == unit);
    let target = "network-online.target";
    let waits = own
        .is_some_and(|s| !s.after.complete || s.after.items.iter().any(|i| i.text.known().is_none_or(|t| t == target)));
    if waits || !cx.is(Backend::Podman) || ports::is_rootless(cx, container) != Some(true) {
        return None;
    }
    let at = field.key.or(field.at).or(container.at)?;
    let message = "the unit does not wait for the network, which a rootless container needs though its image is there";
    let d = NETWORK_NOT_READY_AT_BOOT.at(at, message).container(container.name.as_str());
    let unit = attr(unit);
    Some(d.help(format!("set `wants` and `after` of `systemd.services.{unit}` to `[ \"{target}\" ]`")))
}

fn cut_off(cx: &RuleCx<'_>, container: &Container) -> Option<Diagnostic> {
    let given = cx.argv(container).last("stop-timeout")?;
    let seconds: i64 = given.known()?.parse().ok().filter(|s| *s > STOP_SECONDS)?;
    let unit = cx.service_name(container)?;
    let own = cx.host.services.iter().find(|s| s.name == unit);
    if own.is_some_and(|s| s.overrides.iter().any(|(n, _)| n == "TimeoutStopSec") || !s.service_config.is_complete()) {
        return None;
    }
    let message = format!("systemd kills the container after {STOP_SECONDS} seconds, before its {seconds} are over");
    let d = flags::finding(&NETWORK_NOT_READY_AT_BOOT, container, given, message)?;
    let unit = attr(unit);
    Some(d.help(format!("set `systemd.services.{unit}.serviceConfig.TimeoutStopSec = lib.mkForce {};`", seconds + 10)))
}
