//! OCI210: the namespace of a container that is not there, or that starts later.

use crate::diag::{Anchor, Change, Diagnostic, Fix, Severity};
use crate::oci::networks::Mode;
use crate::oci::{Container, Lookup};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink, if_enabled, string};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `container:NAME` in `networks`, `--network`, `--pid` and `--ipc`, and `--volumes-from NAME`, where no
    /// such container is declared, where it belongs to another user, or where it is not in `dependsOn`.
    ///
    /// ## Why is this bad?
    /// The runtime looks for the container when this one starts: `no such container`. Rootless users do not see each
    /// other's containers, and nothing but `dependsOn` makes the other one start first and restart together.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.vpn.image = "docker.io/qmcgaw/gluetun:v3.40";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     networks = [ "container:vpn" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.vpn.image = "docker.io/qmcgaw/gluetun:v3.40";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     networks = [ "container:vpn" ];
    ///     dependsOn = [ "vpn" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent where containers may exist that are not known, about names that are not known, and about containers
    /// listed in `allow.containers` of `ocinix.toml`.
    pub(super) static CONTAINER_NAMESPACE_TARGET = "OCI210" "container-namespace-target" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for (name, what, at, certain) in targets(cx, container) {
            if Allow::has(&cx.allow.containers, &name) {
                continue;
            }
            let found = target(cx, container, &name, &what, at);
            out.extend(found.map(|d| if_enabled(d, container.certain && certain)));
        }
    }
}

/// Names of other containers, what refers to them, and where.
fn targets(cx: &RuleCx<'_>, container: &Container) -> Vec<(String, String, Anchor, bool)> {
    let mut out = Vec::new();
    let argv = cx.argv(container);
    for n in &cx.networks(container).list {
        if let (Mode::Container(Some(name)), Some(at)) = (&n.mode, n.at.or(container.at)) {
            out.push((name.clone(), format!("the network `{}`", n.text), at, n.certain));
        }
    }
    for given in argv.understood() {
        let (Some(value), Some(at)) = (given.known(), flags::place(container, given)) else { continue };
        let certain = container.extra_options.certain;
        let what = format!("`{}`", flags::written(given));
        match given.name() {
            "pid" | "ipc" | "uts" | "userns" | "cgroupns" => {
                if let Some(name) = value.strip_prefix("container:") {
                    out.push((name.to_owned(), what, at, certain));
                }
            }
            "volumes-from" => {
                let name = value.split(':').next().unwrap_or(value);
                out.push((name.to_owned(), what, at, certain));
            }
            "requires" => {
                out.extend(value.split(',').map(|name| (name.to_owned(), what.clone(), at, certain)));
            }
            _ => {}
        }
    }
    out
}

fn is_id(name: &str) -> bool {
    name.len() >= 12 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_made_by_script(cx: &RuleCx<'_>, name: &str) -> bool {
    let mut scripts = cx.facts.scripts.with(std::slice::from_ref(&name));
    scripts.any(|s| s.text.literals().any(|l| l.contains("--name")) || !s.text.is_known())
}

/// Whether a container starts after another: by `dependsOn`, its own or that of one it waits for, or by its unit's
/// `after`. `None` while that is not known.
fn waits_for(cx: &RuleCx<'_>, container: &Container, other: &Container) -> Option<bool> {
    let mut open = vec![container];
    let mut seen = Vec::new();
    while let Some(next) = open.pop() {
        if next.name == other.name {
            return Some(true);
        }
        if seen.contains(&next.name.as_str()) {
            continue;
        }
        seen.push(next.name.as_str());
        let depends = next.depends_on.known().filter(|d| d.complete)?;
        for item in &depends.items {
            if let Lookup::Found(found) = cx.host.container(item.text.known()?) {
                open.push(found);
            }
        }
        let own = cx.service_name(next)?;
        for service in cx.host.services.iter().filter(|s| s.name == own) {
            if !service.after.complete {
                return None;
            }
            for item in &service.after.items {
                let unit = item.text.known()?.strip_suffix(".service").map(str::to_owned);
                open.extend(cx.containers().filter(|c| unit.is_some() && cx.service_name(c) == unit.as_deref()));
            }
        }
    }
    Some(false)
}

fn target(cx: &RuleCx<'_>, container: &Container, name: &str, what: &str, at: Anchor) -> Option<Diagnostic> {
    let rule = &CONTAINER_NAMESPACE_TARGET;
    let other = match cx.host.container(name) {
        Lookup::Found(other) => other,
        // An id is not a name, and a script may make a container.
        Lookup::Absent if !is_id(name) && cx.facts.scripts.complete && !is_made_by_script(cx, name) => {
            let d = rule.at(at, format!("{what} needs the container `{name}`, which is not declared"));
            let help = "one that is made elsewhere can be named in `allow.containers` of `ocinix.toml`";
            return Some(d.container(container.name.as_str()).help(help));
        }
        Lookup::Absent | Lookup::Unknown => return None,
    };
    let user = |c: &Container| c.podman.known()?.as_ref()?.user.known()?.known().map(str::to_owned);
    if let (Some(mine), Some(theirs)) = (user(container), user(other))
        && mine != theirs
    {
        let d = rule.at(at, format!("`{name}` belongs to the user `{theirs}`, and `{mine}` does not see it"));
        return Some(d.container(container.name.as_str()).help("run both as one user"));
    }
    if waits_for(cx, container, other)? {
        return None;
    }
    let d = rule.at(at, format!("`{}` may start before `{name}`, whose namespace it needs", container.name));
    let d =
        d.severity(Severity::Warning).container(container.name.as_str()).help(format!("add `{name}` to `dependsOn`"));
    let change = match (container.depends_on.defined, container.depends_on.at, container.at) {
        (true, Some(list), _) => Change::AddElement { list, value: string(name) },
        (false, _, Some(key)) => {
            Change::AddInside { key, path: "dependsOn".into(), value: format!("[ {} ]", string(name)) }
        }
        _ => return Some(d),
    };
    Some(d.fix(Fix::safe(format!("add `{name}` to `dependsOn`"), vec![change])))
}
