//! `fromTOML`.

use toml::Value as Toml;

use crate::base::Symbol;
use crate::eval::Eval;
use crate::eval::error::{ErrKind, R};
use crate::eval::value::*;
use crate::known;

use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[make("fromTOML", 1, |ev, a| {
    let site = ev.at;
    let text = known!(ev.want_str(a[0])?, Shape::Attrs);
    ev.at = site;
    if text.contains("\\u0000") || text.contains("\\U00000000") {
        return Err(ev.fail(ErrKind::Other, "while parsing TOML: a string with a NUL character"));
    }
    match text.parse::<toml::Table>() {
        Ok(table) => from_table(ev, &table),
        Err(e) => {
            let what = e.message().trim().to_owned();
            let line = e.span().and_then(|s| text.get(..s.start)).map(|before| before.matches('\n').count() + 1);
            let place = line.map_or_else(String::new, |l| format!(" (line {l} of the text)"));
            Err(ev.fail(ErrKind::Other, format!("while parsing TOML: {what}{place}")))
        }
    }
})];

fn from_table(ev: &mut Eval, table: &toml::Table) -> R<Value> {
    let mut entries = Vec::with_capacity(table.len());
    for (name, value) in table {
        let v = from_toml(ev, value)?;
        entries.push(Entry { name: Symbol::new(name), cell: ev.cell(v), pos: PosId::NONE });
    }
    Ok(ev.attrs(entries))
}

/// The parser has bounded the nesting already.
fn from_toml(ev: &mut Eval, value: &Toml) -> R<Value> {
    Ok(match value {
        Toml::String(s) => ev.string(s),
        Toml::Integer(i) => Value::Int(*i),
        Toml::Float(f) => Value::Float(*f),
        Toml::Boolean(b) => Value::Bool(*b),
        Toml::Datetime(_) => {
            return Err(ev.fail(ErrKind::Other, "while parsing TOML: dates and times are not supported"));
        }
        Toml::Array(items) => {
            let mut cells = Vec::with_capacity(items.len());
            for item in items {
                let v = from_toml(ev, item)?;
                cells.push(ev.cell(v));
            }
            ev.list(cells)
        }
        Toml::Table(table) => return from_table(ev, table),
    })
}
