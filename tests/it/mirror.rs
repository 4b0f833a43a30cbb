//! Rules that mirror an assertion, a warning or a failure of NixOS, against what NixOS itself said about the cases of
//! `tests/oracle`: each says something exactly where NixOS does.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use libtest_mimic::Trial;
use ocinix::analysis::{self, Options, World};
use ocinix::base::Files;
use ocinix::base::files::Disk;
use ocinix::schema::Release;
use serde_json::Value;

use crate::support::{files_below, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let cases = files_below(&tests_dir().join("oracle/cases"), ".nix");
    let about_users_or_images = ["users.", "podman", "imageStream", "dependsOn"];
    cases
        .into_iter()
        .filter(|path| path.parent().is_some_and(|p| p.ends_with("cases")))
        .filter(|path| {
            let text = std::fs::read_to_string(path).expect("case");
            about_users_or_images.iter().any(|word| text.contains(word))
        })
        .map(|path| {
            let stem = path.file_stem().expect("name").to_string_lossy().into_owned();
            test(format!("mirror::{stem}"), move || Release::ALL.iter().for_each(|r| case(&path, &stem, *r)))
        })
        .collect()
}

/// A piece of NixOS' message, and the rule that reports the same.
const MIRRORED: &[(&str, &str)] = &[
    ("You can only define one of imageFile and imageStream", "OCI007"),
    ("Cannot set `podman` option if backend is `docker`", "OCI006"),
    ("requires that its running user", "OCI702"),
    ("but lingering for this user is turned", "OCI703"),
    ("expected a Boolean but found null", "OCI704"),
    ("isSystemUser and users.users", "OCI708"),
    (".group is unset", "OCI708"),
    ("primary group that is undefined", "OCI708"),
    ("uid set below 1000", "OCI708"),
    ("UIDs and GIDs must be unique", "OCI708"),
    ("manageLingering is set to false", "OCI708"),
    ("is longer than 31 characters", "NIX010"),
];

fn case(path: &Path, stem: &str, release: Release) {
    let expected = tests_dir().join(format!("oracle/expected/{release}/{stem}.json"));
    let expected: Value = serde_json::from_slice(&std::fs::read(expected).expect("expectation")).expect("JSON");
    let error = expected["error"].as_str();
    let texts =
        |key: &str| -> Vec<&str> { expected[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect() };
    let said: Vec<String> = texts("assertions")
        .into_iter()
        .chain(texts("warnings"))
        .chain(error)
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        // The expectations were made with a users module of later date: the option came with 25.11.
        .filter(|text| release >= Release::R25_11 || !text.contains("manageLingering"))
        .collect();
    let wanted: BTreeSet<&str> =
        MIRRORED.iter().filter(|(piece, _)| said.iter().any(|s| s.contains(piece))).map(|(_, code)| *code).collect();
    let found = codes(path, release);
    let missing: Vec<_> = wanted.difference(&found).collect();
    assert!(missing.is_empty(), "NixOS {release} says {said:#?}, but {missing:?} says nothing");
    // What stops the evaluation hides all assertions and warnings.
    if error.is_none() {
        let extra: Vec<_> = found.difference(&wanted).collect();
        assert!(extra.is_empty(), "NixOS {release} says {said:#?}, and {extra:?} says more");
    }
}

/// The mirroring rules that find something.
fn codes(path: &Path, release: Release) -> BTreeSet<&'static str> {
    let files = Files::new(Disk::new([tests_dir().join("oracle")]));
    let options = Options { nixos: Some(release), world: World::Closed, ..Options::default() };
    let outcome = analysis::check(Arc::new(files), &[path.to_path_buf()], &options);
    let mirrored = |code: &str| MIRRORED.iter().any(|(_, c)| *c == code);
    outcome.diagnostics.iter().map(|d| d.code.code).filter(|c| mirrored(c)).collect()
}
