//! A value of the configuration as plain data, read to a limited depth; what is not known stays unknown.

use std::rc::Rc;

use crate::diag::Anchor;
use crate::eval::{CellId, Eval, Value};
use crate::modules::Node;
use crate::oci::{Text, view};

/// A value, or that it is absent or not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Datum {
    #[default]
    Unknown,
    /// Nobody defines it: a fact.
    Absent,
    Null,
    Bool(bool),
    Int(i64),
    /// A string, a path or a package, with the place where it is written.
    Text(Text, Option<Anchor>),
    /// `complete` is false when there may be other elements.
    List {
        items: Vec<Datum>,
        complete: bool,
    },
    /// Sorted by name.
    Set {
        entries: Vec<(String, Datum)>,
        complete: bool,
    },
    /// A function or something else without a plain form.
    Other,
}

impl Datum {
    /// Reads what `config` has at a path, sets and lists down to `depth` levels.
    pub fn read(ev: &mut Eval, root: &Rc<Node>, path: &[&str], depth: usize) -> Datum {
        let known = root.sys.closed && root.sys.unread.get().is_none();
        let absent = if known { Datum::Absent } else { Datum::Unknown };
        match root.descend(ev, path) {
            Ok(Some(node)) => {
                // Without a definition the value is a default, or nothing at all.
                if !node.has_definitions() && !known {
                    return Datum::Unknown;
                }
                let cell = node.cell(ev);
                match Datum::of(ev, cell, depth) {
                    Datum::Unknown if !node.has_definitions() => absent,
                    Datum::Set { entries, complete } => Datum::Set { entries, complete: complete && known },
                    Datum::List { items, complete } => Datum::List { items, complete: complete && known },
                    other => other,
                }
            }
            Ok(None) => absent,
            Err(_) => Datum::Unknown,
        }
    }

    fn of(ev: &mut Eval, cell: CellId, depth: usize) -> Datum {
        let Ok(value) = ev.force(cell) else { return Datum::Unknown };
        match value {
            Value::Null => Datum::Null,
            Value::Bool(b) => Datum::Bool(b),
            Value::Int(i) => Datum::Int(i),
            Value::Str(_) | Value::Path(_) | Value::Partial(_) => {
                let origin = ev.origin(cell);
                let at = ev.anchor(origin);
                view::to_text(ev, value).map_or(Datum::Unknown, |text| Datum::Text(text, at))
            }
            Value::List(list) if depth > 0 => {
                let cells: Vec<CellId> = ev.items(list).to_vec();
                Datum::List { items: cells.into_iter().map(|c| Datum::of(ev, c, depth - 1)).collect(), complete: true }
            }
            Value::Attrs(attrs) if depth > 0 => {
                if let Some(text) = ev.get(attrs, crate::sym!("outPath")).and_then(|_| view::to_text(ev, value)) {
                    return Datum::Text(text, None);
                }
                let complete = ev.attrs_data(attrs).is_closed();
                let entries = ev.entries_by_name(attrs);
                let read = entries.into_iter().map(|e| (e.name.as_str().to_owned(), Datum::of(ev, e.cell, depth - 1)));
                Datum::Set { entries: read.collect(), complete }
            }
            Value::List(_) | Value::Attrs(_) | Value::Unknown(..) => Datum::Unknown,
            _ => Datum::Other,
        }
    }

    /// An attribute of a set.
    pub fn get(&self, name: &str) -> &Datum {
        match self {
            Datum::Set { entries, complete } => match entries.iter().find(|(n, _)| n == name) {
                Some((_, value)) => value,
                None if *complete => &Datum::Absent,
                None => &Datum::Unknown,
            },
            Datum::Absent => &Datum::Absent,
            _ => &Datum::Unknown,
        }
    }

    /// The entries of a set that are known.
    pub fn entries(&self) -> &[(String, Datum)] {
        match self {
            Datum::Set { entries, .. } => entries,
            _ => &[],
        }
    }

    /// The elements of a list that are known.
    pub fn items(&self) -> &[Datum] {
        match self {
            Datum::List { items, .. } => items,
            _ => &[],
        }
    }

    /// Whether the elements or entries are all there are.
    pub fn is_complete(&self) -> bool {
        match self {
            Datum::Set { complete, .. } | Datum::List { complete, .. } => *complete,
            Datum::Unknown => false,
            _ => true,
        }
    }

    pub fn bool(&self) -> Option<bool> {
        if let Datum::Bool(b) = self { Some(*b) } else { None }
    }

    /// Whether it is surely not true: false, null or absent.
    pub fn is_off(&self) -> bool {
        matches!(self, Datum::Bool(false) | Datum::Null | Datum::Absent)
    }

    pub fn int(&self) -> Option<i64> {
        match self {
            Datum::Int(i) => Some(*i),
            Datum::Text(t, _) => t.known()?.parse().ok(),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&Text> {
        if let Datum::Text(t, _) = self { Some(t) } else { None }
    }

    /// A fully known text.
    pub fn str(&self) -> Option<&str> {
        self.text()?.known()
    }
}
