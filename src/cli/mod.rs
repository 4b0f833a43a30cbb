//! The command line: arguments in, text and an exit status out. The only place that prints. [`run_with`] touches
//! nothing but what it is given, so tests call it without a process.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use clap::{CommandFactory, FromArgMatches};

use crate::analysis::{EvalOutcome, EvalRequest, Options, Outcome, Survey, UnitsFormat, UnitsOutcome, Want};
use crate::base::Files;
use crate::report::visible::escaped;

pub mod args;
mod check;
mod diff;
mod eval;
mod explain;
mod fix;
mod graph;
mod input;
mod list;
mod lsp;
mod output;
mod pager;
mod terminal;
mod units;

pub use terminal::{Env, Terminal};

/// Columns of the help text at most.
const HELP_WIDTH: usize = 100;

/// Exit statuses of the contract.
pub const CLEAN: u8 = 0;
pub const FOUND: u8 = 1;
pub const FAILED: u8 = 2;

/// The analyses behind the commands; tests put fabricated ones here.
pub trait Engine {
    /// Findings about files and folders.
    fn check(&self, files: Arc<Files>, roots: &[PathBuf], options: &Options) -> Outcome;
    /// The units of the hosts, printed; `only` names those wanted, none for all.
    fn units(
        &self,
        files: Arc<Files>,
        roots: &[PathBuf],
        options: &Options,
        format: UnitsFormat,
        only: &[String],
    ) -> anyhow::Result<UnitsOutcome>;
    /// What the hosts run, with as much as `want` says.
    fn survey(&self, files: Arc<Files>, roots: &[PathBuf], options: &Options, want: Want) -> Survey {
        crate::analysis::survey(files, roots, options, want)
    }
    /// The value of a file or an expression.
    fn eval(&self, files: Arc<Files>, request: &EvalRequest<'_>) -> EvalOutcome;
}

/// The analyses of this crate.
pub struct Analyses;

impl Engine for Analyses {
    fn check(&self, files: Arc<Files>, roots: &[PathBuf], options: &Options) -> Outcome {
        crate::analysis::check(files, roots, options)
    }
    fn units(
        &self,
        files: Arc<Files>,
        roots: &[PathBuf],
        options: &Options,
        format: UnitsFormat,
        only: &[String],
    ) -> anyhow::Result<UnitsOutcome> {
        crate::analysis::units(files, roots, options, format, only)
    }
    fn eval(&self, files: Arc<Files>, request: &EvalRequest<'_>) -> EvalOutcome {
        crate::analysis::eval(files, request)
    }
}

/// The world around a run.
pub struct Io<'a> {
    pub stdin: &'a mut dyn Read,
    pub stdout: &'a mut dyn Write,
    pub stderr: &'a mut dyn Write,
    pub cwd: PathBuf,
    pub terminal: Terminal,
    pub env: Env<'a>,
}

/// Runs the command of this process.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(remember_panic));
    // The evaluator grows its stack as needed; the thread only has to be as roomy as a main thread on any system.
    let worker = std::thread::Builder::new().stack_size(16 << 20).spawn(run_process);
    let status = worker.ok().and_then(|w| w.join().ok()).unwrap_or(FAILED);
    ExitCode::from(status)
}

fn run_process() -> u8 {
    let stdout = io::stdout();
    let terminal = Terminal {
        is_terminal: stdout.is_terminal(),
        width: terminal_size::terminal_size_of(&stdout).map(|(w, _)| usize::from(w.0)),
    };
    // None of them is locked: the threads of the language server read and write them too.
    let mut buffered = io::BufWriter::new(stdout);
    let io = Io {
        stdin: &mut io::stdin(),
        stdout: &mut buffered,
        stderr: &mut io::stderr(),
        cwd: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
        terminal,
        env: &|name| std::env::var(name).ok(),
    };
    run_with(std::env::args_os(), &Analyses, io)
}

/// Where and why the last panic happened: the message of a defect names it.
static LAST_PANIC: Mutex<Option<String>> = Mutex::new(None);

fn remember_panic(info: &std::panic::PanicHookInfo<'_>) {
    *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = Some(info.to_string());
}

/// Runs one command: `args` begins with the program's name. Returns the exit status. Never panics.
pub fn run_with(args: impl IntoIterator<Item = OsString>, engine: &dyn Engine, mut io: Io<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let run = catch_unwind(AssertUnwindSafe(|| {
        let status = dispatch(args, engine, &mut io)?;
        io.stdout.flush()?;
        Ok(status)
    }));
    let result = run.unwrap_or_else(|payload| Err(defect(&*payload)));
    match result {
        Ok(status) => status,
        // The reader has seen enough (`| head`): nothing to say, and nobody to say it to.
        Err(e) if is_closed_pipe(&e) => CLEAN,
        Err(e) => {
            let _ = io.stdout.flush();
            let _ = writeln!(io.stderr, "ocinix: {}", multi_line(&format!("{e:#}")));
            FAILED
        }
    }
}

fn multi_line(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

/// A panic as the message of `OCI900`.
pub(crate) fn defect(payload: &(dyn std::any::Any + Send)) -> anyhow::Error {
    let said = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let remembered = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    let what = remembered.unwrap_or_else(|| said.unwrap_or("no message").to_owned());
    anyhow::anyhow!(
        "internal error [OCI900]: {what}\n\
         This is a defect in ocinix {}, not in your configuration.\n\
         Please report it with this message and, if you can, the files: {}/issues",
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_REPOSITORY"),
    )
}

/// The command line as data: what can be given, and the help of it.
pub fn command() -> clap::Command {
    args::Cli::command()
}

fn dispatch(args: Vec<OsString>, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let width = io.terminal.width.unwrap_or(HELP_WIDTH).min(HELP_WIDTH);
    let parser = command().term_width(width);
    let parsed = parser.try_get_matches_from(args).and_then(|m| args::Cli::from_arg_matches(&m));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) => return usage(&e, io),
    };
    let look = terminal::look(cli.color, io.terminal, io.env);
    match cli.command {
        args::Command::Check(check) => check::run(&check, look, engine, io),
        args::Command::Units(units) => units::run(&units, look, engine, io),
        args::Command::Graph(graph) => graph::run(&graph, look, engine, io),
        args::Command::Diff(diff) => diff::run(&diff, look, engine, io),
        args::Command::List(list) => list::run(&list, look, engine, io),
        args::Command::Eval(eval) => eval::run(&eval, look, engine, io),
        args::Command::Rules(rules) => explain::rules(&rules, io),
        args::Command::Explain(explain) => explain::explain(&explain, look, io),
        args::Command::Schema(schema) => explain::schema(&schema, io),
        args::Command::Completions(completions) => {
            let mut script = Vec::new();
            clap_complete::generate(completions.shell, &mut command(), "ocinix", &mut script);
            io.stdout.write_all(&script)?;
            Ok(CLEAN)
        }
        args::Command::Man => {
            clap_mangen::Man::new(command()).render(&mut io.stdout)?;
            for command in command().get_subcommands().filter(|c| c.get_name() != "help") {
                let name = format!("ocinix-{}", command.get_name());
                clap_mangen::Man::new(command.clone().display_name(name)).render(&mut io.stdout)?;
            }
            Ok(CLEAN)
        }
        args::Command::Lsp(_) => lsp::run(),
    }
}

/// Help and version go to standard output with status 0, mistakes to standard error with status 2.
fn usage(error: &clap::Error, io: &mut Io<'_>) -> anyhow::Result<u8> {
    if error.use_stderr() {
        write!(io.stderr, "{}", error.render())?;
        return Ok(FAILED);
    }
    write!(io.stdout, "{}", error.render())?;
    Ok(CLEAN)
}

/// A path as a person should see it.
fn shown(path: &Path) -> String {
    escaped(&path.to_string_lossy()).into_owned()
}
