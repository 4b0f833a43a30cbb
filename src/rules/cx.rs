//! What a rule is given: the host, with the questions that several rules ask, and a sink for findings.

pub(super) use crate::base::{attr_name as attr, string_literal as string};
use crate::diag::{Anchor, Change, Diagnostic, Fix, Severity};
use crate::oci::argv::{Argv, End};
use crate::oci::facts::Facts;
use crate::oci::networks::Networks;
use crate::oci::{Backend, Container, Field, Host, Text};
use crate::schema::Release;
use crate::settings::Allow;

/// The host under the eyes of a rule.
pub struct RuleCx<'a> {
    pub host: &'a Host,
    /// What else is known of the system.
    pub facts: &'a Facts,
    /// What the settings declare to be fine.
    pub allow: &'a Allow,
    /// The options of every container, in the order of the host's containers.
    argv: Vec<Argv<'a>>,
    /// The networks of every container, likewise.
    networks: Vec<Networks>,
}

/// Findings in the making.
#[derive(Default)]
pub struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.found.push(finding);
    }

    pub(super) fn extend(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.found.extend(findings);
    }

    /// Everything found.
    pub fn into_findings(self) -> Vec<Diagnostic> {
        self.found
    }
}

impl<'a> RuleCx<'a> {
    pub fn new(host: &'a Host, facts: &'a Facts, allow: &'a Allow) -> RuleCx<'a> {
        let backend = host.backend();
        let argv: Vec<_> = host.containers.iter().map(|c| Argv::of(c, backend)).collect();
        let networks = host.containers.iter().zip(&argv).map(|(c, argv)| Networks::of(c, argv, backend)).collect();
        RuleCx { host, facts, allow, argv, networks }
    }

    /// The options of `run` that a container's `extraOptions` are.
    pub(super) fn argv(&self, container: &Container) -> &Argv<'a> {
        const NONE: &Argv<'static> = &Argv { flags: Vec::new(), end: End::Unknown };
        self.index(container).and_then(|i| self.argv.get(i)).unwrap_or(NONE)
    }

    /// The networks that a container joins.
    pub(super) fn networks(&self, container: &Container) -> &Networks {
        const NONE: &Networks = &Networks { list: Vec::new(), complete: false };
        self.index(container).and_then(|i| self.networks.get(i)).unwrap_or(NONE)
    }

    /// Where a container stands among those of the host. Rules ask for every container: a search by name would touch
    /// a dozen others each time.
    fn index(&self, container: &Container) -> Option<usize> {
        let all = &self.host.containers;
        let bytes = std::ptr::from_ref(container).addr().checked_sub(all.as_ptr().addr())?;
        let index = bytes / size_of::<Container>();
        all.get(index).filter(|c| std::ptr::eq(*c, container)).map(|_| index)
    }

    pub(super) fn containers(&self) -> impl Iterator<Item = &'a Container> + use<'a> {
        self.host.containers.iter()
    }

    /// The backend, if it is known.
    pub(super) fn backend(&self) -> Option<Backend> {
        self.host.backend()
    }

    pub(super) fn is(&self, backend: Backend) -> bool {
        self.backend() == Some(backend)
    }

    pub(super) fn since(&self, release: Release) -> bool {
        self.host.release >= release
    }

    /// The attribute name of a container's unit, if it is fully known.
    pub(super) fn service_name(&self, container: &'a Container) -> Option<&'a str> {
        container.service_name.known()?.known()
    }

    /// The unit that `dependsOn` of this release asks for: until 25.05 the dependency's own `serviceName` is ignored.
    pub(super) fn unit_depended_on(&self, dependency: &'a Container) -> Option<String> {
        if self.since(Release::R25_11) {
            return self.service_name(dependency).map(str::to_owned);
        }
        Some(format!("{}-{}", self.backend()?.as_str(), dependency.name))
    }

    /// Whether the backend is known beyond doubt, for rules that depend on which it is.
    pub(super) fn backend_is_certain(&self) -> bool {
        self.host.backend.certain
    }
}

/// The place of a container's value: the value itself, or else the container's name.
pub(super) fn place_of<T>(container: &Container, field: &Field<T>) -> Option<Anchor> {
    field.place().or(container.at)
}

/// What to do about a value: write another text in its place, or advice.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    Write(String),
    Advice(&'static str),
}

impl Remedy {
    /// Adds the remedy to a finding about the string `was` that is written at `at`.
    pub(super) fn add_to(self, finding: Diagnostic, at: Option<Anchor>, was: &Text) -> Diagnostic {
        let better = match self {
            Remedy::Advice(text) => return finding.help(text),
            Remedy::Write(better) => better,
        };
        let finding = finding.help(format!("write `{better}`"));
        match (at, was.known()) {
            (Some(at), Some(was)) => finding.fix(rewrite(at, was, &better)),
            _ => finding,
        }
    }
}

/// The fix that writes another string in the place of the one at `at`.
pub(super) fn rewrite(at: Anchor, was: &str, better: &str) -> Fix {
    let with = string(better);
    Fix::safe(format!("write `{with}`"), vec![Change::Replace { at, was: was.to_owned(), with }])
}

/// Adds a fix to a finding, if it changes anything.
pub(super) fn with_fix(finding: Diagnostic, fix: Fix) -> Diagnostic {
    if fix.changes.is_empty() { finding } else { finding.fix(fix) }
}

/// Whether two facts can be true together: not if each depends on a condition that is not known, since one may be the
/// opposite of the other.
pub(super) fn may_coexist(one: bool, other: bool) -> bool {
    one || other
}

/// Lowers a finding that holds only under a condition which is not known by one level, and says so.
pub(super) fn if_enabled(mut finding: Diagnostic, certain: bool) -> Diagnostic {
    if !certain {
        finding.severity = match finding.severity {
            Severity::Error => Severity::Warning,
            Severity::Warning => Severity::Info,
            Severity::Info | Severity::Style => Severity::Style,
        };
        finding.message.push_str(", if enabled");
    }
    finding
}

/// Whether a text looks like it counts on somebody expanding a variable: a mistake of its own kind.
pub(super) fn has_variable(text: &Text) -> bool {
    text.literals().any(|literal| {
        let mut rest = literal;
        while let Some((_, after)) = rest.split_once('$') {
            if after.starts_with(|c: char| c == '{' || c == '_' || c.is_ascii_alphabetic()) {
                return true;
            }
            rest = after;
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables() {
        for yes in ["${X}", "a$B", "$_", "$$a"] {
            assert!(has_variable(&yes.into()), "{yes}");
        }
        for no in ["", "a$", "$1", "$ a"] {
            assert!(!has_variable(&no.into()), "{no}");
        }
    }
}
