//! The grammar against rnix, against hostile text, and the words of its errors.

use std::time::{Duration, Instant};

use super::check::{Checked, check};
use super::{TooComplex, parse_guarded};

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
