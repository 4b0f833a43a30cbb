//! What the rules about rootless containers share: which users run containers, what is known of them, and how such a
//! user should be declared.

use crate::diag::{Anchor, Change, Diagnostic};
use crate::oci::{Backend, Container, Field, Lookup, User};
use crate::schema::Release;

use super::cx::{RuleCx, attr, if_enabled, string};
use super::meta::Rule;

/// A user named by `podman.user` of at least one container.
pub(super) struct Runner<'a> {
    pub name: &'a str,
    /// Sorted by name, never empty.
    pub containers: Vec<&'a Container>,
}

/// The users other than root that run containers, sorted by name. None where the backend is docker.
pub(super) fn runners<'a>(cx: &RuleCx<'a>) -> Vec<Runner<'a>> {
    if cx.is(Backend::Docker) {
        return Vec::new();
    }
    let mut out: Vec<Runner<'a>> = Vec::new();
    for container in cx.containers() {
        let Some(name) = container.rootless_user() else { continue };
        match out.iter_mut().find(|r| r.name == name) {
            Some(runner) => runner.containers.push(container),
            None => out.push(Runner { name, containers: vec![container] }),
        }
    }
    out.sort_by_key(|r| r.name);
    out
}

/// The runners that are declared, with their declaration.
pub(super) fn declared<'a>(cx: &RuleCx<'a>) -> impl Iterator<Item = (Runner<'a>, &'a User)> + use<'a> {
    let host = cx.host;
    runners(cx).into_iter().filter_map(|runner| match host.user(runner.name) {
        Lookup::Found(user) => Some((runner, user)),
        Lookup::Absent | Lookup::Unknown => None,
    })
}

impl<'a> Runner<'a> {
    /// The same runner with only those of its containers that `keep` likes; `None` if that is none.
    pub(super) fn only(&self, keep: impl Fn(&Container) -> bool) -> Option<Runner<'a>> {
        let containers: Vec<_> = self.containers.iter().copied().filter(|c| keep(c)).collect();
        (!containers.is_empty()).then_some(Runner { name: self.name, containers })
    }

    /// Where the first container says who runs it.
    pub(super) fn chosen_at(&self) -> Option<Anchor> {
        let first = self.containers.first()?;
        user_field(first).and_then(Field::place).or_else(|| first.podman.place()).or(first.at)
    }

    /// Whether at least one of its containers is sure to exist and to be run by this user.
    pub(super) fn certain(&self) -> bool {
        self.containers.iter().any(|c| c.certain && c.podman.certain && user_field(c).is_none_or(|f| f.certain))
    }

    /// `container a`, `containers a and b`, `containers a, b and 3 more`, names in backticks.
    pub(super) fn containers_named(&self) -> String {
        let names: Vec<String> = self.containers.iter().map(|c| format!("`{}`", c.name)).collect();
        match names.as_slice() {
            [one] => format!("container {one}"),
            [a, b] => format!("containers {a} and {b}"),
            [a, b, c] => format!("containers {a}, {b} and {c}"),
            [a, b, rest @ ..] => format!("containers {a}, {b} and {} more", rest.len()),
            [] => "a container".to_owned(),
        }
    }

    /// A finding about the declaration of this user: at `field` where it is written, else at the user's name.
    pub(super) fn finding<T>(
        &self,
        rule: &'static Rule,
        user: &User,
        field: &Field<T>,
        message: impl Into<String>,
    ) -> Option<Diagnostic> {
        let chosen = self.chosen_at();
        let place = field.place().filter(|_| field.defined).or(user.at).or(chosen)?;
        let mut finding = rule.at(place, message);
        if let Some(chosen) = chosen.filter(|&c| c != place) {
            finding = finding.label(chosen, format!("the user of {} is chosen here", self.containers_named()));
        }
        if let Some(first) = self.containers.first() {
            finding = finding.container(first.name.as_str());
        }
        Some(if_enabled(finding, self.certain() && user.certain && field.certain))
    }
}

fn user_field(container: &Container) -> Option<&Field<crate::oci::Text>> {
    Some(&container.podman.known()?.as_ref()?.user)
}

/// What `linger` of the user should be for these containers, by what the release's module wants; `None` if they want
/// different things.
///
/// Before 26.05 the units have no `Delegate=` unless `sdnotify` is `healthy`, and a lingering user's podman then moves
/// out of its unit and systemd never hears from it.
pub(super) fn wanted_linger(cx: &RuleCx<'_>, containers: &[&Container]) -> Option<bool> {
    if cx.since(Release::R26_05) {
        return Some(true);
    }
    let mut wants = containers.iter().map(|c| c.sdnotify() == Some("healthy"));
    let first = wants.next()?;
    wants.all(|w| w == first).then_some(first)
}

/// Whether a text can be a login name; what NixOS asserts about `users.users.NAME.name`.
pub(super) fn is_login_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    !name.is_empty() && !name.starts_with('-') && name.chars().all(plain)
}

/// A declaration of the user that satisfies every rule about rootless containers.
pub(super) fn declaration(cx: &RuleCx<'_>, runner: &Runner<'_>) -> String {
    let user = attr(runner.name);
    let text = string(runner.name);
    let linger = wanted_linger(cx, &runner.containers).unwrap_or(true);
    format!(
        "users.users.{user} = {{\n  isSystemUser = true;\n  group = {text};\n  uid = {uid};\n  home = {home};\n  \
         createHome = true;\n  linger = {linger};\n  autoSubUidGidRange = true;\n}};\nusers.groups.{user} = {{ }};",
        uid = free_uid(cx, runner.name),
        home = string(&format!("/var/lib/{}", runner.name)),
    )
}

/// The change that gives an option of a user a value: in the place of the literal `was` where it is set, else as a
/// further definition.
pub(super) fn set<T>(user: &User, field: &Field<T>, was: &str, option: &str, value: &str) -> Option<Change> {
    let value = value.to_owned();
    if field.defined {
        return Some(Change::Replace { at: field.place()?, was: was.to_owned(), with: value });
    }
    Some(Change::AddInside { key: user.at?, path: option.to_owned(), value })
}

/// The change that gives a user a uid of its own; `None` where the declaration makes several users.
pub(super) fn set_uid(cx: &RuleCx<'_>, user: &User, uid: &str) -> Option<Change> {
    let same = |u: &&User| u.at.is_some() && u.at == user.at;
    let alone = cx.host.users.iter().filter(same).count() <= 1;
    let was = user.uid.known().copied().flatten().map_or("null".to_owned(), |uid| uid.to_string());
    set(user, &user.uid, &was, "uid", uid).filter(|_| alone)
}

/// A uid that no declared user has, out of the reach of automatic ones: from 2000 on the first free ones go to the
/// runners without uid, in the order of their names.
pub(super) fn free_uid(cx: &RuleCx<'_>, name: &str) -> i64 {
    let taken: Vec<i64> = cx.host.users.iter().filter_map(|u| *u.uid.known()?).collect();
    let lacks = |runner: &Runner<'_>| match cx.host.user(runner.name) {
        Lookup::Found(user) => user.uid.known() == Some(&None),
        Lookup::Absent | Lookup::Unknown => true,
    };
    let before = runners(cx).iter().filter(|r| r.name < name && lacks(r)).count();
    (2000..).filter(|uid| !taken.contains(uid)).nth(before).unwrap_or(2000)
}
