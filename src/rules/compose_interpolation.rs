//! OCI403: a variable of a Compose file, which nobody expands here.

use crate::diag::{Anchor, Severity};
use crate::oci::{Container, Field, Text};

use super::cx::{RuleCx, Sink, has_variable, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `${NAME}` or `$NAME` in `ports` and `volumes`, and where it is a whole value of `environment` or `labels`;
    /// elsewhere in such a value it is mentioned.
    ///
    /// ## Why is this bad?
    /// Compose replaces such variables. NixOS quotes every value, so that no shell expands them either: the program gets
    /// the text `${DB_PASSWORD}`, and a port or path made of it is refused.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.db = {
    ///     image = "docker.io/library/postgres:17";
    ///     environment.POSTGRES_USER = "\${DB_USER}";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.db = {
    ///     image = "docker.io/library/postgres:17";
    ///     environment.POSTGRES_USER = "notes";
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Only what is written in the known parts of a text counts.
    pub(super) static COMPOSE_INTERPOLATION = "OCI403" "compose-interpolation" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for (list, what) in [(&container.ports, "a port"), (&container.volumes, "a path")] {
            for item in list.known().into_iter().flat_map(|s| &s.items).filter(|i| has_variable(&i.text)) {
                let message =
                    format!("nobody expands the variable in `{}`: it is no part of {what}", item.text.display());
                report(container, list, item.at, message, Severity::Warning, out);
            }
        }
        for set in [&container.environment, &container.labels] {
            for pair in set.known().into_iter().flat_map(|s| &s.items) {
                let Some(severity) = weight(&pair.value) else { continue };
                let message =
                    format!("nobody expands the variable in `{}`: `{}` gets the text", pair.value.display(), pair.name);
                report(container, set, pair.at.or(pair.key), message, severity, out);
            }
        }
    }
}

/// How bad a value is: a whole `${NAME}` is meant for Compose, a part may be meant for the program.
fn weight(text: &Text) -> Option<Severity> {
    if let Some(whole) = text.known() {
        let name = whole.strip_prefix("${").and_then(|t| t.strip_suffix('}'));
        let name = name.map(|n| n.split_once(":-").map_or(n, |(n, _)| n)).or(whole.strip_prefix('$'));
        if name.is_some_and(is_name) {
            return Some(Severity::Warning);
        }
    }
    let mentions = |literal: &str| {
        literal.match_indices("${").any(|(i, _)| {
            let rest = literal.get(i + 2..).unwrap_or_default();
            rest.split_once('}').is_some_and(|(name, _)| is_name(name.split(":-").next().unwrap_or(name)))
        })
    };
    text.literals().any(mentions).then_some(Severity::Info)
}

/// Names of variables that people put into `.env` files.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn report<T>(
    container: &Container,
    field: &Field<T>,
    at: Option<Anchor>,
    message: String,
    severity: Severity,
    out: &mut Sink,
) {
    let Some(at) = at.or(field.place()).or(container.at) else { return };
    let d = COMPOSE_INTERPOLATION.at(at, message).severity(severity).container(container.name.as_str());
    let help =
        "write the value; a secret belongs in a file of `environmentFiles`, under the name that the program reads";
    out.push(if_enabled(d.help(help), container.certain && field.certain));
}
