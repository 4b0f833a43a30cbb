//! The `ocinix` command.

use std::process::ExitCode;

/// Parsing makes many small allocations: this allocator takes a tenth off.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ocinix::cli::run()
}
