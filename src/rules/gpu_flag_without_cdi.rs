//! OCI309: a graphics card by the old way, or without what provides it.

use crate::diag::{Change, Diagnostic, Fix};
use crate::oci::argv::Given;
use crate::oci::{Backend, Container};
use crate::schema::Release;

use super::cx::{RuleCx, Sink, if_enabled, string};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `--gpus` and `--runtime=nvidia` with docker, and the device `nvidia.com/gpu=…` where
    /// `hardware.nvidia-container-toolkit.enable` is off.
    ///
    /// ## Why is this bad?
    /// NixOS provides graphics cards by CDI, which the toolkit generates: without it the device does not exist. The
    /// old runtime hook is gone; docker without it fails with `could not select device driver`.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--gpus=all" ];
    ///   };
    ///   hardware.nvidia-container-toolkit.enable = true;
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     devices = [ "nvidia.com/gpu=all" ];
    ///   };
    ///   hardware.nvidia-container-toolkit.enable = true;
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend or the option is not known; in the open world the toolkit may be on elsewhere.
    pub(super) static GPU_FLAG_WITHOUT_CDI = "OCI309" "gpu-flag-without-cdi" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        if cx.is(Backend::Docker) {
            let found = cx.argv(container).understood().find_map(|g| old_way(cx, container, g));
            out.extend(found.map(|d| flags::settled(cx, container, d)));
        }
        out.extend(without_toolkit(cx, container));
    }
}

fn old_way(cx: &RuleCx<'_>, container: &Container, given: &Given<'_>) -> Option<Diagnostic> {
    match (given.name(), given.known()?) {
        ("gpus", _) | ("runtime", "nvidia") => {}
        _ => return None,
    }
    let message = format!("`{}` needs NVIDIA's runtime, which NixOS replaced by CDI", flags::written(given));
    let d = flags::finding(&GPU_FLAG_WITHOUT_CDI, container, given, message)?;
    let devices = cx.since(Release::R25_05);
    let help =
        if devices { "write `devices = [ \"nvidia.com/gpu=all\" ];`" } else { "write `--device=nvidia.com/gpu=all`" };
    let d = d.help(help);
    if given.name() != "gpus" || given.known() != Some("all") {
        return Some(d);
    }
    let device = string("nvidia.com/gpu=all");
    let changes = flags::removal(given).and_then(|mut changes| {
        changes.push(match (container.devices.defined, container.devices.at) {
            _ if !devices => return flags::rewritten(given, "--device=nvidia.com/gpu=all"),
            (true, Some(list)) => Change::AddElement { list, value: device },
            (true, None) => return None,
            (false, _) => {
                Change::AddInside { key: container.at?, path: "devices".into(), value: format!("[ {device} ]") }
            }
        });
        Some(changes)
    });
    Some(match changes {
        Some(changes) => d.fix(Fix::risky("use the CDI device", changes)),
        None => d,
    })
}

fn without_toolkit(cx: &RuleCx<'_>, container: &Container) -> Option<Diagnostic> {
    let toolkit = &cx.facts.engines.nvidia_toolkit;
    let old = |d: &crate::oci::facts::Datum| d.bool() == Some(true);
    if !toolkit.is_off()
        || !cx.host.closed
        || old(&cx.facts.engines.podman_nvidia)
        || old(&cx.facts.engines.docker_nvidia)
    {
        return None;
    }
    let item = container
        .devices
        .known()
        .and_then(|d| d.items.iter().find(|i| i.text.known().is_some_and(|t| t.starts_with("nvidia.com/"))));
    let flag = cx.argv(container).all("device").find(|g| g.known().is_some_and(|v| v.starts_with("nvidia.com/")));
    let (at, certain) = match (item, flag) {
        (Some(item), _) => (item.at.or(container.devices.place()), container.devices.certain),
        (None, Some(given)) => (flags::place(container, given), container.extra_options.certain),
        (None, None) => return None,
    };
    let message = "the device does not exist: nothing generates NVIDIA's CDI devices";
    let d = GPU_FLAG_WITHOUT_CDI.at(at.or(container.at)?, message).container(container.name.as_str());
    Some(if_enabled(d.help("set `hardware.nvidia-container-toolkit.enable = true;`"), container.certain && certain))
}
