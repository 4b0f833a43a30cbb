//! OCI508: `-it` in a unit, which has no terminal.

use crate::diag::{Diagnostic, Fix, Severity};
use crate::oci::argv::{Argv, Given};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `--interactive` together with `--tty` in `extraOptions`.
    ///
    /// ## Why is this bad?
    /// A unit has no terminal. Docker refuses to start: `the input device is not a TTY`. Podman, which the unit runs
    /// detached, ignores most of it.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "-it" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "-t" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend, or the value of one of the two, is not known.
    pub(super) static TTY_WITHOUT_TERMINAL = "OCI508" "tty-without-terminal" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let Some(backend) = cx.backend() else { return };
    for container in cx.containers() {
        out.extend(both(container, cx.argv(container), backend).map(|d| flags::settled(cx, container, d)));
    }
}

fn both(container: &Container, argv: &Argv<'_>, backend: Backend) -> Option<Diagnostic> {
    let on = |name: &str| argv.last(name).filter(|g| g.truth() == Some(true));
    let (interactive, _) = (on("interactive")?, on("tty")?);
    let (severity, message) = match backend {
        Backend::Docker => (Severity::Error, "docker refuses to be interactive: a unit has no terminal"),
        Backend::Podman => (Severity::Info, "a detached container is not interactive: podman ignores most of this"),
    };
    let finding = flags::finding(&TTY_WITHOUT_TERMINAL, container, interactive, message)?
        .severity(severity)
        .help("keep `-t` if the program wants a terminal, and drop `-i`");
    Some(match without(interactive) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

fn without(given: &Given<'_>) -> Option<Fix> {
    if let Some(changes) = flags::removal(given) {
        return Some(Fix::safe(format!("remove `{}`", given.spelled), changes));
    }
    let rest: String = given.item.text.known()?.chars().filter(|c| *c != 'i').collect();
    Some(Fix::safe(format!("write `{rest}`"), flags::rewritten(given, &rest)?))
}
