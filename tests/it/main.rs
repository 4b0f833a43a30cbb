//! The one integration binary: every module gives a list of named tests, every fixture file is a test of its own.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

mod cli;
mod lib_functions;
mod mirror;
mod report;
mod rules;
mod support;
mod tidy;

fn main() -> ExitCode {
    let args = Arguments::from_args();
    let trials: Vec<Trial> =
        [cli::tests(), lib_functions::tests(), mirror::tests(), report::tests(), rules::tests(), tidy::tests()]
            .into_iter()
            .flatten()
            .collect();
    libtest_mimic::run(&args, trials).exit_code()
}
