//! `ocinix diff`: what is said of units that come, go, change and move, in every format.

use std::path::Path;

use expect_test::expect;
use libtest_mimic::Trial;

use crate::support::{Ran, ocinix, ocinix_in};

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![
        a_change_of_every_kind,
        as_a_comment,
        as_json,
        nothing_differs,
        hosts_of_a_flake,
        what_only_nix_knows,
        new_errors_decide_the_status,
        a_script_of_ones_own_is_compared_by_lines,
        two_configurations_are_needed,
        nothing_hostile_is_printed,
    ]
}

fn fixture(format: &str) -> Ran {
    ocinix(&["diff", "tests/plan/old.nix", "tests/plan/new.nix", "--format", format])
}

fn a_change_of_every_kind() {
    let ran = fixture("human");
    assert_eq!(ran.status, 0, "{}", ran.err);
    expect![[r#"
        new.nix

        ~ alpine (was podman-named): starts in its place

        · podman-app: unchanged, restarts with podman-db, which it requires

        ~ podman-db: restarts
              preStart
                + chmod 700 /srv/db

        + podman-fresh: starts
            + image        docker.io/library/httpd:2.4
            + port 80/tcp  8081

        - podman-gone: stops
            - image          docker.io/library/busybox:1
            - port 9000/tcp  127.0.0.1:9000

        + podman-manual: is not started by itself
            + image  docker.io/library/alpine:3

        ~ podman-quiet: goes on, nothing that it would notice
            + description  A quiet one

        ~ podman-steady: goes on as it was until it is restarted
              image             docker.io/library/alpine:3 → docker.io/library/alpine:3.22
            + restartIfChanged  false

        ~ podman-store (was podman-cache): starts in its place
              environment Y  2 → 3
              name           cache → store

        ~ podman-web: restarts
            - argument --memory  1g
            + command            nginx -g 'daemon off;'
            + environment EXTRA  it's
            - environment LEVEL  info
              environment TZ     UTC → Europe/Lisbon
              image              docker.io/library/nginx:1.27 → docker.io/library/nginx:1.29
            + network            proxy
            + port 443/tcp       443
              port 80/tcp        8080 → 127.0.0.1:8080
            + volume /cache      /srv/cache
            + after              podman-store.service
            + requires           podman-store.service

        4 new findings
          warning[OCI304] new.nix:10: nothing in the configuration makes `/srv/cache`: podman fails where it is missing
            help: add "d /srv/cache 0750 root root -" to `systemd.tmpfiles.rules`
          warning[OCI209] new.nix:13: nothing makes the network `proxy`: `web` fails to start unless somebody made it by hand
            help: make it in a unit, or name it in `allow.networks` of `ocinix.toml`:
                  systemd.services.podman-network-proxy = {
                    wantedBy = [ "podman-web.service" ];
                    before = [ "podman-web.service" ];
                    path = [ pkgs.podman ];
                    serviceConfig.Type = "oneshot";
                    script = "podman network create --ignore proxy";
                  };
          warning[OCI204] new.nix:17: `8081:80` is open to everyone, past the firewall
            help: write `127.0.0.1:8081:80` for this host only; to say that everyone may, write `0.0.0.0:8081:80` or open port 8081 in the firewall
          warning[OCI304] new.nix:21: nothing in the configuration makes `/srv/cache`: podman fails where it is missing
            help: add "d /srv/cache 0750 root root -" to `systemd.tmpfiles.rules`

        2 fixed findings
          warning[OCI204] old.nix:8: `8080:80` is open to everyone, past the firewall
          warning[OCI304] old.nix:19: nothing in the configuration makes `/srv/cache`: podman fails where it is missing

        2 units added, 1 removed, 2 renamed, 4 changed, 2 unchanged; 6 are interrupted
    "#]].assert_eq(&ran.out);
}

fn as_a_comment() {
    expect![[r#"
        ### Containers: 2 units added, 1 removed, 2 renamed, 4 changed, 2 unchanged; 6 are interrupted

        | | Unit | On switch | What changes |
        |---|---|---|---|
        | 🏷️ | `alpine`, was `podman-named` | starts in its place |  |
        | ↪️ | `podman-app` | unchanged, restarts with podman-db, which it requires |  |
        | ✏️ | `podman-db` | restarts | `preStart` (below) |
        | ➕ | `podman-fresh` | starts | **+** `image`: `docker.io/library/httpd:2.4`<br>**+** `port 80/tcp`: `8081` |
        | ➖ | `podman-gone` | stops | **−** `image`: `docker.io/library/busybox:1`<br>**−** `port 9000/tcp`: `127.0.0.1:9000` |
        | ➕ | `podman-manual` | is not started by itself | **+** `image`: `docker.io/library/alpine:3` |
        | ✏️ | `podman-quiet` | goes on, nothing that it would notice | **+** `description`: `A quiet one` |
        | ✏️ | `podman-steady` | goes on as it was until it is restarted | `image`: `docker.io/library/alpine:3` → `docker.io/library/alpine:3.22`<br>**+** `restartIfChanged`: `false` |
        | 🏷️ | `podman-store`, was `podman-cache` | starts in its place | `environment Y`: `2` → `3`<br>`name`: `cache` → `store` |
        | ✏️ | `podman-web` | restarts | **−** `argument --memory`: `1g`<br>**+** `command`: `nginx -g 'daemon off;'`<br>**+** `environment EXTRA`: `it's`<br>**−** `environment LEVEL`: `info`<br>`environment TZ`: `UTC` → `Europe/Lisbon`<br>`image`: `docker.io/library/nginx:1.27` → `docker.io/library/nginx:1.29`<br>**+** `network`: `proxy`<br>**+** `port 443/tcp`: `443`<br>`port 80/tcp`: `8080` → `127.0.0.1:8080`<br>**+** `volume /cache`: `/srv/cache`<br>**+** `after`: `podman-store.service`<br>**+** `requires`: `podman-store.service` |

        <details><summary>preStart of podman-db</summary>

        ~~~~~~diff
        + chmod 700 /srv/db
        ~~~~~~

        </details>

        #### New findings

        * warning [OCI304](https://github.com/ocinix/ocinix/blob/main/docs/rules/oci304.md) `new.nix:10`: nothing in the configuration makes `/srv/cache`: podman fails where it is missing
        * warning [OCI209](https://github.com/ocinix/ocinix/blob/main/docs/rules/oci209.md) `new.nix:13`: nothing makes the network `proxy`: `web` fails to start unless somebody made it by hand
        * warning [OCI204](https://github.com/ocinix/ocinix/blob/main/docs/rules/oci204.md) `new.nix:17`: `8081:80` is open to everyone, past the firewall
        * warning [OCI304](https://github.com/ocinix/ocinix/blob/main/docs/rules/oci304.md) `new.nix:21`: nothing in the configuration makes `/srv/cache`: podman fails where it is missing

        #### Fixed findings

        * warning [OCI204](https://github.com/ocinix/ocinix/blob/main/docs/rules/oci204.md) `old.nix:8`: `8080:80` is open to everyone, past the firewall
        * warning [OCI304](https://github.com/ocinix/ocinix/blob/main/docs/rules/oci304.md) `old.nix:19`: nothing in the configuration makes `/srv/cache`: podman fails where it is missing

    "#]].assert_eq(&fixture("markdown").out);
}

fn as_json() {
    let document = fixture("json").json();
    expect![[r#"{"added":2,"removed":1,"renamed":2,"changed":4,"unchanged":2,"interrupted":6}"#]]
        .assert_eq(&serde_json::to_string(&document["summary"]).expect("JSON"));
    let units = document["hosts"][0]["units"].as_array().expect("units");
    let web = units.iter().find(|u| u["unit"] == "podman-db").expect("the unit");
    expect![[r#"
        {
          "unit": "podman-db",
          "kind": "changed",
          "was": null,
          "container": "db",
          "on_switch": "restart",
          "because": null,
          "changes": [
            {
              "field": "preStart",
              "old": "mkdir -p /srv/db",
              "new": "mkdir -p /srv/db\nchmod 700 /srv/db"
            }
          ]
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(web).expect("JSON"));
    let news = document["findings"]["new"].as_array().expect("findings");
    expect![[r#"
        {
          "code": "OCI209",
          "name": "network-not-created",
          "severity": "warning",
          "message": "nothing makes the network `proxy`: `web` fails to start unless somebody made it by hand",
          "file": "new.nix",
          "line": 13,
          "container": "web",
          "help": "make it in a unit, or name it in `allow.networks` of `ocinix.toml`:\nsystemd.services.podman-network-proxy = {\n  wantedBy = [ \"podman-web.service\" ];\n  before = [ \"podman-web.service\" ];\n  path = [ pkgs.podman ];\n  serviceConfig.Type = \"oneshot\";\n  script = \"podman network create --ignore proxy\";\n};"
        }"#]].assert_eq(&serde_json::to_string_pretty(&news[1]).expect("JSON"));
}

fn nothing_differs() {
    let ran = ocinix(&["diff", "examples/nas", "examples/nas"]);
    expect![[r#"
        nas: no unit differs
          `podman-dashboard` and `podman-prometheus` have parts that only Nix knows: whether they differ cannot be seen

        12 units unchanged
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(ran.status, 0);
}

/// Two folders with these files, compared.
fn compared(old: &[(&str, &str)], new: &[(&str, &str)], args: &[&str]) -> Ran {
    let dir = tempfile::tempdir().expect("scratch folder");
    for (side, files) in [("old", old), ("new", new)] {
        for (name, text) in files {
            let path = dir.path().join(side).join(name);
            std::fs::create_dir_all(path.parent().expect("folder")).expect("folder");
            std::fs::write(path, text).expect("file");
        }
    }
    run(dir.path(), args)
}

fn run(dir: &Path, args: &[&str]) -> Ran {
    let all: Vec<&str> = ["diff", "old", "new", "--nixos", "26.05"].iter().chain(args).copied().collect();
    ocinix_in(dir, &all)
}

/// A host with podman and these containers.
fn host(containers: &str) -> String {
    format!(
        "{{ lib, pkgs, ... }}: {{ virtualisation.oci-containers.backend = \"podman\";\n\
         virtualisation.oci-containers.containers = {{ {containers} }}; }}"
    )
}

fn hosts_of_a_flake() {
    let flake = |hosts: &str| {
        format!(
            r#"{{ inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
               outputs = {{ nixpkgs, ... }}: let
                 host = image: nixpkgs.lib.nixosSystem {{ modules = [ {{
                   system.stateVersion = "26.05";
                   virtualisation.oci-containers.containers.web = {{ inherit image; }};
                 }} ]; }};
               in {{ nixosConfigurations = {{ {hosts} }}; }}; }}"#
        )
    };
    let old = flake("a = host \"x:1\"; b = host \"x:1\"; gone = host \"x:1\";");
    let new = flake("a = host \"x:1\"; b = host \"x:2\"; come = host \"x:1\";");
    let ran = compared(&[("flake.nix", &old)], &[("flake.nix", &new)], &["--level", "error"]);
    expect![[r#"
        b

        ~ podman-web: restarts
              image  x:1 → x:2

        come: a new host

        + podman-web: starts
            + image  x:1

        gone: is no more

        - podman-web: stops
            - image  x:1

        1 host is as it was

        1 unit added, 1 removed, 1 changed, 1 unchanged; 2 are interrupted
    "#]]
    .assert_eq(&ran.out);
    let ran = compared(&[("flake.nix", &old)], &[("flake.nix", &new)], &["--level", "error", "--host", "b"]);
    assert!(ran.out.contains("1 unit changed") && !ran.out.contains("come"), "{}", ran.out);
}

/// References are compared as what they are; what changes behind them cannot be seen.
fn what_only_nix_knows() {
    let side = |env: &str, image: &str| {
        host(&format!("web = {{ image = \"x:{image}\"; environment.A = \"${{pkgs.hello}}/{env}\"; }};"))
    };
    let diff = |old: &str, new: &str| {
        compared(&[("configuration.nix", old)], &[("configuration.nix", new)], &["--level", "error"]).out
    };
    assert!(diff(&side("a b", "1"), &side("a b", "1")).contains("no unit differs"));
    let other = side("a b", "1").replace("hello", "hello_2");
    let setting = |path: &str| {
        format!("{}\n", side("a", "1")).replacen("virtualisation", &format!("systemd.services.podman-web.serviceConfig.ExecReload = \"${{pkgs.coreutils}}/bin/{path}\";\n virtualisation"), 1)
    };
    let ran = Ran {
        status: 0,
        err: String::new(),
        out: [
            diff(&side("a b", "1"), &side("a c", "2")),
            diff(&side("a b", "1"), &other),
            diff(&setting("true"), &setting("false")),
        ]
        .concat(),
    };
    expect![[r#"
        new

        ~ podman-web: restarts
              environment A  …/a b → …/a c
              image          x:1 → x:2

        1 unit changed; 1 is interrupted
        new

        ~ podman-web: restarts
              environment A  ‹the store path of hello is known only to Nix›/a b → ‹the store path of hello_2 is known only to Nix›/a b

        1 unit changed; 1 is interrupted
        new

        ~ podman-web: restarts
              serviceConfig.ExecReload  …/bin/true → …/bin/false

        1 unit changed; 1 is interrupted
    "#]]
    .assert_eq(&ran.out);
}

fn new_errors_decide_the_status() {
    let old = host("web.image = \"docker.io/library/nginx:1\";");
    let new = host("web = { image = \"docker.io/library/nginx:1\"; ports = [ \"localhost:80:80\" ]; };");
    let (good, bad) = ([("configuration.nix", old.as_str())], [("configuration.nix", new.as_str())]);
    assert_eq!(compared(&good, &bad, &[]).status, 1);
    assert_eq!(compared(&bad, &good, &[]).status, 0);
    assert_eq!(compared(&bad, &bad, &[]).status, 0);
    let fixed = compared(&bad, &good, &[]).out;
    assert!(fixed.contains("1 fixed finding\n  error[OCI201]"), "{fixed}");
}

fn a_script_of_ones_own_is_compared_by_lines() {
    let side = |line: &str| {
        format!(
            "{}\n",
            host("web.image = \"x:1\";").replacen(
                "virtualisation",
                &format!(
                    "systemd.services.podman-web.script = lib.mkForce ''\n  sleep 1\n  {line}\n'';\nvirtualisation"
                ),
                1,
            )
        )
    };
    let (old, new) = (side("podman run x"), side("podman run y"));
    let ran = compared(&[("configuration.nix", &old)], &[("configuration.nix", &new)], &["--level", "error"]);
    expect![[r#"
        new

        ~ podman-web: restarts
              script
                - podman run x
                + podman run y

        1 unit changed; 1 is interrupted
    "#]]
    .assert_eq(&ran.out);
}

fn two_configurations_are_needed() {
    let ran = ocinix(&["diff", "examples/nas"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("name two configurations"), "{}", ran.err);
}

/// Text from the configuration neither moves the cursor nor closes a code span.
fn nothing_hostile_is_printed() {
    let side = |value: &str| host(&format!("web = {{ image = \"x:1\"; environment.A = {value}; }};"));
    let (old, new) = (side("\"a\""), side(r#"builtins.fromJSON "\"\\u001b[31m`<b>|@x\"""#));
    for format in ["human", "markdown"] {
        let args = ["--format", format, "--level", "error"];
        let ran = compared(&[("configuration.nix", &old)], &[("configuration.nix", &new)], &args);
        assert!(!ran.out.contains('\u{1b}') && ran.out.contains("\\u{1b}[31m"), "{}", ran.out);
        if format == "markdown" {
            assert!(ran.out.contains("``\\u{1b}[31m`<b>\\|@x``"), "{}", ran.out);
        }
    }
}
