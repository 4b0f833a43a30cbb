//! Looking things up for one container: its options, its user, the containers it depends on. A value comes back only if
//! it is known for sure; the reason why it is not comes back instead.

use std::collections::BTreeSet;

use super::derive::DeriveError;
use super::quote::shell_word;
use super::value::{container_option, hole, resolvable, user_option};
use crate::oci::{Backend, Container, Field, Host, Lookup, Maybe, Podman, RefStep, Text, User};
use crate::schema::Release;

/// Why a value cannot be given.
pub(super) enum Gap {
    /// Not known, for this reason.
    Unknown(String),
    /// Nix itself fails.
    Fails(DeriveError),
}

pub(super) type Part<T> = Result<T, Gap>;

pub(super) fn unknown<T>(why: impl Into<String>) -> Part<T> {
    Err(Gap::Unknown(why.into()))
}

/// One container on its host.
pub(super) struct Cx<'a> {
    pub(super) host: &'a Host,
    pub(super) container: &'a Container,
}

impl<'a> Cx<'a> {
    pub(super) fn since(&self, release: Release) -> bool {
        self.host.release >= release
    }

    /// The value of an option, if it is known for sure.
    pub(super) fn get<T>(&self, field: &'a Field<T>, option: &'static str) -> Part<&'a T> {
        match &field.value {
            // A container that exists under a condition is shown as it is when the condition holds.
            Maybe::Known(_) if !field.certain && self.container.certain => {
                unknown(format!("`{option}` depends on a condition that is not known"))
            }
            Maybe::Known(value) => Ok(value),
            Maybe::Unknown(why) => unknown(&**why),
            Maybe::Failed => unknown(format!("the evaluation of `{option}` failed")),
            Maybe::Missing => Err(Gap::Fails(DeriveError::Missing { container: self.container.name.clone(), option })),
        }
    }

    /// The path of an option of this container.
    pub(super) fn path(&self, rest: &[&str]) -> Vec<RefStep> {
        container_option(&self.container.name, rest)
    }

    /// A string option, pasted as it is; what is not known is a hole.
    pub(super) fn text(&self, field: &'a Field<Text>, option: &'static str) -> Part<Text> {
        match self.get(field, option) {
            Ok(text) => Ok(resolvable(text, self.path(&[option]))),
            Err(Gap::Unknown(why)) => Ok(hole(&why, self.path(&[option]))),
            Err(fails) => Err(fails),
        }
    }

    pub(super) fn backend(&self) -> Part<Backend> {
        match &self.host.backend.value {
            Maybe::Known(_) if !self.host.backend.certain => {
                unknown("`backend` depends on a condition that is not known")
            }
            Maybe::Known(backend) => Ok(*backend),
            Maybe::Unknown(why) => unknown(&**why),
            Maybe::Missing | Maybe::Failed => unknown("the evaluation of `backend` failed"),
        }
    }

    pub(super) fn is_podman(&self) -> Part<bool> {
        Ok(self.backend()? == Backend::Podman)
    }

    /// The name as a word for the shell, quotes and all.
    pub(super) fn escaped_name(&self) -> String {
        shell_word(&self.container.name).into_owned()
    }

    pub(super) fn service_name(&self) -> Part<String> {
        if !self.since(Release::R24_11) {
            return Ok(format!("{}-{}", self.backend()?.as_str(), self.container.name));
        }
        let text = self.get(&self.container.service_name, "serviceName")?;
        match text.known() {
            Some(name) => Ok(name.to_owned()),
            None => unknown(text.why().map_or("", |h| h.why.as_str())),
        }
    }

    /// The podman options; `None` where they are null.
    pub(super) fn podman(&self) -> Part<Option<&'a Podman>> {
        match self.get(&self.container.podman, "podman")? {
            Some(podman) => Ok(Some(podman)),
            None if self.is_podman()? => {
                Err(Gap::Fails(DeriveError::PodmanNull { container: self.container.name.clone() }))
            }
            None => Ok(None),
        }
    }

    /// The user of a rootless container by attribute name; `None` for root. The module does not ask for the backend.
    pub(super) fn rootless(&self) -> Part<Option<&'a str>> {
        if !self.since(Release::R25_05) {
            return Ok(None);
        }
        let Some(podman) = self.podman()? else { return Ok(None) };
        let user = self.get(&podman.user, "podman.user")?;
        match user.known() {
            Some("root") => Ok(None),
            Some(name) => Ok(Some(name)),
            None => unknown(user.why().map_or("", |h| h.why.as_str())),
        }
    }

    /// `podman.sdnotify`, pasted as it is.
    pub(super) fn sdnotify(&self) -> Part<Text> {
        let Some(podman) = self.podman()? else { return Ok(Text::default()) };
        let path = || self.path(&["podman", "sdnotify"]);
        match self.get(&podman.sdnotify, "podman.sdnotify") {
            Ok(text) => Ok(resolvable(text, path())),
            Err(Gap::Unknown(why)) => Ok(hole(&why, path())),
            Err(fails) => Err(fails),
        }
    }

    pub(super) fn is_healthy(&self) -> Part<bool> {
        let sdnotify = self.sdnotify()?;
        match sdnotify.known() {
            Some(value) => Ok(value == "healthy"),
            None => unknown(sdnotify.why().map_or("", |h| h.why.as_str())),
        }
    }

    /// The declaration of a user; `None` if it may be declared elsewhere.
    pub(super) fn user(&self, name: &str) -> Part<Option<&'a User>> {
        match self.host.user(name) {
            Lookup::Found(user) => Ok(Some(user)),
            Lookup::Unknown => Ok(None),
            Lookup::Absent => {
                let container = self.container.name.clone();
                Err(Gap::Fails(DeriveError::UnknownUser { container, user: name.to_owned() }))
            }
        }
    }

    /// An option of a user. In an open world one that nobody sets may be set elsewhere.
    fn user_field<T>(&self, field: &'a Field<T>, user: &str, option: &'static str) -> Part<&'a T> {
        match &field.value {
            Maybe::Known(value) if field.certain && (field.defined || self.host.closed) => Ok(value),
            Maybe::Unknown(why) => unknown(&**why),
            _ => unknown(format!("`users.users.{user}.{option}` is not known")),
        }
    }

    /// The number of a user as text; empty if it has none, as Nix writes null.
    pub(super) fn uid(&self, name: &str) -> Part<Text> {
        let declared = match self.user(name)? {
            Some(user) => self.user_field(&user.uid, name, "uid"),
            None => unknown(undeclared(name)),
        };
        match declared {
            Ok(Some(uid)) => Ok(Text::known_from(uid.to_string())),
            Ok(None) => Ok(Text::default()),
            Err(Gap::Unknown(why)) => Ok(hole(&why, user_option(name, "uid"))),
            Err(fails) => Err(fails),
        }
    }

    pub(super) fn home(&self, name: &str) -> Part<Text> {
        let path = || user_option(name, "home");
        let declared = match self.user(name)? {
            Some(user) => self.user_field(&user.home, name, "home"),
            None => unknown(undeclared(name)),
        };
        match declared {
            Ok(home) => Ok(resolvable(home, path())),
            Err(Gap::Unknown(why)) => Ok(hole(&why, path())),
            Err(fails) => Err(fails),
        }
    }

    /// Whether the unit waits for `linger-users.service`: rootless podman whose user lingers.
    pub(super) fn lingers(&self) -> Part<bool> {
        if !self.since(Release::R25_05) || !self.is_podman()? {
            return Ok(false);
        }
        let Some(name) = self.rootless()? else { return Ok(false) };
        let Some(user) = self.user(name)? else { return unknown(undeclared(name)) };
        match self.user_field(&user.linger, name, "linger")? {
            Some(linger) => Ok(*linger),
            // Null came with 25.11; before, the option was a Boolean with the default false.
            None if !self.since(Release::R25_11) => Ok(false),
            None => {
                let container = self.container.name.clone();
                Err(Gap::Fails(DeriveError::LingerUnset { container, user: name.to_owned() }))
            }
        }
    }

    /// The manager of the user's session, which a rootless container needs before it can report its health.
    pub(super) fn session(&self) -> Part<Option<Text>> {
        let Some(name) = self.rootless()? else { return Ok(None) };
        if !self.is_healthy()? {
            return Ok(None);
        }
        let mut unit = Text::from("user@");
        unit.push_text(&self.uid(name)?);
        unit.push_str(".service");
        Ok(Some(unit))
    }

    pub(super) fn pulls(&self) -> Part<bool> {
        let file = self.get(&self.container.image_file, "imageFile")?.is_none();
        let stream = !self.since(Release::R24_11) || self.get(&self.container.image_stream, "imageStream")?.is_none();
        Ok(file && stream)
    }

    /// The units of `dependsOn`. Until 25.05 the entries are pasted into unit names unchecked, in their order; since
    /// 25.11 they are looked up, which sorts them, drops duplicates and honours the other's `serviceName`.
    pub(super) fn dependencies(&self) -> Part<Vec<Text>> {
        let list = self.get(&self.container.depends_on, "dependsOn")?;
        if !list.complete {
            return unknown("`dependsOn` may have more entries");
        }
        if list.items.is_empty() {
            return Ok(Vec::new());
        }
        if !self.since(Release::R25_11) {
            return self.pasted_dependencies(list.items.iter().map(|i| &i.text));
        }
        let mut names = BTreeSet::new();
        for item in &list.items {
            match item.text.known() {
                Some(name) => names.insert(name),
                None => return unknown(item.text.why().map_or("", |h| h.why.as_str())),
            };
        }
        names.into_iter().map(|name| self.dependency(name)).collect()
    }

    fn pasted_dependencies<'t>(&self, items: impl Iterator<Item = &'t Text>) -> Part<Vec<Text>> {
        let backend = self.backend()?.as_str();
        let unit = |(i, text): (usize, &Text)| {
            let mut path = self.path(&["dependsOn"]);
            path.push(RefStep::Index(i));
            let mut unit = Text::known_from(format!("{backend}-"));
            unit.push_text(&resolvable(text, path));
            unit.push_str(".service");
            self.checked(unit)
        };
        items.enumerate().map(unit).collect()
    }

    fn dependency(&self, name: &str) -> Part<Text> {
        let path = || container_option(name, &["serviceName"]);
        let mut unit = match self.host.container(name) {
            Lookup::Found(other) => match (&other.service_name.value, other.service_name.certain) {
                (Maybe::Known(service), true) => resolvable(service, path()),
                (Maybe::Unknown(why), _) => hole(why, path()),
                _ => hole(&format!("the service name of `{name}` is not known"), path()),
            },
            Lookup::Unknown => hole(&format!("container `{name}` is not declared in what was read"), path()),
            Lookup::Absent => {
                let container = self.container.name.clone();
                return Err(Gap::Fails(DeriveError::UnknownDependency { container, dependency: name.to_owned() }));
            }
        };
        unit.push_str(".service");
        self.checked(unit)
    }

    /// A unit that NixOS takes in `after` and `requires`, as far as its name is known.
    fn checked(&self, unit: Text) -> Part<Text> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "@%:_.\\-".contains(c);
        if unit.literals().all(|s| s.chars().all(allowed)) && unit.known() != Some(".service") {
            return Ok(unit);
        }
        let container = self.container.name.clone();
        Err(Gap::Fails(DeriveError::InvalidUnit { container, unit: unit.display() }))
    }
}

fn undeclared(user: &str) -> String {
    format!("user `{user}` is not declared in what was read")
}
