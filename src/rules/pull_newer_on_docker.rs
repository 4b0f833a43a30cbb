//! OCI105: `pull = "newer"` where docker pulls.

use crate::diag::{Anchor, Change, Diagnostic, Fix};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink, if_enabled};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `pull = "newer"`, or `--pull=newer`, where the backend is docker.
    ///
    /// ## Why is this bad?
    /// The option takes it, docker does not: `invalid pull option: 'newer'`. The unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     pull = "newer";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "docker";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     pull = "always";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend is not known.
    pub(super) static PULL_NEWER_ON_DOCKER = "OCI105" "pull-newer-on-docker" Error;
}

const HELP: &str = "docker knows `always`, `missing` and `never`; `always` asks the registry each time";

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    if !cx.is(Backend::Docker) {
        return;
    }
    for container in cx.containers() {
        if let Some(given) = cx.argv(container).last("pull") {
            if given.known() == Some("newer") {
                let Some(at) = flags::place(container, given) else { continue };
                let mut d = finding(container, at);
                if let Some(changes) = flags::rewritten(given, "--pull=always") {
                    d = d.fix(Fix::safe("write `--pull=always`", changes));
                }
                out.push(flags::settled(cx, container, d));
            }
        } else if container.pull.known().and_then(|t| t.known()) == Some("newer") {
            let Some(at) = container.pull.place().or(container.at) else { continue };
            let mut d = finding(container, at);
            if let Some(at) = container.pull.at {
                let change = Change::Replace { at, was: "newer".into(), with: "\"always\"".into() };
                d = d.fix(Fix::safe("write `\"always\"`", vec![change]));
            }
            out.push(if_enabled(d, container.certain && container.pull.certain && cx.backend_is_certain()));
        }
    }
}

fn finding(container: &Container, at: Anchor) -> Diagnostic {
    let message = "docker does not know the pull policy `newer`";
    PULL_NEWER_ON_DOCKER.at(at, message).container(container.name.as_str()).help(HELP)
}
