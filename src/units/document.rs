//! The unit JSON (schema version 1) and the listing of unit files. Attribute names are those of
//! `systemd.services.NAME`; what is empty or at its default is left out; what is not fully known is
//! `{"parts": […]}`, for Nix to complete.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value as Json, json};

use super::derive::{self, ServiceDefs};
use super::halves::Halves;
use super::messages::{self, Note};
use super::render::{GlobalEnvironment, plain, unit_text};
use super::service::{LISTS, Section, Service, is_pre_start_script};
use super::value::{Value, resolvable};
use crate::oci::{Host, RefPart, RefStep, Reference, Text, TextPiece};
use crate::schema::Release;

/// Shell texts, in the order in which they are printed.
const TEXTS: [&str; 7] = ["script", "scriptArgs", "preStart", "postStart", "reload", "preStop", "postStop"];

/// Booleans with their default.
const FLAGS: [(&str, bool); 7] = [
    ("restartIfChanged", true),
    ("stopIfChanged", true),
    ("reloadIfChanged", false),
    ("notSocketActivated", false),
    ("enableDefaultPath", true),
    ("enableStrictShellChecks", false),
    ("enable", true),
];

/// Attributes of the service type's own, which nobody sets.
const INTERNAL: [&str; 2] = ["name", "jobScripts"];

/// The units of some hosts.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    version: u32,
    nixos: &'static str,
    #[serde(serialize_with = "by_name")]
    hosts: Vec<HostUnits>,
}

impl Document {
    /// The document of `hosts`. `release` is the one that holds unless a host says otherwise.
    pub fn new(release: Release, mut hosts: Vec<HostUnits>) -> Document {
        hosts.sort_by(|a, b| a.name.cmp(&b.name));
        for host in &mut hosts {
            host.nixos = (host.release != release).then(|| host.release.as_str());
        }
        Document { version: 1, nixos: release.as_str(), hosts }
    }

    /// Keeps the units of these names; returns the names that no host has.
    pub fn keep(&mut self, only: &[String]) -> Vec<String> {
        let has = |name: &String| self.hosts.iter().any(|h| h.units.contains_key(name));
        let missing = only.iter().filter(|name| !has(name)).cloned().collect();
        for host in &mut self.hosts {
            host.retain(|name| only.iter().any(|o| o == name));
        }
        missing
    }

    /// The document as JSON, indented, with a final newline.
    ///
    /// # Errors
    /// Those of serde_json, which has no reason to fail on strings and maps with string keys.
    pub fn to_json(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// The document as a Nix expression ([`super::nix`]).
    ///
    /// # Errors
    /// As [`Document::to_json`].
    pub fn to_nix(&self) -> serde_json::Result<String> {
        Ok(super::nix::expression(&serde_json::to_value(self)?))
    }

    /// All unit files, each under a comment with its path, as `systemctl cat` shows them.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for host in &self.hosts {
            for (name, text) in &host.texts {
                if !out.is_empty() {
                    out.push('\n');
                }
                if self.hosts.len() > 1 {
                    out.push_str(&format!("# Host {}\n", host.name));
                }
                out.push_str(&format!("# /etc/systemd/system/{name}.service\n"));
                out.push_str(&plain(text));
            }
        }
        out
    }
}

fn by_name<S: Serializer>(hosts: &[HostUnits], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(hosts.len()))?;
    for host in hosts {
        map.serialize_entry(&host.name, host)?;
    }
    map.end()
}

/// The units of one host with everything that is said about them.
#[derive(Clone, Debug, Serialize)]
pub struct HostUnits {
    #[serde(skip)]
    name: String,
    #[serde(skip)]
    release: Release,
    /// Only where the document as a whole is of another release.
    #[serde(skip_serializing_if = "Option::is_none")]
    nixos: Option<&'static str>,
    backend: Json,
    units: Map<String, Json>,
    assertions: Vec<Json>,
    warnings: Vec<Json>,
    unknown: Vec<Note>,
    /// The unit files by service name, sorted.
    #[serde(skip)]
    texts: Vec<(String, Text)>,
    #[serde(skip)]
    halves: Halves,
}

impl HostUnits {
    /// The units of a host. `services` are its merged container services, `global` its global environment,
    /// `assertions` and `warnings` the failed assertions and the warnings of the configuration's own modules: NixOS
    /// prints them before those of its modules. `unknown` are notes about what could not be merged at all.
    pub fn new(
        host: &Host,
        mut services: Vec<Service>,
        global: &GlobalEnvironment,
        assertions: Vec<Text>,
        warnings: Vec<Text>,
        unknown: Vec<Note>,
    ) -> HostUnits {
        services.sort_by(|a, b| a.name.cmp(&b.name));
        let mut notes = unknown;
        notes.extend(doubts(host, &services));
        let mut units = Map::new();
        let mut texts = Vec::new();
        let mut halves = Halves::of(host, &services);
        for service in &services {
            let text = unit_text(service, global);
            let mut printer = Printer { service, notes: &mut notes };
            units.insert(service.name.clone(), printer.unit(&text));
            halves.add(format!("systemd.services.{}.text", service.name), &text);
            texts.push((service.name.clone(), text));
        }
        let mut say = |own: Vec<Text>, found: messages::Messages| {
            notes.extend(found.undecided);
            let all = own.into_iter().chain(found.certain.into_iter().map(|m| m.text));
            all.map(|text| text_json(&text, &[])).collect::<Vec<Json>>()
        };
        let assertions = say(assertions, messages::assertions(host, &services));
        let warnings = say(warnings, messages::warnings(host, &services));
        HostUnits {
            name: host.name.clone(),
            release: host.release,
            nixos: None,
            backend: host.backend().map_or(Json::Null, |b| Json::from(b.as_str())),
            units,
            assertions,
            warnings,
            unknown: notes,
            texts,
            halves,
        }
    }

    /// The host's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn release(&self) -> Release {
        self.release
    }

    /// `podman` or `docker`; null while that is not known.
    pub fn backend(&self) -> &Json {
        &self.backend
    }

    /// What is not known of the units, and why.
    pub fn unknown(&self) -> &[Note] {
        &self.unknown
    }

    /// What is known of texts that the units only refer to.
    pub fn halves(&self) -> &Halves {
        &self.halves
    }

    /// The units as JSON, by service name.
    pub fn units(&self) -> &Map<String, Json> {
        &self.units
    }

    /// Keeps only the units whose name `keep` accepts, and what is noted about them.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        for (name, _) in self.texts.iter().filter(|(name, _)| !keep(name)) {
            self.units.remove(name);
            let (unit, below) = (unit_path(name), unit_path(name) + ".");
            self.unknown.retain(|note| note.at != unit && !note.at.starts_with(&below));
        }
        self.texts.retain(|(name, _)| keep(name));
    }
}

fn unit_path(service: &str) -> String {
    format!("units.{service}")
}

/// What is not certain about the units as a whole.
fn doubts(host: &Host, services: &[Service]) -> Vec<Note> {
    let mut out = Vec::new();
    let mut note = |at: String, why: String| out.push(Note { at, why });
    if host.backend().is_none() {
        note("backend".into(), "`backend` is not known".into());
    }
    if !host.containers_complete {
        note("units".into(), "there may be more containers than were read".into());
    }
    for container in &host.containers {
        let name = &container.name;
        match services.iter().find(|s| s.container.as_deref() == Some(name)) {
            Some(_) if container.certain => {}
            Some(service) => {
                let why = format!("container `{name}` exists only under a condition that is not known");
                note(unit_path(&service.name), why);
            }
            None => {
                let why = match derive::service(host, container) {
                    Err(error) => error.to_string(),
                    Ok(ServiceDefs { name: Err(why), .. }) => format!("the unit name of container `{name}`: {why}"),
                    Ok(_) => format!("container `{name}` has no unit of its own"),
                };
                note("units".into(), why);
            }
        }
    }
    out
}

/// Prints one service and notes what is not known.
struct Printer<'a> {
    service: &'a Service,
    notes: &'a mut Vec<Note>,
}

impl Printer<'_> {
    fn unit(&mut self, text: &Text) -> Json {
        let mut out = Map::new();
        let service = self.service;
        if let Some(container) = &service.container {
            out.insert("container".into(), json!(container));
        }
        self.attr(&mut out, "description");
        for (attr, _) in LISTS {
            match attr {
                "path" => self.path(&mut out),
                _ => self.attr(&mut out, attr),
            }
        }
        self.section(&mut out, Section::Environment);
        for attr in TEXTS {
            self.attr(&mut out, attr);
        }
        if service.runs_pre_start_script() && !service.pre_start_script.is_empty() {
            let script = self.value(&service.pre_start_script, &["preStartScript"]);
            out.insert("preStartScript".into(), script);
        }
        self.section(&mut out, Section::UnitConfig);
        self.section(&mut out, Section::ServiceConfig);
        for (attr, default) in FLAGS {
            if service.attr(attr).is_some_and(|v| *v != Value::Bool(default)) {
                self.attr(&mut out, attr);
            }
        }
        self.rest(&mut out);
        out.insert("text".into(), text_json(text, &service.option(&["text"])));
        Json::Object(out)
    }

    fn attr(&mut self, out: &mut Map<String, Json>, attr: &str) {
        if let Some(value) = self.service.attr(attr).filter(|v| !v.is_empty()) {
            let value = self.value(value, &[attr]);
            out.insert(attr.to_owned(), value);
        }
    }

    /// Whatever else is set.
    fn rest(&mut self, out: &mut Map<String, Json>) {
        let service = self.service;
        for (attr, value) in service.attrs() {
            let flag = FLAGS.iter().any(|(name, _)| *name == attr);
            let default = attr == "overrideStrategy" && *value == Value::text("asDropinIfExists");
            if !out.contains_key(attr) && !flag && !default && !INTERNAL.contains(&attr) && !self.is_section(attr) {
                self.attr(out, attr);
            }
        }
    }

    fn is_section(&self, attr: &str) -> bool {
        [Section::Environment, Section::UnitConfig, Section::ServiceConfig].iter().any(|s| s.as_str() == attr)
    }

    /// Package names; a folder is named by its last part, as a package is.
    fn path(&mut self, out: &mut Map<String, Json>) {
        let service = self.service;
        let names: Vec<Json> = service
            .path()
            .iter()
            .map(|entry| match entry {
                Value::Text(t) if t.is_known() => {
                    let path = t.known().unwrap_or_default();
                    json!(path.trim_end_matches('/').rsplit('/').next().unwrap_or(path))
                }
                other => self.value(other, &["path"]),
            })
            .collect();
        if !names.is_empty() {
            out.insert("path".into(), Json::Array(names));
        }
    }

    /// The settings of a section, without the module's own preparation.
    fn section(&mut self, out: &mut Map<String, Json>, section: Section) {
        let name = section.as_str();
        if let Some(Value::Unknown(_)) = self.service.attr(name) {
            return self.attr(out, name);
        }
        let mut settings = Map::new();
        for (key, value) in self.service.settings(section) {
            let value = match value {
                Value::List(items) if key == "ExecStartPre" => {
                    let own: Vec<Value> = items.into_iter().filter(|v| !is_pre_start_script(v)).collect();
                    if own.is_empty() {
                        continue;
                    }
                    Value::List(own)
                }
                other => other,
            };
            let value = self.value(&value, &[name, &key]);
            settings.insert(key, value);
        }
        if !settings.is_empty() {
            out.insert(name.to_owned(), Json::Object(settings));
        }
    }

    fn value(&mut self, value: &Value, at: &[&str]) -> Json {
        match value {
            Value::Null => Json::Null,
            Value::Bool(b) => json!(b),
            Value::Int(i) => json!(i),
            Value::Float(x) => json!(x),
            Value::Package(name) => json!(name),
            Value::Text(text) => {
                for piece in &text.pieces {
                    match piece {
                        // Nix always knows its own store.
                        TextPiece::Hole(hole) if !hole.store => self.note(at, &hole.why),
                        _ => {}
                    }
                }
                text_json(text, &self.service.option(at))
            }
            Value::List(items) => items.iter().map(|v| self.value(v, at)).collect(),
            Value::Attrs(attrs) => {
                let mut out = Map::new();
                for (name, value) in attrs {
                    let at: Vec<&str> = at.iter().copied().chain([name.as_str()]).collect();
                    out.insert(name.clone(), self.value(value, &at));
                }
                Json::Object(out)
            }
            Value::Unknown(why) => {
                self.note(at, why);
                json!({ "parts": [reference_json(&Reference::Option(self.service.option(at)))] })
            }
        }
    }

    fn note(&mut self, at: &[&str], why: &str) {
        let at = format!("{}.{}", unit_path(&self.service.name), at.join("."));
        let note = Note { at, why: why.to_owned() };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// A string, or its parts if it has holes; a hole that does not say how to fill it in stands for the whole option.
fn text_json(text: &Text, option: &[RefStep]) -> Json {
    let text = resolvable(text, option.to_vec());
    if let Some(known) = text.known() {
        return json!(known);
    }
    let parts: Vec<Json> = text
        .pieces
        .iter()
        .map(|piece| match piece {
            TextPiece::Lit(s) => json!(s),
            TextPiece::Hole(hole) => hole.reference.as_ref().map_or(Json::Null, reference_json),
        })
        .collect();
    json!({ "parts": parts })
}

fn reference_json(reference: &Reference) -> Json {
    match reference {
        Reference::Option(steps) => {
            let steps: Vec<Json> = steps
                .iter()
                .map(|step| match step {
                    RefStep::Name(name) => json!(name),
                    RefStep::Index(i) => json!(i),
                })
                .collect();
            json!({ "option": steps })
        }
        Reference::ShellArg(parts) => {
            let parts: Vec<Json> = parts
                .iter()
                .map(|part| match part {
                    RefPart::Text(s) => json!(s),
                    RefPart::Ref(inner) => reference_json(inner),
                })
                .collect();
            json!({ "shellArg": parts })
        }
    }
}
