//! `ocinix list`: what containers publish and who reaches it, as a table and as JSON.

use expect_test::{Expect, expect};
use libtest_mimic::Trial;

use crate::support::{ocinix, ocinix_with, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![
        reach_of_every_port,
        docker_follows_its_own_settings,
        the_example_fits_a_terminal,
        a_narrow_terminal_gets_records,
        lists_are_json,
        nothing_hostile_is_printed,
    ]
}

/// The table of a host, in a file of its own.
fn table(text: &str, columns: Option<&str>) -> String {
    let dir = tempfile::tempdir().expect("scratch folder");
    std::fs::write(dir.path().join("configuration.nix"), text).expect("file");
    let variables: Vec<(&str, &str)> = columns.map(|c| ("COLUMNS", c)).into_iter().collect();
    let ran = ocinix_with(dir.path(), &variables, &["list", "--nixos", "26.05"]);
    let name = dir.path().file_name().expect("a name").to_string_lossy().into_owned();
    ran.out.replace(&name, "HOST")
}

fn fixture() -> String {
    std::fs::read_to_string(tests_dir().join("plan/podman.nix")).expect("fixture")
}

fn check(shown: String, expected: Expect) {
    expected.assert_eq(&shown);
}

fn reach_of_every_port() {
    check(
        table(&fixture(), None),
        expect![[r#"
        HOST: 6 containers, podman, NixOS 26.05

        CONTAINER   IMAGE                                 USER  READY     PUBLISHED                         REACH                 NEEDS     SECRETS
        beside      docker.io/library/alpine:3            root  started   nothing: the network of the host                                  /run/agenix/registry
        half-known  registry.lan/app:…                    root  notified  127.0.0.1:…:80                    loopback                        ?
                                                                          …:81                              ?                               …/env
        inside      docker.io/library/alpine:3            root  started   nothing: the network of rootful
        open-list   docker.io/library/alpine:3            root  started   perhaps more
        rootful     docker.io/library/nginx:1.27@648a4c5  root  started   8080 → 80                         everyone, unfiltered  rootless
                                                                          127.0.0.1:8081 → 81/udp           loopback
                                                                          [::1]:82                          loopback
                                                                          192.168.1.2:83                    lan, unfiltered
                                                                          any → 84                          everyone, unfiltered
                                                                          9000-9002                         everyone, unfiltered
        rootless    docker.io/library/redis:8             app   healthy   8443 → 443                        everyone                        token
                                                                          9443 → 443                        host, filtered                  /run/secrets/key
                                                                          192.168.1.2:9444 → 444            host, filtered
    "#]],
    );
}

fn docker_follows_its_own_settings() {
    let host = |settings: &str| {
        table(
            &format!(
                r#"{{ virtualisation.oci-containers.backend = "docker";
                  virtualisation.oci-containers.containers.web = {{ image = "nginx:1"; ports = [ "8080:80" ]; }};
                  {settings} }}"#
            ),
            None,
        )
    };
    let shown = [
        host(""),
        host("virtualisation.docker.daemon.settings.ip = \"127.0.0.1\";"),
        host("virtualisation.docker.daemon.settings.iptables = false;"),
        host("networking.firewall.enable = false;"),
    ];
    check(
        shown.join("\n"),
        expect![[r#"
        HOST: 1 container, docker, NixOS 26.05

        CONTAINER  IMAGE    USER  READY    PUBLISHED  REACH
        web        nginx:1  root  process  8080 → 80  everyone, unfiltered

        HOST: 1 container, docker, NixOS 26.05

        CONTAINER  IMAGE    USER  READY    PUBLISHED  REACH
        web        nginx:1  root  process  8080 → 80  loopback

        HOST: 1 container, docker, NixOS 26.05

        CONTAINER  IMAGE    USER  READY    PUBLISHED  REACH
        web        nginx:1  root  process  8080 → 80  host, filtered

        HOST: 1 container, docker, NixOS 26.05

        CONTAINER  IMAGE    USER  READY    PUBLISHED  REACH
        web        nginx:1  root  process  8080 → 80  everyone, unfiltered
    "#]],
    );
}

fn the_example_fits_a_terminal() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/nas");
    let ran = ocinix_with(example.as_ref(), &[("COLUMNS", "120")], &["list"]);
    assert!(ran.out.lines().all(|l| l.chars().count() <= 120), "{}", ran.out);
    check(
        ran.out,
        expect![[r#"
        nas: 12 containers, podman, NixOS 25.05

        CONTAINER   IMAGE                USER    READY     PUBLISHED       REACH                 NEEDS       SECRETS
        dashboard   dashboard:latest     root    started
                    from a file
        grafana     …ana/grafana:12.2.0  root    started                                         prometheus  …ecrets/grafana.env
        immich      …mich-server:v2.1.0  photos  healthy   127.0.0.1:2283  loopback              immich-ml   …secrets/immich.env
        immich-ml   …ne-learning:v2.1.0  photos  healthy                                                     …secrets/immich.env
        jellyfin    …r/jellyfin:10.10.7  root    started
        notes       …unja/vikunja:1.0.0  notes   notified  127.0.0.1:3456  loopback                          …ecrets/vikunja.env
                                                                                                             …secrets/docker-hub
        postgres    …rary/postgres:17.6  root    healthy                                                     …crets/postgres.env
        prometheus  …/prometheus:v3.6.0  root    started   127.0.0.1:9090  loopback
        radarr      …rver/radarr:5.27.5  root    started
        redis       …y/redis:8.2-alpine  root    healthy
        sonarr      …rver/sonarr:4.0.15  root    started
        traefik     …ary/traefik:v3.5.3  root    started   80              everyone, unfiltered              …ecrets/traefik.env
                                                           443             everyone, unfiltered
    "#]],
    );
    assert_eq!(ran.status, 0);
}

fn a_narrow_terminal_gets_records() {
    let shown = table(&fixture(), Some("60"));
    check(
        shown.lines().take(12).collect::<Vec<_>>().join("\n"),
        expect![[r#"
        HOST: 6 containers, podman, NixOS 26.05

        beside
          IMAGE      docker.io/library/alpine:3
          USER       root
          READY      started
          PUBLISHED  nothing: the network of the host
          SECRETS    /run/agenix/registry
        half-known
          IMAGE      registry.lan/app:…
          USER       root
          READY      notified"#]],
    );
}

fn lists_are_json() {
    let ran = ocinix(&["list", "examples/nas", "--format", "json"]);
    let host = &ran.json()["hosts"]["nas"];
    let containers = host["containers"].as_array().expect("containers");
    assert_eq!(containers.len(), 12);
    let notes = containers.iter().find(|c| c["name"] == "notes").expect("the container");
    check(
        serde_json::to_string_pretty(notes).expect("JSON"),
        expect![[r#"
        {
          "name": "notes",
          "conditional": false,
          "unit": "notes",
          "image": "docker.io/vikunja/vikunja:1.0.0",
          "image_from": "registry",
          "user": {
            "name": "notes",
            "uid": 902,
            "rootless": true
          },
          "container_user": null,
          "auto_start": true,
          "readiness": "notified",
          "published": {
            "sockets": [
              {
                "text": "127.0.0.1:3456:3456",
                "address": "127.0.0.1",
                "host": {
                  "first": 3456,
                  "last": 3456
                },
                "container": {
                  "first": 3456,
                  "last": 3456
                },
                "protocol": "tcp",
                "reach": "loopback",
                "firewall": null
              }
            ],
            "instead": null
          },
          "networks": [],
          "volumes": [
            {
              "text": "/var/lib/containers/902/files:/app/vikunja/files",
              "kind": "bind",
              "source": "/var/lib/containers/902/files",
              "target": "/app/vikunja/files",
              "read_only": false
            }
          ],
          "depends_on": [],
          "secrets": [
            {
              "by": "environmentFiles",
              "path": "/run/secrets/vikunja.env",
              "declared": null
            },
            {
              "by": "login.passwordFile",
              "path": "/run/secrets/docker-hub",
              "declared": null
            }
          ],
          "incomplete": []
        }"#]],
    );
}

/// Escape sequences of names and values are shown, not obeyed.
fn nothing_hostile_is_printed() {
    let text = "{ virtualisation.oci-containers.containers.\"a\\tb\" = { image = builtins.fromJSON \"\\\"x\\\\u001b[31m\\\"\"; }; }";
    let shown = table(text, None);
    assert!(shown.contains("a\\tb") && shown.contains("x\\u{1b}[31m"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "{shown}");
}
