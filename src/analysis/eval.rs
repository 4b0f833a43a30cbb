//! One expression or file, evaluated or parsed and printed: for people who look inside.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Outcome, ProgramSources, absent};
use crate::base::limits;
use crate::base::{FileId, Files, Symbol};
use crate::diag::{Anchor, Coverage, Diagnostic, codes, unreadable};
use crate::eval::show;
use crate::eval::{CellId, Entry, ErrId, ErrKind, Eval, Found, PosId, R, Shape, Value, Variables};
use crate::ir::{Program, nix_text};
use crate::schema::Release;

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
    /// What was parsed, as Nix prints it, without evaluating it.
    Parsed,
    /// The value as far as it was needed to know its kind.
    Value,
    /// The value with everything inside it.
    Strict,
    Json,
    Xml,
}

/// An argument for functions that are called on the way to the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// An expression; relative paths in it start at the current folder.
    Expr(String),
    Text(String),
}

/// What to evaluate, and what it may see of the machine.
pub struct EvalRequest<'a> {
    pub source: EvalSource,
    pub print: Print,
    pub arguments: Vec<(String, Argument)>,
    /// What of the value to print: attribute names and list indices between dots.
    pub attribute: Option<String>,
    /// What `<name>` means: prefixes (or nothing) with folders.
    pub search_path: Vec<(String, PathBuf)>,
    pub env: Variables<'a>,
    /// The machine as Nix names it, such as `x86_64-linux`.
    pub system: String,
    /// Where relative paths of arguments start.
    pub cwd: PathBuf,
    /// Function calls inside each other that are allowed.
    pub call_depth: u32,
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
pub fn eval(files: Arc<Files>, request: &EvalRequest<'_>) -> EvalOutcome {
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
        Ok(file) => run.print(&program, file, request),
        Err(finding) => {
            run.diagnostics.push(finding);
            None
        }
    };
    let coverage = Coverage { files: program.loaded().len(), ..Coverage::default() };
    let sources = Box::new(ProgramSources(Arc::new(program)));
    let outcome = Outcome {
        diagnostics: run.diagnostics,
        coverage,
        release: Release::NEWEST,
        notes: Vec::new(),
        unknowns: Vec::new(),
        sources,
    };
    EvalOutcome { printed, traces: run.traces, outcome }
}

struct Run {
    diagnostics: Vec<Diagnostic>,
    traces: Vec<String>,
}

impl Run {
    fn print(&mut self, program: &Program, file: FileId, request: &EvalRequest<'_>) -> Option<String> {
        let lowered = program.lowered(file);
        self.diagnostics.extend(lowered.diagnostics.iter().cloned());
        if !self.diagnostics.is_empty() {
            return None;
        }
        if request.print == Print::Parsed {
            let base = program.files.path(file).parent().unwrap_or(&request.cwd);
            return Some(nix_text::print(&lowered.module, base, show::quoted, show::attr_name));
        }
        let mut ev = Eval::new(program);
        ev.budget = limits::VALUE;
        ev.env = Some(request.env);
        ev.call_depth = request.call_depth;
        ev.system = Some(request.system.as_str().into());
        ev.search_path.clone_from(&request.search_path);
        let cell = ev.import_file(file);
        let wanted = ev.force(cell).and_then(|value| choose(&mut ev, value, request));
        let shown = wanted.and_then(|value| self.show(&mut ev, value, request.print, file));
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
        if print == Print::Xml {
            let text = ev.xml_text(value)?;
            return match text {
                Value::Str(s) => Ok(Some(ev.text(s).to_owned())),
                other => ev.show(other).map(Some),
            };
        }
        if print == Print::Strict {
            ev.deep_force(value)?;
        }
        ev.show(value).map(Some)
    }
}

/// The part of a value that was asked for; functions on the way are called with the arguments given.
fn choose(ev: &mut Eval<'_>, value: Value, request: &EvalRequest<'_>) -> R<Value> {
    let mut arguments = Vec::new();
    for (name, argument) in &request.arguments {
        let cell = match argument {
            Argument::Text(text) => {
                let text = ev.string(text);
                ev.cell(text)
            }
            Argument::Expr(text) => {
                let place = request.cwd.join(format!("«argument {name}»"));
                let file = ev.program.files.add_virtual(&place.to_string_lossy(), text.as_str());
                ev.import_file(file)
            }
        };
        arguments.push((Symbol::new(name), cell));
    }
    let Some(attribute) = &request.attribute else {
        return if arguments.is_empty() { Ok(value) } else { auto_call(ev, value, &arguments) };
    };
    let mut value = auto_call(ev, value, &arguments)?;
    for name in steps(attribute) {
        let cell = match value {
            Value::List(l) => match name.parse::<usize>().ok().map(|i| ev.items(l).get(i).copied()) {
                Some(Some(item)) => item,
                Some(None) => {
                    return Err(
                        ev.fail(ErrKind::MissingAttr, format!("list index {name} in `{attribute}` is out of range"))
                    );
                }
                None => return Err(not_a_set(ev, value, &name, attribute)),
            },
            Value::Attrs(set) => match ev.find(set, Symbol::new(&name)) {
                Found::Cell(c) => c,
                Found::Missing => {
                    return Err(ev.fail(ErrKind::MissingAttr, format!("attribute `{name}` in `{attribute}` not found")));
                }
                Found::Unknown(w) => return Ok(Value::Unknown(w, Shape::Any)),
            },
            Value::Unknown(..) => return Ok(value),
            _ => return Err(not_a_set(ev, value, &name, attribute)),
        };
        let found = ev.force(cell)?;
        value = auto_call(ev, found, &arguments)?;
    }
    Ok(value)
}

fn not_a_set(ev: &mut Eval<'_>, value: Value, name: &str, attribute: &str) -> ErrId {
    let what = ev.describe(value);
    ev.fail(ErrKind::Type, format!("what should have the attribute `{name}` of `{attribute}` is {what}"))
}

/// The parts of `a."b.c".0`.
fn steps(attribute: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    for c in attribute.chars() {
        match (c, all.last_mut()) {
            ('"', _) => quoted = !quoted,
            ('.', _) if !quoted => all.push(String::new()),
            (c, Some(last)) => last.push(c),
            (_, None) => {}
        }
    }
    all.retain(|step| !step.is_empty());
    all
}

/// Calls a function that names its arguments with those that were given, as Nix does for `--arg`.
fn auto_call(ev: &mut Eval<'_>, f: Value, given: &[(Symbol, CellId)]) -> R<Value> {
    if let Value::Attrs(set) = f
        && let Found::Cell(c) = ev.find_listed(set, Symbol::new("__functor"))
    {
        let functor = ev.force(c)?;
        let inner = ev.call_values(functor, &[f])?;
        return ev.guarded(|ev| auto_call(ev, inner, given));
    }
    let Some(formals) = ev.formals(f) else { return Ok(f) };
    let takes = |name: Symbol| ev.has_ellipsis(f) || formals.iter().any(|(n, ..)| *n == name);
    let entries = given
        .iter()
        .filter(|(name, _)| takes(*name))
        .map(|&(name, cell)| Entry { name, cell, pos: PosId::NONE })
        .collect();
    let arguments = ev.attrs(entries);
    ev.call_values(f, &[arguments])
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
