//! Nix' own language tests, where `NIX_LANG_TESTS` names a copy of its folder `tests/functional/lang`: run through
//! `ocinix eval` as Nix' runner calls `nix-instantiate`. What cannot pass is listed with its reason, and has to fail.

use std::path::Path;

use libtest_mimic::Trial;

use crate::eval::assert_same;
use crate::support::{Ran, files_below, ocinix_with, skipped, test, tests_dir};

/// What Nix' runner sets.
const VARIABLES: [(&str, &str); 3] = [("TEST_VAR", "foo"), ("HOME", "/fake-home"), ("NIX_PATH", "lang/dir3:lang/dir4")];

pub(crate) fn tests() -> Vec<Trial> {
    let Some(dir) = std::env::var_os("NIX_LANG_TESTS") else {
        return vec![skipped("lang", "NIX_LANG_TESTS does not name Nix' folder tests/functional/lang")];
    };
    let dir = std::fs::canonicalize(&dir).unwrap_or_else(|e| panic!("{}: {e}", Path::new(&dir).display()));
    assert!(dir.ends_with("lang"), "the tests name their own folder `lang`: {}", dir.display());
    let list = std::fs::read_to_string(tests_dir().join("eval/lang-skips.txt")).expect("the list of skipped tests");
    let skips: Vec<(String, String)> = list
        .lines()
        .filter_map(|line| line.split_once(char::is_whitespace))
        .map(|(name, why)| (name.to_owned(), why.trim().to_owned()))
        .collect();
    let mut all = Vec::new();
    let mut names = Vec::new();
    for path in files_below(&dir, ".nix").iter().filter(|p| p.parent() == Some(&*dir)) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(kind) = Kind::of(&name) else { continue };
        names.push(name.clone());
        let why = skips.iter().find(|(skip, _)| *skip == name).map(|(_, why)| why.clone());
        let (dir, label) = (dir.clone(), format!("lang::{name}"));
        all.push(test(label, move || match (run(&dir, &name, kind), why) {
            (Ok(()), Some(why)) => panic!("this passes, but is listed as one that {why}"),
            (Err(text), None) => panic!("{text}"),
            (Ok(()), None) | (Err(_), Some(_)) => {}
        }));
    }
    all.push(test("lang::the_list_names_tests", move || {
        for (skip, _) in &skips {
            assert!(names.contains(skip), "the list names `{skip}`, which does not exist");
        }
    }));
    all
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    ParseOkay,
    ParseFail,
    EvalOkay,
    EvalFail,
}

impl Kind {
    fn of(name: &str) -> Option<Kind> {
        let kinds = [
            ("parse-okay-", Kind::ParseOkay),
            ("parse-fail-", Kind::ParseFail),
            ("eval-okay-", Kind::EvalOkay),
            ("eval-fail-", Kind::EvalFail),
        ];
        kinds.into_iter().find(|(prefix, _)| name.starts_with(prefix)).map(|(_, kind)| kind)
    }
}

/// Runs one test; the error says what is wrong.
fn run(dir: &Path, name: &str, kind: Kind) -> Result<(), String> {
    let file = |suffix: &str| dir.join(format!("{name}{suffix}"));
    let text = |suffix: &str| std::fs::read_to_string(file(suffix)).ok();
    let flags = text(".flags").unwrap_or_default();
    let mut args = vec!["eval"];
    args.extend(flags.lines().filter_map(|l| l.split('#').next()).flat_map(str::split_whitespace));
    if kind == Kind::ParseOkay || kind == Kind::ParseFail {
        args.push("--parse");
    } else if !args.contains(&"--strict") {
        args.push("--strict");
    }
    let xml = text(".exp.xml");
    if xml.is_some() {
        args.extend(["--xml", "--no-location"]);
    }
    let nix = format!("lang/{name}.nix");
    args.push(&nix);
    let root = dir.parent().ok_or("the folder of the tests lies nowhere")?;
    let Ran { status, out, err } = ocinix_with(root, &VARIABLES, &args);
    let fails = kind == Kind::ParseFail || kind == Kind::EvalFail;
    if status != u8::from(fails) {
        return Err(format!("ends with status {status}\n{out}{err}"));
    }
    if fails {
        return if out.is_empty() { Ok(()) } else { Err(format!("prints {out}")) };
    }
    let out = out.replace(&*root.to_string_lossy(), "/pwd");
    let Some(want) = xml.or_else(|| text(".exp")) else {
        let unknown = out.contains("«unknown");
        return if unknown { Err(format!("stays unknown: {out}")) } else { Ok(()) };
    };
    std::panic::catch_unwind(|| assert_same(&out, &want)).map_err(|_| format!("is not what Nix prints:\n{out}"))
}
