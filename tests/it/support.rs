//! What the modules of this binary share: named tests from plain functions, folders of fixtures, and skipping with a
//! reason.

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use ocinix::cli::{Analyses, Io, Terminal, run_with};

/// The folder `tests/` of the package.
pub(crate) fn tests_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// A test that fails by panicking, as `assert!` and `expect-test` do; the panic is reported as this test's failure.
pub(crate) fn test(name: impl Into<String>, run: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || catch_unwind(AssertUnwindSafe(run)).map_err(|panic| Failed::from(text_of(&*panic))))
}

/// One test per function, named `module::function`.
#[macro_export]
macro_rules! trials {
    ($($name:ident),* $(,)?) => {
        vec![$($crate::support::test(
            concat!(module_path!(), "::", stringify!($name)).trim_start_matches("it::"),
            $name,
        )),*]
    };
}

/// A check that cannot run here: it is listed, and says why when it runs.
#[expect(clippy::print_stderr, reason = "a skipped check must be seen")]
pub(crate) fn skipped(name: impl Into<String>, why: impl Into<String>) -> Trial {
    let why = why.into();
    let name = name.into();
    let shown = format!("{name} (skipped: {why})");
    Trial::test(shown, move || {
        eprintln!("skipped {name}: {why}");
        Ok(())
    })
}

/// All files below a folder whose name ends in `suffix`, sorted; panics when there are none, so that a moved folder
/// cannot turn its tests off.
pub(crate) fn files_below(dir: &Path, suffix: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        let entries = std::fs::read_dir(&dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
        for entry in entries {
            let path = entry.expect("directory entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(suffix) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no *{suffix} below {}", dir.display());
    found
}

/// What one command gave.
pub(crate) struct Ran {
    pub(crate) status: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }
}

/// Runs one command in this process, in the folder of the package.
pub(crate) fn ocinix(args: &[&str]) -> Ran {
    ocinix_in(Path::new(env!("CARGO_MANIFEST_DIR")), args)
}

/// Runs one command in this process, in a folder.
pub(crate) fn ocinix_in(dir: &Path, args: &[&str]) -> Ran {
    ocinix_with(dir, &[], args)
}

/// The same with variables of the environment.
pub(crate) fn ocinix_with(dir: &Path, variables: &[(&str, &str)], args: &[&str]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let io = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut out,
        stderr: &mut err,
        cwd: dir.to_path_buf(),
        terminal: Terminal::default(),
        env: &|name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| value.to_string()),
    };
    let args = std::iter::once("ocinix").chain(args.iter().copied()).map(OsString::from);
    let status = run_with(args, &Analyses, io);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Ran { status, out: text(out), err: text(err) }
}

fn text_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()))
        .unwrap_or_else(|| "the output is not the snapshot: see the difference above".into())
}
