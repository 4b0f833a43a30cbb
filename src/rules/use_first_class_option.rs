//! OCI504: an option of `run` for which NixOS has one of its own.

use crate::diag::{Anchor, Change, Diagnostic, Fix, Severity};
use crate::oci::argv::Given;
use crate::oci::{Backend, Container, Field, Item, Pair, Seq, Text};
use crate::schema;

use super::cx::{RuleCx, Sink, attr, string};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports elements of `extraOptions` that an option of the container can say, such as `--network`, `--device` or
    /// `--env`.
    ///
    /// ## Why is this bad?
    /// NixOS checks its own options and merges them between modules, and other rules can see them. Where both are set
    /// and differ, `extraOptions` win, since they come last: a warning.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--device=/dev/dri" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     devices = [ "/dev/dri" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about options that the release does not have yet, and while the backend is not known.
    pub(super) static USE_FIRST_CLASS_OPTION = "OCI504" "use-first-class-option" Style;
}

/// What an option of `run` becomes.
enum Kind {
    /// An element of a list.
    List,
    /// A name and a value.
    Pair,
    /// One value.
    Scalar,
    Boolean,
    /// A name with true or false.
    Capability(bool),
}

/// The option of `run`, that of the container, and what becomes of the value.
const TABLE: &[(&str, &str, Kind)] = &[
    ("cap-add", "capabilities", Kind::Capability(true)),
    ("cap-drop", "capabilities", Kind::Capability(false)),
    ("device", "devices", Kind::List),
    ("entrypoint", "entrypoint", Kind::Scalar),
    ("env", "environment", Kind::Pair),
    ("env-file", "environmentFiles", Kind::List),
    ("hostname", "hostname", Kind::Scalar),
    ("label", "labels", Kind::Pair),
    ("log-driver", "log-driver", Kind::Scalar),
    ("network", "networks", Kind::List),
    ("privileged", "privileged", Kind::Boolean),
    ("publish", "ports", Kind::List),
    ("pull", "pull", Kind::Scalar),
    ("user", "user", Kind::Scalar),
    ("volume", "volumes", Kind::List),
    ("workdir", "workdir", Kind::Scalar),
];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    if cx.backend().is_none() {
        return;
    }
    for container in cx.containers() {
        for given in cx.argv(container).understood() {
            let found = own_option(cx, container, given).or_else(|| global(cx, container, given));
            out.extend(found.map(|d| flags::settled(cx, container, d)));
        }
    }
}

fn own_option(cx: &RuleCx<'_>, container: &Container, given: &Given<'_>) -> Option<Diagnostic> {
    let (_, option, kind) = TABLE.iter().find(|(name, ..)| *name == given.name())?;
    let path = ["virtualisation", "oci-containers", "containers", container.name.as_str(), *option];
    schema::find(cx.host.release, &path)?;
    let value = given.value.as_ref();
    let differs = match kind {
        // A variable without a value takes that of the unit, which no option says.
        Kind::Pair if !value?.display().contains('=') => return None,
        Kind::Boolean if given.truth() != Some(true) => return None,
        Kind::Pair => pairs(container, option).and_then(|field| contradicted(field, value?)),
        Kind::Scalar => scalar(container, option).filter(|(_, t)| Some(t.as_str()) != given.known()).map(|(at, _)| at),
        Kind::List | Kind::Boolean | Kind::Capability(_) => None,
    };
    let written = flags::written(given);
    let (severity, message) = match differs {
        Some(_) => (Severity::Warning, format!("`{written}` overrides what `{option}` says")),
        None => (Severity::Style, format!("`{written}` has an option of its own: `{option}`")),
    };
    let mut d = flags::finding(&USE_FIRST_CLASS_OPTION, container, given, message)?.severity(severity);
    if let Some(at) = differs {
        return Some(d.label(at, "overridden").help(format!("keep one of the two, in `{option}`")));
    }
    d = d.help(format!("set `{option}`"));
    let fix = flags::removal(given).and_then(|mut changes| {
        changes.push(moved(container, option, kind, given)?);
        Some(Fix::safe(format!("move it to `{option}`"), changes))
    });
    Some(match fix {
        Some(fix) => d.fix(fix),
        None => d,
    })
}

/// The definition that takes the place of the option of `run`.
fn moved(container: &Container, option: &str, kind: &Kind, given: &Given<'_>) -> Option<Change> {
    let value = || given.known();
    let inside = |value: String| -> Option<Change> {
        Some(Change::AddInside { key: container.at?, path: option.to_owned(), value })
    };
    match kind {
        Kind::List => {
            let (defined, at) = list(container, option)?;
            let element = string(value()?);
            match (defined, at) {
                (true, Some(list)) => Some(Change::AddElement { list, value: element }),
                (true, None) => None,
                (false, _) => inside(format!("[ {element} ]")),
            }
        }
        Kind::Pair => {
            let (name, text) = value()?.split_once('=')?;
            let field = pairs(container, option)?;
            match (field.defined, field.key) {
                (true, Some(key)) => Some(Change::AddInside { key, path: attr(name), value: string(text) }),
                (true, None) => None,
                (false, _) => inside(format!("{{ {} = {}; }}", attr(name), string(text))),
            }
        }
        Kind::Capability(add) => {
            let name = value().filter(|v| !v.contains(','))?;
            let field = &container.capabilities;
            match (field.defined, field.key) {
                (true, Some(key)) => Some(Change::AddInside { key, path: attr(name), value: add.to_string() }),
                (true, None) => None,
                (false, _) => inside(format!("{{ {} = {add}; }}", attr(name))),
            }
        }
        Kind::Scalar if scalar(container, option).is_none() => inside(string(value()?)),
        Kind::Boolean if !container.privileged.defined => inside("true".to_owned()),
        Kind::Scalar | Kind::Boolean => None,
    }
}

/// Whether a list option is set, and where its value is written.
fn list(container: &Container, option: &str) -> Option<(bool, Option<Anchor>)> {
    let field: &Field<Seq<Item>> = match option {
        "devices" => &container.devices,
        "environmentFiles" => &container.environment_files,
        "networks" => &container.networks,
        "ports" => &container.ports,
        "volumes" => &container.volumes,
        _ => return None,
    };
    Some((field.defined, field.at))
}

fn pairs<'c>(container: &'c Container, option: &str) -> Option<&'c Field<Seq<Pair>>> {
    match option {
        "environment" => Some(&container.environment),
        "labels" => Some(&container.labels),
        _ => None,
    }
}

/// Where a set has another value for the name of `NAME=VALUE`.
fn contradicted(field: &Field<Seq<Pair>>, value: &Text) -> Option<Anchor> {
    let (name, text) = value.known()?.split_once('=')?;
    let pair = field.known()?.items.iter().find(|p| p.name == name)?;
    (pair.value.known()? != text).then(|| pair.at.or(pair.key))?
}

/// Where a single value is set, and the value.
fn scalar(container: &Container, option: &str) -> Option<(Anchor, String)> {
    let optional =
        |f: &Field<Option<Text>>| Some((f.place()?, f.known()?.as_ref()?.known()?.to_owned())).filter(|_| f.defined);
    let plain = |f: &Field<Text>| Some((f.place()?, f.known()?.known()?.to_owned())).filter(|_| f.defined);
    match option {
        "entrypoint" => optional(&container.entrypoint),
        "hostname" => optional(&container.hostname),
        "user" => optional(&container.user),
        "workdir" => optional(&container.workdir),
        "log-driver" => plain(&container.log_driver),
        "pull" => plain(&container.pull),
        _ => None,
    }
}

/// Options of podman itself.
fn global(cx: &RuleCx<'_>, container: &Container, given: &Given<'_>) -> Option<Diagnostic> {
    let option = "preRunExtraOptions";
    let path = ["virtualisation", "oci-containers", "containers", container.name.as_str(), option];
    schema::find(cx.host.release, &path).filter(|_| cx.is(Backend::Podman) && given.flag.is_some_and(|f| f.global))?;
    let message = format!("`{}` is an option of podman, not of `run`", flags::written(given));
    let d = flags::finding(&USE_FIRST_CLASS_OPTION, container, given, message)?;
    Some(d.help(format!("put it into `{option}`")))
}
