//! Warnings and assertions that no case of `tests/oracle` shows.

use super::build::{add, group, host, known, normal_user, user};
use crate::oci::{Backend, Field, Host};
use crate::schema::Release;
use crate::units::messages::podman_assertions;
use crate::units::{Messages, Service, Value, assertions, warnings};

fn texts(found: Messages) -> Vec<String> {
    found.certain.iter().map(|m| m.text.display()).collect()
}

fn service(attrs: &[(&str, Value)]) -> Vec<Service> {
    let attrs = attrs.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
    vec![Service::new("a", Value::Attrs(attrs))]
}

fn list(items: &[&str]) -> Value {
    Value::texts(items.iter().map(|&i| i.into()))
}

fn empty() -> Host {
    host(Release::R26_05, Backend::Podman)
}

#[test]
fn a_unit_ordered_after_a_target_that_nothing_pulls_in() {
    let online = ["network-online.target"];
    let found = |attrs: &[(&str, Value)]| texts(warnings(&empty(), &service(attrs)));
    let expected = ["a.service is ordered after 'network-online.target' but doesn't depend on it"];
    assert_eq!(found(&[("after", list(&online))]), expected);
    for pulled in ["wants", "requires", "bindsTo"] {
        assert_eq!(found(&[("after", list(&online)), (pulled, list(&online))]), [""; 0], "{pulled}");
    }
    let open = service(&[("after", list(&online)), ("wants", Value::Unknown("a secret".into()))]);
    let found = warnings(&empty(), &open);
    assert_eq!((found.certain.len(), found.undecided.len()), (0, 1));
}

#[test]
fn settings_that_do_not_go_together() {
    let config = |items: &[(&str, &str)]| {
        let items = items.iter().map(|(n, v)| ((*n).to_owned(), Value::text(*v))).collect();
        service(&[("serviceConfig", Value::Attrs(items))])
    };
    let found = |items: &[(&str, &str)]| texts(warnings(&empty(), &config(items))).len();
    assert_eq!(found(&[("Type", "oneshot"), ("Restart", "always")]), 1);
    assert_eq!(found(&[("Type", "oneshot"), ("Restart", "on-success")]), 1);
    assert_eq!(found(&[("Type", "oneshot"), ("Restart", "on-failure")]), 0);
    assert_eq!(found(&[("Type", "notify"), ("Restart", "always")]), 0);
    assert_eq!(found(&[("StartLimitInterval", "10")]), 1);
    let both = service(&[("reloadIfChanged", Value::Bool(true)), ("reloadTriggers", list(&["x"]))]);
    assert_eq!(texts(warnings(&empty(), &both)).len(), 1);
}

#[test]
fn a_target_that_is_gone() {
    let gone = service(&[("wants", list(&["network-interfaces.target"]))]);
    let found = texts(assertions(&empty(), &gone));
    assert!(matches!(found.as_slice(), [one] if one.starts_with("Service 'a.service' is using the deprecated target")));
}

#[test]
fn users_that_nixos_refuses() {
    let found = |name: &str, uid: i64, group_name: &str| {
        let mut host = empty();
        host.groups.push(group("staff", 200));
        normal_user(&mut host, name, uid, true);
        host.users[0].group = known(group_name.into());
        texts(assertions(&host, &[]))
    };
    assert_eq!(found("runner", 1000, "staff"), [""; 0]);
    let expected = "A user cannot have a users.users.runner.uid set below 1000 and set users.users.runner.isNormalUser.\n\
        Either users.users.runner.isSystemUser must be set to true instead of users.users.runner.isNormalUser\n\
        or users.users.runner.uid must be changed to 1000 or above.\n";
    assert_eq!(found("runner", 999, "staff"), [expected]);
    let expected =
        "The username \"müller\" is not valid, it does not match the regex \"[a-zA-Z0-9_.][a-zA-Z0-9_.-]*\".";
    assert_eq!(found("müller", 1000, "staff"), [expected]);
    let expected = "The following users have a primary group that is undefined: runner\n\
        Hint: Add this to your NixOS configuration:\n  users.groups.crew = {};\n";
    assert_eq!(found("runner", 1000, "crew"), [expected]);
}

#[test]
fn a_low_number_makes_a_system_user() {
    let mut host = empty();
    host.groups.push(group("svc", 991));
    user(&mut host, "svc", |u| {
        u.uid = known(Some(991));
        u.group = known("svc".into());
    });
    assert_eq!(texts(assertions(&host, &[])), [""; 0]);
}

#[test]
fn equal_numbers_count_even_beside_unknown_ones() {
    let mut host = empty();
    for name in ["one", "two", "three"] {
        normal_user(&mut host, name, 1000, true);
    }
    host.users[2].uid = super::build::unknown("a secret");
    assert_eq!(texts(assertions(&host, &[])), ["UIDs and GIDs must be unique!"]);
    host.users[1].uid = known(Some(1001));
    let found = assertions(&host, &[]);
    assert_eq!(found.certain, []);
    assert!(!found.undecided.is_empty());
    host.enforce_id_uniqueness = known(false);
    host.users[1].uid = known(Some(1000));
    assert_eq!(texts(assertions(&host, &[])), [""; 0]);
}

#[test]
fn podman_in_place_of_docker() {
    let off = || Field::default_value(false);
    let found = |docker: bool, containers: bool, socket: bool| {
        let mut host = host(Release::R26_05, Backend::Docker);
        (host.podman_enable, host.docker_enable) = (known(true), if docker { known(true) } else { off() });
        if containers {
            add(&mut host, "a", "x", |_| {});
        }
        texts(podman_assertions(&host, &off(), &known(socket))).len()
    };
    assert_eq!(found(true, false, true), 1);
    assert_eq!(found(false, true, true), 1, "the containers turn docker on");
    assert_eq!(found(false, false, true), 0);
    assert_eq!(found(true, true, false), 0);

    let mut forced = host(Release::R26_05, Backend::Docker);
    (forced.podman_enable, forced.docker_enable) = (known(true), known(false));
    add(&mut forced, "a", "x", |_| {});
    let found = podman_assertions(&forced, &off(), &known(true));
    assert_eq!((found.certain.len(), found.undecided.len()), (0, 1), "forced off, or only a default");
}
