//! OCI510: health checks that the runtime refuses, or that do nothing in a unit.

use crate::diag::{Diagnostic, Fix, Severity};
use crate::oci::argv::{Argv, Given};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports options of health checks that contradict each other or that the runtime refuses;
    /// `--health-on-failure=restart` in a unit; details of a check without a command to run.
    ///
    /// ## Why is this bad?
    /// `--no-healthcheck` beside a check, no retries or no time at all make the unit fail each time it starts. A
    /// container that podman restarts by itself is lost to its unit: `kill` lets systemd restart it. Details without
    /// `--health-cmd` count only if the image brings a command.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--health-cmd=curl -f http://localhost" "--health-on-failure=restart" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--health-cmd=curl -f http://localhost" "--health-on-failure=kill" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about values that are not known. Whether an image has a check of its own is not known.
    pub(super) static HEALTHCHECK_OPTIONS = "OCI510" "healthcheck-options" Error;
}

/// What docker refuses beside `--no-healthcheck`.
const DETAILS: &[&str] =
    &["health-interval", "health-retries", "health-start-interval", "health-start-period", "health-timeout"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let argv = cx.argv(container);
        let found = [
            disabled_and_given(cx, container, argv),
            restarted_by_podman(cx, container, argv),
            refused(cx, container, argv, "health-retries"),
            refused(cx, container, argv, "health-timeout"),
            without_command(container, argv),
        ];
        out.extend(found.into_iter().flatten().map(|d| flags::settled(cx, container, d)));
    }
}

fn command<'s, 'a>(argv: &'s Argv<'a>) -> Option<&'s Given<'a>> {
    argv.last("health-cmd").filter(|g| !matches!(g.known(), Some("" | "none")))
}

fn disabled_and_given(cx: &RuleCx<'_>, container: &Container, argv: &Argv<'_>) -> Option<Diagnostic> {
    let off = argv.last("no-healthcheck").filter(|g| g.truth() == Some(true))?;
    let detail = || DETAILS.iter().find_map(|name| argv.last(name)).filter(|_| cx.is(Backend::Docker));
    let on = command(argv).filter(|g| g.known().is_some()).or_else(detail)?;
    let message = format!("`{}` contradicts `{}`: the runtime refuses both together", off.spelled, on.spelled);
    let finding = flags::finding(&HEALTHCHECK_OPTIONS, container, off, message)?;
    let finding = match flags::place(container, on).filter(|at| *at != finding.primary) {
        Some(at) => finding.label(at, "the check"),
        None => finding,
    };
    Some(finding.help("keep one of the two"))
}

fn restarted_by_podman(cx: &RuleCx<'_>, container: &Container, argv: &Argv<'_>) -> Option<Diagnostic> {
    let given = argv.last("health-on-failure").filter(|g| g.known() == Some("restart"))?;
    let message = "podman restarts the unhealthy container behind systemd's back";
    let finding = flags::finding(&HEALTHCHECK_OPTIONS, container, given, message)?
        .severity(Severity::Warning)
        .help("write `--health-on-failure=kill`: systemd then restarts the unit");
    let changes = flags::rewritten(given, "--health-on-failure=kill").filter(|_| !cx.is(Backend::Docker));
    Some(match changes {
        Some(changes) => finding.fix(Fix::safe("write `--health-on-failure=kill`", changes)),
        None => finding,
    })
}

/// Numbers below one, which podman refuses where there is a command.
fn refused(cx: &RuleCx<'_>, container: &Container, argv: &Argv<'_>, name: &str) -> Option<Diagnostic> {
    command(argv).filter(|_| cx.is(Backend::Podman))?;
    let given = argv.last(name)?;
    let number = given.known()?.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let small = number.parse::<f64>().is_ok_and(|n| n <= 0.0);
    let what = if name == "health-retries" { "at least one try" } else { "at least one second" };
    let message = format!("podman refuses `{}`: a health check has {what}", flags::written(given));
    small.then(|| flags::finding(&HEALTHCHECK_OPTIONS, container, given, message))?
}

fn without_command(container: &Container, argv: &Argv<'_>) -> Option<Diagnostic> {
    if argv.has("health-cmd") || argv.has("no-healthcheck") || argv.may_have_more() {
        return None;
    }
    let given = DETAILS.iter().find_map(|name| argv.last(name))?;
    let message = format!("`{}` without `--health-cmd` counts only if the image has a health check", given.spelled);
    Some(
        flags::finding(&HEALTHCHECK_OPTIONS, container, given, message)?
            .severity(Severity::Info)
            .help("say what to run"),
    )
}
