//! What the rules about `extraOptions` share: where an option stands, and how it is changed.

use crate::base::string_literal;
use crate::diag::{Anchor, Change, Diagnostic};
use crate::oci::Container;
use crate::oci::argv::Given;

use super::cx::{RuleCx, if_enabled};
use super::meta::Rule;

/// Where an option is written, else the list that it belongs to, else the container's name.
pub(super) fn place(container: &Container, given: &Given<'_>) -> Option<Anchor> {
    given.item.at.or(container.extra_options.place()).or(container.at)
}

/// A finding about an option of a container.
pub(super) fn finding(
    rule: &'static Rule,
    container: &Container,
    given: &Given<'_>,
    message: impl Into<String>,
) -> Option<Diagnostic> {
    Some(rule.at(place(container, given)?, message).container(container.name.as_str()))
}

/// Lowers a finding that depends on a condition, or on a backend, that is not known.
pub(super) fn settled(cx: &RuleCx<'_>, container: &Container, finding: Diagnostic) -> Diagnostic {
    if_enabled(finding, container.certain && container.extra_options.certain && cx.backend_is_certain())
}

/// The option as written: `--network host`, `-p=80:80`.
pub(super) fn written(given: &Given<'_>) -> String {
    match (&given.value, given.value_item) {
        (Some(value), Some(_)) => format!("{} {}", given.spelled, value.display()),
        (Some(value), None) if given.joined => format!("{} {}", given.spelled, value.display()),
        (Some(value), None) => format!("{}={}", given.spelled, value.display()),
        (None, _) => given.spelled.clone(),
    }
}

/// The changes that take an option away, if it stands alone in its element.
pub(super) fn removal(given: &Given<'_>) -> Option<Vec<Change>> {
    let mut out = vec![Change::Remove { at: given.item.at? }];
    if let Some(value) = given.value_item {
        out.push(Change::Remove { at: value.at? });
    }
    given.is_alone().then_some(out)
}

/// The changes that write an option anew, as one element.
pub(super) fn rewritten(given: &Given<'_>, text: &str) -> Option<Vec<Change>> {
    let was = given.item.text.known()?.to_owned();
    let mut out = vec![Change::Replace { at: given.item.at?, was, with: string_literal(text) }];
    if let Some(value) = given.value_item {
        out.push(Change::Remove { at: value.at? });
    }
    Some(out)
}
