//! OCI106: `podman auto-update` for a container that it cannot update.

use crate::diag::{Anchor, Diagnostic};
use crate::oci::facts::Datum;
use crate::oci::image::{self, Image};
use crate::oci::{Backend, Container, Text};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports the label `io.containers.autoupdate` where it cannot work: with docker, for images without registry,
    /// with a digest or from a file, and where no timer starts the update.
    ///
    /// ## Why is this bad?
    /// Nothing is updated, and nothing says so: `podman auto-update` is podman's alone, and asks a registry for what
    /// a full name means today.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000";
    ///     labels."io.containers.autoupdate" = "registry";
    ///   };
    ///   systemd.timers.podman-auto-update.wantedBy = [ "timers.target" ];
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     labels."io.containers.autoupdate" = "registry";
    ///   };
    ///   systemd.timers.podman-auto-update.wantedBy = [ "timers.target" ];
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about labels and images that are not known, and about the timer unless all modules of the host are
    /// known.
    pub(super) static AUTOUPDATE_UNUSABLE = "OCI106" "autoupdate-unusable" Warning;
}

const LABEL: &str = "io.containers.autoupdate";

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let Some((value, at, certain)) = label(cx, container) else { continue };
        let Some(problem) = problem(cx, container, &value) else { continue };
        let (message, help) = problem;
        let d = AUTOUPDATE_UNUSABLE.at(at, message).container(container.name.as_str()).help(help);
        out.push(if_enabled(at_image(container, d), container.certain && certain && cx.backend_is_certain()));
    }
}

/// The value of the label, and where it is set.
fn label(cx: &RuleCx<'_>, container: &Container) -> Option<(String, Anchor, bool)> {
    let pair = container.labels.known().and_then(|l| l.items.iter().find(|p| p.name == LABEL));
    if let Some(pair) = pair {
        let at = pair.at.or(pair.key).or(container.labels.place()).or(container.at)?;
        return Some((pair.value.known()?.to_owned(), at, container.labels.certain));
    }
    let given =
        cx.argv(container).all("label").find_map(|g| Some((g.known()?.strip_prefix(LABEL)?.strip_prefix('=')?, g)));
    let (value, given) = given?;
    Some((value.to_owned(), super::flags::place(container, given)?, container.extra_options.certain))
}

fn problem(cx: &RuleCx<'_>, container: &Container, value: &str) -> Option<(&'static str, &'static str)> {
    if cx.is(Backend::Docker) {
        return Some(("docker does not know `io.containers.autoupdate`", "remove the label, or use podman"));
    }
    if value != "registry" && value != "image" {
        return None;
    }
    let loaded = |f: &crate::oci::Field<Option<Text>>| matches!(f.known(), Some(Some(_)));
    if loaded(&container.image_file) || loaded(&container.image_stream) {
        return Some(("an image that is loaded from a file has no registry to ask", "write `local` instead"));
    }
    match image::parse(container.image.known()?.known()?, cx.backend()).ok()? {
        Image::Name { host: None, .. } => Some((
            "`podman auto-update` refuses images without a registry",
            "write `docker.io/…` in front of the image",
        )),
        Image::Name { digest: Some(_), .. } | Image::Id(_) => {
            Some(("an image with a digest never changes: there is nothing to update", "name a tag instead"))
        }
        _ => match &cx.facts.engines.auto_update_timer {
            Datum::Absent if cx.is(Backend::Podman) && nothing_updates(cx, container) => Some((
                "no timer starts `podman auto-update`",
                "set `systemd.timers.podman-auto-update.wantedBy = [ \"timers.target\" ];`",
            )),
            _ => None,
        },
    }
}

/// Whether nothing else runs `podman auto-update` for the user of a container; a user's own units are not known.
fn nothing_updates(cx: &RuleCx<'_>, container: &Container) -> bool {
    let scripts = &cx.facts.scripts;
    let rootful = super::ports::is_rootless(cx, container) == Some(false);
    rootful && scripts.complete && scripts.with(&["auto-update"]).next().is_none()
}

/// Shows the image too.
fn at_image(container: &Container, d: Diagnostic) -> Diagnostic {
    match container.image.place().filter(|at| *at != d.primary) {
        Some(at) => d.label(at, "the image"),
        None => d,
    }
}
