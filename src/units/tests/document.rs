//! The documents as a whole: several hosts, one unit of many, the listing of unit files.

use expect_test::expect;
use serde_json::{Value as Json, json};

use super::build::{add, host, known, podman, store_path, unknown};
use crate::oci::{Backend, Host, Text, TextPiece};
use crate::schema::Release;
use crate::units::derive::services;
use crate::units::{Document, GlobalEnvironment, HostUnits, Service, Value};

fn units(host: &Host) -> HostUnits {
    let services = services(host).into_iter().filter_map(|(_, defs)| Service::from_defs(&defs.ok()?)).collect();
    HostUnits::new(host, services, &GlobalEnvironment::default(), vec![], vec![], vec![])
}

fn json_of(document: &Document) -> Json {
    serde_json::from_str(&document.to_json().expect("it prints")).expect("it is JSON")
}

fn named(name: &str, release: Release) -> Host {
    let mut host = host(release, Backend::Docker);
    host.name = name.into();
    add(&mut host, "a", "x", |_| {});
    add(&mut host, "b", "y", |c| c.image = unknown("a secret"));
    host
}

#[test]
fn hosts_are_sorted_and_say_when_their_release_differs() {
    let hosts = vec![units(&named("two", Release::R25_11)), units(&named("one", Release::R24_05))];
    let got = json_of(&Document::new(Release::R25_11, hosts));
    let names: Vec<&String> = got["hosts"].as_object().expect("an object").keys().collect();
    assert_eq!(names, ["one", "two"]);
    assert_eq!((&got["version"], &got["nixos"]), (&json!(1), &json!("25.11")));
    assert_eq!(got["hosts"]["one"]["nixos"], "24.05");
    assert_eq!(got["hosts"]["two"]["nixos"], Json::Null);
}

#[test]
fn one_unit_of_many() {
    let mut host = units(&named("one", Release::R26_05));
    host.retain(|name| name == "docker-a");
    let got = json_of(&Document::new(Release::R26_05, vec![host.clone()]));
    let one = &got["hosts"]["one"];
    assert_eq!(one["units"].as_object().map(|u| u.len()), Some(1));
    assert_eq!(one["unknown"], json!([]), "what is noted about the other unit is gone");
    let listing = Document::new(Release::R26_05, vec![host]).to_text();
    assert_eq!(listing.matches("# /etc/systemd/system/").count(), 1);
}

#[test]
fn the_listing_of_unit_files() {
    let mut host = host(Release::R24_05, Backend::Docker);
    add(&mut host, "a", "x", |c| c.auto_start = known(false));
    add(&mut host, "b", "x", |_| {});
    let listing = Document::new(Release::R24_05, vec![units(&host)]).to_text();
    let without_path: Vec<&str> = listing.lines().filter(|l| !l.contains("PATH=")).map(str::trim_end).collect();
    expect![[r##"
        # /etc/systemd/system/docker-a.service
        [Unit]
        After=docker.service docker.socket network-online.target
        Wants=network-online.target

        [Service]
        Environment="LOCALE_ARCHIVE=@glibc-locales@/lib/locale/locale-archive"
        Environment="TZDIR=@tzdata@/share/zoneinfo"
        ExecStart=@unit-script-docker-a-start@/bin/docker-a-start
        ExecStartPre=@pre-start@/bin/pre-start
        ExecStop=@unit-script-docker-a-pre-stop@/bin/docker-a-pre-stop
        ExecStopPost=@unit-script-docker-a-post-stop@/bin/docker-a-post-stop
        Restart=always
        TimeoutStartSec=0
        TimeoutStopSec=120

        # /etc/systemd/system/docker-b.service
        [Unit]
        After=docker.service docker.socket network-online.target
        Wants=network-online.target

        [Service]
        Environment="LOCALE_ARCHIVE=@glibc-locales@/lib/locale/locale-archive"
        Environment="TZDIR=@tzdata@/share/zoneinfo"
        ExecStart=@unit-script-docker-b-start@/bin/docker-b-start
        ExecStartPre=@pre-start@/bin/pre-start
        ExecStop=@unit-script-docker-b-pre-stop@/bin/docker-b-pre-stop
        ExecStopPost=@unit-script-docker-b-post-stop@/bin/docker-b-post-stop
        Restart=always
        TimeoutStartSec=0
        TimeoutStopSec=120

        [Install]
        WantedBy=multi-user.target"##]]
    .assert_eq(&without_path.join("\n"));
}

#[test]
fn what_is_set_besides_is_kept_and_defaults_are_not() {
    let host = host(Release::R26_05, Backend::Podman);
    let attrs = [
        ("overrideStrategy", Value::text("asDropinIfExists")),
        ("startLimitBurst", Value::Int(3)),
        ("restartIfChanged", Value::Bool(true)),
        ("stopIfChanged", Value::Bool(false)),
        ("reloadIfChanged", Value::Unknown("a secret".into())),
        ("wantedBy", Value::List(vec![])),
        ("name", Value::text("a.service")),
        ("startAt", Value::text("daily")),
        ("serviceConfig", Value::Attrs(vec![("RestartSec".into(), Value::Float(0.5))])),
    ];
    let attrs = attrs.map(|(name, value)| (name.to_owned(), value)).into();
    let service = Service::new("a", Value::Attrs(attrs));
    let all = HostUnits::new(&host, vec![service], &GlobalEnvironment::default(), vec![], vec![], vec![]);
    let mut unit = all.units()["a"].clone();
    if let Some(unit) = unit.as_object_mut() {
        unit.remove("text");
        unit.remove("path");
    }
    let reload = json!({ "parts": [{ "option": ["systemd", "services", "a", "reloadIfChanged"] }] });
    let want = json!({
        "startAt": "daily", "serviceConfig": { "RestartSec": 0.5 }, "stopIfChanged": false,
        "reloadIfChanged": reload, "startLimitBurst": 3,
    });
    assert_eq!(unit, want);
}

#[test]
fn containers_without_a_unit_are_noted() {
    let mut host = host(Release::R26_05, Backend::Podman);
    host.containers_complete = false;
    add(&mut host, "a", "x", |c| c.service_name = known("app".into()));
    add(&mut host, "b", "x", |c| c.service_name = known("app".into()));
    add(&mut host, "c", "x", |c| c.podman = podman("ghost", "conmon"));
    add(&mut host, "d", "x", |c| c.certain = false);
    let got = json_of(&Document::new(Release::R26_05, vec![units(&host)]));
    let expected = json!([
        { "at": "units", "why": "there may be more containers than were read" },
        { "at": "units", "why": "container `b` has no unit of its own" },
        { "at": "units", "why": "container `c` runs as user `ghost`, which is not declared" },
        { "at": "units.podman-d", "why": "container `d` exists only under a condition that is not known" },
    ]);
    assert_eq!(got["hosts"]["machine"]["unknown"], expected);
}

#[test]
fn a_path_in_the_store_is_left_to_nix_without_a_note() {
    let mut host = host(Release::R26_05, Backend::Podman);
    let mut file: Text = store_path("image.tar");
    for piece in &mut file.pieces {
        if let TextPiece::Hole(hole) = piece {
            (hole.store, hole.reference) = (true, None);
        }
    }
    add(&mut host, "a", "x", |c| c.image_file = known(Some(file)));
    let got = json_of(&Document::new(Release::R26_05, vec![units(&host)]));
    let machine = &got["hosts"]["machine"];
    let option = ["virtualisation", "oci-containers", "containers", "a", "imageFile"];
    assert_eq!(machine["units"]["podman-a"]["preStartScript"]["parts"][1], json!({ "option": option }));
    assert_eq!(machine["unknown"], json!([]));
}
