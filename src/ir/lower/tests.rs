//! Lowering: what each form of the language becomes, and what is reported.

use expect_test::{Expect, expect};

use crate::base::FileId;
use crate::diag::{Anchor, At};
use crate::ir::dump::dump;

use super::{Lowered, lower};

mod bindings;
mod bounds;

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
