//! OCI513: an entry point that was meant as a command with arguments.

use crate::diag::{Change, Fix, Severity};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink, if_enabled, string};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an `entrypoint` with blanks in it, and with docker one that is written as a JSON list.
    ///
    /// ## Why is this bad?
    /// The whole text is taken for the name of one program, which does not exist: the container ends at once. Podman reads a
    /// JSON list as program and arguments, docker does not.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.worker = {
    ///     image = "docker.io/library/python:3.13";
    ///     entrypoint = "celery -A app worker";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.worker = {
    ///     image = "docker.io/library/python:3.13";
    ///     entrypoint = "celery";
    ///     cmd = [ "-A" "app" "worker" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about entry points that are not fully known.
    pub(super) static ENTRYPOINT_WITH_SPACES = "OCI513" "entrypoint-with-spaces" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let field = &container.entrypoint;
        let Some(Some(text)) = field.known() else { continue };
        let Some(written) = text.known() else { continue };
        let Some(at) = field.place().or(container.at) else { continue };
        let is_json = serde_json::from_str::<Vec<String>>(written).is_ok();
        let message = if is_json {
            if !cx.is(Backend::Docker) {
                continue;
            }
            format!("docker takes the list `{written}` for the name of one program")
        } else if written.trim().contains(char::is_whitespace) {
            format!("`{written}` is taken for the name of one program, blanks included")
        } else {
            continue;
        };
        let mut d =
            ENTRYPOINT_WITH_SPACES.at(at, message).severity(Severity::Warning).container(container.name.as_str());
        d = d.help("put the program into `entrypoint` and its arguments into `cmd`");
        if let Some(fix) = split(container, written).filter(|_| !is_json) {
            d = d.fix(fix);
        }
        out.push(if_enabled(d, container.certain && field.certain));
    }
}

/// Program and arguments apart, where there is no `cmd` yet and nothing is quoted.
fn split(container: &Container, written: &str) -> Option<Fix> {
    let plain = !written.contains(['"', '\'', '\\', '$', '`', '|', '&', ';', '<', '>', '*']);
    let mut words = written.split_whitespace();
    let program = words.next().filter(|_| plain && !container.cmd.defined)?;
    let arguments: Vec<String> = words.map(string).collect();
    let (at, key) = (container.entrypoint.at?, container.at?);
    let changes = vec![
        Change::Replace { at, was: written.to_owned(), with: string(program) },
        Change::AddInside { key, path: "cmd".into(), value: format!("[ {} ]", arguments.join(" ")) },
    ];
    Some(Fix::risky("put the arguments into `cmd`", changes))
}
