//! How the containers of a host hang together: who runs them, what they need, which networks and volumes they share,
//! what they publish. Containers stand in an order in which what belongs together is near.

use std::collections::{BTreeMap, BTreeSet};

use super::inventory::{Entry, Fact, Inventory};

/// One host.
#[derive(Clone, Debug)]
pub struct Graph {
    pub host: String,
    /// Users with the containers that they run, root first.
    pub users: Vec<User>,
    /// In the order of the users.
    pub containers: Vec<Container>,
    /// Sorted by name.
    pub networks: Vec<String>,
    /// In the order in which containers mount them.
    pub volumes: Vec<Volume>,
}

#[derive(Clone, Debug)]
pub struct User {
    pub name: String,
    pub rootless: Option<bool>,
    /// How many of the containers are theirs: the next ones.
    pub containers: usize,
}

#[derive(Clone, Debug)]
pub struct Container {
    pub name: String,
    /// Without digest; `…` for what is not known.
    pub image: String,
    pub sockets: Vec<Socket>,
    /// Why nothing is published, where that is so.
    pub instead: Option<String>,
    /// Containers that it needs.
    pub needs: Vec<usize>,
    /// A container whose network it shares.
    pub inside: Option<usize>,
    /// Networks that it joins.
    pub networks: Vec<usize>,
    pub mounts: Vec<Mount>,
    pub healthy: bool,
}

#[derive(Clone, Debug)]
pub struct Socket {
    /// The side of the host: `127.0.0.1:8080`, with the protocol where it is not TCP.
    pub host: String,
    /// The side of the container, where it differs.
    pub container: Option<String>,
    pub reach: &'static str,
    pub unfiltered: bool,
}

#[derive(Clone, Debug)]
pub struct Mount {
    pub volume: usize,
    pub read_only: bool,
}

/// A path of the host or a named volume.
#[derive(Clone, Debug)]
pub struct Volume {
    pub source: String,
    pub is_path: bool,
    /// How many containers mount it.
    pub users: usize,
}

impl Graph {
    pub fn of(host: &str, inventory: &Inventory) -> Graph {
        let order = order(&inventory.containers);
        let entries: Vec<&Entry> = order.iter().filter_map(|&i| inventory.containers.get(i)).collect();
        let at: BTreeMap<&str, usize> = entries.iter().enumerate().map(|(i, e)| (e.name.as_str(), i)).collect();
        let joined = |e: &Entry| {
            let named = e.networks.iter().filter(|n| n.kind == "network").map(|n| n.name.clone());
            named.collect::<BTreeSet<String>>()
        };
        let networks: Vec<String> =
            entries.iter().flat_map(|e| joined(e)).collect::<BTreeSet<_>>().into_iter().collect();
        let mut graph =
            Graph { host: host.to_owned(), users: Vec::new(), containers: Vec::new(), networks, volumes: Vec::new() };
        for entry in &entries {
            let user = entry.user.name.shown();
            match graph.users.last_mut().filter(|u| u.name == user) {
                Some(last) => last.containers += 1,
                None => {
                    let rootless = entry.user.rootless;
                    graph.users.push(User { name: user.to_owned(), rootless, containers: 1 });
                }
            }
            let mine = joined(entry);
            let inside = entry.networks.iter().find(|n| n.kind == "container").and_then(|n| at.get(n.name.as_str()));
            let mounts = graph.mounts(entry);
            let container = Container {
                name: entry.name.clone(),
                image: image(&entry.image),
                sockets: sockets(entry),
                instead: entry.published.instead.clone(),
                needs: needs(entry).filter_map(|n| at.get(n).copied()).collect(),
                inside: inside.copied(),
                networks: (0..graph.networks.len())
                    .filter(|&n| graph.networks.get(n).is_some_and(|name| mine.contains(name)))
                    .collect(),
                mounts,
                healthy: entry.readiness.known() == Some(&"healthy"),
            };
            graph.containers.push(container);
        }
        graph
    }

    fn mounts(&mut self, entry: &Entry) -> Vec<Mount> {
        let mut out: Vec<Mount> = Vec::new();
        for volume in &entry.volumes {
            let Some(source) = &volume.source else { continue };
            let read_only = volume.read_only == Some(true);
            let known = self.volumes.iter().position(|v| v.source == *source);
            let index = known.unwrap_or_else(|| {
                let is_path = volume.kind == Some("bind");
                self.volumes.push(Volume { source: source.clone(), is_path, users: 0 });
                self.volumes.len() - 1
            });
            match out.iter_mut().find(|m| m.volume == index) {
                Some(mount) => mount.read_only &= read_only,
                None => {
                    if let Some(v) = self.volumes.get_mut(index) {
                        v.users += 1;
                    }
                    out.push(Mount { volume: index, read_only });
                }
            }
        }
        out
    }
}

fn needs(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.depends_on.iter().filter_map(|d| d.known().map(String::as_str))
}

/// Root first, then the other users by name; of each, a container is followed by what it needs and nobody before it
/// needed.
fn order(entries: &[Entry]) -> Vec<usize> {
    let mut users: Vec<(bool, &str)> = entries.iter().map(user_key).collect();
    users.sort_unstable();
    users.dedup();
    let by_name: BTreeMap<&str, usize> = entries.iter().enumerate().map(|(i, e)| (e.name.as_str(), i)).collect();
    let mut out = Vec::new();
    let mut placed = vec![false; entries.len()];
    for user in users {
        let mine: Vec<usize> =
            (0..entries.len()).filter(|&i| entries.get(i).is_some_and(|e| user_key(e) == user)).collect();
        let needed: BTreeSet<&str> = mine.iter().filter_map(|&i| entries.get(i)).flat_map(needs).collect();
        let is_needed = |i: &usize| entries.get(*i).is_some_and(|e| needed.contains(e.name.as_str()));
        // Those that nobody needs come first, each with what it needs; what stands in a circle is left for the end.
        let (last, first): (Vec<usize>, Vec<usize>) = mine.iter().partition(|i| is_needed(i));
        for start in first.into_iter().chain(last) {
            let mut open = vec![start];
            while let Some(i) = open.pop() {
                let (Some(entry), Some(seen)) = (entries.get(i), placed.get_mut(i)) else { continue };
                if std::mem::replace(seen, true) {
                    continue;
                }
                out.push(i);
                let mut next: Vec<usize> = needs(entry).filter_map(|n| by_name.get(n).copied()).collect();
                next.retain(|i| mine.contains(i));
                open.extend(next.into_iter().rev());
            }
        }
    }
    out
}

fn user_key(entry: &Entry) -> (bool, &str) {
    let name = entry.user.name.shown();
    (name != "root", name)
}

fn image(image: &Fact<String>) -> String {
    let shown = image.shown();
    shown.split_once("@sha256:").map_or(shown, |(name, _)| name).to_owned()
}

fn sockets(entry: &Entry) -> Vec<Socket> {
    let socket = |port: &super::inventory::Port| {
        let unfiltered = matches!(port.firewall, Some("bypassed" | "off"));
        let (Some(inner), Some(protocol)) = (port.container, port.protocol) else {
            return Socket { host: port.text.clone(), container: None, reach: port.reach, unfiltered };
        };
        let address = match &port.address {
            Some(ip) if ip.contains(':') => format!("[{ip}]:"),
            Some(ip) => format!("{ip}:"),
            None => String::new(),
        };
        let protocol = if protocol == "tcp" { String::new() } else { format!("/{protocol}") };
        let range = port.host.map_or("any".to_owned(), |r| r.to_string());
        let container = (port.host != Some(inner)).then(|| inner.to_string());
        Socket { host: format!("{address}{range}{protocol}"), container, reach: port.reach, unfiltered }
    };
    entry.published.sockets.iter().map(socket).collect()
}
