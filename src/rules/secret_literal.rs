//! OCI401: a secret in plain sight.

use crate::diag::{Anchor, Severity};
use crate::oci::{Container, Field, Pair, Seq};
use crate::settings::Allow;

use super::cx::{RuleCx, Sink, has_variable, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports values in `environment`, `labels` and `--env` whose name says that they are a password, a token or a
    /// key, and addresses with a password in them.
    ///
    /// ## Why is this bad?
    /// The value lands in the unit, which everybody on the machine can read in the Nix store, and in the history of
    /// the configuration.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     environment.DB_PASSWORD = "s3cr3t-horse";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     environmentFiles = [ "/run/secrets/web.env" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about values that are not known, paths, numbers, Booleans, and names in `allow.not-secret` of
    /// `ocinix.toml`. Placeholders such as `changeme` are information.
    pub(super) static SECRET_LITERAL = "OCI401" "secret-literal" Warning;
}

/// How names of secrets end.
const WORDS: &[&str] = &[
    "PASSWORD",
    "PASSWD",
    "PASS",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "APIKEY",
    "API_KEY",
    "PRIVATE_KEY",
    "CREDENTIALS",
    "SECRET_KEY",
    "SECRET_KEY_BASE",
    "ACCESS_KEY",
    "ENCRYPTION_KEY",
    "APP_KEY",
    "JWT_KEY",
];
const DUMMIES: &[&str] = &["change", "dummy", "example", "placeholder", "replace", "todo", "xxx", "your"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for field in [&container.environment, &container.labels] {
            pairs(cx, container, field, out);
        }
        for given in cx.argv(container).all("env") {
            let Some((name, value)) = given.known().and_then(|v| v.split_once('=')) else { continue };
            let at = super::flags::place(container, given);
            judge(cx, container, name, value, at, container.extra_options.certain, out);
        }
    }
}

fn pairs(cx: &RuleCx<'_>, container: &Container, field: &Field<Seq<Pair>>, out: &mut Sink) {
    for pair in field.known().into_iter().flat_map(|s| &s.items).filter(|p| !has_variable(&p.value)) {
        if let Some(value) = pair.value.known() {
            let at = pair.at.or(pair.key).or(field.place());
            judge(cx, container, &pair.name, value, at, field.certain, out);
        }
    }
}

fn judge(
    cx: &RuleCx<'_>,
    container: &Container,
    name: &str,
    value: &str,
    at: Option<Anchor>,
    certain: bool,
    out: &mut Sink,
) {
    if Allow::has(&cx.allow.not_secret, name) {
        return;
    }
    let message = if is_secret_name(name) && is_secret_value(value) {
        format!("the value of `{name}` can be read by everybody on the machine")
    } else if password_in(value).is_some_and(is_secret_value) {
        format!("`{name}` has a password in it that everybody on the machine can read")
    } else {
        return;
    };
    let Some(at) = at.or(container.at) else { return };
    let lower = value.to_ascii_lowercase();
    let dummy = DUMMIES.iter().any(|d| lower.contains(d));
    let d = SECRET_LITERAL.at(at, message).severity(if dummy { Severity::Info } else { Severity::Warning });
    let d = d.container(container.name.as_str());
    out.push(if_enabled(
        d.help("put it into a file that `environmentFiles` names, such as a secret of sops-nix"),
        container.certain && certain,
    ));
}

fn is_secret_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase().replace(['-', '.'], "_");
    WORDS.iter().any(|w| upper == *w || upper.strip_suffix(w).is_some_and(|before| before.ends_with('_')))
        && !upper.contains("PUBLIC")
}

fn is_secret_value(value: &str) -> bool {
    let plain = value.trim();
    let word = matches!(
        plain.to_ascii_lowercase().as_str(),
        "" | "true" | "false" | "yes" | "no" | "null" | "none" | "required" | "disabled"
    );
    let number = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let path = plain.starts_with(['/', '.', '~']) || plain.starts_with("file:") || plain.starts_with("__FILE");
    !(word || number || path)
}

/// The password of `scheme://user:password@host`.
fn password_in(value: &str) -> Option<&str> {
    let (scheme, rest) = value.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (userinfo, _) = authority.rsplit_once('@')?;
    let (_, password) = userinfo.split_once(':')?;
    scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+').then_some(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values() {
        for yes in ["DB_PASSWORD", "PASSWORD", "api_key", "TRAEFIK-TOKEN", "X_SECRET"] {
            assert!(is_secret_name(yes), "{yes}");
        }
        for no in
            ["PASSWORD_FILE", "DB_PASSWORD_PATH", "TOKEN_LIFETIME", "PUBLIC_KEY", "COMPASS", "BYPASS", "PUBLIC_TOKEN"]
        {
            assert!(!is_secret_name(no), "{no}");
        }
        assert_eq!(password_in("postgres://u:p@db/x"), Some("p"));
        assert_eq!(password_in("https://example.org/a:b@c"), None);
        assert!(!is_secret_value("/run/secrets/x") && !is_secret_value("yes") && !is_secret_value("12"));
    }
}
