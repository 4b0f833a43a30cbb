//! The difference of two configurations: units added, removed, renamed and changed, field by field; what a switch does
//! to each; findings that are new and findings that are gone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::switch::{self, Action};
use super::words::{self, Facet, flatten};
use crate::diag::Severity;
use crate::units::HostUnits;

/// One configuration.
pub struct Side<'a> {
    pub hosts: Vec<(String, &'a HostUnits)>,
    pub findings: Vec<Finding>,
}

/// A finding, without its place in the file: what moves is not new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: String,
    pub name: String,
    pub severity: Severity,
    pub message: String,
    pub file: String,
    pub line: u32,
    pub container: Option<String>,
    pub help: Option<String>,
    /// By which file it is found again on the other side; that of a configuration of one file is the other's.
    #[serde(skip)]
    pub place: String,
}

/// What differs.
#[derive(Clone, Debug, Serialize)]
pub struct Diff {
    pub version: u32,
    pub summary: Summary,
    /// Hosts of either side, sorted by name.
    pub hosts: Vec<HostDiff>,
    pub findings: Findings,
}

/// How much differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub added: usize,
    pub removed: usize,
    pub renamed: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Units that run now and are stopped or restarted.
    pub interrupted: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct Findings {
    pub new: Vec<Finding>,
    pub fixed: Vec<Finding>,
}

/// A host on both sides, or on one.
#[derive(Clone, Debug, Serialize)]
pub struct HostDiff {
    pub name: String,
    /// `both`, `added` or `removed`.
    pub status: &'static str,
    /// What differs of the host as a whole: release, backend.
    pub changes: Vec<Change>,
    /// What differs, sorted by name.
    pub units: Vec<UnitDiff>,
    pub unchanged: usize,
    /// What could not be compared, and why.
    pub unknown: Vec<String>,
}

/// How a unit stands to its old self.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Added,
    Removed,
    Renamed,
    Changed,
    /// Only what it depends on has changed.
    Unchanged,
}

#[derive(Clone, Debug, Serialize)]
pub struct UnitDiff {
    pub unit: String,
    pub kind: Kind,
    /// Its old name.
    pub was: Option<String>,
    pub container: Option<String>,
    /// What a switch does, if the unit runs.
    pub on_switch: Action,
    /// The unit that takes this one along.
    pub because: Option<String>,
    pub changes: Vec<Change>,
}

/// One field that differs. `old` or `new` is null when it was added or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// Whether both are texts of several lines.
    #[serde(skip)]
    pub lines: bool,
}

type Unit = Map<String, Json>;

/// Compares two configurations. A host is found again by its name; one host on each side is the same host.
pub fn diff(old: &Side<'_>, new: &Side<'_>) -> Diff {
    let mut hosts = Vec::new();
    match (old.hosts.as_slice(), new.hosts.as_slice()) {
        ([(_, a)], [(name, b)]) => hosts.push(both(name, a, b)),
        (olds, news) => {
            let names: BTreeSet<&String> = olds.iter().chain(news).map(|(n, _)| n).collect();
            for name in names {
                let a = olds.iter().find(|(n, _)| n == name);
                let b = news.iter().find(|(n, _)| n == name);
                match (a, b) {
                    (Some((_, a)), Some((_, b))) => hosts.push(both(name, a, b)),
                    (Some((_, a)), None) => hosts.push(alone(name, "removed", compare(&units_of(a), &Map::new()))),
                    (None, Some((_, b))) => hosts.push(alone(name, "added", compare(&Map::new(), &units_of(b)))),
                    (None, None) => {}
                }
            }
        }
    }
    let findings = findings(&old.findings, &new.findings);
    Diff { version: 1, summary: summary(&hosts), hosts, findings }
}

/// The units of a host, with what is known of texts that they refer to.
fn units_of(host: &HostUnits) -> Unit {
    host.units().iter().map(|(name, unit)| (name.clone(), words::with_halves(unit, host.halves()))).collect()
}

fn alone(name: &str, status: &'static str, units: Vec<UnitDiff>) -> HostDiff {
    HostDiff { name: name.to_owned(), status, changes: Vec::new(), units, unchanged: 0, unknown: Vec::new() }
}

fn both(name: &str, old: &HostUnits, new: &HostUnits) -> HostDiff {
    let mut changes = Vec::new();
    push(&mut changes, "NixOS", Some(old.release().as_str()), Some(new.release().as_str()));
    push(&mut changes, "backend", old.backend().as_str(), new.backend().as_str());
    let units = compare(&units_of(old), &units_of(new));
    let told = units.iter().filter(|u| u.kind != Kind::Unchanged && u.kind != Kind::Removed).count();
    let mut unknown = Vec::new();
    for (side, host) in [("before", old), ("after", new)] {
        let notes = host.unknown().iter().filter(|n| n.at == "units" || n.at == "backend");
        unknown.extend(notes.map(|n| format!("{side}: {}", n.why)));
    }
    if old.release() != new.release() {
        unknown.push("another release has other packages: units whose program changes restart, too".to_owned());
    }
    let hidden: Vec<&str> = new
        .units()
        .iter()
        .filter(|(name, unit)| has_parts(unit) && units.iter().all(|u| u.unit != **name))
        .map(|(name, _)| name.as_str())
        .collect();
    if !hidden.is_empty() {
        let (all, have) = (crate::base::all_of(&hidden), if hidden.len() == 1 { "has" } else { "have" });
        unknown.push(format!("{all} {have} parts that only Nix knows: whether they differ cannot be seen"));
    }
    let unchanged = new.units().len().saturating_sub(told);
    HostDiff { name: name.to_owned(), status: "both", changes, units, unchanged, unknown }
}

fn has_parts(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(has_parts),
        Json::Object(map) => map.contains_key("parts") || map.values().any(has_parts),
        _ => false,
    }
}

fn push(changes: &mut Vec<Change>, field: &str, old: Option<&str>, new: Option<&str>) {
    if old != new {
        let own = |text: Option<&str>| text.map(str::to_owned);
        changes.push(Change { field: field.to_owned(), old: own(old), new: own(new), lines: false });
    }
}

fn summary(hosts: &[HostDiff]) -> Summary {
    let mut out = Summary::default();
    for host in hosts {
        out.unchanged += host.unchanged;
        for unit in &host.units {
            match unit.kind {
                Kind::Added => out.added += 1,
                Kind::Removed => out.removed += 1,
                Kind::Renamed => out.renamed += 1,
                Kind::Changed => out.changed += 1,
                Kind::Unchanged => {}
            }
            out.interrupted += usize::from(matches!(unit.on_switch, Action::Restart | Action::Stop | Action::Replace));
        }
    }
    out
}

fn object(unit: &Json) -> Unit {
    unit.as_object().cloned().unwrap_or_default()
}

/// The units of a host on both sides.
fn compare(old: &Unit, new: &Unit) -> Vec<UnitDiff> {
    let renamed = renamed(old, new);
    let mut out = Vec::new();
    for (name, unit) in new {
        let after = object(unit);
        let container = container(&after);
        let was = renamed.iter().find(|(_, n)| n == name).map(|(o, _)| o);
        let (kind, on_switch, changes) = match (old.get(name), was) {
            (Some(before), _) if before == unit => continue,
            (Some(before), _) => {
                let before = object(before);
                (Kind::Changed, switch::of_changed(&before, &after), changes(&before, &after))
            }
            (None, Some(was)) => {
                let before = old.get(was).map(object).unwrap_or_default();
                let before = as_if_named(before, was, name, &after);
                (Kind::Renamed, Action::Replace, changes(&before, &after))
            }
            (None, None) => {
                let wanted = is_required(new, name);
                (Kind::Added, switch::of_new(&after, wanted), summary_of(&after, true))
            }
        };
        let was = was.filter(|_| kind == Kind::Renamed).cloned();
        out.push(UnitDiff { unit: name.clone(), kind, was, container, on_switch, because: None, changes });
    }
    for (name, unit) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        if renamed.iter().all(|(o, _)| o != name) {
            let before = object(unit);
            let changes = summary_of(&before, false);
            out.push(UnitDiff {
                unit: name.clone(),
                kind: Kind::Removed,
                was: None,
                container: container(&before),
                on_switch: switch::of_gone(&before),
                because: None,
                changes,
            });
        }
    }
    taken_along(old, new, &mut out);
    out.sort_by(|a, b| a.unit.cmp(&b.unit));
    out
}

fn container(unit: &Unit) -> Option<String> {
    unit.get("container")?.as_str().map(str::to_owned)
}

fn is_required(units: &Unit, name: &str) -> bool {
    units.values().any(|u| requires(&object(u)).iter().any(|r| r == name))
}

/// Units without which a unit does not run, without `.service`.
fn requires(unit: &Unit) -> Vec<String> {
    let lists = ["requires", "bindsTo", "partOf"].iter().filter_map(|l| unit.get(*l)?.as_array());
    let names = lists.flatten().filter_map(|n| Some(n.as_str()?.strip_suffix(".service")?.to_owned()));
    names.collect()
}

/// systemd stops what requires a unit that is stopped; a switch starts it again afterwards.
fn taken_along(old: &Unit, new: &Unit, out: &mut Vec<UnitDiff>) {
    let stops = |u: &UnitDiff| matches!(u.on_switch, Action::Stop | Action::Restart | Action::Replace);
    let mut stopped: Vec<String> =
        out.iter().filter(|u| stops(u)).map(|u| u.was.as_ref().unwrap_or(&u.unit).clone()).collect();
    let mut next = 0;
    while let Some(cause) = stopped.get(next).cloned() {
        next += 1;
        for (name, unit) in old {
            let unit = object(unit);
            if stopped.contains(name) || !requires(&unit).contains(&cause) || !new.contains_key(name) {
                continue;
            }
            stopped.push(name.clone());
            match out.iter_mut().find(|u| u.unit == *name) {
                Some(known) => {
                    known.on_switch = Action::Restart;
                    known.because = Some(cause.clone());
                }
                None => out.push(UnitDiff {
                    unit: name.clone(),
                    kind: Kind::Unchanged,
                    was: None,
                    container: container(&unit),
                    on_switch: Action::Restart,
                    because: Some(cause.clone()),
                    changes: Vec::new(),
                }),
            }
        }
    }
}

/// Units that have another name now: old name, new name. The container is the same, or says nearly the same.
fn renamed(old: &Unit, new: &Unit) -> Vec<(String, String)> {
    let mut gone: Vec<&String> = old.keys().filter(|n| !new.contains_key(*n)).collect();
    let mut come: Vec<&String> = new.keys().filter(|n| !old.contains_key(*n)).collect();
    let mut out = Vec::new();
    let unit = |units: &Unit, name: &str| units.get(name).map(object).unwrap_or_default();
    gone.retain(|o| {
        let before = container(&unit(old, o));
        let at = come.iter().position(|n| before.is_some() && container(&unit(new, n)) == before);
        if let Some(at) = at {
            out.push(((*o).clone(), come.remove(at).clone()));
        }
        at.is_none()
    });
    // Pairs by likeness, the most alike first.
    let mut pairs: Vec<(usize, &String, &String)> = Vec::new();
    for o in &gone {
        for n in &come {
            let likeness = likeness(&unit(old, o), &unit(new, n));
            if likeness >= 80 {
                pairs.push((likeness, o, n));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)).then(a.2.cmp(b.2)));
    let mut taken = BTreeSet::new();
    for (_, o, n) in pairs {
        if !taken.contains(o) && !taken.contains(n) {
            taken.extend([o, n]);
            out.push((o.clone(), n.clone()));
        }
    }
    out
}

/// How much two containers say the same beside their names: per cent. Nothing where the image differs.
fn likeness(a: &Unit, b: &Unit) -> usize {
    let said = |unit: &Unit| -> Option<BTreeSet<Facet>> {
        let script = flatten(unit.get("script")?, true)?;
        Some(words::run(&words::words(&script)?)?.into_iter().filter(|f| f.field != "name").collect())
    };
    let (Some(a), Some(b)) = (said(a), said(b)) else { return 0 };
    let image = |facets: &BTreeSet<Facet>| facets.iter().find(|f| f.field == "image").map(|f| f.value.clone());
    if image(&a) != image(&b) {
        return 0;
    }
    a.intersection(&b).count() * 100 / a.union(&b).count().max(1)
}

/// The old unit as it were if it had the new name: what follows from the name is no difference.
fn as_if_named(unit: Unit, was: &str, name: &str, after: &Unit) -> Unit {
    let old_container = container(&unit);
    let new_container = container(after);
    let rename = |text: &str| -> String {
        let text = text.replace(was, name);
        match (&old_container, &new_container) {
            (Some(o), Some(n)) if o != n => whole_words(&text, o, n),
            _ => text,
        }
    };
    // The script says the name of the container, which is worth saying.
    let keep = |key: &str| key == "script" || key == "container";
    unit.into_iter()
        .map(|(key, value)| if keep(&key) { (key, value) } else { (key, map_text(value, &rename)) })
        .collect()
}

fn map_text(value: Json, f: &dyn Fn(&str) -> String) -> Json {
    match value {
        Json::String(s) => Json::String(f(&s)),
        Json::Array(items) => items.into_iter().map(|v| map_text(v, f)).collect(),
        Json::Object(map) => Json::Object(map.into_iter().map(|(k, v)| (k, map_text(v, f))).collect()),
        other => other,
    }
}

fn whole_words(text: &str, from: &str, to: &str) -> String {
    let (own, other) = (format!("/run/{from}/"), format!("/run/{to}/"));
    text.replace(&own, &other)
        .split_inclusive(char::is_whitespace)
        .map(|word| match word.trim_end() == from {
            true => word.replacen(from, to, 1),
            false => word.to_owned(),
        })
        .collect()
}

/// What is said of a unit that came or went: its image and its ports.
fn summary_of(unit: &Unit, is_new: bool) -> Vec<Change> {
    let facets = unit.get("script").and_then(|s| flatten(s, true)).and_then(|s| words::run(&words::words(&s)?));
    let told = facets.into_iter().flatten().filter(|f| f.field == "image" || f.field.starts_with("port "));
    let change = |f: Facet| {
        let (old, new) = if is_new { (None, Some(f.value)) } else { (Some(f.value), None) };
        let (old, new) = words::shown(old, new);
        Change { field: f.field, old, new, lines: false }
    };
    let mut out: Vec<Change> = told.map(change).collect();
    out.sort_by(|a, b| a.field.cmp(&b.field));
    out
}

/// Texts of several lines.
const TEXTS: &[&str] = &["preStartScript", "preStart", "postStart", "reload", "preStop", "postStop"];

/// The fields that differ, those of the command first.
fn changes(old: &Unit, new: &Unit) -> Vec<Change> {
    let mut out = all_changes(old, new);
    for change in &mut out {
        (change.old, change.new) = words::shown(change.old.take(), change.new.take());
    }
    out
}

fn all_changes(old: &Unit, new: &Unit) -> Vec<Change> {
    let mut out = Vec::new();
    script(old.get("script"), new.get("script"), &mut out);
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys.into_iter().filter(|k| !["script", "text", "container"].contains(&k.as_str())) {
        let (a, b) = (old.get(key), new.get(key));
        if a == b {
            continue;
        }
        if TEXTS.contains(&key.as_str()) {
            let text = |v: Option<&Json>| v.and_then(|v| flatten(v, false));
            out.push(Change { field: key.clone(), old: text(a), new: text(b), lines: true });
            continue;
        }
        let (mut before, mut after) = (Vec::new(), Vec::new());
        facets(key, a, &mut before);
        facets(key, b, &mut after);
        differences(&before, &after, &mut out);
    }
    out
}

/// The command that runs the container: by what it says where it can be read, else line by line.
fn script(old: Option<&Json>, new: Option<&Json>, out: &mut Vec<Change>) {
    if old == new {
        return;
    }
    let text = |v: Option<&Json>| v.and_then(|v| flatten(v, true));
    let (a, b) = (text(old), text(new));
    let read = |t: &Option<String>| words::words(t.as_deref()?);
    let (before, after) = (read(&a), read(&b));
    let said = |words: &Option<Vec<String>>| words::run(words.as_deref()?);
    let (Some(facets_before), Some(facets_after)) = (said(&before), said(&after)) else {
        out.push(Change { field: "script".to_owned(), old: a, new: b, lines: true });
        return;
    };
    let told = out.len();
    differences(&facets_before, &facets_after, out);
    if out.len() == told {
        let reordered = |w: Option<Vec<String>>| w.map(|w| w.join(" "));
        let field = "order of arguments".to_owned();
        out.push(Change { field, old: reordered(before), new: reordered(after), lines: false });
    }
}

/// A value of unit JSON by what it says: one facet for a plain value, one per element, one per attribute.
fn facets(field: &str, value: Option<&Json>, out: &mut Vec<Facet>) {
    let mut push = |value: String| out.push(Facet { field: field.to_owned(), value });
    match value {
        None | Some(Json::Null) => {}
        Some(Json::String(s)) => push(s.clone()),
        Some(Json::Array(items)) => {
            for item in items {
                push(flatten(item, false).unwrap_or_else(|| item.to_string()));
            }
        }
        Some(Json::Object(map)) if map.contains_key("parts") => {
            push(flatten(&Json::Object(map.clone()), false).unwrap_or_default());
        }
        Some(Json::Object(map)) => {
            for (key, value) in map {
                facets(&format!("{field}.{key}"), Some(value), out);
            }
        }
        Some(other) => push(other.to_string()),
    }
}

/// Facets by field: one value on each side is a change, else values come and go.
fn differences(old: &[Facet], new: &[Facet], out: &mut Vec<Change>) {
    let mut fields: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for f in old {
        fields.entry(&f.field).or_default().0.push(&f.value);
    }
    for f in new {
        fields.entry(&f.field).or_default().1.push(&f.value);
    }
    for (field, (mut gone, mut come)) in fields {
        // What is on both sides takes no part.
        gone.retain(|value| match come.iter().position(|c| c == value) {
            Some(at) => {
                come.remove(at);
                false
            }
            None => true,
        });
        let change = |old: Option<&str>, new: Option<&str>| Change {
            field: field.to_owned(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
            lines: false,
        };
        if let ([old], [new]) = (gone.as_slice(), come.as_slice()) {
            out.push(change(Some(old), Some(new)));
            continue;
        }
        out.extend(gone.into_iter().map(|v| change(Some(v), None)));
        out.extend(come.into_iter().map(|v| change(None, Some(v))));
    }
}

fn findings(old: &[Finding], new: &[Finding]) -> Findings {
    let same = |a: &Finding, b: &Finding| {
        (&a.code, &a.message, &a.place, &a.container) == (&b.code, &b.message, &b.place, &b.container)
    };
    let without = |these: &[Finding], others: &[Finding]| {
        let mut others: Vec<&Finding> = others.iter().collect();
        let mut out = these.to_vec();
        out.retain(|f| match others.iter().position(|o| same(f, o)) {
            Some(at) => {
                others.swap_remove(at);
                false
            }
            None => true,
        });
        out
    };
    Findings { new: without(new, old), fixed: without(old, new) }
}
