//! Lint rules on fixtures: of its rule, `tests/rules/RULE/fires*.nix` gives exactly the findings of the `.out` beside
//! it, `quiet*.nix` and `unknown*.nix` give none; no other rule finds an error in them. The examples on the pages of
//! the rules are held to the same. Where findings can be mended, `fires*.fixed` is the text after all fixes.
//!
//! A fixture is a whole host of the newest release unless comments at its top say otherwise: `# nixos: 25.05`,
//! `# world: open`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use expect_test::expect_file;
use libtest_mimic::Trial;
use ocinix::analysis::{self, Options, Outcome, World};
use ocinix::base::Files;
use ocinix::base::files::{Disk, MemoryFs, Overlay};
use ocinix::diag::{Anchor, Code, Diagnostic, Severity, codes, settle};
use ocinix::fix::apply_all;
use ocinix::rules::{RULES, Rule};
use rustc_hash::FxHashMap;

use crate::support::{files_below, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let mut trials = crate::trials![every_rule_has_fixtures, every_folder_is_a_rule, every_finding_has_its_page];
    for path in files_below(&folder(), ".nix") {
        let relative = path.strip_prefix(folder()).expect("below the folder").to_path_buf();
        let [rule, file] = relative.iter().map(|c| c.to_str().expect("name")).collect::<Vec<_>>()[..] else { continue };
        let (rule, file) = (rule.to_owned(), file.to_owned());
        let name = format!("rules::{rule}::{}", file.trim_end_matches(".nix"));
        trials.push(test(name, move || fixture(&path, &rule, &file)));
    }
    for rule in RULES {
        trials.push(test(format!("rules::page::{}", rule.code.name), || page(rule)));
    }
    trials
}

/// `docs/rules/`, to which findings link: a page for every rule and every other code, and a table of them all. Made from
/// the sources; a page of a code that is gone is an error.
fn every_finding_has_its_page() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let made_by = "Made from the sources by `UPDATE_EXPECT=1 cargo test every_finding_has_its_page`.";
    let mut table = format!(
        "# What ocinix reports\n\n{made_by}\n\n| Code | Name | Usual severity | Fix | |\n|---|---|---|---|---|\n"
    );
    let mut pages = BTreeSet::from(["README.md".to_owned()]);
    let others: Vec<_> = codes::ALL.iter().filter(|(c, _)| RULES.iter().all(|r| r.code.code != c.code)).collect();
    let mut page = |code: &Code, summary: &str, fix: &str, body: &str| {
        let name = format!("{}.md", code.code.to_lowercase());
        let severity = code.severity.as_str();
        let about = summary.replace('|', "\\|");
        let _ = writeln!(table, "| [{}]({name}) | {} | {severity} | {fix} | {about} |", code.code, code.name);
        let text = format!("# {}: {}\n\nUsual severity: {severity}\n\n{}\n", code.code, code.name, body.trim());
        expect_file![dir.join(&name)].assert_eq(&text);
        pages.insert(name);
    };
    for rule in RULES {
        let fixed = std::fs::read_dir(folder().join(stem(rule))).into_iter().flatten().flatten();
        let has_fix = fixed.map(|e| e.path()).any(|p| p.extension().is_some_and(|e| e == "fixed"));
        page(rule.code, &rule.summary(), if has_fix { "yes" } else { "" }, &rule.page());
    }
    for (code, about) in others {
        let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
        page(code, &about, "", &about);
    }
    expect_file![dir.join("README.md")].assert_eq(&table);
    for entry in std::fs::read_dir(&dir).expect("docs/rules") {
        let name = entry.expect("entry").file_name().to_string_lossy().into_owned();
        assert!(pages.contains(&name), "docs/rules/{name} belongs to no code: remove it");
    }
}

fn folder() -> PathBuf {
    tests_dir().join("rules")
}

fn stem(rule: &Rule) -> String {
    rule.code.name.replace('-', "_")
}

fn fixture(path: &Path, rule: &str, file: &str) {
    let text = std::fs::read_to_string(path).expect("fixture");
    let files = Files::new(Disk::new([folder()]));
    let outcome = analysis::check(Arc::new(files), &[path.to_path_buf()], &options(&text));
    let code = RULES.iter().find(|r| stem(r) == rule).expect("a rule").code;
    let (own, others): (Vec<_>, Vec<_>) = outcome.diagnostics.iter().partition(|d| d.code == code);
    let errors: Vec<_> = others.into_iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "other rules find errors:\n{}", print(&outcome, &errors));
    let printed = print(&outcome, &own);
    if file.starts_with("fires") {
        assert!(!own.is_empty(), "nothing is found");
        expect_file![path.with_extension("out")].assert_eq(&printed);
        fixes(path, &text, code);
    } else {
        assert!(own.is_empty(), "should be silent:\n{printed}");
    }
}

/// Makes all fixes of a rule until there are none. The text that comes out is `fires*.fixed`; it has no findings that
/// could still be mended, and no errors that were not there.
fn fixes(path: &Path, text: &str, code: &Code) {
    let mut buffers: FxHashMap<PathBuf, Arc<str>> = FxHashMap::default();
    for _ in 0..8 {
        let vfs = Overlay { below: Disk::new([folder()]), buffers: buffers.clone() };
        let outcome = analysis::check(Arc::new(Files::new(vfs)), &[path.to_path_buf()], &options(text));
        let (mut own, others): (Vec<_>, Vec<_>) = outcome.diagnostics.into_iter().partition(|d| d.code == code);
        assert!(others.iter().all(|d| d.severity < Severity::Error), "a fix makes an error: {others:#?}");
        settle(&mut own, &*outcome.sources);
        let applied = apply_all(&own, &*outcome.sources, true, &|_| true);
        if applied.fixed == 0 {
            let fixed = path.with_extension("fixed");
            match buffers.get(path) {
                Some(text) => expect_file![fixed].assert_eq(text),
                None => assert!(!fixed.exists(), "{} is there, but nothing was fixed", fixed.display()),
            }
            return;
        }
        for (file, text) in applied.texts {
            buffers.insert(outcome.sources.path(file).to_path_buf(), text.into());
        }
    }
    panic!("the fixes do not come to an end");
}

/// The first example of a page is reported by the rule, the second by no rule.
fn page(rule: &Rule) {
    let check = |text: &str| {
        let mut memory = MemoryFs::default();
        memory.insert("/page/example.nix", text);
        analysis::check(Arc::new(Files::new(memory)), &["/page/example.nix".into()], &options(text))
    };
    let examples = rule.examples();
    let [bad, good] = examples.as_slice() else { panic!("not two examples") };
    let bad = check(bad);
    let all: Vec<_> = bad.diagnostics.iter().collect();
    assert!(all.iter().any(|d| d.code == rule.code), "the bad example is not reported:\n{}", print(&bad, &all));
    let good = check(good);
    let speaks = |d: &&Diagnostic| d.code == rule.code || d.severity >= Severity::Warning;
    let speaking: Vec<_> = good.diagnostics.iter().filter(speaks).collect();
    assert!(speaking.is_empty(), "the good example is reported:\n{}", print(&good, &speaking));
}

fn every_rule_has_fixtures() {
    let mut missing = String::new();
    for rule in RULES {
        for kind in ["fires", "quiet", "unknown"] {
            let here = std::fs::read_dir(folder().join(stem(rule))).into_iter().flatten().flatten();
            let mut names = here.map(|e| e.file_name().to_string_lossy().into_owned());
            if !names.any(|n| n.starts_with(kind) && n.ends_with(".nix")) {
                writeln!(missing, "{}: no {kind}*.nix", stem(rule)).expect("string");
            }
        }
    }
    assert!(missing.is_empty(), "{missing}");
}

fn every_folder_is_a_rule() {
    let known: BTreeSet<String> = RULES.iter().map(|r| stem(r)).collect();
    for entry in std::fs::read_dir(folder()).expect("tests/rules") {
        let name = entry.expect("entry").file_name().to_string_lossy().into_owned();
        assert!(known.contains(&name), "{name} is not a rule");
    }
}

fn options(text: &str) -> Options {
    let said = |key: &str| {
        let comments = text.lines().map_while(|l| l.strip_prefix('#'));
        comments.filter_map(|l| l.trim().strip_prefix(key)).map(str::trim).next()
    };
    let world = match said("world:") {
        Some("open") => World::Open,
        Some(other) => panic!("unknown world {other}"),
        None => World::Closed,
    };
    let nixos = said("nixos:").map(|r| r.parse().expect("release"));
    Options { nixos, world, ..Options::default() }
}

/// One line per finding, `file:line:column-line:column: severity: message [CODE]`, then its labels and help.
fn print(outcome: &Outcome, findings: &[&Diagnostic]) -> String {
    let place = |anchor: Anchor| {
        let sources = &outcome.sources;
        let span = sources.place(anchor);
        let (start, end) = (sources.line_col(anchor.file, span.start), sources.line_col(anchor.file, span.end));
        let file = sources.path(anchor.file).file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("{file}:{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    };
    let mut findings = findings.to_vec();
    findings.sort_by_key(|d| (d.primary, d.code.code, d.message.clone()));
    let mut out = String::new();
    for d in findings {
        writeln!(out, "{}: {}: {} [{}]", place(d.primary), d.severity.as_str(), d.message, d.code.code)
            .expect("string");
        for label in &d.labels {
            writeln!(out, "  {}: {}", place(label.anchor), label.text).expect("string");
        }
        for (i, line) in d.help.iter().flat_map(|h| h.lines()).enumerate() {
            writeln!(out, "  {}{line}", if i == 0 { "help: " } else { "      " }).expect("string");
        }
    }
    out
}
