//! Hover: what an option takes and what it is worth on every host; for a container, the unit that it becomes.

use std::fmt::Write;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};
use serde::{Deserialize, Serialize};

use super::convert::Positions;
use super::requests::{Asked, Place};
use crate::analysis::Inspected;
use crate::diag::Sources;
use crate::plan::inventory::Entry;
use crate::report::shown_path;
use crate::schema::{Decl, Found, find};
use crate::syntax::{At, Cursor};
use crate::units::HostUnits;

/// The path of the option that a cursor is about, without a leading `config`.
pub(super) fn option_path<'c>(cursor: &'c Cursor, text: &'c str) -> Option<Vec<&'c str>> {
    let mut path = cursor.known()?;
    if let At::Name { written } = cursor.at {
        path.push(text.get(written.start as usize..written.end as usize)?);
    }
    if path.first() == Some(&"config") {
        path.remove(0);
    }
    (!path.is_empty()).then_some(path)
}

pub(super) const CONTAINERS: [&str; 3] = ["virtualisation", "oci-containers", "containers"];

pub(super) fn hover(asked: &Asked, place: &Place) -> Option<Hover> {
    let cursor = place.cursor()?;
    let text = &place.document.text;
    let path = option_path(&cursor, text)?;
    let written = match cursor.at {
        At::Name { written } | At::Value { written, .. } => written,
    };
    let shown = match path.strip_prefix(&CONTAINERS[..]) {
        Some([name]) => container(asked, name)?,
        _ => match find(asked.checked.release, &path)? {
            Found::Option(decl) => option(asked, &path, decl),
            Found::Part(..) | Found::Group => return None,
        },
    };
    let range = Positions::new(text, asked.client.encoding).range(written);
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: shown });
    Some(Hover { contents, range: Some(range) })
}

/// An option: its path and type, what it is, its default and releases, its value.
fn option(asked: &Asked, path: &[&str], decl: &Decl) -> String {
    let mut out = about(path, decl);
    for seen in asked.checked.inspect(path) {
        let _ = writeln!(out, "\n---\n{}", value(asked, &seen));
    }
    out
}

/// What is known of an option without any configuration.
pub(super) fn about(path: &[&str], decl: &Decl) -> String {
    let mut out = format!("**{}** — {}\n\n{}\n", path.join("."), decl.ty.describe(), decl.description);
    if let Some(default) = decl.default.text() {
        let _ = write!(out, "\ndefault: `{default}` · ");
    } else {
        out.push('\n');
    }
    let _ = write!(out, "since NixOS {}", decl.since);
    if let Some(until) = decl.until {
        let _ = write!(out, ", gone in {until}");
    }
    out.push('\n');
    out
}

fn value(asked: &Asked, seen: &Inspected) -> String {
    let root = asked.checked.workspace.folders.first().cloned().unwrap_or_default();
    let mut out = format!("{}: ", shown_path(std::path::Path::new(&seen.host), &root));
    match &seen.value {
        Some(value) if value.contains('\n') => {
            let _ = write!(out, "\n```nix\n{value}\n```\n");
        }
        Some(value) => {
            let _ = write!(out, "`{value}`");
        }
        None => out.push_str("not known without Nix"),
    }
    let sources = asked.checked.sources();
    for (i, (at, via)) in seen.definitions.iter().enumerate() {
        let name = shown_path(sources.path(at.file), &root);
        let line = sources.line_col(at.file, sources.place(*at).start).line;
        let _ = write!(out, "{} {name}:{line}", if i == 0 { " —" } else { "," });
        if let Some(via) = via {
            let _ = write!(out, " ({via})");
        }
    }
    out
}

/// A container on every host that has it: what it is in short, and its unit.
fn container(asked: &Asked, name: &str) -> Option<String> {
    let mut out = String::new();
    for host in asked.checked.hosts() {
        let Some(entry) = host.inventory.containers.iter().find(|c| c.name == name) else { continue };
        if !out.is_empty() {
            out.push_str("\n---\n");
        }
        let _ = writeln!(out, "{}", summary(entry, host.inventory.nixos));
        if let Some(text) = host.units.as_ref().and_then(|units| unit_text(units, name)) {
            let _ = write!(out, "\n```ini\n{}\n```\n", text.trim_end());
        }
    }
    (!out.is_empty()).then_some(out)
}

fn summary(entry: &Entry, release: &str) -> String {
    let rootless = if entry.user.rootless == Some(true) { ", rootless" } else { "" };
    let (unit, image, user) = (entry.unit.shown(), entry.image.shown(), entry.user.name.shown());
    format!("**{unit}.service** (NixOS {release}) runs `{image}` as {user}{rootless}")
}

fn unit_text(units: &HostUnits, container: &str) -> Option<String> {
    let unit = units.units().values().find(|u| u["container"] == container)?;
    match &unit["text"] {
        serde_json::Value::String(text) => Some(text.clone()),
        // What only Nix knows is shown as a gap.
        parts => Some(parts["parts"].as_array()?.iter().map(|p| p.as_str().unwrap_or("…")).collect()),
    }
}

/// The request of a client that shows units as documents of their own: `{ container, host? }` → `{ name, text }`.
pub(super) const UNIT_REQUEST: &str = "ocinix/unit";

#[derive(Deserialize)]
pub(super) struct UnitParams {
    container: String,
    host: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Unit {
    host: String,
    /// With its suffix: `podman-web.service`.
    name: String,
    text: String,
}

/// The unit of a container; of the first host that has it, unless one is named.
pub(super) fn unit(asked: &Asked, params: &UnitParams) -> Option<Unit> {
    let hosts = asked.checked.hosts().iter();
    let mut hosts = hosts.filter(|h| params.host.as_ref().is_none_or(|name| h.name == *name));
    hosts.find_map(|host| {
        let entry = host.inventory.containers.iter().find(|c| c.name == params.container)?;
        let text = unit_text(host.units.as_ref()?, &params.container)?;
        Some(Unit { host: host.name.clone(), name: format!("{}.service", entry.unit.shown()), text })
    })
}
