//! The NixOS module under the real NixOS, where a variable names a copy of nixpkgs with `lib/` and `nixos/`: *verify*
//! agrees with what NixOS makes of every case, *generate* makes the same unit files.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use libtest_mimic::Trial;
use rustc_hash::FxHashSet;
use serde_json::Value;

use crate::support::{files_below, ocinix, skipped, test, tests_dir};

/// The variable that names the nixpkgs.
const NIXPKGS: &str = "OCINIX_NIXPKGS";

pub(crate) fn tests() -> Vec<Trial> {
    let Some(nixpkgs) = std::env::var_os(NIXPKGS).map(PathBuf::from) else {
        return vec![skipped("nixos::modes", format!("{NIXPKGS} names no nixpkgs"))];
    };
    let cases = files_below(&tests_dir().join("oracle/cases"), ".nix");
    let support = tests_dir().join("oracle/cases/support");
    let mut all = Vec::new();
    for case in cases.into_iter().filter(|c| !c.starts_with(&support)) {
        let name = case.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let nixpkgs = nixpkgs.clone();
        all.push(test(format!("nixos::modes::{name}"), move || modes(&nixpkgs, &case, &name, false)));
    }
    for name in ["058-rootless-linger-healthy-uid", "005-all-options-podman", "006-all-options-docker"] {
        let (nixpkgs, case) = (nixpkgs.clone(), tests_dir().join(format!("oracle/cases/{name}.nix")));
        all.push(test(format!("nixos::on_24_05::{name}"), move || modes(&nixpkgs, &case, name, true)));
    }
    all
}

/// Every word of the modules: whatever package they want has one of these names.
fn names(nixpkgs: &Path) -> &'static Path {
    static MADE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, file) = MADE.get_or_init(|| {
        let mut words = FxHashSet::default();
        for path in files_below(&nixpkgs.join("nixos"), ".nix") {
            let text = String::from_utf8_lossy(&std::fs::read(path).expect("a module")).into_owned();
            let words_of = text.split(|c: char| !c.is_ascii_alphanumeric() && !"_'-".contains(c));
            words.extend(
                words_of.filter(|w| w.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')).map(str::to_owned),
            );
        }
        let mut words: Vec<String> = words.into_iter().collect();
        words.sort_unstable();
        let dir = tempfile::tempdir().expect("scratch folder");
        let file = dir.path().join("names.json");
        std::fs::write(&file, serde_json::to_string(&words).expect("JSON")).expect("scratch file");
        (dir, file)
    });
    file
}

fn modes(nixpkgs: &Path, case: &Path, name: &str, old: bool) {
    let expected = tests_dir().join(format!("oracle/expected/26.05/{name}.json"));
    let expected: Value = serde_json::from_slice(&std::fs::read(expected).expect("what NixOS made")).expect("JSON");
    let case = case.to_str().expect("UTF-8 path");
    let units = ocinix(&["units", case, "--closed-world", "--nixos", "26.05"]);
    let dir = tempfile::tempdir().expect("scratch folder");
    let file = dir.path().join("units.json");
    std::fs::write(&file, &units.out).expect("scratch file");
    let compared = tests_dir().join("nix/compared.nix");
    let ran = Command::new("nix-instantiate")
        .args(["--eval", "--strict", "--json"])
        .arg(compared)
        .arg("--argstr")
        .arg("nixpkgs")
        .arg(nixpkgs)
        .args(["--argstr", "case", case, "--argstr", "units"])
        .arg(&file)
        .arg("--argstr")
        .arg("names")
        .arg(names(nixpkgs))
        .args(["--arg", "old", if old { "true" } else { "false" }])
        .output()
        .expect("nix-instantiate runs");
    if !expected["error"].is_null() {
        // NixOS refuses the configuration itself, and ocinix has said so; or part of it, and the rest has its units.
        assert_ne!(units.status, 0, "NixOS refuses {name}: {}", expected["error"]);
        return;
    }
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let result: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert_eq!(result["verify"], Value::Array(Vec::new()), "{}", result["verify"]);
    assert_eq!(result["generate"], Value::Array(Vec::new()), "unit files differ");
    assert_eq!(result["engine"], Value::Bool(true));
    let made = expected["services"].as_object().map_or(0, serde_json::Map::len);
    assert_eq!(result["units"].as_array().map_or(0, Vec::len), made, "units");
}
