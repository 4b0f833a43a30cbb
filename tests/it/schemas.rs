//! Everything that is written for programs against its JSON schema: documents of every fixture, of every unit that NixOS
//! made, and of both sides of a change. SARIF is given to a validator of its authors where one is named.

use std::path::Path;

use jsonschema::Validator;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::support::{files_below, ocinix, skipped, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let mut trials = crate::trials![
        the_schemas_are_schemas,
        findings_of_every_rule,
        units_and_lists_of_every_case,
        differences,
        a_wrong_document_is_refused,
    ];
    let name = "schemas::sarif_is_accepted_by_a_validator";
    trials.push(match std::env::var_os(MULTITOOL) {
        Some(path) => test(name, move || sarif_is_accepted(Path::new(&path))),
        None => skipped(name, format!("{MULTITOOL} names no program")),
    });
    trials
}

/// The variable that names the program of the npm package `@microsoft/sarif-multitool-linux`.
const MULTITOOL: &str = "OCINIX_SARIF_MULTITOOL";

fn schema(of: &str) -> Validator {
    let ran = ocinix(&["schema", of]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    jsonschema::draft202012::new(&ran.json()).unwrap_or_else(|e| panic!("schema of {of}: {e}"))
}

fn holds(schema: &Validator, what: &str, document: &Value) {
    let wrong: Vec<String> =
        schema.iter_errors(document).take(3).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{what}\n{}", wrong.join("\n"));
}

fn the_schemas_are_schemas() {
    for of in ["diagnostics", "units", "list", "diff", "settings"] {
        let document = ocinix(&["schema", of]).json();
        jsonschema::meta::validate(&document).unwrap_or_else(|e| panic!("schema of {of}: {e}"));
    }
}

fn findings_of_every_rule() {
    let ran = ocinix(&["check", "tests/rules", "--format", "json", "--level", "style"]);
    let document = ran.json();
    let found = document["diagnostics"].as_array().map_or(0, Vec::len);
    assert!(found > 300, "only {found} findings: {}", ran.err);
    holds(&schema("diagnostics"), "tests/rules", &document);
}

fn units_and_lists_of_every_case() {
    let (units, list) = (schema("units"), schema("list"));
    for folder in ["oracle/cases", "nixos/cases"] {
        for path in files_below(&tests_dir().join(folder), ".nix") {
            let path = path.to_str().expect("UTF-8 path");
            let args = [path, "--format", "json", "--closed-world", "--nixos", "26.05"];
            // What NixOS refuses has no units; what is printed holds in every case.
            for (command, schema) in [("units", &units), ("list", &list)] {
                let ran = ocinix(&[&[command][..], &args[..]].concat());
                if !ran.out.is_empty() {
                    holds(schema, path, &ran.json());
                }
            }
        }
    }
    // Nothing is known of what the world outside says.
    let open = ocinix(&["units", "examples/nas", "--open-world"]).json();
    holds(&units, "examples/nas", &open);
    holds(&list, "examples/nas", &ocinix(&["list", "examples/nas", "--format", "json"]).json());
}

fn differences() {
    let schema = schema("diff");
    for (old, new) in [("tests/plan/old.nix", "tests/plan/new.nix"), ("tests/plan/new.nix", "tests/plan/old.nix")] {
        let document = ocinix(&["diff", old, new, "--format", "json"]).json();
        assert_ne!(document["hosts"], json!([]));
        holds(&schema, new, &document);
    }
}

fn a_wrong_document_is_refused() {
    let mut document = ocinix(&["units", "examples/nas"]).json();
    let units = document["hosts"]["nas"]["units"].as_object_mut().expect("units");
    units["podman-redis"]["script"] = json!({ "parts": [{ "options": ["a"] }] });
    assert!(!schema("units").is_valid(&document));
    let mut findings = ocinix(&["check", "examples/nas", "--format", "json"]).json();
    findings["summary"]["guessed"] = json!(1);
    assert!(!schema("diagnostics").is_valid(&findings));
}

/// The log of every rule's fixtures; and one with a mistake, so that the validator is known to look.
fn sarif_is_accepted(multitool: &Path) {
    let log = ocinix(&["check", "tests/rules", "--format", "sarif", "--level", "style"]).out;
    let dir = tempfile::tempdir().expect("scratch folder");
    let errors = |name: &str, log: &str| {
        let file = dir.path().join(name);
        std::fs::write(&file, log).expect("scratch file");
        let ran = std::process::Command::new(multitool)
            .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
            .args(["validate", "--level", "Error;Warning"])
            .arg(&file)
            .output()
            .unwrap_or_else(|e| panic!("{}: {e}", multitool.display()));
        let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
        said.lines().filter(|l| l.contains(": error ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(errors("good.sarif", &log), Vec::<String>::new());
    let bad = log.replacen("\"startLine\": ", "\"startLine\": -", 1);
    assert_ne!(errors("bad.sarif", &bad), Vec::<String>::new());
}
