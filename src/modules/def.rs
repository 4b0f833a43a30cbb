//! Definitions of options: where each was written, and through which `mkIf`, `mkMerge`, `mkOverride` and `mkOrder` it
//! came. Discharging follows nixpkgs' `lib/modules.nix` (`dischargeProperties`, `filterOverrides`, `sortProperties`).

use std::rc::Rc;

use crate::base::{FileId, Symbol};
use crate::diag::Anchor;
use crate::eval::{CellId, ErrKind, Eval, Found, PosId, R, Shape, Value};
use crate::sym;

/// The priority of an option's default (`mkOptionDefault`).
pub const DEFAULT_PRIORITY: i64 = 1500;
/// The priority of a plain definition.
pub const PLAIN_PRIORITY: i64 = 100;
/// The order of a plain definition among `mkBefore` (500) and `mkAfter` (1500).
pub const PLAIN_ORDER: i64 = 1000;

/// The module a definition or declaration stands in; cheap to clone.
#[derive(Clone, Debug)]
pub struct ModFile(Rc<FileInfo>);

/// What is known of a module as a place.
#[derive(Debug)]
pub struct FileInfo {
    /// For people: a path, or the name of a NixOS module.
    pub name: Rc<str>,
    pub file: Option<FileId>,
    /// A module of NixOS itself (or of ocinix' model of it).
    pub builtin: bool,
}

impl ModFile {
    pub fn new(name: impl Into<Rc<str>>, file: Option<FileId>, builtin: bool) -> ModFile {
        ModFile(Rc::new(FileInfo { name: name.into(), file, builtin }))
    }
}

impl std::ops::Deref for ModFile {
    type Target = FileInfo;
    fn deref(&self) -> &FileInfo {
        &self.0
    }
}

/// A property that was pushed down from a set that contains the definition.
#[derive(Clone, Copy, Debug)]
pub enum Prop {
    /// `mkIf`: the cell of the condition.
    If(CellId),
    /// `mkOverride`: the priority.
    Override(i64),
}

/// One definition before its properties are looked at.
#[derive(Clone, Debug)]
pub struct Def {
    pub cell: CellId,
    pub file: ModFile,
    /// Where the option's name is written.
    pub pos: PosId,
    /// Properties from outside, outermost first.
    pub props: Option<Rc<[Prop]>>,
}

/// A definition that holds, properties removed.
#[derive(Clone, Debug)]
pub struct Active {
    pub cell: CellId,
    pub file: ModFile,
    pub pos: PosId,
    pub priority: i64,
    pub order: i64,
    /// False when a condition on the way is not known.
    pub certain: bool,
    /// It is the option's default.
    pub is_default: bool,
    /// Through which properties it came, outermost first, with the place of each.
    pub via: Vec<(Via, Option<Anchor>)>,
    /// Already tested `Prop`s may leave a wrapper that no longer counts (an `mkIf` inside `mkForce`): then the value is
    /// that wrapper, as in NixOS.
    pub leftover: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    If,
    Merge,
    Override(i64),
    Order(i64),
}

/// What a value is to the module system.
pub enum Wrapper {
    If {
        condition: CellId,
        content: CellId,
    },
    Merge {
        contents: CellId,
    },
    Override {
        priority: CellId,
        content: CellId,
    },
    Order {
        priority: CellId,
        content: CellId,
    },
    /// `mkDefinition { file; value; }`
    Definition {
        file: CellId,
        value: CellId,
    },
    Plain,
}

/// Recognises `mkIf` and its relatives by `_type`.
pub fn wrapper(ev: &mut Eval, v: Value) -> R<Wrapper> {
    let Value::Attrs(a) = v else { return Ok(Wrapper::Plain) };
    let Found::Cell(t) = ev.find_listed(a, sym!("_type")) else { return Ok(Wrapper::Plain) };
    let Value::Str(s) = ev.force(t)? else { return Ok(Wrapper::Plain) };
    let kind = ev.text_rc(s);
    let part = |name: Symbol| match ev.find_listed(a, name) {
        Found::Cell(c) => Some(c),
        _ => None,
    };
    Ok(match &*kind {
        "if" => match (part(sym!("condition")), part(sym!("content"))) {
            (Some(condition), Some(content)) => Wrapper::If { condition, content },
            _ => Wrapper::Plain,
        },
        "merge" => part(sym!("contents")).map_or(Wrapper::Plain, |contents| Wrapper::Merge { contents }),
        "override" => match (part(sym!("priority")), part(sym!("content"))) {
            (Some(priority), Some(content)) => Wrapper::Override { priority, content },
            _ => Wrapper::Plain,
        },
        "order" => match (part(sym!("priority")), part(sym!("content"))) {
            (Some(priority), Some(content)) => Wrapper::Order { priority, content },
            _ => Wrapper::Plain,
        },
        "definition" => match (part(sym!("file")), part(sym!("value"))) {
            (Some(file), Some(value)) => Wrapper::Definition { file, value },
            _ => Wrapper::Plain,
        },
        _ => Wrapper::Plain,
    })
}

/// Whether an `mkIf` condition holds; `None` when it is not known.
pub fn condition(ev: &mut Eval, c: CellId) -> R<Option<bool>> {
    match ev.force(c)? {
        Value::Bool(b) => Ok(Some(b)),
        Value::Unknown(..) => Ok(None),
        v => {
            let what = ev.describe(v);
            let at = ev.origin(c);
            Err(ev.fail_at(at, ErrKind::Type, format!("the condition of `lib.mkIf` must be a Boolean but is {what}")))
        }
    }
}

impl Def {
    /// Where the option's name is written; for generated names, where the value is.
    pub fn place(&self, ev: &Eval) -> Option<Anchor> {
        ev.pos_anchor(self.pos).or_else(|| ev.anchor(ev.origin(self.cell)))
    }

    /// The definitions that hold: `mkIf` and `mkMerge` resolved, one override and one order removed.
    pub fn discharge(&self, ev: &mut Eval, out: &mut Vec<Active>) -> R<()> {
        let mut active = Active {
            cell: self.cell,
            file: self.file.clone(),
            pos: self.pos,
            priority: PLAIN_PRIORITY,
            order: PLAIN_ORDER,
            certain: true,
            is_default: false,
            via: Vec::new(),
            leftover: false,
        };
        let mut overridden = false;
        for prop in self.props.iter().flat_map(|p| p.iter()) {
            match *prop {
                Prop::If(c) => {
                    let at = ev.origin(c);
                    active.via.push((Via::If, ev.anchor(at)));
                    match condition(ev, c)? {
                        Some(false) => return Ok(()),
                        Some(true) => {}
                        None => active.certain = false,
                    }
                }
                Prop::Override(p) => {
                    // Only the outermost counts; an inner one stays part of the value and is refused by every type.
                    if overridden {
                        active.leftover = true;
                    } else {
                        active.priority = p;
                        overridden = true;
                    }
                    active.via.push((Via::Override(p), None));
                }
            }
        }
        discharge_value(ev, active, overridden, out)
    }
}

/// Resolves the properties of the value itself.
fn discharge_value(ev: &mut Eval, mut active: Active, overridden: bool, out: &mut Vec<Active>) -> R<()> {
    let v = ev.force(active.cell)?;
    let place = |ev: &Eval, c: CellId| ev.anchor(ev.origin(c));
    match wrapper(ev, v)? {
        Wrapper::If { condition: c, content } if !overridden => {
            active.via.push((Via::If, place(ev, active.cell)));
            match condition(ev, c)? {
                Some(false) => return Ok(()),
                Some(true) => {}
                None => active.certain = false,
            }
            active.cell = content;
            ev.guarded(|ev| discharge_value(ev, active, false, out))
        }
        Wrapper::Merge { contents } if !overridden => {
            active.via.push((Via::Merge, place(ev, active.cell)));
            match ev.force(contents)? {
                Value::List(l) => {
                    for &c in ev.items(l).iter() {
                        let mut one = active.clone();
                        one.cell = c;
                        ev.guarded(|ev| discharge_value(ev, one, false, out))?;
                    }
                    Ok(())
                }
                Value::Unknown(w, _) => {
                    // What the list holds is not known, nor of which kind.
                    active.cell = ev.cell(Value::Unknown(w, Shape::Any));
                    active.certain = false;
                    out.push(active);
                    Ok(())
                }
                other => {
                    let at = ev.origin(contents);
                    Err(ev.type_error(at, "a list of definitions for `lib.mkMerge`", other))
                }
            }
        }
        Wrapper::Definition { value, .. } if !overridden => {
            active.cell = value;
            ev.guarded(|ev| discharge_value(ev, active, false, out))
        }
        Wrapper::Override { priority, content } if !overridden => {
            let p = match ev.want_int(priority)? {
                Ok(p) => p,
                Err(_) => {
                    active.certain = false;
                    PLAIN_PRIORITY
                }
            };
            active.via.push((Via::Override(p), place(ev, active.cell)));
            active.priority = p;
            active.cell = content;
            strip_order(ev, active, out)
        }
        _ => strip_order(ev, active, out),
    }
}

/// Removes one `mkOrder`; what is inside counts as the value.
fn strip_order(ev: &mut Eval, mut active: Active, out: &mut Vec<Active>) -> R<()> {
    let v = ev.force(active.cell)?;
    if let Wrapper::Order { priority, content } = wrapper(ev, v)? {
        match ev.want_int(priority)? {
            Ok(p) => {
                active.via.push((Via::Order(p), ev.anchor(ev.origin(active.cell))));
                active.order = p;
            }
            Err(_) => active.certain = false,
        }
        active.cell = content;
    }
    out.push(active);
    Ok(())
}

/// Keeps the definitions of the strongest priority (the lowest number), sorted by `mkBefore`/`mkAfter`.
///
/// A definition whose condition is not known counts as if it held; [`Active::certain`] tells.
pub fn strongest(mut defs: Vec<Active>) -> Vec<Active> {
    let Some(best) = defs.iter().map(|d| d.priority).min() else { return defs };
    defs.retain(|d| d.priority == best);
    defs.sort_by_key(|d| d.order);
    defs
}
