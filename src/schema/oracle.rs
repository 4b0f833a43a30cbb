//! Our declarations beside NixOS' own (`tests/schema/nixos.jsonl`, made by `nix/schema.nix` from nixpkgs of July 2026).

use std::collections::BTreeMap;

use expect_test::expect;
use serde_json::Value;

use super::ty::{ATTRS_OF_STR, LINES, LIST_OF_STR};
use super::*;

const NIXOS: &str = include_str!("../../tests/schema/nixos.jsonl");

fn lines() -> impl Iterator<Item = Value> {
    NIXOS.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"))
}

/// Options by path, with one placeholder for every kind of collection.
fn by_path(options: impl Iterator<Item = Value>) -> BTreeMap<String, Value> {
    options
        .filter_map(|option| {
            let words = option["path"].as_array()?.iter().map(|word| word.as_str().expect("a word"));
            let path: Vec<_> = words.map(|w| if w.starts_with('<') || w == "*" { "_" } else { w }).collect();
            Some((path.join("/"), option.clone()))
        })
        .collect()
}

fn ours() -> BTreeMap<String, Value> {
    let Value::Array(options) = to_json(Release::NEWEST) else { return BTreeMap::new() };
    by_path(options.into_iter())
}

/// What is left are defaults that NixOS computes, that another of its modules overrides, or that changed between
/// releases.
#[test]
fn every_declared_option_has_the_type_and_default_that_nixos_gives_it() {
    let theirs = by_path(lines());
    let mut out = String::new();
    let mut compared = 0;
    for (path, our) in ours() {
        // Not in a module that can be evaluated without packages.
        if path == "environment/systemPackages" {
            continue;
        }
        let Some(their) = theirs.get(&path) else {
            out += &format!("{path}: NixOS does not have it\n");
            continue;
        };
        for key in ["type", "default", "hidden"] {
            if our[key] != their[key] {
                out += &format!("{path}: {key} is {}, ours {}\n", their[key], our[key]);
            }
        }
        compared += 1;
    }
    assert!(compared > 400, "only {compared} compared");
    expect![[r#"
        networking/firewall/checkReversePath: default is "computed", ours {"value":true}
        networking/firewall/logRefusedConnections: default is {"value":false}, ours "computed"
        networking/hostName: default is "computed", ours {"value":"nixos"}
        networking/nftables/flushRuleset: default is {"value":false}, ours "computed"
        networking/proxy/envVars: default is {"value":{}}, ours "computed"
        users/defaultUserShell: default is {"value":"/bin/sh"}, ours "computed"
        virtualisation/containers/storage/settings: default is "none", ours "computed"
        virtualisation/oci-containers/backend: default is {"value":"podman"}, ours "computed"
    "#]]
    .assert_eq(&out);
}

/// Families whose every option is declared: another name in them is a mistake. `liveRestore` is an alias.
#[test]
fn complete_families_lack_nothing() {
    let ours = ours();
    let complete = [
        "virtualisation/",
        "users/",
        "systemd/services/",
        "systemd/user/services/",
        "systemd/targets/",
        "systemd/sockets/",
        "systemd/timers/",
        "systemd/paths/",
        "systemd/slices/",
        "systemd/mounts/",
        "systemd/automounts/",
        "networking/proxy/",
        "networking/firewall/interfaces/",
    ];
    let missing: Vec<String> = by_path(lines())
        .into_iter()
        .filter(|(path, option)| {
            let hidden = option["hidden"] == Value::Bool(true);
            complete.iter().any(|family| path.starts_with(family)) && !hidden && !ours.contains_key(path)
        })
        .map(|(path, _)| path + "\n")
        .collect();
    expect![[r#"
        virtualisation/docker/liveRestore
    "#]]
    .assert_eq(&missing.concat());
}

#[test]
fn types_are_described_as_nixos_does() {
    static FREEFORM: Submodule = Submodule { groups: &[], extra: Extra::Freeform(&ATTRS_OF_STR) };
    static CLOSED: Submodule = Submodule { groups: &[], extra: Extra::Closed };
    static SAMPLES: &[(&str, Ty)] = &[
        ("anything", Ty::Anything),
        ("attrs", Ty::Attrs),
        ("attrsOf (attrsOf attrs)", Ty::AttrsOf(&Ty::AttrsOf(&Ty::Attrs))),
        ("attrsOf (nullOr str)", Ty::AttrsOf(&Ty::NullOr(&Ty::Str))),
        ("attrsOf (submodule { })", Ty::AttrsOf(&Ty::Submodule(&CLOSED))),
        ("coercedTo path lib.singleton (listOf path)", Ty::CoercedTo { from: &Ty::Path, to: &Ty::ListOf(&Ty::Path) }),
        ("either bool (enum [ \"strict\" \"loose\" ])", Ty::Either(&Ty::Bool, &Ty::Enum(&["strict", "loose"]))),
        ("either ints.unsigned (listOf ints.unsigned)", Ty::Either(&Ty::UInt, &Ty::ListOf(&Ty::UInt))),
        ("either str (listOf str)", Ty::Either(&Ty::Str, &LIST_OF_STR)),
        ("enum [ \"a\" ]", Ty::Enum(&["a"])),
        ("enum [ ]", Ty::Enum(&[])),
        ("float", Ty::Float),
        ("ints.between 1 9", Ty::Between(1, 9)),
        ("ints.positive", Ty::PositiveInt),
        ("lazyAttrsOf (nullOr bool)", Ty::LazyAttrsOf(&Ty::NullOr(&Ty::Bool))),
        ("lines", LINES),
        ("listOf (either (nullOr int) (listOf str))", Ty::ListOf(&Ty::Either(&Ty::NullOr(&Ty::Int), &LIST_OF_STR))),
        ("listOf (enum [ \"a\" ])", Ty::ListOf(&Ty::Enum(&["a"]))),
        ("listOf ints.positive", Ty::ListOf(&Ty::PositiveInt)),
        ("nonEmptyStr", Ty::NonEmptyStr),
        ("nullOr (attrsOf (listOf raw))", Ty::NullOr(&Ty::AttrsOf(&Ty::ListOf(&Ty::Raw)))),
        ("nullOr (oneOf [ str path package ])", Ty::NullOr(&Ty::OneOf(&[Ty::Str, Ty::Path, Ty::Package]))),
        ("nullOr (passwdEntry path)", Ty::NullOr(&Ty::PasswdEntry(&Ty::Path))),
        ("nullOr attrs", Ty::NullOr(&Ty::Attrs)),
        ("nullOr pathInStore", Ty::NullOr(&Ty::PathInStore)),
        ("number", Ty::Number),
        ("port", Ty::Port),
        ("separatedString \" \"", Ty::Separated(" ")),
        ("strMatching \"[0-7]{1,5}\"", Ty::StrMatching("[0-7]{1,5}")),
        ("submodule { freeformType = attrsOf str; }", Ty::Submodule(&FREEFORM)),
    ];
    let theirs: BTreeMap<String, String> = lines()
        .filter_map(|l| Some((l["expression"].as_str()?.to_owned(), l["description"].as_str()?.to_owned())))
        .collect();
    let ours: BTreeMap<String, String> =
        SAMPLES.iter().map(|(expression, ty)| (String::from(*expression), ty.describe())).collect();
    assert_eq!(ours, theirs);
}
