//! `ocinix eval`: one value on standard output.

use std::path::{Path, PathBuf};

use super::args::EvalArgs;
use super::{CLEAN, Engine, FAILED, FOUND, Io, check, input};
use crate::analysis::{Argument, EvalRequest, EvalSource, Print};
use crate::base::{FileKind, Files};
use crate::report::human::Look;
use crate::report::visible::escaped;

pub(super) fn run(args: &EvalArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    // As Nix does without `--pure-eval`: whoever evaluates an expression decides what it reads.
    let files = input::open_all();
    let source = match (&args.file, &args.expr) {
        (Some(file), _) if file == Path::new("-") => {
            EvalSource::Text { text: input::read_stdin(io)?.to_string(), base: io.cwd.clone() }
        }
        (Some(file), _) => EvalSource::File(whole(&files, input::absolute(file, &io.cwd))),
        (None, text) => EvalSource::Text { text: text.clone().unwrap_or_default(), base: io.cwd.clone() },
    };
    // What is there but is no text is refused like text that is no Nix.
    let absent = matches!(&source, EvalSource::File(path) if files.vfs().kind(path).is_none());
    let print = match args {
        EvalArgs { parse: true, .. } => Print::Parsed,
        EvalArgs { json: true, .. } => Print::Json,
        EvalArgs { xml: true, .. } => Print::Xml,
        EvalArgs { strict: true, .. } => Print::Strict,
        _ => Print::Value,
    };
    let request = EvalRequest {
        source,
        print,
        arguments: arguments(args),
        attribute: args.attribute.clone(),
        search_path: search_path(args, io),
        env: io.env,
        system: system(),
        cwd: io.cwd.clone(),
        call_depth: args.max_call_depth,
    };
    let done = engine.eval(files, &request);
    for trace in &done.traces {
        writeln!(io.stderr, "trace: {}", escaped(trace))?;
    }
    if let Some(text) = &done.printed {
        // The value goes out byte for byte: whoever asked for it may want to read it back.
        writeln!(io.stdout, "{}", text.trim_end_matches('\n'))?;
    }
    let errors = check::report_errors(done.outcome, look, io)?;
    Ok(match (done.printed, errors) {
        (None, _) if absent => FAILED,
        (Some(_), 0) => CLEAN,
        _ => FOUND,
    })
}

/// The file that a path means.
fn whole(files: &Files, path: PathBuf) -> PathBuf {
    match files.vfs().kind(&path) {
        Some(FileKind::Directory) => path.join("default.nix"),
        _ => path,
    }
}

fn arguments(args: &EvalArgs) -> Vec<(String, Argument)> {
    let pairs = |flat: &[String], make: fn(String) -> Argument| -> Vec<(String, Argument)> {
        flat.chunks_exact(2).map(|pair| (pair[0].clone(), make(pair[1].clone()))).collect()
    };
    let mut all = pairs(&args.arg, Argument::Expr);
    all.extend(pairs(&args.argstr, Argument::Text));
    all
}

/// What `<name>` means: `-I`, then `NIX_PATH`. Addresses of channels and the like are left out.
fn search_path(args: &EvalArgs, io: &Io<'_>) -> Vec<(String, PathBuf)> {
    let variable = (io.env)("NIX_PATH").unwrap_or_default();
    let inherited = variable.split(':').filter(|entry| !entry.is_empty() && !entry.starts_with("//"));
    let all = args.include.iter().map(String::as_str).chain(inherited);
    all.map(|entry| {
        let (prefix, folder) = entry.split_once('=').unwrap_or(("", entry));
        (prefix.to_owned(), input::absolute(Path::new(folder), &io.cwd))
    })
    .collect()
}

/// The machine as Nix names it.
fn system() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        os => os,
    };
    format!("{}-{os}", std::env::consts::ARCH)
}
