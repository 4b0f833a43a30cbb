//! The failed assertions and the warnings of NixOS about containers, their users and their units, word for word.
//!
//! NixOS lists the messages of the configuration's own modules first, then those of its modules in the reverse order
//! of its list of modules: oci-containers, then systemd, then users and groups.

use serde::Serialize;

use super::service::Service;
use super::value::Value;
use crate::oci::{Backend, Container, Field, Host, Lookup, Text, User};
use crate::schema::Release;

/// A message that NixOS prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub text: Text,
    /// The container that it speaks of.
    pub container: Option<String>,
    /// The user (attribute name) that it speaks of.
    pub user: Option<String>,
}

/// Something that could not be decided or given, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Note {
    /// A path within the host's part of the document.
    pub at: String,
    /// A phrase.
    pub why: String,
}

/// Messages for sure, in NixOS' order, and what could not be decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    pub certain: Vec<Message>,
    pub undecided: Vec<Note>,
}

/// A condition that may not be known.
type Known = Result<bool, String>;

impl Messages {
    /// Adds a message if `applies`; an unknown condition is noted.
    fn add(&mut self, kind: &str, applies: Known, subject: Subject<'_>, text: impl FnOnce() -> Option<String>) {
        match applies {
            Ok(false) => {}
            Ok(true) => match text() {
                Some(text) => self.certain.push(Message {
                    text: Text::known_from(text),
                    container: subject.container.map(str::to_owned),
                    user: subject.user.map(str::to_owned),
                }),
                None => self.undecided.push(Note { at: kind.to_owned(), why: "its text is not known".to_owned() }),
            },
            Err(why) => {
                let note = Note { at: kind.to_owned(), why };
                if !self.undecided.contains(&note) {
                    self.undecided.push(note);
                }
            }
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Subject<'a> {
    container: Option<&'a str>,
    user: Option<&'a str>,
}

/// The assertions of NixOS' modules that fail for this host. `services` are the merged services of its containers.
pub fn assertions(host: &Host, services: &[Service]) -> Messages {
    let mut out = Messages::default();
    for container in by_name(host) {
        container_assertions(host, container, &mut out);
    }
    for service in services {
        let target = "network-interfaces.target";
        let uses = either(mentions(service, "after", target), mentions(service, "wants", target));
        out.add("assertions", uses, of_service(service), || {
            Some(format!(
                "Service '{}.service' is using the deprecated target network-interfaces.target, which no longer \
                 exists. Using network.target is recommended instead.",
                service.name
            ))
        });
    }
    user_assertions(host, &mut out);
    out
}

/// The warnings of NixOS' modules for this host. `services` are the merged services of its containers.
pub fn warnings(host: &Host, services: &[Service]) -> Messages {
    let mut out = Messages::default();
    for container in by_name(host) {
        linger_warning(host, container, &mut out);
    }
    for service in services {
        service_warnings(service, &mut out);
    }
    for service in services {
        let target = "network-online.target";
        let after = mentions(service, "after", target);
        let pulled = ["wants", "requires", "bindsTo"]
            .into_iter()
            .fold(Ok(false), |known, attr| either(known, mentions(service, attr, target)));
        let unordered = both(&after, &pulled.map(|p| !p));
        out.add("warnings", unordered, of_service(service), || {
            let name = &service.name;
            Some(format!("{name}.service is ordered after 'network-online.target' but doesn't depend on it"))
        });
    }
    out
}

fn by_name(host: &Host) -> Vec<&Container> {
    let mut containers: Vec<&Container> = host.containers.iter().filter(|c| c.certain).collect();
    containers.sort_by(|a, b| a.name.cmp(&b.name));
    containers
}

fn of_service(service: &Service) -> Subject<'_> {
    Subject { container: service.container.as_deref(), user: None }
}

/// A value that is known for sure.
fn sure<'a, T>(field: &'a Field<T>, what: &str) -> Result<&'a T, String> {
    match field.known() {
        Some(value) if field.certain => Ok(value),
        _ => Err(format!("`{what}` is not known")),
    }
}

fn sure_text<'a>(field: &'a Field<Text>, what: &str) -> Result<&'a str, String> {
    sure(field, what)?.known().ok_or_else(|| format!("`{what}` is not known"))
}

/// The assertions of the oci-containers module: none in 24.05, one in 24.11, three since 25.05.
fn container_assertions(host: &Host, c: &Container, out: &mut Messages) {
    if host.release < Release::R24_11 {
        return;
    }
    let subject = Subject { container: Some(&c.name), user: None };
    let named = host.release >= Release::R25_05;
    let prefix = match named {
        true => format!("virtualisation.oci-containers.containers.{}: ", c.name),
        false => String::new(),
    };
    let both = (|| {
        let file = sure(&c.image_file, "imageFile")?.is_some();
        Ok(file && sure(&c.image_stream, "imageStream")?.is_some())
    })();
    out.add("assertions", both, subject, || {
        Some(format!("{prefix}You can only define one of imageFile and imageStream"))
    });
    if !named {
        return;
    }
    let mixed = (|| Ok(*sure(&host.backend, "backend")? == Backend::Docker && sure(&c.podman, "podman")?.is_some()))();
    out.add("assertions", mixed, subject, || {
        Some(format!("{prefix}Cannot set `podman` option if backend is `docker`."))
    });
    match rootless(host, c) {
        Ok(Some(rootless)) => {
            let applies = rootless.healthy.and_then(|healthy| {
                if !healthy {
                    return Ok(false);
                }
                Ok(user_value(host, rootless.user, |u| &u.uid, "uid")?.is_none())
            });
            let subject = Subject { user: Some(rootless.user), ..subject };
            out.add("assertions", applies, subject, || {
                Some(format!(
                    "Rootless container {} (with podman and sdnotify=healthy)\n\
                     requires that its running user {} has a statically specified uid.\n",
                    c.name, rootless.user
                ))
            });
        }
        Ok(None) => {}
        Err(why) => out.add("assertions", Err(why), subject, || None),
    }
}

struct Rootless<'a> {
    user: &'a str,
    healthy: Known,
    conmon: Known,
}

/// How a container runs if it is rootless on the podman backend; `None` if it is not, or NixOS fails on it anyway.
fn rootless<'a>(host: &Host, c: &'a Container) -> Result<Option<Rootless<'a>>, String> {
    if *sure(&host.backend, "backend")? != Backend::Podman {
        return Ok(None);
    }
    let Some(podman) = sure(&c.podman, "podman")? else { return Ok(None) };
    let user = sure_text(&podman.user, "podman.user")?;
    if user == "root" || host.user(user) == Lookup::Absent {
        return Ok(None);
    }
    let sdnotify = sure_text(&podman.sdnotify, "podman.sdnotify");
    let is = |mode: &str| sdnotify.clone().map(|s| s == mode);
    Ok(Some(Rootless { user, healthy: is("healthy"), conmon: is("conmon") }))
}

/// A value of a declared user. In an open world one that nobody sets may be set elsewhere.
fn user_value<'a, T>(
    host: &'a Host,
    name: &str,
    field: impl FnOnce(&'a User) -> &'a Field<T>,
    what: &str,
) -> Result<&'a T, String> {
    let Lookup::Found(user) = host.user(name) else {
        return Err(format!("user `{name}` is not declared in what was read"));
    };
    let field = field(user);
    let value = sure(field, &format!("users.users.{name}.{what}"))?;
    if field.defined || host.closed { Ok(value) } else { Err(format!("`users.users.{name}.{what}` is not known")) }
}

/// Rootless and lingering do not fit: until 25.11 a matter of `sdnotify`, since 26.05 lingering must be on.
fn linger_warning(host: &Host, c: &Container, out: &mut Messages) {
    if host.release < Release::R25_05 {
        return;
    }
    let subject = Subject { container: Some(&c.name), user: None };
    let rootless = match rootless(host, c) {
        Ok(Some(rootless)) => rootless,
        Ok(None) => return,
        Err(why) => return out.add("warnings", Err(why), subject, || None),
    };
    let subject = Subject { user: Some(rootless.user), ..subject };
    let linger = user_value(host, rootless.user, |u| &u.linger, "linger");
    // Null was false before 25.11; since then NixOS fails on it instead of warning.
    let linger = match linger {
        Ok(None) if host.release < Release::R25_11 => Ok(false),
        Ok(None) => return,
        Ok(Some(linger)) => Ok(*linger),
        Err(why) => Err(why),
    };
    let head = format!("Podman container {} is configured as rootless (user {})", c.name, rootless.user);
    if host.release >= Release::R26_05 {
        let text = format!("{head},\nbut lingering for this user is turned off.\n");
        return out.add("warnings", linger.map(|l| !l), subject, || Some(text));
    }
    let on = both(&rootless.conmon, &linger);
    let text = format!("{head}\nwith `--sdnotify=conmon`, but lingering for this user is turned on.\n");
    out.add("warnings", on, subject, || Some(text));
    let off = both(&rootless.healthy, &linger.map(|l| !l));
    let text = format!("{head}\nwith `--sdnotify=healthy`, but lingering for this user is turned off.\n");
    out.add("warnings", off, subject, || Some(text));
}

/// And: false if one of them is, whatever the other may be.
fn both(a: &Known, b: &Known) -> Known {
    match (a, b) {
        (Ok(false), _) | (_, Ok(false)) => Ok(false),
        (Err(why), _) | (_, Err(why)) => Err(why.clone()),
        (Ok(true), Ok(true)) => Ok(true),
    }
}

/// Or: true if one of them is, whatever the other may be.
fn either(a: Known, b: Known) -> Known {
    match (a, b) {
        (Ok(true), _) | (_, Ok(true)) => Ok(true),
        (Err(why), _) | (_, Err(why)) => Err(why),
        (Ok(false), Ok(false)) => Ok(false),
    }
}

/// Whether a list of units contains one.
fn mentions(service: &Service, attr: &str, unit: &str) -> Known {
    match service.attr(attr) {
        Some(Value::List(items)) => {
            let is_unit = |v: &Value| matches!(v, Value::Text(t) if t.known() == Some(unit));
            let open = |v: &Value| !matches!(v, Value::Text(t) if t.is_known());
            if items.iter().any(is_unit) {
                Ok(true)
            } else if items.iter().any(open) {
                Err(format!("`{attr}` of `{}` is not fully known", service.name))
            } else {
                Ok(false)
            }
        }
        Some(Value::Unknown(why)) => Err(why.clone()),
        _ => Ok(false),
    }
}

/// The warnings of the systemd module about `serviceConfig`.
fn service_warnings(service: &Service, out: &mut Messages) {
    let config = match service.attr("serviceConfig") {
        Some(Value::Unknown(why)) => return out.add("warnings", Err(why.clone()), of_service(service), || None),
        Some(config) => config,
        None => return,
    };
    let word = |key: &str, default: &str| match config.get(key) {
        Some(Value::Text(t)) => t.known().map(str::to_owned).ok_or_else(|| format!("`{key}` is not known")),
        Some(Value::Unknown(why)) => Err(why.clone()),
        Some(_) => Ok(String::new()),
        None => Ok(default.to_owned()),
    };
    let oneshot = word("Type", "").map(|t| t == "oneshot");
    let again = word("Restart", "no").map(|r| r == "always" || r == "on-success");
    let name = &service.name;
    out.add("warnings", both(&oneshot, &again), of_service(service), || {
        Some(format!(
            "Service '{name}.service' with 'Type=oneshot' cannot have 'Restart=always' or 'Restart=on-success'"
        ))
    });
    let deprecated = Ok(config.get("StartLimitInterval").is_some());
    out.add("warnings", deprecated, of_service(service), || {
        Some(format!(
            "Service '{name}.service' uses the attribute 'StartLimitInterval' in the Service section, which is \
             deprecated. See https://github.com/NixOS/nixpkgs/issues/45786."
        ))
    });
}

/// The assertions of `nixos/modules/config/users-groups.nix` that depend on what a host shows.
fn user_assertions(host: &Host, out: &mut Messages) {
    let mut users: Vec<&User> = host.users.iter().filter(|u| u.certain).collect();
    users.sort_by(|a, b| a.attr.cmp(&b.attr));
    let duplicate = sure(&host.enforce_id_uniqueness, "users.enforceIdUniqueness")
        .and_then(|enforced| Ok(*enforced && (!uids_are_unique(&users)? || !gids_are_unique(host)?)));
    out.add("assertions", duplicate, Subject::default(), || Some("UIDs and GIDs must be unique!".to_owned()));
    missing_groups(host, &users, out);
    for user in users {
        one_user(host, user, out);
    }
}

fn uids_are_unique(users: &[&User]) -> Known {
    unique(users.iter().map(|u| sure(&u.uid, &format!("users.users.{}.uid", u.attr)).copied()))
}

fn gids_are_unique(host: &Host) -> Known {
    unique(host.groups.iter().map(|g| sure(&g.gid, &format!("users.groups.{}.gid", g.attr)).copied()))
}

/// Two equal numbers are a fact whatever the others are.
fn unique(ids: impl Iterator<Item = Result<Option<i64>, String>>) -> Known {
    let mut seen = std::collections::BTreeSet::new();
    let mut open = None;
    for id in ids {
        match id {
            Ok(Some(id)) if !seen.insert(id) => return Ok(false),
            Ok(_) => {}
            Err(why) => open = open.or(Some(why)),
        }
    }
    open.map_or(Ok(true), Err)
}

/// One message that names all users whose group is not declared.
fn missing_groups(host: &Host, users: &[&User], out: &mut Messages) {
    let mut names: Vec<&str> = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    let mut applies = Ok(false);
    for user in users {
        let group = match group_of(host, user) {
            Ok(group) => group,
            Err(why) => {
                applies = Err(why);
                continue;
            }
        };
        match host.group(group) {
            _ if group.is_empty() => {}
            Lookup::Found(_) => {}
            Lookup::Unknown => applies = Err(format!("group `{group}` is not declared in what was read")),
            Lookup::Absent => {
                names.push(&user.attr);
                if !groups.contains(&group) {
                    groups.push(group);
                }
                applies = applies.map(|_| true);
            }
        }
    }
    out.add("assertions", applies, Subject::default(), || {
        let hints: Vec<String> = groups.iter().map(|g| format!("users.groups.{g} = {{}};")).collect();
        Some(format!(
            "The following users have a primary group that is undefined: {}\n\
             Hint: Add this to your NixOS configuration:\n  {}\n",
            names.join(" "),
            hints.join("\n  ")
        ))
    });
}

/// The primary group; empty if none is set.
fn group_of<'a>(host: &Host, user: &'a User) -> Result<&'a str, String> {
    let what = format!("users.users.{}.group", user.attr);
    if !user.group.defined && !host.closed {
        return Err(format!("`{what}` is not known"));
    }
    sure_text(&user.group, &what)
}

fn one_user(host: &Host, user: &User, out: &mut Messages) {
    let subject = Subject { container: None, user: Some(&user.attr) };
    let name = sure_text(&user.name, &format!("users.users.{}.name", user.attr));
    let text = |text: &dyn Fn(&str) -> String| name.as_ref().ok().map(|n| text(n));
    let field = |what: &str| format!("users.users.{}.{what}", user.attr);
    out.add("assertions", name.clone().map(|n| !is_valid_name(n)), subject, || {
        text(&|n| {
            format!(
                "The username \"{n}\" is not valid, it does not match the regex \
                 \"[a-zA-Z0-9_.][a-zA-Z0-9_.-]*\"."
            )
        })
    });
    // In an open world another module may still say what kind of user it is.
    let settled = |defined: bool| if defined || host.closed { Ok(()) } else { Err(field("uid")) };
    let uid = sure(&user.uid, &field("uid")).and_then(|u| settled(user.uid.defined).map(|()| *u));
    let normal = sure(&user.is_normal_user, &field("isNormalUser")).copied();
    let system = sure(&user.is_system_user, &field("isSystemUser")).copied();
    let low = uid.clone().map(|u| u.is_some_and(|u| u < 1000));
    out.add("assertions", both(&normal, &low), subject, || {
        text(&|n| {
            format!(
                "A user cannot have a users.users.{n}.uid set below 1000 and set users.users.{n}.isNormalUser.\n\
                 Either users.users.{n}.isSystemUser must be set to true instead of users.users.{n}.isNormalUser\n\
                 or users.users.{n}.uid must be changed to 1000 or above.\n"
            )
        })
    });
    let kind = (|| {
        let (normal, system) = (normal.clone()?, system.clone()?);
        let system = system || (!normal && low.clone()?);
        if system == normal && !normal {
            settled(user.is_normal_user.defined && user.is_system_user.defined)?;
        }
        Ok(system == normal)
    })();
    out.add("assertions", kind, subject, || {
        text(&|n| {
            format!("Exactly one of users.users.{n}.isSystemUser and users.users.{n}.isNormalUser must be set.\n")
        })
    });
    out.add("assertions", group_of(host, user).map(str::is_empty), subject, || {
        text(&|n| {
            format!(
                "users.users.{n}.group is unset. This used to default to\n\
                 nogroup, but this is unsafe. For example you can create a group\n\
                 for this user with:\n\
                 users.users.{n}.group = \"{n}\";\n\
                 users.groups.{n} = {{}};\n"
            )
        })
    });
    out.add("assertions", lingers_unmanaged(host, user), subject, || {
        text(&|n| {
            format!(
                "users.manageLingering is set to false, but\n\
                 users.users.{n}.linger is configured.\n\n\
                 If you want NixOS to manage whether user accounts linger or\n\
                 not, you must set users.manageLingering to true.  This is the\n\
                 default setting.\n\n\
                 If you do not want NixOS to manage whether user accounts linger\n\
                 or not, you must set users.users.{n}.linger to null.\n\
                 This is the default setting provided system.stateVersion is at\n\
                 least \"25.11\".\n"
            )
        })
    });
}

/// `linger` is set although nobody manages it. Before 25.11 a linger that nobody sets was false, not null.
fn lingers_unmanaged(host: &Host, user: &User) -> Known {
    if *sure(&host.manage_lingering, "users.manageLingering")? {
        return Ok(false);
    }
    let linger = sure(&user.linger, &format!("users.users.{}.linger", user.attr))?;
    Ok(linger.is_some() && (user.linger.defined || host.release >= Release::R25_11))
}

fn is_valid_name(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'.';
    let mut bytes = name.bytes();
    bytes.next().is_some_and(allowed) && bytes.all(|b| allowed(b) || b == b'-')
}
