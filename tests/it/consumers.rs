//! Those who use ocinix: the NixOS module and the flake, evaluated by a real Nix, and the pre-commit hook.

use std::path::Path;
use std::process::{Command, Output};

use expect_test::expect_file;
use libtest_mimic::Trial;

use crate::support::{skipped, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let mut all = vec![test("consumers::hook_blocks_and_passes", hook_blocks_and_passes)];
    let nix: [(&str, fn()); 5] = [
        ("consumers::units_during_evaluation", units_during_evaluation),
        ("consumers::verify_says_what_differs", verify_says_what_differs),
        ("consumers::hooks_for_git_hooks_nix", hooks_for_git_hooks_nix),
        ("consumers::module_builds_services", module_builds_services),
        ("consumers::flake_has_its_outputs", flake_has_its_outputs),
    ];
    let found = Command::new("nix-instantiate").arg("--version").output().is_ok_and(|o| o.status.success());
    for (name, run) in nix {
        all.push(if found { test(name, run) } else { skipped(name, "there is no nix-instantiate on the PATH") });
    }
    all
}

fn ocinix(args: &[&str], cwd: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ocinix")).args(args).current_dir(cwd).output().expect("ocinix runs")
}

fn nix(expression: &str) -> String {
    let out = Command::new("nix-instantiate")
        .args(["--eval", "--strict", "--json", "--option", "sandbox", "false"])
        .args(["--option", "allow-unsafe-native-code-during-evaluation", "true", "-E", expression])
        .env("NIX_STATE_DIR", std::env::temp_dir().join("ocinix-nix-state"))
        .env("NIX_STORE_DIR", "/nix/store")
        .output()
        .expect("nix-instantiate runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let value: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    serde_json::to_string_pretty(&value).expect("JSON") + "\n"
}

/// What `ocinix units` prints becomes services again; references are resolved by Nix.
fn module_builds_services() {
    let dir = tests_dir().join("nix");
    let units = ocinix(&["units", "web.nix"], &dir);
    assert!(units.status.success(), "{}", String::from_utf8_lossy(&units.stderr));
    let scratch = tempfile::tempdir().expect("scratch folder");
    let file = scratch.path().join("units.json");
    std::fs::write(&file, &units.stdout).expect("unit file");
    let expression = format!(
        "(import {}/standin.nix).services {} {{ virtualisation.oci-containers.containers.web.volumes = \
         [ \"/nix/store/x-hello/share:/hello:ro\" \"/srv/a b:/data\" ]; }}",
        dir.display(),
        file.display(),
    );
    expect_file![dir.join("web.services.json")].assert_eq(&nix(&expression));
}

/// The expression that `--format nix` prints makes the same services: from a file, and run by Nix itself.
fn units_during_evaluation() {
    let dir = tests_dir().join("nix");
    let scratch = tempfile::tempdir().expect("scratch folder");
    let print = |format: &str| {
        let out = ocinix(&["units", "web.nix", "--format", format], &dir);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let file = scratch.path().join(format!("units.{format}"));
        std::fs::write(&file, &out.stdout).expect("unit file");
        file.display().to_string()
    };
    let (json, expression) = (print("json"), print("nix"));
    let shown = nix(&format!(
        "let made = units: (import {dir}/standin.nix).made units {{ virtualisation.oci-containers.containers.web.volumes = \
         [ \"/nix/store/x-hello/share:/hello:ro\" \"/srv/a b:/data\" ]; }}; json = made {{ file = {json}; }}; in \
         map (units: json == made units) [ {{ file = {expression}; }} {{ expression = import {expression}; }} {{ expression = \
         builtins.exec [ \"{bin}\" \"units\" \"--format\" \"nix\" \"{dir}/web.nix\" ]; }} ]",
        dir = dir.display(),
        bin = env!("CARGO_BIN_EXE_ocinix"),
    ));
    assert_eq!(shown.split_whitespace().collect::<String>(), "[true,true,true]");
}

/// Units that NixOS made otherwise than reviewed, and some that nobody reviewed.
fn verify_says_what_differs() {
    let dir = tests_dir().join("nix");
    let scratch = tempfile::tempdir().expect("scratch folder");
    let file = scratch.path().join("units.json");
    std::fs::write(&file, ocinix(&["units", "web.nix"], &dir).stdout).expect("unit file");
    let shown = nix(&format!("import {}/verified.nix {}", dir.display(), file.display()));
    let said: Vec<Vec<String>> = serde_json::from_str(&shown).expect("lists of messages");
    assert_eq!(said[0], Vec::<String>::new(), "the units are those reviewed");
    expect_file![dir.join("verified.txt")].assert_eq(&(said[1].join("\n") + "\n"));
}

fn flake_has_its_outputs() {
    let dir = tests_dir().join("nix");
    let shown = nix(&format!("(import {}/standin.nix).outputs", dir.display()));
    expect_file![dir.join("outputs.json")].assert_eq(&shown);
}

/// The same commands, files and settings as the hooks of pre-commit.
fn hooks_for_git_hooks_nix() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shown = nix(&format!("import {}/nix/git-hooks.nix {{ ocinix = \"/package\"; }}", root.display()));
    let hooks: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let theirs = std::fs::read_to_string(root.join(".pre-commit-hooks.yaml")).expect("the hook file");
    let mut seen = 0;
    let mut id = String::new();
    for line in theirs.lines() {
        let line = line.trim_start_matches("- ").trim();
        let Some((key, value)) = line.split_once(": ") else { panic!("{line}") };
        let hook = &hooks[if key == "id" { value } else { &id }];
        match key {
            "id" => id = value.to_owned(),
            "entry" => assert_eq!(hook["entry"], format!("/package/bin/{value}"), "{id}"),
            "files" => assert_eq!(hook["files"], value, "{id}"),
            "pass_filenames" | "require_serial" => assert_eq!(hook[key].to_string(), value, "{id}"),
            "name" | "description" | "language" => continue,
            other => panic!("`{other}` is not compared"),
        }
        seen += 1;
    }
    assert_eq!(seen, 3 * 4 + 1);
}

/// Runs the hook's own entry, with file names behind it as pre-commit does.
fn hook_blocks_and_passes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let hooks = std::fs::read_to_string(root.join(".pre-commit-hooks.yaml")).expect("the hook file");
    let entry = hooks.lines().find_map(|l| l.trim().strip_prefix("entry: ")).expect("an entry");
    let mut words = entry.split_whitespace();
    assert_eq!(words.next(), Some("ocinix"));
    let scratch = tempfile::tempdir().expect("scratch folder");
    let container = |port: &str| {
        format!(
            "{{ virtualisation.oci-containers.containers.web = {{ image = \"web:1\"; ports = [ \"{port}\" ]; }}; }}\n"
        )
    };
    std::fs::write(scratch.path().join("good.nix"), container("127.0.0.1:80:80")).expect("file");
    std::fs::write(scratch.path().join("bad.nix"), container("127.0.0.1:80:80:90")).expect("file");
    let args: Vec<&str> = words.collect();
    let run = |file| ocinix(&[args.as_slice(), &[file]].concat(), scratch.path());
    assert_eq!(run("good.nix").status.code(), Some(0));
    let bad = run("bad.nix");
    assert_eq!(bad.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&bad.stdout).contains("OCI201"));
}
