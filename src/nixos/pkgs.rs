//! `pkgs` without nixpkgs: every attribute is a package that is known only by name; the usual builders give packages
//! named by their literal arguments.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::coerce::Builder;
use crate::eval::{CellId, Entry, Eval, Found, Origin, Piece, R, Shape, Value, WhyKind};
use crate::sym;

/// The cell of a `pkgs`; `platform` is the cell of its `system`.
pub(super) fn cell(ev: &mut Eval, platform: CellId) -> CellId {
    let why = ev.why(WhyKind::Package("pkgs".into()));
    let this = Rc::new(OnceCell::new());
    let own = this.clone();
    let rest = ev.resolver(why, move |ev, name| top_level(ev, name, platform, own.get().copied()));
    let none: Rc<[Entry]> = Rc::new([]);
    let v = ev.attrs_with(none, rest);
    let c = ev.cell_at(v, Origin::NATIVE);
    let _ = this.set(c);
    c
}

/// `utils` of NixOS.
pub(super) fn utils(ev: &mut Eval) -> CellId {
    let v = ev.unknown(WhyKind::NotModelled("the module argument `utils`".into()));
    ev.cell_at(v, Origin::NATIVE)
}

fn top_level(ev: &mut Eval, name: Symbol, platform: CellId, pkgs: Option<CellId>) -> R<Value> {
    match name.as_str() {
        "lib" => {
            let c = crate::eval::nixlib::lib_cell(ev);
            ev.force(c)
        }
        "system" => ev.force(platform),
        "path" => Ok(unknown_as(ev, "pkgs.path", Shape::Path)),
        "dockerTools" => Ok(package_set(ev, "dockerTools")),
        "formats" => Ok(formats(ev)),
        "stdenv" | "stdenvNoCC" => Ok(stdenv(ev, platform)),
        "hostPlatform" | "buildPlatform" | "targetPlatform" => Ok(platform_set(ev, platform)),
        "callPackage" | "newScope" if pkgs.is_none() => Ok(unknown_as(ev, "pkgs.callPackage", Shape::Function)),
        "callPackage" => Ok(call_package(ev, pkgs.unwrap_or(platform))),
        // Overlays add packages: they are known by name like all others.
        "pkgs" | "buildPackages" | "targetPackages" => match pkgs {
            Some(c) => ev.force(c),
            None => Ok(unknown_as(ev, "pkgs.pkgs", Shape::Attrs)),
        },
        "extend" | "appendOverlays" => match pkgs {
            Some(c) => Ok(ev.native(move |ev, _| ev.force(c))),
            None => Ok(unknown_as(ev, "pkgs.extend", Shape::Function)),
        },
        // Sets and functions rather than packages.
        "config" | "newScope" | "overlays" | "fetchurl" | "version" => {
            Ok(unknown_as(ev, &format!("pkgs.{name}"), Shape::Any))
        }
        n if NAMED_BY_FIRST.contains(&n) => Ok(by_first_argument(ev, n.to_owned())),
        n if NAMED_BY_ATTR.contains(&n) => Ok(by_attribute(ev, n.to_owned())),
        n => Ok(package(ev, n, None)),
    }
}

/// `pkgs.stdenv`: its platform, and `mkDerivation` as a package with the name it is given.
fn stdenv(ev: &mut Eval, platform: CellId) -> Value {
    let why = ev.why(WhyKind::Package("pkgs.stdenv".into()));
    let rest = ev.resolver(why, move |ev, name| match name.as_str() {
        "hostPlatform" | "buildPlatform" | "targetPlatform" => Ok(platform_set(ev, platform)),
        "system" | "isLinux" | "isDarwin" | "isx86_64" | "isAarch64" | "is64bit" => of_platform(ev, platform, name),
        "mkDerivation" => Ok(ev.native(|ev, arg| {
            let v = ev.force(arg)?;
            let mut label = None;
            for attr in ["name", "pname"] {
                if let Value::Attrs(a) = v
                    && let Found::Cell(c) = ev.find_listed(a, Symbol::new(attr))
                    && label.is_none()
                {
                    label = Some(ev.force(c)?);
                }
            }
            let label = label.unwrap_or(Value::Null);
            let (label, name) = label_of(ev, label, "derivation");
            Ok(package(ev, &label, name))
        })),
        n => Ok(unknown_as(ev, &format!("pkgs.stdenv.{n}"), Shape::Any)),
    });
    let none: Rc<[Entry]> = Rc::new([]);
    ev.attrs_with(none, rest)
}

/// `pkgs.stdenv.hostPlatform`.
fn platform_set(ev: &mut Eval, platform: CellId) -> Value {
    let why = ev.why(WhyKind::Package("pkgs.stdenv.hostPlatform".into()));
    let rest = ev.resolver(why, move |ev, name| of_platform(ev, platform, name));
    let none: Rc<[Entry]> = Rc::new([]);
    ev.attrs_with(none, rest)
}

/// What follows from the text of a platform: `x86_64-linux`.
fn of_platform(ev: &mut Eval, platform: CellId, name: Symbol) -> R<Value> {
    let v = ev.force(platform)?;
    let unknown = |ev: &mut Eval| {
        let shape = if name.as_str().starts_with("is") { Shape::Bool } else { Shape::Any };
        unknown_as(ev, &format!("pkgs.stdenv.hostPlatform.{name}"), shape)
    };
    let text = match v {
        Value::Str(s) => ev.text(s).to_owned(),
        // The kernel may be known without the processor.
        Value::Partial(p) => match ev.partial(p).last() {
            Some(Piece::Lit(t)) => format!("?{t}"),
            _ => return Ok(unknown(ev)),
        },
        _ => return Ok(unknown(ev)),
    };
    let (cpu, kernel) = text.split_once('-').unwrap_or((&text, ""));
    let of_cpu = |yes: &[&str]| (cpu != "?").then(|| Value::Bool(yes.contains(&cpu)));
    let found = match name.as_str() {
        "system" => Some(v),
        "isLinux" => Some(Value::Bool(kernel == "linux")),
        "isDarwin" => Some(Value::Bool(kernel == "darwin")),
        "isx86_64" => of_cpu(&["x86_64"]),
        "isAarch64" => of_cpu(&["aarch64"]),
        "isx86_32" => of_cpu(&["i686"]),
        "isx86" => of_cpu(&["x86_64", "i686"]),
        "isAarch" => of_cpu(&["aarch64", "armv7l", "armv6l"]),
        "is64bit" => of_cpu(&["x86_64", "aarch64", "riscv64"]),
        _ => None,
    };
    Ok(found.unwrap_or_else(|| unknown(ev)))
}

/// `pkgs.callPackage f { … }`: the function with what it asks for from `pkgs`.
fn call_package(ev: &mut Eval, pkgs: CellId) -> Value {
    ev.native(move |ev, f| {
        Ok(ev.native(move |ev, overrides| {
            let f = match ev.force(f)? {
                v @ (Value::Path(_) | Value::Str(_)) => {
                    let path = match v {
                        Value::Path(s) | Value::Str(s) => std::path::PathBuf::from(ev.text(s)),
                        _ => return Ok(v),
                    };
                    ev.import_path(&path)?
                }
                v => v,
            };
            if ev.is_function(f) != Some(true) {
                return Ok(unknown_as(ev, "pkgs.callPackage", Shape::Any));
            }
            let given = match ev.want_attrs(overrides)? {
                Ok(a) => a,
                Err(w) => return Ok(Value::Unknown(w, Shape::Any)),
            };
            let mut entries: Vec<Entry> = ev.entries(given).to_vec();
            for (name, optional, pos) in ev.formals_of(f)?.unwrap_or_default() {
                if !entries.iter().any(|e| e.name == name) && !optional {
                    entries.push(Entry { name, cell: ev.lazy_select(pkgs, name), pos });
                }
            }
            let args = ev.attrs(entries);
            let args = ev.cell_at(args, Origin::NATIVE);
            ev.call(f, &[args])
        }))
    })
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
            | "buildImageWithNixDb"
            | "buildLayeredImage"
            | "buildLayeredImageWithNixDb"
            | "streamLayeredImage" => image_builder(ev, Untagged::Hash),
            "pullImage" => image_builder(ev, Untagged::Latest),
            "streamImage" | "mergeImages" | "exportImage" => image_builder(ev, Untagged::Unknown),
            _ => unknown_as(ev, &format!("pkgs.{set}.{name}"), Shape::Any),
        })
    });
    let none: Rc<[Entry]> = Rc::new([]);
    ev.attrs_with(none, rest)
}

/// Which tag an image has when none is asked for.
#[derive(Clone, Copy)]
enum Untagged {
    Hash,
    Latest,
    Unknown,
}

/// `dockerTools.*`: an image with the name and tag of its literal arguments.
fn image_builder(ev: &mut Eval, untagged: Untagged) -> Value {
    ev.native(move |ev, arg| {
        let call = ev.at;
        let Ok(a) = ev.want_attrs(arg)? else { return Ok(package(ev, "image", None)) };
        let pick = |ev: &mut Eval, names: [&str; 2]| -> R<Option<Value>> {
            for n in names {
                if let Found::Cell(c) = ev.find_listed(a, n.into())
                    && let v = ev.force(c)?
                    && !matches!(v, Value::Null)
                {
                    return Ok(Some(v));
                }
            }
            Ok(None)
        };
        let name = pick(ev, ["finalImageName", "name"])?;
        let name = match name {
            Some(n) => Some(n),
            None => pick(ev, ["imageName", "imageName"])?,
        };
        // A name is made lower-case by all that build an image.
        let name = match (name, untagged) {
            (Some(Value::Str(s)), Untagged::Hash) => Some(ev.string(&ev.text(s).to_ascii_lowercase())),
            (name, _) => name,
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
        let is_missing = |ev: &Eval, n: &'static str| !matches!(ev.find_listed(a, n.into()), Found::Unknown(_));
        let tag = match (tag, untagged) {
            (Some(tag), _) => Some(tag),
            (None, Untagged::Hash) if is_missing(ev, "tag") => {
                let why = ev.why(WhyKind::ImageHash(label.as_str().into()));
                Some(Value::Unknown(why, Shape::Str))
            }
            (None, Untagged::Latest) if is_missing(ev, "finalImageTag") => Some(ev.string("latest")),
            (None, _) => None,
        };
        if let Some(t) = tag {
            extra.push(("imageTag", t));
        }
        ev.at = call;
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
