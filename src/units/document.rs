//! The unit JSON (schema version 1) and the listing of unit files. Attribute names are those of
//! `systemd.services.NAME`; what is empty or at its default is left out; what is not fully known is
//! `{"parts": […]}`, for Nix to complete.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value as Json, json};

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

/// The units of some hosts.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    version: u32,
    nixos: &'static str,
    #[serde(serialize_with = "by_name")]
    hosts: Vec<HostUnits>,
}

impl Document {
    /// The document of `hosts`, which are sorted by name. `release` is the one that holds unless a host says otherwise.
    pub fn new(release: Release, mut hosts: Vec<HostUnits>) -> Document {
        hosts.sort_by(|a, b| a.name.cmp(&b.name));
        Document { version: 1, nixos: release.as_str(), hosts }
    }

    /// The document as JSON, indented, with a final newline.
    pub fn to_json(&self) -> String {
        // Serialising to a string fails only for maps with keys that are not strings, which there are none of.
        serde_json::to_string_pretty(self).map_or_else(|e| format!("{{\"error\":\"{e}\"}}\n"), |s| s + "\n")
    }

    /// All unit files, each under a comment with its path, as `systemctl cat` shows them.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for host in &self.hosts {
            for (service, text) in host.services.iter().zip(&host.texts) {
                if !out.is_empty() {
                    out.push('\n');
                }
                if self.hosts.len() > 1 {
                    out.push_str(&format!("# Host {}\n", host.name));
                }
                out.push_str(&format!("# /etc/systemd/system/{}.service\n", service.name));
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
    backend: Json,
    units: Map<String, Json>,
    assertions: Vec<Json>,
    warnings: Vec<Json>,
    unknown: Vec<Note>,
    #[serde(skip)]
    services: Vec<Service>,
    #[serde(skip)]
    texts: Vec<Text>,
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
        let backend = match host.backend() {
            Some(backend) => Json::from(backend.as_str()),
            None => {
                notes.push(Note { at: "backend".into(), why: "`backend` is not known".into() });
                Json::Null
            }
        };
        let texts: Vec<Text> = services.iter().map(|s| unit_text(s, global)).collect();
        let mut units = Map::new();
        for (service, text) in services.iter().zip(&texts) {
            let mut printer = Printer { service, notes: &mut notes };
            units.insert(service.name.clone(), printer.unit(text));
        }
        let mut say = |own: Vec<Text>, found: messages::Messages| {
            notes.extend(found.undecided);
            let all = own.into_iter().chain(found.certain.into_iter().map(|m| m.text));
            all.map(|text| text_json(&text, &[])).collect::<Vec<Json>>()
        };
        let assertions = say(assertions, messages::assertions(host, &services));
        let warnings = say(warnings, messages::warnings(host, &services));
        HostUnits { name: host.name.clone(), backend, units, assertions, warnings, unknown: notes, services, texts }
    }
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
        out.insert("text".into(), text_json(text, &service.option(&["text"])));
        Json::Object(out)
    }

    fn attr(&mut self, out: &mut Map<String, Json>, attr: &str) {
        if let Some(value) = self.service.attr(attr).filter(|v| !v.is_empty()) {
            let value = self.value(value, &[attr]);
            out.insert(attr.to_owned(), value);
        }
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
                if let Some(hole) = text.why() {
                    self.note(at, &hole.why);
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
        let at = format!("units.{}.{}", self.service.name, at.join("."));
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
