//! `ocinix lsp`: the language server on standard input and output. Nothing else may write to standard output.

use super::{CLEAN, FOUND};
use crate::lsp::{End, serve_stdio};

/// Status 1 is what the protocol wants of a server whose client leaves without a word.
pub(super) fn run() -> anyhow::Result<u8> {
    Ok(match serve_stdio()? {
        End::Shutdown => CLEAN,
        End::Abrupt => FOUND,
    })
}
