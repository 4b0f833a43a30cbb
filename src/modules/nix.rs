//! The module system as Nix code sees it: `lib.mkIf` and its relatives, `lib.evalModules`, the `options` argument.

use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::builtins::{Builtin, make, pick};
use crate::eval::{CellId, Entry, ErrKind, Eval, Found, Origin, PosId, R, Rest, Shape, Value, WhyKind};
use crate::known;
use crate::sym;

use super::collect::ModSrc;
use super::def::{Active, DEFAULT_PRIORITY, Def, ModFile};
use super::loc::{Loc, LocPart};
use super::slot::Slot;
use super::sys::Sys;
use super::tree::{Expanded, Node};
use super::types::{SubModule, SubSpec, Type};

pub use super::type_values::{type_from_cell, type_of_option, type_value};

/// Makes the functions of the module system part of `lib`.
pub fn install(ev: &mut Eval, sys: &Rc<Sys>) {
    if ev.host.replace(Rc::new(sys.clone())).is_some() {
        return;
    }
    ev.lib_extensions.push(|ev| {
        let mut out: Vec<(&'static str, CellId)> = Vec::new();
        for b in TABLE {
            out.push((b.name, ev.cell_at(Value::Builtin(b), Origin::NATIVE)));
        }
        for (name, n) in [("defaultOverridePriority", 100), ("defaultOrderPriority", 1000), ("defaultPriority", 100)] {
            out.push((name, ev.cell_at(Value::Int(n), Origin::NATIVE)));
        }
        out.push(("types", ev.lazy_at(Origin::NATIVE, super::type_values::types_set)));
        let set = ev.lazy_at(Origin::NATIVE, |ev| {
            let f = ev.import_embedded("<ocinix/lib/modules.nix>", include_str!("lib.nix"));
            let f = ev.force(f)?;
            let lib = crate::eval::nixlib::lib_cell(ev);
            ev.call(f, &[lib])
        });
        for name in WRITTEN_IN_NIX {
            out.push((name, ev.lazy_select(set, Symbol::new(name))));
        }
        out
    });
}

/// Functions of `lib.nix` beside this file.
const WRITTEN_IN_NIX: &[&str] = &[
    "mkAliasAndWrapDefinitions",
    "mkAliasAndWrapDefsWithPriority",
    "mkAliasDefinitions",
    "mkAliasIfDef",
    "mkAliasOptionModule",
    "mkAliasOptionModuleMD",
    "mkAssert",
    "mkChangedOptionModule",
    "mkDerivedConfig",
    "mkEnableOption",
    "mkFixStrictness",
    "mkMergedOptionModule",
    "mkRemovedOptionModule",
    "mkRenamedOptionModule",
    "mkRenamedOptionModuleWith",
    "mkSinkUndeclaredOptions",
    "doRename",
    "importApply",
    "importJSON",
    "setDefaultModuleLocation",
];

static TABLE: &[Builtin] = &[
    make("evalModules", 1, eval_modules),
    pick("fixMergeModules", 2, |ev, _| Ok(ev.not_modelled("lib.fixMergeModules"))),
    make("isOption", 1, |ev, a| has_tag(ev, a[0], "option")),
    make("isOptionType", 1, |ev, a| has_tag(ev, a[0], "option-type")),
    make("mergeDefinitions", 3, merge_definitions),
    make("mkAfter", 1, |ev, a| order(ev, 1500, a[0])),
    make("mkBefore", 1, |ev, a| order(ev, 500, a[0])),
    make("mkDefault", 1, |ev, a| overriding(ev, 1000, a[0])),
    make("mkDefinition", 1, |ev, a| tagged(ev, "definition", a[0])),
    make("mkForce", 1, |ev, a| overriding(ev, 50, a[0])),
    make("mkIf", 2, |ev, a| Ok(wrapped(ev, "if", &[("condition", a[0]), ("content", a[1])]))),
    make("mkImageMediaOverride", 1, |ev, a| overriding(ev, 60, a[0])),
    make("mkMerge", 1, |ev, a| Ok(wrapped(ev, "merge", &[("contents", a[0])]))),
    make("mkOption", 1, |ev, a| tagged(ev, "option", a[0])),
    make("mkOptionDefault", 1, |ev, a| overriding(ev, DEFAULT_PRIORITY, a[0])),
    make("mkOptionType", 1, super::type_values::mk_option_type),
    make("mkOrder", 2, |ev, a| Ok(wrapped(ev, "order", &[("priority", a[0]), ("content", a[1])]))),
    make("mkOverride", 2, |ev, a| Ok(wrapped(ev, "override", &[("priority", a[0]), ("content", a[1])]))),
    make("mkVMOverride", 1, |ev, a| overriding(ev, 10, a[0])),
];

/// `{ _type = tag; … }`
fn wrapped(ev: &mut Eval, tag: &'static str, parts: &[(&'static str, CellId)]) -> Value {
    let t = ev.symbol_string(Symbol::new(tag));
    let t = ev.cell(t);
    ev.attrs_from(parts.iter().copied().chain([("_type", t)]))
}

fn overriding(ev: &mut Eval, priority: i64, content: CellId) -> R<Value> {
    let p = ev.cell(Value::Int(priority));
    Ok(wrapped(ev, "override", &[("priority", p), ("content", content)]))
}

fn order(ev: &mut Eval, priority: i64, content: CellId) -> R<Value> {
    let p = ev.cell(Value::Int(priority));
    Ok(wrapped(ev, "order", &[("priority", p), ("content", content)]))
}

/// `set // { _type = tag; }`
fn tagged(ev: &mut Eval, tag: &'static str, set: CellId) -> R<Value> {
    let v = ev.force(set)?;
    let t = wrapped(ev, tag, &[]);
    ev.update(v, t)
}

fn has_tag(ev: &mut Eval, c: CellId, tag: &str) -> R<Value> {
    Ok(match ev.force(c)? {
        Value::Attrs(a) => match ev.find_listed(a, sym!("_type")) {
            Found::Cell(t) => match ev.force(t)? {
                Value::Str(s) => Value::Bool(ev.text(s) == tag),
                Value::Unknown(w, _) => Value::Unknown(w, Shape::Bool),
                _ => Value::Bool(false),
            },
            Found::Unknown(w) => Value::Unknown(w, Shape::Bool),
            Found::Missing => Value::Bool(false),
        },
        Value::Unknown(w, _) => Value::Unknown(w, Shape::Bool),
        _ => Value::Bool(false),
    })
}

/// The findings, release and world that an inner evaluation shares with the host.
fn host(ev: &Eval) -> Option<Rc<Sys>> {
    ev.host.as_ref()?.downcast_ref::<Rc<Sys>>().cloned()
}

/// `lib.evalModules { modules; specialArgs ? { }; prefix ? [ ]; }`
fn eval_modules(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let args = known!(ev.want_attrs(a[0])?);
    let sys = match host(ev) {
        Some(h) => h.inner(),
        None => Sys::new(crate::schema::Release::NEWEST, true, false),
    };
    let class = match ev.find_listed(args, sym!("class")) {
        Found::Cell(c) => c,
        Found::Missing | Found::Unknown(_) => ev.cell(Value::Null),
    };
    let file = ModFile::new("<unknown-file>", None, false);
    let mut sources = Vec::new();
    if let Found::Cell(c) = ev.find_listed(args, sym!("modules")) {
        let items = known!(ev.want_list(c)?);
        sources.extend(items.iter().map(|&cell| ModSrc::Value { cell, file: file.clone() }));
    }
    let mut special = Vec::new();
    if let Found::Cell(c) = ev.find_listed(args, sym!("specialArgs")) {
        let set = known!(ev.want_attrs(c)?);
        special.extend(ev.entries(set).iter().map(|e| (e.name, e.cell)));
    }
    let mut loc = Loc::root();
    if let Found::Cell(c) = ev.find_listed(args, sym!("prefix"))
        && let Ok(items) = ev.want_list(c)?
    {
        for &i in items.iter() {
            if let Ok(name) = ev.want_symbol(i)? {
                loc = loc.name(name);
            }
        }
    }
    Ok(evaluated(ev, &sys, loc, sources, special, class))
}

/// The type of submodules that have these modules: `(evalModules { … }).type`.
fn type_of_modules(sources: &[ModSrc], special: CellId) -> Type {
    let module = |source: &ModSrc| match source {
        ModSrc::Value { cell, file } => Some(SubModule::Value { cell: *cell, file: file.clone() }),
        ModSrc::Schema { .. } => None,
    };
    Type::Submodule(Rc::new(SubSpec {
        modules: sources.iter().filter_map(module).collect(),
        shorthand: false,
        special_args: Some(special),
        description: None,
    }))
}

/// The result of `evalModules`: `config`, `options`, `extendModules`, …
fn evaluated(
    ev: &mut Eval,
    sys: &Rc<Sys>,
    loc: Loc,
    sources: Vec<ModSrc>,
    special: Vec<(Symbol, CellId)>,
    class: CellId,
) -> Value {
    let given = special.iter().map(|&(name, cell)| Entry { name, cell, pos: PosId::NONE }).collect();
    let given = ev.attrs(given);
    let given = ev.cell(given);
    let ty = type_value(ev, &Rc::new(type_of_modules(&sources, given)));
    let ty = ev.cell(ty);
    let extend_later: Rc<std::cell::OnceCell<CellId>> = Rc::default();
    let later = extend_later.clone();
    let extended = ev.lazy(move |ev| match later.get() {
        Some(&cell) => ev.force(cell),
        None => Ok(Value::Null),
    });
    let mut with = special.clone();
    let own = [("_class", class), ("specialArgs", given), ("moduleType", ty), ("extendModules", extended)];
    for (name, cell) in own {
        if !with.iter().any(|(n, _)| n.as_str() == name) {
            with.push((Symbol::new(name), cell));
        }
    }
    let node = Node::root(sys, loc.clone(), sources.clone(), with);
    let inner = node.cell(ev);
    let checked = node.clone();
    let config = ev.lazy(move |ev| {
        let x = checked.expand(ev)?;
        checked.check_names(ev, &x)?;
        ev.force(inner)
    });
    let options = options_cell(ev, &node);
    let (s, l) = (sys.clone(), loc);
    let extend = ev.native(move |ev, arg| {
        let args = known!(ev.want_attrs(arg)?);
        let mut sources = sources.clone();
        let mut special = special.clone();
        if let Found::Cell(c) = ev.find_listed(args, sym!("modules")) {
            let file = ModFile::new("<unknown-file>", None, false);
            let items = known!(ev.want_list(c)?);
            sources.extend(items.iter().map(|&cell| ModSrc::Value { cell, file: file.clone() }));
        }
        if let Found::Cell(c) = ev.find_listed(args, sym!("specialArgs")) {
            let set = known!(ev.want_attrs(c)?);
            for e in ev.entries(set).iter() {
                special.retain(|(n, _)| *n != e.name);
                special.push((e.name, e.cell));
            }
        }
        Ok(evaluated(ev, &s, l.clone(), sources, special, class))
    });
    let extend = ev.cell(extend);
    let _ = extend_later.set(extend);
    let kind = ev.string("configuration");
    let kind = ev.cell(kind);
    ev.attrs_from([
        ("_type", kind),
        ("config", config),
        ("options", options),
        ("extendModules", extend),
        ("type", ty),
        ("class", class),
    ])
}

/// `lib.mergeDefinitions loc type defs`
fn merge_definitions(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let parts = known!(ev.want_list(a[0])?);
    let mut loc = Loc::root();
    for &p in parts.iter() {
        loc = loc.name(known!(ev.want_symbol(p)?));
    }
    let ty = type_from_cell(ev, a[1])?;
    let items = known!(ev.want_list(a[2])?);
    let mut defs = Vec::new();
    for &item in items.iter() {
        let set = known!(ev.want_attrs(item)?);
        let (Found::Cell(value), file) = (ev.find_listed(set, sym!("value")), ev.find_listed(set, sym!("file"))) else {
            return Err(ev.fail(ErrKind::Type, "a definition needs `file` and `value`"));
        };
        let name: Rc<str> = match file {
            Found::Cell(c) => ev.want_str(c)?.unwrap_or_else(|_| "<unknown-file>".into()),
            _ => "<unknown-file>".into(),
        };
        let file = ModFile::new(name, None, false);
        defs.push(Def { cell: value, file, pos: PosId::NONE, props: None });
    }
    let sys = host(ev).map_or_else(|| Sys::new(crate::schema::Release::NEWEST, true, false), |h| h.inner());
    let slot = Slot::new(&sys, loc, ty, defs);
    let defined = slot.is_defined(ev)?;
    let value = slot.cell(ev);
    let is_defined = ev.cell(Value::Bool(defined));
    let optional = if defined { ev.attrs_from([("value", value)]) } else { ev.attrs(Vec::new()) };
    let optional = ev.cell(optional);
    Ok(ev.attrs_from([("mergedValue", value), ("isDefined", is_defined), ("optionalValue", optional)]))
}

/// The `options` argument: the declared options below a node, made on demand.
pub fn options_cell(ev: &mut Eval, node: &Rc<Node>) -> CellId {
    let node = node.clone();
    ev.lazy_at(Origin::NATIVE, move |ev| options_value(ev, &node))
}

fn options_value(ev: &mut Eval, node: &Rc<Node>) -> R<Value> {
    if node.is_expanding()
        && let Some((names, more)) = node.declared_names(ev)?
    {
        // A definition depends on which options there are: that is known before the definitions.
        let mut entries = Vec::new();
        for name in names {
            let node = node.clone();
            let cell = ev.lazy_at(Origin::NATIVE, move |ev| match node.child(ev, name)? {
                Some(child) => options_value(ev, &child),
                None => Ok(Value::Null),
            });
            entries.push(Entry { name, cell, pos: PosId::NONE });
        }
        entries.sort_unstable_by_key(|e| e.name);
        let rest = if more {
            Rest::Open(ev.why(WhyKind::Option("the declarations of other modules".into())))
        } else {
            Rest::Closed
        };
        return Ok(ev.attrs_with(entries.into(), rest));
    }
    let x = node.expand(ev)?;
    match &*x {
        Expanded::Inner(inner) => {
            let mut entries = Vec::new();
            for &name in inner.names() {
                if let Some(child) = node.child(ev, name)? {
                    entries.push(Entry { name, cell: options_cell(ev, &child), pos: PosId::NONE });
                }
            }
            entries.sort_unstable_by_key(|e| e.name);
            let rest = if inner.accepts_more() {
                Rest::Open(ev.why(WhyKind::Option(format!("the declaration of {}.…", node.loc).into())))
            } else {
                Rest::Closed
            };
            Ok(ev.attrs_with(entries.into(), rest))
        }
        Expanded::Free(_) => Ok(ev.unknown(WhyKind::Option(format!("the declaration of {}", node.loc).into()))),
        Expanded::Option(slot, info) => option_value(ev, slot, info),
    }
}

/// An evaluated option: `value`, `isDefined`, `definitions`, `files`, `highestPrio`, …
fn option_value(ev: &mut Eval, slot: &Rc<Slot>, info: &Rc<super::OptionInfo>) -> R<Value> {
    let tag = ev.string("option");
    let tag = ev.cell_at(tag, Origin::NATIVE);
    let value = slot.cell(ev);
    let loc = loc_value(ev, &slot.loc);
    let loc = ev.cell_at(loc, Origin::NATIVE);
    let ty = type_value(ev, &info.ty);
    let ty = ev.cell_at(ty, Origin::NATIVE);
    let with_default = |ev: &mut Eval, f: fn(&mut Eval, &[Active]) -> R<Value>| {
        let slot = slot.clone();
        ev.lazy_at(Origin::NATIVE, move |ev| {
            let defs = slot.active(ev)?;
            f(ev, &defs)
        })
    };
    let is_defined = with_default(ev, |_, defs| Ok(Value::Bool(!defs.is_empty())));
    let definitions = with_default(ev, |ev, defs| {
        let cells: Vec<CellId> = defs.iter().map(|d| d.cell).collect();
        Ok(ev.list(cells))
    });
    let files = with_default(ev, |ev, defs| {
        let mut cells = Vec::new();
        for d in defs {
            let v = ev.string(&d.file.name);
            cells.push(ev.cell(v));
        }
        Ok(ev.list(cells))
    });
    let located = with_default(ev, |ev, defs| {
        let mut cells = Vec::new();
        for d in defs {
            let file = ev.string(&d.file.name);
            let file = ev.cell(file);
            let v = ev.attrs_from([("file", file), ("value", d.cell)]);
            cells.push(ev.cell(v));
        }
        Ok(ev.list(cells))
    });
    let highest = with_default(ev, |_, defs| Ok(Value::Int(defs.iter().map(|d| d.priority).min().unwrap_or(9999))));
    let mut parts = vec![
        ("_type", tag),
        ("value", value),
        ("loc", loc),
        ("type", ty),
        ("isDefined", is_defined),
        ("definitions", definitions),
        ("definitionsWithLocations", located),
        ("files", files),
        ("highestPrio", highest),
    ];
    if let Some(d) = &info.default {
        parts.push(("default", d.cell));
    }
    let files: Vec<CellId> = info
        .given
        .iter()
        .map(|(_, file)| {
            let name = ev.string(&file.name);
            ev.cell(name)
        })
        .collect();
    let files = ev.list(files);
    parts.push(("declarations", ev.cell(files)));
    let own = ev.attrs_from(parts);
    // `description`, `example` and the like are as the modules give them.
    let mut all = ev.attrs(Vec::new());
    for (cell, _) in &info.given {
        let given = ev.force(*cell)?;
        all = ev.update(all, given)?;
    }
    ev.update(all, own)
}

/// An option path as a list of strings.
pub fn loc_value(ev: &mut Eval, loc: &Loc) -> Value {
    let mut cells = Vec::new();
    for p in loc.parts() {
        let v = match p {
            LocPart::Name(s) => ev.symbol_string(s),
            LocPart::Entry { def, entry, .. } => ev.string(&format!("[definition {def}-entry {entry}]")),
        };
        cells.push(ev.cell(v));
    }
    ev.list(cells)
}
