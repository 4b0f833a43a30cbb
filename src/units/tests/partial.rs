//! What is not known: it stays in the output as a reference for Nix, or makes the attribute unknown, and is noted.

use expect_test::{Expect, expect};
use serde_json::{Value as Json, json};

use super::build::{add, host, known, list, normal_user, podman, texts, uncertain, unknown};
use crate::oci::{Backend, Host, Maybe, RefStep, Reference, Seq, Text};
use crate::schema::Release;
use crate::units::derive::{DeriveError, service, services};
use crate::units::{Document, GlobalEnvironment, HostUnits, Note, Service, Value, assertions, warnings};

/// `80:${config.x}`, where the hole says by itself how to fill it in.
fn port() -> Text {
    let mut text = Text::from("80:");
    text.push_text(&Text::reference(Reference::Option(vec![RefStep::Name("x".into())])));
    text
}

/// A text whose only piece is not known.
fn blank() -> Text {
    let mut text = Text::reference(Reference::Option(vec![]));
    for piece in &mut text.pieces {
        if let crate::oci::TextPiece::Hole(hole) = piece {
            (hole.reference, hole.why) = (None, "nobody knows".into());
        }
    }
    text
}

fn machine(host: &Host) -> Json {
    let services = services(host)
        .into_iter()
        .filter_map(|(_, defs)| Service::from_defs(&defs.expect("NixOS evaluates it")))
        .collect();
    let units = HostUnits::new(host, services, &GlobalEnvironment::default(), vec![], vec![], vec![]);
    let json: Json = serde_json::from_str(&Document::new(host.release, vec![units]).to_json().expect("it prints"))
        .expect("our document is JSON");
    json["hosts"]["machine"].clone()
}

fn check(value: &Json, expect: &Expect) {
    expect.assert_eq(&serde_json::to_string_pretty(value).expect("JSON prints"));
}

#[test]
fn values_that_nix_completes() {
    let mut host = host(Release::R26_05, Backend::Podman);
    add(&mut host, "web", "x", |c| {
        c.image = unknown("the input `images` is not on this machine");
        c.ports = texts(vec!["1:1".into(), port()]);
        c.volumes = texts(vec![blank()]);
        c.hostname = known(Some(blank()));
    });
    let got = machine(&host);
    check(
        &json!([got["units"]["podman-web"]["script"], got["unknown"]]),
        &expect![[r#"
            [
              {
                "parts": [
                  "exec podman  \\\n  run \\\n  --name=web \\\n  --log-driver=journald \\\n  --hostname=",
                  {
                    "shellArg": [
                      {
                        "option": [
                          "virtualisation",
                          "oci-containers",
                          "containers",
                          "web",
                          "hostname"
                        ]
                      }
                    ]
                  },
                  " \\\n  --cidfile=/run/web/ctr-id \\\n  --cgroups=enabled \\\n  --sdnotify=conmon \\\n  -d \\\n  --replace \\\n  -p 1:1 \\\n  -p ",
                  {
                    "shellArg": [
                      "80:",
                      {
                        "option": [
                          "x"
                        ]
                      }
                    ]
                  },
                  " \\\n  -v ",
                  {
                    "shellArg": [
                      {
                        "option": [
                          "virtualisation",
                          "oci-containers",
                          "containers",
                          "web",
                          "volumes",
                          0
                        ]
                      }
                    ]
                  },
                  " \\\n  --rm \\\n  --pull missing \\\n  ",
                  {
                    "option": [
                      "virtualisation",
                      "oci-containers",
                      "containers",
                      "web",
                      "image"
                    ]
                  }
                ]
              },
              [
                {
                  "at": "units.podman-web.script",
                  "why": "nobody knows"
                },
                {
                  "at": "units.podman-web.script",
                  "why": "Nix fills it in"
                },
                {
                  "at": "units.podman-web.script",
                  "why": "the input `images` is not on this machine"
                }
              ]
            ]"#]],
    );
}

#[test]
fn a_list_that_may_be_longer_leaves_only_the_script_open() {
    let mut host = host(Release::R26_05, Backend::Podman);
    add(&mut host, "web", "x", |c| {
        c.extra_options = known(Seq { items: vec![], complete: false });
    });
    let got = machine(&host);
    let unit = &got["units"]["podman-web"];
    assert_eq!(unit["script"], json!({ "parts": [{ "option": ["systemd", "services", "podman-web", "script"] }] }));
    assert_eq!(unit["preStop"], "podman stop --ignore --cidfile=/run/web/ctr-id");
    assert!(unit["text"].as_str().is_some_and(|t| t.contains("ExecStart=@unit-script-podman-web-start@")));
    assert_eq!(
        got["unknown"],
        json!([{ "at": "units.podman-web.script", "why": "`extraOptions` may have more entries" }])
    );
}

#[test]
fn a_user_declared_elsewhere() {
    let mut host = host(Release::R25_11, Backend::Podman);
    (host.closed, host.users_complete) = (false, false);
    add(&mut host, "web", "x", |c| c.podman = podman("app", "conmon"));
    let got = machine(&host);
    let unit = &got["units"]["podman-web"];
    let shown =
        json!([unit["after"], unit["requires"], unit["environment"], unit["unitConfig"], unit["serviceConfig"]]);
    check(
        &json!([shown, unit["text"], got["unknown"], got["warnings"]]),
        &expect![[r#"
        [
          [
            {
              "parts": [
                {
                  "option": [
                    "systemd",
                    "services",
                    "podman-web",
                    "after"
                  ]
                }
              ]
            },
            null,
            {
              "HOME": {
                "parts": [
                  {
                    "option": [
                      "users",
                      "users",
                      "app",
                      "home"
                    ]
                  }
                ]
              }
            },
            {
              "RequiresMountsFor": {
                "parts": [
                  "/run/user/",
                  {
                    "option": [
                      "users",
                      "users",
                      "app",
                      "uid"
                    ]
                  },
                  "/containers"
                ]
              }
            },
            {
              "Environment": "PODMAN_SYSTEMD_UNIT=%n",
              "NotifyAccess": "all",
              "Restart": "always",
              "RuntimeDirectory": "web",
              "TimeoutStartSec": 0,
              "TimeoutStopSec": 120,
              "Type": "notify",
              "User": "app"
            }
          ],
          {
            "parts": [
              "[Unit]\nAfter=",
              {
                "option": [
                  "systemd",
                  "services",
                  "podman-web",
                  "unitConfig",
                  "After"
                ]
              },
              "\nRequiresMountsFor=/run/user/",
              {
                "option": [
                  "users",
                  "users",
                  "app",
                  "uid"
                ]
              },
              "/containers\nWants=",
              {
                "option": [
                  "systemd",
                  "services",
                  "podman-web",
                  "unitConfig",
                  "Wants"
                ]
              },
              "\n\n[Service]\nEnvironment=\"HOME=",
              {
                "option": [
                  "users",
                  "users",
                  "app",
                  "home"
                ]
              },
              "\"\nEnvironment=\"LOCALE_ARCHIVE=@glibc-locales@/lib/locale/locale-archive\"\nEnvironment=\"PATH=@podman@/bin:@coreutils@/bin:@findutils@/bin:@gnugrep@/bin:@gnused@/bin:@systemd@/bin:@podman@/sbin:@coreutils@/sbin:@findutils@/sbin:@gnugrep@/sbin:@gnused@/sbin:@systemd@/sbin\"\nEnvironment=\"TZDIR=@tzdata@/share/zoneinfo\"\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart=@unit-script-podman-web-start@/bin/podman-web-start \nExecStartPre=@pre-start@/bin/pre-start\nExecStop=@unit-script-podman-web-pre-stop@/bin/podman-web-pre-stop\nExecStopPost=@unit-script-podman-web-post-stop@/bin/podman-web-post-stop\nNotifyAccess=all\nRestart=always\nRuntimeDirectory=web\nTimeoutStartSec=0\nTimeoutStopSec=120\nType=notify\nUser=app\n\n[Install]\nWantedBy=multi-user.target\n"
            ]
          },
          [
            {
              "at": "units.podman-web.wants",
              "why": "user `app` is not declared in what was read"
            },
            {
              "at": "units.podman-web.after",
              "why": "user `app` is not declared in what was read"
            },
            {
              "at": "units.podman-web.environment.HOME",
              "why": "user `app` is not declared in what was read"
            },
            {
              "at": "units.podman-web.unitConfig.RequiresMountsFor",
              "why": "user `app` is not declared in what was read"
            },
            {
              "at": "assertions",
              "why": "user `app` is not declared in what was read"
            },
            {
              "at": "warnings",
              "why": "user `app` is not declared in what was read"
            }
          ],
          []
        ]"#]],
    );
}

#[test]
fn nothing_depends_on_an_unknown_backend_by_guess() {
    let mut host = host(Release::R26_05, Backend::Podman);
    host.backend = unknown("`system.stateVersion` is not set");
    add(&mut host, "web", "x", |c| {
        c.service_name = known(blank());
        c.podman.value = Maybe::Unknown("`backend` is not known".into());
    });
    let defs = service(&host, &host.containers[0]).expect("it does not fail");
    assert_eq!(defs.name, Err("nobody knows".into()));
    let open: Vec<&str> =
        defs.attrs.iter().filter(|(_, v)| matches!(v, Value::Unknown(_))).map(|(name, _)| *name).collect();
    let closed: Vec<&str> =
        defs.attrs.iter().filter(|(_, v)| !matches!(v, Value::Unknown(_))).map(|(name, _)| *name).collect();
    assert_eq!(closed, ["wantedBy"]);
    assert_eq!(
        open,
        [
            "wants",
            "after",
            "requires",
            "environment",
            "path",
            "script",
            "preStop",
            "postStop",
            "unitConfig",
            "serviceConfig"
        ]
    );
    assert_eq!(Service::from_defs(&defs), None);
}

#[test]
fn a_condition_that_is_not_known() {
    let mut host = host(Release::R26_05, Backend::Podman);
    add(&mut host, "web", "x", |c| {
        c.auto_start = uncertain(false);
        c.workdir = uncertain(Some("/w".into()));
    });
    let defs = service(&host, &host.containers[0]).expect("it does not fail");
    assert!(matches!(defs.attr("wantedBy"), Some(Value::Unknown(_))));
    assert!(matches!(defs.attr("script"), Some(Value::Unknown(_))));

    // A container that only exists under the condition is shown as it is when the condition holds.
    host.containers[0].certain = false;
    let defs = service(&host, &host.containers[0]).expect("it does not fail");
    assert_eq!(defs.attr("wantedBy"), Some(&Value::List(vec![])));
}

#[test]
fn networks_that_may_repeat_each_other() {
    for (release, open) in [(Release::R25_05, false), (Release::R25_11, true)] {
        let mut host = host(release, Backend::Podman);
        add(&mut host, "web", "x", |c| c.networks = texts(vec!["front".into(), blank()]));
        let defs = service(&host, &host.containers[0]).expect("it does not fail");
        assert_eq!(matches!(defs.attr("script"), Some(Value::Unknown(_))), open, "{release}");
        host.containers[0].networks = texts(vec![blank()]);
        let defs = service(&host, &host.containers[0]).expect("it does not fail");
        assert!(matches!(defs.attr("script"), Some(Value::Text(_))), "{release}");
    }
}

#[test]
fn a_login_that_is_not_whole_is_no_login() {
    let mut host = host(Release::R26_05, Backend::Podman);
    add(&mut host, "web", "x", |c| c.login.username = unknown("a secret"));
    let defs = service(&host, &host.containers[0]).expect("it does not fail");
    assert!(matches!(defs.pre_start_script, Value::Text(_)), "no registry: no login, whatever the name");
    let login = &mut host.containers[0].login;
    (login.registry, login.password_file) = (known(Some("r".into())), known(Some("/p".into())));
    let defs = service(&host, &host.containers[0]).expect("it does not fail");
    assert_eq!(defs.pre_start_script, Value::Unknown("a secret".into()));
}

#[test]
fn what_nixos_refuses() {
    let error = |release: Release, build: &dyn Fn(&mut Host)| {
        let mut host = host(release, Backend::Podman);
        build(&mut host);
        host.containers.iter().rev().find_map(|c| service(&host, c).err()).map(|e| e.to_string())
    };
    let ghost = |h: &mut Host| add(h, "web", "x", |c| c.podman = podman("ghost", "conmon"));
    let message = "container `web` runs as user `ghost`, which is not declared";
    assert_eq!(error(Release::R25_05, &ghost).as_deref(), Some(message));
    assert_eq!(error(Release::R24_11, &ghost), None, "no `podman.user` there");

    let unset = |h: &mut Host| {
        normal_user(h, "app", 1000, true);
        h.users[0].linger = crate::oci::Field::default_value(None);
        add(h, "web", "x", |c| c.podman = podman("app", "conmon"));
    };
    let message = "container `web` runs as user `app`, whose `linger` is not set";
    assert_eq!(error(Release::R25_11, &unset).as_deref(), Some(message));
    assert_eq!(error(Release::R25_05, &unset), None, "it was false there");

    let lonely = |h: &mut Host| add(h, "web", "x", |c| c.depends_on = list(&["db"]));
    let message = "container `web` depends on `db`, which is not declared";
    assert_eq!(error(Release::R26_05, &lonely).as_deref(), Some(message));
    assert_eq!(error(Release::R25_05, &lonely), None, "it was not looked up there");

    let bare = |h: &mut Host| add(h, "web", "x", |c| c.image.value = Maybe::Missing);
    assert_eq!(error(Release::R26_05, &bare).as_deref(), Some("container `web` has no `image`"));

    let slash = |h: &mut Host| add(h, "team/app", "x", |_| {});
    let message = "the unit of container `team/app` is called `podman-team/app`: a unit name has no `/`";
    assert_eq!(error(Release::R24_05, &slash).as_deref(), Some(message));

    let space = |h: &mut Host| {
        add(h, "web", "x", |c| c.depends_on = list(&["my app"]));
        add(h, "my app", "x", |_| {});
    };
    let message = "container `web` depends on `podman-my app.service`, which is no name for a unit";
    for release in Release::ALL {
        assert_eq!(error(release, &space).as_deref(), Some(message), "{release}");
    }

    let null = |h: &mut Host| add(h, "web", "x", |c| c.podman = known(None));
    let message = "container `web` has `podman = null` on the podman backend";
    assert_eq!(error(Release::R26_05, &null).as_deref(), Some(message));
}

#[test]
fn of_two_containers_with_one_service_name_the_first_stays() {
    let mut host = host(Release::R26_05, Backend::Podman);
    for name in ["b", "a", "c"] {
        add(&mut host, name, "x", |c| {
            if name != "c" {
                c.service_name = known("app".into());
            }
        });
    }
    let names: Vec<&str> = services(&host).iter().map(|(c, _)| c.name.as_str()).collect();
    assert_eq!(names, ["a", "c"]);
    assert!(services(&host).iter().all(|(_, d)| !matches!(d, Err(DeriveError::Missing { .. }))));
}

#[test]
fn messages_need_facts() {
    let mut host = host(Release::R26_05, Backend::Podman);
    (host.closed, host.users_complete, host.groups_complete) = (false, false, false);
    add(&mut host, "web", "x", |c| c.podman = podman("app", "healthy"));
    let found = warnings(&host, &[]);
    assert_eq!(found.certain, []);
    let why = "user `app` is not declared in what was read".to_owned();
    assert_eq!(found.undecided, [Note { at: "warnings".into(), why }]);

    // Declared, but without `linger`, `uid` and `group`: another module may set them.
    normal_user(&mut host, "app", 1000, true);
    host.users[0].linger = crate::oci::Field::default_value(None);
    host.users[0].uid = crate::oci::Field::default_value(None);
    assert_eq!(warnings(&host, &[]).certain, []);
    assert_eq!(assertions(&host, &[]).certain, []);
    host.closed = true;
    let found: Vec<String> = assertions(&host, &[]).certain.iter().map(|m| m.text.display()).collect();
    check(
        &json!(found),
        &expect![[r#"
        [
          "Rootless container web (with podman and sdnotify=healthy)\nrequires that its running user app has a statically specified uid.\n"
        ]"#]],
    );
}
