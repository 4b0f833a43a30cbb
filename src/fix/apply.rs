//! Edits applied to texts.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::FileId;
use crate::diag::{Applicability, Diagnostic, Edit, Sources};

use super::resolve;

/// A text with edits made, which must be in order and apart.
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.span.start as usize)?);
        out.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// What one round of fixes made.
#[derive(Debug, Default)]
pub struct Applied {
    /// What was changed, in order and apart.
    pub edits: BTreeMap<FileId, Vec<Edit>>,
    /// The new texts.
    pub texts: BTreeMap<FileId, String>,
    /// How many findings were mended.
    pub fixed: usize,
}

/// Makes the fixes of as many findings as do not touch each other, in the order of the findings; the others wait for
/// the next round. A fix is made if it is safe, or if `risky` ones are wanted too, and if all files that it changes
/// may be changed.
pub fn apply_all(
    findings: &[Diagnostic],
    sources: &dyn Sources,
    risky: bool,
    may_change: &dyn Fn(&Path) -> bool,
) -> Applied {
    let mut chosen: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    let mut fixed = 0;
    let wanted = findings.iter().filter_map(|d| d.fix.as_ref());
    let wanted: Vec<_> = wanted.filter(|f| risky || f.applicability == Applicability::Safe).collect();
    for wanted in resolve(&wanted, sources).into_iter().flatten() {
        if !wanted.iter().all(|e| may_change(sources.path(e.file))) {
            continue;
        }
        // Several findings may be mended by one change.
        let made = |e: &Edit| chosen.get(&e.file).is_some_and(|all| all.contains(e));
        if wanted.iter().all(made) {
            fixed += 1;
            continue;
        }
        let touches = |e: &Edit| {
            let near = |o: &Edit| o.span.start <= e.span.end && e.span.start <= o.span.end;
            chosen.get(&e.file).is_some_and(|all| all.iter().any(near))
        };
        if wanted.iter().any(touches) {
            continue;
        }
        fixed += 1;
        for edit in wanted {
            chosen.entry(edit.file).or_default().push(edit);
        }
    }
    let mut texts = BTreeMap::new();
    for (file, edits) in &mut chosen {
        edits.sort_by_key(|e| e.span);
        if let Some(text) = apply(sources.text(*file), edits) {
            texts.insert(*file, text);
        }
    }
    Applied { edits: chosen, texts, fixed }
}
