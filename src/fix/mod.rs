//! From changes of the program to edits of its text: format and comments are kept, and where the source is written in
//! a way that makes a change doubtful, there is no edit.

use std::collections::{BTreeMap, BTreeSet};

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
/// in a way that does not allow it.
pub fn edits(fix: &Fix, sources: &dyn Sources) -> Option<Vec<Edit>> {
    resolve(&[fix], sources).pop()?
}

/// The edits of many fixes; every file is parsed once.
pub fn resolve(fixes: &[&Fix], sources: &dyn Sources) -> Vec<Option<Vec<Edit>>> {
    let mut out: Vec<Option<Vec<Edit>>> = fixes.iter().map(|f| is_sound(f).then(Vec::new)).collect();
    let mut files: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (i, fix) in fixes.iter().enumerate().filter(|(i, _)| out.get(*i).is_some_and(Option::is_some)) {
        let concerned: BTreeSet<FileId> = fix.changes.iter().map(|c| anchor(c).file).collect();
        concerned.into_iter().for_each(|file| files.entry(file).or_default().push(i));
    }
    for (file, indices) in files {
        let text = sources.text(file);
        let done = parse_guarded(text, |tree| {
            for &i in &indices {
                let Some(fix) = fixes.get(i) else { continue };
                let changes: Vec<&Change> = fix.changes.iter().filter(|c| anchor(c).file == file).collect();
                let made = in_file(file, text, &changes, &tree, sources);
                if let Some(slot) = out.get_mut(i) {
                    *slot = slot.take().zip(made).map(|(mut all, more)| {
                        all.extend(more);
                        all
                    });
                }
            }
        });
        if done.is_err() {
            for i in indices {
                if let Some(slot) = out.get_mut(i) {
                    *slot = None;
                }
            }
        }
    }
    out
}

/// Whether the texts that a fix puts in are Nix themselves: a file then parses as well as before.
fn is_sound(fix: &Fix) -> bool {
    let parses = |text: &str| parse_guarded(text, |tree| tree.errors.is_empty()).unwrap_or(false);
    fix.changes.iter().all(|change| match change {
        Change::Replace { with, .. } | Change::AddElement { value: with, .. } => parses(&format!("[ {with} ]")),
        Change::AddInside { path, value, .. } => parses(&format!("{{ {path} = {value}; }}")),
        Change::AddBeside { definition, .. } => parses(&format!("{{ {definition} }}")),
        Change::Rename { .. } | Change::Remove { .. } => true,
    })
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
