//! The one integration binary: every module gives a list of named tests, every fixture file is a test of its own.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

mod architecture;
mod cli;
mod compared;
mod consumers;
mod diff;
mod docs;
mod editors;
mod eval;
mod examples;
mod flakes;
mod git;
mod graph;
mod help;
mod hostile;
mod lang;
mod lib_functions;
mod lsp;
mod mirror;
mod module_tests;
mod nixos;
mod oracle;
mod plan;
mod prefix;
mod report;
mod rules;
mod schemas;
mod settle;
mod standins;
mod support;
mod tidy;

fn main() -> ExitCode {
    let args = Arguments::from_args();
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(architecture::tests());
    trials.extend(cli::tests());
    trials.extend(compared::tests());
    trials.extend(consumers::tests());
    trials.extend(diff::tests());
    trials.extend(docs::tests());
    trials.extend(editors::tests());
    trials.extend(eval::tests());
    trials.extend(examples::tests());
    trials.extend(flakes::tests());
    trials.extend(git::tests());
    trials.extend(graph::tests());
    trials.extend(help::tests());
    trials.extend(hostile::tests());
    trials.extend(lang::tests());
    trials.extend(lib_functions::tests());
    trials.extend(lsp::tests());
    trials.extend(mirror::tests());
    trials.extend(oracle::tests());
    trials.extend(module_tests::tests());
    trials.extend(nixos::tests());
    trials.extend(plan::tests());
    trials.extend(prefix::tests());
    trials.extend(report::tests());
    trials.extend(rules::tests());
    trials.extend(schemas::tests());
    trials.extend(settle::tests());
    trials.extend(standins::tests());
    trials.extend(tidy::tests());
    libtest_mimic::run(&args, trials).exit_code()
}
