//! A unit document as one Nix expression: a function of `{ config, lib }` in which references are selections from
//! `config`. It holds what the JSON holds; `builtins.exec` and `import` take it as it is.

use serde_json::{Map, Value as Json};

/// Names that mean something else when they stand alone.
const KEYWORDS: [&str; 9] = ["assert", "else", "if", "in", "inherit", "let", "rec", "then", "with"];

/// What the expression needs beside `lib`: a text as Nix puts it between `${` and `}`, and a value that is a text if it
/// is a path or a package.
const HEADER: &str = "\
{ config, lib, ... }:
let
  text = v: if builtins.isPath v || lib.isDerivation v then \"${v}\" else toString v;
  value = v: if builtins.isPath v || lib.isDerivation v then \"${v}\" else v;
in
";

/// The document as an expression, indented, with a final newline.
pub(super) fn expression(document: &Json) -> String {
    let mut out = HEADER.to_owned();
    print(document, 0, &mut out);
    out.push('\n');
    out
}

fn print(v: &Json, depth: usize, out: &mut String) {
    match v {
        Json::Null => out.push_str("null"),
        Json::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Json::Number(n) => out.push_str(&number(n)),
        Json::String(s) => quote(s, out),
        Json::Array(items) if items.is_empty() => out.push_str("[ ]"),
        Json::Array(items) => {
            out.push_str("[\n");
            for item in items {
                indent(depth + 1, out);
                // Elements stand side by side: a selection or a call needs parentheses.
                let call = parts(item).is_some() || item.is_number();
                out.push_str(if call { "(" } else { "" });
                print(item, depth + 1, out);
                out.push_str(if call { ")\n" } else { "\n" });
            }
            indent(depth, out);
            out.push(']');
        }
        Json::Object(_) if parts(v).is_some() => join(parts(v).unwrap_or_default(), true, out),
        Json::Object(map) => set(map, depth, out),
    }
}

fn set(map: &Map<String, Json>, depth: usize, out: &mut String) {
    if map.is_empty() {
        return out.push_str("{ }");
    }
    out.push_str("{\n");
    for (name, value) in map {
        indent(depth + 1, out);
        attr(name, out);
        out.push_str(" = ");
        print(value, depth + 1, out);
        out.push_str(";\n");
    }
    indent(depth, out);
    out.push('}');
}

/// The parts of something that is not fully known.
fn parts(v: &Json) -> Option<&[Json]> {
    match v {
        Json::Object(map) if map.len() == 1 => map.get("parts")?.as_array().map(Vec::as_slice),
        _ => None,
    }
}

/// Parts as one text; a lone one may be a value of another kind, where that is allowed.
fn join(parts: &[Json], any: bool, out: &mut String) {
    if let ([one], true) = (parts, any)
        && one.get("option").is_some()
    {
        out.push_str("value ");
        return part(one, out);
    }
    out.push_str("lib.concatStrings [ ");
    for p in parts {
        let reference = p.get("option").is_some();
        out.push_str(if reference { "(text " } else { "" });
        part(p, out);
        out.push_str(if reference { ") " } else { " " });
    }
    out.push(']');
}

fn part(p: &Json, out: &mut String) {
    if let Some(path) = p.get("option").and_then(Json::as_array) {
        option(path, out);
    } else if let Some(inner) = p.get("shellArg").and_then(Json::as_array) {
        out.push_str("(lib.escapeShellArg (");
        join(inner, false, out);
        out.push_str("))");
    } else {
        quote(p.as_str().unwrap_or_default(), out);
    }
}

/// `config.a.b`, in parentheses where a position in a list ends it.
fn option(path: &[Json], out: &mut String) {
    let mut text = "config".to_owned();
    for step in path {
        match step.as_u64() {
            Some(i) => text = format!("(builtins.elemAt {text} {i})"),
            None => {
                text.push('.');
                attr(step.as_str().unwrap_or_default(), &mut text);
            }
        }
    }
    out.push_str(&text);
}

/// An attribute name, in quotes where it needs them.
pub fn attr(name: &str, out: &mut String) {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let plain = starts && name.chars().all(|c| c.is_ascii_alphanumeric() || "_'-".contains(c));
    if plain && !KEYWORDS.contains(&name) { out.push_str(name) } else { quote(name, out) }
}

/// A string literal.
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '$' => out.push_str("\\$"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A number as Nix reads it: a float has a point.
pub fn number(n: &serde_json::Number) -> String {
    let text = n.to_string();
    match text.split_once(['e', 'E']) {
        Some((digits, power)) if !digits.contains('.') => format!("{digits}.0e{power}"),
        _ => text,
    }
}

fn indent(depth: usize, out: &mut String) {
    (0..depth).for_each(|_| out.push_str("  "));
}
