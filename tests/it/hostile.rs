//! Whatever the input, `check` and `eval` end soon with an ordinary status: text that is hard on parsers, programs that
//! do not end, values that contain themselves, files that are not what they seem.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use libtest_mimic::Trial;
use ocinix::analysis::{self, Options, World};
use ocinix::base::files::{FileKind, MemoryFs, ReadErrorKind};
use ocinix::base::{Files, ReadError, Vfs, limits};
use ocinix::diag::Diagnostic;

use crate::support::{Ran, ocinix_in, test};

pub(crate) fn tests() -> Vec<Trial> {
    let mut trials = crate::trials![
        values_that_contain_themselves,
        an_undeclared_option_without_end,
        a_file_that_vanishes,
        a_very_long_import_chain,
    ];
    trials.extend(UNITS.iter().map(|unit| test(format!("hostile::text::{unit:?}"), || repeated(unit))));
    trials.extend(PROGRAMS.iter().map(|p| test(format!("hostile::program::{p}"), || program(p))));
    trials.extend(BAD_FILES.iter().map(|bad| test(format!("hostile::file::{}", bad.name), || bad.check())));
    trials
}

/// A roomy bound: tests are not optimised, and the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// The stack of an ordinary thread. What needs more has to get it by itself.
const STACK: usize = 2 << 20;

/// Runs on a thread with a small stack; panics when it takes too long. (A stack overflow ends the whole binary.)
fn bounded<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let (send, receive) = channel();
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let _ = send.send(run());
    });
    worker.expect("a thread");
    receive.recv_timeout(PATIENCE).expect("it ends in time, and does not panic")
}

/// Checks text as a file in both worlds; gives what was found in the closed one.
fn check(text: String) -> Vec<Diagnostic> {
    let run = |world, text: &str| {
        let mut fs = MemoryFs::default();
        fs.insert("/w/a.nix", text);
        let options = Options { world, ..Options::default() };
        analysis::check(Arc::new(Files::new(fs)), &["/w/a.nix".into()], &options).diagnostics
    };
    bounded(move || {
        run(World::Open, &text);
        run(World::Closed, &text)
    })
}

/// Each is repeated until it breaks something: deep nesting, long chains, openings without an end.
const UNITS: &[&str] = &[
    "[",
    "[ ",
    "[ a ",
    "(",
    "!",
    "! ",
    "a++",
    "a ++ ",
    "1+",
    "a//",
    "a.",
    "a.b or ",
    "{a=",
    "f ",
    "\"${",
    "''${",
    "x: ",
    "if a then b else ",
    "let a=1; in ",
    "with a; ",
    "assert a; ",
    "{a}: ",
    "-",
    "rec {a=",
    "a?b.",
    "<a>",
    "a: {b?",
    "(a:",
    "/*",
    "''",
    "\"",
];

fn repeated(unit: &str) {
    let most = limits::FILE_BYTES as usize / unit.len();
    for times in [20_000, most - 100] {
        let text = unit.repeat(times);
        assert!(!check(text.clone()).is_empty(), "nothing is said about {unit:?} × {times}");
        check(format!("{{ virtualisation.oci-containers.containers.a.image = {text}; }}"));
    }
}

/// Programs that do not end, or whose value cannot be walked.
const PROGRAMS: &[&str] = &[
    "(x: x x) (x: x x)",
    "let a = a; in a",
    "let f = n: 1 + f (n + 1); in f 0",
    "let f = n: f (n + 1); in f 0",
    "let f = n: [ (f n) ]; in f 0",
    "let s = { inherit s; }; in s",
    "let s = { a = s; b = [ s ]; }; in s // { c = s; }",
    "let l = [ l l ]; in l",
    "let l = [ l ]; in l == l",
    "let a = { inherit a; }; b = { a = b; }; in a == b",
    "let s = s + s; in s",
    "let f = s: f (s + s); in f \"x\"",
    "let f = l: f (l ++ l); in f [ 1 ]",
    "builtins.genList (x: x) 100000000000",
    "builtins.foldl' (a: b: a + a) \"x\" (builtins.genList (x: x) 1000)",
    "builtins.replaceStrings [ \"\" ] [ \"xxxxxxxxxxxxxxxx\" ] (builtins.readFile ./a.nix)",
    "builtins.match \"((a*)*)*b\" (builtins.concatStringsSep \"\" (builtins.genList (x: \"a\") 10000))",
    "builtins.toJSON (let s = { inherit s; }; in s)",
    "builtins.deepSeq (let s = { inherit s; }; in s) 1",
    "builtins.toString (let l = [ l ]; in l)",
    "builtins.fromJSON (builtins.concatStringsSep \"\" (builtins.genList (x: \"[\") 100000))",
    "import ./a.nix",
    "builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = x.key + 1; } ]; }",
    "9223372036854775807 + 1",
    "1 / 0",
    "-9223372036854775807 - 1 / -1",
    "builtins.substring 0 (-1) \"é\"",
    "builtins.elemAt [ ] 9223372036854775807",
];

/// A set that contains itself, defined where no option is declared, and walked further than anybody writes names.
fn an_undeclared_option_without_end() {
    check(
        "{ config, lib, ... }:\nlet x = { n = x; }; in\n{\n  bar.foo = x;\n  \
         virtualisation.oci-containers.containers.a.image =\n    toString \
         (lib.foldl' (a: _: a.n) config.bar.foo (lib.range 1 20000) ? n);\n}"
            .to_owned(),
    );
}

fn program(expr: &'static str) {
    for place in ["image", "ports", "environment", "podman.user", "extraOptions", "dependsOn"] {
        check(format!("{{ virtualisation.oci-containers.containers.a.{place} = {expr}; }}"));
    }
    check(format!("{{ virtualisation.oci-containers.containers = {expr}; }}"));
    check(format!("{{ imports = {expr}; }}"));
    check(format!("{{ config = {expr}; options.x = {expr}; }}"));
    check(expr.to_owned());
    for flags in [&["--strict"][..], &["--json"], &[]] {
        let ran = eval(expr, flags);
        assert!(ran.status <= 1, "status {}: {}", ran.status, ran.err);
    }
}

fn eval(expr: &str, flags: &'static [&'static str]) -> Ran {
    let expr = expr.to_owned();
    bounded(move || {
        let dir = tempfile::tempdir().expect("scratch folder");
        std::fs::write(dir.path().join("a.nix"), "{ }").expect("scratch file");
        ocinix_in(dir.path(), &[&["eval", "--expr", &expr], flags].concat())
    })
}

fn values_that_contain_themselves() {
    let shown = |expr, flags| eval(expr, flags).out.trim().to_owned();
    assert_eq!(shown("let s = { inherit s; a = 1; }; in s.s.s.a", &[]), "1");
    assert_eq!(shown("let s = { inherit s; }; in s", &["--strict"]), "{ s = «repeated»; }");
    let endless = eval("let s = { inherit s; }; in s", &["--json"]);
    assert_eq!((endless.status, endless.out.as_str()), (1, ""), "{}", endless.err);
}

struct BadFile {
    name: &'static str,
    make: fn(&Path),
    code: &'static str,
}

const BAD_FILES: &[BadFile] = &[
    BadFile { name: "not-utf-8", make: |p| write(p, b"{ a = \"\xff\"; }"), code: "FIL001" },
    BadFile { name: "empty", make: |p| write(p, b""), code: "FIL003" },
    BadFile { name: "only-a-comment", make: |p| write(p, b"# nothing\n"), code: "FIL003" },
    BadFile { name: "directory", make: |p| std::fs::create_dir(p).expect("folder"), code: "FIL001" },
    BadFile { name: "sops", make: |p| write(p, SOPS), code: "FIL002" },
    BadFile { name: "git-crypt", make: |p| write(p, b"\0GITCRYPT\0abcdefgh"), code: "FIL002" },
    BadFile { name: "age", make: |p| write(p, b"age-encryption.org/v1\n-> X25519 abc\n"), code: "FIL002" },
    BadFile { name: "too-large", make: huge, code: "FIL001" },
    BadFile { name: "missing", make: |_| (), code: "FIL001" },
    #[cfg(unix)]
    BadFile { name: "symlink-loop", make: |p| std::os::unix::fs::symlink(p, p).expect("link"), code: "FIL001" },
    #[cfg(unix)]
    BadFile { name: "outside", make: |p| std::os::unix::fs::symlink("/etc/passwd", p).expect("link"), code: "FIL001" },
    BadFile { name: "zero", make: |p| write(p, &[0]), code: "NIX001" },
    BadFile { name: "byte-order-mark", make: |p| write(p, "\u{feff}{ }".as_bytes()), code: "NIX001" },
];

const SOPS: &[u8] = b"{\"data\": \"ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]\", \"sops\": {\"mac\": \"ENC[x]\", \"version\": \"3.9.0\"}}";

fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("scratch file");
}

/// 100 MB that take no room.
fn huge(path: &Path) {
    let file = std::fs::File::create(path).expect("scratch file");
    file.set_len(100 << 20).expect("a long file");
}

impl BadFile {
    /// A host that imports the file says one thing about it, and still finds the mistake in the rest.
    fn check(&self) {
        let dir = tempfile::tempdir().expect("scratch folder");
        let host = "{\n  imports = [ ./bad.nix ];\n  virtualisation.oci-containers.backend = \"podman\";\n  \
                    virtualisation.oci-containers.containers.web = {\n    image = \"docker.io/library/nginx:1.29\";\n    \
                    ports = [ \"localhost:80:80\" ];\n  };\n}\n";
        write(&dir.path().join("configuration.nix"), host.as_bytes());
        (self.make)(&dir.path().join("bad.nix"));
        let folder = dir.path().to_owned();
        let ran = bounded(move || ocinix_in(&folder, &["check", "--format", "json"]));
        let document = ran.json();
        let mut codes: Vec<&str> =
            document["diagnostics"].as_array().expect("list").iter().filter_map(|d| d["code"].as_str()).collect();
        codes.sort_unstable();
        let expected: Vec<&str> = [self.code, "OCI201"].into_iter().filter(|c| !c.is_empty()).collect();
        assert_eq!(codes, expected, "{}\n{}", ran.out, ran.err);
        assert_eq!(ran.status, 1, "{}", ran.err);
    }
}

/// A folder that lists a file which is gone when it is read.
struct Vanishing(MemoryFs);

impl Vfs for Vanishing {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        if path.ends_with("gone.nix") {
            return Err(ReadError { path: path.to_owned(), kind: ReadErrorKind::NotFound });
        }
        self.0.read(path, limit)
    }
    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.0.kind(path)
    }
    fn read_dir(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        self.0.read_dir(path)
    }
}

fn a_file_that_vanishes() {
    let mut fs = MemoryFs::default();
    fs.insert("/w/gone.nix", "{ }");
    fs.insert("/w/here.nix", "{ a = }");
    let outcome = analysis::check(Arc::new(Files::new(Vanishing(fs))), &["/w".into()], &Options::default());
    let mut codes: Vec<&str> = outcome.diagnostics.iter().map(|d| d.code.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["FIL001", "NIX001"]);
}

fn a_very_long_import_chain() {
    let found = bounded(|| {
        let mut fs = MemoryFs::default();
        for i in 0..3000 {
            fs.insert(format!("/w/m{i}.nix"), format!("{{ imports = [ ./m{}.nix ]; }}", i + 1));
        }
        fs.insert("/w/m3000.nix", "{ virtualisation.oci-containers.containers.a.ports = [ \"x\" ]; }");
        let options = Options { world: World::Closed, ..Options::default() };
        analysis::check(Arc::new(Files::new(fs)), &["/w/m0.nix".into()], &options).diagnostics
    });
    assert!(!found.is_empty(), "the mistake at the end, or where the walk stopped");
}
