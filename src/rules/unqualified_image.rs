//! OCI102: an image without a registry.

use crate::diag::{Change, Fix, Severity};
use crate::oci::image::{self, Image};
use crate::oci::{Backend, Container, Text};

use super::cx::{RuleCx, Sink, has_variable, if_enabled, string};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an image that does not say which registry it comes from.
    ///
    /// ## Why is this bad?
    /// Podman looks for it in the registries of `virtualisation.containers.registries.search`, one after the other:
    /// another list, or an image of that name in an earlier registry, and another image runs. `podman auto-update`
    /// refuses such names. Docker always means Docker Hub.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "nginx:1.27";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the part before the first `/` is not known, and where the image is loaded from a file.
    pub(super) static UNQUALIFIED_IMAGE = "OCI102" "unqualified-image" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let Some(backend) = cx.backend() else { return };
    let loads = |c: &&Container| !is_none(&c.image_file) || !is_none(&c.image_stream);
    let loaded: Vec<&Text> = cx.containers().filter(loads).filter_map(|c| c.image.known()).collect();
    for container in cx.containers() {
        // A name in the local store needs no registry.
        if !is_none(&container.image_file) || !is_none(&container.image_stream) {
            continue;
        }
        if is_local(cx, container, &loaded) {
            continue;
        }
        let Some(text) = container.image.known().filter(|t| !has_variable(t)) else { continue };
        let Some(path) = unqualified(text, backend) else { continue };
        let Some(at) = container.image.place().or(container.at) else { continue };
        let shown = text.display();
        let searched = &cx.facts.engines.search;
        let nowhere = searched.is_complete() && searched.items().is_empty() && backend == Backend::Podman;
        let (severity, message) = match backend {
            Backend::Podman if nowhere => {
                (Severity::Error, format!("`{path}` names no registry, and there is none to search"))
            }
            Backend::Podman => (Severity::Warning, format!("`{path}` names no registry: podman searches several")),
            Backend::Docker => (Severity::Style, format!("`{path}` names no registry: docker takes Docker Hub")),
        };
        let library = if path.contains('/') { "" } else { "library/" };
        let d = UNQUALIFIED_IMAGE.at(at, message).severity(severity).container(container.name.as_str());
        let mut d = d.help(format!("if it is that of Docker Hub, write `docker.io/{library}{shown}`"));
        if let (Some(whole), Some(at)) = (text.known(), container.image.at) {
            let better = format!("docker.io/{library}{whole}");
            let change = Change::Replace { at, was: whole.to_owned(), with: string(&better) };
            d = d.fix(Fix::safe(format!("write `{better}`"), vec![change]));
        }
        out.push(if_enabled(d, container.certain && container.image.certain && cx.backend_is_certain()));
    }
}

fn is_none(field: &crate::oci::Field<Option<Text>>) -> bool {
    field.known() == Some(&None)
}

/// Whether the image is never pulled, or is one that another container loads.
fn is_local(cx: &RuleCx<'_>, container: &Container, loaded: &[&Text]) -> bool {
    let pull = match cx.argv(container).last("pull") {
        Some(given) => given.known(),
        None => container.pull.known().and_then(Text::known),
    };
    pull == Some("never") || container.image.known().is_some_and(|text| text.is_known() && loaded.contains(&text))
}

/// The path of an image that surely has no registry in front.
fn unqualified(text: &Text, backend: Backend) -> Option<String> {
    if let Some(whole) = text.known() {
        return match image::parse(whole, Some(backend)).ok()? {
            Image::Name { host: None, path, .. } => Some(path.to_owned()),
            _ => None,
        };
    }
    let start = text.literals().next().filter(|l| text.display().starts_with(*l))?;
    let (first, rest) = start.split_once('/')?;
    let plain = !first.is_empty() && !first.contains(['.', ':', '$']) && first != "localhost";
    plain.then(|| format!("{first}/{}", rest.split([':', '@']).next().unwrap_or(rest)))
}
