//! Cases of `tests/oracle/cases`, built by hand, against what NixOS made of them in every release in which they
//! evaluate.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::build::{add, group, host, known, list, normal_user, pairs, podman, some, store_path, user};
use crate::oci::{Backend, Host, Seq, Text};
use crate::schema::Release;
use crate::units::derive::services;
use crate::units::messages::podman_assertions;
use crate::units::{Document, GlobalEnvironment, HostUnits, Service, ServiceDefs, Value};

/// What NixOS made of a case; `None` if it fails to evaluate there, or was not tried.
pub(super) fn expected(release: Release, case: &str) -> Option<Json> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/oracle/expected/{release}/{case}.json"));
    let text = std::fs::read_to_string(&file).ok()?;
    let json: Json = serde_json::from_str(&text).expect("an expectation is JSON");
    json["error"].is_null().then_some(json)
}

/// Our document of the services as the module defines them.
pub(super) fn ours(host: &Host) -> Json {
    let services = services(host)
        .into_iter()
        .map(|(_, defs)| Service::from_defs(&defs.expect("NixOS evaluates it")).expect("its name is known"))
        .collect();
    document(host, services, &GlobalEnvironment::default(), &[])
}

/// Our document in the shape of an expectation.
fn document(host: &Host, services: Vec<Service>, global: &GlobalEnvironment, own: &[&str]) -> Json {
    let own = own.iter().map(|&w| w.into()).collect();
    let units = HostUnits::new(host, services, global, vec![], own, vec![]);
    let document = Document::new(host.release, vec![units]).to_json().expect("it prints");
    let document: Json = serde_json::from_str(&document).expect("our document is JSON");
    let machine = &document["hosts"]["machine"];
    json!({ "assertions": machine["assertions"], "warnings": machine["warnings"], "services": machine["units"] })
}

/// An expectation with our names. What has `@…@` for us has a path in the store there.
fn theirs(expected: &Json) -> Json {
    let mut services = Map::new();
    for (name, want) in expected["services"].as_object().expect("services are an object") {
        let mut unit = Map::new();
        for (key, value) in want.as_object().expect("a service is an object") {
            match key.as_str() {
                "container" => unit.insert("container".into(), value[0].clone()),
                "preStartAppText" => unit.insert("preStartScript".into(), value.clone()),
                "unitText" => unit.insert("text".into(), value.clone()),
                "unitConfig" if value == &json!({}) => None,
                _ => unit.insert(key.clone(), value.clone()),
            };
        }
        services.insert(name.clone(), Json::Object(unit));
    }
    json!({ "assertions": expected["assertions"], "warnings": expected["warnings"], "services": services })
}

/// Compares in every release in which NixOS evaluates the case.
fn check(case: &str, build: impl Fn(Release) -> Host) {
    check_json(case, |release| ours(&build(release)));
}

fn check_json(case: &str, build: impl Fn(Release) -> Json) {
    let mut compared = 0;
    for release in Release::ALL {
        if let Some(expected) = expected(release, case) {
            compare(release, case, &expected, &build(release));
            compared += 1;
        }
    }
    assert!(compared > 0, "{case} evaluates in no release");
}

/// Field by field, so that a failure names its field.
pub(super) fn compare(release: Release, case: &str, expected: &Json, got: &Json) {
    let want = theirs(expected);
    let names = |json: &Json| json["services"].as_object().map(|o| o.keys().cloned().collect::<Vec<_>>());
    assert_eq!(names(got), names(&want), "{release} {case}");
    for (unit, want) in want["services"].as_object().expect("an object") {
        let (got, want) = (&got["services"][unit], want.as_object().expect("an object"));
        let got = got.as_object().expect("an object");
        let keys: BTreeSet<&String> = want.keys().chain(got.keys()).collect();
        for key in keys {
            assert_eq!(got.get(key).map(fill).as_ref(), want.get(key), "{release} {case}: {unit}.{key}");
        }
    }
    assert_eq!(got["assertions"], want["assertions"], "{release} {case}");
    assert_eq!(got["warnings"], want["warnings"], "{release} {case}");
}

/// The text of a value whose holes are [`store_path`]s.
fn fill(value: &Json) -> Json {
    let Some(parts) = value.get("parts").and_then(Json::as_array) else { return value.clone() };
    let text = |part: &Json| match part {
        Json::String(s) => s.clone(),
        reference => format!("/nix/store/{}", reference["option"][0].as_str().unwrap_or("?")),
    };
    Json::String(parts.iter().map(text).collect())
}

#[test]
fn minimal() {
    for (case, backend) in [("001-minimal-podman", Backend::Podman), ("002-minimal-docker", Backend::Docker)] {
        check(case, |release| {
            let mut host = host(release, backend);
            add(&mut host, "alpha", "registry.example.net/alpha:1", |_| {});
            host
        });
    }
}

#[test]
fn every_option() {
    let cases = [
        ("005-all-options-podman", Backend::Podman, "k8s-file", "newer"),
        ("006-all-options-docker", Backend::Docker, "json-file", "always"),
    ];
    for (case, backend, log_driver, pull) in cases {
        check(case, |release| {
            let mut host = host(release, backend);
            add(&mut host, "everything", "ghcr.io/acme/everything:2.4", |c| {
                c.service_name = known("acme-everything".into());
                c.login.username = some("bot");
                c.login.password_file = some("/run/secrets/ghcr");
                c.login.registry = some("https://ghcr.io");
                c.cmd = list(&["serve", "--listen", "0.0.0.0:9000"]);
                c.labels = pairs(&[("com.example.team", "infra"), ("tier", "backend")]);
                c.entrypoint = some("/usr/bin/acme");
                c.environment = pairs(&[("ACME_THREADS", "8"), ("ACME_MODE", "production")]);
                c.environment_files = list(&["/run/secrets/acme.env", "/etc/acme/extra.env"]);
                c.log_driver = known(log_driver.into());
                c.ports = list(&["127.0.0.1:9000:9000", "9001:9001/udp"]);
                c.user = some("1000:1000");
                c.volumes = list(&["/srv/acme:/data", "acme-cache:/cache:ro"]);
                c.workdir = some("/data");
                c.depends_on = list(&["db"]);
                c.hostname = some("acme.internal");
                c.pre_run_extra_options = list(&["--log-level", "debug"]);
                c.extra_options = list(&["--memory=512m", "--init"]);
                if backend == Backend::Podman {
                    c.podman = podman("root", "container");
                }
                c.pull = known(pull.into());
                let capabilities = [("SYS_TIME", Some(false)), ("NET_ADMIN", Some(true)), ("CHOWN", None)];
                let items = capabilities.map(|(name, value)| (name.to_owned(), known(value))).into();
                c.capabilities = known(Seq { items, complete: true });
                c.devices = list(&["/dev/dri:/dev/dri", "/dev/ttyUSB0"]);
                c.privileged = known(true);
                c.auto_remove_on_stop = known(false);
                c.networks = list(&["front", "back"]);
            });
            add(&mut host, "db", "docker.io/library/postgres:17", |_| {});
            host
        });
    }
}

#[test]
fn shell_words() {
    check("009-environment-escape", |release| {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "envy", "envy", |c| {
            c.environment = pairs(&[
                ("A_EMPTY", ""),
                ("B_SPACE", "two words"),
                ("C_SINGLE", "it's"),
                ("D_DOUBLE", "say \"hi\""),
                ("E_DOLLAR", "cost $5 ${HOME} $(id)"),
                ("F_BACKTICK", "`id`"),
                ("G_NEWLINE", "line one\nline two"),
                ("H_TAB", "a\tb"),
                ("I_BACKSLASH", "C:\\temp\\"),
                ("J_PERCENT", "100%% %n %h"),
                ("K_UNICODE", "grüße ☃"),
                ("L_SAFE", "abc.DEF-123_x/y:z@w,v+u=t"),
                ("M_TILDE", "~/x"),
                ("N_HASH", "#fff"),
                ("O_STAR", "*?[a]"),
                ("P_EXCL", "wow!"),
                ("Q_AMP", "a&b;c|d<e>f"),
                ("key with space", "v"),
            ]);
        });
        host
    });
}

#[test]
fn names_that_need_care() {
    for (case, name) in [("163-container-name-quote", "it's"), ("166-container-name-unicode", "müsli")] {
        check(case, |release| {
            let mut host = host(release, Backend::Podman);
            add(&mut host, name, "x", |_| {});
            host
        });
    }
}

#[test]
fn networks_keep_their_first_mention() {
    check("025-networks-duplicates", |release| {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "net", "net", |c| c.networks = list(&["main", "a", "main", "b", "a", "a", "c", "b"]));
        host
    });
}

#[test]
fn images_that_are_loaded() {
    check("044-image-stream-docker", |release| {
        let mut host = host(release, Backend::Docker);
        add(&mut host, "streamed", "streamed:1", |c| c.image_stream = known(Some(store_path("stream-it"))));
        host
    });
    check("045-image-file-and-stream", |release| {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "both", "both:1", |c| {
            c.image_file = known(Some(store_path("a.tar")));
            c.image_stream = known(Some(store_path("b")));
        });
        host
    });
    check("046-image-file-docker-login", |release| {
        let mut host = host(release, Backend::Docker);
        add(&mut host, "local", "tool:latest", |c| {
            c.image_file = known(Some(store_path("tool.tar")));
            c.login.username = some("u");
            c.login.password_file = some("/pw");
            c.login.registry = some("reg");
        });
        host
    });
}

#[test]
fn dependencies_by_release() {
    check("054-depends-on-service-name", |release| {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "app", "app", |c| c.depends_on = list(&["db"]));
        add(&mut host, "db", "db", |c| c.service_name = known("my-database".into()));
        host
    });
    check("053-depends-on-docker", |release| {
        let mut host = host(release, Backend::Docker);
        add(&mut host, "app", "app", |c| c.depends_on = list(&["db", "cache"]));
        add(&mut host, "db", "db", |_| {});
        add(&mut host, "cache", "cache", |c| c.auto_start = known(false));
        host
    });
}

#[test]
fn sdnotify_modes() {
    check("056-sdnotify-each-root", |release| {
        let mut host = host(release, Backend::Podman);
        for (name, mode) in [("c", "conmon"), ("h", "healthy"), ("n", "container")] {
            add(&mut host, name, "x", |c| c.podman = podman("root", mode));
        }
        host
    });
}

#[test]
fn rootless() {
    for (case, linger) in [("058-rootless-linger-healthy-uid", true), ("061-rootless-nolinger-healthy", false)] {
        check(case, |release| {
            let mut host = host(release, Backend::Podman);
            normal_user(&mut host, "runner", 2001, linger);
            add(&mut host, "r", "x", |c| c.podman = podman("runner", "healthy"));
            host
        });
    }
    check("071-rootless-several-users", |release| {
        let mut host = host(release, Backend::Podman);
        normal_user(&mut host, "a", 3001, true);
        normal_user(&mut host, "b", 3002, false);
        host.users[1].home = known("/srv/b".into());
        add(&mut host, "one", "x", |c| {
            c.podman = podman("a", "conmon");
            c.depends_on = list(&["two", "three"]);
        });
        add(&mut host, "two", "x", |c| c.podman = podman("b", "healthy"));
        add(&mut host, "three", "x", |_| {});
        host
    });
    check("072-rootless-image-file-login", |release| {
        let mut host = host(release, Backend::Podman);
        normal_user(&mut host, "a", 3001, true);
        add(&mut host, "one", "x:1", |c| {
            c.image_file = known(Some(store_path("x.tar")));
            c.login.username = some("u");
            c.login.password_file = some("/pw");
            c.login.registry = some("r");
            c.podman = podman("a", "healthy");
        });
        host
    });
}

#[test]
fn messages_about_users() {
    check("069-rootless-user-without-group", |release| {
        let mut host = host(release, Backend::Podman);
        user(&mut host, "svc", |u| {
            u.is_system_user = known(true);
            u.uid = known(Some(991));
            u.linger = known(Some(true));
        });
        add(&mut host, "r", "x", |c| c.podman = podman("svc", "conmon"));
        host
    });
    check("199-manage-lingering-off", |release| {
        let mut host = host(release, Backend::Podman);
        host.manage_lingering = known(false);
        normal_user(&mut host, "runner", 2001, true);
        add(&mut host, "r", "x", |c| c.podman = podman("runner", "conmon"));
        host
    });
    check("219-user-neither-system-nor-normal", |release| {
        let mut host = host(release, Backend::Podman);
        host.groups.push(group("g", 999));
        user(&mut host, "runner", |u| {
            u.uid = known(Some(2001));
            u.group = known("g".into());
            u.linger = known(Some(true));
            u.home = known("/var/empty".into());
        });
        add(&mut host, "r", "x", |c| c.podman = podman("runner", "conmon"));
        host
    });
    check("220-duplicate-uid", |release| {
        let mut host = host(release, Backend::Podman);
        normal_user(&mut host, "one", 2001, true);
        normal_user(&mut host, "two", 2001, false);
        add(&mut host, "r", "x", |c| c.podman = podman("one", "conmon"));
        host
    });
    check("078-docker-with-podman-empty", |release| {
        let mut host = host(release, Backend::Docker);
        add(&mut host, "d", "x", |c| c.podman = podman("root", "conmon"));
        host
    });
}

#[test]
fn proxies_reach_every_container() {
    check("081-proxy-default", |release| {
        let mut host = host(release, Backend::Podman);
        let proxy = "http://proxy.example.net:3128/";
        host.proxy_environment = pairs(&[
            ("no_proxy", "127.0.0.1,localhost,.internal"),
            ("http_proxy", proxy),
            ("https_proxy", proxy),
            ("ftp_proxy", proxy),
            ("rsync_proxy", proxy),
            ("all_proxy", proxy),
        ]);
        add(&mut host, "p", "x", |_| {});
        host
    });
}

/// The services of a host with overrides merged in by hand: `change` gets the attributes that the module defines.
fn overridden(host: &Host, change: impl Fn(&str, &mut Vec<(String, Value)>)) -> Vec<Service> {
    let merge = |defs: ServiceDefs| {
        let name = defs.name.clone().expect("its name is known");
        let mut attrs: Vec<(String, Value)> = defs.attrs.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
        change(&name, &mut attrs);
        let mut service = Service::new(name, Value::Attrs(attrs));
        service.container = Some(defs.container);
        service.pre_start_script = defs.pre_start_script;
        service
    };
    services(host).into_iter().map(|(_, defs)| merge(defs.expect("NixOS evaluates it"))).collect()
}

fn attr<'a>(attrs: &'a mut Vec<(String, Value)>, name: &str) -> &'a mut Value {
    if !attrs.iter().any(|(n, _)| n == name) {
        attrs.push((name.to_owned(), Value::Null));
    }
    attrs.iter_mut().find(|(n, _)| n == name).map(|(_, v)| v).expect("it is there now")
}

fn prepend(value: &mut Value, text: &str) {
    let mut joined = Text::from(text);
    if let Value::Text(old) = value {
        joined.push_text(old);
    }
    *value = Value::Text(joined);
}

fn units(names: &[&str]) -> Value {
    Value::texts(names.iter().map(|&n| n.into()))
}

#[test]
fn overrides_of_scripts_and_path() {
    check_json("116-service-override-script", |release| {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "a", "x", |_| {});
        let services = overridden(&host, |_, attrs| {
            prepend(attr(attrs, "script"), "echo before\n");
            *attr(attrs, "preStart") = Value::text("echo pre");
            *attr(attrs, "postStart") = Value::text("echo post");
            if let Value::Text(stop) = attr(attrs, "preStop") {
                stop.push_str("\necho after-stop");
            }
            if let Value::List(path) = attr(attrs, "path") {
                path.push(Value::text("/opt/tools"));
            }
        });
        document(&host, services, &GlobalEnvironment::default(), &[])
    });
}

#[test]
fn overrides_of_the_rest() {
    check_json("117-service-override-disable", |release| {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "a", "x", |_| {});
        let services = overridden(&host, |_, attrs| *attr(attrs, "enable") = Value::Bool(false));
        document(&host, services, &GlobalEnvironment::default(), &[])
    });
    check_json("119-service-partof-target", |release| {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "a", "x", |_| {});
        add(&mut host, "b", "y", |_| {});
        let services = overridden(&host, |name, attrs| {
            if name == "podman-a" {
                *attr(attrs, "partOf") = units(&["stack.target"]);
                *attr(attrs, "bindsTo") = units(&["podman-b.service"]);
                *attr(attrs, "onFailure") = units(&["notify@%n.service"]);
            }
        });
        document(&host, services, &GlobalEnvironment::default(), &[])
    });
    check_json("185-global-environment", |release| {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "a", "x", |_| {});
        let mut global = GlobalEnvironment::default();
        global.set("GLOBAL", Value::text("everywhere"));
        document(&host, overridden(&host, |_, _| {}), &global, &[])
    });
}

#[test]
fn own_messages_come_first() {
    check_json("221-list-order-toplevel-and-submodule", |release| {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "a", "x", |c| c.ports = list(&["main", "import1", "import2", "nested"]));
        let own = ["nested", "import2", "import1", "main"];
        document(&host, overridden(&host, |_, _| {}), &GlobalEnvironment::default(), &own)
    });
}

#[test]
fn docker_that_podman_stands_in_for() {
    for release in Release::ALL {
        let expected = expected(release, "183-podman-package-override").expect("NixOS evaluates it");
        let mut host = host(release, Backend::Docker);
        (host.docker_enable, host.podman_enable) = (known(true), known(true));
        add(&mut host, "a", "x", |_| {});
        let texts = |compat: bool| -> Vec<String> {
            let found = podman_assertions(&host, &known(compat), &known(false));
            found.certain.iter().map(|m| m.text.display()).collect()
        };
        assert_eq!(json!(texts(true)), expected["assertions"]);
        assert_eq!(texts(false), Vec::<String>::new());
    }
}
