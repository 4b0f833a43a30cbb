//! The `.nix` files below a folder, in an order that depends on nothing but their names.

use std::path::{Path, PathBuf};

use super::HOST_FILE;
use crate::base::{FileKind, Vfs, limits};

/// Folders without sources of their own: build results, caches, other tools' files. Hidden folders are left out too.
const SKIPPED: &[&str] = &["node_modules", "target"];

/// `.nix` files below `dir`, sorted by path. Links to folders are not followed: what they lead to is met on its own,
/// or is a build result.
pub fn nix_files(vfs: &dyn Vfs, dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        // A folder that cannot be read hides its files from Nix as well.
        for (name, kind) in vfs.read_dir(&dir).unwrap_or_default() {
            let path = dir.join(&name);
            match kind {
                FileKind::Directory if !is_skipped(&name) => open.push(path),
                FileKind::Directory | FileKind::Unknown => {}
                FileKind::Regular if name.ends_with(".nix") => found.push(path),
                FileKind::Symlink if name.ends_with(".nix") && vfs.kind(&path) != Some(FileKind::Directory) => {
                    found.push(path);
                }
                FileKind::Regular | FileKind::Symlink => {}
            }
            if found.len() + open.len() >= limits::DIR_ENTRIES {
                open.clear();
                break;
            }
        }
    }
    found.sort();
    found
}

/// Files that are whole hosts and may import `file`: in its folder and in those above, up to `workspace`; the nearest
/// first.
pub fn host_files(vfs: &dyn Vfs, file: &Path, workspace: &Path) -> Vec<PathBuf> {
    let folders = file.ancestors().skip(1).take_while(|dir| dir.starts_with(workspace));
    folders.map(|dir| dir.join(HOST_FILE)).filter(|f| vfs.kind(f) == Some(FileKind::Regular)).collect()
}

fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || name == "result" || name.starts_with("result-") || SKIPPED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::MemoryFs;

    #[test]
    fn only_sources_are_found() {
        let mut fs = MemoryFs::default();
        for name in [
            "b/default.nix",
            "a.nix",
            "z.nix/x.nix",
            ".direnv/a.nix",
            "result/a.nix",
            "result-2/a.nix",
            "node_modules/p/a.nix",
            "results/a.nix",
            "a.json",
            "b/.hidden.nix",
        ] {
            fs.insert(format!("/w/{name}"), "");
        }
        let found: Vec<_> = nix_files(&fs, Path::new("/w")).iter().map(|p| p.display().to_string()).collect();
        assert_eq!(found, ["/w/a.nix", "/w/b/.hidden.nix", "/w/b/default.nix", "/w/results/a.nix", "/w/z.nix/x.nix"]);
    }

    #[test]
    fn hosts_are_looked_for_upwards_but_not_outside() {
        let mut fs = MemoryFs::default();
        for name in ["configuration.nix", "w/configuration.nix", "w/a/b.nix", "w/c/configuration.nix"] {
            fs.insert(format!("/{name}"), "");
        }
        let found = host_files(&fs, Path::new("/w/a/b.nix"), Path::new("/w"));
        assert_eq!(found, [Path::new("/w/configuration.nix")]);
        assert!(host_files(&fs, Path::new("/x/a.nix"), Path::new("/w")).is_empty());
    }
}
