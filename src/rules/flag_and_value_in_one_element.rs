//! OCI501: an option and its value in one element of a list.

use crate::diag::{Diagnostic, Fix};
use crate::oci::Container;
use crate::oci::argv::Given;

use super::cx::{RuleCx, Sink};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an element of `extraOptions` in which an option and its value are separated by a blank, such as
    /// `"--network host"`.
    ///
    /// ## Why is this bad?
    /// Each element is one argument, quoted as a whole. The runtime looks for an option that is called `--network host`,
    /// or takes ` 8080:80` with its blank for the value of `-p`, and refuses to start.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--memory 512m" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--memory=512m" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about elements whose beginning is not known, and after an element that is not known at all.
    pub(super) static FLAG_AND_VALUE_IN_ONE_ELEMENT = "OCI501" "flag-and-value-in-one-element" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for given in cx.argv(container).flags.iter().filter(|g| g.joined && g.flag.is_some()) {
            out.extend(element(container, given).map(|d| flags::settled(cx, container, d)));
        }
    }
}

fn element(container: &Container, given: &Given<'_>) -> Option<Diagnostic> {
    let flag = given.flag?;
    let written = flags::written(given);
    let value = given.value.as_ref()?.display();
    let takes_value = flag.takes_value;
    let message = if !takes_value {
        format!("`{written}` is one argument: `{}` takes no value, and `{value}` is not understood", given.spelled)
    } else if given.spelled.starts_with("--") {
        format!("`{written}` is one argument: there is no option of that name")
    } else {
        format!("`{written}` is one argument: the value of `{}` begins with a blank", given.spelled)
    };
    let finding = flags::finding(&FLAG_AND_VALUE_IN_ONE_ELEMENT, container, given, message)?;
    if !takes_value {
        return Some(finding.help(format!("write `{}` alone", given.spelled)));
    }
    let better = format!("--{}={}", flag.name, value.trim());
    let finding = finding.help(format!("write `{better}`, or make two elements of it"));
    Some(match flags::rewritten(given, &better) {
        Some(changes) => finding.fix(Fix::safe(format!("write `{better}`"), changes)),
        None => finding,
    })
}
