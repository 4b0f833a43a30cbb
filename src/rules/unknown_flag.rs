//! OCI502: an option that the backend does not have.

use crate::diag::{Diagnostic, Fix};
use crate::oci::argv::Given;
use crate::oci::{Backend, Container, flags as table};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an option in `extraOptions` that the backend's `run` does not know. The tables are those of podman 5.4,
    /// with its global options, and of docker 28.2; an option that neither has ever had is a warning, since a newer
    /// version may know it.
    ///
    /// ## Why is this bad?
    /// The runtime refuses the whole command: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--replace" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// While the backend is not known, an option of either is fine. Silent about options whose name is not fully known.
    /// Options that your version has can be listed in `allow.flags` of `ocinix.toml`.
    pub(super) static UNKNOWN_FLAG = "OCI502" "unknown-flag" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for given in cx.argv(container).flags.iter().filter(|g| g.flag.is_none()) {
            if !Allow::has(&cx.allow.flags, &given.spelled) {
                out.extend(option(cx, container, given).map(|d| flags::settled(cx, container, d)));
            }
        }
    }
}

fn option(cx: &RuleCx<'_>, container: &Container, given: &Given<'_>) -> Option<Diagnostic> {
    let backend = cx.backend();
    let who = backend.map_or("neither podman nor docker", Backend::as_str);
    let verb = if backend.is_some() { "has no option" } else { "has an option" };
    let message = format!("{who} {verb} `{}`", given.spelled);
    let finding = flags::finding(&UNKNOWN_FLAG, container, given, message)?;
    let Some(name) = given.spelled.strip_prefix("--") else {
        return Some(
            finding.help("options of one letter are `-e`, `-p`, `-v` and the like; long ones begin with `--`"),
        );
    };
    let other = match backend? {
        Backend::Podman => Backend::Docker,
        Backend::Docker => Backend::Podman,
    };
    if table::long(Some(other), name).is_some() {
        return Some(finding.help(format!("only {} has it", other.as_str())));
    }
    let near = table::names(backend).into_iter().map(|n| (strsim::osa_distance(n, name), n)).min();
    match near {
        Some((distance, better)) if distance <= 2 && distance * 3 <= name.len() => {
            let text = match &given.value {
                Some(value) if !given.joined => format!("--{better}={}", value.known()?),
                _ => format!("--{better}"),
            };
            let finding = finding.help(format!("did you mean `--{better}`?"));
            let changes = flags::rewritten(given, &text).filter(|_| distance == 1 && !given.joined);
            Some(match changes {
                Some(changes) => finding.fix(Fix::risky(format!("write `{text}`"), changes)),
                None => finding,
            })
        }
        _ => Some(
            finding
                .severity(crate::diag::Severity::Warning)
                .help("remove it; if your version has it, name it in `allow.flags` of `ocinix.toml`"),
        ),
    }
}
