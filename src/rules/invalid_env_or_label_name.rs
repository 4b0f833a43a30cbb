//! OCI404: a name that no variable or label can have.

use crate::diag::{Change, Fix, Severity};
use crate::oci::{Container, Field, Pair, Seq};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports empty names in `environment` and `labels`, and names of variables with `=`, blanks or a leading digit.
    ///
    /// ## Why is this bad?
    /// The runtime refuses empty names: the unit fails each time it starts. With `=` in a name, another variable gets
    /// another value than meant. Names with blanks or a leading digit cannot be used from a shell.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     environment."LOG LEVEL" = "info";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     environment.LOG_LEVEL = "info";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about names that are not known. Dots and dashes are normal in labels, and some programs have them in
    /// variables: information.
    pub(super) static INVALID_ENV_OR_LABEL_NAME = "OCI404" "invalid-env-or-label-name" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        names(container, &container.environment, true, out);
        names(container, &container.labels, false, out);
    }
}

fn names(container: &Container, field: &Field<Seq<Pair>>, variables: bool, out: &mut Sink) {
    for pair in field.known().into_iter().flat_map(|s| &s.items) {
        let name = pair.name.as_str();
        let (severity, message) = if name.is_empty() {
            (Severity::Error, "the runtime refuses an empty name".to_owned())
        } else if !variables {
            continue;
        } else if name.contains('=') {
            (Severity::Error, format!("`{name}` ends at its `=` for the runtime: another variable is set"))
        } else if name.contains(char::is_whitespace) {
            (Severity::Warning, format!("`{name}` has a blank in it: no program looks for such a variable"))
        } else if name.starts_with(|c: char| c.is_ascii_digit()) {
            (Severity::Warning, format!("`{name}` begins with a digit: no shell knows such a variable"))
        } else if name.contains(['-', '.']) {
            (Severity::Info, format!("no shell knows a variable called `{name}`"))
        } else {
            continue;
        };
        let Some(at) = pair.key.or(pair.at).or(field.place()).or(container.at) else { continue };
        let mut d = INVALID_ENV_OR_LABEL_NAME.at(at, message).severity(severity).container(container.name.as_str());
        d = d.help("a name has letters, digits and `_`");
        if let (Some(key), Severity::Warning) = (pair.key, severity) {
            let mut better: String = name.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
            if better.starts_with(|c: char| c.is_ascii_digit()) {
                better.insert(0, '_');
            }
            d = d.fix(Fix::risky(format!("write `{better}`"), vec![Change::Rename { key, to: better }]));
        }
        out.push(if_enabled(d, container.certain && field.certain));
    }
}
