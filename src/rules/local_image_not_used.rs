//! OCI104: an image that is loaded and not used.

use crate::base::string_literal;
use crate::diag::{Anchor, Change, Diagnostic, Fix, Severity};
use crate::oci::image::{self, Image};
use crate::oci::{Container, Field, ImageTag, Text};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `imageFile` and `imageStream` whose name and tag are not those of `image`, and `pull = "always"` for an
    /// image that is loaded or that no registry can have (`localhost/…`).
    ///
    /// ## Why is this bad?
    /// The unit loads the image and then runs what `image` names. If that is something else, the runtime asks a registry
    /// for it: at best it runs another program than the one that was built. Without `tag`, an image built by
    /// `dockerTools` has a hash for its tag, not `latest`.
    ///
    /// ## Example
    /// ```nix
    /// { pkgs, ... }:
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "app:latest";
    ///     imageFile = pkgs.dockerTools.buildLayeredImage { name = "app"; tag = "1.0"; };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// { pkgs, ... }:
    /// let
    ///   app = pkgs.dockerTools.buildLayeredImage { name = "app"; tag = "1.0"; };
    /// in
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "${app.imageName}:${app.imageTag}";
    ///     imageFile = app;
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about images that are not made by functions of `pkgs.dockerTools`, and about names and tags that are not
    /// known.
    pub(super) static LOCAL_IMAGE_NOT_USED = "OCI104" "local-image-not-used" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let found = other_name(cx, container).or_else(|| pulled_anyway(cx, container));
        out.extend(found.map(|(d, certain)| if_enabled(d, certain && container.certain)));
    }
}

/// The option that loads an image.
fn source(container: &Container) -> Option<&Field<Option<Text>>> {
    [&container.image_file, &container.image_stream].into_iter().find(|f| matches!(f.known(), Some(Some(_))))
}

fn other_name(cx: &RuleCx<'_>, container: &Container) -> Option<(Diagnostic, bool)> {
    let (loaded, source) = (container.loaded.as_ref()?, source(container)?);
    let written = container.image.known()?.known()?;
    let Image::Name { host, path, tag, digest: None } = image::parse(written, cx.backend()).ok()? else { return None };
    let asked = tag.unwrap_or("latest");
    let name = loaded.name.known()?;
    let full = host.map_or(path.to_owned(), |host| format!("{host}/{path}"));
    let names_differ = bare(&full) != bare(name);
    let tags_differ = match &loaded.tag {
        ImageTag::Known(tag) => tag.known().map(|t| t != asked),
        ImageTag::Hash => Some(!is_hash(asked)),
        ImageTag::Unknown => None,
    };
    if !names_differ && tags_differ != Some(true) {
        return None;
    }
    let called = match &loaded.tag {
        ImageTag::Known(tag) => format!("is `{name}:{}`", tag.display()),
        ImageTag::Hash => format!("is `{name}` with a hash as its tag"),
        ImageTag::Unknown => format!("is `{name}`"),
    };
    let at = container.image.place().or(container.at)?;
    let message = format!("the image that is loaded {called}: `{written}` is asked of a registry");
    let mut d = labelled(LOCAL_IMAGE_NOT_USED.at(at, message), container, source.place(), "loaded here");
    let through = "write `image = \"${img.imageName}:${img.imageTag}\";`, where `img` is the image that is loaded";
    d = match &loaded.tag {
        ImageTag::Hash => d.help(format!("{through}; or give the image a `tag`")),
        _ => d.help(through),
    };
    if let (ImageTag::Known(tag), Some(at)) = (&loaded.tag, container.image.at)
        && let Some(tag) = tag.known()
    {
        let better = format!("{name}:{tag}");
        let change = Change::Replace { at, was: written.to_owned(), with: string_literal(&better) };
        d = d.fix(Fix::risky(format!("write `{better}`"), vec![change]));
    }
    Some((d, container.image.certain && source.certain))
}

/// `pull = "always"` for what no registry has, or for what is loaded.
fn pulled_anyway(cx: &RuleCx<'_>, container: &Container) -> Option<(Diagnostic, bool)> {
    let given = cx.argv(container).last("pull");
    let always = match given {
        Some(given) => given.known() == Some("always"),
        None => container.pull.known().and_then(Text::known) == Some("always"),
    };
    if !always {
        return None;
    }
    let (at, certain) = match given {
        Some(given) => (super::flags::place(container, given), container.extra_options.certain),
        None => (container.pull.place(), container.pull.certain),
    };
    let at = at.or(container.at)?;
    let local = container.image.known().is_some_and(|text| text.display().starts_with("localhost/"));
    let source = source(container);
    let (severity, message) = if local {
        (Severity::Error, "`always` asks a registry, and none has an image of `localhost`: the unit fails")
    } else if source.is_some() {
        (Severity::Warning, "`always` asks the registry at each start, and the image that is loaded is not used")
    } else {
        return None;
    };
    let d = LOCAL_IMAGE_NOT_USED.at(at, message).severity(severity);
    let place = if local { container.image.place() } else { source.and_then(Field::place) };
    let mut d = labelled(d, container, place, if local { "the image" } else { "loaded here" });
    d = d.help("write `missing`, the default, or `never`");
    if let (None, Some(at)) = (given, container.pull.at) {
        let change = Change::Replace { at, was: "always".into(), with: "\"missing\"".into() };
        let fix = if local { Fix::safe } else { Fix::risky };
        d = d.fix(fix("write `\"missing\"`".to_owned(), vec![change]));
    }
    Some((d, certain && container.image.certain && source.is_none_or(|s| s.certain)))
}

fn labelled(d: Diagnostic, container: &Container, label: Option<Anchor>, text: &str) -> Diagnostic {
    let d = d.container(container.name.as_str());
    match label.filter(|l| *l != d.primary) {
        Some(label) => d.label(label, text),
        None => d,
    }
}

/// A name without what the runtimes put in front of names without a registry.
fn bare(name: &str) -> &str {
    let name = name.strip_prefix("localhost/").unwrap_or(name);
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    name.strip_prefix("library/").unwrap_or(name)
}

/// Whether a tag may be the hash that an image gets: 32 characters of Nix' alphabet.
fn is_hash(tag: &str) -> bool {
    tag.len() == 32 && tag.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_a_registry() {
        for name in ["app", "localhost/app", "docker.io/library/app", "library/app"] {
            assert_eq!(bare(name), "app");
        }
        assert_eq!(bare("ghcr.io/a/app"), "ghcr.io/a/app");
        assert!(is_hash("0123456789abcdfghijklmnpqrsvwxyz") && !is_hash("latest"));
    }
}
