//! `pkgs` without nixpkgs: every attribute is a package that is known only by name; the usual builders give packages
//! named by their literal arguments.

use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::coerce::Builder;
use crate::eval::{CellId, Entry, Eval, Found, Origin, Piece, R, Shape, Value, WhyKind};
use crate::sym;

/// The cell of `pkgs`.
pub(super) fn cell(ev: &mut Eval) -> CellId {
    let why = ev.why(WhyKind::Package("pkgs".into()));
    let rest = ev.resolver(why, top_level);
    let none: Rc<[Entry]> = Rc::new([]);
    let v = ev.attrs_with(none, rest);
    ev.cell_at(v, Origin::NATIVE)
}

/// The path of NixOS' modules.
pub(super) fn modules_path(ev: &mut Eval) -> CellId {
    let w = ev.why(WhyKind::StorePath { name: "nixpkgs/nixos/modules".into(), exact: false });
    let v = ev.pieces([Piece::Hole(w)]);
    ev.cell_at(v, Origin::NATIVE)
}

/// `utils` of NixOS.
pub(super) fn utils(ev: &mut Eval) -> CellId {
    let v = ev.unknown(WhyKind::NotModelled("the module argument `utils`".into()));
    ev.cell_at(v, Origin::NATIVE)
}

fn top_level(ev: &mut Eval, name: Symbol) -> R<Value> {
    match name.as_str() {
        "lib" => {
            let c = crate::eval::nixlib::lib_cell(ev);
            ev.force(c)
        }
        "system" => Ok(unknown_as(ev, "pkgs.system", Shape::Str)),
        "path" => Ok(unknown_as(ev, "pkgs.path", Shape::Path)),
        "dockerTools" => Ok(package_set(ev, "dockerTools")),
        "formats" => Ok(formats(ev)),
        // Sets and functions rather than packages.
        "stdenv" | "config" | "pkgs" | "callPackage" | "newScope" | "overlays" | "extend" | "appendOverlays"
        | "buildPackages" | "targetPackages" | "hostPlatform" | "buildPlatform" | "targetPlatform" | "fetchurl"
        | "version" => Ok(unknown_as(ev, &format!("pkgs.{name}"), Shape::Any)),
        n if NAMED_BY_FIRST.contains(&n) => Ok(by_first_argument(ev, n.to_owned())),
        n if NAMED_BY_ATTR.contains(&n) => Ok(by_attribute(ev, n.to_owned())),
        n => Ok(package(ev, n, None)),
    }
}

/// Builders whose first argument is the name, with the number of arguments.
const NAMED_BY_FIRST: &[&str] = &[
    "runCommand",
    "runCommandCC",
    "runCommandLocal",
    "runCommandNoCC",
    "writeScript",
    "writeScriptBin",
    "writeShellScript",
    "writeShellScriptBin",
    "writeText",
    "writeTextDir",
];

/// Builders that take a set with `name`.
const NAMED_BY_ATTR: &[&str] = &["buildEnv", "symlinkJoin", "writeShellApplication", "writeTextFile", "linkFarm"];

fn arity(name: &str) -> usize {
    if name.starts_with("runCommand") { 3 } else { 2 }
}

fn unknown_as(ev: &mut Eval, path: &str, shape: Shape) -> Value {
    let w = ev.why(WhyKind::Package(path.into()));
    Value::Unknown(w, shape)
}

/// A package known by the name `label`; `name` is its `name` attribute when that is known.
fn package(ev: &mut Eval, label: &str, name: Option<Value>) -> Value {
    package_with(ev, label, name, Vec::new())
}

fn package_with(ev: &mut Eval, label: &str, name: Option<Value>, extra: Vec<(&'static str, Value)>) -> Value {
    let why = ev.why(WhyKind::StorePath { name: label.into(), exact: false });
    let out = ev.pieces([Piece::Hole(why)]);
    let kind = ev.string("derivation");
    let name = match name {
        Some(n) => n,
        None => Value::Unknown(ev.why(WhyKind::Package(format!("pkgs.{label}.name").into())), Shape::Str),
    };
    let mut parts: Vec<(&'static str, CellId)> = Vec::new();
    for (n, v) in [("type", kind), ("outPath", out), ("name", name)].into_iter().chain(extra) {
        parts.push((n, ev.cell_at(v, Origin::NATIVE)));
    }
    let Value::Attrs(a) = ev.attrs_from(parts) else { return Value::Null };
    let entries = ev.entries(a);
    let label: Rc<str> = label.into();
    let rest_why = ev.why(WhyKind::Package(format!("pkgs.{label}").into()));
    let rest = ev.resolver(rest_why, move |ev, attr| {
        Ok(match attr.as_str() {
            // Outputs are packages of their own.
            "bin" | "dev" | "doc" | "lib" | "man" | "out" | "data" | "static" | "override" | "overrideAttrs"
            | "overrideDerivation" => match attr.as_str() {
                o if o.starts_with("override") => {
                    let label = label.clone();
                    ev.native(move |ev, _| Ok(package(ev, &label, None)))
                }
                _ => package(ev, &label, None),
            },
            "pname" | "version" | "meta" => unknown_as(ev, &format!("pkgs.{label}.{attr}"), Shape::Any),
            _ => unknown_as(ev, &format!("pkgs.{label}.{attr}"), Shape::Any),
        })
    });
    ev.attrs_with(entries, rest)
}

/// A set of packages below `pkgs`.
fn package_set(ev: &mut Eval, set: &'static str) -> Value {
    let why = ev.why(WhyKind::Package(format!("pkgs.{set}").into()));
    let rest = ev.resolver(why, move |ev, name| {
        let name = name.as_str();
        Ok(match name {
            "buildImage"
            | "buildLayeredImage"
            | "streamLayeredImage"
            | "pullImage"
            | "buildLayeredImageWithNixDb"
            | "streamImage"
            | "mergeImages"
            | "exportImage" => image_builder(ev),
            _ => unknown_as(ev, &format!("pkgs.{set}.{name}"), Shape::Any),
        })
    });
    let none: Rc<[Entry]> = Rc::new([]);
    ev.attrs_with(none, rest)
}

/// `dockerTools.*`: an image with the name and tag of its literal arguments.
fn image_builder(ev: &mut Eval) -> Value {
    ev.native(|ev, arg| {
        let Ok(a) = ev.want_attrs(arg)? else { return Ok(package(ev, "image", None)) };
        let pick = |ev: &mut Eval, names: [&str; 2]| -> R<Option<Value>> {
            for n in names {
                if let Found::Cell(c) = ev.find_listed(a, n.into())
                    && !matches!(ev.peek(c), Some(Value::Null))
                {
                    return ev.force(c).map(Some);
                }
            }
            Ok(None)
        };
        let name = pick(ev, ["finalImageName", "name"])?;
        let name = match name {
            Some(n) => Some(n),
            None => pick(ev, ["imageName", "imageName"])?,
        };
        let tag = pick(ev, ["finalImageTag", "tag"])?;
        let label = match name {
            Some(Value::Str(s)) => ev.text(s).to_owned(),
            _ => "image".into(),
        };
        let mut extra = Vec::new();
        if let Some(n) = name {
            extra.push(("imageName", n));
        }
        if let Some(t) = tag {
            extra.push(("imageTag", t));
        }
        Ok(package_with(ev, &label, None, extra))
    })
}

/// A builder like `writeText name text`.
fn by_first_argument(ev: &mut Eval, builder: String) -> Value {
    ev.native(move |ev, first| {
        let v = ev.force(first)?;
        let (label, name) = label_of(ev, v, &builder);
        fn more(ev: &mut Eval, left: usize, label: Rc<str>, name: Option<Value>) -> Value {
            if left == 0 {
                return package(ev, &label, name);
            }
            ev.native(move |ev, _| Ok(more(ev, left - 1, label.clone(), name)))
        }
        Ok(more(ev, arity(&builder) - 1, label, name))
    })
}

/// A builder like `symlinkJoin { name = …; … }`; other first arguments are the name itself.
fn by_attribute(ev: &mut Eval, builder: String) -> Value {
    ev.native(move |ev, arg| {
        let v = ev.force(arg)?;
        let name = match v {
            Value::Attrs(a) => match ev.find_listed(a, sym!("name")) {
                Found::Cell(c) => ev.force(c)?,
                _ => unknown_as(ev, &builder, Shape::Str),
            },
            v => v,
        };
        let (label, name) = label_of(ev, name, &builder);
        if matches!(v, Value::Attrs(_)) {
            return Ok(package(ev, &label, name));
        }
        Ok(ev.native(move |ev, _| Ok(package(ev, &label, name))))
    })
}

fn label_of(ev: &mut Eval, v: Value, builder: &str) -> (Rc<str>, Option<Value>) {
    match v {
        Value::Str(s) => (ev.text_rc(s), Some(v)),
        _ => {
            let mut b = Builder::default();
            b.push(builder);
            (builder.into(), None)
        }
    }
}

/// `pkgs.formats.json { }` and the like: a type that takes any settings and a generator.
fn formats(ev: &mut Eval) -> Value {
    let why = ev.why(WhyKind::Package("pkgs.formats".into()));
    let rest = ev.resolver(why, |ev, _| {
        Ok(ev.native(|ev, _| {
            let ty = crate::modules::nix::type_value(ev, &Rc::new(crate::modules::Type::Anything));
            let ty = ev.cell(ty);
            let generate = by_first_argument(ev, "generate".into());
            let generate = ev.cell(generate);
            let v = ev.attrs_from([("type", ty), ("generate", generate)]);
            let Value::Attrs(a) = v else { return Ok(v) };
            let entries = ev.entries(a);
            let w = ev.why(WhyKind::Package("pkgs.formats".into()));
            Ok(ev.attrs_with(entries, crate::eval::Rest::Open(w)))
        }))
    });
    let none: Rc<[Entry]> = Rc::new([]);
    ev.attrs_with(none, rest)
}

/// A package by name, for definitions that NixOS makes.
pub(super) fn named(ev: &mut Eval, name: &str) -> Value {
    package(ev, name, None)
}
