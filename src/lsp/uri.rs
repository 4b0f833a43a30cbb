//! `file:` addresses and paths (RFC 8089, RFC 3986). Other schemes name texts that lie in no file.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use lsp_types::Uri;

use crate::base::files::normalize;

/// The path of a `file:` address of this machine.
pub(super) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let path = decode(rest.get(..end)?)?;
    path.starts_with('/').then(|| normalize(Path::new(&path)))
}

/// The address of an absolute path.
pub(super) fn from_path(path: &Path) -> Option<Uri> {
    let path = path.to_str().filter(|p| p.starts_with('/'))?;
    let mut uri = String::from("file://");
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.parse().ok()
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => hex(bytes.next()?)? * 16 + hex(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_way_there_and_back() {
        for path in ["/etc/nixos/a.nix", "/w/with space/ü☃.nix", "/w/100%/a#b?c.nix", "/w/[x]/{y}.nix"] {
            let uri = from_path(Path::new(path)).map(|u| to_path(&u));
            assert_eq!(uri, Some(Some(PathBuf::from(path))));
        }
    }

    #[test]
    fn only_files_of_this_machine_have_paths() {
        let path = |uri: &str| uri.parse().ok().and_then(|u| to_path(&u)).map(|p| p.display().to_string());
        assert_eq!(path("file:///a/./b/../c%20d.nix").as_deref(), Some("/a/c d.nix"));
        assert_eq!(path("file://localhost/a.nix").as_deref(), Some("/a.nix"));
        assert_eq!(path("file://elsewhere/a.nix"), None);
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("file:///%ff.nix"), None);
        assert_eq!(from_path(Path::new("<lib/strings.nix>")), None);
    }
}
