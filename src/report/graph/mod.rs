//! Pictures of how containers hang together: text for Mermaid and Graphviz, which lay it out, and SVG with a layout of
//! our own that stays readable with many containers.

mod dot;
mod mermaid;
mod svg;

pub use dot::write as write_dot;
pub use mermaid::write as write_mermaid;
pub use svg::write as write_svg;

use crate::plan::graph::{Container, Graph, Socket};

/// `8080 → 80`
fn label(socket: &Socket) -> String {
    match &socket.container {
        Some(inner) => format!("{} → {inner}", socket.host),
        None => socket.host.clone(),
    }
}

/// `everyone, unfiltered`
fn reach(socket: &Socket) -> String {
    match (socket.reach, socket.unfiltered) {
        ("host", _) => "host, filtered".to_owned(),
        (reach, true) => format!("{reach}, unfiltered"),
        (reach, false) => reach.to_owned(),
    }
}

/// The sockets of a container by who reaches them.
fn by_reach(container: &Container) -> Vec<(String, &'static str, Vec<String>)> {
    let mut out: Vec<(String, &'static str, Vec<String>)> = Vec::new();
    for socket in &container.sockets {
        let reach = reach(socket);
        match out.iter_mut().find(|(r, ..)| *r == reach) {
            Some((_, _, labels)) => labels.push(label(socket)),
            None => out.push((reach, socket.reach, vec![label(socket)])),
        }
    }
    out
}

/// Volumes that only this container mounts, and those that it shares: sources with whether they are read-only.
fn volumes<'g>(graph: &'g Graph, container: &'g Container) -> (Vec<(&'g str, bool)>, Vec<(usize, bool)>) {
    let (mut own, mut shared) = (Vec::new(), Vec::new());
    for mount in &container.mounts {
        match graph.volumes.get(mount.volume) {
            Some(v) if v.users > 1 => shared.push((mount.volume, mount.read_only)),
            Some(v) => own.push((v.source.as_str(), mount.read_only)),
            None => {}
        }
    }
    (own, shared)
}

/// The title of a user's containers.
fn owner(user: &crate::plan::graph::User) -> String {
    match user.rootless {
        Some(true) => format!("{} (rootless)", user.name),
        _ => user.name.clone(),
    }
}
