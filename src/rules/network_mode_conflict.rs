//! OCI208: networks that exclude each other.

use crate::diag::{Anchor, Diagnostic};
use crate::oci::argv::Argv;
use crate::oci::networks::{Mode, Network, Networks};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;
use super::{flags, ports};

rule! {
    /// ## What it does
    /// Reports a network mode such as `host`, `none` or `container:…` beside another network, a network that docker
    /// is given twice, `pasta` for a container of root, and addresses or name servers that the mode excludes.
    ///
    /// ## Why is this bad?
    /// The runtime refuses the combination: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     networks = [ "host" "web" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     networks = [ "host" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about networks that are not known.
    pub(super) static NETWORK_MODE_CONFLICT = "OCI208" "network-mode-conflict" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let argv = cx.argv(container);
        let networks = cx.networks(container);
        let found = mixed(cx, networks)
            .or_else(|| bridge(cx, networks))
            .or_else(|| twice(cx, networks))
            .or_else(|| pasta(cx, container, networks))
            .or_else(|| excluded(cx, container, argv, networks));
        let Some((at, message, label, certain)) = found else { continue };
        let Some(at) = at.or(container.at) else { continue };
        let mut d = NETWORK_MODE_CONFLICT.at(at, message).container(container.name.as_str());
        if let Some(label) = label.filter(|l| *l != at) {
            d = d.label(label, "excluded by this");
        }
        out.push(settled(cx, container, d.help("keep one of the two"), certain));
    }
}

type Found = (Option<Anchor>, String, Option<Anchor>, bool);

fn settled(cx: &RuleCx<'_>, container: &Container, d: Diagnostic, certain: bool) -> Diagnostic {
    if_enabled(d, certain && container.certain && cx.backend_is_certain())
}

/// Modes that leave no room for another network.
fn is_alone(mode: &Mode, backend: Backend) -> bool {
    match mode {
        Mode::Host | Mode::None | Mode::Container(_) | Mode::Namespace | Mode::Pasta | Mode::Slirp => true,
        Mode::Private | Mode::Pod | Mode::Default => backend == Backend::Podman,
        Mode::Bridge | Mode::Named(_) => false,
    }
}

fn mixed(cx: &RuleCx<'_>, networks: &Networks) -> Option<Found> {
    let backend = cx.backend()?;
    let alone = networks.find(|m| is_alone(m, backend))?;
    let other = networks.list.iter().find(|n| n.text != alone.text)?;
    let (first, second) = ordered(alone, other, networks);
    let message = format!(
        "`{}` and `{}` exclude each other: {} refuses both together",
        first.text,
        second.text,
        backend.as_str()
    );
    Some((second.at, message, first.at, alone.certain && other.certain))
}

/// The word `bridge` beside a network by name: podman takes it in front only, docker not at all.
fn bridge(cx: &RuleCx<'_>, networks: &Networks) -> Option<Found> {
    let bridge = networks.find(|m| *m == Mode::Bridge)?;
    let other = networks.list.iter().find(|n| !n.mode.is_word())?;
    let (first, second) = ordered(bridge, other, networks);
    let backend = cx.backend()?;
    if backend == Backend::Podman && first.mode == Mode::Bridge {
        return None;
    }
    let message = match backend {
        Backend::Podman => "podman takes `bridge` as the first network only".to_owned(),
        Backend::Docker => {
            let (a, b) = (&first.text, &second.text);
            format!("docker refuses its own network together with others: `{a}` and `{b}`")
        }
    };
    Some((second.at, message, first.at, bridge.certain && other.certain))
}

fn ordered<'n>(a: &'n Network, b: &'n Network, networks: &Networks) -> (&'n Network, &'n Network) {
    let index = |n: &Network| networks.list.iter().position(|o| std::ptr::eq(o, n));
    if index(a) <= index(b) { (a, b) } else { (b, a) }
}

fn twice(cx: &RuleCx<'_>, networks: &Networks) -> Option<Found> {
    if !cx.is(Backend::Docker) {
        return None;
    }
    networks.list.iter().enumerate().find_map(|(i, n)| {
        let first = networks.list.get(..i)?.iter().find(|o| o.mode == n.mode)?;
        let message = format!("docker refuses the network `{}` a second time", n.text);
        Some((n.at, message, first.at, n.certain && first.certain))
    })
}

fn pasta(cx: &RuleCx<'_>, container: &Container, networks: &Networks) -> Option<Found> {
    let pasta = networks.find(|m| *m == Mode::Pasta)?;
    let rootful = cx.is(Backend::Podman) && ports::is_rootless(cx, container) == Some(false);
    let message = "`pasta` is for rootless containers: podman refuses it for root".to_owned();
    rootful.then_some((pasta.at, message, None, pasta.certain && container.podman.certain))
}

/// Options that a shared network excludes, and addresses for several networks at once.
fn excluded(cx: &RuleCx<'_>, container: &Container, argv: &Argv<'_>, networks: &Networks) -> Option<Found> {
    let backend = cx.backend()?;
    if let Some(shared) = networks.find(|m| matches!(m, Mode::Container(_))) {
        let refused: &[&str] = match backend {
            Backend::Podman => &["dns", "dns-option", "dns-search", "add-host"],
            Backend::Docker => &["hostname", "dns", "add-host", "mac-address", "expose"],
        };
        let message = |what: &str| format!("{} refuses {what} on the network `{}`", backend.as_str(), shared.text);
        if backend == Backend::Docker && matches!(container.hostname.known(), Some(Some(_))) {
            let at = container.hostname.key.or(container.hostname.at);
            return Some((at, message("`hostname`"), shared.at, shared.certain && container.hostname.certain));
        }
        let given = refused.iter().find_map(|name| argv.last(name))?;
        let at = flags::place(container, given);
        return Some((at, message(&format!("`{}`", given.spelled)), shared.at, shared.certain));
    }
    if backend == Backend::Podman && networks.list.len() > 1 {
        let given = ["ip", "ip6", "mac-address"].iter().find_map(|name| argv.last(name))?;
        let message = format!("podman refuses `{}` for several networks", given.spelled);
        let second = networks.list.get(1)?;
        return Some((flags::place(container, given), message, second.at, second.certain));
    }
    None
}
