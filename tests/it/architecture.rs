//! `ARCHITECTURE.md` says what is so: its files and tests exist, its layers and picture are those of the crate; and the
//! invariants that no other module of this binary holds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::Trial;
use ocinix::analysis::{self, Options, Outcome, UnitsFormat, World};
use ocinix::base::Files;
use ocinix::base::files::MemoryFs;

use crate::tidy::{EVERYTHING, LAYERS};

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![
        what_is_named_exists,
        the_layers_are_those_checked,
        the_picture_is_that_of_the_crate,
        a_module_that_is_not_read_may_define_anything,
        many_hosts_give_the_same_every_time,
    ]
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The pieces of a text between single backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Every `src/…` and `tests/…` is a file or folder; every `file::function` is a function of that file.
fn what_is_named_exists() {
    let text = read("ARCHITECTURE.md");
    // The fence of the picture would turn the backticks around.
    let text = text.replace("```", "");
    let named: Vec<&str> = quoted(&text).filter(|q| q.starts_with("src/") || q.starts_with("tests/")).collect();
    assert!(named.len() > 40, "only {} files and tests are named", named.len());
    let mut wrong = Vec::new();
    for name in named {
        let (path, function) = name.split_once("::").map_or((name, None), |(p, f)| (p, Some(f)));
        // A name in capitals stands for any.
        let path = path.split("NAME").next().unwrap_or(path);
        if !Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists() {
            wrong.push(format!("there is no {path}"));
        } else if function.is_some_and(|f| !read(path).contains(&format!("fn {f}("))) {
            wrong.push(format!("{name} is no function"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn the_layers_are_those_checked() {
    let text = read("ARCHITECTURE.md");
    let table = text.split("\n## Layers\n").nth(1).and_then(|t| t.split("\n## ").next()).expect("a section on layers");
    let rows = table.lines().filter(|l| l.starts_with("| `"));
    let written: Vec<(&str, BTreeSet<&str>)> = rows
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            let name = |cell: &&str| quoted(cell).next().expect("a layer").to_owned();
            assert_eq!(cells.len(), 3, "{row}");
            let layer = LAYERS.iter().find(|(l, _)| *l == name(&cells[0])).expect("a known layer").0;
            (layer, quoted(cells[2]).collect())
        })
        .collect();
    let checked: Vec<(&str, BTreeSet<&str>)> = LAYERS
        .iter()
        .filter(|(_, allowed)| *allowed != EVERYTHING)
        .map(|(layer, allowed)| (*layer, allowed.iter().copied().collect()))
        .collect();
    assert_eq!(written, checked);
}

fn the_picture_is_that_of_the_crate() {
    let lib: String = read("src/lib.rs")
        .lines()
        .map_while(|l| l.strip_prefix("//!"))
        .map(|l| format!("{}\n", l.strip_prefix(' ').unwrap_or(l)))
        .collect();
    let picture = |text: &str| {
        let inner = text.split("```text\n").nth(1).and_then(|t| t.split("```").next());
        inner.expect("a picture").to_owned()
    };
    assert_eq!(picture(&lib), picture(&read("ARCHITECTURE.md")));
}

fn memory(files: &[(String, String)]) -> (Arc<Files>, Vec<PathBuf>) {
    let mut memory = MemoryFs::default();
    for (path, text) in files {
        memory.insert(path, text);
    }
    (Arc::new(Files::new(memory)), files.iter().map(|(path, _)| path.into()).collect())
}

fn closed() -> Options {
    Options { world: World::Closed, ..Options::default() }
}

fn codes(outcome: &Outcome) -> Vec<&'static str> {
    outcome.diagnostics.iter().map(|d| d.code.code).collect()
}

/// A dependency, a user and an option that nobody has: facts on a whole host, but not beside an import that is unknown.
fn a_module_that_is_not_read_may_define_anything() {
    let host = |imports: &str| {
        let text = format!(
            r#"{{ helper, ... }}: {{
              imports = [ {imports} ];
              systemd.service.web.enable = true;
              virtualisation.oci-containers.backend = "podman";
              virtualisation.oci-containers.containers.web = {{
                image = "docker.io/library/nginx:1.27";
                dependsOn = [ "database" ];
                podman.user = "somebody";
                hostname = helper.name;
              }};
            }}"#
        );
        let (files, roots) = memory(&[("/etc/host.nix".into(), text)]);
        codes(&analysis::check(files, &roots, &closed()))
    };
    let known = host("");
    for code in ["MOD002", "MOD006", "OCI601", "OCI701"] {
        assert!(known.contains(&code), "{code} is a fact on a whole host: {known:?}");
    }
    let beside = host(r#""${builtins.fetchTarball "https://example.org/modules.tar.gz"}/module.nix""#);
    assert_eq!(beside, Vec::<&str>::new());
}

fn many_hosts_give_the_same_every_time() {
    let files: Vec<(String, String)> = (0..12)
        .map(|i| {
            let text = format!(
                r#"{{ virtualisation.oci-containers = {{
                  backend = "podman";
                  containers = builtins.listToAttrs (builtins.genList (n: {{
                    name = "c${{toString n}}";
                    value = {{ image = "i:{i}"; ports = [ "${{toString n}}:x" ]; }};
                  }}) {});
                }}; }}"#,
                12 - i
            );
            (format!("/hosts/h{i}.nix"), text)
        })
        .collect();
    let run = || {
        let (files, roots) = memory(&files);
        let made = analysis::units(files.clone(), &roots, &closed(), UnitsFormat::Json, &[]).expect("units");
        let outcome = analysis::check(files, &roots, &closed());
        let findings: Vec<String> = outcome
            .diagnostics
            .iter()
            .map(|d| format!("{:?} {}: {}", d.hosts, outcome.sources.path(d.primary.file).display(), d.message))
            .collect();
        (made.printed, findings)
    };
    let (printed, findings) = run();
    assert!(printed.contains("podman-c11") && findings.len() > 12, "{findings:#?}");
    for _ in 0..4 {
        let again = run();
        assert!(printed == again.0, "the document differs");
        assert_eq!(findings, again.1);
    }
}
