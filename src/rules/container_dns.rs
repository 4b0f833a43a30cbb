//! OCI211: a container that looks for another by a name that nobody answers for.

use crate::diag::Diagnostic;
use crate::oci::facts::Datum;
use crate::oci::networks::{Mode, Networks};
use crate::oci::{Backend, Container, Lookup, Pair};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;
use super::ports;

rule! {
    /// ## What it does
    /// Reports variables in `environment` whose value has the name of another container as its host, where the two
    /// share no network on which containers find each other by name.
    ///
    /// ## Why is this bad?
    /// On the default network neither docker nor podman, as NixOS sets it up, answers for names of containers, and each
    /// rootless container has a network of its own. The program says that the host is not known.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers = {
    ///     db.image = "docker.io/library/postgres:17";
    ///     web = {
    ///       image = "docker.io/library/nginx:1.27";
    ///       environment.DB_HOST = "db";
    ///     };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.podman.defaultNetwork.settings.dns_enabled = true;
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers = {
    ///     db.image = "docker.io/library/postgres:17";
    ///     web = {
    ///       image = "docker.io/library/nginx:1.27";
    ///       environment.DB_HOST = "db";
    ///     };
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent where networks or options are not known, where the name may be found by other means (`--add-host`,
    /// `--network-alias`, `--dns`, `networking.hosts`), and in the open world.
    pub(super) static CONTAINER_DNS = "OCI211" "container-dns" Warning;
}

/// Options by which a name may be found in other ways, or be another.
const OTHER_MEANS: &[&str] = &["add-host", "dns", "dns-search", "hosts-file", "link", "pod", "network-alias"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let Some(aliases) = aliases(cx).filter(|_| cx.host.closed) else { return };
    for container in cx.containers() {
        let Some(environment) = container.environment.known() else { continue };
        let candidates = environment.items.iter().filter_map(|pair| Some((pair, host(pair)?)));
        for (pair, name) in candidates {
            if let Lookup::Found(other) = cx.host.container(name)
                && other.name != container.name
                && !aliases.contains(&name)
                && let Some(d) = finding(cx, container, other, pair)
            {
                let certain = container.certain && other.certain && container.environment.certain;
                out.push(if_enabled(d, certain && cx.backend_is_certain()));
            }
        }
    }
}

/// The host that a variable names: in a URL, before a port, or alone where the variable is for a host.
fn host(pair: &Pair) -> Option<&str> {
    let value = pair.value.known()?;
    if let Some((scheme, rest)) = value.split_once("://") {
        let authority = rest.split(['/', '?', '#', ',']).next().unwrap_or(rest);
        let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
        return (!scheme.is_empty()).then(|| place.split(':').next().unwrap_or(place));
    }
    if let Some((name, port)) = value.split_once(':') {
        return (!port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())).then_some(name);
    }
    let key = pair.name.to_ascii_uppercase();
    let is_host = ["HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS", "ENDPOINT"].iter().any(|end| key.ends_with(end));
    is_host.then_some(value)
}

/// Where a container is found.
#[derive(PartialEq)]
enum Reach<'n> {
    Default,
    /// A rootless container without a network: it has one of its own.
    Alone,
    Named(Vec<&'n str>),
}

fn reach<'n>(cx: &RuleCx<'_>, container: &Container, networks: &'n Networks) -> Option<Reach<'n>> {
    if !networks.complete || OTHER_MEANS.iter().any(|flag| cx.argv(container).has(flag)) {
        return None;
    }
    if networks.list.iter().any(|n| n.text.contains("alias=")) {
        return None;
    }
    let named: Vec<&str> = networks
        .list
        .iter()
        .map(|n| if let Mode::Named(name) = &n.mode { Some(name.as_str()) } else { None })
        .collect::<Option<_>>()?;
    let rootless = ports::is_rootless(cx, container)?;
    Some(match (named.is_empty(), rootless) {
        (false, _) => Reach::Named(named),
        (true, true) => Reach::Alone,
        (true, false) => Reach::Default,
    })
}

fn finding(cx: &RuleCx<'_>, container: &Container, other: &Container, pair: &Pair) -> Option<Diagnostic> {
    let backend = cx.backend()?;
    if is_known_to_host(cx, &other.name) || cx.argv(other).has("name") {
        return None;
    }
    let mine = reach(cx, container, cx.networks(container))?;
    let theirs = reach(cx, other, cx.networks(other))?;
    let own = "put both on a network of their own";
    let (why, help) = match (&mine, &theirs) {
        (Reach::Named(a), Reach::Named(b)) if a.iter().any(|n| b.contains(n)) => return None,
        (Reach::Default, Reach::Default) if backend == Backend::Podman => match &cx.facts.engines.default_dns {
            Datum::Absent | Datum::Bool(false) => (
                "podman's default network has no names".to_owned(),
                format!("set `virtualisation.podman.defaultNetwork.settings.dns_enabled = true;`, or {own}"),
            ),
            _ => return None,
        },
        (Reach::Default, Reach::Default) => ("docker's default network has no names".to_owned(), own.to_owned()),
        (Reach::Alone, Reach::Alone) => ("each rootless container has a network of its own".to_owned(), own.to_owned()),
        _ => ("they share no network".to_owned(), own.to_owned()),
    };
    let at = pair.at.or(pair.key).or(container.environment.place()).or(container.at)?;
    let message = format!("`{}` does not find the container `{}` by its name: {why}", container.name, other.name);
    Some(CONTAINER_DNS.at(at, message).container(container.name.as_str()).help(help))
}

/// Whether the host has a name in `/etc/hosts`, which podman hands on, or may have it.
fn is_known_to_host(cx: &RuleCx<'_>, name: &str) -> bool {
    let network = &cx.facts.network;
    let in_hosts = network.hosts.entries().iter().any(|(_, names)| names.items().iter().any(|n| n.str() == Some(name)));
    let extra = match network.extra_hosts.text() {
        Some(text) => !text.is_known() || text.literals().any(|l| l.split_whitespace().any(|word| word == name)),
        None => network.extra_hosts != Datum::Absent,
    };
    let named = |d: &Datum| *d != Datum::Absent && d.str().is_none_or(|host| host == name);
    in_hosts || extra || named(&network.host_name)
}

/// The names for which containers of another name answer; `None` if one of them is not known.
fn aliases<'c>(cx: &'c RuleCx<'_>) -> Option<Vec<&'c str>> {
    let mut out = Vec::new();
    for container in cx.containers() {
        for given in cx.argv(container).all("network-alias") {
            out.push(given.known()?);
        }
        for network in &cx.networks(container).list {
            out.extend(network.text.split([',', ':']).filter_map(|option| option.strip_prefix("alias=")));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        let found = |name: &str, value: &str| {
            let pair = Pair { name: name.into(), value: value.into(), at: None, key: None };
            host(&pair).map(str::to_owned)
        };
        for (name, value, expected) in [
            ("DB_HOST", "db", Some("db")),
            ("POSTGRES_USER", "db", None),
            ("URL", "postgres://me:secret@db:5432/app", Some("db")),
            ("URL", "http://db/", Some("db")),
            ("BROKER", "db:5672", Some("db")),
            ("IMAGE", "db:latest", None),
            ("VOLUME", "db:", None),
        ] {
            assert_eq!(found(name, value).as_deref(), expected, "{name}={value}");
        }
    }
}
