//! A graph in the language of Graphviz.

use std::io::{self, Write};

use super::{by_reach, owner, volumes};
use crate::plan::graph::Graph;
use crate::report::visible::escaped;

/// Writes one graph for all hosts, a cluster for each user.
pub fn write(graphs: &[Graph], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph containers {{")?;
    writeln!(out, "  rankdir=LR; fontname=\"Helvetica\"; compound=true;")?;
    writeln!(
        out,
        "  node [fontname=\"Helvetica\", fontsize=11, shape=box, style=\"rounded,filled\", fillcolor=white];"
    )?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#57606a\"];")?;
    for (i, graph) in graphs.iter().enumerate() {
        host(graph, &format!("h{i}"), graphs.len() > 1, out)?;
    }
    writeln!(out, "}}")
}

fn host(graph: &Graph, id: &str, several: bool, out: &mut dyn Write) -> io::Result<()> {
    if several {
        writeln!(out, "  subgraph cluster_{id} {{ label={};", string(&[&graph.host]))?;
    }
    let mut next = 0;
    for (u, user) in graph.users.iter().enumerate() {
        writeln!(out, "  subgraph cluster_{id}u{u} {{")?;
        writeln!(out, "    label={}; style=\"rounded,filled\"; fillcolor=\"#f6f8fa\";", string(&[&owner(user)]))?;
        for (c, container) in graph.containers.iter().enumerate().skip(next).take(user.containers) {
            writeln!(out, "    {id}c{c} [label={}];", string(&[&container.name, &container.image]))?;
        }
        next += user.containers;
        writeln!(out, "  }}")?;
    }
    for (n, network) in graph.networks.iter().enumerate() {
        writeln!(out, "  {id}n{n} [label={}, shape=hexagon, fillcolor=\"#ddf4ff\"];", string(&[network]))?;
    }
    for (v, volume) in graph.volumes.iter().enumerate().filter(|(_, v)| v.users > 1) {
        writeln!(out, "  {id}v{v} [label={}, shape=cylinder];", string(&[&volume.source]))?;
    }
    for c in 0..graph.containers.len() {
        edges(graph, id, c, out)?;
    }
    if several {
        writeln!(out, "  }}")?;
    }
    Ok(())
}

fn edges(graph: &Graph, id: &str, c: usize, out: &mut dyn Write) -> io::Result<()> {
    let Some(container) = graph.containers.get(c) else { return Ok(()) };
    for (p, (reach, kind, labels)) in by_reach(container).iter().enumerate() {
        let color = match *kind {
            "everyone" => "#ffebe9",
            "lan" => "#fff8c5",
            "loopback" | "host" => "#dafbe1",
            _ => "#f6f8fa",
        };
        let all: Vec<&str> = std::iter::once(reach.as_str()).chain(labels.iter().map(String::as_str)).collect();
        writeln!(out, "  {id}p{c}_{p} [label={}, shape=box, fillcolor=\"{color}\"];", string(&all))?;
        writeln!(out, "  {id}p{c}_{p} -> {id}c{c};")?;
    }
    for need in &container.needs {
        writeln!(out, "  {id}c{c} -> {id}c{need} [penwidth=2, label=\"needs\"];")?;
    }
    if let Some(inside) = container.inside {
        writeln!(out, "  {id}c{c} -> {id}c{inside} [label=\"in the network of\"];")?;
    }
    for n in &container.networks {
        writeln!(out, "  {id}c{c} -> {id}n{n} [dir=none, color=\"#0969da\"];")?;
    }
    let (own, shared) = volumes(graph, container);
    if !own.is_empty() {
        let named = |(source, read_only): &(&str, bool)| format!("{source}{}", if *read_only { " (ro)" } else { "" });
        let all: Vec<String> = own.iter().map(named).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        writeln!(out, "  {id}o{c} [label={}, shape=cylinder];", string(&all))?;
        writeln!(out, "  {id}c{c} -> {id}o{c} [dir=none, style=dashed];")?;
    }
    for (v, read_only) in shared {
        let label = if read_only { ", label=\"ro\"" } else { "" };
        writeln!(out, "  {id}c{c} -> {id}v{v} [dir=none, style=dashed{label}];")?;
    }
    Ok(())
}

/// Lines as one quoted string.
fn string(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|l| escaped(l).replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}
