//! The evaluator by example: small programs with what Nix prints (`okay`), with our message (`fail`), with what
//! stays unknown (`unknown`), with the store paths that Nix makes (`store`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use expect_test::expect_file;
use libtest_mimic::Trial;
use ocinix::base::{Files, files::Disk};
use ocinix::eval::{ErrId, Eval};
use ocinix::ir::Program;

use crate::support::{files_below, ocinix, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let mut all = Vec::new();
    for (folder, run) in [("okay", okay as fn(&Path)), ("fail", fail), ("unknown", unknown), ("store", store)] {
        for path in programs(&tests_dir().join("eval").join(folder)) {
            all.push(test(format!("eval::{folder}::{}", stem(&path)), move || run(&path)));
        }
    }
    all
}

/// The programs of a folder itself: what lies in folders below is data.
fn programs(dir: &Path) -> Vec<PathBuf> {
    files_below(dir, ".nix").into_iter().filter(|p| p.parent() == Some(dir)).collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// How an evaluation ended.
enum End {
    Value(String),
    Error(String),
}

/// Evaluates a file and everything in its value.
fn run(path: &Path) -> End {
    // The folder around the one of the program is called `/root` in what is compared.
    let root = path.ancestors().nth(2).unwrap_or(path).to_path_buf();
    let program = Program::new(Arc::new(Files::new(Disk::new([PathBuf::from("/")]))));
    let file = match program.load(path) {
        Ok(file) => file,
        Err(e) => return End::Error(e.to_string()),
    };
    let findings: Vec<String> =
        program.lowered(file).diagnostics.iter().map(|d| format!("{}: {}", d.code.code, d.message)).collect();
    if !findings.is_empty() {
        return End::Error(findings.join("\n"));
    }
    let mut ev = Eval::new(&program);
    ev.system = Some("x86_64-linux".into());
    let cell = ev.import_file(file);
    let shown = ev.force(cell).and_then(|value| {
        ev.deep_force(value)?;
        ev.show(value)
    });
    let hide = |text: String| text.replace(&*root.to_string_lossy(), "/root");
    match shown {
        Ok(text) => End::Value(hide(text)),
        Err(e) => End::Error(hide(describe(&ev, e))),
    }
}

/// The error with the place it blames and the calls that led there.
fn describe(ev: &Eval<'_>, e: ErrId) -> String {
    let error = ev.error(e);
    let mut out = error.message.clone();
    let mut place = |word: &str, origin| {
        let Some(anchor) = ev.anchor(origin) else { return };
        let (span, file) = (ev.program.span(anchor), ev.program.files.get(anchor.file));
        let at = file.lines().line_col(&file.text, span.start);
        let text = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let first: String = text.lines().next().unwrap_or_default().chars().take(60).collect();
        out.push_str(&format!("\n  {word} {}:{}: {first}", at.line, at.column));
    };
    place("at", error.at);
    for &call in &error.trace {
        place("called from", call);
    }
    for text in &error.context {
        out.push_str(&format!("\n  context: {text}"));
    }
    if let Some(help) = &error.help {
        out.push_str(&format!("\n  help: {help}"));
    }
    out
}

/// Programs about store paths, which are known only where a person evaluates an expression.
fn store(path: &Path) {
    let ran = ocinix(&["eval", "--strict", &path.to_string_lossy()]);
    assert_eq!((ran.status, &*ran.err), (0, ""), "{}", ran.out);
    assert_same(ran.out.trim_end(), &expected(path));
}

/// What Nix prints for the same file; never written by this test.
fn expected(path: &Path) -> String {
    let exp = path.with_extension("exp");
    std::fs::read_to_string(&exp).unwrap_or_else(|e| panic!("{}: {e}", exp.display())).trim_end().to_owned()
}

/// Shows the place where two long values part.
pub(crate) fn assert_same(ours: &str, nix: &str) {
    if ours == nix {
        return;
    }
    let same = ours.chars().zip(nix.chars()).take_while(|(a, b)| a == b).count();
    let around = |s: &str| s.chars().skip(same.saturating_sub(120)).take(240).collect::<String>();
    panic!("from character {same} on\n ours: …{}…\n Nix:  …{}…", around(ours), around(nix));
}

fn okay(path: &Path) {
    match run(path) {
        End::Value(text) => assert_same(&text, &expected(path)),
        End::Error(text) => panic!("this evaluates in Nix: {text}"),
    }
}

fn fail(path: &Path) {
    match run(path) {
        End::Value(text) => panic!("this fails in Nix, here it is {text}"),
        End::Error(text) => expect_file![path.with_extension("exp")].assert_eq(&(text + "\n")),
    }
}

fn unknown(path: &Path) {
    match run(path) {
        End::Value(text) => expect_file![path.with_extension("exp")].assert_eq(&(text + "\n")),
        End::Error(text) => panic!("this fails in no world: {text}"),
    }
}
