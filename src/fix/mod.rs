//! From changes of the program to edits of its text: format and comments are kept, and where the source is written in
//! a way that makes a change doubtful, there is no edit.

use std::collections::BTreeMap;

use crate::base::FileId;
use crate::diag::{Anchor, Change, Edit, Fix, Sources};
use crate::syntax::{Tree, parse_guarded};

mod apply;
mod insert;
mod place;
mod remove;

pub use apply::{Applied, apply, apply_all};
use place::Place;

/// The edits that make a fix, in the order of their places, none touching another; `None` where the source is written
/// in a way that does not allow it, or where the result would parse worse than what is there.
pub fn edits(fix: &Fix, sources: &dyn Sources) -> Option<Vec<Edit>> {
    let mut files: BTreeMap<FileId, Vec<&Change>> = BTreeMap::new();
    for change in &fix.changes {
        files.entry(anchor(change).file).or_default().push(change);
    }
    let mut out = Vec::new();
    for (file, changes) in files {
        let text = sources.text(file);
        let before =
            parse_guarded(text, |tree| Some((in_file(file, text, &changes, &tree, sources)?, tree.errors.len())));
        let (edits, errors) = before.ok()??;
        let after = apply(text, &edits)?;
        if parse_guarded(&after, |tree| tree.errors.len()).ok()? > errors {
            return None;
        }
        out.extend(edits);
    }
    Some(out)
}

fn anchor(change: &Change) -> Anchor {
    match change {
        Change::Replace { at, .. } | Change::Remove { at } => *at,
        Change::Rename { key, .. } | Change::AddInside { key, .. } => *key,
        Change::AddBeside { near, .. } => *near,
        Change::AddElement { list, .. } => *list,
    }
}

/// The edits of one file's changes.
fn in_file(file: FileId, text: &str, changes: &[&Change], tree: &Tree<'_>, sources: &dyn Sources) -> Option<Vec<Edit>> {
    let root = tree.root?;
    let mut found = Vec::new();
    let mut removals = Vec::new();
    for change in changes {
        if let Change::Remove { at } = change
            && let Some(span) = remove::comment(text, sources.place(*at))
        {
            found.push((span, String::new()));
            continue;
        }
        let place = Place::find(root, text, sources.place(anchor(change)))?;
        match change {
            Change::Replace { was, with, .. } => found.push((place.literal(was)?, with.clone())),
            Change::Rename { to, .. } => found.push(place.rename(to)?),
            Change::Remove { .. } => removals.push(place),
            Change::AddInside { path, value, .. } => found.push(insert::inside(&place, path, value)?),
            Change::AddBeside { top, definition, .. } => found.push(insert::beside(&place, top, definition)?),
            Change::AddElement { value, .. } => found.push(insert::element(&place, value)?),
        }
    }
    found.extend(remove::all(&removals)?.into_iter().map(|span| (span, String::new())));
    // Insertions at one place keep the order of the changes.
    found.sort_by_key(|(span, _)| (span.start, span.end));
    let apart = found.windows(2).all(|w| w[0].0.end <= w[1].0.start);
    apart.then(|| found.into_iter().map(|(span, text)| Edit { file, span, text }).collect())
}

#[cfg(test)]
mod tests;
