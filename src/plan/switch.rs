//! What `nixos-rebuild switch` does about a unit that has changed, by the rules of NixOS' switch-to-configuration: which
//! differences of a unit file count, and which settings of the new one decide.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::words::flatten;

/// What happens to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    Start,
    /// It is new, but nothing starts it.
    Wait,
    Stop,
    Restart,
    Reload,
    /// It has changed, and goes on as it was until somebody restarts it.
    Keep,
    /// What has changed does not matter to a unit that runs.
    Nothing,
    /// The old unit is stopped, the new one started.
    Replace,
}

/// Keys of `[Unit]` that may differ without any effect.
const WITHOUT_EFFECT: &[&str] = &[
    "Description",
    "Documentation",
    "OnFailure",
    "OnSuccess",
    "OnFailureJobMode",
    "IgnoreOnIsolate",
    "StopWhenUnneeded",
    "RefuseManualStart",
    "RefuseManualStop",
    "AllowIsolation",
    "CollectMode",
    "SourcePath",
];

/// Attributes whose text goes into a file of its own, of which the unit file has only the name: its hash changes.
const SCRIPTS: &[&str] =
    &["script", "scriptArgs", "preStart", "preStartScript", "postStart", "reload", "preStop", "postStop", "path"];

/// What a unit that is new does.
pub(super) fn of_new(unit: &Map<String, Json>, wanted: bool) -> Action {
    let starts = ["wantedBy", "requiredBy", "upheldBy", "startAt"].iter().any(|list| unit.contains_key(*list));
    if starts || wanted { Action::Start } else { Action::Wait }
}

/// What a unit that is gone does.
pub(super) fn of_gone(unit: &Map<String, Json>) -> Action {
    let kept = unit.get("unitConfig").and_then(|c| c.get("X-StopOnRemoval")).is_some_and(is_false);
    if kept { Action::Keep } else { Action::Stop }
}

/// What a unit that differs does.
pub(super) fn of_changed(old: &Map<String, Json>, new: &Map<String, Json>) -> Action {
    let text = |unit: &Map<String, Json>| unit.get("text").and_then(|t| flatten(t, false)).unwrap_or_default();
    let (before, after) = (sections(&text(old)), sections(&text(new)));
    let scripts = SCRIPTS.iter().any(|s| old.get(*s) != new.get(*s));
    let (restart, reload) = differences(&before, &after);
    if !scripts && !restart {
        return if reload { Action::Reload } else { Action::Nothing };
    }
    let says = |section: &str, key: &str| {
        let value = after.get(section).and_then(|s| s.get(key)).and_then(|v| v.last());
        value.map(|v| ["1", "yes", "true", "on"].contains(&v.as_str()))
    };
    if says("Service", "X-ReloadIfChanged") == Some(true) {
        Action::Reload
    } else if says("Service", "X-RestartIfChanged") == Some(false)
        || says("Unit", "RefuseManualStop") == Some(true)
        || says("Unit", "X-OnlyManualStart") == Some(true)
    {
        Action::Keep
    } else {
        Action::Restart
    }
}

fn is_false(value: &Json) -> bool {
    matches!(value, Json::Bool(false)) || matches!(value.as_str(), Some("false" | "no" | "0" | "off"))
}

type Sections = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// A unit file by section and key.
fn sections(text: &str) -> Sections {
    let mut out = Sections::new();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name.to_owned();
        } else if let Some((key, value)) = line.split_once('=') {
            out.entry(section.clone()).or_default().entry(key.to_owned()).or_default().push(value.to_owned());
        }
    }
    out
}

/// Whether the difference of two unit files asks for a restart, and whether it asks for a reload.
fn differences(old: &Sections, new: &Sections) -> (bool, bool) {
    let (mut restart, mut reload) = (false, false);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let none = BTreeMap::new();
    for name in names.into_iter().filter(|n| *n != "Install") {
        let (a, b) = (old.get(name).unwrap_or(&none), new.get(name).unwrap_or(&none));
        let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
        for key in keys.into_iter().filter(|key| a.get(*key) != b.get(*key)) {
            match key.as_str() {
                "X-Reload-Triggers" if name == "Unit" => reload = true,
                key if name == "Unit" && WITHOUT_EFFECT.contains(&key) => {}
                _ => restart = true,
            }
        }
    }
    (restart, reload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn unit(text: &str, script: &str) -> Map<String, Json> {
        match json!({ "text": text, "script": script }) {
            Json::Object(map) => map,
            _ => Map::new(),
        }
    }

    fn changed(old: &str, new: &str) -> Action {
        of_changed(&unit(old, "a"), &unit(new, "a"))
    }

    #[test]
    fn what_counts() {
        let base = "[Unit]\nAfter=a\n\n[Service]\nType=simple\n";
        assert_eq!(changed(base, base), Action::Nothing);
        assert_eq!(changed(base, "[Unit]\nAfter=a\nDescription=x\n\n[Service]\nType=simple\n"), Action::Nothing);
        assert_eq!(changed(base, &format!("{base}\n[Install]\nWantedBy=x\n")), Action::Nothing);
        assert_eq!(changed(base, "[Unit]\nAfter=a b\n\n[Service]\nType=simple\n"), Action::Restart);
        assert_eq!(changed(base, "[Unit]\nAfter=a\nX-Reload-Triggers=h\n\n[Service]\nType=simple\n"), Action::Reload);
        assert_eq!(of_changed(&unit(base, "a"), &unit(base, "b")), Action::Restart);
    }

    #[test]
    fn the_new_unit_decides() {
        let old = "[Service]\nType=simple\n";
        assert_eq!(changed(old, "[Service]\nX-RestartIfChanged=false\n"), Action::Keep);
        assert_eq!(changed(old, "[Service]\nX-ReloadIfChanged=true\n"), Action::Reload);
        assert_eq!(changed(old, "[Unit]\nRefuseManualStop=true\n[Service]\nType=simple\nUser=x\n"), Action::Keep);
        assert_eq!(changed(old, "[Service]\nX-StopIfChanged=false\n"), Action::Restart);
    }
}
