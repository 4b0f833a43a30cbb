//! Values as text: the way `nix-instantiate --eval` prints them, and short descriptions for messages.

use rustc_hash::FxHashSet;

use crate::base::limits;

use super::error::R;
use super::value::*;
use super::walk::Container;
use super::{Eval, State};

/// What has been printed: Nix prints each list and set once.
type Seen = FxHashSet<Container>;

impl Eval<'_> {
    /// What a value is, for a message: `the string "x"`, `a set`, `the integer 5`.
    pub fn describe(&mut self, v: Value) -> String {
        match v {
            Value::Null => "null".into(),
            Value::Bool(b) => format!("the Boolean `{b}`"),
            Value::Int(i) => format!("the integer `{i}`"),
            Value::Float(f) => format!("the float `{}`", float(f)),
            Value::Str(s) => {
                let t = self.text(s);
                let short: String = t.chars().take(40).collect();
                let more = if short.len() < t.len() { "…" } else { "" };
                format!("the string `{}{more}`", quoted(&short))
            }
            Value::Partial(_) => "a string".into(),
            Value::Path(p) => format!("the path `{}`", self.text(p)),
            Value::List(l) if self.items(l).is_empty() => "the empty list `[ ]`".into(),
            Value::List(_) => "a list".into(),
            Value::Attrs(a) => self.describe_set(a),
            Value::Lambda(..) | Value::Native(_) => "a function".into(),
            Value::Builtin(b) => format!("the built-in function `{}`", b.name),
            Value::Pap(p) => format!("the partially applied built-in function `{}`", self.paps[p.0 as usize].0.name),
            Value::Opaque(_) => "an internal value".into(),
            Value::Unknown(_, s) => match s {
                Shape::Any => "a value that is not known".into(),
                Shape::Bool => "a Boolean".into(),
                Shape::Int => "an integer".into(),
                Shape::Float => "a float".into(),
                Shape::Str => "a string".into(),
                Shape::Path => "a path".into(),
                Shape::List => "a list".into(),
                Shape::Attrs => "a set".into(),
                Shape::Function => "a function".into(),
                Shape::Derivation => "a package".into(),
            },
        }
    }

    fn describe_set(&self, a: AttrsId) -> String {
        let tag = |name: &str| -> Option<&str> {
            let c = self.get(a, crate::base::Symbol::existing(name)?)?;
            match self.peek(c) {
                Some(Value::Str(s)) => Some(self.text(s)),
                _ => None,
            }
        };
        match (tag("_type"), tag("type")) {
            (Some("if"), _) => "the result of `lib.mkIf`".into(),
            (Some("merge"), _) => "the result of `lib.mkMerge`".into(),
            (Some("override"), _) => "the result of `lib.mkForce`, `mkDefault` or `mkOverride`".into(),
            (Some("order"), _) => "the result of `lib.mkBefore`, `mkAfter` or `mkOrder`".into(),
            (Some("option"), _) => "an option declaration (`lib.mkOption`)".into(),
            (Some("option-type"), _) => "an option type".into(),
            (_, Some("derivation")) => "a package".into(),
            _ if self.attrs_data(a).entries.is_empty() && self.attrs_data(a).is_closed() => {
                "the empty set `{ }`".into()
            }
            _ => "a set".into(),
        }
    }

    /// Prints a value as `nix-instantiate --eval` does: what has not been computed is `<CODE>`, so force deeply first
    /// for `--strict`.
    pub fn show(&mut self, v: Value) -> R<String> {
        let mut out = String::new();
        let mut left = limits::WALK_NODES;
        let mut seen = FxHashSet::default();
        self.show_into(v, None, &mut out, &mut left, &mut seen)?;
        Ok(out)
    }

    fn show_into(
        &mut self,
        v: Value,
        cell: Option<CellId>,
        out: &mut String,
        left: &mut u64,
        seen: &mut Seen,
    ) -> R<()> {
        if *left == 0 || out.len() > limits::STRING_BYTES {
            out.push('…');
            return Ok(());
        }
        *left -= 1;
        match v {
            Value::Null => out.push_str("null"),
            Value::Bool(b) => out.push_str(if b { "true" } else { "false" }),
            Value::Int(i) => out.push_str(&i.to_string()),
            Value::Float(f) => out.push_str(&float(f)),
            Value::Str(s) => out.push_str(&quoted(self.text(s))),
            Value::Partial(p) => {
                out.push('"');
                for piece in self.partial(p).iter() {
                    match piece {
                        Piece::Lit(t) => escape_into(t, out),
                        Piece::Hole(w) => {
                            out.push_str("«unknown: ");
                            out.push_str(&self.why_of(*w).kind.phrase());
                            out.push('»');
                        }
                    }
                }
                out.push('"');
            }
            Value::Path(p) => out.push_str(self.text(p)),
            Value::Lambda(..) => out.push_str("<LAMBDA>"),
            Value::Builtin(_) | Value::Native(_) => out.push_str("<PRIMOP>"),
            Value::Pap(_) => out.push_str("<PRIMOP-APP>"),
            Value::Opaque(_) => out.push_str("«opaque»"),
            Value::Unknown(w, _) => {
                out.push_str("«unknown: ");
                out.push_str(&self.why_of(w).kind.phrase());
                out.push('»');
            }
            Value::List(l) => {
                let items = self.items(l);
                let identity = match cell {
                    Some(c) if items.len() <= 2 => Container::Short(c),
                    _ => Container::List(l),
                };
                if !items.is_empty() && !seen.insert(identity) {
                    out.push_str("«repeated»");
                    return Ok(());
                }
                out.push_str("[ ");
                for &c in items.iter() {
                    self.show_cell(c, out, left, seen)?;
                    out.push(' ');
                }
                out.push(']');
            }
            Value::Attrs(a) => {
                let entries = self.entries_by_name(a);
                if !entries.is_empty() && !seen.insert(Container::Attrs(a)) {
                    out.push_str("«repeated»");
                    return Ok(());
                }
                out.push_str("{ ");
                for e in entries {
                    out.push_str(&attr_name(e.name.as_str()));
                    out.push_str(" = ");
                    self.show_cell(e.cell, out, left, seen)?;
                    out.push_str("; ");
                }
                if !self.attrs_data(a).is_closed() {
                    out.push_str("… ");
                }
                out.push('}');
            }
        }
        Ok(())
    }

    fn show_cell(&mut self, c: CellId, out: &mut String, left: &mut u64, seen: &mut Seen) -> R<()> {
        match self.cells[c.0 as usize] {
            State::Done(v) => self.guarded(|ev| ev.show_into(v, Some(c), out, left, seen)),
            State::Failed(_) => {
                out.push_str("«error»");
                Ok(())
            }
            _ => {
                out.push_str("<CODE>");
                Ok(())
            }
        }
    }
}

/// A float as Nix prints it: C++ streams with six significant digits.
pub fn float(f: f64) -> String {
    if f.is_nan() {
        return "nan".into();
    }
    if f.is_infinite() {
        return if f > 0.0 { "inf".into() } else { "-inf".into() };
    }
    if f == 0.0 {
        return if f.is_sign_negative() { "-0".into() } else { "0".into() };
    }
    // `%g`: the exponent after rounding to six digits decides the form.
    let sci = format!("{f:.5e}");
    let (mantissa, exp) = sci.split_once('e').unwrap_or((&sci, "0"));
    let exp: i32 = exp.parse().unwrap_or(0);
    let trim = |s: &str| {
        if s.contains('.') { s.trim_end_matches('0').trim_end_matches('.').to_owned() } else { s.to_owned() }
    };
    if !(-4..6).contains(&exp) {
        let sign = if exp < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(mantissa), exp.abs());
    }
    trim(&format!("{f:.*}", (5 - exp).max(0) as usize))
}

/// A float as `toString` writes it: C's `%f`.
pub fn float_fixed(f: f64) -> String {
    if f.is_finite() { format!("{f:.6}") } else { float(f) }
}

/// A Nix string literal.
pub fn quoted(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    escape_into(s, &mut out);
    out.push('"');
    out
}

fn escape_into(s: &str, out: &mut String) {
    let mut chars = s.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' if chars.peek() == Some(&'{') => out.push_str("\\$"),
            c => out.push(c),
        }
    }
}

/// An attribute name, quoted where Nix quotes it.
pub fn attr_name(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\''));
    let keyword = matches!(name, "if" | "then" | "else" | "assert" | "with" | "let" | "in" | "rec" | "inherit");
    if plain && !keyword { name.to_owned() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_in_nix() {
        let cases: [(f64, &str); 8] = [
            (1.0, "1"),
            (0.1, "0.1"),
            (1e10, "1e+10"),
            (123456.0, "123456"),
            (1234567.0, "1.23457e+06"),
            (0.00001, "1e-05"),
            (-2.5, "-2.5"),
            (100000.0, "100000"),
        ];
        for (f, want) in cases {
            assert_eq!(float(f), want);
        }
    }
}
