//! OCI604: a unit that waits for a health check which never comes.

use crate::diag::{Anchor, Diagnostic, Severity};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink, attr, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `podman.sdnotify = "healthy"` without a `--health-cmd`, and with `--no-healthcheck`; mentions units
    /// that wait without limit.
    ///
    /// ## Why is this bad?
    /// Without a health check podman refuses to start: `sdnotify policy "healthy" requires a healthcheck to be set`,
    /// unless the image brings one, which images of the OCI format cannot. With `--no-healthcheck` it starts and is
    /// never ready. The unit has `TimeoutStartSec=0`: a container that does not become healthy blocks `nixos-rebuild
    /// switch` for ever.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.sdnotify = "healthy";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// { lib, ... }:
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.sdnotify = "healthy";
    ///     extraOptions = [ "--health-cmd=curl -f http://localhost" ];
    ///   };
    ///   systemd.services.podman-web.serviceConfig.TimeoutStartSec = lib.mkForce 300;
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the options are not known. Whether an image has a check of its own cannot be known: a warning.
    pub(super) static HEALTHY_START = "OCI604" "healthy-start" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    if cx.is(Backend::Docker) {
        return;
    }
    for container in cx.containers().filter(|c| c.sdnotify() == Some("healthy")) {
        let place = container.podman.known().and_then(|p| p.as_ref()).and_then(|p| p.sdnotify.place());
        let Some(at) = place.or(container.podman.place()).or(container.at) else { continue };
        let argv = cx.argv(container);
        if argv.has("sdnotify") || argv.may_have_more() {
            continue;
        }
        let found = match argv.last("no-healthcheck") {
            Some(off) if off.truth() == Some(true) => Some(never_ready(container, at, off.item.at)),
            Some(_) => None,
            None if !argv.has("health-cmd") => Some(without_check(container, at)),
            None => without_limit(cx, container, at),
        };
        out.extend(
            found.map(|d| if_enabled(d, container.certain && container.podman.certain && cx.backend_is_certain())),
        );
    }
}

fn never_ready(container: &Container, at: Anchor, off: Option<Anchor>) -> Diagnostic {
    let message = "the unit waits for a health check that `--no-healthcheck` switches off: it never becomes ready";
    let mut d = HEALTHY_START.at(at, message).severity(Severity::Error).container(container.name.as_str());
    if let Some(off) = off {
        d = d.label(off, "switched off here");
    }
    d.help("remove `--no-healthcheck`, or wait for `container` or `conmon`")
}

fn without_check(container: &Container, at: Anchor) -> Diagnostic {
    let message = "the unit waits for a health check, and there is no `--health-cmd`: podman refuses to start";
    let d = HEALTHY_START.at(at, message).container(container.name.as_str());
    d.help("add `\"--health-cmd=…\"` to `extraOptions`, unless the image brings a HEALTHCHECK")
}

/// The module's own unit has no limit.
fn without_limit(cx: &RuleCx<'_>, container: &Container, at: Anchor) -> Option<Diagnostic> {
    let unit = cx.service_name(container).filter(|_| cx.host.closed)?;
    let own = cx.host.services.iter().find(|s| s.name == unit);
    let limited =
        own.is_some_and(|s| s.overrides.iter().any(|(n, _)| n == "TimeoutStartSec") || !s.service_config.is_complete());
    if limited {
        return None;
    }
    let message = "a container that does not become healthy blocks `nixos-rebuild switch` for ever";
    let d = HEALTHY_START.at(at, message).severity(Severity::Info).container(container.name.as_str());
    Some(d.help(format!("set `systemd.services.{}.serviceConfig.TimeoutStartSec = lib.mkForce 300;`", attr(unit))))
}
