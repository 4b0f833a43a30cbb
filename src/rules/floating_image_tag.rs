//! OCI103: a tag that means another image tomorrow.

use crate::oci::{Backend, Container, Text};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink, has_variable, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Mentions images without tag and digest, and with a tag such as `latest`.
    ///
    /// ## Why is this bad?
    /// Nobody can say which version runs, and a rollback of the system does not roll it back. With the default `pull
    /// = "missing"` it is also never refreshed: what was latest at the first start stays.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:latest";
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
    /// Silent while the tag is not known. Registries and images can be allowed in `ocinix.toml` (`allow.registries`,
    /// `allow.floating-images`).
    pub(super) static FLOATING_IMAGE_TAG = "OCI103" "floating-image-tag" Info;
}

/// Tags that projects move.
const FLOATING: &[&str] =
    &["latest", "stable", "main", "master", "edge", "nightly", "develop", "dev", "rolling", "unstable", "testing"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let from_file = |f: &crate::oci::Field<Option<Text>>| f.known() != Some(&None);
        if from_file(&container.image_file) || from_file(&container.image_stream) {
            continue;
        }
        if is_followed(container) {
            continue;
        }
        let Some(text) = container.image.known().filter(|t| !has_variable(t)) else { continue };
        let Some(tag) = floating(text) else { continue };
        let shown = text.display();
        let name = shown.split('@').next().unwrap_or(&shown);
        let registry = name.split('/').next().unwrap_or(name);
        let bare = name.rsplit_once(':').filter(|(_, t)| !t.contains('/')).map_or(name, |(n, _)| n);
        if Allow::has(&cx.allow.registries, registry) || Allow::has(&cx.allow.floating_images, bare) {
            continue;
        }
        let Some(at) = container.image.place().or(container.at) else { continue };
        let what = if tag.is_empty() { "has no tag".to_owned() } else { format!("has the tag `{tag}`") };
        let stale = if refreshed(cx, container) == Some(false) { ", and it is never refreshed" } else { "" };
        let d = FLOATING_IMAGE_TAG.at(at, format!("`{shown}` {what}: which version runs is not said{stale}"));
        let always = if cx.is(Backend::Docker) { "always" } else { "newer" };
        let help = format!("name a version, or set `pull = \"{always}\";` to follow the tag");
        out.push(if_enabled(
            d.container(container.name.as_str()).help(help),
            container.certain && container.image.certain,
        ));
    }
}

/// Whether `podman auto-update` follows the tag: then it floats on purpose.
fn is_followed(container: &Container) -> bool {
    let labels = container.labels.known().map_or(&[][..], |l| &l.items);
    labels.iter().any(|l| l.name == "io.containers.autoupdate")
}

/// Whether a start asks the registry for a newer image.
fn refreshed(cx: &RuleCx<'_>, container: &Container) -> Option<bool> {
    let argv = cx.argv(container);
    let policy = match argv.last("pull") {
        Some(given) => given.known()?,
        None if argv.may_have_more() => return None,
        None => container.pull.known()?.known()?,
    };
    Some(!matches!(policy, "missing" | "never"))
}

/// The tag if it floats; empty when there is none.
fn floating(text: &Text) -> Option<String> {
    let shown = text.display();
    if shown.contains('@') || shown.ends_with('…') {
        return None;
    }
    let last = shown.rsplit('/').next().unwrap_or(&shown);
    // A name with something unknown in it may bring its own tag.
    let literal = text.literals().last().unwrap_or_default();
    match last.rsplit_once(':') {
        Some((_, tag)) if FLOATING.contains(&tag) => Some(tag.to_owned()),
        Some(_) => None,
        None if text.is_known() || literal.contains('/') => {
            let image = !shown.contains("://") && !is_id(last);
            image.then(String::new)
        }
        None => None,
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}
