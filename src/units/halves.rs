//! What is known of values that the unit JSON leaves to Nix. There a text with a hole is a reference to its option, which
//! says nothing about the rest of the text; two configurations are compared by these texts as well.

use std::collections::BTreeMap;

use super::render::plain;
use super::service::Service;
use super::value::Value;
use crate::oci::{Container, Field, Host, Item, Pair, Seq, Text, TextPiece};

/// Before and after the reason of a hole, inside of a text.
pub const HOLE: (char, char) = ('\u{e000}', '\u{e001}');

/// Texts with holes by the path of their option, `a.b.0`.
#[derive(Clone, Debug, Default)]
pub struct Halves(BTreeMap<String, String>);

impl Halves {
    /// What is known of an option's text: the text with the reason in place of each hole, between [`HOLE`].
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    pub(super) fn of(host: &Host, services: &[Service]) -> Halves {
        let mut out = Halves::default();
        for container in &host.containers {
            out.container(container);
        }
        for service in services {
            for (attr, value) in service.attrs() {
                out.value(&format!("systemd.services.{}.{attr}", service.name), value);
            }
        }
        out
    }

    pub(super) fn add(&mut self, path: String, text: &Text) {
        if text.is_known() {
            return;
        }
        let mut half = String::new();
        for piece in &text.pieces {
            match piece {
                TextPiece::Hole(hole) if hole.reference.is_none() => {
                    half.push(HOLE.0);
                    half.push_str(&hole.why);
                    half.push(HOLE.1);
                }
                piece => half.push_str(&plain(&Text { pieces: vec![piece.clone()] })),
            }
        }
        // Elements of a list may share the path of the list.
        let all = self.0.entry(path).or_default();
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&half);
    }

    fn value(&mut self, path: &str, value: &Value) {
        match value {
            Value::Text(text) => self.add(path.to_owned(), text),
            Value::List(items) => items.iter().for_each(|item| self.value(path, item)),
            Value::Attrs(attrs) => attrs.iter().for_each(|(name, v)| self.value(&format!("{path}.{name}"), v)),
            _ => {}
        }
    }

    fn container(&mut self, c: &Container) {
        let base = format!("virtualisation.oci-containers.containers.{}", c.name);
        let path = |option: &str| format!("{base}.{option}");
        let podman = c.podman.known().and_then(Option::as_ref);
        let texts: [(&str, Option<&Field<Text>>); 6] = [
            ("image", Some(&c.image)),
            ("serviceName", Some(&c.service_name)),
            ("log-driver", Some(&c.log_driver)),
            ("pull", Some(&c.pull)),
            ("podman.sdnotify", podman.map(|p| &p.sdnotify)),
            ("podman.user", podman.map(|p| &p.user)),
        ];
        for (option, field) in texts {
            if let Some(text) = field.and_then(Field::known) {
                self.add(path(option), text);
            }
        }
        let optional: [(&str, &Field<Option<Text>>); 9] = [
            ("imageFile", &c.image_file),
            ("imageStream", &c.image_stream),
            ("entrypoint", &c.entrypoint),
            ("user", &c.user),
            ("workdir", &c.workdir),
            ("hostname", &c.hostname),
            ("login.username", &c.login.username),
            ("login.passwordFile", &c.login.password_file),
            ("login.registry", &c.login.registry),
        ];
        for (option, field) in optional {
            if let Some(Some(text)) = field.known() {
                self.add(path(option), text);
            }
        }
        let lists: [(&str, &Field<Seq<Item>>); 9] = [
            ("cmd", &c.cmd),
            ("environmentFiles", &c.environment_files),
            ("ports", &c.ports),
            ("volumes", &c.volumes),
            ("dependsOn", &c.depends_on),
            ("preRunExtraOptions", &c.pre_run_extra_options),
            ("extraOptions", &c.extra_options),
            ("devices", &c.devices),
            ("networks", &c.networks),
        ];
        for (option, field) in lists {
            for (i, item) in field.known().into_iter().flat_map(|seq| &seq.items).enumerate() {
                self.add(format!("{base}.{option}.{i}"), &item.text);
            }
        }
        let sets: [(&str, &Field<Seq<Pair>>); 2] = [("environment", &c.environment), ("labels", &c.labels)];
        for (option, field) in sets {
            for pair in field.known().into_iter().flat_map(|seq| &seq.items) {
                self.add(format!("{base}.{option}.{}", pair.name), &pair.value);
            }
        }
    }
}
