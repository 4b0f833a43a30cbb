//! Whole files: their source maps, halves of them, hostile ones, those of others.

use expect_test::expect;

use super::{all, lowered};
use crate::ir::Lowered;
use crate::ir::dump::dump;

// ---- the source map ----

#[test]
fn comments_and_white_space_leave_the_module_equal() {
    let a = lowered("{ a = 1; # one\n b = x: [ a.b x ]; }");
    let b = lowered("\n{   a = 1; /* eins */\n\n b = x:\n [ a.b   x ];   }\n");
    assert_eq!(a.module, b.module);
    assert_ne!(a.map, b.map);
    assert_ne!(a.module, lowered("{ a = 1; b = x: [ a.b a ]; }").module);
}

/// Every expression and name has a span in the text, and every variable a slot in a frame that is there.
fn whole(text: &str) -> Lowered {
    let l = lowered(text);
    assert_eq!(l.map.exprs.len(), l.module.exprs.len());
    assert_eq!(l.map.names.len() as u32, l.module.names);
    for span in l.map.exprs.iter().chain(&l.map.names) {
        assert!(span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
    }
    assert!(!dump(&l.module).contains("(no-slot "), "{}", dump(&l.module));
    l
}

const FIXTURE: &str = r##"
# A module with a bit of everything; «ünïcode».
{ config, lib ? null, pkgs, ... }@args:
let
  inherit (lib) mkIf "mkForce" optionals;
  port = 80 + -1;
  f = { a, b ? [ ] }: x: y@{ ... }: a.b or x."d${toString port}" ? e;
  c = rec { or = 1; "q r" = 2; ${null} = 3; __functor = self: self.or; };
in
assert lib.versionAtLeast "1" "2" -> true && !false || 1 <= 2;
with pkgs; {
  services.web.${config.name} = {
    script = ''
      echo ''${HOME} ${lib.escapeShellArg "x'${"y"}"} '''
        indented ''\n
    '';
    path = [ ./a ~/b <nixpkgs/lib> ./c/${toString port}/d http://example.org (f { a = 1; }) ];
    other = if port == 80 then { } // c else let { body = 1; };
  };
  services.web.enable = mkIf (config ? x.y) (args |> f);
}
"##;

#[test]
fn nothing_is_wrong_with_the_fixture() {
    assert_eq!(whole(FIXTURE).diagnostics, []);
}

#[test]
fn half_a_file_has_errors_and_a_module() {
    for (i, _) in FIXTURE.char_indices().skip(1) {
        for half in [&FIXTURE[..i], &FIXTURE[i..]] {
            let l = whole(half);
            assert!(l.diagnostics.windows(2).all(|d| d[0] != d[1]), "{half:?}");
            // Nothing is said about names while some of the text is missing.
            if l.diagnostics.iter().any(|d| d.code.code == "NIX001") {
                assert!(l.diagnostics.iter().all(|d| !["NIX002", "NIX003"].contains(&d.code.code)), "{half:?}");
            }
        }
    }
}

#[test]
fn the_rest_of_a_broken_file_is_lowered() {
    all(
        &[
            "{ a = 1; b = [ 1 2 ; c = { d = ; e = \"x\"; }; f = 3 }",
            "{ lib, ... }: {\n  services.a.enable = true;\n  services.b = lib.mkIf (x; \n  services.c = 1;\n",
            "{ a = (b; ",
        ],
        expect![[r#"
            { a = 1; b = [ 1 2 ; c = { d = ; e = "x"; }; f = 3 }
                (set [a=1 b=(missing) c=(set [d=(missing) e="x"]) f=3])
                NIX001 19..20 `;`: expected `]`, found `;`; 13..14 `[`: `[` opened here
                NIX001 31..32 `;`: missing value (expected an expression before this `;`)
                NIX001 49..50 `3`: expected `;` after this value (`;` is missing after this); 45..46 `f`: the binding begins here
            { lib, ... }: {
              services.a.enable = true;
              services.b = lib.mkIf (x;
              services.c = 1;

                (fn { lib ... } (set [services=(set [a=(set [enable=true]) b=(missing) c=1])]))
                NIX001 70..71 `;`: expected `)`, found `;`; 68..69 `(`: `(` opened here
                NIX001 14..15 `{`: `{` is never closed
            { a = (b;
                (set [a=(missing)])
                NIX001 8..9 `;`: expected `)`, found `;`; 6..7 `(`: `(` opened here
                NIX001 0..1 `{`: `{` is never closed
        "#]],
    );
}

#[test]
fn refused_text_is_one_missing_expression() {
    let l = whole(&"(".repeat(1000));
    assert_eq!(dump(&l.module), "(missing)");
    assert_eq!(l.diagnostics.iter().map(|d| d.code.code).collect::<Vec<_>>(), ["NIX007"]);
}

// ---- bounds ----

/// Runs on a thread with the stack of a worker of an editor.
fn on_a_small_stack(text: String) -> Option<&'static str> {
    let run = move || lowered(&text).diagnostics.first().map(|d| d.code.code);
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run);
    thread.expect("a thread").join().expect("no panic")
}

#[test]
fn hostile_text_is_dealt_with_quickly() {
    let units = [
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
        "<",
        "[)",
        "(]",
        "[a.]a",
        "[a.b or]",
        "a++;",
        "{k=[{a=1}];}",
        "a=1;",
        "a/",
        "{ a = 1 }",
        "{inherit (a",
        "\"${x}",
        "let{a=1;body=",
    ];
    for unit in units {
        let text = |times: usize| {
            let mut text = unit.repeat(times);
            text.truncate((2 << 20) - 20);
            text
        };
        for text in [text(100_000), text(600_000), format!("{{ x = {} ; }}", text(100_000))] {
            let start = std::time::Instant::now();
            let found = on_a_small_stack(text);
            assert!(found.is_some() || unit == "''" || unit == "\"", "{unit:?}");
            let limit = if cfg!(debug_assertions) { 20_000 } else { 2_000 };
            let took = start.elapsed().as_millis();
            assert!(took < limit, "{unit:?}: {took} ms");
        }
    }
}

#[test]
fn the_most_that_is_accepted_fits_a_small_stack() {
    for (before, unit, middle, unit_after) in [
        ("", "[", "1", "]"),
        ("a", " ++ b", "", ""),
        ("a", " c", "", ""),
        ("a", ".b or a", "", ""),
        ("", "- ", "1", ""),
        ("", "a: ", "1", ""),
        ("", "(", "1", ")"),
        ("", "{ a = ", "1", "; }"),
        ("", "\"${", "\"\"", "}\""),
        ("", "with a; ", "1", ""),
        ("", "{ a ? ", "1", " }: 1"),
    ] {
        let text = |n: usize| format!("{before}{}{middle}{}", unit.repeat(n), unit_after.repeat(n));
        let fits = |n: usize| on_a_small_stack(text(n)) != Some("NIX007");
        let (mut low, mut high) = (100, 10_000);
        assert!(fits(low) && !fits(high), "{unit:?}");
        while low + 1 < high {
            let middle = (low + high) / 2;
            if fits(middle) { low = middle } else { high = middle }
        }
    }
}

#[test]
fn large_flat_files_are_lowered() {
    let many = |f: &dyn Fn(usize) -> String| (0..40_000).map(f).collect::<String>();
    for text in [
        format!("rec {{ {} }}", many(&|i| format!("a{i} = a{}; ", i * 7 % 40_000))),
        format!("{{ {} }}", many(&|i| format!("a.b{i} = {i}; "))),
        format!("{{ {} }}", many(&|i| format!("a = {{ b{i} = {i}; }}; "))),
        format!("x: {{ {} }}", many(&|i| format!("inherit (x) a{i}; "))),
    ] {
        assert_eq!(lowered(&text).diagnostics, []);
    }
    let slots = format!("rec {{ {} }}", (0..70_000).map(|i| format!("a{i}=1;")).collect::<String>());
    assert_eq!(on_a_small_stack(slots), Some("NIX007"));
}

// ---- other people's files ----

fn nix_files(folder: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|e| e.path()).filter(|p| !p.is_symlink()) {
        if path.is_dir() {
            nix_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "nix") {
            out.push(path);
        }
    }
}

/// `NIX_LANG_TESTS` names the folder `tests/functional/lang` of Nix: files called `parse-okay-*` and `eval-okay-*` are
/// right, `parse-fail-*` are not.
#[test]
#[allow(clippy::print_stderr)]
fn language_tests_of_nix() {
    let Some(folder) = std::env::var_os("NIX_LANG_TESTS") else {
        return eprintln!("skipped: NIX_LANG_TESTS is not set");
    };
    let mut files = Vec::new();
    nix_files(folder.as_ref(), &mut files);
    let mut wrong = Vec::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let fine = lowered(&text).diagnostics.is_empty();
        let right = name.starts_with("parse-okay-") || name.starts_with("eval-okay-");
        if (right && !fine) || (name.starts_with("parse-fail-") && fine) {
            wrong.push(name);
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// `NIX_SOURCES` names a folder of files that Nix accepts.
#[test]
#[allow(clippy::print_stderr)]
fn files_that_nix_accepts() {
    let Some(folder) = std::env::var_os("NIX_SOURCES") else {
        return eprintln!("skipped: NIX_SOURCES is not set");
    };
    let mut files = Vec::new();
    nix_files(folder.as_ref(), &mut files);
    assert!(!files.is_empty());
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let found = whole(&text).diagnostics;
        assert!(found.is_empty(), "{}: {:?}", path.display(), found.first().map(|d| &d.message));
    }
}
