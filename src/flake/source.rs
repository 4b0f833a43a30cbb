//! Flake references: where a source comes from, as attributes (in lock files) or as a URL (in `flake.nix`). The forms
//! are those of the Nix manual, "Flake references"; what a URL of a forge or of a channel server names is read off it.

use std::path::PathBuf;

use super::json::Json;
use super::lock::LockError;
use super::{store, url};

/// A flake reference. Which fields are set depends on `kind`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRef {
    /// `github`, `gitlab`, `sourcehut`, `git`, `hg`, `tarball`, `file`, `path`, `indirect`, or one that is not known here.
    pub kind: String,
    /// Of a forge.
    pub host: Option<String>,
    pub owner: Option<String>,
    pub repo: Option<String>,
    /// Of `git`, `hg`, `tarball` and `file`; without the kind in front (`https:`, not `git+https:`).
    pub url: Option<String>,
    /// Of `path`.
    pub path: Option<String>,
    /// Of `indirect`: a name that a registry knows.
    pub id: Option<String>,
    /// A branch or tag.
    pub reference: Option<String>,
    pub rev: Option<String>,
    /// The hash of the tree.
    pub nar_hash: Option<String>,
    /// The name of the tree in the store, if it is not `source`.
    pub name: Option<String>,
    /// Where `flake.nix` lies in the tree.
    pub dir: Option<String>,
    /// When the revision was made, in seconds since 1970.
    pub last_modified: Option<i64>,
}

/// Repositories that are nixpkgs under another name than `nixpkgs`.
const NIXPKGS: &[&str] = &["cachix/devenv-nixpkgs", "determinatesystems/nixpkgs-weekly", "nixos/nixpkgs-channels"];

impl SourceRef {
    /// Reads the attributes of a lock file. `what` names them in errors.
    pub(super) fn of_json(json: Json<'_>, what: &str) -> Result<SourceRef, LockError> {
        let members = json.object(what)?;
        let kind = members.string("type")?.ok_or_else(|| json.error(format!("{what} has no `type`")))?;
        Ok(SourceRef {
            kind,
            host: members.string("host")?,
            owner: members.string("owner")?,
            repo: members.string("repo")?,
            url: members.string("url")?,
            path: members.string("path")?,
            id: members.string("id")?,
            reference: members.string("ref")?,
            rev: members.string("rev")?,
            nar_hash: members.string("narHash")?,
            name: members.string("name")?,
            dir: members.string("dir")?,
            last_modified: members.integer("lastModified")?,
        })
    }

    /// Reads a flake reference as `flake.nix` has it: `github:NixOS/nixpkgs/nixos-25.11`, `git+https://…?ref=main`,
    /// `path:./a`, `./a`, `nixpkgs`. `None` if it has no form that is known.
    pub fn parse(text: &str) -> Option<SourceRef> {
        let text = text.split('#').next().unwrap_or(text);
        let (base, query) = text.split_once('?').unwrap_or((text, ""));
        let mut found = of_base(base)?;
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let field = match key {
                "ref" => &mut found.reference,
                "rev" => &mut found.rev,
                "dir" => &mut found.dir,
                "host" => &mut found.host,
                "narHash" => &mut found.nar_hash,
                _ => continue,
            };
            *field = Some(url::decode(value));
        }
        Some(found)
    }

    /// Where the tree lies in the store if it is there at all. `None` if its hash is not known.
    pub fn store_path(&self) -> Option<PathBuf> {
        store::path(self.nar_hash.as_deref()?, self.name.as_deref().unwrap_or("source"))
    }

    /// The repository, as `owner/name` in lower case, whatever way it is fetched: from its forge, by git, as an archive,
    /// from FlakeHub; `nixos/nixpkgs` for channels. `None` if the reference does not tell.
    pub fn slug(&self) -> Option<String> {
        let slug = match self.kind.as_str() {
            "github" | "gitlab" | "sourcehut" => {
                format!("{}/{}", url::decode(self.owner.as_deref()?), self.repo.as_deref()?)
            }
            "git" | "hg" => url::repository(self.url.as_deref()?)?,
            "tarball" | "file" => url::archived(self.url.as_deref()?)?,
            _ => return None,
        };
        Some(slug.to_lowercase())
    }

    /// Whether the source is nixpkgs or a fork of it.
    pub fn is_nixpkgs(&self) -> bool {
        match self.slug() {
            Some(slug) => slug.ends_with("/nixpkgs") || NIXPKGS.contains(&slug.as_str()),
            None => self.kind == "indirect" && self.id.as_deref() == Some("nixpkgs"),
        }
    }
}

/// A flake reference without its query.
fn of_base(base: &str) -> Option<SourceRef> {
    let of = |kind: &str| SourceRef { kind: kind.to_owned(), ..SourceRef::default() };
    if base.starts_with(['.', '/']) {
        return Some(SourceRef { path: Some(base.to_owned()), ..of("path") });
    }
    let Some((scheme, rest)) = base.split_once(':') else { return indirect(base) };
    let url = |kind: &str| {
        let url = base.strip_prefix(kind).and_then(|b| b.strip_prefix('+')).unwrap_or(base);
        Some(SourceRef { url: Some(url.to_owned()), ..of(kind) })
    };
    match scheme.split_once('+').map_or(scheme, |(kind, _)| kind) {
        kind @ ("github" | "gitlab" | "sourcehut") => {
            let mut parts = rest.splitn(3, '/').map(url::decode);
            let mut found = of(kind);
            (found.owner, found.repo) = (Some(parts.next()?), Some(parts.next()?));
            match parts.next().filter(|p| !p.is_empty()) {
                Some(rev) if is_revision(&rev) => found.rev = Some(rev),
                reference => found.reference = reference,
            }
            Some(found)
        }
        "flake" => indirect(rest),
        "path" => Some(SourceRef { path: Some(url::decode(rest)), ..of("path") }),
        kind @ ("git" | "hg" | "tarball" | "file") => url(kind),
        "http" | "https" => url("tarball"),
        _ => None,
    }
}

/// `nixpkgs`, `nixpkgs/nixos-25.11`, `nixpkgs/REF/REV`.
fn indirect(text: &str) -> Option<SourceRef> {
    let mut parts = text.split('/');
    let id = parts.next().filter(|id| id.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let mut found = SourceRef { kind: "indirect".to_owned(), id: Some(id.to_owned()), ..SourceRef::default() };
    for part in parts {
        let field = if is_revision(part) { &mut found.rev } else { &mut found.reference };
        *field = Some(part.to_owned());
    }
    Some(found)
}

fn is_revision(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let Some(found) = SourceRef::parse(text) else { return format!("{text}: nothing\n") };
        let fields = [
            ("host", &found.host),
            ("owner", &found.owner),
            ("repo", &found.repo),
            ("url", &found.url),
            ("path", &found.path),
            ("id", &found.id),
            ("ref", &found.reference),
            ("rev", &found.rev),
            ("dir", &found.dir),
        ];
        let set = fields.iter().filter_map(|(name, field)| field.as_ref().map(|value| format!(" {name}={value}")));
        format!("{text}: {}{}\n", found.kind, set.collect::<String>())
    }

    #[test]
    fn references_of_every_form() {
        let texts = [
            "github:NixOS/nixpkgs",
            "github:NixOS/nixpkgs/nixos-25.05",
            "github:NixOS/nixpkgs/daf6dc47aa4b44791372d6139ab7b25269184d55?dir=lib",
            "github:a/b/feature/of-two-parts",
            "github:a/b?host=git.example.org&ref=main",
            "gitlab:group%2Fsub/repo",
            "sourcehut:~who/what/main",
            "git+ssh://git@example.org/a/b?ref=main&rev=abc&shallow=1",
            "git+https://example.org/a?dir=x%20y",
            "git+file:///srv/a",
            "git://example.org/a/b",
            "hg+https://example.org/a",
            "tarball+https://example.org/a",
            "https://example.org/a.tar.gz",
            "file+https://example.org/a.txt",
            "path:./a",
            "path:/srv/a?lastModified=1",
            "./a",
            "../a#part",
            "/srv/a",
            "nixpkgs",
            "flake:nixpkgs/nixos-25.05",
            "nixpkgs/nixos-25.05/daf6dc47aa4b44791372d6139ab7b25269184d55",
            "github:",
            "github:alone",
            "mailto:nobody",
            "",
            "?ref=x",
            "#",
        ];
        expect_test::expect![[r#"
            github:NixOS/nixpkgs: github owner=NixOS repo=nixpkgs
            github:NixOS/nixpkgs/nixos-25.05: github owner=NixOS repo=nixpkgs ref=nixos-25.05
            github:NixOS/nixpkgs/daf6dc47aa4b44791372d6139ab7b25269184d55?dir=lib: github owner=NixOS repo=nixpkgs rev=daf6dc47aa4b44791372d6139ab7b25269184d55 dir=lib
            github:a/b/feature/of-two-parts: github owner=a repo=b ref=feature/of-two-parts
            github:a/b?host=git.example.org&ref=main: github host=git.example.org owner=a repo=b ref=main
            gitlab:group%2Fsub/repo: gitlab owner=group/sub repo=repo
            sourcehut:~who/what/main: sourcehut owner=~who repo=what ref=main
            git+ssh://git@example.org/a/b?ref=main&rev=abc&shallow=1: git url=ssh://git@example.org/a/b ref=main rev=abc
            git+https://example.org/a?dir=x%20y: git url=https://example.org/a dir=x y
            git+file:///srv/a: git url=file:///srv/a
            git://example.org/a/b: git url=git://example.org/a/b
            hg+https://example.org/a: hg url=https://example.org/a
            tarball+https://example.org/a: tarball url=https://example.org/a
            https://example.org/a.tar.gz: tarball url=https://example.org/a.tar.gz
            file+https://example.org/a.txt: file url=https://example.org/a.txt
            path:./a: path path=./a
            path:/srv/a?lastModified=1: path path=/srv/a
            ./a: path path=./a
            ../a#part: path path=../a
            /srv/a: path path=/srv/a
            nixpkgs: indirect id=nixpkgs
            flake:nixpkgs/nixos-25.05: indirect id=nixpkgs ref=nixos-25.05
            nixpkgs/nixos-25.05/daf6dc47aa4b44791372d6139ab7b25269184d55: indirect id=nixpkgs ref=nixos-25.05 rev=daf6dc47aa4b44791372d6139ab7b25269184d55
            github:: nothing
            github:alone: nothing
            mailto:nobody: nothing
            : nothing
            ?ref=x: nothing
            #: nothing
        "#]].assert_eq(&texts.map(show).concat());
    }

    #[test]
    fn nixpkgs_is_known_in_every_guise() {
        let is = |text: &str| SourceRef::parse(text).is_some_and(|s| s.is_nixpkgs());
        for text in [
            "nixpkgs",
            "github:NixOS/nixpkgs/nixos-25.05",
            "github:nixos/nixpkgs",
            "github:somebody/nixpkgs",
            "github:NixOS/nixpkgs-channels/nixos-20.03",
            "github:cachix/devenv-nixpkgs/rolling",
            "git+https://github.com/NixOS/nixpkgs.git",
            "https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz",
            "https://flakehub.com/f/NixOS/nixpkgs/0.2505.*",
            "https://flakehub.com/f/DeterminateSystems/nixpkgs-weekly/*.tar.gz",
            "https://github.com/NixOS/nixpkgs/archive/nixos-25.05.tar.gz",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "nixos-hardware",
            "github:nix-community/nixpkgs.lib",
            "github:nix-community/nixpkgs-fmt",
            "path:/srv/nixpkgs",
            "./nixpkgs",
            "https://flakehub.com/f/nix-community/home-manager/0.2505.*",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn slugs_are_in_lower_case() {
        let slug = |text: &str| SourceRef::parse(text).and_then(|s| s.slug());
        assert_eq!(slug("github:Mic92/sops-nix").as_deref(), Some("mic92/sops-nix"));
        assert_eq!(slug("gitlab:Group%2FSub/Repo").as_deref(), Some("group/sub/repo"));
        assert_eq!(slug("git+ssh://git@Codeberg.org/A/B.git").as_deref(), Some("a/b"));
        assert_eq!(slug("path:/srv/a/b"), None);
        assert_eq!(SourceRef { kind: "github".into(), ..SourceRef::default() }.slug(), None);
    }

    #[test]
    fn a_tree_without_a_hash_has_no_place() {
        let hash = "sha256-t1KrkiP0SuCSd5lffdJLOoHk6QB6TLkZkB4PkqGJYnY=";
        let found = SourceRef::parse(&format!("github:a/b?narHash={hash}")).expect("a reference");
        let path = found.store_path().expect("a path");
        assert_eq!(path.to_str(), Some("/nix/store/9qk25fygkjk0kssllrgcwkszaxdp406g-source"));
        assert_eq!(SourceRef { nar_hash: None, ..found }.store_path(), None);
    }
}
