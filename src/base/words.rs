//! Words for messages.

use std::fmt::Write;

/// Joins names as English does: `a`, `a` or `b`, `a`, `b` or `c`.
pub fn one_of<S: AsRef<str>>(names: &[S]) -> String {
    joined(names, " or ")
}

/// The same with `and`.
pub fn all_of<S: AsRef<str>>(names: &[S]) -> String {
    joined(names, " and ")
}

fn joined<S: AsRef<str>>(names: &[S], last: &str) -> String {
    let mut out = String::new();
    for (i, n) in names.iter().enumerate() {
        if i > 0 {
            out.push_str(if i + 1 == names.len() { last } else { ", " });
        }
        let _ = write!(out, "`{}`", n.as_ref());
    }
    out
}
