//! OCI005: nobody says whether podman or docker runs the containers.

use crate::diag::{Anchor, Change, Fix, Severity};
use crate::oci::{Backend, Container, Field, Text};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports a host whose containers run with the backend that NixOS picks by itself: podman if `system.stateVersion` is
    /// at least 22.05, docker before. It is a warning when another setting shows that the other backend was expected.
    ///
    /// ## Why is this bad?
    /// The names of all units depend on the backend (`podman-web`, `docker-web`), and so do networks, volumes and the
    /// meaning of many options. A reader cannot see which it is, and a copy of the file on another host may choose
    /// differently.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.docker.enable = true;
    ///   virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.docker.enable = true;
    ///   virtualisation.oci-containers = {
    ///     backend = "docker";
    ///     containers.web.image = "docker.io/library/nginx:1.27";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent for a module without its host: the backend may be set in another module.
    pub(super) static IMPLICIT_BACKEND = "OCI005" "implicit-backend" Info;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let host = cx.host;
    if host.backend.defined {
        return;
    }
    let first = host.containers.iter().min_by_key(|c| (c.at.is_none(), c.at));
    let (Some(backend), Some(first)) = (cx.backend(), first) else { return };
    let Some(at) = first.at else { return };
    let because = match host.state_version.known().and_then(Text::known) {
        Some(version) if host.state_version.defined => format!(" because `system.stateVersion` is `{version}`"),
        _ => String::new(),
    };
    let picked = backend.as_str();
    let message = format!("the backend is not set, and NixOS picks {picked}{because}");
    let mut finding = IMPLICIT_BACKEND.at(at, message).container(first.name.as_str());
    match expected_other(cx, backend) {
        Some((place, why)) => {
            finding = finding.severity(Severity::Warning);
            finding = match place {
                Some(place) => finding.label(place, why),
                None => finding,
            };
            finding = finding.help("set `virtualisation.oci-containers.backend` to the one that is meant");
        }
        None => {
            let definition = format!("virtualisation.oci-containers.backend = \"{picked}\";");
            finding = finding.help(format!("set `{definition}`"));
            // Another host may share the file and set the backend itself.
            let change = Change::AddBeside { near: at, top: "virtualisation".into(), definition };
            finding = finding.fix(Fix::risky(format!("write `backend = \"{picked}\";`"), vec![change]));
        }
    }
    out.push(if_enabled(finding, host.containers.iter().any(|c| c.certain)));
}

/// A setting that makes sense only with the backend that was not picked: its place and what it shows.
fn expected_other(cx: &RuleCx<'_>, picked: Backend) -> Option<(Option<Anchor>, String)> {
    let host = cx.host;
    let (other, enabled, own) = match picked {
        Backend::Podman => ("docker", &host.docker_enable, &host.podman_enable),
        Backend::Docker => ("podman", &host.podman_enable, &host.docker_enable),
    };
    // NixOS itself enables the backend that it picks: only what the configuration says counts.
    let wanted = |f: &Field<bool>| f.defined && f.known() == Some(&true);
    if wanted(enabled) && !wanted(own) {
        return Some((enabled.place(), format!("{other} is enabled here")));
    }
    let unit = |c: &&Container| {
        let name = format!("{other}-{}", c.name);
        host.services.iter().find(|s| s.name == name && !s.has_command)
    };
    let service = host.containers.iter().find_map(|c| unit(&c))?;
    Some((service.at, format!("no container has the unit `{}`", service.name)))
}
