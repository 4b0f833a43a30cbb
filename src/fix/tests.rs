//! Changes made in small texts. `«…»` marks the place.

use expect_test::{Expect, expect};

use super::*;
use crate::base::files::MemoryFs;
use crate::base::{Files, Span};

/// Marks several places, each change gets the place of its number.
fn check(marked: &str, changes: impl Fn(&[Anchor]) -> Vec<Change>, expected: Expect) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), Vec::new());
    for c in marked.chars() {
        match c {
            '«' => open.push(text.len() as u32),
            '»' => spans.push(Span::new(open.pop().expect("opened"), text.len() as u32)),
            c => text.push(c),
        }
    }
    let files = Files::new(MemoryFs::default());
    let file = files.add_virtual("/w/a.nix", text.clone());
    let anchors: Vec<_> = spans.into_iter().map(|s| Anchor::text(file, s)).collect();
    let fix = Fix::safe("test", changes(&anchors));
    let out = match edits(&fix, &files) {
        Some(edits) => apply(&text, &edits).expect("in order"),
        None => "no fix".to_owned(),
    };
    expected.assert_eq(&out);
}

fn replace(at: &[Anchor]) -> Vec<Change> {
    vec![Change::Replace { at: at[0], was: "a b".into(), with: "\"ab\"".into() }]
}

fn remove(at: &[Anchor]) -> Vec<Change> {
    at.iter().map(|&at| Change::Remove { at }).collect()
}

fn add_inside(at: &[Anchor]) -> Vec<Change> {
    vec![Change::AddInside { key: at[0], path: "uid".into(), value: "2000".into() }]
}

fn add_beside(at: &[Anchor]) -> Vec<Change> {
    let definition = "users.users.web = {\n  uid = 2000;\n};\nusers.groups.web = { };";
    vec![Change::AddBeside { near: at[0], top: "virtualisation".into(), definition: definition.into() }]
}

fn add_element(at: &[Anchor]) -> Vec<Change> {
    vec![Change::AddElement { list: at[0], value: "\"vpn\"".into() }]
}

#[test]
fn a_literal_is_replaced_only_when_it_is_the_value() {
    check("[ «\"a b\"» ]", replace, expect!["[ \"ab\" ]"]);
    check("[ «''a b''» ]", replace, expect!["[ \"ab\" ]"]);
    check("[ «\"a ${x}\"» ]", replace, expect!["no fix"]);
    check("[ «(f \"a b\")» ]", replace, expect!["no fix"]);
    check("[ «\"c\"» ]", replace, expect!["no fix"]);
}

#[test]
fn names_are_renamed_and_quoted_where_needed() {
    let rename = |to: &'static str| move |at: &[Anchor]| vec![Change::Rename { key: at[0], to: to.into() }];
    check("{ «a b» = 1; }", rename("x"), expect!["no fix"]);
    check("{ x.«\"a b\"».c = 1; }", rename("a-b"), expect!["{ x.a-b.c = 1; }"]);
    check("{ «ab» = 1; }", rename("a.b"), expect!["{ \"a.b\" = 1; }"]);
    check("{ inherit «ab»; }", rename("b"), expect!["no fix"]);
    check("genAttrs [ «\"a b\"» ] f", rename("in"), expect!["genAttrs [ \"in\" ] f"]);
}

#[test]
fn elements_go_with_their_line() {
    check("[ «1» 2 3 ]", remove, expect!["[ 2 3 ]"]);
    check("[ 1 2 «(3)» ]", remove, expect!["[ 1 2 ]"]);
    check("[\n  1\n  «2»\n  3\n]", remove, expect!["[\n  1\n  3\n]"]);
    check("[\n  1\n  «2» # why\n]", remove, expect!["[\n  1\n # why\n]"]);
    check("[ «1» «2» ]", remove, expect!["[ ]"]);
    check("{ a = [ «1» ]; b = 2; }", remove, expect!["{ a = [ ]; b = 2; }"]);
    check("{\n  a = lib.mkForce [ «1» ];\n  b = 2;\n}", remove, expect!["{\n  a = lib.mkForce [ ];\n  b = 2;\n}"]);
    check("{\n  a = [\n    «1»\n  ];\n  b = 2;\n}", remove, expect!["{\n  a = [\n  ];\n  b = 2;\n}"]);
    check("{\n  a = [\n    # why\n    «1»\n  ];\n}", remove, expect!["{\n  a = [\n    # why\n  ];\n}"]);
}

#[test]
fn comments_go_with_their_line() {
    check("{\n  «# allow»\n  a = 1;\n}", remove, expect!["{\n  a = 1;\n}"]);
    check("{\n  a = 1; «# allow»\n}", remove, expect!["{\n  a = 1;\n}"]);
    check("{ «/* allow */» a = 1; }", remove, expect!["{ a = 1; }"]);
}

#[test]
fn definitions_go_by_name_or_value() {
    check("{\n  a = 1;\n  «b».c = 2;\n}", remove, expect!["{\n  a = 1;\n}"]);
    check("{ a = 1; b = lib.mkForce «\"x\"»; }", remove, expect!["{ a = 1; }"]);
    check("{ inherit (x) a «b»; }", remove, expect!["{ inherit (x) a; }"]);
    check("{\n  inherit «b»;\n  c = 1;\n}", remove, expect!["{\n  c = 1;\n}"]);
    check("«x»: 1", remove, expect!["no fix"]);
    check("{ «a» = { «b» = 1; }; }", remove, expect!["{ }"]);
}

#[test]
fn definitions_are_added_where_the_others_are() {
    check("{ users.«web» = { a = 1; }; }", add_inside, expect!["{ users.web = { a = 1; uid = 2000; }; }"]);
    check("{ users.«web» = { }; }", add_inside, expect!["{ users.web = { uid = 2000; }; }"]);
    check(
        "{ users.«web» = lib.mkIf c { a = 1; }; }",
        add_inside,
        expect!["{ users.web = lib.mkIf c { a = 1; uid = 2000; }; }"],
    );
    check("{ users.«web» = f { a = 1; }; }", add_inside, expect!["no fix"]);
    check(
        "{\n  users.«web».a = 1; # one\n}",
        add_inside,
        expect!["{\n  users.web.a = 1; # one\n  users.web.uid = 2000;\n}"],
    );
    check(
        "{\n  «web» = {\n    a = 1;\n\n    # tail\n  };\n}",
        add_inside,
        expect!["{\n  web = {\n    a = 1;\n    uid = 2000;\n\n    # tail\n  };\n}"],
    );
    check("{ users.«web» = { uid = 1; }; }", add_inside, expect!["no fix"]);
    check("{ users.«web» = { inherit uid; }; }", add_inside, expect!["no fix"]);
    check("{ «\"${x}\"».a = 1; }", add_inside, expect!["{ \"${x}\".a = 1; \"${x}\".uid = 2000; }"]);
}

#[test]
fn definitions_are_added_beside_what_they_belong_to() {
    check(
        "{ lib, ... }:\n{\n  virtualisation.x = {\n    y = «1»;\n  };\n}",
        add_beside,
        expect![
            "{ lib, ... }:\n{\n  virtualisation.x = {\n    y = 1;\n  };\n  users.users.web = {\n    uid = 2000;\n  };\n  users.groups.web = { };\n}"
        ],
    );
    check(
        "{\n  config.virtualisation.x = «1»;\n}",
        add_beside,
        expect![
            "{\n  config.virtualisation.x = 1;\n  config.users.users.web = {\n    uid = 2000;\n  };\n  config.users.groups.web = { };\n}"
        ],
    );
    check("{\n  x = «1»;\n}", add_beside, expect!["no fix"]);
    check("{\n  users = f;\n  virtualisation.x = «1»;\n}", add_beside, expect!["no fix"]);
    check("{\n  users.users.web.a = 1;\n  virtualisation.x = «1»;\n}", add_beside, expect!["no fix"]);
}

#[test]
fn elements_are_added_at_the_end() {
    check("{ a = «[ ]»; }", add_element, expect!["{ a = [ \"vpn\" ]; }"]);
    check("{ a = «[ 1 ]»; }", add_element, expect!["{ a = [ 1 \"vpn\" ]; }"]);
    check("{ a = «[\n  1\n]»; }", add_element, expect!["{ a = [\n  1\n  \"vpn\"\n]; }"]);
    check("{ a = «f x»; }", add_element, expect!["no fix"]);
}

#[test]
fn all_changes_or_none() {
    let both = |at: &[Anchor]| {
        vec![Change::Remove { at: at[0] }, Change::Replace { at: at[1], was: "z".into(), with: "\"y\"".into() }]
    };
    check("{ a = [ «\"x\"» \"k\" ]; b = «\"z\"»; }", both, expect!["{ a = [ \"k\" ]; b = \"y\"; }"]);
    check("{ a = [ «\"x\"» \"k\" ]; b = «\"q\"»; }", both, expect!["no fix"]);
    let broken = |at: &[Anchor]| vec![Change::Replace { at: at[0], was: "z".into(), with: "\"".into() }];
    check("{ b = «\"z\"»; }", broken, expect!["no fix"]);
}
