//! The text of a unit file, byte for byte as NixOS writes it (`serviceToUnit` in `nixos/lib/systemd-lib.nix`). Store
//! paths, which only Nix can know, are written `@NAME@`.

use std::collections::BTreeMap;

use super::quote::json_body;
use super::service::{Section, Service};
use super::value::{Value, hole};
use crate::oci::{RefPart, RefStep, Reference, Text, TextPiece};

/// `systemd.globalEnvironment`: variables of every unit.
#[derive(Clone, Debug, PartialEq)]
pub struct GlobalEnvironment {
    variables: BTreeMap<String, Value>,
}

impl Default for GlobalEnvironment {
    /// What NixOS sets on every system.
    fn default() -> Self {
        let variables =
            [("LOCALE_ARCHIVE", "@glibc-locales@/lib/locale/locale-archive"), ("TZDIR", "@tzdata@/share/zoneinfo")];
        GlobalEnvironment { variables: variables.map(|(n, v)| (n.to_owned(), Value::text(v))).into() }
    }
}

impl GlobalEnvironment {
    /// Sets a variable to a text, to [`Value::Null`] to drop it, or to unknown.
    pub fn set(&mut self, name: impl Into<String>, value: Value) {
        self.variables.insert(name.into(), value);
    }
}

/// The unit file of a service. It is the same in all known releases.
pub fn unit_text(service: &Service, global: &GlobalEnvironment) -> Text {
    let mut out = Text::from("[Unit]\n");
    settings(&mut out, service, Section::UnitConfig);
    out.push_str("\n[Service]\n");
    environment(&mut out, service, global);
    switch_flags(&mut out, service);
    settings(&mut out, service, Section::ServiceConfig);
    if let Some(wanted_by) = service.attr("wantedBy").filter(|v| !v.is_empty()) {
        out.push_str("\n[Install]\nWantedBy=");
        out.push_text(&service.as_text(wanted_by, &["wantedBy"]));
        out.push_str("\n");
    }
    out
}

/// A text for a terminal or a file: references as `@OPTION.PATH@`, like store paths.
pub fn plain(text: &Text) -> String {
    let mut out = String::new();
    for piece in &text.pieces {
        match piece {
            TextPiece::Lit(s) => out.push_str(s),
            TextPiece::Hole(hole) => match &hole.reference {
                Some(reference) => plain_reference(&mut out, reference),
                None => out.push_str("@?@"),
            },
        }
    }
    out
}

fn plain_reference(out: &mut String, reference: &Reference) {
    match reference {
        Reference::Option(steps) => {
            let steps: Vec<String> = steps
                .iter()
                .map(|s| match s {
                    RefStep::Name(name) => name.clone(),
                    RefStep::Index(i) => i.to_string(),
                })
                .collect();
            out.push('@');
            out.push_str(&steps.join("."));
            out.push('@');
        }
        Reference::ShellArg(parts) => {
            for part in parts {
                match part {
                    RefPart::Text(s) => out.push_str(s),
                    RefPart::Ref(inner) => plain_reference(out, inner),
                }
            }
        }
    }
}

/// `KEY=value` lines; a list makes one line per element.
fn settings(out: &mut Text, service: &Service, section: Section) {
    if let Some(Value::Unknown(why)) = service.attr(section.as_str()) {
        let whole = hole(why, service.option(&[section.as_str()]));
        out.push_text(&whole);
        out.push_str("\n");
    }
    for (key, value) in service.section(section) {
        let lines = match &value {
            Value::List(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for line in lines {
            out.push_str(&key);
            out.push_str("=");
            out.push_text(&service.as_text(line, &[section.as_str(), &key]));
            out.push_str("\n");
        }
    }
}

/// `Environment=` lines, sorted by name. The service's own variables win over the global ones; null drops one.
fn environment(out: &mut Text, service: &Service, global: &GlobalEnvironment) {
    let mut variables = global.variables.clone();
    variables.extend(service.section(Section::Environment));
    for (name, value) in variables {
        if value == Value::Null {
            continue;
        }
        out.push_str("Environment=\"");
        out.push_str(&json_body(&name));
        out.push_str("=");
        let text = service.as_text(&value, &["environment", &name]);
        out.push_text(&escaped(&text));
        out.push_str("\"\n");
    }
    if let Some(Value::Unknown(why)) = service.attr("environment") {
        out.push_text(&hole(why, service.option(&["environment"])));
        out.push_str("\n");
    }
}

fn escaped(text: &Text) -> Text {
    let mut out = Text::default();
    for piece in &text.pieces {
        match piece {
            TextPiece::Lit(s) => out.push_str(&json_body(s)),
            hole => out.pieces.push(hole.clone()),
        }
    }
    out
}

/// How `nixos-rebuild switch` treats the unit when it has changed.
fn switch_flags(out: &mut Text, service: &Service) {
    let mut line = |attr: &str, default: bool, text: &str| match service.flag(attr, default) {
        Ok(value) => {
            if value != default {
                out.push_str(text);
            }
            value != default
        }
        Err(why) => {
            out.push_text(&hole(why, service.option(&[attr])));
            out.push_str("\n");
            false
        }
    };
    if !line("reloadIfChanged", false, "X-ReloadIfChanged=true\n") {
        line("restartIfChanged", true, "X-RestartIfChanged=false\n");
    }
    line("stopIfChanged", true, "X-StopIfChanged=false\n");
    line("notSocketActivated", false, "X-NotSocketActivated=true\n");
}
