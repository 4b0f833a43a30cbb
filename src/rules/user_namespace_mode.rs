//! OCI512: user namespaces that the backend does not make.

use crate::diag::{Change, Diagnostic, Fix};
use crate::oci::argv::{Argv, Given};
use crate::oci::{Backend, Container, Lookup};

use super::cx::{RuleCx, Sink};
use super::meta::rule;
use super::{flags, ports};

rule! {
    /// ## What it does
    /// Reports values of `--userns` that the backend refuses, `--userns` together with `--uidmap` or `--gidmap`,
    /// `--userns=auto` without subordinate ids for the user `containers`, and options that a rootless container may
    /// not have.
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
    ///     extraOptions = [ "--userns=auto" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--userns=auto" ];
    ///   };
    ///   users.groups.containers = { };
    ///   users.users.containers = {
    ///     isSystemUser = true;
    ///     group = "containers";
    ///     autoSubUidGidRange = true;
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend, the user or the value is not known, and where the user `containers` may be declared
    /// elsewhere.
    pub(super) static USER_NAMESPACE_MODE = "OCI512" "user-namespace-mode" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let Some(backend) = cx.backend() else { return };
    for container in cx.containers() {
        let argv = cx.argv(container);
        let found = match backend {
            Backend::Docker => docker(container, argv),
            Backend::Podman => podman(cx, container, argv),
        };
        out.extend(found.map(|d| flags::settled(cx, container, d)));
    }
}

fn finding(container: &Container, given: &Given<'_>, message: impl Into<String>) -> Option<Diagnostic> {
    flags::finding(&USER_NAMESPACE_MODE, container, given, message)
}

fn docker(container: &Container, argv: &Argv<'_>) -> Option<Diagnostic> {
    let given = argv.last("userns")?;
    let value = given.known().filter(|v| !matches!(*v, "" | "host"))?;
    let d = finding(container, given, format!("docker does not know the user namespace `{value}`"))?;
    Some(d.help("docker knows `host` only; it maps users for the whole daemon, with `userns-remap`"))
}

fn podman(cx: &RuleCx<'_>, container: &Container, argv: &Argv<'_>) -> Option<Diagnostic> {
    let rootless = ports::is_rootless(cx, container);
    if let Some(given) = argv.last("userns") {
        let value = given.known()?;
        let (mode, options) = value.split_once(':').unwrap_or((value, ""));
        if let Some(map) = ["uidmap", "gidmap"].iter().find_map(|n| argv.last(n)).filter(|_| mode != "host") {
            let d = finding(container, given, format!("podman refuses `--userns` beside `{}`", map.spelled))?;
            return Some(d.help("keep one of the two"));
        }
        match (mode, rootless?) {
            ("nomap", false) => {
                let d = finding(container, given, "`--userns=nomap` is for rootless containers")?;
                return Some(d.help("remove it"));
            }
            ("keep-id", false) if options.split(',').any(|o| o.starts_with("size=")) => {
                let d = finding(container, given, "`keep-id:size=` is for rootless containers")?;
                return Some(d.help("remove `size=`"));
            }
            ("auto", false) => return without_ids(cx, container, given),
            _ => {}
        }
    }
    if let Some(given) = argv.last("device-cgroup-rule").filter(|_| rootless == Some(true)) {
        let d = finding(container, given, "podman refuses `--device-cgroup-rule` for rootless containers")?;
        return Some(d.help("pass the device itself with `devices`"));
    }
    let groups: Vec<_> = argv.all("group-add").collect();
    let keep = groups.iter().find(|g| g.known() == Some("keep-groups"))?;
    (groups.len() > 1).then(|| finding(container, keep, "podman refuses `keep-groups` beside another group"))?
}

/// `auto` takes ids from the ranges of the user `containers`.
fn without_ids(cx: &RuleCx<'_>, container: &Container, given: &Given<'_>) -> Option<Diagnostic> {
    let declaration = "users.groups.containers = { };\nusers.users.containers = {\n  isSystemUser = true;\n  \
                       group = \"containers\";\n  autoSubUidGidRange = true;\n};";
    let message = "`--userns=auto` takes ids from the user `containers`, who has none";
    match cx.host.user("containers") {
        Lookup::Absent => {
            let d = finding(container, given, message)?.help(format!("declare the user:\n{declaration}"));
            let change = Change::AddBeside {
                near: container.at?,
                top: "virtualisation".into(),
                definition: declaration.to_owned(),
            };
            Some(d.fix(Fix::risky("declare the user `containers`", vec![change])))
        }
        Lookup::Found(user) => {
            let none = |f: &crate::oci::Field<Vec<_>>| f.known().is_some_and(Vec::is_empty);
            let without = user.auto_sub_uid_gid_range.known() == Some(&false)
                && (none(&user.sub_uid_ranges) || none(&user.sub_gid_ranges))
                && user.is_normal_user.known() == Some(&false);
            let d = finding(container, given, message).filter(|_| without)?;
            let d = d.help("set `users.users.containers.autoSubUidGidRange = true;`");
            Some(match user.at {
                Some(at) => d.label(at, "the user"),
                None => d,
            })
        }
        Lookup::Unknown => None,
    }
}
