//! The example host: nothing is found in it, its units are known, and each mistake planted into a copy of it is
//! reported at its line, alone.

use std::path::Path;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::support::{Ran, files_below, ocinix, ocinix_in, test};

pub(crate) fn tests() -> Vec<Trial> {
    let mut trials =
        crate::trials![nothing_is_found, in_older_releases_too, units_are_known, a_fleet_without_its_inputs];
    for planted in PLANTED {
        trials.push(test(format!("examples::{}", planted.code), || planted.check()));
    }
    trials
}

/// Hosts by flake-parts, modules found by their folder, services of an own option, secrets from sops; nixpkgs is locked
/// and not on disk.
fn a_fleet_without_its_inputs() {
    let ran = ocinix(&["check", "examples/fleet", "--format", "json"]);
    let summary = &ran.json()["summary"];
    assert_eq!(summary["hosts"], serde_json::json!(["edge", "hub"]));
    assert_eq!(summary["containers"], serde_json::json!({ "total": 5, "known": 5, "holes": 0, "unknown": 0 }));
    assert_eq!(ran.json()["diagnostics"], serde_json::json!([]));
    expect_test::expect![[r#"
        edge: 2 containers, podman, NixOS 25.11

        CONTAINER  IMAGE                                       USER  READY    NEEDS
        bridge     ghcr.io/koenkk/zigbee2mqtt:2.7.0            root  started  broker
        broker     docker.io/library/eclipse-mosquitto:2.0.22  root  started

        hub: 3 containers, podman, NixOS 25.11

        CONTAINER  IMAGE                                                  USER   READY    PUBLISHED       REACH     NEEDS  SECRETS
        db         docker.io/library/postgres:17.6                        root   healthy                                   sops.secrets.db.env
        exporter   quay.io/prometheuscommunity/postgres-exporter:v0.18.1  root   started  127.0.0.1:9187  loopback  db
        forge      codeberg.org/forgejo/forgejo:13.0.3-rootless           forge  healthy  127.0.0.1:3000  loopback         sops.secrets.forge.env
    "#]].assert_eq(&ocinix(&["list", "examples/fleet"]).out);
    let units = ocinix(&["units", "examples/fleet"]).json();
    assert_eq!(units["nixos"], "25.11", "as the lock file says, and not the state version");
    for host in ["edge", "hub"] {
        assert_eq!(units["hosts"][host]["unknown"], serde_json::json!([]));
        assert_eq!(units["hosts"][host]["assertions"], serde_json::json!([]));
    }
    let forge = &units["hosts"]["hub"]["units"]["podman-forge"];
    assert_eq!(forge["serviceConfig"]["User"], "forge");
    assert_eq!(forge["serviceConfig"]["TimeoutStartSec"], 300);
    assert!(forge["after"].as_array().is_some_and(|a| a.iter().any(|u| u == "user@2001.service")), "{forge}");
    assert!(forge["script"].as_str().is_some_and(|s| s.contains("--env-file /run/secrets/forge.env")), "{forge}");
}

/// A mistake: in `file`, `search` is replaced; `code` must be found in a line of `found_in` (the same file if there is
/// none) that has `line` in it.
struct Planted {
    code: &'static str,
    file: &'static str,
    search: &'static str,
    replace: &'static str,
    line: &'static str,
    found_in: Option<&'static str>,
    release: &'static str,
    /// Codes of rules that speak of it too, elsewhere.
    also: &'static str,
}

const fn planted(
    code: &'static str,
    file: &'static str,
    search: &'static str,
    replace: &'static str,
    line: &'static str,
) -> Planted {
    Planted { code, file, search, replace, line, found_in: None, release: "26.05", also: "" }
}

impl Planted {
    const fn found_in(self, file: &'static str) -> Planted {
        Planted { found_in: Some(file), ..self }
    }

    const fn also(self, code: &'static str) -> Planted {
        Planted { also: code, ..self }
    }

    const fn on(self, release: &'static str) -> Planted {
        Planted { release, ..self }
    }
}

const NOTES: &str = "services/notes.nix";
const PHOTOS: &str = "services/photos.nix";
const HOST: &str = "configuration.nix";
const USERS: &str = "users.nix";

#[rustfmt::skip]
const PLANTED: &[Planted] = &[
    planted("NIX001", NOTES, "serviceName = \"notes\";", "serviceName = \"notes\"", "serviceName"),
    planted("NIX002", PHOTOS, "{ config, lib, ... }:", "{ lib, ... }:", "TZ = config"),
    planted("NIX003", NOTES, "podman.user = \"notes\";", "podman.user = \"notes\";\n    podman.user = \"root\";", "root"),
    planted("NIX010", NOTES, "config.homelab.domain", "config.homelab.domain.name", "domain.name"),
    planted("NIX012", NOTES, "serviceName = \"notes\";", "serviceName = throw \"not yet\";", "throw"),
    planted("FIL001", HOST, "./hardware.nix", "./hardwear.nix", "./hardwear.nix"),
    planted("MOD001", HOST, "homelab = {", "virtualisation.oci-containers.containers.notes.serviceName = \"note\";\n  homelab = {", "\"note\""),
    planted("MOD002", HOST, "homelab = {", "homelab = {\n    colour = \"green\";", "colour"),
    planted("MOD003", HOST, "dataDir = \"/srv/containers\";", "dataDir = 7;", "dataDir"),
    planted("OCI001", PHOTOS, "dependsOn = [", "depends_on = [", "depends_on"),
    planted("OCI002", NOTES, "serviceName = \"notes\";", "environment.PORT = 3456;", "3456;"),
    // The old name sets the backend too, and NixOS refuses two of them at one priority.
    planted("OCI003", HOST, "backend = \"podman\";", "backend = lib.mkForce \"podman\";\n  docker-containers.old.image = \"docker.io/library/nginx:1.29\";", "docker-containers"),
    planted("OCI004", NOTES, "serviceName = \"notes\";", "pull = \"newer\";", "pull").on("24.11"),
    planted("OCI005", HOST, "virtualisation.oci-containers.backend = \"podman\";", "", "dashboard = {").found_in("services/dashboard.nix"),
    planted("OCI006", HOST, "backend = \"podman\";", "backend = \"docker\";", "podman").found_in(NOTES).also("OCI008 OCI605"),
    planted("OCI007", "services/dashboard.nix", "imageFile =", "imageStream = pkgs.dockerTools.streamLayeredImage { name = \"dashboard\"; };\n      imageFile =", "imageFile ="),
    planted("OCI010", NOTES, "serviceName = \"notes\";", "serviceName = \"podman-immich\";", "immich = photos").found_in(PHOTOS),
    planted("OCI011", NOTES, "containers.notes = {", "containers.\"my:notes\" = {", "my:notes"),
    planted("OCI013", NOTES, "vikunja:1.0.0\";", "vikunja:1.0.0 --init\";", "--init"),
    planted("OCI101", NOTES, "docker.io/vikunja/", "docker.io/Vikunja/", "Vikunja"),
    planted("OCI201", NOTES, "127.0.0.1:3456:3456", "localhost:3456:3456", "localhost"),
    planted("OCI202", NOTES, "127.0.0.1:3456:3456", "127.0.0.1:3450-3459:3456", "3450"),
    planted("OCI301", NOTES, ":/app/vikunja/files\"", ":/app/vikunja/files:readonly\"", "readonly"),
    planted("OCI601", PHOTOS, "dependsOn = [ \"immich-ml\" ];", "dependsOn = [ \"immich_ml\" ];", "immich_ml"),
    planted("OCI602", PHOTOS, "volumes = [ \"immich-models:/cache\" ];", "dependsOn = [ \"immich\" ];", "dependsOn"),
    planted("OCI701", NOTES, "podman.user = \"notes\";", "podman.user = \"note\";", "\"note\""),
    planted("OCI702", USERS, "inherit uid;", "uid = if uid == 901 then null else uid;", "uid = if"),
    planted("OCI703", USERS, "linger = true;", "linger = false;", "linger"),
    planted("OCI704", USERS, "linger = true;", "linger = null;", "linger"),
    planted("OCI705", USERS, "inherit uid;", "uid = if uid == 902 then null else uid;", "uid = if"),
    planted("OCI706", USERS, "count = 65536; } ];\n    subGid", "count = 100; } ];\n    subGid", "count = 100"),
    planted("OCI707", USERS, "home = \"/var/lib/containers/${toString uid}\";", "home = \"/var/empty\";", "/var/empty"),
    planted("OCI708", USERS, "isSystemUser = true;", "isNormalUser = true;", "photos = {"),
];

impl Planted {
    fn check(&self) {
        let dir = copy();
        let path = dir.path().join(self.file);
        let text = std::fs::read_to_string(&path).expect("file of the example");
        assert_eq!(text.matches(self.search).count(), 1, "{:?} in {}", self.search, self.file);
        let broken = text.replace(self.search, self.replace);
        std::fs::write(&path, broken).expect("scratch file");
        let ran = ocinix_in(dir.path(), &["check", "--format", "json", "--nixos", self.release]);
        let all = findings(&ran);
        let file = self.found_in.unwrap_or(self.file);
        let of_code = all.iter().filter(|f| f.code == self.code);
        let here: Vec<u64> =
            of_code.flat_map(|f| &f.places).filter(|(f, _)| f == file).map(|(_, line)| *line).collect();
        let text = std::fs::read_to_string(dir.path().join(file)).expect("file of the example");
        let lines = text.lines().zip(1..).filter(|(l, _)| l.contains(self.line)).map(|(_, n)| n);
        assert!(lines.clone().any(|n: u64| here.contains(&n)), "not found at its line:\n{all:#?}");
        let others: Vec<&Finding> =
            all.iter().filter(|f| f.code != self.code && !self.also.contains(&f.code) && f.loud).collect();
        assert!(others.is_empty(), "found besides:\n{others:#?}");
    }
}

#[derive(Debug)]
struct Finding {
    code: String,
    /// Files and lines that it shows.
    places: Vec<(String, u64)>,
    /// Shown without being asked for.
    loud: bool,
    #[expect(dead_code, reason = "shown when a test fails")]
    message: String,
}

fn findings(ran: &Ran) -> Vec<Finding> {
    let document = ran.json();
    let text = |v: &Value| v.as_str().expect("text").to_owned();
    let place = |d: &Value| (text(&d["file"]), d["range"]["start"]["line"].as_u64().expect("line"));
    let finding = |d: &Value| Finding {
        code: text(&d["code"]),
        places: std::iter::once(d).chain(d["labels"].as_array().expect("labels")).map(place).collect(),
        loud: ["error", "warning"].contains(&text(&d["severity"]).as_str()),
        message: text(&d["message"]),
    };
    document["diagnostics"].as_array().expect("list").iter().map(finding).collect()
}

/// A copy of the example that may be broken.
fn copy() -> tempfile::TempDir {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/nas");
    let dir = tempfile::Builder::new().prefix("nas").tempdir().expect("scratch folder");
    for file in files_below(&example, ".nix") {
        let target = dir.path().join(file.strip_prefix(&example).expect("below the example"));
        std::fs::create_dir_all(target.parent().expect("folder")).expect("scratch folder");
        std::fs::copy(&file, target).expect("scratch file");
    }
    dir
}

fn nothing_is_found() {
    let ran = ocinix(&["check", "--level", "style", "--format", "json", "examples/nas"]);
    let document = ran.json();
    assert_eq!((ran.status, &document["diagnostics"]), (0, &serde_json::json!([])), "{}", ran.err);
    assert_eq!(document["summary"]["hosts"], serde_json::json!(["nas"]));
    let containers = serde_json::json!({ "total": 12, "known": 12, "holes": 0, "unknown": 0 });
    assert_eq!(document["summary"]["containers"], containers);
}

/// Its options came with 25.05; 25.11 was the first release to start rootless containers that linger properly.
fn in_older_releases_too() {
    let ran = ocinix(&["check", "--nixos", "25.11", "examples/nas"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
}

fn units_are_known() {
    let ran = ocinix(&["units", "examples/nas"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let host = &ran.json()["hosts"]["nas"];
    let units: Vec<&String> = host["units"].as_object().expect("units").keys().collect();
    let names = [
        "notes",
        "podman-dashboard",
        "podman-grafana",
        "podman-immich",
        "podman-immich-ml",
        "podman-jellyfin",
        "podman-postgres",
        "podman-prometheus",
        "podman-radarr",
        "podman-redis",
        "podman-sonarr",
        "podman-traefik",
    ];
    assert_eq!(units, names);
    for key in ["assertions", "warnings", "unknown"] {
        assert_eq!(host[key], serde_json::json!([]), "{key}");
    }
    // Two things only Nix can name: the image that it builds, and the file that it writes.
    let text = host.to_string();
    assert_eq!(text.matches("\"parts\"").count(), 2, "{text}");
}
