//! Builtins that hash, and the one that rewrites a hash in another form.

use crate::base::hash::{Algo, base16, base64, nix32, parse};
use crate::eval::error::{ErrKind, R};
use crate::eval::value::*;
use crate::eval::{Eval, Found, Known};
use crate::known;

use super::paths::failed_read;
use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[
    make("convertHash", 1, convert),
    make("hashFile", 2, |ev, a| {
        let site = ev.at;
        let algo = known!(want_algo(ev, a[0])?, Shape::Str);
        let path = known!(ev.want_path(a[1])?, Shape::Str);
        ev.at = site;
        match ev.program.files.vfs().read(&path, crate::base::limits::DATA_BYTES) {
            Ok(bytes) => Ok(ev.string(&base16(&algo.hash(&bytes)))),
            Err(e) => failed_read(ev, &path, &e, Shape::Str),
        }
    }),
    make("hashString", 2, |ev, a| {
        let algo = want_algo(ev, a[0])?;
        let text = ev.want_str(a[1])?;
        let algo = known!(algo, Shape::Str);
        Ok(ev.string(&base16(&algo.hash(known!(text, Shape::Str).as_bytes()))))
    }),
    make("placeholder", 1, |ev, a| {
        let output = known!(ev.want_str(a[0])?, Shape::Str);
        let digest = Algo::Sha256.hash(format!("nix-output:{output}").as_bytes());
        Ok(ev.string(&format!("/{}", nix32(&digest))))
    }),
];

fn want_algo(ev: &mut Eval, c: CellId) -> R<Known<Algo>> {
    let site = ev.at;
    let name = match ev.want_str(c)? {
        Ok(name) => name,
        Err(w) => return Ok(Err(w)),
    };
    ev.at = site;
    match Algo::parse(&name) {
        Some(algo) => Ok(Ok(algo)),
        None => {
            let message = format!("unknown hash algorithm `{name}`, expect 'md5', 'sha1', 'sha256', or 'sha512'");
            Err(ev.fail(ErrKind::Other, message))
        }
    }
}

/// `convertHash { hash, hashAlgo ? …, toHashFormat }`.
fn convert(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let set = known!(ev.want_attrs(a[0])?, Shape::Str);
    let field = |ev: &mut Eval, name: &str, needed: bool| -> R<Known<Option<std::rc::Rc<str>>>> {
        ev.at = site;
        match ev.find(set, crate::base::Symbol::new(name)) {
            Found::Cell(c) => Ok(ev.want_str(c)?.map(Some)),
            Found::Unknown(w) => Ok(Err(w)),
            Found::Missing if needed => Err(ev.missing_attr(set, crate::base::Symbol::new(name))),
            Found::Missing => Ok(Ok(None)),
        }
    };
    let hash = known!(field(ev, "hash", true)?, Shape::Str).unwrap_or_default();
    let algo = known!(field(ev, "hashAlgo", false)?, Shape::Str);
    let format = known!(field(ev, "toHashFormat", true)?, Shape::Str).unwrap_or_default();
    ev.at = site;
    let algo = match algo {
        Some(name) => match Algo::parse(&name) {
            Some(a) => Some(a),
            None => {
                let message = format!("unknown hash algorithm `{name}`, expect 'md5', 'sha1', 'sha256', or 'sha512'");
                return Err(ev.fail(ErrKind::Other, message));
            }
        },
        None => None,
    };
    let (algo, bytes) = parse(&hash, algo).map_err(|m| ev.fail(ErrKind::Other, m))?;
    let text = match &*format {
        "base16" => base16(&bytes),
        "nix32" | "base32" => nix32(&bytes),
        "base64" => base64(&bytes),
        "sri" => format!("{}-{}", algo.name(), base64(&bytes)),
        other => {
            let message = format!("unknown hash format `{other}`, expect 'base16', 'base32', 'base64', or 'sri'");
            return Err(ev.fail(ErrKind::Other, message));
        }
    };
    Ok(ev.string(&text))
}
