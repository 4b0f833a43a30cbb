//! Option declarations: from the schema, from `lib.mkOption`, and several of one option put together.

use std::rc::Rc;

use crate::diag::Anchor;
use crate::eval::{CellId, ErrKind, Eval, Found, Origin, R, Shape, Value, WhyKind};
use crate::schema::{Decl, Default};
use crate::sym;

use super::def::{Active, DEFAULT_PRIORITY, ModFile, PLAIN_ORDER};
use super::inner::DeclSrc;
use super::loc::Loc;
use super::sys::Sys;
use super::types::{self, SubModule, SubSpec, Type, TypeRef, resolved};

/// A declared option.
pub struct OptionInfo {
    pub ty: TypeRef,
    pub default: Option<Rc<Active>>,
    pub apply: Option<CellId>,
    pub read_only: bool,
    pub file: ModFile,
    /// Where it is declared, when that is a module that was read.
    pub at: Option<Anchor>,
    /// The schema's entry.
    pub decl: Option<&'static Decl>,
    /// The declarations as the modules give them.
    pub given: Vec<(CellId, ModFile)>,
}

/// A declaration of the schema.
pub fn from_schema(ev: &mut Eval, sys: &Rc<Sys>, decl: &'static Decl, file: &ModFile, loc: &Loc) -> R<OptionInfo> {
    let default = schema_default(ev, sys, decl, loc).map(|cell| Rc::new(Active::builtin(cell, sys, DEFAULT_PRIORITY)));
    Ok(OptionInfo {
        ty: types::from_schema(&decl.ty),
        default,
        apply: None,
        read_only: false,
        file: file.clone(),
        at: None,
        decl: Some(decl),
        given: Vec::new(),
    })
}

/// The same for an option that the schema alone declares: shared by all instances of a submodule unless the default
/// depends on the instance.
pub fn shared_schema(
    ev: &mut Eval,
    sys: &Rc<Sys>,
    decl: &'static Decl,
    file: &ModFile,
    loc: &Loc,
) -> R<Rc<OptionInfo>> {
    let own = matches!(decl.default, Default::Computed(_) | Default::Unknown);
    let key = std::ptr::from_ref(decl) as usize;
    if let (false, Some(info)) = (own, sys.infos.borrow().get(&key)) {
        return Ok(info.clone());
    }
    let info = Rc::new(from_schema(ev, sys, decl, file, loc)?);
    if !own {
        sys.infos.borrow_mut().insert(key, info.clone());
    }
    Ok(info)
}

fn schema_default(ev: &mut Eval, sys: &Rc<Sys>, decl: &'static Decl, loc: &Loc) -> Option<CellId> {
    let v = match decl.default {
        Default::None => return None,
        Default::Null => Value::Null,
        Default::Bool(b) => Value::Bool(b),
        Default::Int(i) => Value::Int(i),
        Default::Str(s) => ev.string(s),
        Default::List(items) => {
            let cells: Vec<CellId> = items
                .iter()
                .map(|i| {
                    let v = ev.string(i);
                    ev.cell_at(v, Origin::NATIVE)
                })
                .collect();
            ev.list(cells)
        }
        Default::EmptyAttrs => ev.attrs(Vec::new()),
        Default::Unknown => {
            let w = ev.why(WhyKind::Option(loc.brief().into()));
            Value::Unknown(w, Shape::Any)
        }
        Default::Computed(how) => {
            let (sys, loc) = (sys.clone(), loc.clone());
            return Some(ev.lazy_at(Origin::NATIVE, move |ev| {
                let computed = sys.computed;
                Ok(match computed(ev, &sys, how, &loc)? {
                    Some(v) => v,
                    None => ev.unknown(WhyKind::Option(loc.brief().into())),
                })
            }));
        }
    };
    Some(ev.cell_at(v, Origin::NATIVE))
}

/// A declaration made by `lib.mkOption`; `None` for a plain set of options.
pub fn from_value(ev: &mut Eval, sys: &Rc<Sys>, v: Value, cell: CellId, file: &ModFile) -> R<Option<OptionInfo>> {
    let a = match v {
        Value::Attrs(a) => a,
        Value::Unknown(..) => {
            return Ok(Some(OptionInfo {
                ty: Rc::new(Type::Unknown),
                default: None,
                apply: None,
                read_only: false,
                file: file.clone(),
                at: None,
                decl: None,
                given: Vec::new(),
            }));
        }
        _ => {
            let at = ev.origin(cell);
            return Err(ev.type_error(at, "an option declared with `lib.mkOption`, or a set of them", v));
        }
    };
    let is_option = match ev.find_listed(a, sym!("_type")) {
        Found::Cell(c) => matches!(ev.force(c)?, Value::Str(s) if ev.text(s) == "option"),
        _ => false,
    };
    if !is_option {
        return Ok(None);
    }
    let get = |ev: &Eval, n: &'static str| ev.get(a, n.into());
    let ty = match get(ev, "type") {
        Some(c) => super::nix::type_from_cell(ev, c)?,
        None => Rc::new(Type::Unspecified),
    };
    let read_only = match get(ev, "readOnly") {
        Some(c) => ev.want_bool(c)?.unwrap_or(false),
        None => false,
    };
    let default = get(ev, "default").map(|cell| {
        Rc::new(Active {
            cell,
            file: file.clone(),
            pos: crate::eval::PosId::NONE,
            priority: DEFAULT_PRIORITY,
            order: PLAIN_ORDER,
            certain: true,
            is_default: true,
            via: Vec::new(),
            leftover: false,
        })
    });
    let _ = sys;
    Ok(Some(OptionInfo {
        ty,
        default,
        apply: get(ev, "apply"),
        read_only,
        file: file.clone(),
        at: ev.anchor(ev.origin(cell)),
        decl: None,
        given: vec![(cell, file.clone())],
    }))
}

/// Puts the declarations of one option together; plain sets beside a submodule option extend the submodule.
pub fn merge(ev: &mut Eval, sys: &Rc<Sys>, loc: &Loc, options: Vec<OptionInfo>, nested: Vec<DeclSrc>) -> R<OptionInfo> {
    let mut all = options.into_iter();
    let Some(mut merged) = all.next() else {
        return Err(ev.fail(ErrKind::Module, format!("`{loc}` is declared by nobody")));
    };
    for o in all {
        match types_together(ev, &merged.ty, &o.ty)? {
            Some(ty) => merged.ty = ty,
            None => return Err(sys.report_conflicting_declarations(ev, loc, &merged, &o)),
        }
        if o.default.is_some() && merged.default.is_some() && !o.file.builtin {
            return Err(sys.report_conflicting_declarations(ev, loc, &merged, &o));
        }
        merged.default = merged.default.or(o.default);
        merged.apply = merged.apply.or(o.apply);
        merged.read_only |= o.read_only;
        merged.at = merged.at.or(o.at);
        merged.decl = merged.decl.or(o.decl);
        merged.given.extend(o.given);
    }
    for src in nested {
        let DeclSrc::Cell { cell, file } = src else { continue };
        let options = ev.attrs_from([("options", cell)]);
        let module = SubModule::Value { cell: ev.cell(options), file };
        match extend_submodule(ev, &merged.ty, vec![module])? {
            Some(ty) => merged.ty = ty,
            None => {
                let at = ev.origin(cell);
                let what = merged.ty.describe(ev);
                let e = ev.fail_at(
                    at,
                    ErrKind::Type,
                    format!("options are declared below `{loc}`, but that is an option of type `{what}`"),
                );
                sys.report_eval_error(ev, e);
                return Err(e);
            }
        }
    }
    Ok(merged)
}

/// Adds modules to a submodule type, also inside `nullOr`.
fn extend_submodule(ev: &mut Eval, ty: &TypeRef, modules: Vec<SubModule>) -> R<Option<TypeRef>> {
    let ty = resolved(ev, ty)?;
    Ok(Some(Rc::new(match &*ty {
        Type::Submodule(s) => Type::Submodule(Rc::new(SubSpec {
            modules: s.modules.iter().cloned().chain(modules).collect(),
            shorthand: s.shorthand,
            special_args: s.special_args,
            description: s.description.clone(),
        })),
        Type::NullOr(of) => match ev.guarded(|ev| extend_submodule(ev, of, modules))? {
            Some(of) => Type::NullOr(of),
            None => return Ok(None),
        },
        Type::Unknown => return Ok(Some(ty)),
        _ => return Ok(None),
    })))
}

/// The type of two declarations of one option (nixpkgs: `typeMerge`); `None` when they contradict each other.
pub fn types_together(ev: &mut Eval, a: &TypeRef, b: &TypeRef) -> R<Option<TypeRef>> {
    use Type as T;
    let (a, b) = (resolved(ev, a)?, resolved(ev, b)?);
    let mut inner = |x: &TypeRef, y: &TypeRef| ev.guarded(|ev| types_together(ev, x, y));
    let merged = match (&*a, &*b) {
        (T::Unspecified | T::Unknown, _) => return Ok(Some(b)),
        (_, T::Unspecified | T::Unknown) => return Ok(Some(a)),
        (T::Submodule(x), T::Submodule(y)) => Some(T::Submodule(Rc::new(SubSpec {
            modules: x.modules.iter().chain(&y.modules).cloned().collect(),
            shorthand: x.shorthand && y.shorthand,
            special_args: x.special_args.or(y.special_args),
            description: x.description.clone().or_else(|| y.description.clone()),
        }))),
        (T::ListOf { elem: x, non_empty }, T::ListOf { elem: y, .. }) => {
            inner(x, y)?.map(|elem| T::ListOf { elem, non_empty: *non_empty })
        }
        (T::AttrsOf { elem: x, lazy }, T::AttrsOf { elem: y, .. }) => {
            inner(x, y)?.map(|elem| T::AttrsOf { elem, lazy: *lazy })
        }
        (T::NullOr(x), T::NullOr(y)) => inner(x, y)?.map(T::NullOr),
        (T::Unique { of: x, message }, T::Unique { of: y, .. }) => {
            inner(x, y)?.map(|of| T::Unique { of, message: message.clone() })
        }
        (T::FunctionTo(x), T::FunctionTo(y)) => inner(x, y)?.map(T::FunctionTo),
        (T::Either(x1, x2), T::Either(y1, y2)) => match (inner(x1, y1)?, inner(x2, y2)?) {
            (Some(left), Some(right)) => Some(T::Either(left, right)),
            _ => None,
        },
        (T::AttrTag(x), T::AttrTag(y)) => Some(T::AttrTag(x.iter().chain(y.iter()).copied().collect())),
        (T::Enum(x), T::Enum(y)) => Some(T::Enum(x.iter().chain(y).cloned().collect())),
        (T::Separated { sep: x, .. }, T::Separated { sep: y, .. }) => return Ok((x == y).then_some(a)),
        (T::Matching { pattern: x, .. }, T::Matching { pattern: y, .. }) => return Ok((x == y).then_some(a)),
        (T::Int { about: x, .. }, T::Int { about: y, .. }) => return Ok((x == y).then_some(a)),
        (T::Coerced { .. } | T::Checked { .. }, _) => None,
        (x, y) => return Ok((std::mem::discriminant(x) == std::mem::discriminant(y)).then_some(a)),
    };
    Ok(merged.map(Rc::new))
}
