//! `lib.types` as Nix values, and the way back: a type value is a set that carries the Rust type.

use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::builtins::{Builtin, make};
use crate::eval::{CellId, Entry, ErrKind, Eval, Found, Origin, PosId, R, Shape, Value};
use crate::known;
use crate::sym;

use super::def::ModFile;
use super::types::{CheckBy, EnumValue, Fits, SubModule, SubSpec, Type, TypeRef, full_match};

/// What a type value carries: when Nix code replaces `check` or `merge`, the cells differ.
struct Carried {
    ty: TypeRef,
    check: CellId,
    merge: CellId,
}

/// The value of a type.
pub fn type_value(ev: &mut Eval, ty: &TypeRef) -> Value {
    let native = |ev: &mut Eval, f: fn(&mut Eval, &TypeRef) -> R<Value>| {
        let ty = ty.clone();
        ev.lazy_at(Origin::NATIVE, move |ev| f(ev, &ty))
    };
    let check = native(ev, |ev, ty| {
        let ty = ty.clone();
        Ok(ev.native(move |ev, arg| {
            let v = ev.force(arg)?;
            Ok(match ty.check(ev, v)? {
                Fits::Yes => Value::Bool(true),
                Fits::No => Value::Bool(false),
                Fits::Unknown => match ev.why_unknown(v) {
                    Some(w) => Value::Unknown(w, Shape::Bool),
                    None => Value::Bool(true),
                },
            })
        }))
    });
    let merge = native(ev, |ev, ty| {
        let ty = ty.clone();
        Ok(ev.native(move |ev, loc| {
            let ty = ty.clone();
            Ok(ev.native(move |ev, defs| {
                let t = type_value(ev, &ty);
                let t = ev.cell(t);
                let lib = crate::eval::nixlib::lib_cell(ev);
                let lib = ev.force(lib)?;
                let f = ev.select_value(lib, sym!("mergeDefinitions"))?;
                let merged = ev.call(f, &[loc, t, defs])?;
                ev.select_value(merged, sym!("mergedValue"))
            }))
        }))
    });
    let name = native(ev, |ev, ty| Ok(ev.string(name_of(ty))));
    let description = native(ev, |ev, ty| {
        let d = ty.describe(ev);
        Ok(ev.string(&d))
    });
    let nested = native(ev, |ev, ty| {
        let mut out = Vec::new();
        for (name, t) in nested(ty) {
            let v = type_value(ev, &t);
            out.push((name, ev.cell(v)));
        }
        Ok(ev.attrs_from(out))
    });
    let empty = native(ev, |ev, ty| {
        let v = match &**ty {
            Type::ListOf { .. } => ev.list(Vec::new()),
            Type::AttrsOf { .. } | Type::Attrs | Type::Submodule(_) => ev.attrs(Vec::new()),
            Type::NullOr(_) => Value::Null,
            _ => return Ok(ev.attrs(Vec::new())),
        };
        let c = ev.cell(v);
        Ok(ev.attrs_from([("value", c)]))
    });
    let functor = native(ev, |ev, ty| {
        let n = ev.string(name_of(ty));
        let n = ev.cell(n);
        let none = ev.cell(Value::Null);
        Ok(ev.attrs_from([("name", n), ("payload", none), ("wrapped", none)]))
    });
    let sub_modules = ev.cell_at(Value::Null, Origin::NATIVE);
    let has_options = holds_submodule(ty);
    let sub_options = ev
        .native(move |ev, _| if has_options { Ok(ev.not_modelled("getSubOptions")) } else { Ok(ev.attrs(Vec::new())) });
    let sub_options = ev.cell_at(sub_options, Origin::NATIVE);
    let tag = ev.string("option-type");
    let tag = ev.cell_at(tag, Origin::NATIVE);
    let carried = ev.opaque(Rc::new(Carried { ty: ty.clone(), check, merge }));
    let carried = ev.cell_at(carried, Origin::NATIVE);
    let none = ev.cell_at(Value::Null, Origin::NATIVE);
    ev.attrs_from([
        ("_type", tag),
        ("__ocinixType", carried),
        ("name", name),
        ("description", description),
        ("check", check),
        ("merge", merge),
        ("nestedTypes", nested),
        ("emptyValue", empty),
        ("functor", functor),
        ("getSubModules", sub_modules),
        ("getSubOptions", sub_options),
        ("deprecationMessage", none),
    ])
}

/// Whether values of a type have options of their own.
fn holds_submodule(ty: &TypeRef) -> bool {
    matches!(**ty, Type::Submodule(_)) || nested(ty).iter().any(|(_, inner)| holds_submodule(inner))
}

fn nested(ty: &TypeRef) -> Vec<(&'static str, TypeRef)> {
    match &**ty {
        Type::ListOf { elem, .. } | Type::AttrsOf { elem, .. } | Type::NullOr(elem) | Type::FunctionTo(elem) => {
            vec![("elemType", elem.clone())]
        }
        Type::Either(a, b) => vec![("left", a.clone()), ("right", b.clone())],
        Type::Coerced { from, to, .. } => vec![("coercedType", from.clone()), ("finalType", to.clone())],
        _ => Vec::new(),
    }
}

/// The name of a type, as `type.name` has it.
fn name_of(ty: &Type) -> &str {
    match ty {
        Type::Bool => "bool",
        Type::BoolByOr => "boolByOr",
        Type::Int { .. } => "int",
        Type::Float => "float",
        Type::Number { .. } => "number",
        Type::Str => "str",
        Type::NonEmptyStr => "nonEmptyStr",
        Type::SingleLineStr => "singleLineStr",
        Type::Matching { .. } => "strMatching",
        Type::Separated { .. } => "separatedString",
        Type::Path { .. } => "path",
        Type::Package { .. } => "package",
        Type::Passwd(_) => "passwdEntry",
        Type::Enum(_) => "enum",
        Type::NullOr(_) => "nullOr",
        Type::ListOf { .. } => "listOf",
        Type::AttrsOf { lazy: false, .. } => "attrsOf",
        Type::AttrsOf { lazy: true, .. } => "lazyAttrsOf",
        Type::Either(..) => "either",
        Type::Coerced { .. } => "coercedTo",
        Type::Submodule(_) => "submodule",
        Type::Deferred { .. } => "deferredModule",
        Type::Attrs => "attrs",
        Type::Anything => "anything",
        Type::Raw => "raw",
        Type::Unspecified | Type::Unknown | Type::Ref(_) => "unspecified",
        Type::Settings { .. } => "nullOr",
        Type::UnitOption => "systemd option",
        Type::Sysctl => "sysctl option value",
        Type::Highest => "unsignedInt",
        Type::FunctionTo(_) => "functionTo",
        Type::Unique { .. } => "unique",
        Type::Checked { of, .. } => name_of(of),
        Type::OptionType => "optionType",
        Type::Custom { name, .. } => name,
        Type::AttrTag(_) => "attrTag",
    }
}

/// The type that a value stands for. A value that is no type is an error; an unknown one accepts anything.
pub fn type_from_cell(ev: &mut Eval, c: CellId) -> R<TypeRef> {
    let a = match ev.force(c)? {
        Value::Attrs(a) => a,
        Value::Unknown(..) => return Ok(Rc::new(Type::Unknown)),
        other => {
            let at = ev.origin(c);
            return Err(ev.type_error(at, "an option type (`lib.types.…`)", other));
        }
    };
    let get = |ev: &Eval, n: &str| ev.get(a, n.into());
    let carried = match get(ev, "__ocinixType").and_then(|c| ev.peek(c)) {
        Some(Value::Opaque(o)) => ev.opaque_ref(o).downcast::<Carried>().ok(),
        _ => None,
    };
    let (check, merge) = (get(ev, "check"), get(ev, "merge"));
    if let Some(k) = carried {
        let same_merge = merge == Some(k.merge);
        return Ok(match check {
            _ if !same_merge => custom(ev, a, check, merge)?,
            Some(f) if f != k.check => Rc::new(Type::Checked { of: k.ty.clone(), check: CheckBy::Function(f) }),
            _ => k.ty.clone(),
        });
    }
    match get(ev, "_type") {
        Some(t) if matches!(ev.force(t)?, Value::Str(s) if ev.text(s) == "option-type") => custom(ev, a, check, merge),
        _ if !ev.attrs_data(a).is_closed() => Ok(Rc::new(Type::Unknown)),
        _ => {
            let at = ev.origin(c);
            let v = Value::Attrs(a);
            Err(ev.type_error(at, "an option type (`lib.types.…`)", v))
        }
    }
}

/// A type known only by its functions.
fn custom(ev: &mut Eval, a: crate::eval::AttrsId, check: Option<CellId>, merge: Option<CellId>) -> R<TypeRef> {
    let text = |ev: &mut Eval, n: &str| -> R<Rc<str>> {
        match ev.get(a, n.into()) {
            Some(c) => match ev.force(c)? {
                Value::Str(s) => Ok(ev.text_rc(s)),
                _ => Ok("unspecified".into()),
            },
            None => Ok("unspecified".into()),
        }
    };
    let name = text(ev, "name")?;
    let about = if ev.get(a, sym!("description")).is_some() { text(ev, "description")? } else { name.clone() };
    Ok(Rc::new(Type::Custom { name, about, check, merge }))
}

/// `lib.mkOptionType { name; check ? …; merge ? …; … }`
pub fn mk_option_type(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let set = known!(ev.want_attrs(a[0])?);
    let (check, merge) = (ev.get(set, sym!("check")), ev.get(set, sym!("merge")));
    let ty = custom(ev, set, check, merge)?;
    let base = type_value(ev, &ty);
    // What the author gives stays as it is, so that it can be called and replaced again.
    let v = ev.update(base, Value::Attrs(set))?;
    let Value::Attrs(full) = v else { return Ok(v) };
    let (Some(check), Some(merge)) = (ev.get(full, sym!("check")), ev.get(full, sym!("merge"))) else { return Ok(v) };
    let carried = ev.opaque(Rc::new(Carried { ty, check, merge }));
    let c = ev.cell(carried);
    let over = ev.attrs_from([("__ocinixType", c)]);
    ev.update(v, over)
}

/// The type of an option that `lib.mkOption` made.
pub fn type_of_option(ev: &mut Eval, c: CellId) -> R<TypeRef> {
    match ev.force(c)? {
        Value::Attrs(a) => match ev.find_listed(a, sym!("type")) {
            Found::Cell(t) => type_from_cell(ev, t),
            _ => Ok(Rc::new(Type::Unspecified)),
        },
        _ => Ok(Rc::new(Type::Unknown)),
    }
}

/// A type inside another, looked at when needed: types may refer to themselves.
fn lazy(c: CellId) -> TypeRef {
    Rc::new(Type::Ref(c))
}

fn ok(ev: &mut Eval, ty: Type) -> R<Value> {
    Ok(type_value(ev, &Rc::new(ty)))
}

fn int(min: Option<i64>, max: Option<i64>, about: &str) -> Type {
    Type::Int { min, max, about: about.to_owned() }
}

fn between(min: i64, max: i64) -> Type {
    int(Some(min), Some(max), &format!("integer between {min} and {max} (both inclusive)"))
}

fn sized(bits: u32, signed: bool) -> Type {
    let (min, max, kind) = if signed {
        (-(1i64 << (bits - 1)), (1i64 << (bits - 1)) - 1, "signed")
    } else {
        (0, (1i64 << bits) - 1, "unsigned")
    };
    int(Some(min), Some(max), &format!("{bits} bit {kind} integer; between {min} and {max} (both inclusive)"))
}

fn path(absolute: Option<bool>, in_store: Option<bool>, about: &str) -> Type {
    Type::Path { absolute, in_store, about: about.into() }
}

fn separated(sep: &str, about: &str) -> Type {
    Type::Separated { sep: sep.into(), about: about.into() }
}

/// Types without arguments.
fn plain(name: &str) -> Option<Type> {
    Some(match name {
        "anything" => Type::Anything,
        "attrs" => Type::Attrs,
        "bool" => Type::Bool,
        "boolByOr" => Type::BoolByOr,
        "commas" => separated(",", "strings concatenated with \",\""),
        "deferredModule" => Type::Deferred { modules: Vec::new() },
        "envVar" => separated(":", "strings concatenated with \":\""),
        "externalPath" => path(Some(true), Some(false), "absolute path not in the Nix store"),
        "float" => Type::Float,
        "int" => int(None, None, "signed integer"),
        "lines" => separated("\n", "strings concatenated with \"\\n\""),
        "nonEmptyStr" => Type::NonEmptyStr,
        "number" => Type::Number { min: None, max: None, about: "signed integer or floating point number".into() },
        "optionType" => Type::OptionType,
        "package" => Type::Package { about: "package".into() },
        "path" => path(Some(true), None, "absolute path"),
        "pathInStore" => path(None, Some(true), "path in the Nix store"),
        "port" => sized(16, false),
        "raw" => Type::Raw,
        "shellPackage" => Type::Package { about: "package that is a shell".into() },
        "singleLineStr" => Type::SingleLineStr,
        "str" => Type::Str,
        "string" => separated("", "string"),
        "unspecified" => Type::Unspecified,
        "pkgs" | "fileset" => Type::Unknown,
        _ => return None,
    })
}

const PLAIN: &[&str] = &[
    "anything",
    "attrs",
    "bool",
    "boolByOr",
    "commas",
    "deferredModule",
    "envVar",
    "externalPath",
    "fileset",
    "float",
    "int",
    "lines",
    "nonEmptyStr",
    "number",
    "optionType",
    "package",
    "path",
    "pathInStore",
    "pkgs",
    "port",
    "raw",
    "shellPackage",
    "singleLineStr",
    "str",
    "string",
    "unspecified",
];

static CONSTRUCTORS: &[Builtin] = &[
    make("addCheck", 2, |ev, a| {
        let of = type_from_cell(ev, a[0])?;
        ok(ev, Type::Checked { of, check: CheckBy::Function(a[1]) })
    }),
    make("attrTag", 1, |ev, a| {
        let set = known!(ev.want_attrs(a[0])?);
        let tags = ev.entries_by_name(set).iter().map(|e| (e.name, e.cell)).collect();
        ok(ev, Type::AttrTag(tags))
    }),
    make("attrsOf", 1, |ev, a| ok(ev, Type::AttrsOf { elem: lazy(a[0]), lazy: false })),
    make("attrsWith", 1, |ev, a| {
        let set = known!(ev.want_attrs(a[0])?);
        let elem = match ev.find_listed(set, sym!("elemType")) {
            Found::Cell(c) => lazy(c),
            _ => Rc::new(Type::Unknown),
        };
        let is_lazy = match ev.find_listed(set, sym!("lazy")) {
            Found::Cell(c) => ev.want_bool(c)?.unwrap_or(false),
            _ => false,
        };
        ok(ev, Type::AttrsOf { elem, lazy: is_lazy })
    }),
    make("coercedTo", 3, |ev, a| ok(ev, Type::Coerced { from: lazy(a[0]), func: Some(a[1]), to: lazy(a[2]) })),
    make("deferredModuleWith", 1, |ev, _| ok(ev, Type::Deferred { modules: Vec::new() })),
    make("either", 2, |ev, a| ok(ev, Type::Either(lazy(a[0]), lazy(a[1])))),
    make("enum", 1, |ev, a| {
        let items = known!(ev.want_list(a[0])?);
        ok(ev, Type::Enum(items.iter().map(|&c| EnumValue::Cell(c)).collect()))
    }),
    make("functionTo", 1, |ev, a| ok(ev, Type::FunctionTo(lazy(a[0])))),
    make("lazyAttrsOf", 1, |ev, a| ok(ev, Type::AttrsOf { elem: lazy(a[0]), lazy: true })),
    make("listOf", 1, |ev, a| ok(ev, Type::ListOf { elem: lazy(a[0]), non_empty: false })),
    make("nonEmptyListOf", 1, |ev, a| ok(ev, Type::ListOf { elem: lazy(a[0]), non_empty: true })),
    make("nullOr", 1, |ev, a| ok(ev, Type::NullOr(lazy(a[0])))),
    make("oneOf", 1, |ev, a| {
        let items = known!(ev.want_list(a[0])?);
        let mut all = items.iter().map(|&c| lazy(c));
        let Some(first) = all.next() else {
            return Err(ev.fail(ErrKind::Throw, "types.oneOf needs to get at least one type in its argument"));
        };
        let ty = all.fold(first, |a, b| Rc::new(Type::Either(a, b)));
        Ok(type_value(ev, &ty))
    }),
    make("passwdEntry", 1, |ev, a| ok(ev, Type::Passwd(lazy(a[0])))),
    make("pathWith", 1, |ev, a| {
        let set = known!(ev.want_attrs(a[0])?);
        let flag = |ev: &mut Eval, n: &str| -> R<Option<bool>> {
            match ev.get(set, n.into()) {
                Some(c) => Ok(match ev.force(c)? {
                    Value::Bool(b) => Some(b),
                    _ => None,
                }),
                None => Ok(None),
            }
        };
        let (absolute, in_store) = (flag(ev, "absolute")?, flag(ev, "inStore")?);
        ok(ev, path(absolute, in_store, "path"))
    }),
    make("separatedString", 1, |ev, a| {
        let sep = known!(ev.want_str(a[0])?);
        let about = format!("strings concatenated with {}", crate::eval::show::quoted(&sep));
        ok(ev, separated(&sep, &about))
    }),
    make("strMatching", 1, |ev, a| {
        let p = known!(ev.want_str(a[0])?);
        let about = format!("string matching the pattern {p}");
        ok(ev, Type::Matching { regex: full_match(&p), pattern: p, about })
    }),
    make("submodule", 1, |ev, a| {
        let v = ev.force(a[0])?;
        let modules = match v {
            Value::List(l) => ev.items(l).to_vec(),
            _ => vec![a[0]],
        };
        let spec = spec_of(ev, &modules, true);
        ok(ev, Type::Submodule(spec))
    }),
    make("submoduleWith", 1, |ev, a| {
        let set = known!(ev.want_attrs(a[0])?);
        let modules = match ev.find_listed(set, sym!("modules")) {
            Found::Cell(c) => known!(ev.want_list(c)?).to_vec(),
            _ => Vec::new(),
        };
        let shorthand = match ev.find_listed(set, sym!("shorthandOnlyDefinesConfig")) {
            Found::Cell(c) => matches!(ev.force(c)?, Value::Bool(true)),
            _ => false,
        };
        let special_args = ev.get(set, sym!("specialArgs"));
        let mut spec = spec_of(ev, &modules, shorthand);
        if let Some(s) = Rc::get_mut(&mut spec) {
            s.special_args = special_args;
            if let Some(c) = ev.get(set, sym!("description"))
                && let Value::Str(t) = ev.force(c)?
            {
                s.description = Some(ev.text_rc(t));
            }
        }
        ok(ev, Type::Submodule(spec))
    }),
    make("uniq", 1, |ev, a| ok(ev, Type::Unique { of: lazy(a[0]), message: "".into() })),
    make("unique", 2, |ev, a| {
        let set = known!(ev.want_attrs(a[0])?);
        let message: Rc<str> = match ev.get(set, sym!("message")) {
            Some(c) => ev.want_str(c)?.unwrap_or_else(|_| "".into()),
            None => "".into(),
        };
        ok(ev, Type::Unique { of: lazy(a[1]), message })
    }),
];

/// `types.ints.*` and `types.numbers.*` with arguments.
static RANGES: &[Builtin] = &[
    make("between", 2, |ev, a| {
        let (lo, hi) = (known!(ev.want_int(a[0])?), known!(ev.want_int(a[1])?));
        ok(ev, between(lo, hi))
    }),
    make("betweenNumbers", 2, |ev, a| {
        let num = |ev: &mut Eval, c: CellId| -> R<f64> {
            Ok(match ev.force(c)? {
                Value::Int(i) => i as f64,
                Value::Float(f) => f,
                _ => 0.0,
            })
        };
        let (lo, hi) = (num(ev, a[0])?, num(ev, a[1])?);
        let about = format!("integer or floating point number between {lo} and {hi} (both inclusive)");
        ok(ev, Type::Number { min: Some(lo), max: Some(hi), about })
    }),
];

fn spec_of(ev: &Eval, modules: &[CellId], shorthand: bool) -> Rc<SubSpec> {
    let module = |&cell: &CellId| {
        let anchor = ev.anchor(ev.origin(cell));
        let name: Rc<str> =
            anchor.map_or("<unknown-file>".into(), |a| ev.program.files.path(a.file).to_string_lossy().as_ref().into());
        let builtin = name.starts_with('<');
        SubModule::Value { cell, file: ModFile::new(name, anchor.map(|a| a.file), builtin) }
    };
    Rc::new(SubSpec { modules: modules.iter().map(module).collect(), shorthand, special_args: None, description: None })
}

/// The set `lib.types`.
pub fn types_set(ev: &mut Eval) -> R<Value> {
    let mut entries: Vec<Entry> = Vec::new();
    let entry = |name: &str, cell| Entry { name: Symbol::new(name), cell, pos: PosId::NONE };
    for &name in PLAIN {
        let cell = ev.lazy_at(Origin::NATIVE, move |ev| match plain(name) {
            Some(ty) => ok(ev, ty),
            None => Ok(Value::Null),
        });
        entries.push(entry(name, cell));
    }
    for b in CONSTRUCTORS {
        entries.push(entry(b.name, ev.cell_at(Value::Builtin(b), Origin::NATIVE)));
    }
    let ints = ev.lazy_at(Origin::NATIVE, |ev| {
        let mut out = vec![("between", ev.cell_at(Value::Builtin(&RANGES[0]), Origin::NATIVE))];
        let named: [(&'static str, Type); 8] = [
            ("u8", sized(8, false)),
            ("u16", sized(16, false)),
            ("u32", sized(32, false)),
            ("s8", sized(8, true)),
            ("s16", sized(16, true)),
            ("s32", sized(32, true)),
            ("unsigned", int(Some(0), None, "unsigned integer, meaning >=0")),
            ("positive", int(Some(1), None, "positive integer, meaning >0")),
        ];
        for (name, ty) in named {
            let v = type_value(ev, &Rc::new(ty));
            out.push((name, ev.cell_at(v, Origin::NATIVE)));
        }
        Ok(ev.attrs_from(out))
    });
    entries.push(entry("ints", ints));
    let numbers = ev.lazy_at(Origin::NATIVE, |ev| {
        let mut out = vec![("between", ev.cell_at(Value::Builtin(&RANGES[1]), Origin::NATIVE))];
        for (name, min, about) in [
            ("nonnegative", 0.0, "nonnegative integer or floating point number, meaning >=0"),
            ("positive", f64::MIN_POSITIVE, "positive integer or floating point number, meaning >0"),
        ] {
            let ty = Type::Number { min: Some(min), max: None, about: about.into() };
            let v = type_value(ev, &Rc::new(ty));
            out.push((name, ev.cell_at(v, Origin::NATIVE)));
        }
        Ok(ev.attrs_from(out))
    });
    entries.push(entry("numbers", numbers));
    Ok(ev.attrs(entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plain_type_exists() {
        for name in PLAIN {
            assert!(plain(name).is_some(), "{name}");
        }
    }
}
