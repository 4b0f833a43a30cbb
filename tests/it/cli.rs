//! The command line, mostly without a process: arguments, a folder and text in; text and a status out.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use expect_test::{Expect, expect};
use libtest_mimic::Trial;
use ocinix::analysis::{EvalOutcome, EvalRequest, Options, Outcome, UnitsFormat, UnitsOutcome, Unknown, World};
use ocinix::base::{Files, Span};
use ocinix::cli::{Analyses, Engine, Io, Terminal, run_with};
use ocinix::diag::{Anchor, Containers, Coverage, Diagnostic, Severity, codes};

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![
        usage_errors_end_with_status_2,
        a_missing_path_is_named,
        exit_status_follows_fail_on_not_level,
        formats_and_levels,
        statistics_count_by_code,
        unknowns_are_explained,
        options_reach_the_analysis,
        standard_input_stands_for_a_file,
        syntax_errors_of_real_files,
        files_that_cannot_be_read,
        encrypted_files_are_no_failure,
        folders_are_searched,
        units_are_printed_and_errors_told_apart,
        values_are_printed,
        arguments_and_parts_choose_the_value,
        a_closed_pipe_ends_quietly,
        a_defect_is_reported_not_thrown,
        the_binary_itself,
    ]
}

/// A scratch folder and what a run in it gave.
pub(crate) struct Lab {
    dir: tempfile::TempDir,
}

pub(crate) struct Ran {
    pub(crate) status: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Lab {
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Lab {
        let dir = tempfile::tempdir().expect("scratch folder");
        for (name, bytes) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::write(path, bytes).expect("file");
        }
        Lab { dir }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().canonicalize().expect("scratch folder")
    }

    pub(crate) fn run(&self, engine: &dyn Engine, args: &[&str]) -> Ran {
        self.run_on(engine, args, "")
    }

    pub(crate) fn run_on(&self, engine: &dyn Engine, args: &[&str], stdin: &str) -> Ran {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = call(engine, args, &self.path(), stdin, &mut out, &mut err);
        // The scratch folder has another name every time.
        let text = |bytes| {
            let text = String::from_utf8(bytes).expect("output is UTF-8");
            text.replace(&*self.path().to_string_lossy(), "SCRATCH")
        };
        Ran { status, out: text(out), err: text(err) }
    }
}

fn call(engine: &dyn Engine, args: &[&str], cwd: &Path, stdin: &str, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let mut stdin = stdin.as_bytes();
    let io = Io {
        stdin: &mut stdin,
        stdout: out,
        stderr: err,
        cwd: cwd.to_path_buf(),
        terminal: Terminal::default(),
        env: &|_| None,
    };
    let args = std::iter::once("ocinix").chain(args.iter().copied()).map(OsString::from);
    run_with(args, engine, io)
}

impl Ran {
    pub(crate) fn check(&self, status: u8, shown: Expect) {
        let err = if self.err.is_empty() { String::new() } else { format!("--- stderr\n{}", self.err) };
        shown.assert_eq(&format!("{}{err}", self.out));
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
    }
}

/// An engine with fixed answers: one finding of each severity at the start of the first file.
struct Fabricated;

impl Fabricated {
    fn outcome(files: Arc<Files>, roots: &[PathBuf]) -> Outcome {
        let file = files.add_virtual(&roots[0].join("a.nix").to_string_lossy(), "{ a = 1; }\n");
        let finding = |code, at, severity, text: &str| {
            Diagnostic::new(code, Anchor::text(file, Span::new(at, at + 1)), text).severity(severity)
        };
        let diagnostics = vec![
            finding(&codes::WRONG_TYPE, 6, Severity::Warning, "a warning"),
            finding(&codes::WRONG_TYPE, 2, Severity::Warning, "a warning"),
            finding(&codes::OBSOLETE_OPTION, 2, Severity::Info, "an info"),
            finding(&codes::OBSOLETE_OPTION, 4, Severity::Style, "a style finding"),
        ];
        let containers = Containers { total: 2, known: 1, holes: 0, unknown: 1 };
        let at = Some(Anchor::text(file, Span::new(2, 3)));
        let why = "the value of `config.x` is decided outside of what was read".to_string();
        Outcome {
            diagnostics,
            coverage: Coverage { files: 1, hosts: vec!["nas".into()], containers },
            release: ocinix::schema::Release::NEWEST,
            notes: vec!["assumed NixOS 26.05".into()],
            unknowns: vec![Unknown { at, what: "containers.web.image".into(), why, container: Some("nas/web".into()) }],
            sources: Box::new(Shared(files)),
        }
    }
}

/// A shared file table as sources.
struct Shared(Arc<Files>);

impl ocinix::diag::Sources for Shared {
    fn span(&self, anchor: Anchor) -> Span {
        self.0.span(anchor)
    }
    fn text(&self, file: ocinix::base::FileId) -> &str {
        &self.0.get(file).text
    }
    fn path(&self, file: ocinix::base::FileId) -> &Path {
        &self.0.get(file).path
    }
    fn lines(&self, file: ocinix::base::FileId) -> &ocinix::base::LineIndex {
        self.0.get(file).lines()
    }
}

impl Engine for Fabricated {
    fn check(&self, files: Arc<Files>, roots: &[PathBuf], _: &Options) -> Outcome {
        Fabricated::outcome(files, roots)
    }
    fn units(
        &self,
        files: Arc<Files>,
        roots: &[PathBuf],
        _: &Options,
        format: UnitsFormat,
        only: &[String],
    ) -> anyhow::Result<UnitsOutcome> {
        let missing = only.iter().filter(|u| *u != "podman-web").cloned().collect();
        let printed = format!("{format:?} {only:?}\n");
        Ok(UnitsOutcome { printed, missing, outcome: Fabricated::outcome(files, roots) })
    }
    fn eval(&self, _: Arc<Files>, _: &EvalRequest) -> EvalOutcome {
        // Without the panic hook, whose output would look like a failed test.
        std::panic::resume_unwind(Box::new("no evaluation today"))
    }
}

fn usage_errors_end_with_status_2() {
    let lab = Lab::new(&[("a.nix", b"{ }")]);
    for args in [
        &["chek"][..],
        &["check", "--nixos", "19.03"],
        &["check", "--open-world", "--closed-world"],
        &["check", "--level", "fatal"],
        &["eval"],
        &["eval", "a.nix", "--expr", "1"],
        &[],
    ] {
        let ran = lab.run(&Analyses, args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(!ran.err.is_empty(), "{args:?}");
    }
    lab.run(&Analyses, &["check", "--nixos", "19.03"]).check(2, expect![[r#"
        --- stderr
        error: invalid value '19.03' for '--nixos <REL>': unknown NixOS release `19.03`; known are 24.05, 24.11, 25.05, 25.11, 26.05, unstable

        For more information, try '--help'.
    "#]]);
}

fn a_missing_path_is_named() {
    let lab = Lab::new(&[("a.nix", b"{ }")]);
    lab.run(&Analyses, &["check", "a.nix", "b.nix", "x/\u{1b}c.nix"]).check(
        2,
        expect![[r#"
        --- stderr
        ocinix: no such file or directory: `b.nix`, `x/\u{1b}c.nix`
    "#]],
    );
}

fn exit_status_follows_fail_on_not_level() {
    let lab = Lab::new(&[]);
    let status = |args: &[&str]| lab.run(&Fabricated, args).status;
    assert_eq!(status(&["check"]), 0);
    assert_eq!(status(&["check", "--fail-on", "warning"]), 1);
    assert_eq!(status(&["check", "--fail-on", "style", "--level", "error"]), 1);
    assert_eq!(status(&["check", "--level", "style"]), 0);
}

fn formats_and_levels() {
    let lab = Lab::new(&[]);
    lab.run(&Fabricated, &["check"]).check(
        0,
        expect![[r#"
            warning[MOD003] wrong-type (https://github.com/ocinix/ocinix/blob/main/docs/rules/mod003.md)

              ⚠ a warning
               ╭─[a.nix:1:3]
             1 │ { a = 1; }
               ·   ─
               ╰────

            warning[MOD003] wrong-type (https://github.com/ocinix/ocinix/blob/main/docs/rules/mod003.md)

              ⚠ a warning
               ╭─[a.nix:1:7]
             1 │ { a = 1; }
               ·       ─
               ╰────

            2 warnings in 1 file (2 containers on 1 host: nas)
            1 info, 1 style finding hidden: show with `--level style`
            1 container could not be checked: `--explain-unknown` says why
            assumed NixOS 26.05
        "#]],
    );
    lab.run(&Fabricated, &["check", "--format", "concise"]).check(
        0,
        expect![[r#"
        a.nix:1:3: warning: a warning [MOD003]
        a.nix:1:7: warning: a warning [MOD003]
        --- stderr
        1 info, 1 style finding hidden: show with `--level style`
    "#]],
    );
    lab.run(&Fabricated, &["check", "--format", "concise", "--level", "style"]).check(
        0,
        expect![[r#"
        a.nix:1:3: warning: a warning [MOD003]
        a.nix:1:3: info: an info [MOD010]
        a.nix:1:5: style: a style finding [MOD010]
        a.nix:1:7: warning: a warning [MOD003]
    "#]],
    );
    let json: serde_json::Value =
        serde_json::from_str(&lab.run(&Fabricated, &["check", "--format", "json"]).out).expect("valid JSON");
    assert_eq!(json["diagnostics"].as_array().map(Vec::len), Some(4));
    assert_eq!(json["summary"]["warnings"], 2);
}

fn statistics_count_by_code() {
    let lab = Lab::new(&[]);
    lab.run(&Fabricated, &["check", "--statistics", "--level", "style"]).check(
        0,
        expect![[r#"
            2  warning  MOD003  wrong-type
            1  info     MOD010  obsolete-option
            1  style    MOD010  obsolete-option
            1 host, 2 containers: 1 fully known, 0 with holes, 1 not evaluated
        "#]],
    );
    let json = lab.run(&Fabricated, &["check", "--statistics", "--format", "json"]).out;
    let rows: serde_json::Value = serde_json::from_str(&json).expect("valid JSON");
    assert_eq!(rows["findings"][0]["count"], 2);
    assert_eq!(rows["containers"]["total"], 2);
}

fn unknowns_are_explained() {
    let lab = Lab::new(&[]);
    let ran = lab.run(&Fabricated, &["check", "--explain-unknown", "--level", "error"]);
    ran.check(
        0,
        expect![[r#"
            not checked: the value of `config.x` is decided outside of what was read (1 container)
              a.nix:1:3: containers.web.image

            no errors in 1 file (2 containers on 1 host: nas)
            2 warnings, 1 info, 1 style finding hidden: show with `--level style`
            1 container could not be checked
            assumed NixOS 26.05
        "#]],
    );
    let json = lab.run(&Fabricated, &["check", "--explain-unknown", "--format", "json"]);
    serde_json::from_str::<serde_json::Value>(&json.out).expect("standard output is one document");
    assert!(json.err.contains("containers.web.image"), "{}", json.err);
}

/// Records nothing, demands everything: the options of one command line.
struct Demanding;

impl Engine for Demanding {
    fn check(&self, files: Arc<Files>, roots: &[PathBuf], options: &Options) -> Outcome {
        assert_eq!(options.world, World::Closed);
        assert_eq!(options.nixos.map(|r| r.as_str()), Some("25.05"));
        assert!(options.explain_unknown);
        assert!(roots.iter().all(|r| r.is_absolute()));
        assert_eq!(roots.iter().filter(|r| r.ends_with("sub/a.nix")).count(), 1);
        Fabricated::outcome(files, roots)
    }
    fn units(
        &self,
        _: Arc<Files>,
        _: &[PathBuf],
        _: &Options,
        _: UnitsFormat,
        _: &[String],
    ) -> anyhow::Result<UnitsOutcome> {
        anyhow::bail!("the units are\nnot to be had")
    }
    fn eval(&self, files: Arc<Files>, request: &EvalRequest) -> EvalOutcome {
        ocinix::analysis::eval(files, request)
    }
}

fn options_reach_the_analysis() {
    let lab = Lab::new(&[("sub/a.nix", b"{ }")]);
    let args = ["check", "sub/../sub/./a.nix", "--nixos", "25.05", "--closed-world", "--explain-unknown"];
    let ran = lab.run(&Demanding, &args);
    assert_eq!(ran.status, 0, "{}", ran.err);
    lab.run(&Demanding, &["units"]).check(
        2,
        expect![[r#"
        --- stderr
        ocinix: the units are
        not to be had
    "#]],
    );
}

fn standard_input_stands_for_a_file() {
    let lab = Lab::new(&[("web.nix", b"{ }"), ("ok.nix", b"{ }")]);
    let args = ["check", "--stdin-filename", "web.nix", "--format", "concise"];
    lab.run_on(&Analyses, &args, "{ a = ; }\n").check(
        1,
        expect![[r#"
            web.nix:1:7: error: missing value [NIX001]
        "#]],
    );
    // The file need not exist, and other files are still read from the disk.
    let args = ["check", "--stdin-filename", "sub/new.nix", "ok.nix", "--format", "concise"];
    lab.run_on(&Analyses, &args, "{ a = ; }\n").check(
        1,
        expect![[r#"
            sub/new.nix:1:7: error: missing value [NIX001]
        "#]],
    );
    lab.run_on(&Analyses, &args, "{ }").check(0, expect![[""]]);
}

fn syntax_errors_of_real_files() {
    let lab = Lab::new(&[("a.nix", b"{ a = 1; }"), ("b.nix", b"{\n  a = [ 1 2;\n}\n"), ("c.nix", b"# nothing\n")]);
    lab.run(&Analyses, &["check"]).check(
        1,
        expect![[r#"
            error[NIX001] syntax-error (https://github.com/ocinix/ocinix/blob/main/docs/rules/nix001.md)

              × expected `]`, found `;`
               ╭─[b.nix:2:12]
             1 │ {
             2 │   a = [ 1 2;
               ·       ┬    ─
               ·       ╰── `[` opened here
             3 │ }
               ╰────

            error[FIL003] empty-file (https://github.com/ocinix/ocinix/blob/main/docs/rules/fil003.md)

              × there is no expression in this file
               ╭─[c.nix:1:1]
             1 │ # nothing
               · ─
               ╰────
              help: a module that does nothing is `{ }`

            2 errors in 3 files
        "#]],
    );
    lab.run(&Analyses, &["check", "a.nix"]).check(
        0,
        expect![[r#"
        no problems found in 1 file
    "#]],
    );
}

fn files_that_cannot_be_read() {
    let huge = vec![b' '; 3 << 20];
    let lab = Lab::new(&[("latin1.nix", b"{ a = \"\xe9\"; }"), ("huge.nix", &huge), ("dir.nix/default.nix", b"{ }")]);
    std::os::unix::fs::symlink("loop.nix", lab.path().join("loop.nix")).expect("link");
    let args = ["check", "--format", "concise", "latin1.nix", "huge.nix", "dir.nix", "loop.nix"];
    lab.run(&Analyses, &args).check(
        2,
        expect![[r#"
        huge.nix:1:1: error: cannot read this file: it has 3145728 bytes, more than the limit of 2097152 [FIL001]
        latin1.nix:1:1: error: cannot read this file: it is not UTF-8 text (first bad byte at offset 7) [FIL001]
        loop.nix:1:1: error: cannot read this file: too many symbolic links: a link leads back to itself [FIL001]
    "#]],
    );
    lab.run(&Analyses, &["check", "latin1.nix"]).check(
        2,
        expect![[r#"
            error[FIL001] unreadable-file (https://github.com/ocinix/ocinix/blob/main/docs/rules/fil001.md)

              × cannot read this file: it is not UTF-8 text (first bad byte at offset 7)
               ╭─[latin1.nix:1:1]
             1 │
               · ▲
               ╰────
              help: Nix files are UTF-8 text: convert it, for instance with `iconv -t utf-8`, or leave it out

            1 error in 1 file
        "#]],
    );
    // Below a folder they are findings like others.
    assert_eq!(lab.run(&Analyses, &["check", "."]).status, 1);
}

fn encrypted_files_are_no_failure() {
    let lab = Lab::new(&[("secret.nix", b"\0GITCRYPT\0\x01\x02")]);
    lab.run(&Analyses, &["check", "secret.nix", "--level", "info"]).check(
        0,
        expect![[r#"
            info[FIL002] encrypted-file (https://github.com/ocinix/ocinix/blob/main/docs/rules/fil002.md)

              ☞ this file is encrypted with git-crypt: it was not read
               ╭─[secret.nix:1:1]
             1 │
               · ▲
               ╰────
              help: what it defines counts as unknown; decrypt it in the working tree to have it checked

            1 info in 1 file
        "#]],
    );
}

fn folders_are_searched() {
    let lab = Lab::new(&[
        ("a/b.nix", b"{"),
        ("a/result/c.nix", b"{"),
        (".git/d.nix", b"{"),
        ("e.txt", b"{"),
        ("f.nix", b"{"),
    ]);
    let ran = lab.run(&Analyses, &["check", "--format", "concise", ".", "a", "f.nix"]);
    let places: Vec<_> = ran.out.lines().filter_map(|l| l.split(':').next()).collect();
    assert_eq!(places, ["a/b.nix", "f.nix"]);
}

fn units_are_printed_and_errors_told_apart() {
    let lab = Lab::new(&[]);
    lab.run(&Fabricated, &["units", "--unit", "podman-web.service", "--format", "text"]).check(
        0,
        expect![[r#"
        Text ["podman-web"]
        --- stderr
        assumed NixOS 26.05
    "#]],
    );
    lab.run(&Fabricated, &["units", "--unit", "podman-wbe"]).check(
        2,
        expect![[r#"
        --- stderr
        assumed NixOS 26.05
        ocinix: no unit is called `podman-wbe`
    "#]],
    );
}

fn arguments_and_parts_choose_the_value() {
    let lab = Lab::new(&[("f.nix", b"{ a, b ? a }: { sum = [ a b ]; }"), ("d/x.nix", b"5")]);
    let run = |args: &[&str]| {
        let ran = lab.run(&Analyses, args);
        format!("{} {}", ran.status, ran.out.trim_end())
    };
    let of_f = ["eval", "f.nix", "--strict", "--attr"];
    assert_eq!(run(&[&of_f[..], &["sum", "--arg", "a", "1 + 2"]].concat()), "0 [ 3 3 ]");
    assert_eq!(run(&[&of_f[..], &["sum.1", "--argstr", "a", "x", "--argstr", "b", "y"]].concat()), "0 \"y\"");
    assert_eq!(run(&[&of_f[..], &["sum"]].concat()), "1 ");
    assert_eq!(run(&[&of_f[..], &["sum.2", "--arg", "a", "1"]].concat()), "1 ");
    assert_eq!(run(&["eval", "-I", "n=d", "--expr", "import <n/x.nix>"]), "0 5");
    assert_eq!(run(&["eval", "-I", "d", "--expr", "(builtins.tryEval <y.nix>).success"]), "0 false");
    assert_eq!(run(&["eval", "--expr", "builtins.getEnv \"A\""]), "0 \"\"");
}

fn values_are_printed() {
    let lab = Lab::new(&[("a.nix", b"{ a = 1 + 1; b = throw \"no\\nway\"; }")]);
    lab.run(&Analyses, &["eval", "--expr", "1 + 1"]).check(
        0,
        expect![[r#"
        2
    "#]],
    );
    lab.run(&Analyses, &["eval", "--expr", "{ a = [ 1 2 ]; }", "--json"]).check(
        0,
        expect![[r#"
        {"a":[1,2]}
    "#]],
    );
    lab.run(&Analyses, &["eval", "--expr", "{ a = [ 1 (1 + 1) ]; }", "--strict"]).check(
        0,
        expect![[r#"
        { a = [ 1 2 ]; }
    "#]],
    );
    lab.run(&Analyses, &["eval", "a.nix", "--strict"]).check(
        1,
        expect![[r#"
            --- stderr
            error[NIX012] thrown-error (https://github.com/ocinix/ocinix/blob/main/docs/rules/nix012.md)

              × no
              │ way
               ╭─[a.nix:1:18]
             1 │ { a = 1 + 1; b = throw "no\nway"; }
               ·                  ───────────────
               ╰────

        "#]],
    );
    lab.run(&Analyses, &["eval", "--expr", "(import ./a.nix).a"]).check(
        0,
        expect![[r#"
        2
    "#]],
    );
    lab.run(&Analyses, &["eval", "--expr", "1 +"]).check(
        1,
        expect![[r#"
            --- stderr
            error[NIX001] syntax-error (https://github.com/ocinix/ocinix/blob/main/docs/rules/nix001.md)

              × expected an expression, found the end of the file
               ╭─[«command line»:1:3]
             1 │ 1 +
               ·   ─
               ╰────

        "#]],
    );
    lab.run(&Analyses, &["eval", "none.nix"]).check(
        2,
        expect![[r#"
            --- stderr
            error[FIL001] unreadable-file (https://github.com/ocinix/ocinix/blob/main/docs/rules/fil001.md)

              × cannot read this file: no such file or directory
               ╭─[none.nix:1:1]
             1 │
               · ▲
               ╰────
              help: check the spelling; inside a flake, Nix itself sees a new file only after `git add`

        "#]],
    );
}

/// A reader that has gone away.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

fn a_closed_pipe_ends_quietly() {
    let lab = Lab::new(&[("a.nix", b"{")]);
    for args in [&["check"][..], &["check", "--format", "json"], &["--help"], &["eval", "--expr", "1"]] {
        let mut err = Vec::new();
        let status = call(&Analyses, args, &lab.path(), "", &mut Closed, &mut err);
        assert_eq!((status, String::from_utf8_lossy(&err).as_ref()), (0, ""), "{args:?}");
    }
}

fn a_defect_is_reported_not_thrown() {
    let lab = Lab::new(&[]);
    let ran = lab.run(&Fabricated, &["eval", "--expr", "1"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("ocinix: internal error [OCI900]: "), "{}", ran.err);
    for part in ["no evaluation today", env!("CARGO_PKG_VERSION"), "report it"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
}

fn the_binary_itself() {
    let lab = Lab::new(&[("a.nix", b"{ a = ; }\n"), ("b.nix", b"{ }\n")]);
    let run = |args: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_ocinix")).args(args).current_dir(lab.path()).output();
        let out = out.expect("the binary runs");
        (out.status.code(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    assert_eq!(run(&["check", "b.nix"]).0, Some(0));
    let (status, text) = run(&["check", "--format", "concise"]);
    assert_eq!(status, Some(1));
    assert!(text.starts_with("a.nix:1:"), "{text}");
    assert_eq!(run(&["check", "missing.nix"]).0, Some(2));
    assert_eq!(run(&["--version"]), (Some(0), format!("ocinix {}\n", env!("CARGO_PKG_VERSION"))));
}
