//! From a name to its other places: definition, references, rename, symbols, and the lens that shows a unit.

use std::path::Path;

use lsp_types::{
    CodeLens, Command, DocumentSymbol, DocumentSymbolResponse, GotoDefinitionResponse, Location, PrepareRenameResponse,
    SymbolInformation, SymbolKind, WorkspaceEdit, WorkspaceSymbolResponse,
};
use serde_json::json;

use super::actions::workspace_edit;
use super::convert::Positions;
use super::requests::{Asked, Place, touches};
use crate::analysis::{Kind, Named};
use crate::base::{Span, attr_name, string_literal};
use crate::diag::{Anchor, Change, Fix, Sources};
use crate::fix;

/// A name at a position, with its places on all hosts.
struct Met {
    kind: Kind,
    name: String,
    definitions: Vec<Anchor>,
    uses: Vec<Anchor>,
    /// The place that was pointed at.
    at: Anchor,
}

fn met(asked: &Asked, place: &Place) -> Option<Met> {
    let checked = &asked.checked;
    let file = checked.file(&place.path)?;
    let sources = checked.sources();
    let here = |anchor: &&Anchor| anchor.file == file && touches(sources.place(**anchor), place.offset);
    let all = || checked.hosts().iter().flat_map(|h| &h.names);
    let (named, at) = all().find_map(|n| Some((n, *n.definitions.iter().chain(&n.uses).find(here)?)))?;
    let same = |n: &&Named| n.kind == named.kind && n.name == named.name;
    let collect = |places: fn(&Named) -> &Vec<Anchor>| {
        let mut found: Vec<Anchor> = all().filter(same).flat_map(|n| places(n).iter().copied()).collect();
        // A place is met once for every host that reads it.
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|a| seen.insert((a.file, sources.place(*a))));
        found
    };
    let (definitions, uses) = (collect(|n| &n.definitions), collect(|n| &n.uses));
    Some(Met { kind: named.kind, name: named.name.clone(), definitions, uses, at })
}

fn locations(asked: &Asked, anchors: impl IntoIterator<Item = Anchor>) -> Vec<Location> {
    anchors.into_iter().filter_map(|a| asked.checked.location(a, asked.client.encoding)).collect()
}

pub(super) fn definition(asked: &Asked, place: &Place) -> Option<GotoDefinitionResponse> {
    let met = met(asked, place)?;
    let found = locations(asked, met.definitions);
    (!found.is_empty()).then_some(GotoDefinitionResponse::Array(found))
}

pub(super) fn references(asked: &Asked, place: &Place, with_definitions: bool) -> Option<Vec<Location>> {
    let met = met(asked, place)?;
    let definitions = met.definitions.into_iter().filter(|_| with_definitions);
    Some(locations(asked, definitions.chain(met.uses)))
}

pub(super) fn prepare_rename(asked: &Asked, place: &Place) -> Option<PrepareRenameResponse> {
    let met = met(asked, place)?;
    let range = asked.checked.location(met.at, asked.client.encoding)?.range;
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: met.name })
}

/// Every definition and every use gets the new name, or none does. The error is a sentence.
pub(super) fn rename(asked: &Asked, place: &Place, to: &str) -> Result<WorkspaceEdit, String> {
    let met = met(asked, place).ok_or("there is no container, user or network here")?;
    if to.trim().is_empty() || to.contains(['\n', '\0']) {
        return Err("the new name is empty, or no name".to_owned());
    }
    let taken = |n: &Named| n.kind == met.kind && n.name == to && !n.definitions.is_empty();
    if asked.checked.hosts().iter().flat_map(|h| &h.names).any(taken) {
        return Err(format!("{to} exists already"));
    }
    // A name that code makes has a place, but is not written there.
    let sources = asked.checked.sources();
    let is_written = |key: &Anchor| {
        let span = sources.place(*key);
        let text = sources.text(key.file).get(span.start as usize..span.end as usize).unwrap_or_default();
        text == met.name || text == string_literal(&met.name)
    };
    if !met.definitions.iter().all(is_written) {
        return Err(made_by_code(&met.name));
    }
    let keys = met.definitions.iter().map(|key| Change::Rename { key: *key, to: to.to_owned() });
    let uses = met.uses.iter().map(|at| Change::Replace { at: *at, was: met.name.clone(), with: string_literal(to) });
    let fix = Fix::risky("rename", keys.chain(uses).collect());
    let edits = fix::edits(&fix, &sources).ok_or_else(|| made_by_code(&met.name))?;
    Ok(workspace_edit(&asked.checked, asked, &edits))
}

fn made_by_code(name: &str) -> String {
    format!("`{}` is made by code in some places, where another name cannot be put in its place", attr_name(name))
}

/// The containers and users that a file defines.
#[expect(deprecated, reason = "a field of the protocol's type that has to be given")]
pub(super) fn symbols(asked: &Asked, path: &Path) -> Option<DocumentSymbolResponse> {
    let checked = &asked.checked;
    let file = checked.file(path)?;
    let sources = checked.sources();
    let positions = Positions::new(sources.text(file), asked.client.encoding);
    let mut found: Vec<(Span, &Named)> = Vec::new();
    for named in checked.hosts().iter().flat_map(|h| &h.names) {
        for at in named.definitions.iter().filter(|a| a.file == file) {
            let span = sources.place(*at);
            if !found.iter().any(|(s, n)| *s == span && n.kind == named.kind && n.name == named.name) {
                found.push((span, named));
            }
        }
    }
    found.sort_by_key(|(span, named)| (*span, named.kind));
    let symbol = |(span, named): (Span, &Named)| DocumentSymbol {
        name: named.name.clone(),
        detail: Some(word(named.kind).to_owned()),
        kind: symbol_kind(named.kind),
        tags: None,
        deprecated: None,
        range: positions.range(span),
        selection_range: positions.range(span),
        children: None,
    };
    Some(DocumentSymbolResponse::Nested(found.into_iter().map(symbol).collect()))
}

#[expect(deprecated, reason = "a field of the protocol's type that has to be given")]
pub(super) fn workspace_symbols(asked: &Asked, query: &str) -> WorkspaceSymbolResponse {
    let query = query.to_lowercase();
    let mut out: Vec<SymbolInformation> = Vec::new();
    for host in asked.checked.hosts() {
        for named in host.names.iter().filter(|n| n.name.to_lowercase().contains(&query)) {
            let places = locations(asked, named.definitions.iter().copied());
            for location in places {
                if out.iter().any(|s| s.location == location && s.name == named.name) {
                    continue;
                }
                let container_name = Some(word(named.kind).to_owned());
                let (name, kind) = (named.name.clone(), symbol_kind(named.kind));
                out.push(SymbolInformation { name, kind, tags: None, deprecated: None, location, container_name });
            }
        }
    }
    WorkspaceSymbolResponse::Flat(out)
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Container => "container",
        Kind::User => "user",
        Kind::Network => "network",
    }
}

fn symbol_kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Container => SymbolKind::MODULE,
        Kind::User => SymbolKind::OBJECT,
        Kind::Network => SymbolKind::INTERFACE,
    }
}

/// "Show unit" over every container that a file defines: a command that the client carries out with `ocinix/unit`.
pub(super) fn lenses(asked: &Asked, path: &Path) -> Option<Vec<CodeLens>> {
    if !asked.client.shows_units {
        return None;
    }
    let file = asked.checked.file(path)?;
    let mut out: Vec<CodeLens> = Vec::new();
    for named in asked.checked.hosts().iter().flat_map(|h| &h.names).filter(|n| n.kind == Kind::Container) {
        let Some(first) = named.definitions.iter().find(|a| a.file == file) else { continue };
        let Some(location) = asked.checked.location(*first, asked.client.encoding) else { continue };
        let arguments = Some(vec![json!({ "container": named.name })]);
        let command = Command { title: "show unit".into(), command: "ocinix.showUnit".into(), arguments };
        let lens = CodeLens { range: location.range, command: Some(command), data: None };
        if !out.contains(&lens) {
            out.push(lens);
        }
    }
    Some(out)
}
