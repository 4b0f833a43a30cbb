//! What is ready for editors: a real Neovim shows a finding and applies its fix; the configurations are well-formed.

use std::path::Path;
use std::process::Command;

use expect_test::expect;
use libtest_mimic::Trial;

use crate::support::{skipped, test};

pub(crate) fn tests() -> Vec<Trial> {
    let mut all = crate::trials![configurations_are_well_formed];
    let name = "editors::neovim_shows_a_finding_and_applies_its_fix";
    let found = Command::new("nvim").arg("--version").output().is_ok_and(|o| o.status.success());
    all.push(if found { test(name, neovim) } else { skipped(name, "there is no nvim on the PATH") });
    all
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/editors"))
}

fn configurations_are_well_formed() {
    let read = |name: &str| std::fs::read_to_string(folder().join(name)).expect("a file of editors/");
    let helix: toml::Table = read("helix.toml").parse().expect("TOML");
    assert_eq!(helix["language-server"]["ocinix"]["command"].as_str(), Some("ocinix"));
    let zed: serde_json::Value = serde_json::from_str(&read("zed.json")).expect("JSON");
    assert_eq!(zed["lsp"]["nil"]["binary"]["arguments"][0], "lsp");
    let extension: serde_json::Value = serde_json::from_str(&read("vscode/package.json")).expect("JSON");
    assert_eq!(extension["version"], env!("CARGO_PKG_VERSION"), "the extension has the version of the program");
    // Every setting and command that the extension speaks of is declared.
    let script = read("vscode/extension.js");
    for command in extension["contributes"]["commands"].as_array().expect("commands") {
        let id = command["command"].as_str().expect("an id");
        assert!(script.contains(&format!("registerCommand(\"{id}\"")), "{id}");
    }
    for setting in extension["contributes"]["configuration"]["properties"].as_object().expect("settings").keys() {
        let short = setting.strip_prefix("ocinix.").expect("a setting of ocinix");
        assert!(script.contains(&format!("settings.get(\"{short}\")")), "{setting}");
    }
}

fn neovim() {
    let dir = tempfile::tempdir().expect("scratch folder");
    let bad = "{\n  virtualisation.oci-containers.containers.web = {\n    image = \"docker.io/library/nginx:1.27\";\n    \
               ports = [ \"localhost:8080:80\" ];\n  };\n}\n";
    std::fs::write(dir.path().join("bad.nix"), bad).expect("file");
    let program = Path::new(env!("CARGO_BIN_EXE_ocinix")).parent().expect("folder").to_path_buf();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&rest))).expect("PATH");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/neovim.lua");
    let ran = Command::new("nvim")
        .args(["--headless", "--clean", "-c", &format!("luafile {script}")])
        .current_dir(dir.path())
        .env("PATH", path)
        .env("OCINIX_NEOVIM", folder().join("neovim.lua"))
        .env("XDG_STATE_HOME", dir.path())
        .env("XDG_CACHE_HOME", dir.path())
        .output()
        .expect("nvim runs");
    let said = std::fs::read_to_string(dir.path().join("said.txt")).unwrap_or_default();
    let error = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}{error}");
    expect![[r#"
        finding 4:15 `localhost:8080:80` is not a port mapping: `localhost` is not an IP address
        action Write `"127.0.0.1:8080:80"`
        line     ports = [ "127.0.0.1:8080:80" ];
        clean
    "#]]
    .assert_eq(&said);
}
