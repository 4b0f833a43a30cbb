//! What the rules about ports share: the mappings of a container that are fully known and well-formed.

use crate::diag::Anchor;
use crate::oci::port::{self, Mapping};
use crate::oci::{Container, exposure};

use super::cx::RuleCx;

/// A published range of ports with its place.
pub(super) struct Published {
    pub mapping: Mapping,
    pub text: String,
    pub at: Anchor,
    pub certain: bool,
    /// Whether it is an element of `ports` on its own.
    pub is_element: bool,
}

/// The published ports of a container, from `ports` and `--publish`. None where the container may have no network of
/// its own: nothing is published then, which is another rule's concern.
pub(super) fn published(cx: &RuleCx<'_>, container: &Container) -> Vec<Published> {
    let mut out = Vec::new();
    let networks = cx.networks(container);
    // In the open world all that is not written is unknown, and most of it is never set.
    let applies = networks.without_ports().is_none() && is_bridged(cx, container) != Some(false);
    if !applies || cx.host.closed && !networks.complete {
        return out;
    }
    let mut push = |text: Option<&str>, at: Option<Anchor>, certain: bool, is_element: bool| {
        let (Some(text), Some(at)) = (text, at.or(container.at)) else { return };
        for mapping in port::parse(text, cx.backend()).unwrap_or_default() {
            let certain = certain && container.certain;
            out.push(Published { mapping, text: text.to_owned(), at, certain, is_element });
        }
    };
    if let Some(ports) = container.ports.known() {
        for item in &ports.items {
            push(item.text.known(), item.at.or(container.ports.place()), container.ports.certain, true);
        }
    }
    for given in cx.argv(container).all("publish") {
        push(given.known(), given.item.at.or(container.extra_options.place()), container.extra_options.certain, false);
    }
    out
}

/// Whether a port that a container publishes is one of the host: networks of some kinds (macvlan) put the container
/// beside the host and publish nothing. `None` where nobody says of which kind the network is.
pub(super) fn is_bridged(cx: &RuleCx<'_>, container: &Container) -> Option<bool> {
    exposure::is_bridged(cx.facts, cx.networks(container))
}

/// Whether a container has an address of its own choice, as on a network beside the host.
pub(super) fn has_own_address(cx: &RuleCx<'_>, container: &Container) -> bool {
    let flags = ["ip", "ip6", "mac-address"].iter().any(|flag| cx.argv(container).has(flag));
    flags || cx.networks(container).list.iter().any(|n| n.text.contains("ip=") || n.text.contains("mac="))
}

/// Whether another container starts this one.
pub(super) fn is_started(cx: &RuleCx<'_>, container: &Container) -> Option<bool> {
    if *container.auto_start.known()? {
        return Some(true);
    }
    let depended = cx.containers().any(|c| {
        c.depends_on.known().is_some_and(|d| d.items.iter().any(|i| i.text.known() == Some(container.name.as_str())))
    });
    Some(depended)
}

/// Whether a container runs without the rights of root; `None` while that is not known.
pub(super) fn is_rootless(cx: &RuleCx<'_>, container: &Container) -> Option<bool> {
    exposure::is_rootless(cx.host, container)
}
