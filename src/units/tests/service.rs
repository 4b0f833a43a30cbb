//! The service type against NixOS' own (`tests/oracle/service-type.nix`): merged services by hand, unit files compared.

use std::collections::BTreeMap;
use std::path::Path;

use crate::oci::Text;
use crate::units::render::plain;
use crate::units::service::Section::{Environment, ServiceConfig, UnitConfig};
use crate::units::{GlobalEnvironment, Service, Value, unit_text};

fn list(items: &[&str]) -> Value {
    Value::texts(items.iter().map(|&i| i.into()))
}

fn attrs(items: Vec<(&str, Value)>) -> Value {
    Value::Attrs(items.into_iter().map(|(n, v)| (n.to_owned(), v)).collect())
}

fn text(s: &str) -> Value {
    Value::text(s)
}

/// `serviceConfig` as the module defines it, with `more` merged in.
fn config(pre: Value, more: Vec<(&str, Value)>) -> Value {
    let mut all = vec![
        ("ExecStartPre", pre),
        ("TimeoutStartSec", Value::Int(0)),
        ("Restart", text("on-failure")),
        ("Delegate", Value::Bool(true)),
        ("Environment", text("PODMAN_SYSTEMD_UNIT=%n")),
    ];
    all.extend(more);
    attrs(all)
}

const PRE: &str = "@pre-start@/bin/pre-start";

/// The service that the module defines, with `overrides` in place of its attributes.
fn service(overrides: Vec<(&str, Value)>) -> Service {
    let mut all: BTreeMap<&str, Value> = BTreeMap::from([
        ("script", text("run")),
        ("preStop", text("stop")),
        ("postStop", text("rm")),
        ("wantedBy", list(&["multi-user.target"])),
        ("wants", list(&["network-online.target"])),
        ("after", list(&["network-online.target"])),
        ("requires", list(&[])),
        ("path", Value::List(vec![Value::Package("podman".into())])),
        ("environment", attrs(vec![])),
        ("serviceConfig", config(list(&[PRE]), vec![])),
    ]);
    all.extend(overrides);
    Service::new("podman-a", attrs(all.into_iter().collect()))
}

/// A service in which a setting (or a section, if `key` is empty) was defined with a priority of its own.
fn with_priority(mut service: Service, section: crate::units::service::Section, key: &str, priority: u32) -> Service {
    match key {
        "" => service.set_section_priority(section, priority),
        key => service.set_priority(section, key, priority),
    }
    service
}

fn with_path(items: &[&str], priority: u32, late: usize) -> Service {
    let mut path = Vec::new();
    for item in items {
        path.push(if *item == "podman" { Value::Package("podman".into()) } else { text(item) });
    }
    let mut service = service(vec![("path", Value::List(path))]);
    service.set_path_order(priority, late);
    service
}

fn cases() -> Vec<(&'static str, Service)> {
    vec![
        ("nothing", service(vec![])),
        (
            "forced-exec-start",
            with_priority(
                service(vec![("serviceConfig", config(list(&[PRE]), vec![("ExecStart", text("/bin/true"))]))]),
                ServiceConfig,
                "ExecStart",
                50,
            ),
        ),
        (
            "forced-exec-start-pre",
            with_priority(
                service(vec![("preStart", text("x")), ("serviceConfig", config(list(&["/bin/mine"]), vec![]))]),
                ServiceConfig,
                "ExecStartPre",
                50,
            ),
        ),
        (
            "more-exec-start-pre",
            service(vec![
                ("preStart", text("x")),
                ("serviceConfig", config(list(&[PRE, "/bin/mine", "-/bin/two"]), vec![])),
            ]),
        ),
        ("single-exec-start-pre", service(vec![("serviceConfig", config(list(&[PRE, "/bin/mine"]), vec![]))])),
        (
            "forced-service-config",
            with_priority(
                service(vec![("serviceConfig", attrs(vec![("ExecStart", text("/bin/true"))]))]),
                ServiceConfig,
                "",
                50,
            ),
        ),
        (
            "default-unit-config",
            with_priority(service(vec![("unitConfig", attrs(vec![("A", text("1"))]))]), UnitConfig, "", 1000),
        ),
        ("values", service(vec![("unitConfig", values())])),
        (
            "default-after",
            with_priority(service(vec![("unitConfig", attrs(vec![("After", text("q"))]))]), UnitConfig, "After", 1000),
        ),
        (
            "forced-after",
            with_priority(service(vec![("unitConfig", attrs(vec![("After", text("q"))]))]), UnitConfig, "After", 50),
        ),
        ("late-path", with_path(&["podman", "/early", "/late"], 100, 1)),
        ("forced-path", with_path(&["/only"], 50, 0)),
        ("no-default-path", service(vec![("enableDefaultPath", Value::Bool(false))])),
        ("no-path", with_path(&[], 50, 0)),
        ("environment", service(vec![("environment", environment())])),
        (
            "forced-path-variable",
            with_priority(
                service(vec![("environment", attrs(vec![("PATH", text("/only"))]))]),
                Environment,
                "PATH",
                50,
            ),
        ),
        (
            "forced-environment",
            with_priority(service(vec![("environment", attrs(vec![("X", text("1"))]))]), Environment, "", 50),
        ),
        (
            "no-restart",
            service(vec![
                ("restartIfChanged", Value::Bool(false)),
                ("stopIfChanged", Value::Bool(false)),
                ("notSocketActivated", Value::Bool(true)),
            ]),
        ),
        ("reload", service(vec![("reloadIfChanged", Value::Bool(true)), ("restartIfChanged", Value::Bool(false))])),
        ("every-list", every_list()),
    ]
}

fn values() -> Value {
    attrs(vec![
        ("A", text("1")),
        ("After", list(&["x.service"])),
        ("B", Value::List(vec![text("1"), Value::Int(2)])),
        ("Z", Value::Float(1.5)),
        ("N", Value::Null),
        ("T", Value::Bool(true)),
        ("F", Value::Bool(false)),
        ("E", text("")),
    ])
}

fn environment() -> Value {
    attrs(vec![
        ("A", text("q\"\\\n\t${x}%n é")),
        ("B", Value::Null),
        ("TZDIR", Value::Null),
        ("C", text("")),
        ("GLOBAL", text("mine")),
    ])
}

fn every_list() -> Service {
    service(vec![
        ("description", text("My unit")),
        ("documentation", list(&["https://a", "man:b(1)"])),
        ("startLimitBurst", Value::Int(5)),
        ("startLimitIntervalSec", Value::Int(0)),
        ("before", list(&["b.target"])),
        ("conflicts", list(&["c.service"])),
        ("requisite", list(&["d.service"])),
        ("upholds", list(&["u.service"])),
        ("onSuccess", list(&["s.service"])),
        ("onFailure", list(&["f.service"])),
        ("bindsTo", list(&["g.service"])),
        ("partOf", list(&["p.target"])),
        ("reload", text("hup")),
        ("postStart", text("ps")),
        ("scriptArgs", text("%i -x")),
        ("restartTriggers", list(&["a"])),
        ("reloadTriggers", list(&["b"])),
        ("wantedBy", list(&[])),
        ("requiredBy", list(&["r.target"])),
    ])
}

#[test]
fn unit_files_are_those_of_nixos() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/service-type.json");
    let text = std::fs::read_to_string(file).expect("the expectations are there");
    let expected: BTreeMap<String, String> = serde_json::from_str(&text).expect("they are JSON");
    let mut global = GlobalEnvironment::default();
    global.set("GLOBAL", Value::text("everywhere"));
    let cases = cases();
    assert_eq!(cases.len(), expected.len());
    for (name, service) in cases {
        assert_eq!(plain(&unit_text(&service, &global)), expected[name], "{name}");
        assert_eq!(service.conflicts(), [], "{name}");
    }
}

#[test]
fn a_setting_that_contradicts_the_service_type_is_a_conflict() {
    let service = service(vec![
        ("serviceConfig", config(list(&[PRE]), vec![("ExecStart", text("/bin/true"))])),
        ("unitConfig", attrs(vec![("After", text("q.service")), ("Wants", text("network-online.target"))])),
        ("environment", attrs(vec![("PATH", text("/only"))])),
    ]);
    let conflicts = service.conflicts();
    assert_eq!(
        conflicts,
        [(UnitConfig, "After".to_owned()), (ServiceConfig, "ExecStart".to_owned()), (Environment, "PATH".to_owned())]
    );
    let forced = with_priority(service, ServiceConfig, "ExecStart", 50);
    assert_eq!(forced.conflicts().len(), 2);
}

#[test]
fn what_is_not_known_shows_in_the_unit_file() {
    let service = service(vec![
        ("restartIfChanged", Value::Unknown("a secret".into())),
        ("environment", Value::Unknown("a secret".into())),
        ("preStart", Value::Unknown("a secret".into())),
        ("description", Value::Text(Text::reference(crate::oci::Reference::Option(vec![])))),
    ]);
    let text = plain(&unit_text(&service, &GlobalEnvironment::default()));
    for hole in [
        "@systemd.services.podman-a.restartIfChanged@\n",
        "@systemd.services.podman-a.environment@\n",
        "\nExecStartPre=@systemd.services.podman-a.serviceConfig.ExecStartPre@\n",
    ] {
        assert!(text.contains(hole), "{hole}{text}");
    }
    assert_eq!(service.conflicts(), []);
}
