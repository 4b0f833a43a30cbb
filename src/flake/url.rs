//! URLs of sources, taken apart as far as it shows which repository they name: forges, archives, FlakeHub, channels.

/// Host in lower case, and the segments of the path, decoded.
struct Url {
    host: String,
    path: Vec<String>,
}

/// Without scheme, user, port, query and fragment; `git@host:path` too. `None` for local files.
fn split(url: &str) -> Option<Url> {
    let url = url.split(['?', '#']).next().unwrap_or(url);
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    if scheme.ends_with("file") {
        return None;
    }
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // After the colon there is a port or, in the short form of ssh, the beginning of the path.
    let (host, first) = authority.split_once(':').unwrap_or((authority, ""));
    let first = if first.bytes().all(|b| b.is_ascii_digit()) { "" } else { first };
    let segments = first.split('/').chain(path.split('/')).filter(|s| !s.is_empty());
    Some(Url { host: host.to_lowercase(), path: segments.map(decode).collect() })
}

/// Text with `%XX` replaced by the bytes they stand for; left as it is if that is no UTF-8.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |i: usize| tail.get(i).and_then(|b| char::from(*b).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The repository behind a URL that git fetches from: its whole path, which on GitLab may have more than two segments.
pub(super) fn repository(url: &str) -> Option<String> {
    let Url { path, .. } = split(url)?;
    slug(&path)
}

/// The repository that an archive was made of.
pub(super) fn archived(url: &str) -> Option<String> {
    let Url { host, path } = split(url)?;
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match (host.as_str(), names.as_slice()) {
        ("channels.nixos.org", [_, ..])
        | ("nixos.org", ["channels" | "releases", ..])
        | ("releases.nixos.org", ["nixos" | "nixpkgs", ..]) => Some("nixos/nixpkgs".to_owned()),
        // Mirrors of the channel server keep its paths below this name.
        (_, [.., "nix-channels", _, _]) => Some("nixos/nixpkgs".to_owned()),
        ("flakehub.com" | "api.flakehub.com", ["f", "pinned", owner, repo, ..] | ["f", owner, repo, ..]) => {
            Some(format!("{owner}/{repo}"))
        }
        ("api.github.com", ["repos", owner, repo, ..]) | ("github.com" | "codeload.github.com", [owner, repo, ..]) => {
            Some(format!("{owner}/{repo}"))
        }
        (_, ["api", "v4", "projects", project, "repository", ..]) => Some((*project).to_owned()),
        (_, names) => {
            let end = names.iter().position(|name| matches!(*name, "-" | "archive"))?;
            slug(path.get(..end)?)
        }
    }
}

/// Segments as a slug, if there are enough.
fn slug(path: &[String]) -> Option<String> {
    let joined = path.join("/");
    let joined = joined.strip_suffix(".git").unwrap_or(&joined);
    (path.len() >= 2).then(|| joined.to_owned())
}

/// The segments of the path of `url`, decoded, and the values of its query.
pub(super) fn words(url: &str) -> Vec<String> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let values = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(_, value)| decode(value));
    split(url).map(|url| url.path).unwrap_or_default().into_iter().chain(values).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_by_git() {
        for (url, slug) in [
            ("https://github.com/NixOS/nixpkgs", Some("NixOS/nixpkgs")),
            ("https://github.com/NixOS/nixpkgs.git/", Some("NixOS/nixpkgs")),
            ("ssh://git@github.com/NixOS/nixpkgs.git", Some("NixOS/nixpkgs")),
            ("ssh://git@example.org:2222/a/b?ref=main", Some("a/b")),
            ("git@github.com:NixOS/nixpkgs.git", Some("NixOS/nixpkgs")),
            ("ssh://git@github.com:NixOS/nixpkgs", Some("NixOS/nixpkgs")),
            ("https://gitlab.com/group/sub/repo", Some("group/sub/repo")),
            ("https://git.sr.ht/~who/what", Some("~who/what")),
            ("https://example.org/one", None),
            ("file:///srv/git/a/b", None),
            ("", None),
            ("://", None),
        ] {
            assert_eq!(repository(url).as_deref(), slug, "{url}");
        }
    }

    #[test]
    fn repositories_by_archive() {
        for (url, slug) in [
            ("https://github.com/NixOS/nixpkgs/archive/master.tar.gz", Some("NixOS/nixpkgs")),
            ("https://codeload.github.com/a/b/tar.gz/main", Some("a/b")),
            ("https://api.github.com/repos/a/b/tarball/main", Some("a/b")),
            ("https://gitlab.com/group/sub/repo/-/archive/main/repo-main.tar.gz", Some("group/sub/repo")),
            ("https://gitlab.com/api/v4/projects/a%2Fb/repository/archive.tar.gz?sha=main", Some("a/b")),
            ("https://git.example.org/a/b/archive/1.0.tar.gz", Some("a/b")),
            ("https://git.sr.ht/~who/what/archive/main.tar.gz", Some("~who/what")),
            ("https://flakehub.com/f/a/b/0.1.*.tar.gz", Some("a/b")),
            ("https://api.flakehub.com/f/pinned/a/b/0.1.2/0/source.tar.gz", Some("a/b")),
            ("https://channels.nixos.org/nixos-25.05", Some("nixos/nixpkgs")),
            ("https://nixos.org/channels/nixos-25.05/nixexprs.tar.xz", Some("nixos/nixpkgs")),
            ("https://releases.nixos.org/nix/nix-2.24.0/nix.tar.xz", None),
            ("https://example.org/downloads/a.tar.gz", None),
            ("https://example.org/archive/a.tar.gz", None),
            ("https://example.org", None),
        ] {
            assert_eq!(archived(url).as_deref(), slug, "{url}");
        }
    }

    #[test]
    fn percent_signs_are_decoded_once() {
        for (text, decoded) in
            [("a%2Fb%20%C3%A4", "a/b ä"), ("%252F", "%2F"), ("%", "%"), ("%4", "%4"), ("%zz%C3", "%zz%C3")]
        {
            assert_eq!(decode(text), decoded);
        }
    }
}
