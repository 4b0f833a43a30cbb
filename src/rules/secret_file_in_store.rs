//! OCI402: a file of secrets that lies in the Nix store.

use crate::diag::{Anchor, Severity};
use crate::oci::{Container, Text, TextPiece};

use super::cx::{RuleCx, Sink, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports `environmentFiles` and `login.passwordFile` that come from the Nix store: a path of the configuration,
    /// `pkgs.writeText`, `builtins.toFile`.
    ///
    /// ## Why is this bad?
    /// Everybody on the machine can read the store. A path of the configuration (`./web.env`) is not even copied for
    /// the unit: it points into the source, which a collection of garbage, or a deployment to another machine, takes
    /// away.
    ///
    /// ## Example
    /// ```nix
    /// { pkgs, ... }:
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     environmentFiles = [ (pkgs.writeText "web.env" "TOKEN=x") ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// { pkgs, ... }:
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
    /// Silent about paths of which it is not known where they lead.
    pub(super) static SECRET_FILE_IN_STORE = "OCI402" "secret-file-in-store" Warning;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for item in container.environment_files.known().into_iter().flat_map(|f| &f.items) {
            let field = &container.environment_files;
            file(container, &item.text, item.at.or(field.place()), field.certain, "the file", out);
        }
        let field = &container.login.password_file;
        if let Some(Some(text)) = field.known() {
            file(container, text, field.place(), field.certain, "the password", out);
        }
    }
}

fn file(container: &Container, text: &Text, at: Option<Anchor>, certain: bool, what: &str, out: &mut Sink) {
    let stored = match text.pieces.first() {
        Some(TextPiece::Lit(start)) => start.starts_with("/nix/store/"),
        Some(TextPiece::Hole(hole)) => hole.store,
        None => false,
    };
    let Some(at) = at.or(container.at).filter(|_| stored) else { return };
    let shown = text.display();
    let encrypted = [".age", ".enc", ".sops", ".gpg"].iter().any(|e| shown.contains(e));
    // What is no secret by its name may be meant for everybody.
    let secret = ["secret", "pass", "token", "key", "cred"].iter().any(|w| shown.to_ascii_lowercase().contains(w));
    let severity = if what == "the password" || secret { Severity::Warning } else { Severity::Info };
    let message = if encrypted {
        format!("`{shown}` is encrypted: nothing decrypts it for the container")
    } else {
        format!("{what} lies in the Nix store, where everybody on the machine can read it")
    };
    let severity = if encrypted { Severity::Warning } else { severity };
    let d = SECRET_FILE_IN_STORE.at(at, message).severity(severity).container(container.name.as_str());
    let d = d.help("name a file that exists only on the machine, such as `config.sops.secrets.NAME.path`, as a string");
    out.push(if_enabled(d, container.certain && certain));
}
