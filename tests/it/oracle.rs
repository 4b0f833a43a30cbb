//! What is derived against what NixOS makes of the same configuration: every case in every release is a test. A case
//! that is known to differ is listed in `tests/known-wrong/oracle.txt` and must differ until it is taken off the list.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use libtest_mimic::Trial;
use regex::Regex;
use serde_json::{Map, Value, json};

use crate::support::{Ran, files_below, ocinix, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let mut trials = crate::trials![the_list_names_cases, every_release_has_its_cases, differences_are_seen];
    let known_wrong = known_wrong();
    for folder in FOLDERS {
        for expected in files_below(&tests_dir().join(folder).join("expected"), ".json") {
            let (release, case) = names(&expected);
            let reason = known_wrong.get(&format!("{release} {case}")).cloned();
            trials.push(test(format!("{folder}::{release}::{case}"), move || compare(folder, &release, &case, reason)));
        }
    }
    trials
}

/// Folders of `tests` with `cases` and `expected`; no two have a case of the same name.
const FOLDERS: [&str; 2] = ["oracle", "nixos"];

const LISTS: &[&str] = &[
    "wantedBy",
    "wants",
    "after",
    "before",
    "requires",
    "bindsTo",
    "partOf",
    "conflicts",
    "requisite",
    "onFailure",
    "onSuccess",
    "requiredBy",
    "upheldBy",
    "aliases",
    "startAt",
    "path",
];
const TEXTS: &[&str] = &[
    "script",
    "scriptArgs",
    "preStart",
    "postStart",
    "reload",
    "preStop",
    "postStop",
    "preStartScript",
    "description",
];
const SETS: &[&str] = &["environment", "serviceConfig", "unitConfig"];
const FLAGS: &[(&str, bool)] =
    &[("enable", true), ("restartIfChanged", true), ("stopIfChanged", true), ("reloadIfChanged", false)];

fn names(expected: &Path) -> (String, String) {
    let release = expected.parent().and_then(Path::file_name).expect("expected/REL/CASE.json");
    let case = expected.file_stem().expect("expected/REL/CASE.json");
    (release.to_string_lossy().into_owned(), case.to_string_lossy().into_owned())
}

/// `REL CASE` → why it differs, from lines `REL CASE: reason`.
fn known_wrong() -> BTreeMap<String, String> {
    let path = tests_dir().join("known-wrong/oracle.txt");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines
        .map(|l| l.split_once(": ").unwrap_or_else(|| panic!("{l:?} is not `REL CASE: reason`")))
        .map(|(case, reason)| (case.to_owned(), reason.to_owned()))
        .collect()
}

fn compare(folder: &str, release: &str, case: &str, reason: Option<String>) {
    let folder = tests_dir().join(folder);
    let expected = read_json(&folder.join(format!("expected/{release}/{case}.json")));
    let file = folder.join(format!("cases/{case}.nix"));
    let file = file.to_str().expect("UTF-8 path");
    let run = |command| ocinix(&[command, "--format", "json", "--closed-world", "--nixos", release, file]);
    let wrong = if expected["error"].is_null() {
        let ran = run("units");
        match ran.status {
            0 => differences(&expected, &ran.json()),
            status => vec![format!("units exits {status}: {}", ran.err)],
        }
    } else {
        let ran = run("check");
        let what = || {
            format!("NixOS fails with {}, but check exits {}: {}{}", expected["error"], ran.status, ran.out, ran.err)
        };
        if ran.status == 1 && has_error(&ran) { Vec::new() } else { vec![what()] }
    };
    match reason {
        None => assert!(wrong.is_empty(), "{}", wrong.join("\n")),
        Some(reason) => assert!(
            !wrong.is_empty(),
            "this is right now: remove `{release} {case}: {reason}` from tests/known-wrong/oracle.txt"
        ),
    }
}

fn has_error(ran: &Ran) -> bool {
    let document = ran.json();
    let findings = document["diagnostics"].as_array().cloned().unwrap_or_default();
    findings.iter().any(|d| d["severity"] == "error")
}

fn read_json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Everything in which a unit document is not what NixOS made.
fn differences(expected: &Value, got: &Value) -> Vec<String> {
    let none = Map::new();
    let hosts = got["hosts"].as_object().unwrap_or(&none);
    let [host] = hosts.values().collect::<Vec<_>>()[..] else {
        return vec![format!("expected one host, got {:?}", hosts.keys())];
    };
    let host = normal(host);
    let mut wrong = Vec::new();
    for key in ["assertions", "warnings"] {
        let (want, have) = (messages(&expected[key]), messages(&host[key]));
        if want != have {
            wrong.push(format!("{key}:\n  want {want:?}\n  got  {have:?}"));
        }
    }
    let units = host["units"].as_object().unwrap_or(&none);
    let services = expected["services"].as_object().unwrap_or(&none);
    let keys = |set: &Map<String, Value>| set.keys().cloned().collect::<BTreeSet<_>>();
    if keys(services) != keys(units) {
        wrong.push(format!("services:\n  want {:?}\n  got  {:?}", keys(services), keys(units)));
    }
    for (name, want) in services {
        if let Some(have) = units.get(name) {
            wrong.extend(unit_differences(name, want, have));
        }
    }
    wrong
}

fn unit_differences(name: &str, want: &Value, have: &Value) -> Vec<String> {
    let defaults = LISTS.iter().map(|k| (*k, json!([])));
    let defaults = defaults.chain(TEXTS.iter().map(|k| (*k, json!(""))));
    let defaults = defaults.chain(SETS.iter().map(|k| (*k, json!({}))));
    let defaults = defaults.chain(FLAGS.iter().map(|(k, v)| (*k, json!(v))));
    let mut wrong = Vec::new();
    let mut both = |key: &str, want: &Value, have: &Value| {
        if !same(want, have) {
            wrong.push(format!("{name}.{key}:\n  want {want}\n  got  {have}"));
        }
    };
    for (key, default) in defaults {
        let wanted = if key == "preStartScript" { "preStartAppText" } else { key };
        both(key, want.get(wanted).unwrap_or(&default), have.get(key).unwrap_or(&default));
    }
    // A unit that systemd never sees has no text.
    if let Some(text) = want.get("unitText").filter(|t| !t.is_null()) {
        both("text", text, &have["text"]);
    }
    wrong
}

/// Whether a value is the one wanted; a partly known one is when its known text is.
fn same(want: &Value, got: &Value) -> bool {
    if let Some(parts) = parts(got) {
        return pattern(parts).is_match(&want.as_str().map_or_else(|| want.to_string(), str::to_owned));
    }
    match (want, got) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, v)| b.get(k).is_some_and(|have| same(v, have)))
        }
        _ => want == got,
    }
}

/// The pieces of a partly known value.
fn parts(value: &Value) -> Option<&Vec<Value>> {
    let set = value.as_object().filter(|o| o.len() == 1)?;
    set.get("parts")?.as_array()
}

/// Known text stands for itself, every hole for one character or more.
fn pattern(parts: &[Value]) -> Regex {
    let piece = |p: &Value| p.as_str().map_or_else(|| "(?s:.+)".to_owned(), regex::escape);
    let pieces: String = parts.iter().map(piece).collect();
    Regex::new(&format!("^(?:{pieces})$")).expect("escaped text and holes")
}

/// Writes the folder of the cases and paths in the store as the expectations do, in every text.
fn normal(value: &Value) -> Value {
    static CASES: LazyLock<Vec<String>> =
        LazyLock::new(|| FOLDERS.iter().map(|f| format!("{}/", tests_dir().join(f).join("cases").display())).collect());
    static HASH: LazyLock<Regex> = LazyLock::new(|| Regex::new("/nix/store/[0-9a-z]{32}-").expect("a pattern"));
    match value {
        Value::String(s) => {
            let cut = HASH.replace_all(s, "/nix/store/").into_owned();
            Value::String(CASES.iter().fold(cut, |s, folder| s.replace(folder, "CASES/")))
        }
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Object(set) => set.iter().map(|(k, v)| (k.clone(), normal(v))).collect::<Map<_, _>>().into(),
        other => other.clone(),
    }
}

fn messages(list: &Value) -> Vec<String> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().map(|m| m.as_str().map_or_else(|| m.to_string(), |s| s.trim().to_owned())).collect()
}

fn the_list_names_cases() {
    for (case, reason) in known_wrong() {
        let file = format!("expected/{}.json", case.replace(' ', "/"));
        let found = FOLDERS.iter().any(|folder| tests_dir().join(folder).join(&file).is_file());
        assert!(found, "tests/known-wrong/oracle.txt: there is no case `{case}`");
        assert!(!reason.trim().is_empty(), "tests/known-wrong/oracle.txt: `{case}` has no reason");
    }
}

fn every_release_has_its_cases() {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for file in files_below(&tests_dir().join("oracle/expected"), ".json") {
        let (release, case) = names(&file);
        assert!(tests_dir().join(format!("oracle/cases/{case}.nix")).is_file(), "{case} has no configuration");
        *found.entry(release).or_default() += 1;
    }
    let of = |list: Vec<PathBuf>| list.iter().filter_map(|f| Some(f.file_stem()?.to_owned())).collect::<BTreeSet<_>>();
    let nixos = tests_dir().join("nixos");
    let support = nixos.join("cases/support");
    let cases = files_below(&nixos.join("cases"), ".nix").into_iter().filter(|f| !f.starts_with(&support)).collect();
    assert_eq!(of(cases), of(files_below(&nixos.join("expected/26.05"), ".json")));
    let found: Vec<(&str, usize)> = found.iter().map(|(r, n)| (r.as_str(), *n)).collect();
    assert_eq!(found, [("24.05", 146), ("24.11", 146), ("25.05", 146), ("25.11", 147), ("26.05", 147)]);
}

/// The comparison must be able to fail.
fn differences_are_seen() {
    let expected = read_json(&tests_dir().join("oracle/expected/26.05/001-minimal-podman.json"));
    let case = tests_dir().join("oracle/cases/001-minimal-podman.nix");
    let ran = ocinix(&["units", "--closed-world", "--nixos", "26.05", case.to_str().expect("UTF-8 path")]);
    let right = ran.json();
    assert_eq!(differences(&expected, &right), Vec::<String>::new());
    let host = right["hosts"].as_object().and_then(|h| h.keys().next()).expect("one host").replace('/', "~1");
    let unit = right.pointer(&format!("/hosts/{host}/units")).and_then(Value::as_object).and_then(|u| u.keys().next());
    let unit = unit.expect("one unit").clone();
    let keys = ["script", "text", "after", "serviceConfig", "environment", "path", "preStartScript", "postStop"];
    for key in keys {
        for planted in [json!(null), json!("x"), json!(["x"]), json!({ "x": 1 }), json!({ "parts": ["x", {}] })] {
            let mut broken = right.clone();
            let place = broken.pointer_mut(&format!("/hosts/{host}/units/{unit}")).expect("the unit");
            place[key] = planted;
            assert!(!differences(&expected, &broken).is_empty(), "{key} was not compared: {broken}");
        }
    }
    let mut more = right.clone();
    more.pointer_mut(&format!("/hosts/{host}/units")).expect("units")["another"] = json!({});
    assert!(!differences(&expected, &more).is_empty());
    assert!(same(&json!("a b c"), &json!({ "parts": ["a ", { "option": ["x"] }, " c"] })));
    assert!(!same(&json!("a  c"), &json!({ "parts": ["a ", { "option": ["x"] }, " c"] })), "a hole is never empty");
    assert!(!same(&json!(1), &json!(1.0)) && !same(&json!(true), &json!(1)));
}
