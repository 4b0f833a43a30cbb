//! OCI303: two mounts at one place.

use crate::diag::{Change, Fix, Severity};
use crate::oci::mounts::{self, Mount};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink, if_enabled, may_coexist};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports two mounts of a container at the same path, from `volumes`, `--volume`, `--mount` or `--tmpfs`.
    ///
    /// ## Why is this bad?
    /// The runtime refuses it: `duplicate mount destination`. The unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/srv/a:/config" "/srv/b:/config/" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/srv/a:/config" "/srv/b:/data" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about mounts whose path in the container is not known. Podman tolerates the very same mount twice.
    pub(super) static DUPLICATE_MOUNT_DESTINATION = "OCI303" "duplicate-mount-destination" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let (all, _) = mounts::of(container, cx.argv(container), cx.backend());
        for (i, later) in all.iter().enumerate() {
            let Some(target) = later.target.as_deref().map(mounts::clean) else { continue };
            let same = |m: &&Mount| m.target.as_deref().map(mounts::clean).as_deref() == Some(target.as_str());
            let Some(first) = all.get(..i).and_then(|before| before.iter().find(same)) else { continue };
            if may_coexist(first.certain, later.certain) {
                report(cx, container, first, later, &target, out);
            }
        }
    }
}

fn report(cx: &RuleCx<'_>, container: &Container, first: &Mount, later: &Mount, target: &str, out: &mut Sink) {
    let repeated = first.text == later.text && !first.text.contains('…');
    if repeated && !cx.is(Backend::Podman) {
        return;
    }
    let Some(at) = later.at.or(container.at) else { return };
    let (severity, message) = match repeated {
        true => (Severity::Style, format!("`{}` is mounted twice", later.text)),
        false => {
            (Severity::Error, format!("something is mounted at `{target}` already: the runtime refuses a second mount"))
        }
    };
    let mut d = DUPLICATE_MOUNT_DESTINATION.at(at, message).severity(severity).container(container.name.as_str());
    if let Some(first) = first.at.filter(|f| *f != at) {
        d = d.label(first, "mounted here first");
    }
    d = d.help("keep one of the two");
    if repeated && later.is_element && first.at != later.at {
        d = d.fix(Fix::safe("remove the repetition", vec![Change::Remove { at }]));
    }
    out.push(if_enabled(d, container.certain && first.certain && later.certain));
}
