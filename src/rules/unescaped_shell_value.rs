//! OCI013: blanks and shell characters in the values that NixOS pastes into the start scripts unquoted.

use crate::diag::Severity;
use crate::oci::{Container, Field, Text};

use super::cx::{RuleCx, Sink, if_enabled, place_of, rewrite};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports blanks, quotes, `$` and other characters with a meaning for the shell in `image`, `log-driver`,
    /// `login.registry` and `login.passwordFile`.
    ///
    /// ## Why is this bad?
    /// NixOS quotes most values of a container, but pastes these into the scripts as they are. A blank ends the word: what
    /// follows becomes an argument of its own. Other characters change what the script does, or break it. A blank is a
    /// warning, since the unit may start nevertheless; the rest is an error.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27 ";
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Of a partly known value the known pieces are looked at. The login values count only when all three of `username`,
    /// `passwordFile` and `registry` are set: otherwise NixOS ignores them.
    pub(super) static UNESCAPED_SHELL_VALUE = "OCI013" "unescaped-shell-value" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        value(container, "image", container.image.known(), &container.image, out);
        value(container, "log-driver", container.log_driver.known(), &container.log_driver, out);
        let login = &container.login;
        let set = |f: &Field<Option<Text>>| matches!(f.known(), Some(Some(_)));
        if set(&login.username) && set(&login.registry) && set(&login.password_file) {
            let text = |f: &'_ Field<Option<Text>>| f.known().cloned().flatten();
            value(container, "login.registry", text(&login.registry).as_ref(), &login.registry, out);
            value(container, "login.passwordFile", text(&login.password_file).as_ref(), &login.password_file, out);
        }
    }
}

fn value<T>(container: &Container, option: &str, text: Option<&Text>, field: &Field<T>, out: &mut Sink) {
    let Some(text) = text else { return };
    let Some(found) = trouble(text) else { return };
    let Some(at) = place_of(container, field) else { return };
    let (message, help) = match found {
        Trouble::Break => (
            format!("`{option}` has a line break in it, and NixOS does not quote it"),
            "write it as one plain string: a text between two pairs of single quotes ends with a line break".to_owned(),
        ),
        Trouble::Blank => (
            format!("`{option}` has a blank in it, and NixOS does not quote it"),
            "remove it: what follows a blank becomes another argument".to_owned(),
        ),
        Trouble::Character(c) => (
            format!("`{option}` has `{c}` in it, and NixOS does not quote it"),
            "the shell gives it a meaning: remove it".to_owned(),
        ),
    };
    let mut finding = UNESCAPED_SHELL_VALUE.at(at, message).help(help).container(container.name.as_str());
    if let Some(was) = text.known() {
        let better = was.trim();
        if let (Some(at), false, None) = (field.at, better.is_empty(), trouble(&better.into())) {
            finding = finding.fix(rewrite(at, was, better));
        }
    }
    // After `< FILE` a second word goes to the login command, which takes one argument.
    if !matches!(found, Trouble::Character(_)) && option != "login.passwordFile" {
        finding = finding.severity(Severity::Warning);
    }
    out.push(if_enabled(finding, container.certain && field.certain));
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Blank,
    Break,
    Character(char),
}

/// What is worst in the known pieces of `text`.
fn trouble(text: &Text) -> Option<Trouble> {
    let chars = || text.literals().flat_map(str::chars);
    let special = |c: &char| matches!(c, ';' | '&' | '|' | '<' | '>' | '(' | ')' | '"' | '\'' | '\\' | '`' | '$');
    if let Some(c) = chars().find(special) {
        return Some(Trouble::Character(c));
    }
    if chars().any(|c| c == '\n') {
        return Some(Trouble::Break);
    }
    chars().any(char::is_whitespace).then_some(Trouble::Blank)
}

/// Whether this rule speaks about the text, so that the grammar of the value need not.
pub(super) fn applies_to(text: &Text) -> bool {
    trouble(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_characters() {
        assert_eq!(trouble(&"nginx:1".into()), None);
        assert_eq!(trouble(&"[::1]:5000/x@sha256:0".into()), None);
        assert_eq!(trouble(&" nginx".into()), Some(Trouble::Blank));
        assert_eq!(trouble(&"a b\n".into()), Some(Trouble::Break));
        assert_eq!(trouble(&"a $B".into()), Some(Trouble::Character('$')));
    }
}
