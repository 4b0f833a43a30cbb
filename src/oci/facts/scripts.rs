//! What the units and activation scripts of the configuration run, as text: some make networks or containers there.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::{Node, Sub};
use crate::oci::{Text, TextPiece};

use super::Datum;

/// Commands outside of containers.
#[derive(Clone, Debug, Default)]
pub struct Scripts {
    pub texts: Vec<Script>,
    /// False when something may run that is not in `texts`.
    pub complete: bool,
}

/// One command or script.
#[derive(Clone, Debug)]
pub struct Script {
    /// The unit that runs it; `None` for activation scripts.
    pub unit: Option<String>,
    /// The user who runs it; `Absent` is root.
    pub user: Datum,
    pub text: Text,
}

const PARTS: &[&str] = &["preStart", "script", "postStart", "reload", "preStop", "postStop"];
const COMMANDS: &[&str] = &["ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop"];

impl Scripts {
    pub(super) fn read(ev: &mut Eval, root: &Rc<Node>) -> Scripts {
        let complete = root.sys.closed && root.sys.unread.get().is_none();
        let mut out = Scripts { texts: Vec::new(), complete };
        if out.services(ev, root).is_none() {
            out.complete = false;
        }
        let activation = Datum::read(ev, root, &["system", "activationScripts"], 2);
        out.complete &= activation.is_complete();
        for (_, script) in activation.entries() {
            let text = if script.text().is_some() { script } else { script.get("text") };
            out.add(None, &Datum::Absent, text);
        }
        out
    }

    /// Reads the services that a module of the configuration speaks of; `None` if they are not known.
    fn services(&mut self, ev: &mut Eval, root: &Rc<Node>) -> Option<()> {
        let Ok(Some(node)) = root.descend(ev, &["systemd", "services"]) else { return None };
        if node.definitions().iter().all(|d| d.file.builtin) {
            return Some(());
        }
        let (slot, _) = node.option(ev).ok()??;
        let merged = slot.merged(ev).ok()?;
        let Sub::Attrs(services, complete) = &merged.sub else { return None };
        self.complete &= complete;
        for (name, service) in services.iter() {
            let Some(service) = service.slot() else { continue };
            if service.defs.iter().all(|d| d.file.builtin) {
                continue;
            }
            let Ok(merged) = service.merged(ev) else {
                self.complete = false;
                continue;
            };
            let Sub::Submodule(unit) = &merged.sub else {
                self.complete = false;
                continue;
            };
            let config = Datum::read(ev, unit, &["serviceConfig"], 2);
            let user = config.get("User").clone();
            for part in PARTS {
                let text = Datum::read(ev, unit, &[part], 0);
                self.add(Some(name.as_str()), &user, &text);
            }
            for command in COMMANDS {
                self.add(Some(name.as_str()), &user, config.get(command));
            }
        }
        Some(())
    }

    fn add(&mut self, unit: Option<&str>, user: &Datum, value: &Datum) {
        match value {
            Datum::Text(text, _) => {
                self.complete &= !is_program_of_its_own(text);
                if *text != Text::default() {
                    let unit = unit.map(str::to_owned);
                    self.texts.push(Script { unit, user: user.clone(), text: text.clone() });
                }
            }
            Datum::List { items, complete } => {
                self.complete &= complete;
                for item in items {
                    self.add(unit, user, item);
                }
            }
            Datum::Unknown => self.complete = false,
            _ => {}
        }
    }

    /// Texts in which every one of these words stands, or may stand.
    pub fn with<'s>(&'s self, words: &'s [&str]) -> impl Iterator<Item = &'s Script> {
        self.texts.iter().filter(move |s| words.iter().all(|w| may_have_word(&s.text, w)))
    }
}

impl Script {
    /// Whether it makes a network of this name, or may do so.
    pub fn makes_network(&self, name: &str) -> bool {
        let says = |word| self.text.literals().any(|literal| has_word(literal, word));
        says("network") && says("create") && may_have_word(&self.text, name)
    }
}

/// Whether a command is a script of the configuration whose content is not read: `${pkgs.writeShellScript …}`, or a
/// program that is named after what it does to networks or containers.
fn is_program_of_its_own(text: &Text) -> bool {
    let Some(TextPiece::Hole(hole)) = text.pieces.first() else { return false };
    match text.pieces.get(1) {
        None => true,
        Some(TextPiece::Hole(_)) => true,
        Some(TextPiece::Lit(rest)) => {
            let program = rest.split_whitespace().next().unwrap_or_default();
            let known = ["/podman", "/docker", "/sh", "/bash"].iter().any(|p| program.ends_with(p));
            let telling = ["net", "podman", "docker", "container", "oci"];
            let named = telling.iter().any(|w| program.contains(w) || hole.why.contains(w));
            rest.starts_with(char::is_whitespace) || named && !known
        }
    }
}

/// Whether a word stands in a text, not as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|s| s.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

/// The same of a text that is known in part: a hole may have it.
fn may_have_word(text: &Text, word: &str) -> bool {
    text.literals().any(|literal| has_word(literal, word))
        || text.pieces.iter().any(|p| matches!(p, TextPiece::Hole(h) if !h.store))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::Hole;

    /// A text in which `_` is the path of a package.
    fn text(s: &str, store: bool) -> Text {
        let mut out = Text::default();
        for (i, lit) in s.split('_').enumerate() {
            if i > 0 {
                let why = "the store path of tool is known only to Nix".to_owned();
                out.pieces.push(TextPiece::Hole(Hole { why, store, reference: None }));
            }
            out.push_str(lit);
        }
        out
    }

    #[test]
    fn words_stand_alone() {
        for (script, word, expected) in [
            ("podman network create web", "web", true),
            ("podman network create web-1", "web", false),
            ("create 'web' || true", "web", true),
            ("_/bin/podman network", "web", false),
        ] {
            assert_eq!(may_have_word(&text(script, true), word), expected, "{script}");
        }
        assert!(may_have_word(&text("podman network create _", false), "web"));
    }

    #[test]
    fn scripts_that_are_programs() {
        for (command, expected) in [
            ("_", true),
            ("_ --flag", true),
            ("_/bin/make-networks", true),
            ("_/bin/podman network create web", false),
            ("_/bin/restic backup", false),
            ("/bin/sh -c true", false),
        ] {
            assert_eq!(is_program_of_its_own(&text(command, true)), expected, "{command}");
        }
    }
}
