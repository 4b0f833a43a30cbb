//! `ocinix eval`: one value on standard output.

use super::args::EvalArgs;
use super::{CLEAN, Engine, FAILED, FOUND, Io, check, input};
use crate::analysis::{EvalRequest, EvalSource, Print, is_unreadable};
use crate::report::human::Look;
use crate::report::visible::escaped;

pub(super) fn run(args: &EvalArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let files = input::open_one(args.file.as_deref(), &io.cwd);
    let unreadable = args.file.as_ref().is_some_and(|f| is_unreadable(&files, &input::absolute(f, &io.cwd)));
    let source = match (&args.file, &args.expr) {
        (Some(file), _) => EvalSource::File(input::absolute(file, &io.cwd)),
        (None, text) => EvalSource::Text { text: text.clone().unwrap_or_default(), base: io.cwd.clone() },
    };
    let print = match (args.parse, args.json, args.strict) {
        (true, _, _) => Print::Parsed,
        (_, true, _) => Print::Json,
        (_, _, true) => Print::Strict,
        _ => Print::Value,
    };
    let done = engine.eval(files, &EvalRequest { source, print });
    for trace in &done.traces {
        writeln!(io.stderr, "trace: {}", escaped(trace))?;
    }
    if let Some(text) = &done.printed {
        // The value goes out byte for byte: whoever asked for it may want to read it back.
        writeln!(io.stdout, "{}", text.trim_end_matches('\n'))?;
    }
    let errors = check::report_errors(done.outcome, look, io)?;
    Ok(match (done.printed, errors) {
        (None, _) if unreadable => FAILED,
        (Some(_), 0) => CLEAN,
        _ => FOUND,
    })
}
