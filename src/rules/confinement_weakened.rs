//! OCI802: a container that sees or does more of the host than usual.

use crate::oci::{Backend, argv::Given};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Mentions options that share processes, IPC or host name with the host, and security options that are switched
    /// off. The network of the host is common and not mentioned.
    ///
    /// ## Why is this bad?
    /// Each of them takes a wall away between the program and the host. Some programs need it; many examples have it
    /// for no reason.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--pid=host" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--init" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about values that are not known, and about containers in `allow.privileged` of `ocinix.toml`.
    pub(super) static CONFINEMENT_WEAKENED = "OCI802" "confinement-weakened" Info;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers().filter(|c| !Allow::has(&cx.allow.privileged, &c.name)) {
        for given in cx.argv(container).understood() {
            let Some(what) = weakened(cx, given) else { continue };
            let message = format!("`{}`: {what}", flags::written(given));
            let d = flags::finding(&CONFINEMENT_WEAKENED, container, given, message);
            let help = "remove it unless the program needs it";
            out.extend(d.map(|d| flags::settled(cx, container, d.help(help))));
        }
    }
}

fn weakened(cx: &RuleCx<'_>, given: &Given<'_>) -> Option<&'static str> {
    let value = given.known()?;
    Some(match (given.name(), value) {
        ("pid", "host") => "the program sees all processes of the host",
        ("ipc", "host") => "the program shares memory and semaphores with the host",
        ("uts", "host") => "the program shares the name of the host",
        ("userns", "host") if cx.is(Backend::Docker) => "the program has the user ids of the host",
        ("security-opt", "seccomp=unconfined" | "seccomp:unconfined") => "all system calls are open to the program",
        ("security-opt", "apparmor=unconfined" | "apparmor:unconfined") => "AppArmor does not confine the program",
        ("security-opt", "systempaths=unconfined" | "unmask=ALL" | "unmask=all") => {
            "all of `/proc` and `/sys` is open to the program"
        }
        ("security-opt", "label=disable" | "label:disable") => "SELinux does not confine the program",
        _ => return None,
    })
}
