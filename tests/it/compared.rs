//! `docs/compared-with-nix.md`: what Nix says about configurations that NixOS refuses, and what ocinix says.

use std::fmt::Write;
use std::path::Path;

use expect_test::expect_file;
use libtest_mimic::Trial;
use serde_json::Value;

use crate::support::{ocinix, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![the_page_shows_what_both_say]
}

/// Cases of `tests/oracle`, with what is wrong in a few words.
const SHOWN: &[(&str, &str)] = &[
    ("050-depends-on-unknown", "A slip in `dependsOn`"),
    ("055-depends-on-service-name-used-as-key", "A unit in `dependsOn`"),
    ("124-type-int-in-env", "A number in `environment`"),
    ("149-unknown-container-option", "An option that does not exist"),
    ("158-missing-image-empty-container", "A container without an image"),
    ("093-mkdefault-conflict", "Two values for one option"),
    ("078-docker-with-podman-empty", "`podman` where docker is the backend"),
    ("069-rootless-user-without-group", "A user without a group"),
    ("175-undefined-variable", "A variable that nothing binds"),
    ("181-missing-module-arg", "A module argument that nobody passes"),
    ("217-username-too-long", "A user name that is too long"),
    ("178-infinite-recursion", "A value that needs itself"),
];

fn the_page_shows_what_both_say() {
    let oracle = tests_dir().join("oracle");
    let mut page = String::from(
        "# Compared with Nix\n\nConfigurations that NixOS 26.05 refuses: what `nixos-rebuild` prints of the error (traces left \
         out, paths shortened), and what\n`ocinix check --closed-world` prints. Made by `UPDATE_EXPECT=1 cargo test compared`.\n",
    );
    for (case, title) in SHOWN {
        let expected =
            std::fs::read_to_string(oracle.join(format!("expected/26.05/{case}.json"))).expect("expectation");
        let expected: Value = serde_json::from_str(&expected).expect("JSON");
        let nix = match expected["error"].as_str() {
            Some(error) => format!("error: {error}"),
            None => {
                format!("error: Failed assertions:\n- {}", expected["assertions"][0].as_str().expect("an assertion"))
            }
        };
        let file = oracle.join(format!("cases/{case}.nix"));
        let path = file.to_string_lossy();
        let ran =
            ocinix(&["check", "--closed-world", "--nixos", "26.05", "--level", "error", "--format", "json", &path]);
        let found = ran.json();
        let mut ours = String::new();
        for d in found["diagnostics"].as_array().expect("findings") {
            let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
            let (line, column) = (&d["range"]["start"]["line"], &d["range"]["start"]["column"]);
            let _ = writeln!(ours, "{case}.nix:{line}:{column}: {} [{}]", text(&d["message"]), text(&d["code"]));
            let help = text(&d["help"]);
            if !help.is_empty() {
                let _ = writeln!(ours, "  help: {}", help.replace('\n', "\n  "));
            }
        }
        assert!(!ours.is_empty(), "nothing is found in {case}");
        let source = std::fs::read_to_string(&file).expect("case");
        let nix = nix.trim_end();
        let _ = write!(
            page,
            "\n## {title}\n\n```nix\n{}\n```\n\nNix:\n\n```text\n{nix}\n```\n\nocinix:\n\n```text\n{}\n```\n",
            source.trim_end(),
            ours.trim_end()
        );
    }
    expect_file![Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/compared-with-nix.md")].assert_eq(&page);
}
