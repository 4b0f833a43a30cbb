//! OCI603: a dependency that has started need not be ready.

use crate::oci::image::{self, Image};
use crate::oci::{Backend, Container, Lookup};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Mentions `dependsOn` entries that name a database, or a container with a health check, whose unit does not
    /// wait for the check.
    ///
    /// ## Why is this bad?
    /// `dependsOn` waits until the other unit has started. Unless its `podman.sdnotify` is `healthy`, that is when
    /// the container runs, not when it answers: at boot, programs find a database that is not ready.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers = {
    ///     db = {
    ///       image = "docker.io/library/postgres:17";
    ///       extraOptions = [ "--health-cmd=pg_isready" ];
    ///     };
    ///     app = {
    ///       image = "docker.io/library/python:3.13";
    ///       dependsOn = [ "db" ];
    ///     };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers = {
    ///     db = {
    ///       image = "docker.io/library/postgres:17";
    ///       extraOptions = [ "--health-cmd=pg_isready" ];
    ///       podman.sdnotify = "healthy";
    ///     };
    ///     app = {
    ///       image = "docker.io/library/python:3.13";
    ///       dependsOn = [ "db" ];
    ///     };
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the backend, or the other container's options, are not known.
    pub(super) static DEPENDENCY_NOT_READINESS = "OCI603" "dependency-not-readiness" Info;
}

/// Images of databases, by the last part of their name.
const DATABASES: &[&str] = &[
    "cassandra",
    "clickhouse-server",
    "cockroach",
    "couchdb",
    "elasticsearch",
    "influxdb",
    "mariadb",
    "mongo",
    "mongodb",
    "mssql-server",
    "mysql",
    "neo4j",
    "opensearch",
    "pgvecto-rs",
    "postgis",
    "postgres",
    "postgresql",
    "rabbitmq",
    "surrealdb",
    "timescaledb",
];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    if !cx.is(Backend::Podman) {
        return;
    }
    for container in cx.containers() {
        for item in container.depends_on.known().into_iter().flat_map(|d| &d.items) {
            let Some(Lookup::Found(other)) = item.text.known().map(|name| cx.host.container(name)) else { continue };
            let Some(why) = unready(cx, other) else { continue };
            let Some(at) = item.at.or(container.depends_on.place()).or(container.at) else { continue };
            let message = format!("`{}` waits until `{}` runs, not until it is ready", container.name, other.name);
            let d = DEPENDENCY_NOT_READINESS.at(at, message).container(container.name.as_str()).help(why);
            let certain = container.certain && other.certain && container.depends_on.certain && other.podman.certain;
            out.push(if_enabled(d, certain && cx.backend_is_certain()));
        }
    }
}

/// What makes the unit of a container wait for the check.
fn unready(cx: &RuleCx<'_>, other: &Container) -> Option<String> {
    let argv = cx.argv(other);
    if argv.may_have_more() || argv.has("sdnotify") || argv.has("no-healthcheck") || other.sdnotify()? == "healthy" {
        return None;
    }
    let set = format!("set `podman.sdnotify = \"healthy\";` on `{}`", other.name);
    if argv.has("health-cmd") {
        return Some(set);
    }
    let Image::Name { path, .. } = image::parse(other.image.known()?.known()?, cx.backend()).ok()? else { return None };
    let name = path.rsplit('/').next().unwrap_or(path);
    DATABASES.contains(&name).then(|| format!("{set}, with a `--health-cmd` that asks it"))
}
