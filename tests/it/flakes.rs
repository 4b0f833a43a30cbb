//! Whole hosts: each folder of `tests/flakes/` is a workspace, and its `expected.md` is what `check`, `units` and
//! `--explain-unknown` say of it. Nothing the lock files pin is on disk.

use std::fmt::Write;
use std::path::Path;

use expect_test::expect_file;
use libtest_mimic::Trial;

use crate::support::{ocinix_in, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let dir = tests_dir().join("flakes");
    let mut folders: Vec<_> = std::fs::read_dir(&dir)
        .expect("tests/flakes")
        .map(|e| e.expect("entry").path())
        .filter(|p| p.is_dir())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "no workspace in {}", dir.display());
    let name = |p: &Path| format!("flakes::{}", p.file_name().unwrap_or_default().to_string_lossy());
    folders.into_iter().map(|p| test(name(&p), move || check(&p))).collect()
}

/// Commands of a workspace: those in its file `commands`, one a line, else the usual ones.
fn commands(dir: &Path) -> Vec<String> {
    let own = std::fs::read_to_string(dir.join("commands")).ok();
    let text = own.unwrap_or_else(|| "check --level info --explain-unknown\nunits".into());
    text.lines().map(str::to_owned).collect()
}

fn check(dir: &Path) {
    let mut out = String::new();
    for command in commands(dir) {
        let args: Vec<&str> = command.split_whitespace().collect();
        let ran = ocinix_in(dir, &args);
        let _ = writeln!(out, "## ocinix {command}\n\nexit status {}\n", ran.status);
        for (title, text) in [("out", ran.out), ("err", ran.err)] {
            if !text.is_empty() {
                let text = text.replace(&*dir.to_string_lossy(), "WORKSPACE");
                let _ = writeln!(out, "```{title}\n{}\n```\n", text.trim_end());
            }
        }
    }
    expect_file![dir.join("expected.md")].assert_eq(&out);
}
