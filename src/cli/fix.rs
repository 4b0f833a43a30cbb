//! `--fix` and `--diff`: rounds of checking and mending until nothing is left to mend, then files or a patch.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use rustc_hash::FxHashMap;

use super::input::Input;
use super::{Engine, Io, output, shown};
use crate::analysis::{Options, Outcome};
use crate::diag::settle;
use crate::fix::apply_all;

/// More rounds are a defect of a fix; what they made so far is kept.
const ROUNDS: usize = 16;

/// What mending came to.
pub(super) struct Mended {
    /// Findings that are left.
    pub outcome: Outcome,
    /// How many findings were mended.
    pub fixed: usize,
    /// Files that changed, by path: the text before and after.
    pub files: Vec<(PathBuf, Arc<str>, Arc<str>)>,
}

/// Mends what can be mended; `risky` says whether fixes that pick one of several meanings count. Only files that were
/// named, or lie in folders that were named, change.
pub(super) fn mend(input: &Input, options: &Options, risky: bool, engine: &dyn Engine) -> Mended {
    let mut texts: FxHashMap<PathBuf, Arc<str>> = FxHashMap::default();
    let mut before: FxHashMap<PathBuf, Arc<str>> = FxHashMap::default();
    let mut fixed = 0;
    let mut outcome = engine.check(input.files.clone(), &input.roots, options);
    for _ in 0..ROUNDS {
        settle(&mut outcome.diagnostics, &*outcome.sources);
        let named = |path: &Path| path.is_absolute() && input.roots.iter().any(|root| path.starts_with(root));
        let applied = apply_all(&outcome.diagnostics, &*outcome.sources, risky, &named);
        if applied.fixed == 0 {
            break;
        }
        fixed += applied.fixed;
        for (file, text) in applied.texts {
            let path = outcome.sources.path(file).to_path_buf();
            before.entry(path.clone()).or_insert_with(|| outcome.sources.text(file).into());
            texts.insert(path, text.into());
        }
        outcome = engine.check(input.with(&texts), &input.roots, options);
    }
    let mut files: Vec<_> = texts
        .into_iter()
        .filter_map(|(path, after)| Some((before.remove(&path)?, path, after)))
        .map(|(before, path, after)| (path, before, after))
        .filter(|(_, before, after)| before != after)
        .collect();
    files.sort();
    Mended { outcome, fixed, files }
}

/// Writes the new texts: to the files, or to standard output what came on standard input.
pub(super) fn write(mended: &Mended, input: &Input, io: &mut Io<'_>) -> anyhow::Result<()> {
    for (path, before, after) in &mended.files {
        if !input.is_stdin(path) {
            replace(path, before, after).with_context(|| format!("{} was not changed", shown(path)))?;
        }
    }
    for path in input.roots.iter().filter(|p| input.is_stdin(p)) {
        let changed = mended.files.iter().find(|(p, ..)| p == path).map(|(_, _, after)| after.clone());
        let text = match changed {
            Some(text) => text,
            None => input.files.load(path).map(|f| (*input.files.get(f).text).into()).unwrap_or_default(),
        };
        io.stdout.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// Replaces a file, unless somebody else has changed it.
fn replace(path: &Path, before: &str, after: &str) -> anyhow::Result<()> {
    if std::fs::read_to_string(path)? != before {
        bail!("it has changed since it was read");
    }
    output::replace(path, after)
}

/// Writes the changes as a patch that `git apply` takes; on a terminal nothing hostile in it takes effect.
pub(super) fn diff(mended: &Mended, io: &mut Io<'_>) -> std::io::Result<()> {
    for (path, before, after) in &mended.files {
        output::patch(path, before, after, io)?;
    }
    Ok(())
}

/// `mended 3 findings in 2 files`.
pub(super) fn summary(mended: &Mended, done: bool) -> String {
    if mended.files.is_empty() {
        return "nothing to mend".to_owned();
    }
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let verb = if done { "mended" } else { "would mend" };
    format!("{verb} {} in {}", plural(mended.fixed, "finding"), plural(mended.files.len(), "file"))
}
