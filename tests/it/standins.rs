//! Flakes that stand in for projects whose source is not at hand: each `tests/standins/x.nix` is
//! `{ lib, flake, file, ... }: value`, and `x.exp` is what it evaluates to. `flake "owner/repo" inputs` is the flake,
//! `file "owner/repo" "path"` what importing one of its files gives.
//!
//! `NIX_STANDIN_SOURCES` may name a folder with the real projects, as `owner+repo`: then each fixture is evaluated with
//! these as well and has to give the same, unless its first line says that it differs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use expect_test::expect_file;
use libtest_mimic::Trial;
use ocinix::base::Files;
use ocinix::base::files::Disk;
use ocinix::eval::nixlib::lib_cell;
use ocinix::eval::{Eval, Origin, R, Value};
use ocinix::flake::standins;
use ocinix::ir::Program;
use ocinix::nixos::{Spec, System};
use ocinix::schema::Release;

use crate::support::{files_below, skipped, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let dir = tests_dir().join("standins");
    let fixtures: Vec<PathBuf> =
        files_below(&dir, ".nix").into_iter().filter(|p| p.parent() == Some(dir.as_path())).collect();
    let mut all: Vec<Trial> =
        fixtures.iter().map(|path| (path.clone(), name(path))).map(|(p, n)| test(n, move || check(&p))).collect();
    match std::env::var_os("NIX_STANDIN_SOURCES") {
        Some(sources) => all.extend(fixtures.into_iter().filter(|p| comparable(p)).map(|path| {
            let sources = PathBuf::from(&sources);
            test(format!("{} (real)", name(&path)), move || compare(&path, &sources))
        })),
        None => all.push(skipped("standins (real)", "NIX_STANDIN_SOURCES does not name a folder of projects")),
    }
    all
}

fn name(path: &Path) -> String {
    format!("standins::{}", path.file_stem().unwrap_or_default().to_string_lossy())
}

fn expected(path: &Path) -> PathBuf {
    path.with_extension("exp")
}

fn check(path: &Path) {
    expect_file![expected(path)].assert_eq(&(print(path, None) + "\n"));
}

/// Fixtures that rely on something that is left out say so in their first line.
fn comparable(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).expect("fixture");
    !text.starts_with("# Differs from the real project")
}

fn compare(path: &Path, sources: &Path) {
    let stand_in = std::fs::read_to_string(expected(path)).expect("expected output");
    let real = print(path, Some(sources.to_path_buf()));
    assert_eq!(stand_in.trim_end(), real);
}

/// The value of a fixture, pretty enough to be read.
fn print(fixture: &Path, sources: Option<PathBuf>) -> String {
    let root = sources.iter().cloned().chain([tests_dir()]);
    let program = Program::new(Arc::new(Files::new(Disk::new(root))));
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
    let system = System::new(&mut ev, spec);
    let text = match evaluate(&mut ev, fixture, sources) {
        Ok(text) => text,
        Err(e) => {
            let error = ev.error(e);
            let at = ev.anchor(error.at).map(|a| {
                let (span, file) = (program.span(a), program.files.get(a.file));
                let at = file.lines().line_col(&file.text, span.start);
                format!("{}:{}", program.files.path(a.file).display(), at.line)
            });
            panic!("{} (in {at:?})", error.message)
        }
    };
    let mut out = text.replace(&*tests_dir().to_string_lossy(), "/tests").replace("; ", ";\n");
    for finding in system.sys.diagnostics.borrow().iter() {
        out.push_str(&format!("\n{}: {}", finding.code.code, finding.message));
    }
    out
}

fn evaluate(ev: &mut Eval<'_>, fixture: &Path, sources: Option<PathBuf>) -> R<String> {
    let file = ev.program.files.load(fixture).expect("fixture");
    let file = ev.import_file(file);
    let f = ev.force(file)?;
    let lib = lib_cell(ev);
    let loader = ev.program.files.load(&tests_dir().join("standins/data/flake.nix")).expect("flake.nix");
    let loader = ev.import_file(loader);
    let dir = match &sources {
        Some(dir) => ev.string(&dir.to_string_lossy()),
        None => Value::Null,
    };
    let outputs = ev.native(|ev, slug| {
        let slug = ev.want_str(slug)?.expect("a slug");
        let standin = standins::find(&slug).unwrap_or_else(|| panic!("no row for {slug}"));
        Ok(ev.native(move |ev, inputs| Ok(ev.native(move |ev, this| standins::outputs(ev, standin, inputs, this)))))
    });
    let path = ev.native(|ev, slug| {
        let slug = ev.want_str(slug)?.expect("a slug");
        let standin = standins::find(&slug).unwrap_or_else(|| panic!("no row for {slug}"));
        Ok(ev.native(move |ev, path| {
            let path = ev.want_str(path)?.expect("a path");
            standins::file(ev, standin, &path).map(|v| v.unwrap_or(Value::Null))
        }))
    });
    let (dir, outputs, path) =
        (ev.cell_at(dir, Origin::NATIVE), ev.cell_at(outputs, Origin::NATIVE), ev.cell_at(path, Origin::NATIVE));
    let args = ev.attrs_from([("lib", lib), ("outputs", outputs), ("path", path), ("sources", dir)]);
    let loader = ev.force(loader)?;
    let args = ev.call_values(loader, &[args])?;
    let value = ev.call_values(f, &[args])?;
    ev.deep_force(value)?;
    ev.show(value)
}
