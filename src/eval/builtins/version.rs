//! Builtins about versions: Nix' order of version strings, and names of derivations.

use std::cmp::Ordering;

use crate::eval::Eval;
use crate::eval::error::R;
use crate::eval::value::*;
use crate::known;

use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[
    make("compareVersions", 2, |ev, a| {
        let x = ev.want_str(a[0])?;
        let y = ev.want_str(a[1])?;
        Ok(Value::Int(compare(&known!(x, Shape::Int), &known!(y, Shape::Int)) as i64))
    }),
    make("parseDrvName", 1, |ev, a| {
        let text = known!(ev.want_str(a[0])?, Shape::Attrs);
        let (name, version) = parse_name(&text);
        strings(ev, &[("name", name), ("version", version)])
    }),
    make("splitVersion", 1, |ev, a| {
        let text = known!(ev.want_str(a[0])?, Shape::List);
        let mut cells = Vec::new();
        for part in Components(&text) {
            let v = ev.string(part);
            cells.push(ev.cell(v));
        }
        Ok(ev.list(cells))
    }),
];

fn strings(ev: &mut Eval, all: &[(&'static str, &str)]) -> R<Value> {
    let mut cells = Vec::new();
    for (name, text) in all {
        let v = ev.string(text);
        cells.push((*name, ev.cell(v)));
    }
    Ok(ev.attrs_from(cells))
}

/// The components of a version: runs of digits, and runs of anything else; dots and dashes only separate.
struct Components<'t>(&'t str);

impl<'t> Iterator for Components<'t> {
    type Item = &'t str;
    fn next(&mut self) -> Option<&'t str> {
        let rest = self.0.trim_start_matches(['.', '-']);
        let first = rest.chars().next()?;
        let end = if first.is_ascii_digit() {
            rest.find(|c: char| !c.is_ascii_digit())
        } else {
            rest.find(|c: char| c.is_ascii_digit() || c == '.' || c == '-')
        };
        let (part, left) = rest.split_at(end.unwrap_or(rest.len()));
        self.0 = left;
        Some(part)
    }
}

/// Compares two versions: `pre` sorts before everything else, numbers by value and after words.
pub(super) fn compare(x: &str, y: &str) -> Ordering {
    let (mut x, mut y) = (Components(x), Components(y));
    loop {
        match (x.next(), y.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) => match compare_component(a.unwrap_or(""), b.unwrap_or("")) {
                Ordering::Equal => {}
                order => return order,
            },
        }
    }
}

fn compare_component(a: &str, b: &str) -> Ordering {
    let less = |a: &str, b: &str| match (number(a), number(b)) {
        (Some(x), Some(y)) => x < y,
        (x, y) => {
            if a.is_empty() && y.is_some() || a == "pre" && b != "pre" {
                true
            } else if b == "pre" {
                false
            } else if y.is_some() {
                // Words sort before numbers.
                true
            } else if x.is_some() {
                false
            } else {
                a < b
            }
        }
    };
    if less(a, b) {
        Ordering::Less
    } else if less(b, a) {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

/// A component as a number; Nix reads 32 bits here.
fn number(s: &str) -> Option<u32> {
    if s.starts_with(|c: char| c.is_ascii_digit()) { s.parse().ok() } else { None }
}

/// The name and version of `name-version`: the version begins after the first dash that no letter follows.
fn parse_name(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let dash =
        (0..bytes.len()).find(|&i| bytes[i] == b'-' && bytes.get(i + 1).is_some_and(|b| !b.is_ascii_alphabetic()));
    match dash {
        Some(i) => (text.get(..i).unwrap_or(text), text.get(i + 1..).unwrap_or("")),
        None => (text, ""),
    }
}
