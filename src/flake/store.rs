//! Where Nix keeps a source: a path that follows from the hash of its contents alone. The rule is that of fixed-output
//! paths in the Nix manual ("Store path specification"), for the method *recursive* and SHA-256.

use std::path::PathBuf;

use crate::base::hash::{self, Algo};

const STORE: &str = "/nix/store";
/// Bytes of the hash in a store path.
const DIGEST: usize = 20;

/// The path of a tree called `name` (Nix calls fetched trees `source`) whose archive has the hash `nar`, a SHA-256 in
/// any form that Nix takes (`sha256-…=`, `sha256:…`, or its digits alone). `None` if `nar` is no such hash.
pub fn path(nar: &str, name: &str) -> Option<PathBuf> {
    let (_, nar) = hash::parse(nar, Some(Algo::Sha256)).ok()?;
    let identity = format!("source:sha256:{}:{STORE}:{name}", hash::base16(&nar));
    let mut folded = vec![0; DIGEST];
    for (i, byte) in Algo::Sha256.hash(identity.as_bytes()).into_iter().enumerate() {
        folded[i % DIGEST] ^= byte;
    }
    Some(PathBuf::from(format!("{STORE}/{}-{name}", hash::nix32(&folded))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with one file, `a.txt`, in which there is `hello` and a line break: Nix' own figures.
    const HASHES: &[&str] = &[
        "sha256-t1KrkiP0SuCSd5lffdJLOoHk6QB6TLkZkB4PkqGJYnY=",
        "sha256:0xk2i6hr43qyj0cvjk3s03ly909s9g97spwrfy9f0jpl4f9anlmp",
        "0xk2i6hr43qyj0cvjk3s03ly909s9g97spwrfy9f0jpl4f9anlmp",
        "b752ab9223f44ae09277995f7dd24b3a81e4e9007a4cb919901e0f92a1896276",
    ];

    #[test]
    fn paths_are_those_of_nix() {
        for hash in HASHES {
            let at = |name| path(hash, name).map(|p| p.display().to_string());
            assert_eq!(at("source").as_deref(), Some("/nix/store/9qk25fygkjk0kssllrgcwkszaxdp406g-source"));
            assert_eq!(at("nixpkgs-src").as_deref(), Some("/nix/store/kl5c4dsbj7cj9fd7q9gy190686rfd6xz-nixpkgs-src"));
        }
    }

    #[test]
    fn other_hashes_give_no_path() {
        for hash in
            ["", "sha256-", "sha256-AAAA", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "md5:0", "ä", "sha256:ä=", "a-b-c"]
        {
            assert_eq!(path(hash, "source"), None, "{hash}");
        }
    }
}
