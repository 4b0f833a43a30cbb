//! The containers of hosts as a table, and as JSON (schema version 1).

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::human::Look;
use super::table::{self, Cell, Column, Gives, Line, Style, styled};
use super::visible::escaped;
use crate::plan::Inventory;
use crate::plan::inventory::{Entry, Fact, Port, Secret};

const COLUMNS: &[Column] = &[
    Column { title: "CONTAINER", gives: Gives::Never },
    Column { title: "IMAGE", gives: Gives::Start },
    Column { title: "USER", gives: Gives::Never },
    Column { title: "READY", gives: Gives::Never },
    Column { title: "PUBLISHED", gives: Gives::Never },
    Column { title: "REACH", gives: Gives::Never },
    Column { title: "NEEDS", gives: Gives::End },
    Column { title: "SECRETS", gives: Gives::Start },
];

#[derive(Serialize)]
struct Document {
    version: u32,
    hosts: Map<String, Value>,
}

/// Writes the containers of every host as one JSON document.
pub fn write_json<'h>(
    hosts: impl IntoIterator<Item = (&'h str, &'h Inventory)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut document = Document { version: 1, hosts: Map::new() };
    for (name, inventory) in hosts {
        document.hosts.insert(name.to_owned(), serde_json::to_value(inventory)?);
    }
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Writes a table for every host; at most `width` columns, if there is a width.
pub fn write<'h>(
    hosts: impl IntoIterator<Item = (&'h str, &'h Inventory)>,
    look: Look,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut first = true;
    for (name, inventory) in hosts {
        if !std::mem::take(&mut first) {
            writeln!(out)?;
        }
        let name = escaped(name);
        writeln!(out, "{}: {}", styled(&name, Style::Strong, look), heading(inventory))?;
        if inventory.containers.is_empty() {
            continue;
        }
        let rows: Vec<Vec<Cell>> = inventory.containers.iter().map(|c| row(c, look)).collect();
        writeln!(out)?;
        table::write(COLUMNS, &rows, look, width, out)?;
    }
    Ok(())
}

fn heading(inventory: &Inventory) -> String {
    let count = match inventory.containers.len() {
        0 => "no containers".to_owned(),
        1 => "1 container".to_owned(),
        n => format!("{n} containers"),
    };
    let more = if inventory.complete { "" } else { " and perhaps more" };
    let backend = inventory.backend.known().copied().unwrap_or("backend not known");
    format!("{count}{more}, {backend}, NixOS {}", inventory.nixos)
}

fn row(entry: &Entry, look: Look) -> Vec<Cell> {
    let more = |list: &str| entry.incomplete.contains(&list).then(|| Line::new("perhaps more", Style::Faint));
    let mut name = vec![Line::new(&entry.name, Style::Strong)];
    if entry.conditional {
        name.push(Line::new("(if enabled)", Style::Faint));
    }
    let mut image = vec![Line::new(&short(entry.image.shown()), fact_style(&entry.image))];
    match entry.image_from {
        Some("imageFile") => image.push(Line::new("from a file", Style::Faint)),
        Some("imageStream") => image.push(Line::new("made by a program", Style::Faint)),
        _ => {}
    }
    let user = match entry.user.rootless {
        Some(true) => Line::new(entry.user.name.shown(), Style::Good),
        _ => fact(&entry.user.name),
    };
    let ready = match &entry.readiness {
        Fact::Known(word) => Line::new(word, Style::Plain),
        Fact::Unknown { .. } => unknown(),
    };
    let (mut published, mut reach) = sockets(entry, look);
    if let Some(more) = more("published") {
        published.push(more);
        reach.push(Line::default());
    }
    let needs = entry.depends_on.iter().map(fact).chain(more("depends_on")).collect();
    let secrets = entry.secrets.iter().map(secret).chain(more("secrets")).collect();
    vec![name, image, vec![user], vec![ready], published, reach, needs, secrets]
}

fn unknown() -> Line {
    Line::new("?", Style::Faint)
}

fn fact(fact: &Fact<String>) -> Line {
    Line::new(fact.shown(), fact_style(fact))
}

fn fact_style(fact: &Fact<String>) -> Style {
    if fact.known().is_some() { Style::Plain } else { Style::Faint }
}

/// An image of which the digest, which nobody reads, is cut short.
fn short(image: &str) -> Cow<'_, str> {
    match image.split_once("@sha256:") {
        Some((name, digest)) => Cow::Owned(format!("{name}@{}", digest.get(..7).unwrap_or(digest))),
        None => Cow::Borrowed(image),
    }
}

fn sockets(entry: &Entry, look: Look) -> (Cell, Cell) {
    if let Some(instead) = &entry.published.instead {
        return (vec![Line::new(&format!("nothing: {instead}"), Style::Faint)], vec![Line::default()]);
    }
    entry.published.sockets.iter().map(|port| (Line::new(&socket(port, look), Style::Plain), reach(port))).unzip()
}

/// `127.0.0.1:8080 → 80`, `53/udp` where both sides have the same port; as written where it is not known.
fn socket(port: &Port, look: Look) -> String {
    let (Some(container), Some(protocol)) = (port.container, port.protocol) else { return port.text.clone() };
    let address = match &port.address {
        Some(ip) if ip.contains(':') => format!("[{ip}]:"),
        Some(ip) => format!("{ip}:"),
        None => String::new(),
    };
    let protocol = if protocol == "tcp" { String::new() } else { format!("/{protocol}") };
    if port.host == Some(container) {
        return format!("{address}{container}{protocol}");
    }
    let host = port.host.map_or("any".to_owned(), |range| range.to_string());
    let arrow = if look.unicode { "→" } else { "->" };
    format!("{address}{host} {arrow} {container}{protocol}")
}

fn reach(port: &Port) -> Line {
    let style = match (port.reach, port.firewall) {
        ("loopback" | "host", _) => Style::Good,
        ("everyone", Some("bypassed" | "off")) => Style::Bad,
        ("everyone" | "lan", _) => Style::Careful,
        _ => Style::Faint,
    };
    let text = match (port.reach, port.firewall) {
        (reach, Some("bypassed" | "off")) => format!("{reach}, unfiltered"),
        ("host", _) => "host, filtered".to_owned(),
        ("unknown", _) => "?".to_owned(),
        (reach, _) => reach.to_owned(),
    };
    Line::new(&text, style)
}

/// The option that declares it, else the path.
fn secret(secret: &Secret) -> Line {
    match &secret.declared {
        Some(option) => Line::new(option, Style::Plain),
        None => fact(&secret.path),
    }
}
