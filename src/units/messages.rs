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
pub(super) type Known = Result<bool, String>;

impl Messages {
    /// Adds a message if `applies`; an unknown condition is noted.
    pub(super) fn add(
        &mut self,
        kind: &str,
        applies: Known,
        subject: Subject<'_>,
        text: impl FnOnce() -> Option<String>,
    ) {
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
pub(super) struct Subject<'a> {
    pub(super) container: Option<&'a str>,
    pub(super) user: Option<&'a str>,
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
    super::accounts::user_assertions(host, &mut out);
    out
}

/// The assertions of the podman module that fail for this host: podman cannot stand in for a docker that runs. They come
/// before those of [`assertions`]. The two fields are `virtualisation.podman.dockerCompat` and `.dockerSocket.enable`.
pub fn podman_assertions(host: &Host, docker_compat: &Field<bool>, docker_socket: &Field<bool>) -> Messages {
    let mut out = Messages::default();
    let docker = runs(host, Backend::Docker, &host.docker_enable);
    let beside = both(&runs(host, Backend::Podman, &host.podman_enable), &docker);
    let compat = sure(docker_compat, "virtualisation.podman.dockerCompat").copied();
    out.add("assertions", both(&beside, &compat), Subject::default(), || {
        Some("Option dockerCompat conflicts with docker".to_owned())
    });
    let socket = sure(docker_socket, "virtualisation.podman.dockerSocket.enable").copied();
    out.add("assertions", both(&beside, &socket), Subject::default(), || {
        Some(
            "The options virtualisation.podman.dockerSocket.enable and virtualisation.docker.enable conflict, \
             because only one can serve the socket.\n"
                .to_owned(),
        )
    });
    out
}

/// Whether an engine is enabled: by the configuration, or by the containers that need it.
fn runs(host: &Host, engine: Backend, enable: &Field<bool>) -> Known {
    let what = format!("virtualisation.{}.enable", engine.as_str());
    let enabled = *sure(enable, &what)?;
    if enabled {
        return Ok(true);
    }
    let needed = match host.containers.iter().any(|c| c.certain) {
        true => *sure(&host.backend, "backend")? == engine,
        false if host.containers_complete && host.containers.is_empty() => false,
        false => return Err(format!("`{what}` is not known")),
    };
    // Off beside containers that need it: a conflict, or forced, or only a default.
    if needed && enable.defined { Err(format!("`{what}` is set to false")) } else { Ok(needed) }
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
            .map(|attr| mentions(service, attr, target))
            .fold(Ok(false), either);
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
pub(super) fn sure<'a, T>(field: &'a Field<T>, what: &str) -> Result<&'a T, String> {
    match field.known() {
        Some(value) if field.certain => Ok(value),
        _ => Err(format!("`{what}` is not known")),
    }
}

pub(super) fn sure_text<'a>(field: &'a Field<Text>, what: &str) -> Result<&'a str, String> {
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
pub(super) fn both(a: &Known, b: &Known) -> Known {
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

/// The warnings of the systemd module about one service.
fn service_warnings(service: &Service, out: &mut Messages) {
    let setting = |key: &str| match service.attr("serviceConfig") {
        Some(Value::Unknown(why)) => Err(why.clone()),
        config => Ok(config.and_then(|c| c.get(key))),
    };
    let word = |key: &str, default: &str| match setting(key)? {
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
    let deprecated = setting("StartLimitInterval").map(|v| v.is_some());
    out.add("warnings", deprecated, of_service(service), || {
        Some(format!(
            "Service '{name}.service' uses the attribute 'StartLimitInterval' in the Service section, which is \
             deprecated. See https://github.com/NixOS/nixpkgs/issues/45786."
        ))
    });
    let reloads = service.flag("reloadIfChanged", false).map_err(str::to_owned);
    let triggers = match service.attr("reloadTriggers") {
        Some(Value::Unknown(why)) => Err(why.clone()),
        Some(list) => Ok(!list.is_empty()),
        None => Ok(false),
    };
    out.add("warnings", both(&reloads, &triggers), of_service(service), || {
        Some(format!(
            "Service '{name}.service' has both 'reloadIfChanged' and 'reloadTriggers' set. This is probably not what \
             you want, because 'reloadTriggers' behave the same whay as 'restartTriggers' if 'reloadIfChanged' is set."
        ))
    });
}
