//! OCI511: a log driver that the backend does not have, or that keeps output from the journal.

use crate::diag::{Anchor, Severity};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink, if_enabled};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports a `log-driver` that the backend does not have. With podman, drivers that keep the output out of the journal
    /// are mentioned.
    ///
    /// ## Why is this bad?
    /// The runtime refuses to create the container: the unit fails each time it starts. With another driver than
    /// `journald`, `journalctl -u` shows nothing of what a podman container says.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     log-driver = "local";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     log-driver = "journald";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend or the driver is not known. An unknown driver of docker may be a plugin: a warning.
    pub(super) static INVALID_LOG_DRIVER = "OCI511" "invalid-log-driver" Error;
}

const PODMAN: &[&str] = &["journald", "json-file", "k8s-file", "none", "passthrough", "passthrough-tty"];
const DOCKER: &[&str] =
    &["awslogs", "etwlogs", "fluentd", "gcplogs", "gelf", "journald", "json-file", "local", "none", "splunk", "syslog"];
/// Drivers of podman that write elsewhere.
const ELSEWHERE: &[&str] = &["json-file", "k8s-file", "none"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let Some(backend) = cx.backend() else { return };
    for container in cx.containers() {
        let Some((driver, at, certain)) = driver(cx, container) else { continue };
        // Blanks and the like are another rule's business.
        let plain = !driver.is_empty() && driver.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:@".contains(c));
        if !plain {
            continue;
        }
        let certain = certain && container.certain && cx.backend_is_certain();
        let known = if backend == Backend::Podman { PODMAN } else { DOCKER };
        if !known.contains(&driver) {
            let message = format!("{} has no log driver `{driver}`", backend.as_str());
            let severity = if backend == Backend::Podman { Severity::Error } else { Severity::Warning };
            let is_plugin = driver.contains(['/', ':', '@']);
            if !(backend == Backend::Docker && is_plugin) {
                let d = INVALID_LOG_DRIVER.at(at, message).severity(severity).container(container.name.as_str());
                out.push(if_enabled(d.help(format!("it has {}", crate::base::all_of(known))), certain));
            }
        } else if backend == Backend::Podman && ELSEWHERE.contains(&driver) {
            let message =
                format!("with the log driver `{driver}`, `journalctl -u` shows nothing of the container's output");
            let d = INVALID_LOG_DRIVER.at(at, message).severity(Severity::Info).container(container.name.as_str());
            out.push(if_enabled(d.help("the default `journald` shows it"), certain));
        }
        if let Some(option) =
            cx.argv(container).last("log-opt").filter(|_| driver == "none" && backend == Backend::Docker)
        {
            let message = "docker refuses options for the log driver `none`";
            let d = flags::finding(&INVALID_LOG_DRIVER, container, option, message);
            out.extend(d.map(|d| if_enabled(d.help("remove it"), certain)));
        }
    }
}

/// The driver that counts, its place and whether it is sure.
fn driver<'c>(cx: &'c RuleCx<'_>, container: &'c Container) -> Option<(&'c str, Anchor, bool)> {
    let argv = cx.argv(container);
    if let Some(given) = argv.last("log-driver") {
        return Some((given.known()?, flags::place(container, given)?, container.extra_options.certain));
    }
    let field = &container.log_driver;
    Some((field.known()?.known()?, field.place()?, field.certain))
}
