//! OCI602: containers that wait for each other.

use std::collections::VecDeque;

use crate::diag::{Anchor, Severity};
use crate::oci::{Container, Field, Item};
use crate::schema::Release;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports containers that wait for each other through `dependsOn`, or through `after` of their units, and a container
    /// that depends on itself.
    ///
    /// ## Why is this bad?
    /// No order of start satisfies a cycle. systemd breaks it by dropping a job of its choice, which may be that of an
    /// innocent unit, or refuses the transaction. A dependency on itself is ignored by systemd and only misleads.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers = {
    ///     db = { image = "docker.io/library/postgres:17"; dependsOn = [ "web" ]; };
    ///     web = { image = "docker.io/library/nginx:1.27"; dependsOn = [ "db" ]; };
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
    /// Only entries that are fully known and containers that are known count.
    pub(super) static DEPENDENCY_CYCLE = "OCI602" "dependency-cycle" Error;
}

/// How many containers of one cycle are named.
const SHOWN: usize = 8;

/// One container waits for another.
#[derive(Clone, Copy)]
struct Edge {
    from: usize,
    to: usize,
    at: Option<Anchor>,
    certain: bool,
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let containers: Vec<&Container> = cx.containers().collect();
    let edges = edges(cx, &containers);
    let (own, edges): (Vec<Edge>, Vec<Edge>) = edges.into_iter().partition(|e| e.from == e.to);
    for edge in own {
        on_itself(&containers, edge, out);
    }
    let mut covered = vec![false; containers.len()];
    // What is certain comes first, lest a doubtful cycle hides it.
    let certain: Vec<Edge> = edges.iter().copied().filter(|e| e.certain).collect();
    for edges in [certain, edges] {
        cycles(&containers, &edges, &mut covered, out);
    }
}

/// Reports one cycle for all that hang together: cutting one edge may cut several.
fn cycles(containers: &[&Container], edges: &[Edge], covered: &mut [bool], out: &mut Sink) {
    let mut waits: Vec<Vec<Edge>> = vec![Vec::new(); containers.len()];
    let mut waited_for = waits.clone();
    for edge in edges {
        if let (Some(list), Some(back)) = (waits.get_mut(edge.from), waited_for.get_mut(edge.to)) {
            list.push(*edge);
            back.push(Edge { from: edge.to, to: edge.from, ..*edge });
        }
    }
    for start in 0..containers.len() {
        if covered.get(start) == Some(&true) {
            continue;
        }
        let Some(cycle) = shortest_cycle(&waits, start) else { continue };
        let (ahead, behind) = (reachable(&waits, start), reachable(&waited_for, start));
        for (slot, (a, b)) in covered.iter_mut().zip(ahead.iter().zip(&behind)) {
            *slot |= *a && *b;
        }
        // Two edges that depend on unknown conditions may be alternatives.
        if cycle.iter().filter(|e| !e.certain).count() <= 1 {
            report(containers, &cycle, out);
        }
    }
}

fn edges(cx: &RuleCx<'_>, containers: &[&Container]) -> Vec<Edge> {
    let mut out = Vec::new();
    for (from, container) in containers.iter().enumerate() {
        let place = |i: &Item, field: &Field<_>| i.at.or(field.place()).or(container.at);
        let dependencies = container.depends_on.known().map_or(&[][..], |d| &d.items);
        for item in dependencies {
            let named = |c: &&Container| Some(c.name.as_str()) == item.text.known() && is_reached(cx, c);
            let Some(to) = containers.iter().position(named) else { continue };
            let certain = container.certain && container.depends_on.certain;
            out.push(Edge { from, to, at: place(item, &container.depends_on), certain });
        }
        let Some(own) = cx.service_name(container) else { continue };
        for service in cx.host.services.iter().filter(|s| s.name == own) {
            for item in &service.after.items {
                let unit = item.text.known().and_then(|t| t.strip_suffix(".service"));
                let Some(to) = unit.and_then(|u| containers.iter().position(|c| cx.service_name(c) == Some(u))) else {
                    continue;
                };
                out.push(Edge { from, to, at: item.at.or(service.at), certain: service.certain && container.certain });
            }
        }
    }
    out.retain(|e| containers.get(e.to).is_some_and(|c| c.certain) || !e.certain);
    out
}

/// Whether `dependsOn` reaches the unit of the container in this release.
fn is_reached(cx: &RuleCx<'_>, container: &Container) -> bool {
    cx.since(Release::R25_11)
        || !container.service_name.defined
        || cx.host.backend().is_some_and(|b| {
            let asked = format!("{}-{}", b.as_str(), container.name);
            container.service_name.known().and_then(|t| t.known()) == Some(&asked)
        })
}

/// Which nodes edges lead to from `start`.
fn reachable(edges: &[Vec<Edge>], start: usize) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        if let Some(slot @ false) = seen.get_mut(node) {
            *slot = true;
            open.extend(edges.get(node).into_iter().flatten().map(|e| e.to));
        }
    }
    seen
}

/// The edges of a shortest way from `start` back to itself.
fn shortest_cycle(waits: &[Vec<Edge>], start: usize) -> Option<Vec<Edge>> {
    let mut came_by: Vec<Option<Edge>> = vec![None; waits.len()];
    let mut open = VecDeque::from([start]);
    while let Some(node) = open.pop_front() {
        for edge in waits.get(node).into_iter().flatten() {
            if edge.to == start {
                return Some(way_back(&came_by, *edge, start));
            }
            if let Some(slot @ None) = came_by.get_mut(edge.to) {
                *slot = Some(*edge);
                open.push_back(edge.to);
            }
        }
    }
    None
}

fn way_back(came_by: &[Option<Edge>], last: Edge, start: usize) -> Vec<Edge> {
    let mut way = vec![last];
    let mut node = last.from;
    while node != start {
        let Some(Some(edge)) = came_by.get(node) else { break };
        way.push(*edge);
        node = edge.from;
    }
    way.reverse();
    way
}

fn report(containers: &[&Container], cycle: &[Edge], out: &mut Sink) {
    let name = |i: usize| containers.get(i).map_or("", |c| c.name.as_str());
    let Some(last) = cycle.iter().filter(|e| e.at.is_some()).max_by_key(|e| e.at) else { return };
    let Some(at) = last.at else { return };
    let mut path: String = cycle.iter().take(SHOWN).map(|e| format!("`{}` → ", name(e.from))).collect();
    if cycle.len() > SHOWN {
        path.push_str(&format!("{} more → ", cycle.len() - SHOWN));
    }
    path.push_str(&format!("`{}`", cycle.first().map_or("", |e| name(e.from))));
    let mut finding = DEPENDENCY_CYCLE
        .at(at, format!("containers wait for each other: {path}"))
        .container(name(last.from))
        .help("cut one of these dependencies");
    for edge in cycle.iter().take(SHOWN).filter(|e| e.at != last.at) {
        if let Some(place) = edge.at {
            finding = finding.label(place, format!("`{}` waits for `{}`", name(edge.from), name(edge.to)));
        }
    }
    out.push(if_enabled(finding, cycle.iter().all(|e| e.certain)));
}

fn on_itself(containers: &[&Container], edge: Edge, out: &mut Sink) {
    let (Some(at), Some(container)) = (edge.at, containers.get(edge.from)) else { return };
    let finding = DEPENDENCY_CYCLE
        .at(at, format!("the container `{}` depends on itself", container.name))
        .severity(Severity::Warning)
        .container(container.name.as_str())
        .help("systemd ignores this: remove it");
    out.push(if_enabled(finding, edge.certain));
}
