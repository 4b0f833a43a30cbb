//! The house rules that no compiler checks: which layer may import which, where a crate may appear, file headers and
//! lengths, no printing outside the command line, nothing left to do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;

use crate::support::files_below;

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![
        layers_import_downwards,
        layers_are_listed_lowest_first,
        crates_stay_in_their_place,
        files_say_what_they_are,
        files_are_short,
        only_the_command_line_prints,
        nothing_is_left_to_do,
        the_checks_see_what_they_should,
    ]
}

/// Layer → layers it may import, lowest first. A file `src/x.rs` is the layer `x`, as is all of `src/x/`.
pub(crate) const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("diag", &["base"]),
    ("syntax", &["base", "diag"]),
    ("ir", &["base", "diag", "syntax"]),
    ("eval", &["base", "diag", "ir"]),
    ("schema", &["base"]),
    ("modules", &["base", "diag", "eval", "schema"]),
    ("oci", &["base", "diag", "eval", "modules", "schema"]),
    ("units", &["oci", "schema"]),
    ("plan", &["base", "diag", "oci", "schema", "units"]),
    ("nixos", &["base", "diag", "eval", "modules", "oci", "schema", "units"]),
    ("flake", &["base", "diag", "eval", "nixos", "schema"]),
    ("settings", &["base", "diag", "schema"]),
    ("rules", &["base", "diag", "oci", "schema", "settings"]),
    (
        "analysis",
        &[
            "base", "diag", "syntax", "ir", "eval", "modules", "schema", "oci", "units", "plan", "nixos", "flake",
            "settings", "rules",
        ],
    ),
    ("fix", &["base", "diag", "syntax"]),
    ("report", &["base", "diag", "fix", "plan"]),
    ("cli", EVERYTHING),
    ("lsp", EVERYTHING),
    ("main", EVERYTHING),
    ("lib", EVERYTHING),
];

pub(crate) const EVERYTHING: &[&str] = &["*"];

/// Names that may appear only below some paths of `src/`.
const PLACES: &[(&str, &[&str])] = &[
    ("rnix", &["syntax/", "ir/lower", "fix/"]),
    ("rowan", &["syntax/", "ir/lower"]),
    ("miette", &["report/human.rs"]),
    ("unicode_width", &["report/"]),
    ("lsp_types", &["lsp/"]),
    ("lsp_server", &["lsp/"]),
    ("clap", &["cli/"]),
    ("anyhow", &["cli/", "lsp/", "analysis"]),
    ("mimalloc", &["main.rs"]),
    ("gix", &["base/git.rs"]),
    ("std::fs", &["base/files.rs", "cli/"]),
    ("std::env", &["base/files.rs", "cli/", "main.rs"]),
    ("std::process::Command", &["cli/pager.rs"]),
    ("TcpStream", &[]),
    ("TcpListener", &[]),
    ("UdpSocket", &[]),
    ("UnixStream", &[]),
];

/// Files that may be longer than [`LINES`]; the list should only ever shrink.
const LONG_FILES: &[(&str, usize)] = &[];

const LINES: usize = 700;

/// One source file: path below `src/`, and its text without comments, string contents and tests.
struct Source {
    path: String,
    raw: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: PathBuf| {
        let raw = std::fs::read_to_string(&path).expect("source file");
        let path = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        let only_tests = path.ends_with("/tests.rs") || path.contains("/tests/");
        let code = if only_tests { String::new() } else { strip(before_tests(&raw)) };
        Source { path, raw, code }
    };
    files_below(&src, ".rs").into_iter().map(read).collect()
}

/// Everything up to the first test module; by the house's order nothing but tests follows it.
fn before_tests(text: &str) -> &str {
    text.find("\n#[cfg(test)]").map_or(text, |end| &text[..end])
}

/// Blanks comments and the contents of string literals, keeping line breaks.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |i| i + 2)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest[1..].find('\'').map_or(1, |i| i + 2)
        } else if c == '"' {
            quoted(rest)
        } else if let Some(hashes) = raw_string(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            rest[hashes + 2..].find(&close).map_or(rest.len(), |i| hashes + 2 + i + close.len())
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        out.extend(rest[..skip].chars().filter(|c| *c == '\n'));
        rest = &rest[skip..];
    }
    out
}

/// Length of the string literal that `text` begins with.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return i + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// The number of `#` if `text` begins with a raw string literal.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

fn layer_of(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Layers that a text names after `crate::`, alone or in a brace list.
fn imported(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (i, _) in code.match_indices("crate::") {
        let before = code[..i].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &code[i + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(list) => top_level_names(list),
            None => vec![rest],
        };
        for name in names {
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
            if name[end..].starts_with("::") || name[end..].trim_start().starts_with([',', '}', ';']) {
                found.insert(name[..end].to_string());
            }
        }
    }
    found
}

/// The starts of the entries of a brace list whose opening brace is already behind.
fn top_level_names(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut names) = (0, true, Vec::new());
    for (i, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && !c.is_whitespace() => {
                names.push(&list[i..]);
                start = false;
            }
            _ => {}
        }
    }
    names
}

fn layers_import_downwards() {
    let table: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let layer = layer_of(&source.path);
        let Some(allowed) = table.get(layer) else {
            wrong.push(format!("{}: the layer `{layer}` is not in the table of tests/it/tidy.rs", source.path));
            continue;
        };
        for name in imported(&source.code) {
            let known = table.contains_key(name.as_str());
            if known && name != layer && *allowed != EVERYTHING && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: `{layer}` must not import `{name}`", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Imports that only lead to earlier entries of the table cannot go round in circles.
fn layers_are_listed_lowest_first() {
    for (i, (layer, allowed)) in LAYERS.iter().enumerate().filter(|(_, (_, allowed))| *allowed != EVERYTHING) {
        for name in *allowed {
            assert!(LAYERS[..i].iter().any(|(l, _)| l == name), "`{layer}` may import `{name}`, which is not below it");
        }
    }
}

fn mentions(code: &str, name: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(name)
        .any(|(i, _)| !word(code[..i].chars().next_back()) && !word(code[i + name.len()..].chars().next()))
}

fn crates_stay_in_their_place() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, places) in PLACES {
            if mentions(&source.code, name) && !places.iter().any(|p| source.path.starts_with(p)) {
                wrong.push(format!("{}: `{name}` may appear only in {places:?}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn all_rust_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = files_below(&root.join("src"), ".rs");
    all.extend(files_below(&root.join("tests/it"), ".rs"));
    let relative = |p: &Path| p.strip_prefix(root).expect("below the package").to_string_lossy().into_owned();
    all.iter().map(|p| (relative(p), std::fs::read_to_string(p).expect("source file"))).collect()
}

fn files_say_what_they_are() {
    let mut wrong = Vec::new();
    for (path, text) in all_rust_files() {
        let header = text.lines().take_while(|l| l.starts_with("//!")).count();
        // The crate's own header carries the picture of the data flow.
        let most = if path == "src/lib.rs" { 20 } else { 6 };
        if !(1..=most).contains(&header) {
            wrong.push(format!("{path}: begins with {header} lines of `//!`, not 1 to {most}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn files_are_short() {
    let mut wrong = Vec::new();
    for (path, text) in all_rust_files() {
        let listed = LONG_FILES.iter().find(|(p, _)| *p == path).map(|(_, n)| *n);
        let lines = text.lines().count();
        match listed {
            Some(limit) if lines > limit => wrong.push(format!("{path}: {lines} lines, {limit} allowed")),
            Some(_) if lines <= LINES => wrong.push(format!("{path}: short enough now, take it off the list")),
            None if lines > LINES => wrong.push(format!("{path}: {lines} lines, {LINES} allowed")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn only_the_command_line_prints() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.path.starts_with("cli/") || source.path == "main.rs" {
            continue;
        }
        for name in ["println!", "eprintln!", "print!", "eprint!", "process::exit", "process::abort"] {
            if source
                .code
                .match_indices(name)
                .any(|(i, _)| !source.code[..i].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            {
                wrong.push(format!("{}: `{name}`", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn nothing_is_left_to_do() {
    // Written in two halves so that this file does not find itself.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("X", "XX"),
        concat!("todo", "!("),
        concat!("unimpl", "emented!("),
        concat!("#[ign", "ore"),
    ];
    let mut wrong = Vec::new();
    for (path, text) in all_rust_files() {
        for (number, line) in text.lines().enumerate() {
            for mark in marks.iter().filter(|m| line.contains(**m)) {
                wrong.push(format!("{path}:{}: {mark}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The checks above read text: this holds that they read it rightly.
fn the_checks_see_what_they_should() {
    let names = |code: &str| imported(code).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(
        names("use crate::eval::Value; use crate::{base::{Span, ids}, diag, rules::x};"),
        "base diag eval rules"
    );
    assert_eq!(names("$crate::base::Symbol; pub(crate) fn f(x: crate::oci::Port) {}"), "oci");
    let stripped = strip("let a = \"crate::eval\\\" x\"; // crate::rules\nlet b = r#\"rnix\"#; let c = '\"'; d");
    assert_eq!(stripped, "let a = ; \nlet b = ; let c = ; d");
    assert!(mentions("use rnix::Root;", "rnix") && !mentions("rnix_like()", "rnix"));
    assert_eq!((layer_of("cli/args.rs"), layer_of("analysis.rs")), ("cli", "analysis"));
    assert!(sources().iter().any(|s| s.raw.contains("fn main")));
}
