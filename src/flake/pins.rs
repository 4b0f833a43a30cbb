//! Pins of configurations without a flake: `npins/sources.json` of npins and `nix/sources.json` of niv. Both are JSON
//! that a generated `default.nix` reads; sources are given back as the flake references they amount to.

use super::json::{Json, Object};
use super::lock::LockError;
use super::source::SourceRef;

/// A source that is pinned under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    pub name: String,
    pub source: SourceRef,
}

/// Reads npins' `sources.json`, in the order of the file. A pin of a type that is not known has no more than the type's
/// name as its kind.
pub fn npins(text: &str) -> Result<Vec<Pin>, LockError> {
    let file = Json::parse(text)?;
    let top = file.object("the file of pins")?;
    let pins = top.get("pins").ok_or_else(|| file.error("the file of pins has no `pins`"))?.object("`pins`")?;
    pins.iter().map(|(name, json)| Ok(Pin { name: name.to_owned(), source: of_npins(name, json)? })).collect()
}

fn of_npins(name: &str, json: Json<'_>) -> Result<SourceRef, LockError> {
    let pin = json.object(format_args!("the pin `{name}`"))?;
    let kind = pin.string("type")?.unwrap_or_default();
    let url = pin.string("url")?;
    // npins unpacks an archive of a repository unless that would leave out submodules.
    let unpacked = url.is_some() && pin.flag("submodules")? != Some(true);
    let nar_hash = if unpacked { pin.string("hash")? } else { None };
    let source = match kind.as_str() {
        "Channel" => {
            SourceRef { kind: "tarball".to_owned(), url, reference: pin.string("name")?, ..SourceRef::default() }
        }
        "Tarball" => SourceRef { kind: "tarball".to_owned(), url, ..SourceRef::default() },
        "Git" | "GitRelease" => {
            let repository =
                pin.get("repository").ok_or_else(|| json.error(format!("the pin `{name}` has no `repository`")))?;
            let branch = if kind == "Git" { "branch" } else { "version" };
            SourceRef {
                reference: pin.string(branch)?,
                rev: pin.string("revision")?,
                ..of_repository(&repository.object("`repository`")?)?
            }
        }
        _ => return Ok(SourceRef { kind, ..SourceRef::default() }),
    };
    Ok(SourceRef { nar_hash, ..source })
}

fn of_repository(repository: &Object<'_>) -> Result<SourceRef, LockError> {
    let git = |url: Option<String>| SourceRef { kind: "git".to_owned(), url, ..SourceRef::default() };
    let (owner, repo, server) = (repository.string("owner")?, repository.string("repo")?, repository.string("server")?);
    Ok(match repository.string("type")?.as_deref() {
        Some("GitHub") => SourceRef { kind: "github".to_owned(), owner, repo, ..SourceRef::default() },
        Some("GitLab") => git(under(server, &[repository.string("repo_path")?])),
        Some("Forgejo") => git(under(server, &[owner, repo])),
        _ => git(repository.string("url")?),
    })
}

/// A path on a server, if all is known.
fn under(server: Option<String>, path: &[Option<String>]) -> Option<String> {
    path.iter().try_fold(server?, |url, part| Some(format!("{}/{}", url.trim_end_matches('/'), part.as_ref()?)))
}

/// Reads niv's `sources.json`, in the order of the file.
pub fn niv(text: &str) -> Result<Vec<Pin>, LockError> {
    let pins = Json::parse(text)?.object("the file of pins")?;
    pins.iter().map(|(name, json)| Ok(Pin { name: name.to_owned(), source: of_niv(name, json)? })).collect()
}

fn of_niv(name: &str, json: Json<'_>) -> Result<SourceRef, LockError> {
    let pin = json.object(format_args!("the pin `{name}`"))?;
    let fetched = pin.string("type")?;
    let (owner, repo, url) = (pin.string("owner")?, pin.string("repo")?, pin.string("url")?);
    let source = match (fetched.as_deref(), owner) {
        (Some("git"), _) => SourceRef { kind: "git".to_owned(), url: repo, ..SourceRef::default() },
        (Some("local"), _) => SourceRef { kind: "path".to_owned(), path: pin.string("path")?, ..SourceRef::default() },
        (Some("file"), _) => SourceRef { kind: "file".to_owned(), url, ..SourceRef::default() },
        // niv's own forge is GitHub; others are archives that only have the URL.
        (_, Some(owner)) if url.as_deref().is_none_or(|url| url.contains("://github.com/")) => {
            SourceRef { kind: "github".to_owned(), owner: Some(owner), repo, ..SourceRef::default() }
        }
        _ => SourceRef { kind: "tarball".to_owned(), url, ..SourceRef::default() },
    };
    // Only for a tree is the hash that of the tree.
    let tree = matches!(source.kind.as_str(), "github" | "tarball");
    let reference = pin.string("branch")?.or(pin.string("ref")?);
    Ok(SourceRef {
        reference,
        rev: pin.string("rev")?,
        nar_hash: if tree { pin.string("sha256")? } else { None },
        name: Some(format!("{}-src", store_name(name))),
        ..source
    })
}

/// The name that niv makes of a pin's: no dots in front, and a dash for what a store path cannot have.
fn store_name(name: &str) -> String {
    let mut out = String::new();
    for c in name.trim_start_matches('.').chars() {
        if c.is_ascii_alphanumeric() || "+._?=-".contains(c) {
            out.push(c);
        } else if !out.ends_with('\0') {
            // A run of them gives one dash, even beside dashes of the name.
            out.push('\0');
        }
    }
    out.replace('\0', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(pins: Result<Vec<Pin>, LockError>) -> String {
        let pins = pins.expect("a file of pins");
        let row = |Pin { name, source }: &Pin| {
            let SourceRef { kind, reference, rev, .. } = source;
            let path = source.store_path().map(|p| p.display().to_string());
            format!("{name}: {kind} {:?} {reference:?} {rev:?} {path:?}\n", source.slug())
        };
        pins.iter().map(row).collect()
    }

    const NPINS: &str = r#"{
      "pins": {
        "nixpkgs": {
          "type": "Channel", "name": "nixos-25.05",
          "url": "https://releases.nixos.org/nixos/25.05/nixos-25.05.1234.0123456789ab/nixexprs.tar.xz",
          "hash": "0xk2i6hr43qyj0cvjk3s03ly909s9g97spwrfy9f0jpl4f9anlmp"
        },
        "sops-nix": {
          "type": "Git", "repository": { "type": "GitHub", "owner": "Mic92", "repo": "sops-nix" },
          "branch": "master", "submodules": false, "revision": "abc",
          "url": "https://github.com/Mic92/sops-nix/archive/abc.tar.gz",
          "hash": "sha256-t1KrkiP0SuCSd5lffdJLOoHk6QB6TLkZkB4PkqGJYnY="
        },
        "with-submodules": {
          "type": "Git", "repository": { "type": "Forgejo", "server": "https://codeberg.org/", "owner": "a", "repo": "b" },
          "branch": "main", "submodules": true, "revision": "def", "url": null,
          "hash": "0xk2i6hr43qyj0cvjk3s03ly909s9g97spwrfy9f0jpl4f9anlmp"
        },
        "lab": {
          "type": "GitRelease", "version": "v1.0", "revision": "0",
          "repository": { "type": "GitLab", "server": "https://gitlab.com/", "repo_path": "group/sub/repo", "private_token": null }
        },
        "plain": { "type": "Git", "branch": "main", "repository": { "type": "Git", "url": "https://git.sr.ht/~who/what" } },
        "archive": { "type": "Tarball", "url": "https://git.example.org/a/b/archive/main.tar.gz", "locked_url": null },
        "requests": { "type": "PyPi", "name": "requests", "version": "2" }
      },
      "version": 5
    }"#;

    #[test]
    fn npins_of_every_type() {
        expect_test::expect![[r#"
            nixpkgs: tarball Some("nixos/nixpkgs") Some("nixos-25.05") None Some("/nix/store/9qk25fygkjk0kssllrgcwkszaxdp406g-source")
            sops-nix: github Some("mic92/sops-nix") Some("master") Some("abc") Some("/nix/store/9qk25fygkjk0kssllrgcwkszaxdp406g-source")
            with-submodules: git Some("a/b") Some("main") Some("def") None
            lab: git Some("group/sub/repo") Some("v1.0") Some("0") None
            plain: git Some("~who/what") Some("main") None None
            archive: tarball Some("a/b") None None None
            requests: PyPi None None None None
        "#]].assert_eq(&show(npins(NPINS)));
    }

    const NIV: &str = r#"{
      "nixpkgs": {
        "branch": "nixos-24.11", "description": "", "homepage": null, "owner": "NixOS", "repo": "nixpkgs", "rev": "abc",
        "sha256": "0xk2i6hr43qyj0cvjk3s03ly909s9g97spwrfy9f0jpl4f9anlmp", "type": "tarball",
        "url": "https://github.com/NixOS/nixpkgs/archive/abc.tar.gz",
        "url_template": "https://github.com/<owner>/<repo>/archive/<rev>.tar.gz"
      },
      ".my  agenix!": { "url": "https://git.example.org/ryantm/agenix/archive/main.tar.gz", "sha256": "nonsense" },
      "by-git": { "type": "git", "repo": "https://codeberg.org/a/b.git", "ref": "main", "rev": "def" },
      "tool": { "type": "file", "url": "https://example.org/tool", "sha256": "0" },
      "here": { "type": "local", "path": "../here" }
    }"#;

    #[test]
    fn niv_of_every_type() {
        expect_test::expect![[r#"
            nixpkgs: github Some("nixos/nixpkgs") Some("nixos-24.11") Some("abc") Some("/nix/store/kl5c4dsbj7cj9fd7q9gy190686rfd6xz-nixpkgs-src")
            .my  agenix!: tarball Some("ryantm/agenix") None None None
            by-git: git Some("a/b") Some("main") Some("def") None
            tool: file None None None None
            here: path None None None None
        "#]].assert_eq(&show(niv(NIV)));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let npins_error = |text: &str| npins(text).expect_err("wrong").to_string();
        assert_eq!(npins_error("{}"), "the file of pins has no `pins`");
        assert_eq!(npins_error(r#"{"pins": {"a": {"type": "Git"}}}"#), "the pin `a` has no `repository`");
        assert_eq!(npins_error(r#"{"pins": {"a": []}}"#), "the pin `a` is a list, expected an object");
        let error = niv(r#"{"a": {"rev": 5}}"#).expect_err("wrong");
        assert_eq!((error.to_string().as_str(), error.offset), ("`rev` is a number, expected a string", 14));
    }

    #[test]
    fn releases_of_pins() {
        use crate::flake::release::{of_niv, of_npins};
        let why = |found: Option<crate::flake::release::Assumed>| found.map(|a| (a.release.as_str(), a.why));
        let found = |release, why: &str| Some((release, why.to_owned()));
        assert_eq!(why(of_npins(NPINS)), found("25.05", "npins/sources.json pins nixpkgs to nixos-25.05"));
        assert_eq!(why(of_niv(NIV)), found("24.11", "nix/sources.json pins nixpkgs to nixos-24.11"));
        let unstable = r#"{"pins": {"pkgs": {"type": "Channel", "name": "nixos-unstable",
            "url": "https://releases.nixos.org/nixos/unstable/nixos-25.05pre735048.dd51f52372a2/nixexprs.tar.xz"}}}"#;
        assert_eq!(why(of_npins(unstable)), found("25.05", "npins/sources.json pins nixpkgs to nixos-unstable"));
        assert_eq!((of_npins("{"), of_niv("[]"), of_npins(r#"{"pins": {}}"#)), (None, None, None));
    }
}
