//! What becomes of findings in the end: the settings of the workspace, and the comments that allow findings in place.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::base::{FileId, FileKind, Files, ReadErrorKind, limits};
use crate::diag::{Anchor, Change, Code, Diagnostic, Fix, Sources, codes, unreadable};
use crate::ir::Program;
use crate::rules::RULES;
use crate::settings::{self, SETTINGS_FILE, Settings};
use crate::syntax::{Suppression, suppressions};

use super::{Options, absent};

/// Every code that a finding may have, sorted.
pub fn all_codes() -> Vec<&'static Code> {
    let mut all: Vec<&Code> = RULES.iter().map(|r| r.code).chain(codes::ALL.iter().map(|(c, _)| *c)).collect();
    all.sort();
    all.dedup();
    all
}

/// The settings for these paths: those of the nearest folder around the first one that has some. What the command line
/// selects takes the place of what they select; what it ignores is ignored too.
pub(super) fn load(files: &Files, roots: &[PathBuf], options: &Options) -> (Arc<Settings>, Vec<Diagnostic>) {
    let (mut settings, found) = find(files, roots).map_or_else(Default::default, |path| of_file(files, &path));
    if !options.select.is_empty() {
        settings.choice.select = options.select.clone();
    }
    settings.choice.ignore.extend(options.ignore.iter().cloned());
    (Arc::new(settings), found)
}

fn find(files: &Files, roots: &[PathBuf]) -> Option<PathBuf> {
    let is_file = |p: &PathBuf| files.vfs().kind(p) == Some(FileKind::Regular);
    roots.iter().flat_map(|r| r.ancestors()).map(|dir| dir.join(SETTINGS_FILE)).find(is_file)
}

fn of_file(files: &Files, path: &Path) -> (Settings, Vec<Diagnostic>) {
    match files.read_text(path, limits::DATA_BYTES) {
        Ok(text) => {
            let file = files.add_virtual(&path.to_string_lossy(), &*text);
            settings::read(file, &text, path.parent().unwrap_or(path), &all_codes())
        }
        Err(error) if error.kind == ReadErrorKind::NotFound => Default::default(),
        Err(error) => {
            let found = unreadable(&error, &path.to_string_lossy(), absent(files, path));
            (Settings::default(), vec![found])
        }
    }
}

/// Drops what the settings do not want, and gives the rest the severity that they say.
pub(super) fn judge(diagnostics: &mut Vec<Diagnostic>, settings: &Settings, files: &Files) {
    diagnostics.retain_mut(|d| match settings.judge(d.code, d.severity, files.path(d.primary.file)) {
        Some(severity) => {
            d.severity = severity;
            true
        }
        None => false,
    });
}

/// Drops what comments allow. Comments in the files of `checked` that allow nothing become findings themselves: there,
/// everything that could be found has been.
pub(super) fn suppress(
    diagnostics: &mut Vec<Diagnostic>,
    program: &Program,
    sources: &dyn Sources,
    checked: &FxHashSet<FileId>,
    settings: &Settings,
) {
    let mut comments: BTreeMap<FileId, Vec<(Suppression, Vec<bool>)>> = BTreeMap::new();
    let concerned = diagnostics.iter().map(|d| d.primary.file).chain(checked.iter().copied());
    for file in concerned.collect::<BTreeSet<_>>() {
        let found = suppressions(&program.files.get(file).text);
        if !found.is_empty() {
            comments.insert(
                file,
                found.into_iter().map(|s| (vec![false; s.codes.len()], s)).map(|(u, s)| (s, u)).collect(),
            );
        }
    }
    if comments.is_empty() {
        return;
    }
    diagnostics.retain(|d| {
        let Some(all) = comments.get_mut(&d.primary.file) else { return true };
        let line = sources.line_col(d.primary.file, sources.place(d.primary).start).line;
        let mut allowed = false;
        for (comment, used) in all.iter_mut().filter(|(c, _)| c.applies_to_line == line || c.line == line) {
            for (code, used) in comment.codes.iter().zip(used) {
                if code.eq_ignore_ascii_case(d.code.code) {
                    *used = true;
                    allowed = true;
                }
            }
        }
        !allowed
    });
    let known = all_codes();
    for (file, all) in comments.into_iter().filter(|(file, _)| checked.contains(file)) {
        for (comment, used) in all {
            let found = misplaced(file, &comment, &used, &known, settings, program.files.path(file));
            diagnostics.extend(found);
        }
    }
}

/// What is wrong with a comment.
fn misplaced(
    file: FileId,
    comment: &Suppression,
    used: &[bool],
    known: &[&'static Code],
    settings: &Settings,
    path: &Path,
) -> Vec<Diagnostic> {
    let at = Anchor::text(file, comment.span);
    let mut out = Vec::new();
    let mut push = |mut d: Diagnostic| {
        if let Some(severity) = settings.judge(d.code, d.severity, path) {
            d.severity = severity;
            out.push(d);
        }
    };
    if comment.codes.is_empty() {
        let help = "name the code of the finding: `# ocinix: allow OCI209 the network is made by hand`";
        push(Diagnostic::new(&codes::INVALID_SUPPRESSION, at, "this comment names no finding to allow").help(help));
    }
    for (written, used) in comment.codes.iter().zip(used) {
        let Some(code) = known.iter().find(|c| c.code.eq_ignore_ascii_case(written)) else {
            let why =
                settings::unknown_pattern(written, known).unwrap_or_else(|| format!("`{written}` is no whole code"));
            push(Diagnostic::new(&codes::INVALID_SUPPRESSION, at, why));
            continue;
        };
        // What was not looked for cannot have been found.
        if *used || settings.judge(code, code.severity, path).is_none() {
            continue;
        }
        let message = format!("nothing here is reported as {} ({})", code.code, code.name);
        let mut d = Diagnostic::new(&codes::UNUSED_SUPPRESSION, at, message).help("remove the comment");
        if comment.codes.len() == 1 {
            d = d.fix(Fix::safe("remove the comment", vec![Change::Remove { at }]));
        }
        push(d);
    }
    out
}
