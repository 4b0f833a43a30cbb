//! One expression or file, evaluated or parsed and printed: for people who look inside.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Outcome, ProgramSources, absent};
use crate::base::{FileId, Files};
use crate::diag::{Anchor, Coverage, Diagnostic, codes, unreadable};
use crate::eval::{ErrId, ErrKind, Eval, R, Value};
use crate::ir::{Program, dump};

/// What to evaluate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvalSource {
    File(PathBuf),
    /// Text that lies in no file; relative paths in it start at `base`.
    Text {
        text: String,
        base: PathBuf,
    },
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Print {
    /// The lowered form, without evaluating it.
    Parsed,
    /// The value as far as it was needed to know its kind.
    Value,
    /// The value with everything inside it.
    Strict,
    Json,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalRequest {
    pub source: EvalSource,
    pub print: Print,
}

/// What was printed, and what went wrong.
pub struct EvalOutcome {
    /// The text to print; `None` when there is no value.
    pub printed: Option<String>,
    /// Messages of `builtins.trace`, in order.
    pub traces: Vec<String>,
    pub outcome: Outcome,
}

/// Evaluates one file or expression on its own.
pub fn eval(files: Arc<Files>, request: &EvalRequest) -> EvalOutcome {
    let program = Program::new(files);
    let mut run = Run { diagnostics: Vec::new(), traces: Vec::new() };
    let loaded = match &request.source {
        EvalSource::File(path) => {
            program.files.load(path).map_err(|e| unreadable(&e, &path.to_string_lossy(), absent(&program.files, path)))
        }
        // The name decides where relative paths start: a file that is not there, in the folder that is.
        EvalSource::Text { text, base } => {
            Ok(program.files.add_virtual(&base.join("«command line»").to_string_lossy(), text.as_str()))
        }
    };
    let printed = match loaded {
        Ok(file) => run.print(&program, file, request.print),
        Err(finding) => {
            run.diagnostics.push(finding);
            None
        }
    };
    let coverage = Coverage { files: program.loaded().len(), ..Coverage::default() };
    let sources = Box::new(ProgramSources(Arc::new(program)));
    let outcome = Outcome { diagnostics: run.diagnostics, coverage, notes: Vec::new(), unknowns: Vec::new(), sources };
    EvalOutcome { printed, traces: run.traces, outcome }
}

struct Run {
    diagnostics: Vec<Diagnostic>,
    traces: Vec<String>,
}

impl Run {
    fn print(&mut self, program: &Program, file: FileId, print: Print) -> Option<String> {
        let lowered = program.lowered(file);
        self.diagnostics.extend(lowered.diagnostics.iter().cloned());
        if print == Print::Parsed {
            return Some(dump::dump(&lowered.module));
        }
        if !self.diagnostics.is_empty() {
            return None;
        }
        let mut ev = Eval::new(program);
        let cell = ev.import_file(file);
        let shown = ev.force(cell).and_then(|value| self.show(&mut ev, value, print, file));
        self.traces.append(&mut ev.traces);
        match shown {
            Ok(text) => text,
            Err(error) => {
                self.diagnostics.push(eval_error(&ev, error, Anchor::file(file)));
                None
            }
        }
    }

    fn show(&mut self, ev: &mut Eval<'_>, value: Value, print: Print, file: FileId) -> R<Option<String>> {
        if print == Print::Json {
            return Ok(match ev.to_json(value)? {
                Ok(json) => Some(json.to_string()),
                Err(why) => {
                    let reason = ev.why_of(why).kind.phrase();
                    let text = format!("some part of the value is not known: {reason}");
                    self.diagnostics.push(Diagnostic::new(&codes::EVALUATION_ERROR, Anchor::file(file), text));
                    None
                }
            });
        }
        if print == Print::Strict {
            ev.deep_force(value)?;
        }
        ev.show(value).map(Some)
    }
}

/// A failed evaluation as a finding; `fallback` is its place when no expression is to blame.
pub fn eval_error(ev: &Eval<'_>, error: ErrId, fallback: Anchor) -> Diagnostic {
    let error = ev.error(error);
    let code = match error.kind {
        ErrKind::Throw | ErrKind::Assert | ErrKind::Abort => &codes::THROWN_ERROR,
        ErrKind::InfiniteRecursion => &codes::INFINITE_RECURSION,
        ErrKind::Undefined => &codes::UNDEFINED_VARIABLE,
        ErrKind::File => &codes::UNREADABLE_FILE,
        _ => &codes::EVALUATION_ERROR,
    };
    let mut finding = Diagnostic::new(code, ev.anchor(error.at).unwrap_or(fallback), error.message.as_str());
    for call in &error.trace {
        let anchor = ev.anchor(*call);
        finding = match anchor {
            Some(at) if at != finding.primary && finding.labels.iter().all(|l| l.anchor != at) => {
                finding.label(at, "called from here")
            }
            _ => finding,
        };
    }
    let help: Vec<&str> = error.help.iter().chain(&error.context).map(String::as_str).collect();
    if help.is_empty() { finding } else { finding.help(help.join("\n")) }
}
