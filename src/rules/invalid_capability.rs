//! OCI310: a capability that does not exist, or one that is both added and dropped.

use crate::diag::{Anchor, Change, Diagnostic, Fix};
use crate::oci::{Backend, Container, capability};

use super::cx::{RuleCx, Sink, if_enabled};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports names in `capabilities`, `--cap-add` and `--cap-drop` that are no capability of Linux; with podman also a
    /// capability that is both added and dropped.
    ///
    /// ## Why is this bad?
    /// The runtime refuses to create the container: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     capabilities.SYS_WRITE = false;
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     capabilities.DAC_OVERRIDE = false;
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about names that are not known, and about a capability of which it is not known whether it is added.
    pub(super) static INVALID_CAPABILITY = "OCI310" "invalid-capability" Error;
}

/// A capability as one place asks for it.
struct Wish {
    name: &'static str,
    add: bool,
    at: Anchor,
    certain: bool,
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let mut wishes = Vec::new();
        from_options(container, &mut wishes, out);
        from_flags(cx, container, &mut wishes, out);
        if cx.is(Backend::Podman) {
            contradictions(cx, container, &wishes, out);
        }
    }
}

fn from_options(container: &Container, wishes: &mut Vec<Wish>, out: &mut Sink) {
    let Some(all) = container.capabilities.known() else { return };
    for (name, field) in &all.items {
        let Some(at) = field.key.or(field.at).or(container.capabilities.place()).or(container.at) else { continue };
        let certain = container.certain && field.certain;
        match capability::parse(name) {
            Some(plain) => {
                if let Some(Some(add)) = field.known() {
                    wishes.push(Wish { name: plain, add: *add, at, certain });
                }
            }
            // Null says nothing about it, and nothing is passed on.
            None if field.known() == Some(&None) => {}
            None => {
                let mut d = unknown(container, name, at);
                if let (Some(better), Some(key)) = (capability::nearest(name), field.key) {
                    let change = Change::Rename { key, to: better.to_owned() };
                    d = d.fix(Fix::risky(format!("write `{better}`"), vec![change]));
                }
                out.push(if_enabled(d, certain));
            }
        }
    }
}

fn from_flags(cx: &RuleCx<'_>, container: &Container, wishes: &mut Vec<Wish>, out: &mut Sink) {
    for given in cx.argv(container).understood() {
        let add = match given.name() {
            "cap-add" => true,
            "cap-drop" => false,
            _ => continue,
        };
        let (Some(value), Some(at)) = (given.known(), flags::place(container, given)) else { continue };
        // Podman splits lists at commas.
        let names = value.split(|c| c == ',' && !cx.is(Backend::Docker)).map(str::trim);
        let certain = container.certain && container.extra_options.certain;
        for name in names {
            match capability::parse(name) {
                Some(plain) => wishes.push(Wish { name: plain, add, at, certain }),
                None => {
                    let mut d = unknown(container, name, at);
                    let better = capability::nearest(name).filter(|_| name == value);
                    let text = better.map(|b| format!("--{}={b}", given.name()));
                    if let Some((text, changes)) = text.and_then(|t| flags::rewritten(given, &t).map(|c| (t, c))) {
                        d = d.fix(Fix::risky(format!("write `{text}`"), changes));
                    }
                    out.push(if_enabled(d, certain));
                }
            }
        }
    }
}

fn unknown(container: &Container, name: &str, at: Anchor) -> Diagnostic {
    let message = format!("Linux has no capability `{name}`");
    let d = INVALID_CAPABILITY.at(at, message).container(container.name.as_str());
    match capability::nearest(name) {
        Some(better) => d.help(format!("did you mean `{better}`?")),
        None => d.help("capabilities(7) lists them; what writes past permissions is `DAC_OVERRIDE`"),
    }
}

fn contradictions(cx: &RuleCx<'_>, container: &Container, wishes: &[Wish], out: &mut Sink) {
    for (i, later) in wishes.iter().enumerate() {
        let earlier = wishes.get(..i).into_iter().flatten().find(|w| w.name == later.name && w.add != later.add);
        let Some(earlier) = earlier else { continue };
        let message = format!("podman refuses to both add and drop the capability `{}`", later.name);
        let mut d = INVALID_CAPABILITY.at(later.at, message).container(container.name.as_str());
        if earlier.at != later.at {
            d = d.label(earlier.at, if earlier.add { "added here" } else { "dropped here" });
        }
        out.push(if_enabled(
            d.help("keep one of the two"),
            earlier.certain && later.certain && cx.backend_is_certain(),
        ));
    }
}
