//! OCI514: a command line in one piece, or shell syntax, where no shell reads it.

use crate::diag::Diagnostic;
use crate::oci::{Container, Item};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports a `cmd` of a single element with blanks in it, and elements such as `&&`, `|` or `>` without a shell before
    /// them.
    ///
    /// ## Why is this bad?
    /// Each element reaches the program as one argument, exactly as written. `[ "run --port 1" ]` is one argument with
    /// blanks, and `&&` an argument like any other.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.store = {
    ///     image = "docker.io/minio/minio:RELEASE.2025-04-22T22-12-26Z";
    ///     cmd = [ "server /data" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.store = {
    ///     image = "docker.io/minio/minio:RELEASE.2025-04-22T22-12-26Z";
    ///     cmd = [ "server" "/data" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent where the list is not fully known, and where a shell may read the text: one in `entrypoint` or earlier in
    /// `cmd`, or an entry point that is not known.
    pub(super) static SHELL_SYNTAX_IN_CMD = "OCI514" "shell-syntax-in-cmd" Warning;
}

const OPERATORS: &[&str] = &["&&", "||", "|", ">", ">>", "<", "2>&1", ";", "&"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let Some(seq) = container.cmd.known().filter(|s| s.complete || cx.host.closed) else { continue };
        if shell_before(container) || cx.argv(container).has("entrypoint") {
            continue;
        }
        let found = match seq.items.as_slice() {
            [one] => in_one_piece(container, one),
            _ => None,
        };
        let found = found.or_else(|| operator(container, &seq.items));
        out.extend(found.map(|d| if_enabled(d, container.certain && container.cmd.certain)));
    }
}

/// Whether the entry point is, or may be, a shell.
fn shell_before(container: &Container) -> bool {
    match container.entrypoint.known() {
        Some(None) => false,
        Some(Some(text)) => text.known().is_none_or(|t| !t.is_empty()),
        None => container.entrypoint.defined,
    }
}

fn in_one_piece(container: &Container, item: &Item) -> Option<Diagnostic> {
    let text = item.text.known()?;
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let second = words.next()?;
    // A program or subcommand and its arguments; prose, code and the like may well be one argument.
    let is_word = first.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./".contains(c));
    let takes = second.starts_with(['-', '/']) || matches!(first, "sh" | "bash" | "/bin/sh" | "/bin/bash");
    if !is_word || !takes && !first.starts_with('-') {
        return None;
    }
    let at = item.at.or(container.cmd.place()).or(container.at)?;
    let message = format!("`{}` reaches the program as one argument, blanks included", text.trim());
    let d = SHELL_SYNTAX_IN_CMD.at(at, message).container(container.name.as_str());
    Some(d.help("make one element of each argument"))
}

fn operator(container: &Container, items: &[Item]) -> Option<Diagnostic> {
    let texts = || items.iter().map(|i| i.text.known());
    let shell = |t: &str| matches!(t.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash" | "zsh"));
    if texts().any(|t| t.is_none_or(|t| shell(t) || t == "-c" || t == "-lc")) {
        return None;
    }
    // The first argument of `test`, `find` and the like may be anything.
    let (_, item) = items
        .iter()
        .enumerate()
        .find(|(i, item)| *i > 0 && item.text.known().is_some_and(|t| OPERATORS.contains(&t)))?;
    let at = item.at.or(container.cmd.place()).or(container.at)?;
    let message = format!("`{}` reaches the program as an argument: there is no shell to read it", item.text.display());
    let d = SHELL_SYNTAX_IN_CMD.at(at, message).container(container.name.as_str());
    Some(d.help("run a shell: `cmd = [ \"sh\" \"-c\" \"…\" ];`"))
}
