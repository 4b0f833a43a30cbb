//! OCI101: an `image` that is no image reference.

use crate::oci::image::{self, ImageError};
use crate::oci::{Backend, Text};

use super::cx::{Remedy, RuleCx, Sink, if_enabled, place_of};
use super::meta::rule;
use super::unescaped_shell_value;

rule! {
    /// ## What it does
    /// Reports an `image` that is not of the form `[host[:port]/]path[:tag][@digest]`: upper-case letters in the path, an
    /// empty or malformed tag, an incomplete digest, a URL. Podman also takes transports such as `docker://`; docker
    /// refuses them.
    ///
    /// ## Why is this bad?
    /// The runtime refuses the reference before it looks for the image: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.app.image = "ghcr.io/Example/App:1.0";
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.app.image = "ghcr.io/example/app:1.0";
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// A partly known reference is reported only if no value of the unknown part makes it right. While the backend is not
    /// known, what one of the two accepts is accepted.
    pub(super) static INVALID_IMAGE_REFERENCE = "OCI101" "invalid-image-reference" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let field = &container.image;
        let Some(text) = field.known().filter(|t| !unescaped_shell_value::applies_to(t)) else { continue };
        let Some(why) = image::refusal(text, cx.backend()) else { continue };
        let Some(at) = place_of(container, field) else { continue };
        let message = match text.known() {
            Some("") => "the image is empty".to_owned(),
            _ => format!("`{}` is not an image reference: {why}", text.display()),
        };
        let mut finding = INVALID_IMAGE_REFERENCE.at(at, message).container(container.name.as_str());
        if let Some(remedy) = remedy(text, cx.backend()) {
            finding = remedy.add_to(finding, field.at, text);
        }
        out.push(if_enabled(finding, container.certain && field.certain && cx.backend_is_certain()));
    }
}

fn remedy(text: &Text, backend: Option<Backend>) -> Option<Remedy> {
    let written = text.known()?;
    let better = match image::parse(written, backend).err()? {
        ImageError::Empty => return Some(Remedy::Advice("name an image, such as `docker.io/library/nginx:1.27`")),
        ImageError::Uppercase(path) => written.replacen(&path, &path.to_ascii_lowercase(), 1),
        ImageError::Scheme(scheme) => written.strip_prefix(&scheme)?.to_owned(),
        ImageError::Transport(_) => written.strip_prefix("docker://")?.to_owned(),
        ImageError::EmptyTag => written.strip_suffix(':')?.to_owned(),
        _ => return None,
    };
    image::parse(&better, backend).is_ok().then_some(Remedy::Write(better))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_are_valid() {
        let better = |image: &str| remedy(&image.into(), Some(Backend::Docker));
        assert_eq!(better("ghcr.io/Foo/App:1"), Some(Remedy::Write("ghcr.io/foo/app:1".into())));
        assert_eq!(better("https://ghcr.io/foo"), Some(Remedy::Write("ghcr.io/foo".into())));
        assert_eq!(better("docker://nginx"), Some(Remedy::Write("nginx".into())));
        assert_eq!(better("nginx:"), Some(Remedy::Write("nginx".into())));
        assert_eq!(better("https://ghcr.io/Foo"), None);
        assert_eq!(better("a b"), None);
    }
}
