//! Half-typed files: the beginnings of every fixture go through `check` in both worlds and must neither panic nor hang.
//! A few beginnings of each are tried; `OCINIX_EVERY_PREFIX=1` tries all that end between two tokens.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use ocinix::analysis::{self, Options, World};
use ocinix::base::Files;
use ocinix::base::files::{Disk, Overlay};

use crate::support::{files_below, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let mut files = files_below(&tests_dir(), ".nix");
    files.extend(files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"), ".nix"));
    files.into_iter().map(|path| test(name(&path), move || prefixes(&path))).collect()
}

/// Beginnings of one file that are tried.
const SOME: usize = 6;

/// One check of a small file; the test machine may be busy, and nothing is optimised.
const PATIENCE: Duration = Duration::from_secs(30);

fn name(path: &Path) -> String {
    let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("below the package");
    format!("prefix::{}", path.display())
}

fn prefixes(path: &Path) {
    // Some fixtures are no text at all: they are for other tests.
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let ends = ends(&text);
    let every = std::env::var_os("OCINIX_EVERY_PREFIX").is_some();
    let step = if every { 1 } else { ends.len().div_ceil(SOME).max(1) };
    // Not the same places of every file: its name decides where to begin.
    let first = if every { 0 } else { path.as_os_str().len() % step };
    for (i, end) in ends.into_iter().enumerate().skip(first).step_by(step) {
        let world = if i / step % 2 == 0 { World::Open } else { World::Closed };
        check(path, &text[..end], world);
        if every {
            check(path, &text[..end], if world == World::Open { World::Closed } else { World::Open });
        }
    }
}

/// Where words, spaces and signs end: every boundary of tokens is one of these.
fn ends(text: &str) -> Vec<usize> {
    let class = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut ends = Vec::new();
    let mut last = None;
    for (at, c) in text.char_indices() {
        // Signs may each be a token of their own.
        if at > 0 && (last != Some(class(c)) || class(c) == 2) {
            ends.push(at);
        }
        last = Some(class(c));
    }
    ends
}

fn check(path: &Path, text: &str, world: World) {
    let buffers = [(path.to_path_buf(), Arc::<str>::from(text))].into_iter().collect();
    let files = Files::new(Overlay { below: Disk::new([tests_dir()]), buffers });
    let roots: [PathBuf; 1] = [path.to_path_buf()];
    let begun = Instant::now();
    let outcome = analysis::check(Arc::new(files), &roots, &Options { world, ..Options::default() });
    assert!(begun.elapsed() < PATIENCE, "{world:?} takes {:?}:\n{text}", begun.elapsed());
    for finding in &outcome.diagnostics {
        let span = outcome.sources.span(finding.primary);
        let source = outcome.sources.text(finding.primary.file);
        assert!(source.get(span.start as usize..span.end as usize).is_some(), "{} is out of the text", finding.message);
    }
}
