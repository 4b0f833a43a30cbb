//! `ocinix.toml` read: every mistake is a finding at its place, and what is right counts.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::{FileId, Span, all_of, one_of};
use crate::diag::{Anchor, Code, Diagnostic, Severity, codes};
use crate::schema::Release;

use super::allow::LISTS;
use super::{Choice, Settings, nearest, unknown_pattern};

/// The keys of the whole file, of `[[paths]]`, and the names of severities.
pub(super) const KEYS: &[&str] = &["allow", "ignore", "nixos", "paths", "select", "severity"];
pub(super) const PATH_KEYS: &[&str] = &["files", "ignore", "select", "severity"];
pub(super) const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info), ("style", Severity::Style)];

/// Reads the text of a settings file that lies in `dir`; `known` are the codes that may be named.
pub fn read(file: FileId, text: &str, dir: &Path, known: &[&Code]) -> (Settings, Vec<Diagnostic>) {
    let mut reader = Reader { file, known, found: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or_default();
        reader.wrong(span, format!("this is not TOML: {}", error.message().trim()), None);
    }
    let mut settings = Settings { dir: dir.to_path_buf(), ..Settings::default() };
    reader.whole(table.get_ref(), &mut settings);
    (settings, reader.found)
}

struct Reader<'k> {
    file: FileId,
    known: &'k [&'k Code],
    found: Vec<Diagnostic>,
}

type Table<'i> = DeTable<'i>;
type Val<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn wrong(&mut self, span: std::ops::Range<usize>, message: impl Into<String>, help: Option<String>) {
        let at = Anchor::text(self.file, Span::new(span.start as u32, span.end as u32));
        let mut d = Diagnostic::new(&codes::INVALID_SETTINGS, at, message);
        d.help = help;
        self.found.push(d);
    }

    fn unknown_key(&mut self, span: std::ops::Range<usize>, key: &str, keys: &[&str]) {
        let help = match nearest(key, keys.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("there are {}", all_of(keys)),
        };
        self.wrong(span, format!("there is no setting `{key}`"), Some(help));
    }

    fn whole(&mut self, table: &Table<'_>, settings: &mut Settings) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "nixos" => settings.nixos = self.release(value),
                "allow" => self.allow(value, settings),
                "paths" => self.paths(value, settings),
                name if self.choice(name, value, &mut settings.choice) => {}
                name => self.unknown_key(key.span(), name, KEYS),
            }
        }
    }

    /// A key that says what is reported; whether it is one.
    fn choice(&mut self, name: &str, value: &Val<'_>, choice: &mut Choice) -> bool {
        match name {
            "select" => choice.select = self.patterns(value),
            "ignore" => choice.ignore = self.patterns(value),
            "severity" => self.severities(value, choice),
            _ => return false,
        }
        true
    }

    fn release(&mut self, value: &Val<'_>) -> Option<Release> {
        let text = self.string(value)?;
        match text.parse() {
            Ok(release) => Some(release),
            Err(_) => {
                let names: Vec<&str> = Release::ALL.iter().map(|r| r.as_str()).chain(["unstable"]).collect();
                let help = format!("write {}", one_of(&names));
                self.wrong(value.span(), format!("`{text}` is not a release of NixOS that ocinix knows"), Some(help));
                None
            }
        }
    }

    fn severities(&mut self, value: &Val<'_>, choice: &mut Choice) {
        let Some(table) = self.table(value) else { return };
        for (key, value) in table {
            if let Some(why) = unknown_pattern(key.get_ref(), self.known) {
                self.wrong(key.span(), why, None);
                continue;
            }
            let Some(word) = self.string(value) else { continue };
            match SEVERITIES.iter().find(|(name, _)| *name == word) {
                Some((_, severity)) => choice.severity.push((key.get_ref().to_string(), *severity)),
                None => {
                    let names: Vec<&str> = SEVERITIES.iter().map(|(n, _)| *n).collect();
                    let help = format!("write {}; what is not wanted belongs in `ignore`", one_of(&names));
                    self.wrong(value.span(), format!("`{word}` is not a severity"), Some(help));
                }
            }
        }
        // What is more precise counts, wherever it is written.
        choice.severity.sort_by_key(|(pattern, _)| if pattern == "all" { 0 } else { pattern.len() });
    }

    fn paths(&mut self, value: &Val<'_>, settings: &mut Settings) {
        let DeValue::Array(entries) = value.get_ref() else {
            self.wrong(value.span(), "`paths` is a list of tables", Some("begin each with `[[paths]]`".into()));
            return;
        };
        for entry in entries {
            let Some(table) = self.table(entry) else { continue };
            let (mut files, mut choice) = (Vec::new(), Choice::default());
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "files" => files = self.strings(value).into_iter().map(|(s, _)| s).collect(),
                    name if self.choice(name, value, &mut choice) => {}
                    name => self.unknown_key(key.span(), name, PATH_KEYS),
                }
            }
            if files.is_empty() {
                let help = "add `files = [ \"old/*\" ]`, relative to the folder of this file".to_owned();
                self.wrong(entry.span(), "it is not said for which files this is", Some(help));
            }
            settings.paths.push((files, choice));
        }
    }

    fn allow(&mut self, value: &Val<'_>, settings: &mut Settings) {
        let Some(table) = self.table(value) else { return };
        for (key, value) in table {
            match LISTS.iter().find(|(name, ..)| *name == key.get_ref().as_ref()) {
                Some((_, _, list)) => {
                    *list(&mut settings.allow) = self.strings(value).into_iter().map(|(s, _)| s).collect()
                }
                None => {
                    let names: Vec<&str> = LISTS.iter().map(|(n, ..)| *n).collect();
                    self.unknown_key(key.span(), key.get_ref(), &names);
                }
            }
        }
    }

    fn patterns(&mut self, value: &Val<'_>) -> Vec<String> {
        let mut out = Vec::new();
        for (pattern, span) in self.strings(value) {
            match unknown_pattern(&pattern, self.known) {
                Some(why) => self.wrong(span, why, None),
                None => out.push(pattern),
            }
        }
        out
    }

    fn strings(&mut self, value: &Val<'_>) -> Vec<(String, std::ops::Range<usize>)> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(value.span(), format!("here belongs a list of strings, not {}", kind(value)), None);
            return Vec::new();
        };
        items.iter().filter_map(|item| Some((self.string(item)?, item.span()))).collect()
    }

    fn string(&mut self, value: &Val<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(s) => Some(s.to_string()),
            _ => {
                self.wrong(value.span(), format!("here belongs a string, not {}", kind(value)), None);
                None
            }
        }
    }

    fn table<'v, 'i>(&mut self, value: &'v Val<'i>) -> Option<&'v Table<'i>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.wrong(value.span(), format!("here belongs a table, not {}", kind(value)), None);
                None
            }
        }
    }
}

fn kind(value: &Val<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a Boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::base::Files;
    use crate::base::files::MemoryFs;
    use crate::diag::Sources;

    fn check(text: &str, expected: Expect) -> Settings {
        static PORT: Code = Code { code: "OCI201", name: "invalid-port-spec", severity: Severity::Error };
        let files = Files::new(MemoryFs::default());
        let file = files.add_virtual("/w/ocinix.toml", text);
        let (settings, found) = read(file, text, Path::new("/w"), &[&PORT]);
        let mut out = String::new();
        for d in found {
            let span = files.place(d.primary);
            let written = &text[span.start as usize..span.end as usize];
            out += &format!("`{}`: {} ({})\n", written.replace('\n', "⏎"), d.message, d.help.unwrap_or_default());
        }
        expected.assert_eq(&out);
        settings
    }

    #[test]
    fn everything_at_once() {
        let settings = check(
            "nixos = \"25.05\"\nselect = [\"OCI2\"]\nignore = [\"invalid-port-spec\"]\n[severity]\nOCI201 = \"info\"\nall = \"error\"\n[allow]\nnetworks = [\"proxy\"]\n[[paths]]\nfiles = [\"old/*\"]\nignore = [\"all\"]\n",
            expect![[""]],
        );
        expect![[r#"
            Settings {
                dir: "/w",
                nixos: Some(
                    R25_05,
                ),
                choice: Choice {
                    select: [
                        "OCI2",
                    ],
                    ignore: [
                        "invalid-port-spec",
                    ],
                    severity: [
                        (
                            "all",
                            Error,
                        ),
                        (
                            "OCI201",
                            Info,
                        ),
                    ],
                },
            }"#]]
        .assert_eq(&format!("{settings:#?}").split("    paths:").next().map(|s| format!("{s}}}")).unwrap_or_default());
        assert_eq!(settings.allow.networks, ["proxy"]);
        assert_eq!(settings.paths.len(), 1);
    }

    #[test]
    fn mistakes_are_found_where_they_are() {
        check(
            "nixos = 25.05\nselects = []\nignore = \"OCI2\"\nselect = [\"OCI99\", 3]\n[severity]\nOCI201 = \"off\"\nOCI9 = \"info\"\n[allow]\nnetwork = []\n[[paths]]\nignore = []\n",
            expect![[r#"
                `network`: there is no setting `network` (did you mean `networks`?)
                `"OCI2"`: here belongs a list of strings, not a string ()
                `25.05`: here belongs a string, not a number ()
                `[[paths]]`: it is not said for which files this is (add `files = [ "old/*" ]`, relative to the folder of this file)
                `3`: here belongs a string, not a number ()
                `"OCI99"`: no rule is called `OCI99` ()
                `selects`: there is no setting `selects` (did you mean `select`?)
                `"off"`: `off` is not a severity (write `error`, `warning`, `info` or `style`; what is not wanted belongs in `ignore`)
                `OCI9`: no rule is called `OCI9` ()
            "#]],
        );
        check(
            "nixos = \"23.11\"\npaths = 1\n",
            expect![[r#"
            `"23.11"`: `23.11` is not a release of NixOS that ocinix knows (write `24.05`, `24.11`, `25.05`, `25.11`, `26.05` or `unstable`)
            `1`: `paths` is a list of tables (begin each with `[[paths]]`)
        "#]],
        );
        check(
            "a = = 1\nselect = [\n",
            expect![[r#"
            `=`: this is not TOML: extra `=`, expected nothing ()
            ``: this is not TOML: unexpected key or value, expected newline, `#` ()
            ``: this is not TOML: unclosed array, expected `]` ()
            `a`: there is no setting `a` (there are `allow`, `ignore`, `nixos`, `paths`, `select` and `severity`)
        "#]],
        );
    }
}
