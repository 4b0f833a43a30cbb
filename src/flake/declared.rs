//! `inputs` as `flake.nix` declares them: what counts when there is no lock file.

use crate::base::Symbol;
use crate::eval::{AttrsId, CellId, Eval, Found, R, Value};
use crate::sym;

use super::source::SourceRef;

/// A declared input.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub name: String,
    /// From `url`, or from `type`, `owner`, `repo`, …
    pub source: Option<SourceRef>,
    /// False for `flake = false`.
    pub is_flake: bool,
}

/// The inputs that the set of a `flake.nix` declares.
pub(super) fn inputs(ev: &mut Eval, flake: AttrsId) -> R<Vec<Input>> {
    let mut out = Vec::new();
    let Found::Cell(c) = ev.find_listed(flake, sym!("inputs")) else { return Ok(out) };
    let Ok(set) = ev.want_attrs(c)? else { return Ok(out) };
    for e in ev.entries_by_name(set) {
        let mut input = Input { name: e.name.as_str().to_owned(), source: None, is_flake: true };
        if let Value::Attrs(a) = ev.force(e.cell)? {
            input.source = source(ev, a)?;
            if let Some(c) = listed(ev, a, "flake") {
                input.is_flake = !matches!(ev.force(c)?, Value::Bool(false));
            }
        }
        out.push(input);
    }
    Ok(out)
}

fn listed(ev: &Eval, a: AttrsId, name: &str) -> Option<CellId> {
    match ev.find_listed(a, Symbol::new(name)) {
        Found::Cell(c) => Some(c),
        _ => None,
    }
}

fn source(ev: &mut Eval, a: AttrsId) -> R<Option<SourceRef>> {
    let mut text = |name: &str| -> R<Option<String>> {
        let Some(c) = listed(ev, a, name) else { return Ok(None) };
        Ok(ev.want_str(c)?.ok().map(|s| s.to_string()))
    };
    if let Some(url) = text("url")? {
        return Ok(SourceRef::parse(&url));
    }
    let Some(kind) = text("type")? else { return Ok(None) };
    Ok(Some(SourceRef {
        kind,
        owner: text("owner")?,
        repo: text("repo")?,
        path: text("path")?,
        reference: text("ref")?,
        rev: text("rev")?,
        dir: text("dir")?,
        ..SourceRef::default()
    }))
}
