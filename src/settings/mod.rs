//! What a workspace has settled: the content of `ocinix.toml`, and what becomes of a finding by it.

use std::path::{Path, PathBuf};

use crate::diag::{Code, Severity};
use crate::schema::Release;

mod allow;
mod read;
mod schema;

pub use allow::Allow;
pub use read::read;
pub use schema::schema;

/// The name of the file, at the root of the workspace.
pub const SETTINGS_FILE: &str = "ocinix.toml";

/// Settings; the default is that of a workspace without the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The folder of the file: paths are relative to it.
    pub dir: PathBuf,
    /// The release of NixOS, where the command line does not say it.
    pub nixos: Option<Release>,
    /// What is reported.
    pub choice: Choice,
    /// What is different for some files; all that fit count.
    pub paths: Vec<(Vec<String>, Choice)>,
    pub allow: Allow,
}

/// Which findings are wanted. A pattern is a code (`OCI201`), the beginning of one (`OCI2`), a name
/// (`invalid-port-spec`) or `all`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only these rules; all when empty.
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    /// The later ones count.
    pub severity: Vec<(String, Severity)>,
}

impl Choice {
    /// The severity that a finding shall have; `None` when it is not wanted. Selecting is about rules: errors of the
    /// language and of files stay, because without them nothing else can be trusted.
    fn judge(&self, code: &Code, severity: Severity) -> Option<Severity> {
        let any = |patterns: &[String]| patterns.iter().any(|p| means(p, code));
        let chosen = self.select.is_empty() || !is_rule(code) || any(&self.select);
        if !chosen || any(&self.ignore) {
            return None;
        }
        let settled = self.severity.iter().rev().find(|(pattern, _)| means(pattern, code));
        Some(settled.map_or(severity, |(_, s)| *s))
    }
}

impl Settings {
    /// What becomes of a finding in a file: its severity, or `None` when it is not wanted.
    pub fn judge(&self, code: &Code, severity: Severity, file: &Path) -> Option<Severity> {
        let mut severity = self.choice.judge(code, severity)?;
        if !self.paths.is_empty() {
            let path = file.strip_prefix(&self.dir).unwrap_or(file).to_string_lossy();
            for (_, choice) in self.paths.iter().filter(|(files, _)| files.iter().any(|f| allow::matches(f, &path))) {
                severity = choice.judge(code, severity)?;
            }
        }
        Some(severity)
    }
}

/// Whether a code is that of a lint rule.
fn is_rule(code: &Code) -> bool {
    code.code.starts_with("OCI") && !code.code.starts_with("OCI9")
}

/// Whether a pattern means a code.
pub fn means(pattern: &str, code: &Code) -> bool {
    pattern == "all"
        || pattern == code.name
        || (!pattern.is_empty()
            && pattern.len() <= code.code.len()
            && code.code.get(..pattern.len()).is_some_and(|start| start.eq_ignore_ascii_case(pattern)))
}

/// What is wrong with a pattern: that it means no code, and which it may have meant.
pub fn unknown_pattern(pattern: &str, known: &[&Code]) -> Option<String> {
    if pattern == "all" || known.iter().any(|c| means(pattern, c)) {
        return None;
    }
    let names = known.iter().flat_map(|c| [c.code, c.name]);
    Some(match nearest(pattern, names) {
        Some(name) => format!("no rule is called `{pattern}`: did you mean `{name}`?"),
        None => format!("no rule is called `{pattern}`"),
    })
}

/// The name that is nearest to a word, if it is near.
fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let word = word.to_ascii_lowercase();
    let near = names.map(|n| (strsim::osa_distance(&word, &n.to_ascii_lowercase()), n)).min_by_key(|(d, _)| *d)?;
    // A number that differs is another number; a letter that differs is a slip.
    let reach = if word.ends_with(|c: char| c.is_ascii_digit()) { 1 } else { 2 };
    (near.0 <= reach && near.0 * 3 <= word.chars().count().max(3)).then_some(near.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    static PORT: Code = Code { code: "OCI201", name: "invalid-port-spec", severity: Severity::Error };
    static SYNTAX: Code = Code { code: "NIX001", name: "syntax-error", severity: Severity::Error };

    fn choice(select: &[&str], ignore: &[&str]) -> Choice {
        let list = |l: &[&str]| l.iter().map(|s| (*s).to_owned()).collect();
        Choice { select: list(select), ignore: list(ignore), severity: Vec::new() }
    }

    #[test]
    fn patterns_mean_codes_families_and_names() {
        for yes in ["OCI201", "oci201", "OCI2", "OCI", "invalid-port-spec", "all"] {
            assert!(means(yes, &PORT), "{yes}");
        }
        for no in ["OCI3", "OCI2011", "invalid-port", "", "NIX"] {
            assert!(!means(no, &PORT), "{no}");
        }
        assert_eq!(
            unknown_pattern("invalid-port-specs", &[&PORT]).as_deref(),
            Some("no rule is called `invalid-port-specs`: did you mean `invalid-port-spec`?")
        );
        assert_eq!(unknown_pattern("frobnicate", &[&PORT]).as_deref(), Some("no rule is called `frobnicate`"));
    }

    #[test]
    fn selecting_leaves_the_language_alone() {
        assert_eq!(choice(&["OCI7"], &[]).judge(&PORT, Severity::Error), None);
        assert_eq!(choice(&["OCI7"], &[]).judge(&SYNTAX, Severity::Error), Some(Severity::Error));
        assert_eq!(choice(&[], &["NIX001"]).judge(&SYNTAX, Severity::Error), None);
        assert_eq!(choice(&["OCI2"], &["OCI201"]).judge(&PORT, Severity::Error), None);
    }

    #[test]
    fn paths_and_severities() {
        let mut settings = Settings { dir: "/w".into(), ..Settings::default() };
        settings.choice.severity = vec![("OCI2".into(), Severity::Warning), ("OCI201".into(), Severity::Info)];
        settings.paths = vec![(vec!["old/*".into()], choice(&[], &["OCI2"]))];
        let judge = |path: &str| settings.judge(&PORT, Severity::Error, Path::new(path));
        assert_eq!(judge("/w/a.nix"), Some(Severity::Info));
        assert_eq!(judge("/w/old/a.nix"), None);
    }
}
