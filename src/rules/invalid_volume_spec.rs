//! OCI301: an element of `volumes` that is no volume mapping.

use crate::diag::Applicability;
use crate::oci::volume::{self, VolumeError};
use crate::oci::{Backend, Container, Item, Text};

use super::cx::{Remedy, RuleCx, Sink, has_variable, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an element of `volumes` that is not of the form `[source:]target[:options]` as the backend reads it: too
    /// many parts, an empty part, a target that does not begin with `/`, an option that is unknown, doubled, excluded by
    /// another one, or known only to the other backend.
    ///
    /// ## Why is this bad?
    /// The runtime refuses the mapping: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/srv/www:/usr/share/nginx/html:ro:z" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/srv/www:/usr/share/nginx/html:ro,z" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// A partly known mapping is reported only if no value of the unknown part makes it right. While the backend is not
    /// known, what one of the two accepts is accepted.
    pub(super) static INVALID_VOLUME_SPEC = "OCI301" "invalid-volume-spec" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let Some(volumes) = container.volumes.known() else { continue };
        for item in &volumes.items {
            element(cx, container, item, out);
        }
    }
}

fn element(cx: &RuleCx<'_>, container: &Container, item: &Item, out: &mut Sink) {
    if has_variable(&item.text) {
        return;
    }
    let Some(why) = volume::refusal(&item.text, cx.backend()) else { return };
    let Some(at) = item.at.or(container.volumes.place()).or(container.at) else { return };
    let message = format!("`{}` is not a volume mapping: {why}", item.text.display());
    let mut finding = INVALID_VOLUME_SPEC.at(at, message).container(container.name.as_str());
    if let Some(remedy) = remedy(&item.text, cx.backend()) {
        finding = remedy.add_to(finding, item.at, &item.text);
        let foreign = |text| matches!(volume::parse(text, cx.backend()), Err(VolumeError::Foreign(..)));
        if let Some(fix) = finding.fix.as_mut().filter(|_| item.text.known().is_some_and(foreign)) {
            // What the option was meant for is lost.
            fix.applicability = Applicability::Unsafe;
        }
    }
    out.push(if_enabled(finding, container.certain && container.volumes.certain && cx.backend_is_certain()));
}

fn remedy(text: &Text, backend: Option<Backend>) -> Option<Remedy> {
    let written = text.known()?;
    let better = match volume::parse(written, backend).err()? {
        VolumeError::Parts => {
            let mut parts = written.splitn(3, ':');
            let (source, target, options) = (parts.next()?, parts.next()?, parts.next()?);
            format!("{source}:{target}:{}", options.replace(':', ","))
        }
        VolumeError::Twice(a, b) if a == b => without(written, &a)?,
        VolumeError::Foreign(option, _) => without(written, &option)?,
        VolumeError::NoTarget(_) => return Some(Remedy::Advice("write source, path in the container and options")),
        VolumeError::EmptyPart(_) => written.trim_end_matches(':').to_owned(),
        _ => return None,
    };
    volume::parse(&better, backend).is_ok().then_some(Remedy::Write(better))
}

/// The mapping without the last occurrence of an option.
fn without(spec: &str, option: &str) -> Option<String> {
    let (rest, options) = spec.rsplit_once(':')?;
    let mut options: Vec<&str> = options.split(',').collect();
    options.remove(options.iter().rposition(|o| *o == option)?);
    Some(if options.is_empty() { rest.to_owned() } else { format!("{rest}:{}", options.join(",")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_are_valid() {
        let better = |spec: &str| remedy(&spec.into(), Some(Backend::Docker));
        assert_eq!(better("/a:/b:ro:z"), Some(Remedy::Write("/a:/b:ro,z".into())));
        assert_eq!(better("/a:/b:ro,ro"), Some(Remedy::Write("/a:/b:ro".into())));
        assert_eq!(better("/a:/b:U"), Some(Remedy::Write("/a:/b".into())));
        assert_eq!(better("/a:/b:ro,U"), Some(Remedy::Write("/a:/b:ro".into())));
        assert_eq!(better("/a:/b:"), Some(Remedy::Write("/a:/b".into())));
        assert_eq!(better("/a:/b:ro:x"), None);
        assert_eq!(better("/a:b"), None);
    }
}
