//! `toJSON` and `fromJSON`. JSON text is written piece by piece, so that a document keeps its known parts around a hole.

use serde_json::Value as Json;

use crate::base::limits;
use crate::eval::coerce::{Builder, Mode};
use crate::eval::error::{ErrKind, R};
use crate::eval::unknown::{WhyId, WhyKind};
use crate::eval::value::*;
use crate::eval::{Eval, Found};
use crate::{known, sym};

use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[
    make("fromJSON", 1, |ev, a| {
        let site = ev.at;
        let text = known!(ev.want_str(a[0])?);
        ev.at = site;
        match serde_json::from_str::<Json>(&text) {
            Ok(json) => match unrepresentable(&json) {
                None => Ok(ev.from_json(&json)),
                Some(what) => Err(ev.fail(ErrKind::Other, format!("{what} in JSON cannot be represented in Nix"))),
            },
            Err(e) if e.to_string().starts_with("recursion limit") => Ok(ev.unknown(WhyKind::Budget("JSON nesting"))),
            Err(e) => Err(ev.fail(ErrKind::Other, format!("this is not JSON: {e}"))),
        }
    }),
    make("toJSON", 1, |ev, a| {
        let site = ev.at;
        let v = ev.force(a[0])?;
        ev.at = site;
        ev.json_text(v)
    }),
];

impl Eval<'_> {
    /// The value as JSON text, as `builtins.toJSON` writes it; what is not known becomes a hole.
    pub fn json_text(&mut self, v: Value) -> R<Value> {
        let mut out = Builder::default();
        let mut left = limits::WALK_NODES;
        self.write_json(v, &mut left, &mut out)?;
        Ok(self.finish(out))
    }

    fn write_json(&mut self, v: Value, left: &mut u64, out: &mut Builder) -> R<()> {
        if *left == 0 || out.is_full() {
            let w = self.why(WhyKind::Budget("one JSON document"));
            out.hole(w);
            return Ok(());
        }
        *left -= 1;
        match v {
            Value::Null => out.push("null"),
            Value::Bool(b) => out.push(if b { "true" } else { "false" }),
            Value::Int(i) => out.push(&i.to_string()),
            Value::Float(f) => out.push(&json_float(f)),
            Value::Str(_) | Value::Partial(_) => self.write_json_string(v, out),
            Value::Unknown(w, _) => out.hole(self.json_hole(w)),
            Value::Path(_) => {
                let s = self.coerce(v, Mode::Interpolation)?;
                self.write_json_string(s, out);
            }
            Value::List(l) => {
                out.push("[");
                for (i, &c) in self.items(l).iter().enumerate() {
                    if i > 0 {
                        out.push(",");
                    }
                    self.write_json_cell(c, left, out)?;
                }
                out.push("]");
            }
            Value::Attrs(a) => return self.write_json_set(a, v, left, out),
            other => {
                let what = self.describe(other);
                return Err(self.fail(ErrKind::Type, format!("cannot convert {what} to JSON")));
            }
        }
        Ok(())
    }

    fn write_json_set(&mut self, a: AttrsId, v: Value, left: &mut u64, out: &mut Builder) -> R<()> {
        if let Found::Cell(c) = self.find_listed(a, sym!("__toString")) {
            let f = self.force(c)?;
            let s = self.call_values(f, &[v])?;
            let s = self.coerce(s, Mode::Interpolation)?;
            self.write_json_string(s, out);
            return Ok(());
        }
        if let Found::Cell(c) = self.find_listed(a, sym!("outPath")) {
            return self.write_json_cell(c, left, out);
        }
        if let Some(w) = self.attrs_data(a).open_why() {
            out.hole(self.json_hole(w));
            return Ok(());
        }
        out.push("{");
        for (i, e) in self.entries_by_name(a).into_iter().enumerate() {
            if i > 0 {
                out.push(",");
            }
            out.push(&quote(e.name.as_str()));
            out.push(":");
            self.write_json_cell(e.cell, left, out)?;
        }
        out.push("}");
        Ok(())
    }

    fn write_json_cell(&mut self, c: CellId, left: &mut u64, out: &mut Builder) -> R<()> {
        self.guarded(|ev| {
            let v = ev.force(c)?;
            ev.write_json(v, left, out)
        })
    }

    fn write_json_string(&mut self, v: Value, out: &mut Builder) {
        match v {
            Value::Str(s) => {
                out.push(&quote(self.text(s)));
                let context = self.context(s);
                self.add_context(out, context);
            }
            Value::Partial(p) => {
                out.push("\"");
                for piece in self.partial(p).iter() {
                    match piece {
                        Piece::Lit(t) => {
                            let quoted = quote(t);
                            out.push(quoted.get(1..quoted.len() - 1).unwrap_or_default());
                        }
                        // A store path has nothing to escape: it is the same text inside the document.
                        Piece::Hole(w) if matches!(self.why_of(*w).kind, WhyKind::StorePath { .. }) => out.hole(*w),
                        Piece::Hole(w) => out.hole(self.json_hole(*w)),
                    }
                }
                out.push("\"");
            }
            other => out.hole(self.why_unknown(other).unwrap_or(WhyId(0))),
        }
    }

    /// The JSON form of unknown text is not that text.
    fn json_hole(&mut self, w: WhyId) -> WhyId {
        match self.why_of(w).kind {
            WhyKind::Reference { .. } => self.why(WhyKind::NotModelled("toJSON of a value that Nix fills in".into())),
            _ => w,
        }
    }
}

/// What Nix refuses in a document that is otherwise JSON. The parser has bounded the nesting.
fn unrepresentable(json: &Json) -> Option<String> {
    match json {
        Json::Number(n) if n.is_u64() && !n.is_i64() => Some(format!("the number {n}")),
        Json::String(s) if s.contains('\0') => Some("a string with a NUL character".into()),
        Json::Array(items) => items.iter().find_map(unrepresentable),
        Json::Object(map) if map.keys().any(|k| k.contains('\0')) => Some("a key with a NUL character".into()),
        Json::Object(map) => map.values().find_map(unrepresentable),
        _ => None,
    }
}

pub(super) fn quote(text: &str) -> String {
    // Writing a string as JSON does not fail.
    serde_json::to_string(text).unwrap_or_default()
}

/// A float as Nix' JSON library writes it: the shortest digits that read back the same, always with a point or exponent.
fn json_float(f: f64) -> String {
    if !f.is_finite() {
        return "null".into();
    }
    let sci = format!("{f:e}");
    let (mantissa, exp) = sci.split_once('e').unwrap_or((&sci, "0"));
    let exp: i32 = exp.parse().unwrap_or(0);
    if (-4..15).contains(&exp) || f == 0.0 {
        let plain = format!("{f}");
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let sign = if exp < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exp.abs())
}
