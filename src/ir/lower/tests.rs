//! Lowering: what each form of the language becomes, and what is reported.

use expect_test::{Expect, expect};

use crate::base::FileId;
use crate::diag::{Anchor, At};
use crate::ir::dump::dump;

use super::{Lowered, lower};

const FILE: FileId = FileId(0);

/// The dump of the module, then one line for each finding: code, place as text, message, labels, help.
fn render(text: &str) -> String {
    let lowered = lower(FILE, text);
    let mut out = dump(&lowered.module);
    for d in &lowered.diagnostics {
        let place = |a: Anchor| {
            let span = match a.at {
                At::Expr(e) => lowered.map.expr(e),
                At::Name(n) => lowered.map.name(n),
                At::Text(s) => s,
                At::File => return "file".to_owned(),
            };
            format!("{}..{} `{}`", span.start, span.end, &text[span.start as usize..span.end as usize])
        };
        out.push_str(&format!("\n{} {}: {}", d.code.code, place(d.primary), d.message));
        if !d.primary_label.is_empty() {
            out.push_str(&format!(" ({})", d.primary_label));
        }
        for l in &d.labels {
            out.push_str(&format!("; {}: {}", place(l.anchor), l.text));
        }
        if let Some(help) = &d.help {
            out.push_str(&format!("; help: {help}"));
        }
    }
    out
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&render(text));
}

fn lowered(text: &str) -> Lowered {
    lower(FILE, text)
}

/// Several texts, one dump each.
fn all(texts: &[&str], expected: Expect) {
    let out: Vec<String> = texts.iter().map(|t| format!("{t}\n    {}\n", render(t).replace('\n', "\n    "))).collect();
    // Nothing in the snapshots that editors and tools like to tidy away.
    let out = out.concat().replace('\r', "\\r");
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

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

// ---- forms ----

#[test]
fn literals() {
    all(
        &[
            "[ 1 007 9223372036854775807 1.5 .5 1.e3 1.0e-3 http://a.b/c?d=e true null ]",
            "[ 9223372036854775808 1.0e999 ]",
            "a: b: [ ./a ../b/c.nix a/b /etc ~/x <nixpkgs> <a/b> ./x${a}y/${b}.c /${a} ]",
            "__curPos.line",
        ],
        expect![[r#"
            [ 1 007 9223372036854775807 1.5 .5 1.e3 1.0e-3 http://a.b/c?d=e true null ]
                (list 1 7 9223372036854775807 1.5 0.5 1000.0 0.001 "http://a.b/c?d=e" true null)
            [ 9223372036854775808 1.0e999 ]
                (list (missing) (missing))
                NIX005 2..21 `9223372036854775808`: number `9223372036854775808` is out of range; help: integers have 64 bits: the largest is 9223372036854775807
                NIX005 22..29 `1.0e999`: number `1.0e999` is out of range
            a: b: [ ./a ../b/c.nix a/b /etc ~/x <nixpkgs> <a/b> ./x${a}y/${b}.c /${a} ]
                (fn a (fn b (list (path ./a) (path ../b/c.nix) (path a/b) (path /etc) (path ~/x) <nixpkgs> <a/b> (path "./x" a@1.0 "y/" b@0.0 ".c") (path "/" a@1.0))))
            __curPos.line
                (select __curPos .line)
        "#]],
    );
}

#[test]
fn strings() {
    all(
        &[
            r#"b: [ "" "a" "a${b}c" "${b}" "\n\"\${x}$${y}\q" "this one is longer than sixty-four bytes, so that it is no symbol" ]"#,
            "[ \"a\r\nb\rc\\\r\" ''\n  a\r\n  b\r'' ]",
            "c: ''\n    a\n      b\n\n    ${c} d\n  ''",
            "[ ''a'' ''  a'' '' '' ''\n'' ''\n  '' ''  \n   x'' ''a\n  b'' ]",
            "[ ''$${a} ''${a} '''' ' '$ $' ''\\n''\\${ ''\\a '' ]",
            "''\n  ''\\n   a\n   b''",
            "b: ''\n   ''$a\n    ${b}\n     '''c''",
            "''\n\ta\n  b''",
        ],
        expect![[r#"
            b: [ "" "a" "a${b}c" "${b}" "\n\"\${x}$${y}\q" "this one is longer than sixty-four bytes, so that it is no symbol" ]
                (fn b (list "" "a" (interp "a" b@0.0 "c") (interp b@0.0) "\n\"${x}$${y}q" "this one is longer than sixty-four bytes, so that it is no symbol"))
            [ "a\r
            b\rc\\r" ''
              a\r
              b\r'' ]
                (list "a\nb\nc\r" "a\r\nb\r")
            c: ''
                a
                  b

                ${c} d
              ''
                (fn c (interp "a\n  b\n\n" c@0.0 " d\n"))
            [ ''a'' ''  a'' '' '' ''
            '' ''
              '' ''
               x'' ''a
              b'' ]
                (list "a" "a" "" "" "" "x" "a\n  b")
            [ ''$${a} ''${a} '''' ' '$ $' ''\n''\${ ''\a '' ]
                (list "$${a} ${a} ''' ' '$ $' \n${ a ")
            ''
              ''\n   a
               b''
                "\n a\n b"
            b: ''
               ''$a
                ${b}
                 '''c''
                (fn b (interp "$a\n " b@0.0 "\n  ''c"))
            ''
            	a
              b''
                "\ta\n  b"
        "#]],
    );
}

#[test]
fn operators_and_applications() {
    all(
        &[
            "1 + 2 * 3 - 4 / 5",
            "[ ] ++ [ ] ++ [ ]",
            "{ } // { } // { }",
            "1 < 2 == true && false || true -> !(1 >= 2)",
            "-1 - -2",
            "map map map (map map) map",
            "(map map) map",
            "[ map (map map) ]",
            "1 |> map map |> toString",
            "map map <| toString <| 1",
            "{ }.a.\"b\".${\"c\"}.${toString 1}.\"d${\"e\"}\"",
            "{ }.a or { }.b or 1",
            "let or = 1; in map { } or map",
            "let or = 1; in [ map or map ]",
            "{ or = 1; }.or or 2",
            "{ } ? a.\"b\".${toString 1}",
            "if true then 1 else 2",
            "assert true; 1",
        ],
        expect![[r#"
            1 + 2 * 3 - 4 / 5
                (Sub (Add 1 (Mul 2 3)) (Div 4 5))
            [ ] ++ [ ] ++ [ ]
                (Concat (list) (Concat (list) (list)))
            { } // { } // { }
                (Update (set []) (Update (set []) (set [])))
            1 < 2 == true && false || true -> !(1 >= 2)
                (Implies (Or (And (Eq (Less 1 2) true) false) true) (not (MoreEq 1 2)))
            -1 - -2
                (Sub (neg 1) (neg 2))
            map map map (map map) map
                (apply map map map (apply map map) map)
            (map map) map
                (apply map map map)
            [ map (map map) ]
                (list map (apply map map))
            1 |> map map |> toString
                (apply toString (apply map map 1))
            map map <| toString <| 1
                (apply map map (apply toString 1))
            { }.a."b".${"c"}.${toString 1}."d${"e"}"
                (select (set []) .a .b .c .$(apply toString 1) .$(interp "d" "e"))
            { }.a or { }.b or 1
                (select (set []) .a or (select (set []) .b or 1))
            let or = 1; in map { } or map
                (let [or=1] (apply map (apply (set []) or@0.0) map))
            let or = 1; in [ map or map ]
                (let [or=1] (list (apply map or@0.0) map))
            { or = 1; }.or or 2
                (select (set [or=1]) .or or 2)
            { } ? a."b".${toString 1}
                (has (set []) .a .b .$(apply toString 1))
            if true then 1 else 2
                (if true 1 2)
            assert true; 1
                (assert true 1)
        "#]],
    );
}

#[test]
fn module_function() {
    check(
        "{ config, lib ? null, ... }@args: { services.x = lib.mkIf config.a.b or false args; }",
        expect![
            "(fn { config lib?null ... }@args (set [services=(set [x=(apply (select lib@0.1 .mkIf) (select config@0.0 .a .b or false) args@0.2)])]))"
        ],
    );
}

// ---- names ----

#[test]
fn scopes() {
    all(
        &[
            "x: y: [ x y (x: x) ]",
            "{ a, b ? a }@c: [ a b c ]",
            "c@{ a ? c, ... }: a",
            "let a = b; b = a; in { inherit a; c = a; }",
            "let x = 1; in rec { inherit x; y = x; z = { x = y; }; }",
            "x: rec { inherit (x) a b; inherit (b) c; x = a; }",
            "x: { inherit (x) a; inherit (x.y) b; c = x; }",
            "let inherit (x) a; x = 1; in a",
            "let { a = 1; body = a; }",
            "let map = 1; true = 2; in [ map true false __head ]",
            "x: let in x",
        ],
        expect![[r#"
            x: y: [ x y (x: x) ]
                (fn x (fn y (list x@1.0 y@0.0 (fn x x@0.0))))
            { a, b ? a }@c: [ a b c ]
                (fn { a b?a@0.0 }@c (list a@0.0 b@0.1 c@0.2))
            c@{ a ? c, ... }: a
                (fn { a?c@0.1 ... }@c a@0.0)
            let a = b; b = a; in { inherit a; c = a; }
                (let [a=b@0.1 b=a@0.0] (set [a=^a@0.0 c=a@0.0]))
            let x = 1; in rec { inherit x; y = x; z = { x = y; }; }
                (let [x=1] (rec [x=^x@0.0 y=x@0.0 z=(set [x=y@0.1])]))
            x: rec { inherit (x) a b; inherit (b) c; x = a; }
                (fn x (rec [from0=x@0.3 from1=b@0.1 a=from0 b=from0 c=from1 x=a@0.0]))
            x: { inherit (x) a; inherit (x.y) b; c = x; }
                (fn x (set [from0=x@0.0 from1=(select x@0.0 .y) a=from0 b=from1 c=x@0.0]))
            let inherit (x) a; x = 1; in a
                (let [from0=x@0.1 a=from0 x=1] a@0.0)
            let { a = 1; body = a; }
                (select (rec [a=1 body=a@0.0]) .body)
            let map = 1; true = 2; in [ map true false __head ]
                (let [map=1 true=2] (list map@0.0 true@0.1 false __head))
            x: let in x
                (fn x (let [] x@1.0))
        "#]],
    );
}

#[test]
fn with_binds_only_what_nothing_else_does() {
    all(
        &[
            "x: with x; [ x y map ]",
            "x: with x; let y = 1; in with y; z: [ y z w ]",
            "with { a = 1; }; rec { b = a; c = b; }",
            "let f = x: y; in with f; y",
        ],
        expect![[r#"
            x: with x; [ x y map ]
                (fn x (with x@0.0 (list x@1.0 (with-var y [0]) map)))
            x: with x; let y = 1; in with y; z: [ y z w ]
                (fn x (with x@0.0 (let [y=1] (with y@0.0 (fn z (list y@2.0 z@0.0 (with-var w [1, 3])))))))
            with { a = 1; }; rec { b = a; c = b; }
                (with (set [a=1]) (rec [b=(with-var a [1]) c=b@0.0]))
            let f = x: y; in with f; y
                (let [f=(fn x (undefined y))] (with f@0.0 (with-var y [0])))
                NIX002 11..12 `y`: undefined variable `y` (not bound here)
        "#]],
    );
}

#[test]
fn a_search_path_can_be_redefined() {
    all(
        &["let __nixPath = [ ]; in <a>", "<a>"],
        expect![[r#"
        let __nixPath = [ ]; in <a>
            (let [__nixPath=(list)] (apply __findFile __nixPath@0.0 "a"))
        <a>
            <a>
    "#]],
    );
}

#[test]
fn undefined_names() {
    all(
        &[
            "{ lib, pkgs, ... }: { a = config.x; b = [ config config.y ]; c = lob.mkIf; d = mkIf; }",
            "let value = 1; in valeu + trace + tru",
            "{ inherit a; inherit (b) c; }",
            "rec { a = { b = 1; }; c = b; }",
            "x: { a = with x; y; b = y; }",
        ],
        expect![[r#"
            { lib, pkgs, ... }: { a = config.x; b = [ config config.y ]; c = lob.mkIf; d = mkIf; }
                (fn { lib pkgs ... } (set [a=(select (undefined config) .x) b=(list (undefined config) (select (undefined config) .y)) c=(select (undefined lob) .mkIf) d=(undefined mkIf)]))
                NIX002 26..32 `config`: undefined variable `config` (not bound here; used 2 more times below); help: add `config` to the arguments of the function that this file is
                NIX002 65..68 `lob`: undefined variable `lob` (not bound here); help: did you mean `lib`?
                NIX002 79..83 `mkIf`: undefined variable `mkIf` (not bound here)
            let value = 1; in valeu + trace + tru
                (let [value=1] (Add (Add (undefined valeu) (undefined trace)) (undefined tru)))
                NIX002 18..23 `valeu`: undefined variable `valeu` (not bound here); help: did you mean `value`?
                NIX002 26..31 `trace`: undefined variable `trace` (not bound here); help: write `builtins.trace`
                NIX002 34..37 `tru`: undefined variable `tru` (not bound here); help: did you mean `true`?
            { inherit a; inherit (b) c; }
                (set [from0=(undefined b) a=^(undefined a) c=from0])
                NIX002 10..11 `a`: undefined variable `a` (not bound here)
                NIX002 22..23 `b`: undefined variable `b` (not bound here)
            rec { a = { b = 1; }; c = b; }
                (rec [a=(set [b=1]) c=(undefined b)])
                NIX002 26..27 `b`: undefined variable `b` (not bound here)
            x: { a = with x; y; b = y; }
                (fn x (set [a=(with x@0.0 (with-var y [0])) b=(undefined y)]))
                NIX002 24..25 `y`: undefined variable `y` (not bound here)
        "#]],
    );
}

// ---- merging ----

#[test]
fn nested_paths_merge_as_in_nix() {
    all(
        &[
            "{ a.b = 1; a.c = 2; }",
            "{ a = { b = 1; }; a.c = 2; }",
            "{ a.b = 1; a = { c = 2; }; }",
            "{ a = ({ b = 1; }); a = { c = 2; }; }",
            "{ a.b.c = 1; a = { b.d = 2; b = { e = 3; }; }; }",
            "let x = 0; in { a = rec { x = 1; }; a.y = x; }",
            "let x = 0; in { a.y = x; a = rec { x = 1; }; }",
            "x: y: { a = { inherit (x) b; }; a = { inherit (y) c d; inherit y; }; }",
            "let a.b = 1; a.c = a.b; in a",
            "x: { a.${x} = 1; a.b = 2; a.${x}.c = 3; \"d${x}\".e = 4; ${\"f\"} = 5; }",
            "rec { a.b = c; c = 1; ${a.b} = c; }",
            "x: let a.${x} = 1; in a",
        ],
        expect![[r#"
            { a.b = 1; a.c = 2; }
                (set [a=(set [b=1 c=2])])
            { a = { b = 1; }; a.c = 2; }
                (set [a=(set [b=1 c=2])])
            { a.b = 1; a = { c = 2; }; }
                (set [a=(set [b=1 c=2])])
            { a = ({ b = 1; }); a = { c = 2; }; }
                (set [a=(set [b=1 c=2])])
            { a.b.c = 1; a = { b.d = 2; b = { e = 3; }; }; }
                (set [a=(set [b=(set [c=1 d=2 e=3])])])
            let x = 0; in { a = rec { x = 1; }; a.y = x; }
                (let [x=0] (set [a=(rec [x=1 y=x@0.0])]))
            let x = 0; in { a.y = x; a = rec { x = 1; }; }
                (let [x=0] (set [a=(set [y=x@0.0 x=1])]))
            x: y: { a = { inherit (x) b; }; a = { inherit (y) c d; inherit y; }; }
                (fn x (fn y (set [a=(set [from0=x@1.0 from1=y@0.0 b=from0 c=from1 d=from1 y=^y@0.0])])))
            let a.b = 1; a.c = a.b; in a
                (let [a=(set [b=1 c=(select a@0.0 .b)])] a@0.0)
            x: { a.${x} = 1; a.b = 2; a.${x}.c = 3; "d${x}".e = 4; ${"f"} = 5; }
                (fn x (set [a=(set [b=2 $x@0.0=1 $x@0.0=(set [c=3])]) f=5 $(interp "d" x@0.0)=(set [e=4])]))
            rec { a.b = c; c = 1; ${a.b} = c; }
                (rec [a=(set [b=c@0.1]) c=1 $(select a@0.0 .b)=c@0.1])
            x: let a.${x} = 1; in a
                (fn x (let [a=(set [$x@1.0=1])] a@0.0))
        "#]],
    );
}

#[test]
fn what_cannot_merge_is_reported() {
    all(
        &[
            "{ a = 1; a = 2; }",
            "{ a.b = 1; a.b = 2; }",
            "{ a = 1; a.b = 2; }",
            "{ a.b = 1; a = 2; }",
            "{ a = { b = 1; }; a = { b = 2; c = 3; }; }",
            "x: { inherit x; x = 1; }",
            "x: { x.y = 1; inherit x; }",
            "x: { inherit x x; inherit (x) a a; }",
            "x: { a = x // { }; a.b = 1; }",
            "let a = 1; a = 2; in a",
            "{ a = 1; \"a\" = 2; ${\"a\"} = 3; }",
            "{ a = 1; b = 2; c = 3; d = 4; e = 5; f = 6; g = 7; h = 8; i = 9; b = 3; i = 1; }",
        ],
        expect![[r#"
            { a = 1; a = 2; }
                (set [a=1])
                NIX003 9..10 `a`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
            { a.b = 1; a.b = 2; }
                (set [a=(set [b=1])])
                NIX003 13..14 `b`: attribute `a.b` is already defined (defined again here); 4..5 `b`: first defined here
            { a = 1; a.b = 2; }
                (set [a=1])
                NIX003 9..10 `a`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
            { a.b = 1; a = 2; }
                (set [a=(set [b=1])])
                NIX003 11..12 `a`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
            { a = { b = 1; }; a = { b = 2; c = 3; }; }
                (set [a=(set [b=1 c=3])])
                NIX003 24..25 `b`: attribute `a.b` is already defined (defined again here); 8..9 `b`: first defined here
            x: { inherit x; x = 1; }
                (fn x (set [x=^x@0.0]))
                NIX003 16..17 `x`: attribute `x` is already defined (defined again here); 13..14 `x`: first defined here
            x: { x.y = 1; inherit x; }
                (fn x (set [x=(set [y=1])]))
                NIX003 22..23 `x`: attribute `x` is already defined (defined again here); 5..6 `x`: first defined here
            x: { inherit x x; inherit (x) a a; }
                (fn x (set [from0=x@0.0 x=^x@0.0 a=from0]))
                NIX003 15..16 `x`: attribute `x` is already defined (defined again here); 13..14 `x`: first defined here
                NIX003 32..33 `a`: attribute `a` is already defined (defined again here); 30..31 `a`: first defined here
            x: { a = x // { }; a.b = 1; }
                (fn x (set [a=(Update x@0.0 (set []))]))
                NIX003 19..20 `a`: attribute `a` is already defined (defined again here); 5..6 `a`: first defined here
            let a = 1; a = 2; in a
                (let [a=1] a@0.0)
                NIX003 11..12 `a`: attribute `a` is already defined (defined again here); 4..5 `a`: first defined here
            { a = 1; "a" = 2; ${"a"} = 3; }
                (set [a=1])
                NIX003 9..12 `"a"`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
                NIX003 18..24 `${"a"}`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
            { a = 1; b = 2; c = 3; d = 4; e = 5; f = 6; g = 7; h = 8; i = 9; b = 3; i = 1; }
                (set [a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9])
                NIX003 65..66 `b`: attribute `b` is already defined (defined again here); 9..10 `b`: first defined here
                NIX003 72..73 `i`: attribute `i` is already defined (defined again here); 58..59 `i`: first defined here
        "#]],
    );
}

#[test]
fn computed_names_where_none_are_allowed() {
    all(
        &[
            "x: let ${x} = 1; in a",
            "x: let \"a${x}\" = 1; b = 2; in b",
            "x: { inherit ${x}; }",
            "x: y: { inherit ${\"x\"} \"y\"; }",
        ],
        expect![[r#"
            x: let ${x} = 1; in a
                (fn x (let [] (undefined a)))
                NIX006 7..11 `${x}`: computed attribute names are not allowed in `let`
            x: let "a${x}" = 1; b = 2; in b
                (fn x (let [b=2] b@0.0))
                NIX006 7..14 `"a${x}"`: computed attribute names are not allowed in `let`
            x: { inherit ${x}; }
                (fn x (set []))
                NIX006 13..17 `${x}`: computed attribute names are not allowed in `inherit`
            x: y: { inherit ${"x"} "y"; }
                (fn x (fn y (set [x=^x@1.0 y=^y@0.0])))
        "#]],
    );
}

#[test]
fn arguments_named_twice() {
    all(
        &["{ a, b, a ? 1 }: a", "{ a }@a: a", "a@{ b, a, ... }: a", "a: a: a"],
        expect![[r#"
        { a, b, a ? 1 }: a
            (fn { a b } a@0.0)
            NIX004 8..9 `a`: argument `a` is named twice (named again here); 2..3 `a`: first named here
        { a }@a: a
            (fn { a } a@0.0)
            NIX004 6..7 `a`: argument `a` is named twice (named again here); 2..3 `a`: first named here
        a@{ b, a, ... }: a
            (fn { b a ... } a@0.1)
            NIX004 0..1 `a`: argument `a` is named twice (named again here); 7..8 `a`: first named here
        a: a: a
            (fn a (fn a a@0.0))
    "#]],
    );
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
