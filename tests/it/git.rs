//! What is staged or committed instead of what lies in the work tree: `check --staged`, `diff --git`, and the tree of a
//! commit against what Git itself checks out. The hooks run under the real pre-commit where it is installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect;
use libtest_mimic::Trial;
use ocinix::base::files::{Disk, MemoryFs};
use ocinix::base::git::Repository;
use ocinix::base::{FileKind, Vfs};

use crate::support::{ocinix_in, skipped, test};

pub(crate) fn tests() -> Vec<Trial> {
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success());
    let with_git: [(&str, fn()); 8] = [
        ("what_is_staged_counts", what_is_staged_counts),
        ("git_names_another_index", git_names_another_index),
        ("a_commit_is_what_git_checks_out", a_commit_is_what_git_checks_out),
        ("links_lead_in_circles", links_lead_in_circles),
        ("a_conflict_shows_our_side", a_conflict_shows_our_side),
        ("a_change_since_a_commit", a_change_since_a_commit),
        ("mistakes_are_told", mistakes_are_told),
        ("units_are_kept_up_to_date", units_are_kept_up_to_date),
    ];
    let git = has("git");
    let mut all: Vec<Trial> = Vec::new();
    for (name, run) in with_git {
        let name = format!("git::{name}");
        all.push(if git { test(name, run) } else { skipped(name, "there is no git on the PATH") });
    }
    let name = "git::hooks_under_pre_commit";
    all.push(match git && has("pre-commit") {
        true => test(name, hooks_under_pre_commit),
        false => skipped(name, "there is no pre-commit on the PATH"),
    });
    all
}

/// A repository in a scratch folder.
struct Repo {
    dir: tempfile::TempDir,
}

impl Repo {
    fn new(files: &[(&str, &str)]) -> Repo {
        let repo = Repo { dir: tempfile::tempdir().expect("scratch folder") };
        std::fs::create_dir(repo.dir.path().join("nas")).expect("folder");
        repo.git(&["init", "-q", "-b", "main"]);
        for (path, text) in files {
            repo.write(path, text);
        }
        repo.git(&["add", "-A"]);
        repo.git(&["commit", "-qm", "first"]);
        repo
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("nas").canonicalize().expect("scratch folder")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path()).env("HOME", self.path().join(".git")).env("GIT_CONFIG_NOSYSTEM", "1");
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(variable);
        }
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "ada@example.org");
        }
        command
    }

    fn try_git(&self, args: &[&str]) -> bool {
        self.command("git").args(args).output().expect("git runs").status.success()
    }

    fn git(&self, args: &[&str]) {
        assert!(self.try_git(args), "git {args:?}");
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(path, text).expect("file");
    }

    /// Status and output of a command, standard error behind it, without the scratch folder's name.
    fn run(&self, args: &[&str]) -> String {
        let ran = ocinix_in(&self.path(), args);
        let text = format!("{}{}[{}]\n", ran.out, ran.err, ran.status);
        text.replace(&*self.path().to_string_lossy(), "SCRATCH")
    }
}

fn host(port: &str) -> String {
    format!(
        "{{\n  virtualisation.oci-containers.backend = \"podman\";\n  \
         virtualisation.oci-containers.containers.web = {{ image = \"docker.io/library/web:1\"; ports = [ \"{port}\" ]; }};\n}}\n"
    )
}

const GOOD: &str = "127.0.0.1:80:80";
const BAD: &str = "127.0.0.1:80:80:90";

fn what_is_staged_counts() {
    let repo = Repo::new(&[("configuration.nix", &host(GOOD))]);
    let check = || repo.run(&["check", "--staged", "--format", "concise", "--nixos", "26.05"]);
    repo.write("configuration.nix", &host(BAD));
    assert_eq!(check(), "[0]\n", "what is not staged does not count");
    repo.git(&["add", "-A"]);
    repo.write("configuration.nix", &host(GOOD));
    expect![[r#"
        configuration.nix:3:97: error: `127.0.0.1:80:80:90` is not a port mapping: it has more than three parts [OCI201]
        [1]
    "#]]
    .assert_eq(&check());
    // A module that Git does not know is not there when Nix reads the flake.
    repo.write("configuration.nix", "{ imports = [ ./web.nix ]; }\n");
    repo.git(&["add", "-A"]);
    repo.write("web.nix", &host(GOOD));
    expect![[r#"
        configuration.nix:1:15: error: the imported module `SCRATCH/web.nix` does not exist [FIL001]
        [1]
    "#]]
    .assert_eq(&check());
    repo.git(&["add", "-N", "web.nix"]);
    assert!(check().ends_with("[1]\n"), "it is only meant to be added");
    repo.git(&["add", "web.nix"]);
    assert_eq!(check(), "[0]\n");
    repo.git(&["rm", "-q", "--cached", "configuration.nix"]);
    expect![[r#"
        ocinix: no such file or directory among what is staged: `configuration.nix`
        [2]
    "#]]
    .assert_eq(&repo.run(&["check", "--staged", "configuration.nix"]));
}

/// `git commit FILE` runs its hooks with an index of its own.
fn git_names_another_index() {
    let repo = Repo::new(&[("configuration.nix", &host(GOOD))]);
    repo.write("configuration.nix", &host(BAD));
    repo.write("hook", "#!/bin/sh\nexec ocinix check --staged --format concise\n");
    let hook = repo.path().join(".git/hooks/pre-commit");
    std::fs::create_dir_all(hook.parent().expect("parent")).expect("folder");
    std::fs::rename(repo.path().join("hook"), &hook).expect("hook");
    assert!(Command::new("chmod").arg("+x").arg(&hook).status().is_ok_and(|s| s.success()));
    let commit = |args: &[&str]| {
        let out = repo.command("git").env("PATH", path_with_ocinix()).args(args).output().expect("git runs");
        (
            out.status.success(),
            String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr),
        )
    };
    let (passed, said) = commit(&["commit", "-qm", "bad", "configuration.nix"]);
    assert!(!passed && said.contains("OCI201"), "{said}");
    repo.write("configuration.nix", &host("127.0.0.1:81:80"));
    let (passed, said) = commit(&["commit", "-qam", "good"]);
    assert!(passed, "{said}");
}

fn path_with_ocinix() -> std::ffi::OsString {
    let folder = Path::new(env!("CARGO_BIN_EXE_ocinix")).parent().expect("folder").to_path_buf();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&rest))).expect("PATH")
}

#[cfg(unix)]
fn link(target: &str, at: &Path) {
    std::os::unix::fs::symlink(target, at).expect("link");
}

#[cfg(not(unix))]
fn link(target: &str, at: &Path) {
    std::fs::write(at, target).expect("link");
}

fn a_commit_is_what_git_checks_out() {
    let repo = Repo::new(&[("a.nix", "1\n"), ("dir/b.nix", "2\n"), ("dir/deep/c.nix", "3\n"), ("dir.nix", "4\n")]);
    link("dir", &repo.path().join("folder"));
    link("../a.nix", &repo.path().join("dir/a"));
    link("nowhere", &repo.path().join("dir/broken"));
    repo.write("run.sh", "#!/bin/sh\n");
    assert!(Command::new("chmod").arg("+x").arg(repo.path().join("run.sh")).status().is_ok_and(|s| s.success()));
    repo.write("ümlaut name.nix", "5\n");
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-qm", "second"]);
    let checked_out = repo.path().join("other/tree");
    repo.git(&["worktree", "add", "-q", "--detach", checked_out.to_str().expect("UTF-8"), "HEAD"]);
    repo.git(&["rm", "-rqf", "dir", "a.nix"]);
    let tree = Repository::around(&repo.path()).and_then(|r| r.commit("HEAD", MemoryFs::default())).expect("a commit");
    let disk = Disk::new([checked_out.clone()]);
    let mut open = vec![PathBuf::new()];
    let mut seen = 0;
    while let Some(below) = open.pop() {
        let (mine, theirs) = (repo.path().join(&below), checked_out.join(&below));
        seen += 1;
        assert_eq!(tree.kind(&mine), disk.kind(&theirs), "{}", below.display());
        if !below.as_os_str().is_empty() {
            assert_eq!(tree.node(&mine), disk.node(&theirs), "{}", below.display());
        }
        match disk.kind(&theirs) {
            Some(FileKind::Directory) => {
                let entries = disk.read_dir(&theirs).expect("a folder").into_iter().filter(|(n, _)| n != ".git");
                let entries: Vec<_> = entries.collect();
                assert_eq!(tree.read_dir(&mine).expect("a folder"), entries, "{}", below.display());
                // A folder behind a link is seen once.
                open.extend(entries.iter().filter(|_| below != Path::new("folder")).map(|(n, _)| below.join(n)));
            }
            _ => assert_eq!(tree.read(&mine, 99).ok(), disk.read(&theirs, 99).ok(), "{}", below.display()),
        }
    }
    assert!(seen >= 12, "{seen}");
    assert_eq!(tree.kind(&repo.path().join("folder/deep/c.nix")), Some(FileKind::Regular));
    assert_eq!(
        tree.read(&repo.path().join("dir/b.nix"), 1).map_err(|e| e.to_string()),
        Err("it has 2 bytes, more than the limit of 2097152".into())
    );
    assert_eq!(tree.kind(&repo.path().join("a.nix/x")), None);
    assert_eq!(tree.kind(&repo.path().join(".git")), None);
}

fn links_lead_in_circles() {
    let repo = Repo::new(&[("a.nix", "1\n")]);
    link("y", &repo.path().join("x"));
    link("x", &repo.path().join("y"));
    link("/etc", &repo.path().join("out"));
    repo.git(&["add", "-A"]);
    let tree = Repository::around(&repo.path()).and_then(|r| r.staged(None, MemoryFs::default())).expect("the index");
    let said = |name: &str| tree.read(&repo.path().join(name), 99).map_err(|e| e.to_string());
    assert_eq!(said("x"), Err("too many symbolic links: a link leads back to itself".into()));
    assert_eq!(said("x/z"), Err("too many symbolic links: a link leads back to itself".into()));
    // What lies outside is asked of the file system that is allowed to answer.
    assert_eq!(said("out/passwd"), Err("no such file or directory".into()));
}

fn a_conflict_shows_our_side() {
    let repo = Repo::new(&[("configuration.nix", &host(GOOD))]);
    repo.git(&["checkout", "-qb", "other"]);
    repo.write("configuration.nix", &host("127.0.0.1:81:81"));
    repo.git(&["commit", "-qam", "theirs"]);
    repo.git(&["checkout", "-q", "main"]);
    repo.write("configuration.nix", &host(BAD));
    repo.git(&["commit", "-qam", "ours"]);
    assert!(!repo.try_git(&["merge", "-q", "other"]), "a conflict");
    let shown = repo.run(&["check", "--staged", "--format", "concise"]);
    assert!(shown.contains(BAD) && shown.ends_with("[1]\n"), "{shown}");
}

fn a_change_since_a_commit() {
    let repo = Repo::new(&[("configuration.nix", &host(GOOD))]);
    repo.write("configuration.nix", &host("127.0.0.1:81:80"));
    expect![[r#"
        nas

        ~ podman-web: restarts
              port 80/tcp  127.0.0.1:80 → 127.0.0.1:81

        1 unit changed; 1 is interrupted
        [0]
    "#]]
    .assert_eq(&repo.run(&["diff", "--git", "HEAD"]));
    assert!(repo.run(&["diff", "--staged"]).contains("no unit differs"), "nothing is staged");
    repo.git(&["commit", "-qam", "second"]);
    repo.write("configuration.nix", &host("0.0.0.0:82:80"));
    repo.git(&["add", "-A"]);
    expect![[r#"
        nas

        ~ podman-web: restarts
              port 80/tcp  127.0.0.1:81 → 0.0.0.0:82

        1 unit changed; 1 is interrupted
        [0]
    "#]]
    .assert_eq(&repo.run(&["diff", "--staged"]));
    assert_eq!(
        repo.run(&["diff", "--git", "HEAD~1..HEAD"]),
        repo.run(&["diff", "--git", "main~1..", "configuration.nix"])
    );
    // Two branches: what the other has done since does not count with three dots.
    repo.git(&["reset", "-q", "--hard"]);
    repo.git(&["checkout", "-qb", "feature", "HEAD~1"]);
    repo.write("configuration.nix", &host("127.0.0.1:90:80"));
    repo.git(&["commit", "-qam", "feature"]);
    let changed =
        |range: &str| repo.run(&["diff", "--git", range]).lines().filter(|l| l.contains('→')).collect::<String>();
    assert_eq!(changed("main..feature").split_whitespace().last(), Some("127.0.0.1:90"));
    assert!(changed("main..feature").contains("127.0.0.1:81 →"), "{}", changed("main..feature"));
    assert!(changed("main...feature").contains("127.0.0.1:80 →"), "{}", changed("main...feature"));
}

fn mistakes_are_told() {
    let repo = Repo::new(&[("configuration.nix", &host(GOOD)), ("sub/a.nix", "{ }\n")]);
    let plain = tempfile::tempdir().expect("scratch folder");
    let outside = ocinix_in(plain.path(), &["check", "--staged"]);
    assert!(
        outside.status == 2 && outside.err.contains("is not in the work tree of a Git repository"),
        "{}",
        outside.err
    );
    let said: Vec<String> = [
        &["diff", "--git", "nowhere"][..],
        &["diff", "--git", "HEAD", "a", "b"],
        &["diff", "--git", "HEAD..\u{1b}[2J"],
        &["diff", "--git", "HEAD", "sub/b.nix"],
        &["check", "--staged", "--fix"],
    ]
    .iter()
    .map(|args| repo.run(args))
    .collect();
    assert!(!said.concat().contains('\u{1b}'));
    expect![[r#"
        ocinix: there is no Git revision `nowhere`, or not only one
        [2]
        ocinix: --git and --staged compare one configuration with itself: name one path, or none
        [2]
        ocinix: there is no Git revision `\u{1b}[2J`, or not only one
        [2]
        ocinix: no such file or directory in `HEAD`: `sub/b.nix`
        [2]
        error: the argument '--staged' cannot be used with '--fix'

        Usage: ocinix check --staged [PATH]...

        For more information, try '--help'.
        [2]
    "#]]
    .assert_eq(&said.concat());
}

fn units_are_kept_up_to_date() {
    let repo = Repo::new(&[("configuration.nix", &host(GOOD))]);
    let units =
        |more: &[&str]| repo.run(&[&["units", "--nixos", "26.05", "--output", "units.json"][..], more].concat());
    assert!(units(&["--check"]).ends_with("[1]\n"), "there is no file");
    assert_eq!(units(&[]), "[0]\n");
    assert_eq!(units(&["--check"]), "[0]\n");
    let written = std::fs::read_to_string(repo.path().join("units.json")).expect("units.json");
    assert_eq!(written, ocinix_in(&repo.path(), &["units", "--nixos", "26.05"]).out);
    repo.write("configuration.nix", &host("127.0.0.1:81:80"));
    let shown = units(&["--check"]);
    assert!(shown.contains("--- a/units.json") && shown.contains("+") && shown.ends_with("[1]\n"), "{shown}");
    // A configuration with an error replaces nothing.
    repo.write("configuration.nix", "{ virtualisation.oci-containers.containers.web = { image = 1; }; }\n");
    assert!(units(&[]).ends_with("[1]\n"));
    assert_eq!(std::fs::read_to_string(repo.path().join("units.json")).expect("units.json"), written);
}

/// The definitions as they are, but for the language: to build the crate for pre-commit takes minutes, and the program
/// is there.
fn hooks_under_pre_commit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let hooks = std::fs::read_to_string(root.join(".pre-commit-hooks.yaml")).expect("the hook file");
    let hooks = Repo::new(&[(".pre-commit-hooks.yaml", &hooks.replace("language: rust", "language: system"))]);
    hooks.git(&["tag", "v1"]);
    let config = format!(
        "repos:\n  - repo: {}\n    rev: v1\n    hooks:\n      - id: ocinix-check\n        args: [--format, concise]\n      - id: ocinix-units\n",
        hooks.path().display()
    );
    let repo = Repo::new(&[(".pre-commit-config.yaml", &config), ("configuration.nix", &host(GOOD))]);
    let cache = tempfile::tempdir().expect("scratch folder");
    let run = |program: &str, args: &[&str]| {
        let mut command = repo.command(program);
        command.env("PATH", path_with_ocinix()).env("PRE_COMMIT_HOME", cache.path()).env("PRE_COMMIT_COLOR", "never");
        let out = command.args(args).output().expect("it runs");
        (
            out.status.success(),
            String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr),
        )
    };
    let (installed, said) = run("pre-commit", &["install"]);
    assert!(installed, "{said}");
    repo.write("configuration.nix", &host(BAD));
    repo.git(&["add", "-A"]);
    let (passed, said) = run("git", &["commit", "-qm", "bad"]);
    assert!(!passed && said.contains("OCI201"), "{said}");
    // A good one lacks the units, which the hook writes: the second try passes.
    repo.write("configuration.nix", &host("127.0.0.1:81:80"));
    repo.git(&["add", "-A"]);
    let (passed, said) = run("git", &["commit", "-qm", "without units"]);
    assert!(!passed && repo.path().join("units.json").exists(), "{said}");
    repo.git(&["add", "-A"]);
    let (passed, said) = run("git", &["commit", "-qm", "good"]);
    assert!(passed, "{said}");
}
