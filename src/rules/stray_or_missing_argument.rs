//! OCI503: a word among the options, which the runtime takes for the image; an option that takes the image for its value.

use crate::diag::{Change, Diagnostic, Fix};
use crate::oci::argv::{Argv, End};
use crate::oci::{Container, Item};

use super::cx::{RuleCx, Sink, string};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports an element of `extraOptions` that is neither an option nor the value of one, and a last option that lacks
    /// its value.
    ///
    /// ## Why is this bad?
    /// The image follows the last element. The runtime takes the first word that is no option for the image, and
    /// everything after it, the real image included, for its command: `[ "--init" "true" ]` runs an image called `true`.
    /// An option without its value takes the image for it, and there is no image left.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--init" "true" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--init=true" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// The walk over the elements stops at one that is not known, and behind an option that is not known.
    pub(super) static STRAY_OR_MISSING_ARGUMENT = "OCI503" "stray-or-missing-argument" Error;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let argv = cx.argv(container);
        let finding = match &argv.end {
            End::Word(item) => stray(container, argv, item),
            End::NoValue => missing(container, argv),
            End::All | End::Unknown => None,
        };
        out.extend(finding.map(|d| flags::settled(cx, container, d)));
    }
}

fn stray(container: &Container, argv: &Argv<'_>, item: &Item) -> Option<Diagnostic> {
    let at = item.at.or(container.extra_options.place()).or(container.at)?;
    let word = item.text.display();
    let message = format!("`{word}` is no option: the runtime takes it for the image, and the image for its command");
    let finding = STRAY_OR_MISSING_ARGUMENT.at(at, message).container(container.name.as_str());
    let known = item.text.known();
    let last = argv.flags.last().filter(|g| g.value.is_none() && g.flag.is_some() && g.spelled.starts_with("--"));
    if let (Some(last), Some(value @ ("true" | "false"))) = (last, known) {
        let better = format!("{}={value}", last.spelled);
        let finding = finding.help(format!("write `{better}`: a Boolean takes its value after `=` only"));
        let changes = |was: &str| -> Option<Vec<Change>> {
            let replaced = Change::Replace { at: last.item.at?, was: was.to_owned(), with: string(&better) };
            Some(vec![replaced, Change::Remove { at: item.at? }])
        };
        return Some(match last.item.text.known().and_then(changes) {
            Some(changes) => finding.fix(Fix::safe(format!("write `{better}`"), changes)),
            None => finding,
        });
    }
    Some(finding.help(match known {
        Some("") => "remove the empty element",
        Some(w) if w.starts_with(char::is_whitespace) => "remove the blank before it",
        _ => "write `--option=value`, or put what belongs to the program into `cmd`",
    }))
}

fn missing(container: &Container, argv: &Argv<'_>) -> Option<Diagnostic> {
    let last = argv.flags.last()?;
    let message = format!("`{}` lacks its value and takes the image for it", last.spelled);
    let finding = flags::finding(&STRAY_OR_MISSING_ARGUMENT, container, last, message)?;
    Some(finding.help(format!("write `--{}=VALUE`", last.name())))
}
