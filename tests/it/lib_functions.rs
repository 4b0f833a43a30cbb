//! `lib` against nixpkgs' own: each `tests/eval/lib/x.nix` uses functions of `lib`, and `x.exp` is what Nix printed for
//! it with the original (`data/oracle.nix` there says how).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::Trial;
use ocinix::base::Files;
use ocinix::base::files::Disk;
use ocinix::eval::nixlib::lib_cell;
use ocinix::eval::{CellId, Eval, R};
use ocinix::ir::Program;
use ocinix::nixos::{Spec, System};
use ocinix::schema::Release;

use crate::support::{files_below, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let dir = tests_dir().join("eval/lib");
    files_below(&dir, ".exp")
        .into_iter()
        .map(|expected| {
            let name = expected.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            test(format!("lib_functions::{name}"), move || check(&expected))
        })
        .collect()
}

/// Compares part by part, so that a failure names the function.
fn check(expected: &Path) {
    let fixture = expected.with_extension("nix");
    let expected = std::fs::read_to_string(expected).expect("expected output");
    let printed = print(&fixture);
    assert!(printed == expected.trim_end(), "{}", difference(expected.trim_end(), &printed));
}

fn print(fixture: &Path) -> String {
    let files = Arc::new(Files::new(Disk::new([tests_dir()])));
    let program = Program::new(files);
    let mut ev = Eval::new(&program);
    let spec = Spec {
        name: "fixture".into(),
        release: Release::R26_05,
        closed: true,
        modules: Vec::new(),
        special: Vec::new(),
        nixpkgs: None,
        platform: None,
    };
    System::new(&mut ev, spec);
    match evaluate(&mut ev, &program, fixture) {
        Ok(text) => text,
        Err(e) => {
            let error = ev.error(e);
            let at = ev.anchor(error.at).map(|a| program.files.path(a.file).display().to_string());
            panic!("{} (in {at:?})", error.message)
        }
    }
}

/// `oracle.nix { file = …; lib = …; }`, deeply.
fn evaluate(ev: &mut Eval<'_>, program: &Program, fixture: &Path) -> R<String> {
    let oracle: PathBuf = tests_dir().join("eval/lib/data/oracle.nix");
    let oracle = program.files.load(&oracle).expect("oracle.nix");
    let oracle = ev.import_file(oracle);
    let oracle = ev.force(oracle)?;
    let path = ev.path(fixture);
    let file: CellId = ev.cell(path);
    let lib = lib_cell(ev);
    let args = ev.attrs_from([("file", file), ("lib", lib)]);
    let shown = ev.call_values(oracle, &[args])?;
    ev.deep_force(shown)?;
    ev.show(shown)
}

/// The surroundings of the first difference.
fn difference(expected: &str, printed: &str) -> String {
    let same = expected.bytes().zip(printed.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let end = (same + 200).min(text.len());
        String::from_utf8_lossy(&text.as_bytes()[same.saturating_sub(400).min(end)..end]).into_owned()
    };
    format!("after {same} bytes\n  Nix:  …{}…\n  ours: …{}…", around(expected), around(printed))
}
