//! OCI010: two containers with one unit, or a unit name that ends in `.service`.

use std::collections::BTreeMap;

use crate::diag::{Anchor, Severity};
use crate::oci::{Container, TextPiece};

use super::cx::{RuleCx, Sink, if_enabled, may_coexist, place_of, rewrite};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports two containers with the same effective `serviceName`, and a `serviceName` that ends in `.service`.
    ///
    /// ## Why is this bad?
    /// NixOS makes a set of units by name. Of two containers with one name it keeps the first in the order of container
    /// names; the other has no unit, never runs, and nothing says so. The suffix `.service` is added by NixOS, so a name
    /// that has it already gives a unit called `web.service.service`.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers = {
    ///     api = { image = "docker.io/library/nginx:1.27"; serviceName = "app"; };
    ///     web = { image = "docker.io/library/nginx:1.27"; serviceName = "app"; };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers = {
    ///     api = { image = "docker.io/library/nginx:1.27"; serviceName = "app-api"; };
    ///     web = { image = "docker.io/library/nginx:1.27"; serviceName = "app-web"; };
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Names with a part that is not known are not compared.
    pub(super) static DUPLICATE_SERVICE_NAME = "OCI010" "duplicate-service-name" Error since R24_11;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let mut by_unit: BTreeMap<&str, Vec<&Container>> = BTreeMap::new();
    for container in cx.containers() {
        if let Some(unit) = cx.service_name(container) {
            by_unit.entry(unit).or_default().push(container);
        }
        suffixed(container, out);
    }
    for (unit, containers) in by_unit {
        let Some((kept, lost)) = containers.split_first() else { continue };
        for other in lost {
            clash(unit, kept, other, out);
        }
    }
}

/// NixOS keeps the unit of `kept` and drops that of `lost`.
fn clash(unit: &str, kept: &Container, lost: &Container, out: &mut Sink) {
    let certain = |c: &Container| c.certain && c.service_name.certain;
    if !may_coexist(certain(kept), certain(lost)) {
        return;
    }
    let place = |c: &Container| -> Option<Anchor> { place_of(c, &c.service_name) };
    let (first, second) = if place(lost) < place(kept) { (lost, kept) } else { (kept, lost) };
    let Some(at) = place(second) else { return };
    let message = format!("containers `{}` and `{}` share the unit `{unit}.service`", kept.name, lost.name);
    let mut finding = DUPLICATE_SERVICE_NAME
        .at(at, message)
        .container(lost.name.as_str())
        .help(format!("NixOS keeps the unit of `{}` only, and `{}` never runs: rename one", kept.name, lost.name));
    if let Some(first_at) = place(first).filter(|&p| p != at) {
        finding = finding.label(first_at, format!("the unit of `{}`", first.name));
    }
    out.push(if_enabled(finding, certain(kept) && certain(lost)));
}

fn suffixed(container: &Container, out: &mut Sink) {
    let field = &container.service_name;
    let Some(name) = field.known().filter(|_| field.defined) else { return };
    let ends = matches!(name.pieces.last(), Some(TextPiece::Lit(s)) if s.ends_with(".service"));
    let Some(at) = place_of(container, field).filter(|_| ends) else { return };
    let shown = name.display();
    let mut finding = DUPLICATE_SERVICE_NAME
        .at(at, format!("the unit is going to be called `{shown}.service`"))
        .severity(Severity::Warning)
        .container(container.name.as_str())
        .help("NixOS adds `.service` itself: leave it out");
    let better = name.known().and_then(|n| n.strip_suffix(".service")).filter(|n| !n.is_empty());
    if let (Some(at), Some(was), Some(better)) = (field.at, name.known(), better) {
        finding = finding.fix(rewrite(at, was, better));
    }
    out.push(if_enabled(finding, container.certain && field.certain));
}
