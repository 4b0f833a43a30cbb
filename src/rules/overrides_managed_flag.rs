//! OCI505: an option that the module manages itself.

use crate::diag::{Diagnostic, Fix, Severity};
use crate::oci::argv::Given;
use crate::oci::{Backend, Container};
use crate::schema::Release;

use super::cx::{RuleCx, Sink, attr};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports options in `extraOptions` that the unit gives already, and on which its commands to stop and clean up
    /// rely: `--name`, `--rm`, and with podman `--cidfile`, `--sdnotify`, `--cgroups`, `--replace` and `--detach`.
    ///
    /// ## Why is this bad?
    /// The last one counts, so `extraOptions` win. A docker container of another name is neither stopped nor removed
    /// by its unit; with another `--cidfile` podman stops nothing; `--sdnotify` hides the mode from NixOS, which then
    /// leaves out what the mode needs (`Delegate=`, the order after the user's session). An equal value is merely
    /// redundant.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--name=webserver" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.webserver = {
    ///     image = "docker.io/library/nginx:1.27";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend or the value is not known.
    pub(super) static OVERRIDES_MANAGED_FLAG = "OCI505" "overrides-managed-flag" Warning;
}

/// How an option relates to what the unit gives.
enum Clash {
    Same,
    /// What goes wrong, and what to do.
    Differs(Severity, String, String),
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let Some(backend) = cx.backend() else { return };
    for container in cx.containers() {
        for given in cx.argv(container).understood() {
            let Some(clash) = clash(cx, container, given, backend) else { continue };
            out.extend(finding(container, given, clash).map(|d| flags::settled(cx, container, d)));
        }
    }
}

fn finding(container: &Container, given: &Given<'_>, clash: Clash) -> Option<Diagnostic> {
    let written = flags::written(given);
    match clash {
        Clash::Same => {
            let message = format!("`{written}` says again what the unit says already");
            let finding = flags::finding(&OVERRIDES_MANAGED_FLAG, container, given, message)?;
            let finding = finding.severity(Severity::Style).help("remove it");
            Some(match flags::removal(given) {
                Some(changes) => finding.fix(Fix::safe(format!("remove `{written}`"), changes)),
                None => finding,
            })
        }
        Clash::Differs(severity, what, help) => {
            let message = format!("`{written}` overrides what the unit relies on: {what}");
            Some(flags::finding(&OVERRIDES_MANAGED_FLAG, container, given, message)?.severity(severity).help(help))
        }
    }
}

fn clash(cx: &RuleCx<'_>, container: &Container, given: &Given<'_>, backend: Backend) -> Option<Clash> {
    let differs = |what: &str, help: String| Some(Clash::Differs(Severity::Warning, what.to_owned(), help));
    let podman = backend == Backend::Podman;
    match given.name() {
        "name" if given.known()? == container.name => Some(Clash::Same),
        "name" => {
            let help = format!("name the container `containers.{}` instead", attr(given.known()?));
            // Podman's unit stops the container by its id; docker's knows the name only.
            let (severity, what) = match backend {
                Backend::Docker => (Severity::Error, format!("it stops and removes `{}`", container.name)),
                Backend::Podman => (
                    Severity::Warning,
                    format!("before it starts, it removes what is left over of `{}`", container.name),
                ),
            };
            Some(Clash::Differs(severity, what, help))
        }
        "rm" => match (given.truth()?, *container.auto_remove_on_stop.known()?) {
            (true, true) => Some(Clash::Same),
            (false, false) => Some(Clash::Same),
            (wants, _) => {
                differs("whether the container is removed when it stops", format!("set `autoRemoveOnStop = {wants};`"))
            }
        },
        "cidfile" if podman => differs("it stops the container by the id in its own file", "remove it".into()),
        "sdnotify" if podman && cx.since(Release::R25_05) => {
            let wanted = given.known()?;
            if container.sdnotify()? == wanted {
                return Some(Clash::Same);
            }
            differs("NixOS does not see the mode", format!("set `podman.sdnotify = \"{wanted}\";`"))
        }
        "cgroups" if podman => match given.known()? {
            "enabled" if cx.since(Release::R25_05) => Some(Clash::Same),
            "disabled" => differs("systemd finds the container by its control group", "remove it".into()),
            _ => None,
        },
        "replace" if podman => match given.truth()? {
            true => Some(Clash::Same),
            false => differs("a container that is left over must not block the start", "remove it".into()),
        },
        "detach" if podman => match given.truth()? {
            true => Some(Clash::Same),
            false => differs("podman leaves the container to systemd once it runs", "remove it".into()),
        },
        _ => None,
    }
}
