//! OCI011: a container name that the runtime refuses.

use crate::diag::{Change, Fix};
use crate::oci::Backend;

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports a container whose name has anything but letters, digits, `_`, `.` and `-`, or begins with one of the last
    /// three. Docker also refuses names of a single character.
    ///
    /// ## Why is this bad?
    /// The name is given to `--name`, and the runtime refuses to make the container: the unit fails each time it starts.
    /// A blank or `/` fails earlier, because the unit file cannot be stored under such a name.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers."web:blog".image = "docker.io/library/nginx:1.27";
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web-blog.image = "docker.io/library/nginx:1.27";
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about names that are not known, and about single characters while the backend is not known.
    pub(super) static INVALID_CONTAINER_NAME = "OCI011" "invalid-container-name" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let name = container.name.as_str();
        let Some(at) = container.at else { continue };
        let finding = if !is_valid(name) {
            let suggestion = repaired(name);
            let help = "a name begins with a letter or digit and goes on with letters, digits, `_`, `.` and `-`";
            let mut finding = INVALID_CONTAINER_NAME.at(at, format!("`{name}` cannot be the name of a container"));
            if !suggestion.is_empty() && !cx.containers().any(|c| c.name == suggestion) {
                // Other parts of the configuration may speak of the container or its unit.
                let change = Change::Rename { key: at, to: suggestion.clone() };
                finding = finding.fix(Fix::risky(format!("call it `{suggestion}`"), vec![change]));
            }
            finding.help(if suggestion.is_empty() {
                help.into()
            } else {
                format!("{help}: for example `{suggestion}`")
            })
        } else if name.len() == 1 && cx.is(Backend::Docker) {
            let message = format!("docker refuses `{name}` as the name of a container");
            INVALID_CONTAINER_NAME.at(at, message).help("a name has at least two characters there")
        } else {
            continue;
        };
        out.push(if_enabled(finding.container(name), container.certain));
    }
}

fn is_valid(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// The name with each run of refused characters replaced by one dash.
fn repaired(name: &str) -> String {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let words: Vec<&str> = name.split(|c| !fine(c)).filter(|w| !w.is_empty()).collect();
    words.join("-").trim_start_matches(['_', '.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["web", "9web", "a", "web_1.x-y"] {
            assert!(is_valid(good), "{good}");
        }
        for (bad, better) in [("my app", "my-app"), ("", ""), ("-a", "a"), ("a:b", "a-b"), ("ü", ""), ("a / b", "a-b")]
        {
            assert!(!is_valid(bad), "{bad}");
            assert_eq!(repaired(bad), better);
        }
    }
}
