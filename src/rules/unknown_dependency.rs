//! OCI601: `dependsOn` names something that is no container.

use crate::diag::{Diagnostic, Severity};
use crate::oci::{Container, Item, Lookup};
use crate::schema::Release;

use super::cx::{RuleCx, Sink, attr, if_enabled, rewrite};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an entry of `dependsOn` that is not the name of a container of this host. Typical are unit names
    /// (`podman-db`, `db.service`) and units that are no container at all, such as one that creates a network.
    ///
    /// ## Why is this bad?
    /// From NixOS 25.11 on the evaluation stops with `attribute '…' missing`, without a place. Until 25.05 the unit asks
    /// for `BACKEND-ENTRY.service`, which nobody defines, and systemd refuses to start it; those releases also ignore a
    /// `serviceName` of the dependency.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers = {
    ///     db.image = "docker.io/library/postgres:17";
    ///     web = { image = "docker.io/library/nginx:1.27"; dependsOn = [ "podman-db" ]; };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers = {
    ///     db.image = "docker.io/library/postgres:17";
    ///     web = { image = "docker.io/library/nginx:1.27"; dependsOn = [ "db" ]; };
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Entries with a part that is not known are not judged. Where containers may exist that were not read, only an entry
    /// that is plainly the unit name of a known container is mentioned, as information.
    pub(super) static UNKNOWN_DEPENDENCY = "OCI601" "unknown-dependency" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let Some(dependencies) = container.depends_on.known() else { continue };
        for item in &dependencies.items {
            let Some(entry) = item.text.known() else { continue };
            match cx.host.container(entry) {
                Lookup::Found(other) => ignored_service_name(cx, container, item, other, out),
                Lookup::Absent => absent(cx, container, item, entry, out),
                Lookup::Unknown => doubtful(cx, container, item, entry, out),
            }
        }
    }
}

fn absent(cx: &RuleCx<'_>, container: &Container, item: &Item, entry: &str, out: &mut Sink) {
    let strict = cx.since(Release::R25_11);
    if !strict && names_a_unit(cx, entry) {
        return;
    }
    let Some(at) = item.at.or(container.depends_on.place()).or(container.at) else { return };
    let message = if strict {
        format!("`{entry}` is not a container: Nix stops with `attribute '{entry}' missing`")
    } else {
        format!("`{entry}` is not a container, and no other unit has the name that `dependsOn` makes of it")
    };
    let finding = UNKNOWN_DEPENDENCY.at(at, message).help(remedy(cx, container, entry));
    let meant = container_with_unit(cx, entry);
    let finding = mended(finding, container, item, entry, meant);
    out.push(if_enabled(finding.container(container.name.as_str()), container.certain && container.depends_on.certain));
}

/// Containers may exist that were not read.
fn doubtful(cx: &RuleCx<'_>, container: &Container, item: &Item, entry: &str, out: &mut Sink) {
    let Some(meant) = container_with_unit(cx, entry) else { return };
    let Some(at) = item.at.or(container.depends_on.place()) else { return };
    let finding = UNKNOWN_DEPENDENCY
        .at(at, format!("`{entry}` looks like the unit of the container `{meant}`, but `dependsOn` takes containers"))
        .severity(Severity::Info)
        .container(container.name.as_str())
        .help(format!("write `{meant}`"));
    let finding = mended(finding, container, item, entry, Some(meant));
    out.push(if_enabled(finding, container.certain && container.depends_on.certain));
}

/// With the fix that writes the container that is meant, unless that is the container itself or a dependency already.
fn mended(finding: Diagnostic, container: &Container, item: &Item, entry: &str, meant: Option<&str>) -> Diagnostic {
    let others = container.depends_on.known().map(|d| d.items.as_slice()).unwrap_or_default();
    let fits = |m: &&str| *m != container.name && !others.iter().any(|o| o.text.known() == Some(*m));
    match (meant.filter(fits), item.at) {
        (Some(meant), Some(at)) => finding.fix(rewrite(at, entry, meant)),
        _ => finding,
    }
}

/// Until 25.05 `dependsOn` does not know of `serviceName`.
fn ignored_service_name(cx: &RuleCx<'_>, container: &Container, item: &Item, other: &Container, out: &mut Sink) {
    if cx.since(Release::R25_11) || !other.service_name.defined {
        return;
    }
    let (Some(real), Some(asked)) = (cx.service_name(other), cx.unit_depended_on(other)) else { return };
    let Some(at) = item.at.or(container.depends_on.place()).or(container.at) else { return };
    if real == asked || cx.host.services.iter().any(|s| s.name == asked) {
        return;
    }
    let message =
        format!("NixOS {} asks for `{asked}.service` here, but the unit is `{real}.service`", cx.host.release);
    let mut finding = UNKNOWN_DEPENDENCY
        .at(at, message)
        .severity(Severity::Warning)
        .container(container.name.as_str())
        .help("this release ignores `serviceName` in `dependsOn`: drop it, or move to NixOS 25.11");
    if let Some(place) = other.service_name.place() {
        finding = finding.label(place, format!("the unit of `{}` is named here", other.name));
    }
    let certain = container.certain && container.depends_on.certain && other.certain && other.service_name.certain;
    out.push(if_enabled(finding, certain && cx.backend_is_certain()));
}

/// Whether the unit that releases until 25.05 make of the entry exists; true when that is not known.
fn names_a_unit(cx: &RuleCx<'_>, entry: &str) -> bool {
    let Some(backend) = cx.backend() else { return true };
    let unit = format!("{}-{entry}", backend.as_str());
    cx.host.services.iter().any(|s| s.name == unit)
        || cx.containers().any(|c| cx.service_name(c).is_none_or(|name| name == unit))
}

/// The container whose unit is called like `entry`.
fn container_with_unit<'a>(cx: &RuleCx<'a>, entry: &str) -> Option<&'a str> {
    let unit = entry.strip_suffix(".service").unwrap_or(entry);
    let by_unit = cx.containers().find(|c| cx.service_name(c) == Some(unit));
    let bare = unit.strip_prefix("podman-").or_else(|| unit.strip_prefix("docker-")).unwrap_or(unit);
    let found = by_unit.or_else(|| cx.containers().find(|c| c.name == bare))?;
    (found.name != entry).then_some(found.name.as_str())
}

fn remedy(cx: &RuleCx<'_>, container: &Container, entry: &str) -> String {
    if let Some(meant) = container_with_unit(cx, entry) {
        return format!("write `{meant}`: `dependsOn` takes the names of containers");
    }
    let unit = entry.strip_suffix(".service").unwrap_or(entry);
    if cx.host.services.iter().any(|s| s.name == unit) {
        let own = cx.service_name(container).unwrap_or("UNIT");
        let unit = format!("{unit}.service");
        return format!(
            "`dependsOn` takes containers only; to wait for another unit:\nsystemd.services.{own} = {{\n  after = [ \
             \"{unit}\" ];\n  requires = [ \"{unit}\" ];\n}};",
            own = attr(own)
        );
    }
    let distance = |c: &&Container| strsim::damerau_levenshtein(&c.name, entry);
    match cx.containers().filter(|c| c.name != container.name).min_by_key(distance) {
        Some(near) if distance(&near) <= 1 + entry.chars().count() / 4 => format!("did you mean `{}`?", near.name),
        _ => "`dependsOn` takes the names of containers of this host".to_owned(),
    }
}
