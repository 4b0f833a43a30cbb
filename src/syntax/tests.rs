//! The grammar against rnix, against hostile text, and the words of its errors.

use expect_test::{Expect, expect};

use super::check::{Checked, check};
use super::{TooComplex, parse_guarded};
use crate::base::FileId;
use crate::diag::{Anchor, At};

/// What rnix is given for `text`, if anything.
fn source(text: &str, checked: &Checked) -> Option<String> {
    let mended = checked.mended.as_ref().ok()?;
    Some(mended.clone().unwrap_or_else(|| text.to_owned()))
}

/// rnix accepts whatever the grammar lets through; returns whether the text was right as it stands.
fn agrees(text: &str) -> bool {
    let Ok(checked) = check(text) else { return false };
    if let Some(source) = source(text, &checked) {
        let parse = rnix::Root::parse(&source);
        assert!(parse.errors().is_empty(), "{text:?}\n=> {source:?}\n{:?}", parse.errors());
        assert!(source.len() >= text.len() && source.is_char_boundary(text.len()));
    }
    checked.errors.is_empty()
}

/// A small generator of numbers: the same on every run.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const TOKENS: &[&str] = &[
    "a", "b", "x", "or", "1", "2.5", "\"", "\"s\"", "''", "''t''", "${", "}", "{", "{", "}", "(", ")", "[", "]", ";",
    ";", "=", "=", ".", ".", ",", ":", "@", "?", "...", "let", "in", "rec", "with", "assert", "if", "then", "else",
    "inherit", "!", "-", "+", "++", "//", "/", "*", "==", "!=", "<", ">", "<=", "&&", "||", "->", "|>", "<|", "./p",
    "/a/b", "~/h", "<n/p>", "p/", "./q${", "http://u", "# c\n", "/* c */", "\n", " ", "\\", "$", "é", "'", "0", "~",
];

#[test]
fn rnix_takes_what_the_grammar_lets_through() {
    let mut random = Lcg(1);
    let mut right = 0;
    for _ in 0..30_000 {
        let mut text = String::new();
        for _ in 0..1 + random.below(14) {
            text.push_str(random.pick(TOKENS));
            text.push_str(random.pick(&["", " ", " ", "\n"]));
        }
        right += usize::from(agrees(&text));
    }
    assert!(right > 500, "hardly any text was right: {right}");
}

const FIXTURE: &str = r##"
# A module with a bit of everything.
{ config, lib ? null, pkgs, ... }@args:
let
  inherit (lib) mkIf "mkForce" optionals;
  port = 80 + -1;
  f = { a, b ? [ ] }: x: y@{ ... }: a.b or c."d${toString port}" ? e;
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
fn the_fixture_is_mended_after_any_cut() {
    let ends: Vec<usize> = FIXTURE.char_indices().map(|(i, _)| i).chain([FIXTURE.len()]).collect();
    for &end in &ends {
        agrees(&FIXTURE[..end]);
        agrees(&FIXTURE[end..]);
    }
}

#[test]
fn the_fixture_is_mended_without_any_one_piece() {
    assert!(agrees(FIXTURE));
    let mut random = Lcg(7);
    for start in 0..FIXTURE.len() {
        for len in [1, 2, 5, 20] {
            let mut text = FIXTURE.to_owned();
            text.replace_range(start..(start + len).min(FIXTURE.len()), "");
            agrees(&text);
            text.insert_str(start.min(text.len()), random.pick(TOKENS));
            agrees(&text);
        }
    }
}

// ---- errors in words ----

/// Each broken text with its errors (`«»` around the place) and what rnix is given instead.
fn words(texts: &[&str], expected: Expect) {
    let mut out = String::new();
    for text in texts {
        let checked = check(text).unwrap_or_else(|r| panic!("{text:?}: {r:?}"));
        let mark = |a: Anchor| match a.at {
            At::Text(s) => {
                let (from, to) = (s.start as usize, s.end as usize);
                format!("{}«{}»{}", &text[..from], &text[from..to], &text[to..])
            }
            at => format!("{at:?}"),
        };
        for error in &checked.errors {
            let d = error.diagnostic(FileId(0));
            out += &format!("{} {}: {}\n", mark(d.primary), d.code.code, d.message);
            if !d.primary_label.is_empty() {
                out += &format!("    here: {}\n", d.primary_label);
            }
            for l in &d.labels {
                out += &format!("    {}: {}\n", mark(l.anchor), l.text);
            }
            if let Some(help) = &d.help {
                out += &format!("    help: {help}\n");
            }
        }
        match source(text, &checked) {
            Some(mended) => {
                let lines: Vec<&str> = mended.lines().map(str::trim_end).collect();
                out += &format!("    -> {}\n", lines.join("\n"));
            }
            None => out += "    -> nothing\n",
        }
    }
    // Characters that nobody sees are spelt out.
    let out = out.replace('\0', "<NUL>").replace('\u{feff}', "<BOM>").replace('\u{a0}', "<NBSP>");
    expected.assert_eq(&out);
}

#[test]
fn missing_semicolons() {
    words(
        &[
            "{ a = 1 }",
            "{ a = 1\n  b = 2; }",
            "{ a = f x\n  b.c = 2; }",
            "{ a = { b = 1; }\n  inherit c; }",
            "{ a = \"x\"\n  \"b\" = 2; }",
            "{ inherit a b\n  c = 1; }",
            "{ inherit (x) a }",
            "let a = 1 in a",
            "{ a = with x y; }",
            "{a=1}",
        ],
        expect![[r#"
            { a = «1» } NIX001: expected `;` after this value
                here: `;` is missing after this
                { «a» = 1 }: the binding begins here
                -> { a = 1;}
            { a = «1»
              b = 2; } NIX001: expected `;` after this value
                here: `;` is missing after this
                { «a» = 1
              b = 2; }: the binding begins here
                -> { a = 1;  b = 2; }
            { a = f «x»
              b.c = 2; } NIX001: expected `;` after this value
                here: `;` is missing after this
                { «a» = f x
              b.c = 2; }: the binding begins here
                -> { a = f x;  b.c = 2; }
            { a = { b = 1; «}»
              inherit c; } NIX001: expected `;` after this value
                here: `;` is missing after this
                { «a» = { b = 1; }
              inherit c; }: the binding begins here
                -> { a = { b = 1; };  inherit c; }
            { a = "x«"»
              "b" = 2; } NIX001: expected `;` after this value
                here: `;` is missing after this
                { «a» = "x"
              "b" = 2; }: the binding begins here
                -> { a = "x";  "b" = 2; }
            { inherit a «b»
              c = 1; } NIX001: expected `;` after the inherited names
                here: `;` is missing after this
                { «i»nherit a b
              c = 1; }: the binding begins here
                -> { inherit a b;  c = 1; }
            { inherit (x) «a» } NIX001: expected `;` after the inherited names
                here: `;` is missing after this
                { «i»nherit (x) a }: the binding begins here
                -> { inherit (x) a;}
            let a = «1» in a NIX001: expected `;` after this value
                here: `;` is missing after this
                let «a» = 1 in a: the binding begins here
                -> let a = 1;in a
            { a = with x y; «}» NIX001: expected an expression, found `}`
                -> { a =0;         }
            {a=«1»} NIX001: expected `;` after this value
                here: `;` is missing after this
                {«a»=1}: the binding begins here
                -> {   }
        "#]],
    );
}

#[test]
fn what_is_missing_or_too_much_in_bindings() {
    words(
        &[
            "{ a = 1;; b = 2; }",
            "{ a = ; b = 2; c = ; d = 3; }",
            "{ a; b = 2; }",
            "{ a = 1, b = 2 }",
            "{ a: 1, \"b\": 2 }",
            "{ a.b. = 1; c = 2; }",
            "{ a = x.; c = 2; }",
            "{ ''a'' = 1; c = 2; }",
            "{ 1 = 2; c = 3; }",
            "a = 1;",
            "{ a = 1; } b = 2;",
            "rec a",
        ],
        expect![[r#"
            { a = 1;«;» b = 2; } NIX001: unexpected `;`
                here: nothing to end here
                help: remove it
                -> { a = 1;  b = 2; }
            { a = «;» b = 2; c = ; d = 3; } NIX001: missing value
                here: expected an expression before this `;`
            { a = ; b = 2; c = «;» d = 3; } NIX001: missing value
                here: expected an expression before this `;`
                -> { a =0; b = 2; c =0; d = 3; }
            { a«;» b = 2; } NIX001: expected `=` after the attribute name, found `;`
                -> {    b = 2; }
            { a = 1«,» b = 2 } NIX001: unexpected `,`
                here: expected `;`
                help: attributes end with `;`
                -> { a =0;        }
            { a«:» 1, "b": 2 } NIX001: expected `=` after the attribute name, found `:`
                help: attributes are written `name = value;`
                -> {              }
            { a.b. «=» 1; c = 2; } NIX001: expected the name of an attribute, found `=`
                -> {           c = 2; }
            { a = x.«;» c = 2; } NIX001: expected the name of an attribute, found `;`
                -> { a =0  ; c = 2; }
            { «''»a'' = 1; c = 2; } NIX001: expected the name of an attribute, found a string
                -> {            c = 2; }
            { «1» = 2; c = 3; } NIX001: expected the name of an attribute, found `1`
                -> {        c = 3; }
            a «=» 1; NIX001: unexpected `=`
                help: attributes stand in `{ … }`
                -> nothing
            { a = 1; } b «=» 2; NIX001: unexpected `=`
                help: attributes stand in `{ … }`
                -> nothing
            rec «a» NIX001: expected `{` after `rec`, found `a`
                -> nothing
        "#]],
    );
}

#[test]
fn brackets() {
    words(
        &[
            "{ a = [ 1 2 ; b = 3; }",
            "{ a = [ 1 2 }; b = 3; }",
            "{ a = (1 + ; b = 3; }",
            "{ a = (b 1; c = 3; }",
            "{ a = (b]; c = 3; }",
            "{ a = 1; }}",
            "{\n  a = {\n    b = 1;\n  c = 2;\n}\n",
            "{ a = 1; b = 2",
            "{ config, ... }: {\n  services.nginx.",
            "[ 1 2",
            "let a = 1;",
            "{ a = if x then y; }",
            "{ a = \"${b\"; }",
        ],
        expect![[r#"
            { a = [ 1 2 «;» b = 3; } NIX001: expected `]`, found `;`
                { a = «[» 1 2 ; b = 3; }: `[` opened here
                -> { a =0      ; b = 3; }
            { a = [ 1 2 «}»; b = 3; } NIX001: expected `]`, found `}`
                { a = «[» 1 2 }; b = 3; }: `[` opened here
                -> { a =0       ; b = 3; }
            { a = (1 + «;» b = 3; } NIX001: expected an expression, found `;`
                -> { a =0     ; b = 3; }
            { a = (b 1«;» c = 3; } NIX001: expected `)`, found `;`
                { a = «(»b 1; c = 3; }: `(` opened here
                -> { a =0    ; c = 3; }
            { a = (b«]»; c = 3; } NIX001: expected `)`, found `]`
                { a = «(»b]; c = 3; }: `(` opened here
                -> { a =0   ; c = 3; }
            { a = 1; }«}» NIX001: unexpected `}`
                here: closes nothing
                -> { a = 1; }
            {
              a = «{»
                b = 1;
              c = 2;
            }
             NIX001: `{` is never closed
                -> {
              a = {
                b = 1;
              c = 2;
            }

            ;}
            «{» a = 1; b = 2 NIX001: `{` is never closed
                -> { a = 1; b = 2
            ;}
            { config, ... }: «{»
              services.nginx. NIX001: `{` is never closed
                -> { config, ... }: {

            }
            «[» 1 2 NIX001: `[` is never closed
                -> [ 1 2
            ]
            let a = 1«;» NIX001: expected `in`, found the end of the file
                «let» a = 1;: `let` begins here
                -> let a = 1;
             in 0
            { a = if x then y«;» } NIX001: expected `else`, found `;`
                { a = «if» x then y; }: `if` begins here
                -> { a =0           ; }
            { a = "${b«"»; } NIX001: string is never closed
                -> { a =
            0;}
        "#]],
    );
}

#[test]
fn strings_comments_paths() {
    words(
        &[
            "{ a = \"foo; b = 3; }",
            "{\n  image = \"nginx;\n  ports = [ \"80:80\" ];\n}",
            "{ a = ''\n  foo;\n b = 3; }",
            "{ a = /* x; }",
            "{ a = ./x/; b = 1; }",
            "{ a = ./x//y; b = 1; }",
            "{ a = “x”; b = 1; }",
            "{ a = 'x'; b = 1; }",
            "{ a =\u{a0}1; b = 2; }",
            "\u{feff}{ a = 1; }",
            "{ a = \"x\0y\"; }",
            "{ a = \"x ${ y + } z\"; b = 1; }",
        ],
        expect![[r#"
            { a = «"»foo; b = 3; } NIX001: string is never closed
                -> { a =
            0;}
            {
              image = "nginx;
              ports = [ "80«:»80" ];
            } NIX001: expected `;` after this value, found `:`
                {
              image = «"»nginx;
              ports = [ "80:80" ];
            }: a string that begins here ends before it: is a `"` missing?
                -> nothing
            { a = «''»
              foo;
             b = 3; } NIX001: string is never closed
                -> { a =
            0;}
            { a = «/*» x; } NIX001: comment is never closed
                help: `/*` needs a `*/`
                -> { a =
            0;}
            { a = «./x/»; b = 1; } NIX001: path ends in `/`
                help: leave the last `/` out, or write spaces around `/` to divide
                -> { a = 0   ; b = 1; }
            { a = «./x//y»; b = 1; } NIX001: path with `//` in it
                help: for the update operator, write spaces around `//`
                -> { a = 0     ; b = 1; }
            { a = «“»x”; b = 1; } NIX001: unexpected quotation mark `“`
                help: strings are written "like this"
                -> { a =0       ; b = 1; }
            { a = «'»x'; b = 1; } NIX001: unexpected `'`
                help: strings are written "like this" or ''like this''
                -> { a =0   ; b = 1; }
            { a =«<NBSP>»1; b = 2; } NIX001: white space U+00A0 is not allowed in Nix
                help: write an ordinary space; such characters come along with copied text
                -> { a =  1; b = 2; }
            «<BOM>»{ a = 1; } NIX001: the file begins with a byte order mark
                help: save it as UTF-8 without byte order mark
                ->    { a = 1; }
            { a = "x«<NUL>»y"; } NIX001: strings cannot contain a NUL byte
                -> { a = "x<NUL>y"; }
            { a = "x ${ y + «}» z"; b = 1; } NIX001: expected an expression, found `}`
                -> { a =0              ; b = 1; }
        "#]],
    );
}

#[test]
fn functions_lists_operators() {
    words(
        &[
            "{ config, lib, ... }\n{ a = 1; }",
            "{ config lib }: 1",
            "{ config, lib, ..., }: 1",
            "{ a }@b@c: 1",
            "{ a = [ x: y ]; b = 1; }",
            "{ a = [ 1, 2 ]; }",
            "{ a = [ b ++ c ]; }",
            "{ a = f let x = 1; in x; }",
            "{ a = b == c == d; }",
            "{ a = b ? c ? d; }",
            "1 + !2",
        ],
        expect![[r#"
            { config, lib, ... }
            «{» a = 1; } NIX001: expected `:` after the arguments of a function, found `{`
                -> { config, lib, ... }:{ a = 1; }
            { config «lib» }: 1 NIX001: expected `=` after the attribute name, or `,` after the argument, found `lib`
                -> nothing
            { config, lib, ...«,» }: 1 NIX001: expected `}` after `...`, found `,`
                help: `...` is the last of the arguments and has no comma after it
                -> nothing
            { a }@b«@»c: 1 NIX001: expected `:` after the arguments of a function, found `@`
                -> nothing
            { a = [ x«:» y ]; b = 1; } NIX001: unexpected `:`
                help: a function needs parentheses around it here
                -> { a =0        ; b = 1; }
            { a = [ 1«,» 2 ]; } NIX001: unexpected `,`
                help: list elements are separated by spaces
                -> { a =0        ; }
            { a = [ b «++» c ]; } NIX001: unexpected `++`
                help: list elements are separated by spaces; an expression with operators needs parentheses
                -> { a =0          ; }
            { a = f «let» x = 1; in x; } NIX001: `let` needs parentheses here
                -> { a =0                 ; }
            { a = b == c «==» d; } NIX001: unexpected `==`
                help: comparisons cannot be chained: write parentheses
                -> { a =0           ; }
            { a = b ? c «?» d; } NIX001: expected `;` after this value, found `?`
                -> { a =0         ; }
            1 + «!»2 NIX001: `!` needs parentheses here
                -> nothing
        "#]],
    );
}

#[test]
fn a_file_without_code() {
    words(
        &["", "# only a remark\n"],
        expect![[r#"
            «» FIL003: there is no expression in this file
                help: a module that does nothing is `{ }`
                -> nothing
            «»# only a remark
             FIL003: there is no expression in this file
                help: a module that does nothing is `{ }`
                -> nothing
        "#]],
    );
}

// ---- bounds ----

#[test]
fn refusals_name_the_limit_that_was_met() {
    let why = |text: &str| parse_guarded(text, |_| ()).map_err(|r| r.why);
    assert_eq!(why(&" ".repeat((2 << 20) + 1)), Err(TooComplex::Bytes));
    assert_eq!(why(&"(".repeat(600)), Err(TooComplex::Nesting));
    assert_eq!(why(&format!("{}a", "a ++ ".repeat(1500))), Err(TooComplex::Chain));
    assert_eq!(why(&format!("[ {} ]", "a.b-c+".repeat(60_000))), Err(TooComplex::LongWord));
    let chains: String = (0..200).map(|i| format!("a{i} = f{i} {};", "x ".repeat(900))).collect();
    assert_eq!(why(&format!("{{ {chains} }}")), Err(TooComplex::Work));
}

#[test]
fn long_but_flat_text_is_fine() {
    for text in [
        format!("[ {} ]", "a \"b\" ./c ".repeat(17_000)),
        format!("{{ {} }}", (0..50_000).map(|i| format!("a{i} = {i}; ")).collect::<String>()),
        format!("''{}''", "  ${a} b\n".repeat(50_000)),
        format!("{}[ ]", "[ a b c ] ++ ".repeat(600)),
        format!("{{ {} ... }}: a1", (0..20_000).map(|i| format!("a{i} ? {i}, ")).collect::<String>()),
        format!("{}1{}", "[ ".repeat(1500), " ]".repeat(1500)),
    ] {
        assert!(agrees(&text), "{:.40}…", text);
    }
}
