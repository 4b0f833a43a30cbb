//! Long text on a terminal: shown through the person's pager, as `git` does.

use std::io::Write;
use std::process::{Command, Stdio};

use super::Io;

/// Writes text to standard output; through `PAGER` (else `less`) when that is a terminal. `PAGER=cat`, or an empty one,
/// switches this off.
pub(super) fn page(text: &str, io: &mut Io<'_>) -> std::io::Result<()> {
    let pager = (io.env)("PAGER").unwrap_or_else(|| "less".into());
    let mut words = pager.split_whitespace();
    if let (true, Some(program)) = (io.terminal.is_terminal, words.next().filter(|p| *p != "cat")) {
        io.stdout.flush()?;
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        // Colours as they are, and no pager for what fits on the screen.
        command.env("LESS", (io.env)("LESS").unwrap_or_else(|| "FRX".into()));
        if let Ok(mut child) = command.spawn() {
            if let Some(stdin) = &mut child.stdin {
                // Somebody who has seen enough closes the pager early.
                let _ = stdin.write_all(text.as_bytes());
            }
            drop(child.stdin.take());
            child.wait()?;
            return Ok(());
        }
    }
    io.stdout.write_all(text.as_bytes())
}
