//! OCI801: a container with rights that amount to those of root on the host.

use crate::diag::{Anchor, Diagnostic, Severity};
use crate::oci::{Container, capability};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;
use super::{flags, ports};

rule! {
    /// ## What it does
    /// Reports `privileged` containers and capabilities with which a program can leave its container, such as
    /// `SYS_ADMIN`.
    ///
    /// ## Why is this bad?
    /// A mistake in the program, or whoever takes it over, has the host. Mostly one device or one capability is
    /// enough.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     privileged = true;
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     devices = [ "/dev/ttyUSB0" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about values that are not known, and about containers in `allow.privileged` of `ocinix.toml`. For
    /// rootless containers it is information only.
    pub(super) static DANGEROUS_PRIVILEGES = "OCI801" "dangerous-privileges" Warning;
}

const DANGEROUS: &[&str] =
    &["ALL", "BPF", "DAC_READ_SEARCH", "MKNOD", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers().filter(|c| !Allow::has(&cx.allow.privileged, &c.name)) {
        let rootless = ports::is_rootless(cx, container) == Some(true);
        let mut push = |mut d: Diagnostic, certain: bool| {
            if rootless {
                d.severity = Severity::Info;
            }
            out.push(if_enabled(d, container.certain && certain));
        };
        if let Some((at, certain)) = privileged(cx, container) {
            let d = finding(container, at, "a privileged container has all rights of the host".to_owned());
            push(d.help("pass the device or the capability that it needs"), certain);
            continue;
        }
        for (name, at, certain) in added(cx, container) {
            let message = format!("with the capability `{name}` a program can leave its container");
            push(finding(container, at, message).help("add only what the program needs"), certain);
        }
    }
}

fn finding(container: &Container, at: Anchor, message: String) -> Diagnostic {
    DANGEROUS_PRIVILEGES.at(at, message).container(container.name.as_str())
}

fn privileged(cx: &RuleCx<'_>, container: &Container) -> Option<(Anchor, bool)> {
    if container.privileged.known() == Some(&true) {
        return Some((container.privileged.place().or(container.at)?, container.privileged.certain));
    }
    let given = cx.argv(container).last("privileged").filter(|g| g.truth() == Some(true))?;
    Some((flags::place(container, given)?, container.extra_options.certain))
}

/// Dangerous capabilities that are added.
fn added(cx: &RuleCx<'_>, container: &Container) -> Vec<(&'static str, Anchor, bool)> {
    let mut out = Vec::new();
    let dangerous = |name: &str| capability::parse(name).filter(|n| DANGEROUS.contains(n));
    for (name, field) in container.capabilities.known().into_iter().flat_map(|c| &c.items) {
        let at = field.key.or(field.at).or(container.capabilities.place()).or(container.at);
        if let (Some(name), Some(at), Some(Some(true))) = (dangerous(name), at, field.known()) {
            out.push((name, at, field.certain));
        }
    }
    for given in cx.argv(container).all("cap-add") {
        let Some(at) = flags::place(container, given) else { continue };
        for name in given.known().into_iter().flat_map(|v| v.split(',')) {
            out.extend(dangerous(name.trim()).map(|n| (n, at, container.extra_options.certain)));
        }
    }
    out
}
