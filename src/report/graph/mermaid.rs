//! A graph as a Mermaid flowchart, which GitHub and many editors draw.

use std::io::{self, Write};

use super::{by_reach, owner, volumes};
use crate::plan::graph::Graph;
use crate::report::visible::escaped;

/// Writes one flowchart for all hosts.
pub fn write(graphs: &[Graph], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (i, graph) in graphs.iter().enumerate() {
        host(graph, &format!("h{i}"), graphs.len() > 1, out)?;
    }
    for (name, style) in [
        ("everyone", "fill:#ffebe9,stroke:#cf222e,color:#82071e"),
        ("lan", "fill:#fff8c5,stroke:#9a6700,color:#4d2d00"),
        ("near", "fill:#dafbe1,stroke:#1a7f37,color:#0a3817"),
        ("dim", "fill:#f6f8fa,stroke:#8c959f,color:#24292f"),
        ("net", "fill:#ddf4ff,stroke:#0969da,color:#0a3069"),
    ] {
        writeln!(out, "  classDef {name} {style}")?;
    }
    Ok(())
}

fn host(graph: &Graph, id: &str, several: bool, out: &mut dyn Write) -> io::Result<()> {
    if several {
        writeln!(out, "  subgraph {id}[\"{}\"]", text(&graph.host))?;
    }
    let mut next = 0;
    for (u, user) in graph.users.iter().enumerate() {
        writeln!(out, "  subgraph {id}u{u}[\"{}\"]", text(&owner(user)))?;
        for (c, container) in graph.containers.iter().enumerate().skip(next).take(user.containers) {
            writeln!(out, "    {id}c{c}[\"<b>{}</b><br/>{}\"]", text(&container.name), text(&container.image))?;
        }
        next += user.containers;
        writeln!(out, "  end")?;
    }
    for (n, network) in graph.networks.iter().enumerate() {
        writeln!(out, "  {id}n{n}{{{{\"{}\"}}}}:::net", text(network))?;
    }
    for (v, volume) in graph.volumes.iter().enumerate().filter(|(_, v)| v.users > 1) {
        writeln!(out, "  {id}v{v}[(\"{}\")]:::dim", text(&volume.source))?;
    }
    for c in 0..graph.containers.len() {
        edges(graph, id, c, out)?;
    }
    if several {
        writeln!(out, "  end")?;
    }
    Ok(())
}

fn edges(graph: &Graph, id: &str, c: usize, out: &mut dyn Write) -> io::Result<()> {
    let Some(container) = graph.containers.get(c) else { return Ok(()) };
    let lines = |all: &[String]| all.iter().map(|t| text(t)).collect::<Vec<_>>().join("<br/>");
    for (p, (reach, kind, labels)) in by_reach(container).iter().enumerate() {
        let class = match *kind {
            "everyone" => "everyone",
            "lan" => "lan",
            "loopback" | "host" => "near",
            _ => "dim",
        };
        let label = format!("{}<br/>{}", text(reach), lines(labels));
        writeln!(out, "  {id}p{c}_{p}([\"{label}\"]):::{class} --> {id}c{c}")?;
    }
    for need in &container.needs {
        writeln!(out, "  {id}c{c} ==>|needs| {id}c{need}")?;
    }
    if let Some(inside) = container.inside {
        writeln!(out, "  {id}c{c} -->|in the network of| {id}c{inside}")?;
    }
    for n in &container.networks {
        writeln!(out, "  {id}c{c} --- {id}n{n}")?;
    }
    let (own, shared) = volumes(graph, container);
    if !own.is_empty() {
        let named = |(source, read_only): &(&str, bool)| format!("{source}{}", if *read_only { " (ro)" } else { "" });
        let all: Vec<String> = own.iter().map(named).collect();
        writeln!(out, "  {id}c{c} -.- {id}o{c}[(\"{}\")]:::dim", lines(&all))?;
    }
    for (v, read_only) in shared {
        let edge = if read_only { "-. ro .-" } else { "-.-" };
        writeln!(out, "  {id}c{c} {edge} {id}v{v}")?;
    }
    Ok(())
}

/// A text in a quoted label: only letters, digits and harmless signs stay as they are.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in escaped(text).chars() {
        match c {
            c if c.is_alphanumeric() || " .,:/-_→…()@".contains(c) => out.push(c),
            c => out.push_str(&format!("#{};", u32::from(c))),
        }
    }
    out
}
