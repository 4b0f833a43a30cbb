//! What becomes of findings: settings, comments that allow them, fixes.

use expect_test::{expect, expect_file};
use libtest_mimic::Trial;
use ocinix::cli::Analyses;

use crate::cli::Lab;

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![
        settings_choose_and_weigh,
        settings_that_are_wrong,
        the_command_line_wins,
        comments_allow_findings,
        comments_that_allow_nothing,
        fixes_are_written,
        a_patch_changes_nothing,
        standard_input_is_mended_to_standard_output,
        only_what_was_named_is_mended,
        rules_are_listed,
        rules_are_explained,
        the_schema_of_settings,
        completions_and_man_page,
    ]
}

/// Two mistakes: a port that is none, and a detached client, which can be mended.
const HOST: &str = r#"{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27"; # pinned
    ports = [ "127.0.0.1:8080:80/http" ];
    extraOptions = [
      # why
      "-d"
      "--init"
    ];
  };
}
"#;

const CHECK: &[&str] = &["check", "--format", "concise", "configuration.nix"];

fn settings_choose_and_weigh() {
    let lab = Lab::new(&[
        ("configuration.nix", HOST.as_bytes()),
        (
            "ocinix.toml",
            b"[severity]\nOCI2 = \"warning\"\n[[paths]]\nfiles = [\"conf*\"]\nignore = [\"detach-flag-on-docker\"]\n",
        ),
    ]);
    lab.run(&Analyses, CHECK).check(0, expect![[r#"
        configuration.nix:5:15: warning: `127.0.0.1:8080:80/http` is not a port mapping: `http` is not a protocol: `tcp`, `udp` and `sctp` are [OCI201]
    "#]]);
    let lab = Lab::new(&[("configuration.nix", HOST.as_bytes()), ("ocinix.toml", b"select = [ \"OCI507\" ]\n")]);
    lab.run(&Analyses, CHECK).check(1, expect![[r#"
        configuration.nix:8:7: error: `-d` lets the docker client exit at once, and systemd then stops the container [OCI507]
    "#]]);
}

fn settings_that_are_wrong() {
    let lab = Lab::new(&[("configuration.nix", b"{ }"), ("ocinix.toml", b"nixos = \"25.5\"\nselct = []\n")]);
    lab.run(&Analyses, CHECK).check(
        1,
        expect![[r#"
        ocinix.toml:1:9: error: `25.5` is not a release of NixOS that ocinix knows [OCI903]
        ocinix.toml:2:1: error: there is no setting `selct` [OCI903]
    "#]],
    );
}

fn the_command_line_wins() {
    let lab = Lab::new(&[("configuration.nix", HOST.as_bytes()), ("ocinix.toml", b"select = [ \"OCI507\" ]\n")]);
    let args = [CHECK, &["--select", "OCI2,OCI3"]].concat();
    lab.run(&Analyses, &args).check(1, expect![[r#"
        configuration.nix:5:15: error: `127.0.0.1:8080:80/http` is not a port mapping: `http` is not a protocol: `tcp`, `udp` and `sctp` are [OCI201]
    "#]]);
    let args = [CHECK, &["--ignore", "detach-flag-on-docker"]].concat();
    lab.run(&Analyses, &args).check(0, expect![[""]]);
    let args = [CHECK, &["--ignore", "OCI599"]].concat();
    lab.run(&Analyses, &args).check(
        2,
        expect![[r#"
            --- stderr
            ocinix: no rule is called `OCI599`: did you mean `OCI509`? (`ocinix rules` lists them)
        "#]],
    );
}

fn comments_allow_findings() {
    let allowed = HOST
        .replace("ports = ", "# ocinix: allow OCI201 http is fine here\n    ports = ")
        .replace("\"-d\"", "\"-d\" # ocinix: allow oci507");
    let lab = Lab::new(&[("configuration.nix", allowed.as_bytes())]);
    lab.run(&Analyses, CHECK).check(0, expect![[""]]);
}

fn comments_that_allow_nothing() {
    let wrong = HOST
        .replace("ports = ", "# ocinix: allow OCI202 is not what happens\n    ports = ")
        .replace("\"-d\"", "\"-d\" # ocinix: allow detaching")
        .replace("# why", "# ocinix: allow OCI599, OCI507");
    let lab = Lab::new(&[("configuration.nix", wrong.as_bytes())]);
    lab.run(&Analyses, CHECK).check(1, expect![[r#"
        configuration.nix:5:5: warning: nothing here is reported as OCI202 (port-range-length) [OCI902]
        configuration.nix:6:15: error: `127.0.0.1:8080:80/http` is not a port mapping: `http` is not a protocol: `tcp`, `udp` and `sctp` are [OCI201]
        configuration.nix:8:7: warning: no rule is called `OCI599`: did you mean `OCI509`? [OCI901]
        configuration.nix:9:12: warning: this comment names no finding to allow [OCI901]
    "#]]);
    // What was not looked for is not said to be missing, nor where part of the configuration is not known.
    let args = [CHECK, &["--ignore", "OCI202,OCI901"]].concat();
    lab.run(&Analyses, &args).check(1, expect![[r#"
        configuration.nix:6:15: error: `127.0.0.1:8080:80/http` is not a port mapping: `http` is not a protocol: `tcp`, `udp` and `sctp` are [OCI201]
    "#]]);
    let args = [CHECK, &["--open-world", "--ignore", "OCI201,OCI901"]].concat();
    lab.run(&Analyses, &args).check(0, expect![[""]]);
}

fn fixes_are_written() {
    let lab = Lab::new(&[("nas/configuration.nix", HOST.as_bytes())]);
    lab.run(&Analyses, &["check", "--fix", "--select", "OCI507", "nas"]).check(
        0,
        expect![[r#"
            no problems found in 1 file (1 container on 1 host: nas)
            mended 1 finding in 1 file
        "#]],
    );
    let text = std::fs::read_to_string(lab.path().join("nas/configuration.nix")).expect("the file");
    expect![[r#"
        {
          virtualisation.oci-containers.backend = "docker";
          virtualisation.oci-containers.containers.web = {
            image = "docker.io/library/nginx:1.27"; # pinned
            ports = [ "127.0.0.1:8080:80/http" ];
            extraOptions = [
              # why
              "--init"
            ];
          };
        }
    "#]]
    .assert_eq(&text);
    let names: Vec<_> =
        std::fs::read_dir(lab.path().join("nas")).expect("folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(names, ["configuration.nix"]);
}

fn a_patch_changes_nothing() {
    let lab = Lab::new(&[("configuration.nix", HOST.as_bytes())]);
    lab.run(&Analyses, &["check", "--diff"]).check(
        1,
        expect![[r#"
        --- a/configuration.nix
        +++ b/configuration.nix
        @@ -5,7 +5,6 @@
             ports = [ "127.0.0.1:8080:80/http" ];
             extraOptions = [
               # why
        -      "-d"
               "--init"
             ];
           };
        --- stderr
        would mend 1 finding in 1 file
    "#]],
    );
    assert_eq!(std::fs::read_to_string(lab.path().join("configuration.nix")).expect("the file"), HOST);
    let lab = Lab::new(&[("configuration.nix", b"{ }")]);
    lab.run(&Analyses, &["check", "--diff"]).check(
        0,
        expect![[r#"
            --- stderr
            nothing to mend
        "#]],
    );
}

fn standard_input_is_mended_to_standard_output() {
    let lab = Lab::new(&[]);
    let args = ["check", "--fix", "--closed-world", "--stdin-filename", "web.nix", "--format", "concise"];
    lab.run_on(&Analyses, &args, HOST).check(1, expect![[r#"
        {
          virtualisation.oci-containers.backend = "docker";
          virtualisation.oci-containers.containers.web = {
            image = "docker.io/library/nginx:1.27"; # pinned
            ports = [ "127.0.0.1:8080:80/http" ];
            extraOptions = [
              # why
              "--init"
            ];
          };
        }
        --- stderr
        web.nix:5:15: error: `127.0.0.1:8080:80/http` is not a port mapping: `http` is not a protocol: `tcp`, `udp` and `sctp` are [OCI201]
    "#]]);
}

/// The mistake is made in a file that was not named.
fn only_what_was_named_is_mended() {
    let lab = Lab::new(&[
        ("configuration.nix", b"{ imports = [ ./flags.nix ]; virtualisation.oci-containers.backend = \"docker\"; }"),
        (
            "flags.nix",
            b"{ virtualisation.oci-containers.containers.web = { image = \"a/b:1\"; extraOptions = [ \"-d\" ]; }; }",
        ),
    ]);
    let before = lab.run(&Analyses, &["check", "--diff", "configuration.nix"]);
    assert_eq!((before.status, before.out.as_str()), (0, ""));
    assert_eq!(lab.run(&Analyses, &["check", "--diff", "."]).status, 1);
}

fn rules_are_listed() {
    let lab = Lab::new(&[]);
    let table = lab.run(&Analyses, &["rules"]);
    assert_eq!(table.out.lines().count(), ocinix::rules::RULES.len());
    let json = lab.run(&Analyses, &["rules", "--format", "json"]);
    let parsed: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert!(parsed.as_array().expect("a list").iter().all(|r| r["summary"].as_str().is_some_and(|s| s.ends_with('.'))));
    let markdown = lab.run(&Analyses, &["rules", "--format", "markdown"]);
    assert_eq!(markdown.out.lines().count(), ocinix::rules::RULES.len() + 2);
}

fn rules_are_explained() {
    let lab = Lab::new(&[]);
    lab.run(&Analyses, &["explain", "oci507"]).check(
        0,
        expect![[r#"
            OCI507 detach-flag-on-docker  error

            What it does
            Reports `-d` or `--detach` in `extraOptions` where the backend is docker.


            Why is this bad?
            With docker, the unit's process is the client in the foreground. A detached client exits at once; systemd takes
            that for the end of the service and runs its stop command, which stops the container.


            Example
                {
                  virtualisation.oci-containers.backend = "docker";
                  virtualisation.oci-containers.containers.web = {
                    image = "docker.io/library/nginx:1.27";
                    extraOptions = [ "-d" ];
                  };
                }
            Use instead:
                {
                  virtualisation.oci-containers.backend = "docker";
                  virtualisation.oci-containers.containers.web = {
                    image = "docker.io/library/nginx:1.27";
                  };
                }


            Unknowns
            Silent while the backend, or the value of the option, is not known.

            https://github.com/ocinix/ocinix/blob/main/docs/rules/oci507.md
        "#]],
    );
    lab.run(&Analyses, &["explain", "unused-suppression"]).check(
        0,
        expect![[r#"
            OCI902 unused-suppression  warning

            What it means
            A comment that allows a finding where there is none.

            https://github.com/ocinix/ocinix/blob/main/docs/rules/oci902.md
        "#]],
    );
    lab.run(&Analyses, &["explain", "OCI7000"]).check(
        2,
        expect![[r#"
            --- stderr
            ocinix: no rule is called `OCI7000` (`ocinix rules` lists them)
        "#]],
    );
}

fn the_schema_of_settings() {
    let lab = Lab::new(&[]);
    let shown = lab.run(&Analyses, &["schema", "settings"]);
    expect_file![crate::support::tests_dir().join("report/settings.schema.json")].assert_eq(&shown.out);
    // The page about settings shows every key.
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md")).expect("docs");
    let schema: serde_json::Value = serde_json::from_str(&shown.out).expect("JSON");
    let keys = |at: &serde_json::Value| at["properties"].as_object().expect("keys").keys().cloned().collect::<Vec<_>>();
    for key in keys(&schema).into_iter().chain(keys(&schema["properties"]["allow"])) {
        assert!(page.contains(&key), "docs/settings.md does not show `{key}`");
    }
    // What it shows is understood.
    let example = page.split("```toml\n").nth(1).and_then(|t| t.split("```").next()).expect("an example");
    let lab = Lab::new(&[("configuration.nix", b"{ }"), ("ocinix.toml", example.as_bytes())]);
    assert_eq!(lab.run(&Analyses, CHECK).out, "");
}

fn completions_and_man_page() {
    let lab = Lab::new(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = lab.run(&Analyses, &["completions", shell]);
        assert!(ran.status == 0 && ran.out.contains("unsafe-fixes"), "{shell}");
    }
    assert_eq!(lab.run(&Analyses, &["completions", "tcsh"]).status, 2);
    let man = lab.run(&Analyses, &["man"]).out;
    assert!(man.starts_with(".") && man.contains("ocinix-check") && man.contains("unsafe\\-fixes"), "{man}");
}
