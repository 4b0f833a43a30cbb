//! OCI107: a login that is left out, or that is for another registry.

use crate::diag::{Anchor, Diagnostic};
use crate::oci::image::{self, Image};
use crate::oci::{Container, Field, Text};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports a `login` of which some but not all of `username`, `passwordFile` and `registry` are set, one for
    /// another registry than that of the image, and one for an image that is not pulled.
    ///
    /// ## Why is this bad?
    /// NixOS logs in only if all three are set, and says nothing otherwise: the pull is then anonymous and fails for
    /// a private image. A login to another registry does not help either.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "ghcr.io/me/app:1";
    ///     login = {
    ///       username = "me";
    ///       passwordFile = "/run/secrets/ghcr";
    ///     };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "ghcr.io/me/app:1";
    ///     login = {
    ///       registry = "ghcr.io";
    ///       username = "me";
    ///       passwordFile = "/run/secrets/ghcr";
    ///     };
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Values that are not known count as set. In the open world, what is not set may be set elsewhere.
    pub(super) static LOGIN_INEFFECTIVE = "OCI107" "login-ineffective" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let mut reported: Vec<(Anchor, String)> = Vec::new();
    for container in cx.containers() {
        let found = partial(container).or_else(|| elsewhere(cx, container)).or_else(|| pointless(container));
        let l = &container.login;
        let certain = l.username.certain && l.password_file.certain && l.registry.certain;
        // One `login` may be that of many containers.
        let Some(d) = found.filter(|d| !reported.contains(&(d.primary, d.message.clone()))) else { continue };
        reported.push((d.primary, d.message.clone()));
        out.push(if_enabled(d, container.certain && certain));
    }
}

fn parts(container: &Container) -> [(&'static str, &Field<Option<Text>>); 3] {
    let l = &container.login;
    [("username", &l.username), ("passwordFile", &l.password_file), ("registry", &l.registry)]
}

/// Where one of the parts is set.
fn place(container: &Container) -> Option<Anchor> {
    parts(container).iter().find_map(|(_, f)| f.key.or(f.at).filter(|_| f.defined)).or(container.at)
}

fn partial(container: &Container) -> Option<Diagnostic> {
    let missing: Vec<&str> =
        parts(container).iter().filter(|(_, f)| f.known() == Some(&None)).map(|(n, _)| *n).collect();
    let set = |f: &Field<Option<Text>>| matches!(f.known(), Some(Some(_)));
    let any = parts(container).iter().any(|(_, f)| set(f));
    if !any || missing.is_empty() {
        return None;
    }
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let message = format!("nobody logs in: {} of `login` {verb} not set", crate::base::all_of(&missing));
    let d = LOGIN_INEFFECTIVE.at(place(container)?, message).container(container.name.as_str());
    let all: Vec<String> = missing.iter().map(|m| format!("`login.{m}`")).collect();
    Some(d.help(format!("set {} too", all.join(" and "))))
}

fn whole(container: &Container) -> bool {
    parts(container).iter().all(|(_, f)| matches!(f.known(), Some(Some(_))))
}

fn elsewhere(cx: &RuleCx<'_>, container: &Container) -> Option<Diagnostic> {
    let registry = container.login.registry.known()?.as_ref()?.known().filter(|_| whole(container))?;
    let Image::Name { host, .. } = image::parse(container.image.known()?.known()?, cx.backend()).ok()? else {
        return None;
    };
    let of_image = canonical(host.unwrap_or("docker.io"));
    let of_login = canonical(registry);
    // Which registry answers for a name without one is not known.
    if of_image == of_login || host.is_none() && of_login != "docker.io" && !cx.is(crate::oci::Backend::Docker) {
        return None;
    }
    let message = format!("the login is for `{of_login}`, the image comes from `{of_image}`");
    let at = container.login.registry.place().or(container.at)?;
    let d = LOGIN_INEFFECTIVE.at(at, message).container(container.name.as_str());
    let d = d.help("log in to the registry of the image");
    Some(match container.image.place() {
        Some(image) => d.label(image, "the image"),
        None => d,
    })
}

/// A registry without scheme and path; the names of Docker Hub are one.
fn canonical(registry: &str) -> String {
    let bare = registry.split_once("://").map_or(registry, |(_, rest)| rest);
    let host = bare.split('/').next().unwrap_or(bare).to_ascii_lowercase();
    match host.as_str() {
        "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com" | "hub.docker.com" => "docker.io".into(),
        _ => host,
    }
}

fn pointless(container: &Container) -> Option<Diagnostic> {
    if !whole(container) {
        return None;
    }
    let loaded = |f: &Field<Option<Text>>| matches!(f.known(), Some(Some(_)));
    let never = container.pull.known().and_then(Text::known) == Some("never");
    let why = if never {
        "`pull` is `never`"
    } else if loaded(&container.image_file) || loaded(&container.image_stream) {
        "the image is loaded from a file"
    } else {
        return None;
    };
    let d = LOGIN_INEFFECTIVE.at(place(container)?, format!("the login is for nothing: {why}"));
    Some(d.container(container.name.as_str()).help("remove `login`"))
}
