//! A merged service, and what NixOS' service type makes of it: `after` and its like become lines of `[Unit]`, scripts
//! become `Exec…=` lines, packages become `PATH` (`nixos/lib/systemd-lib.nix`, `systemd-unit-options.nix`).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::derive::{PRE_START, ServiceDefs};
use super::quote::{float, script_file_name, store_name};
use super::value::{Value, hole, join, names};
use crate::oci::{RefStep, Text, TextPiece};

/// The priority of a definition without `mkForce`, `mkDefault` or the like.
const PLAIN: u32 = 100;

/// What the service type puts on `PATH` after everything else (unless `enableDefaultPath` is false).
pub const DEFAULT_PATH: [&str; 5] = ["coreutils", "findutils", "gnugrep", "gnused", "systemd"];

/// Lists of unit names (and of other words), with the key of `[Unit]` that holds them; `None` if they only make links.
pub(super) const LISTS: [(&str, Option<&str>); 18] = [
    ("documentation", Some("Documentation")),
    ("wantedBy", None),
    ("requiredBy", None),
    ("upheldBy", None),
    ("aliases", None),
    ("wants", Some("Wants")),
    ("requires", Some("Requires")),
    ("requisite", Some("Requisite")),
    ("bindsTo", Some("BindsTo")),
    ("partOf", Some("PartOf")),
    ("upholds", Some("Upholds")),
    ("conflicts", Some("Conflicts")),
    ("before", Some("Before")),
    ("after", Some("After")),
    ("onFailure", Some("OnFailure")),
    ("onSuccess", Some("OnSuccess")),
    ("startAt", None),
    ("path", None),
];

/// Shell texts that become scripts: attribute, key of `[Service]`, suffix of the script's name.
const SCRIPTS: [(&str, &str, &str); 6] = [
    ("preStart", "ExecStartPre", "pre-start"),
    ("script", "ExecStart", "start"),
    ("postStart", "ExecStartPost", "post-start"),
    ("reload", "ExecReload", "reload"),
    ("preStop", "ExecStop", "pre-stop"),
    ("postStop", "ExecStopPost", "post-stop"),
];

/// One of the attribute sets of a service into which the service type writes too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    UnitConfig,
    ServiceConfig,
    Environment,
}

impl Section {
    /// The attribute's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Section::UnitConfig => "unitConfig",
            Section::ServiceConfig => "serviceConfig",
            Section::Environment => "environment",
        }
    }
}

/// `systemd.services.NAME` after merging.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The attribute name, without `.service`.
    pub name: String,
    /// The container that it runs.
    pub container: Option<String>,
    /// The text of the module's own preparation: a [`Value::Text`] or unknown.
    pub pre_start_script: Value,
    attrs: BTreeMap<String, Value>,
    /// By section and key; the empty key is the section as a whole.
    priorities: BTreeMap<(Section, String), u32>,
    path_priority: u32,
    late_path: usize,
}

impl Service {
    /// A service from the merged definitions of `systemd.services.NAME`: those of the module and those of the
    /// configuration, but not what the service type itself derives (`path` is without its default, `serviceConfig`
    /// without the scripts, `unitConfig` without `After` and the like). `merged` is a [`Value::Attrs`]; attributes
    /// that are not in it have their default.
    pub fn new(name: impl Into<String>, merged: Value) -> Service {
        let attrs = match merged {
            Value::Attrs(attrs) => attrs.into_iter().collect(),
            _ => BTreeMap::new(),
        };
        Service {
            name: name.into(),
            container: None,
            pre_start_script: Value::text(""),
            attrs,
            priorities: BTreeMap::new(),
            path_priority: PLAIN,
            late_path: 0,
        }
    }

    /// The service as the module defines it, when nothing else speaks of it. `None` if its name is not known.
    pub fn from_defs(defs: &ServiceDefs) -> Option<Service> {
        let name = defs.name.as_ref().ok()?;
        let attrs = defs.attrs.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
        let mut service = Service::new(name.as_str(), Value::Attrs(attrs));
        service.container = Some(defs.container.clone());
        service.pre_start_script = defs.pre_start_script.clone();
        Some(service)
    }

    /// Says with which priority a setting was defined (50 for `mkForce`, 1000 for `mkDefault`). It decides where the
    /// service type defines the same key. Without this a setting counts as plainly defined.
    pub fn set_priority(&mut self, section: Section, key: impl Into<String>, priority: u32) {
        self.priorities.insert((section, key.into()), priority);
    }

    /// Says with which priority a section as a whole was defined: `serviceConfig = mkForce { … }` drops all that the
    /// service type writes there.
    pub fn set_section_priority(&mut self, section: Section, priority: u32) {
        self.set_priority(section, "", priority);
    }

    /// Says how `path` was defined: with which priority (a stronger one than plain drops the service type's own
    /// packages), and how many elements at its end with `mkAfter` or a later order (the service type's own, which are
    /// defined so too, come before them).
    pub fn set_path_order(&mut self, priority: u32, late: usize) {
        (self.path_priority, self.late_path) = (priority, late);
    }

    /// A merged attribute, if anything defines it.
    pub fn attr(&self, name: &str) -> Option<&Value> {
        self.attrs.get(name)
    }

    /// Every attribute that something defines, sorted.
    pub fn attrs(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.attrs.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A Boolean attribute or its default; the reason where it is not known.
    pub(super) fn flag(&self, name: &str, default: bool) -> Result<bool, &str> {
        match self.attr(name) {
            Some(Value::Bool(b)) => Ok(*b),
            Some(Value::Unknown(why)) => Err(why),
            _ => Ok(default),
        }
    }

    /// The path by which Nix finds an attribute.
    pub(super) fn option(&self, rest: &[&str]) -> Vec<RefStep> {
        let mut path = names(&["systemd", "services", &self.name]);
        path.extend(names(rest));
        path
    }

    /// The packages and folders on `PATH`, in order, with the service type's default.
    pub fn path(&self) -> Vec<Value> {
        let mut path = match self.attr("path") {
            Some(Value::List(items)) => items.clone(),
            Some(Value::Unknown(why)) => vec![Value::Unknown(why.clone())],
            _ => Vec::new(),
        };
        let default = match self.flag("enableDefaultPath", true) {
            _ if self.path_priority < PLAIN => Vec::new(),
            Ok(true) => DEFAULT_PATH.map(|p| Value::Package(p.to_owned())).into(),
            Ok(false) => Vec::new(),
            Err(why) => vec![Value::Unknown(why.to_owned())],
        };
        let late = path.split_off(path.len().saturating_sub(self.late_path));
        path.extend(default);
        path.extend(late);
        path
    }

    /// A section with what the service type adds, by key. Where both speak of a key the stronger priority wins; at
    /// equal priority lists are joined, the service type's part first.
    pub fn section(&self, section: Section) -> BTreeMap<String, Value> {
        let (settings, derived) = match self.priority(section, "").cmp(&PLAIN) {
            Ordering::Less => (self.settings(section), Vec::new()),
            Ordering::Equal => (self.settings(section), self.derived(section)),
            Ordering::Greater => (Vec::new(), self.derived(section)),
        };
        let mut out: BTreeMap<String, Value> = settings.into_iter().collect();
        for (key, derived) in derived {
            let merged = match out.remove(key) {
                None => derived,
                Some(set) => match self.priority(section, key).cmp(&PLAIN) {
                    Ordering::Less => set,
                    Ordering::Greater => derived,
                    Ordering::Equal => combine(derived, set),
                },
            };
            out.insert(key.to_owned(), merged);
        }
        out
    }

    /// Keys that the configuration sets to something else than the service type does: NixOS reports conflicting
    /// definitions.
    pub fn conflicts(&self) -> Vec<(Section, String)> {
        let mut out = Vec::new();
        for section in [Section::UnitConfig, Section::ServiceConfig, Section::Environment] {
            let set: BTreeMap<String, Value> = self.settings(section).into_iter().collect();
            for (key, derived) in self.derived(section) {
                let Some(value) = set.get(key) else { continue };
                let lists = section != Section::Environment && (is_list(value) || is_list(&derived));
                let differ = is_known(value) && is_known(&derived) && *value != derived;
                let plain = self.priority(section, key) == PLAIN && self.priority(section, "") == PLAIN;
                if plain && !lists && differ {
                    out.push((section, key.to_owned()));
                }
            }
        }
        out
    }

    /// What the definitions say about a section, sorted.
    pub(super) fn settings(&self, section: Section) -> Vec<(String, Value)> {
        match self.attr(section.as_str()) {
            Some(Value::Attrs(attrs)) => {
                let mut attrs = attrs.clone();
                attrs.sort_by(|a, b| a.0.cmp(&b.0));
                attrs
            }
            _ => Vec::new(),
        }
    }

    fn priority(&self, section: Section, key: &str) -> u32 {
        self.priorities.get(&(section, key.to_owned())).copied().unwrap_or(PLAIN)
    }

    /// What the service type writes into a section.
    fn derived(&self, section: Section) -> Vec<(&'static str, Value)> {
        match section {
            Section::UnitConfig => self.derived_unit(),
            Section::ServiceConfig => self.derived_service(),
            Section::Environment => self.derived_environment(),
        }
    }

    fn derived_unit(&self) -> Vec<(&'static str, Value)> {
        let mut out = Vec::new();
        for (attr, key) in LISTS {
            let (Some(key), Some(value)) = (key, self.attr(attr)) else { continue };
            match value {
                Value::List(items) if !items.is_empty() => {
                    let words: Vec<Text> = items.iter().map(|v| self.as_text(v, &[attr])).collect();
                    out.push((key, Value::Text(join(&words, " "))));
                }
                Value::Unknown(why) => out.push((key, Value::Unknown(why.clone()))),
                _ => {}
            }
        }
        if let Some(description) = self.attr("description").filter(|v| !v.is_empty()) {
            out.push(("Description", description.clone()));
        }
        for (attr, key) in [("startLimitIntervalSec", "StartLimitIntervalSec"), ("startLimitBurst", "StartLimitBurst")]
        {
            if let Some(value) = self.attr(attr) {
                out.push((key, Value::Text(self.as_text(value, &[attr]))));
            }
        }
        for (attr, key) in [("restartTriggers", "X-Restart-Triggers"), ("reloadTriggers", "X-Reload-Triggers")] {
            if self.attr(attr).is_some_and(|v| !v.is_empty()) {
                let file = store_name(&format!("{key}-{}", self.name));
                out.push((key, Value::text(format!("@{file}@"))));
            }
        }
        out
    }

    fn derived_service(&self) -> Vec<(&'static str, Value)> {
        let mut out = Vec::new();
        for (attr, key, suffix) in SCRIPTS {
            let Some(text) = self.attr(attr).filter(|v| !v.is_empty()) else { continue };
            // Whether a script is empty decides whether there is a line; the main script of a container never is.
            if attr != "script" && may_be_empty(text) {
                out.push((key, Value::Unknown(format!("`{attr}` is not known"))));
                continue;
            }
            let mut command = Text::known_from(self.script_path(suffix));
            if attr == "script" {
                command.push_str(" ");
                if let Some(args) = self.attr("scriptArgs") {
                    command.push_text(&self.as_text(args, &["scriptArgs"]));
                }
            }
            let listed = matches!(attr, "preStart" | "postStart");
            let command = Value::Text(command);
            out.push((key, if listed { Value::List(vec![command]) } else { command }));
        }
        out
    }

    fn script_path(&self, suffix: &str) -> String {
        let file = script_file_name(&format!("{}-{suffix}", self.name));
        format!("@{}@/bin/{file}", store_name(&format!("unit-script-{file}")))
    }

    fn derived_environment(&self) -> Vec<(&'static str, Value)> {
        let path = self.path();
        if path.is_empty() {
            return Vec::new();
        }
        let folders: Vec<Text> = ["/bin", "/sbin"]
            .into_iter()
            .flat_map(|folder| path.iter().map(move |entry| (entry, folder)))
            .map(|(entry, folder)| {
                let mut text = self.as_text(entry, &["path"]);
                text.push_str(folder);
                text
            })
            .collect();
        vec![("PATH", Value::Text(join(&folders, ":")))]
    }

    /// A value as Nix writes it into a unit: `toString`, but Booleans as words. What is not known is a hole that
    /// stands for the attribute.
    pub(super) fn as_text(&self, value: &Value, attr: &[&str]) -> Text {
        match value {
            Value::Null => Text::default(),
            Value::Bool(b) => Text::known_from(if *b { "true" } else { "false" }),
            Value::Int(i) => Text::known_from(i.to_string()),
            Value::Float(x) => Text::known_from(float(*x)),
            Value::Text(text) => super::value::resolvable(text, self.option(attr)),
            Value::Package(name) => Text::known_from(format!("@{name}@")),
            Value::List(items) => {
                let words: Vec<Text> = items.iter().map(|v| self.as_text(v, attr)).collect();
                join(&words, " ")
            }
            Value::Attrs(_) => Text::default(),
            Value::Unknown(why) => hole(why, self.option(attr)),
        }
    }

    /// Whether the module's own preparation still runs (a forced `ExecStartPre` removes it).
    pub(super) fn runs_pre_start_script(&self) -> bool {
        let set = self.attr("serviceConfig").and_then(|c| c.get("ExecStartPre"));
        match set {
            Some(Value::List(items)) => items.iter().any(is_pre_start_script),
            Some(value) => is_pre_start_script(value),
            None => false,
        }
    }
}

/// Whether a value of `ExecStartPre` is the module's own preparation.
pub(super) fn is_pre_start_script(value: &Value) -> bool {
    matches!(value, Value::Text(t) if t.known() == Some(PRE_START))
}

/// Two definitions of equal priority (`unitOption` in `systemd-unit-options.nix`). Different single values are an
/// error in NixOS; both are kept here so that nothing is hidden.
fn combine(derived: Value, set: Value) -> Value {
    if derived == set && !is_list(&set) {
        return derived;
    }
    let mut all = into_list(derived);
    all.extend(into_list(set));
    Value::List(all)
}

fn into_list(value: Value) -> Vec<Value> {
    match value {
        Value::List(items) => items,
        single => vec![single],
    }
}

fn is_list(value: &Value) -> bool {
    matches!(value, Value::List(_))
}

fn is_known(value: &Value) -> bool {
    match value {
        Value::Unknown(_) => false,
        Value::Text(t) => t.is_known(),
        _ => true,
    }
}

fn may_be_empty(value: &Value) -> bool {
    match value {
        Value::Text(t) => t.pieces.iter().all(|p| matches!(p, TextPiece::Hole(_))),
        Value::Unknown(_) => true,
        _ => false,
    }
}
