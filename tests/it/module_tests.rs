//! nixpkgs' own tests of its module system, where `NIXPKGS_LIB` names a copy of nixpkgs' folder `lib`: each call of
//! `checkConfigOutput` and `checkConfigError` in `tests/modules.sh` is run twice, with that `lib` as our evaluator sees
//! it, and with the native module system in its place. What differs is listed with its reason, and has to differ.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::Trial;
use ocinix::analysis::{EvalRequest, EvalSource, Print};
use ocinix::base::files::Disk;
use ocinix::base::{Files, Symbol};
use ocinix::diag::Severity;
use ocinix::eval::nixlib::lib_cell;
use ocinix::eval::{ErrKind, Eval, Found, R, Value};
use ocinix::ir::Program;
use ocinix::nixos::{Spec, System};
use ocinix::schema::Release;

use crate::support::{Ran, ocinix_in, skipped, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let Some(dir) = std::env::var_os("NIXPKGS_LIB") else {
        return vec![skipped("module_tests", "NIXPKGS_LIB does not name nixpkgs' folder lib")];
    };
    let lib = std::fs::canonicalize(&dir).unwrap_or_else(|e| panic!("{}: {e}", Path::new(&dir).display()));
    let mut all = whole_files(&lib);
    let list = std::fs::read_to_string(tests_dir().join("eval/module-skips.txt")).expect("the list of differences");
    let skips: Vec<(String, String)> = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(" | ").unwrap_or((line, "")))
        .map(|(name, why)| (name.trim().to_owned(), why.to_owned()))
        .collect();
    let script = std::fs::read_to_string(lib.join("tests/modules.sh")).expect("the script of the tests");
    let checks = calls(&script);
    assert!(checks.len() > 100, "only {} calls in the script", checks.len());
    let folder = lib.join("tests/modules");
    let mut names = Vec::new();
    for check in checks {
        for (with, run) in [("lib", real as fn(&Path, &Check) -> Result<(), String>), ("native", native)] {
            let name = format!("{with} {}", check.name());
            let why = skips.iter().find(|(skip, _)| *skip == name).map(|(_, why)| why.clone());
            let (folder, check) = (folder.clone(), check.clone());
            names.push(name.clone());
            all.push(test(format!("module_tests::{name}"), move || match (run(&folder, &check), why) {
                (Ok(()), Some(why)) => panic!("this passes, but is listed: {why}"),
                (Err(text), None) => panic!("{text}"),
                (Ok(()), None) | (Err(_), Some(_)) => {}
            }));
        }
    }
    all.push(test("module_tests::the_list_names_tests", move || {
        for (skip, _) in &skips {
            assert!(names.contains(skip), "the list names `{skip}`, which does not exist");
        }
    }));
    all
}

/// Files that evaluate to the list of their failures.
fn whole_files(lib: &Path) -> Vec<Trial> {
    let of = |name: &'static str| {
        let file = lib.join("tests").join(name);
        test(format!("module_tests::{name}"), move || {
            let Ran { status, out, err } = ocinix_in(Path::new("/"), &["eval", "--strict", &file.to_string_lossy()]);
            assert_eq!((status, out.trim()), (0, "[ ]"), "{err}");
        })
    };
    ["misc.nix", "systems.nix", "fetchers.nix"].map(of).into()
}

/// One call of the script.
#[derive(Clone, Debug)]
struct Check {
    /// What the result looks like; of an error, what the message looks like.
    pattern: String,
    fails: bool,
    attribute: String,
    modules: Vec<String>,
    aborts_on_warnings: bool,
}

impl Check {
    fn name(&self) -> String {
        let warn = if self.aborts_on_warnings { "abort-on-warn " } else { "" };
        let kind = if self.fails { "error" } else { "output" };
        let pattern: String = self.pattern.chars().take(60).collect();
        format!("{warn}{kind} {} {} {pattern}", self.attribute, self.modules.join(" "))
    }

    fn expression(&self) -> String {
        format!("modules = [ {} ];", self.modules.join(" "))
    }
}

/// The calls of the script, in order.
fn calls(script: &str) -> Vec<Check> {
    let mut all = Vec::new();
    let mut positional: Vec<String> = Vec::new();
    for line in script.replace("\\\n", " ").lines() {
        let mut words = words(line, &positional);
        let mut aborts_on_warnings = false;
        while let Some(first) = words.first()
            && let Some((variable, _)) = first.split_once('=')
            && variable.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        {
            aborts_on_warnings |= variable == "ABORT_ON_WARN";
            words.remove(0);
        }
        match words.first().map(String::as_str) {
            Some("set") if words.get(1).is_some_and(|w| w == "--") => positional = words.split_off(2),
            Some(name @ ("checkConfigOutput" | "checkConfigError")) if words.len() > 2 => all.push(Check {
                fails: name == "checkConfigError",
                pattern: words[1].clone(),
                attribute: words[2].clone(),
                modules: words.split_off(3),
                aborts_on_warnings,
            }),
            _ => {}
        }
    }
    all
}

/// The words of a line of the shell, as far as the script needs it.
fn words(line: &str, positional: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' => out.extend(word.take()),
            '#' if word.is_none() => break,
            '\'' => word.get_or_insert_default().extend(chars.by_ref().take_while(|&c| c != '\'')),
            '"' => {
                let mut text = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' if chars.peek().is_some_and(|c| "\"\\$`".contains(*c)) => text.extend(chars.next()),
                        c => text.push(c),
                    }
                }
                if text == "$@" {
                    out.extend(positional.iter().cloned());
                } else {
                    word.get_or_insert_default().push_str(&text);
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            c => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    out.into_iter().flat_map(braces).collect()
}

/// `a/{b,c}` is `a/b` and `a/c`.
fn braces(word: String) -> Vec<String> {
    match word.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
        Some((before, (inner, after))) if word.starts_with("./") => {
            inner.split(',').map(|part| format!("{before}{part}{after}")).collect()
        }
        _ => vec![word],
    }
}

/// What Nix itself says, and what we say.
const OWN_WORDS: [(&str, &str); 2] = [
    ("infinite recursion encountered", "infinite recursion: this value needs itself"),
    ("in selection path .*config.enable.* not found", "in .config.enable. not found"),
];

/// How a check came out.
enum End {
    Json(String),
    /// All messages.
    Error(String),
    Unknown(String),
}

fn compare(check: &Check, end: End, with_message: bool) -> Result<(), String> {
    let pattern = |text: &str| -> Result<regex::Regex, String> {
        let text = OWN_WORDS.iter().fold(text.to_owned(), |text, (nix, ours)| text.replace(nix, ours));
        regex::Regex::new(&literal_braces(&text)).map_err(|e| e.to_string())
    };
    match end {
        End::Unknown(why) => Err(format!("stays unknown: {why}")),
        End::Error(text) if !check.fails => Err(format!("fails: {text}")),
        End::Json(text) if check.fails => Err(format!("gives {text}, which should fail")),
        End::Json(text) => match pattern(&check.pattern)?.is_match(&text) {
            true => Ok(()),
            false => Err(format!("gives {text}, not {}", check.pattern)),
        },
        End::Error(_) if !with_message => Ok(()),
        End::Error(text) => match pattern(&check.pattern)?.is_match(&text) {
            true => Ok(()),
            false => Err(format!("fails with {text}\nnot {}", check.pattern)),
        },
    }
}

/// To grep a brace that counts nothing is itself.
fn literal_braces(pattern: &str) -> String {
    let mut out = String::new();
    let mut escaped = false;
    for c in pattern.chars() {
        if matches!(c, '{' | '}') && !escaped {
            out.push('\\');
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    out
}

/// With the `lib` of the copy.
fn real(folder: &Path, check: &Check) -> Result<(), String> {
    let request = EvalRequest {
        source: EvalSource::Text {
            text: format!("import ./default.nix {{ {} }}", check.expression()),
            base: folder.to_path_buf(),
        },
        print: Print::Json,
        arguments: Vec::new(),
        attribute: Some(check.attribute.clone()),
        search_path: Vec::new(),
        env: &|_| None,
        system: "x86_64-linux".into(),
        cwd: folder.to_path_buf(),
        call_depth: ocinix::base::limits::CALL_DEPTH,
    };
    let files = Arc::new(Files::new(Disk::new([PathBuf::from("/")])));
    let done = ocinix::analysis::eval(files, &request);
    let warned = done.traces.iter().any(|t| t.contains("evaluation warning:"));
    let end = match done.printed {
        _ if warned && check.aborts_on_warnings => End::Error(done.traces.join("\n")),
        Some(text) => End::Json(text),
        None => {
            let all = done.outcome.diagnostics.iter();
            let text: Vec<String> =
                all.map(|d| format!("{}\n{}", d.message, d.help.as_deref().unwrap_or(""))).collect();
            // Nix drops colours where there is no terminal.
            let colours = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a pattern");
            let text = colours.replace_all(&text.join("\n"), "").into_owned();
            if text.contains("is not known:") { End::Unknown(text) } else { End::Error(text) }
        }
    };
    compare(check, end, true)
}

/// With the native module system: messages are its own, so of an error only that there is one is compared.
fn native(folder: &Path, check: &Check) -> Result<(), String> {
    let program = Program::new(Arc::new(Files::new(Disk::new([PathBuf::from("/")]))));
    let mut ev = Eval::new(&program);
    let spec = Spec {
        name: "test".into(),
        release: Release::NEWEST,
        closed: true,
        modules: Vec::new(),
        special: Vec::new(),
        nixpkgs: None,
        platform: None,
    };
    let system = System::new(&mut ev, spec);
    ev.env = Some(&|_| None);
    let text = format!("{{ lib }}: import ./default.nix {{ inherit lib; {} }}", check.expression());
    let file = program.files.add_virtual(&folder.join("«test»").to_string_lossy(), text.as_str());
    let end = match evaluate(&mut ev, file, &check.attribute) {
        Ok(Ok(json)) => {
            let warned = ev.traces.iter().any(|t| t.contains("evaluation warning:"));
            let findings = system.sys.diagnostics.borrow();
            let errors: Vec<&str> =
                findings.iter().filter(|d| d.severity == Severity::Error).map(|d| d.message.as_str()).collect();
            if warned && check.aborts_on_warnings {
                End::Error(ev.traces.join("\n"))
            } else if errors.is_empty() {
                End::Json(json)
            } else {
                End::Error(errors.join("\n"))
            }
        }
        Ok(Err(why)) => End::Unknown(why),
        Err(e) => End::Error(ev.error(e).message.clone()),
    };
    compare(check, end, false)
}

/// One part of the value of a function that takes `lib`, as JSON; the inner error is why it is not known.
fn evaluate(ev: &mut Eval<'_>, file: ocinix::base::FileId, attribute: &str) -> R<Result<String, String>> {
    let f = ev.import_file(file);
    let f = ev.force(f)?;
    let lib = lib_cell(ev);
    let args = ev.attrs_from([("lib", lib)]);
    let mut value = ev.call_values(f, &[args])?;
    for name in attribute.replace('"', "").split('.') {
        let cell = match value {
            Value::List(l) => name.parse::<usize>().ok().and_then(|i| ev.items(l).get(i).copied()),
            Value::Attrs(set) => match ev.find(set, Symbol::new(name)) {
                Found::Cell(c) => Some(c),
                Found::Missing => None,
                Found::Unknown(w) => return Ok(Err(ev.why_of(w).kind.phrase())),
            },
            Value::Unknown(w, _) => return Ok(Err(ev.why_of(w).kind.phrase())),
            _ => None,
        };
        match cell {
            Some(cell) => value = ev.force(cell)?,
            None => return Err(ev.fail(ErrKind::MissingAttr, format!("attribute `{name}` not found"))),
        }
    }
    Ok(match ev.to_json(value)? {
        Ok(json) => Ok(json.to_string()),
        Err(w) => Err(ev.why_of(w).kind.phrase()),
    })
}
