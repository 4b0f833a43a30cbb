//! Files that a command writes: in one step, and shown as a patch beforehand.

use std::io::Write;
use std::path::Path;

use similar::TextDiff;

use super::Io;
use crate::report::shown_path;
use crate::report::visible::escaped;

/// Makes `text` the content of a file in one step, so that nobody ever sees half of it. A link stays a link, permissions
/// stay what they were; the file need not exist, its folder has to.
pub(super) fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = path.parent().unwrap_or(&path);
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".ocinix-{}", std::process::id()));
    let temporary = folder.join(name);
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        file.write_all(text.as_bytes())?;
        if let Ok(old) = std::fs::metadata(&path) {
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        std::fs::rename(&temporary, &path)
    };
    write().inspect_err(|_| {
        let _ = std::fs::remove_file(&temporary);
    })?;
    Ok(())
}

/// Shows a change as a patch that `git apply` takes; on a terminal nothing hostile in it takes effect.
pub(super) fn patch(path: &Path, before: &str, after: &str, io: &mut Io<'_>) -> std::io::Result<()> {
    let name = shown_path(path, &io.cwd);
    let diff = TextDiff::from_lines(before, after);
    let patch = diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    if io.terminal.is_terminal {
        for line in patch.lines() {
            writeln!(io.stdout, "{}", escaped(line))?;
        }
        return Ok(());
    }
    io.stdout.write_all(patch.as_bytes())
}
