//! Builtins that hash, and the text forms of hashes that Nix knows.

use md5::Digest;

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

/// A hash function that Nix accepts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Algo {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algo {
    fn parse(name: &str) -> Option<Algo> {
        Some(match name {
            "md5" => Algo::Md5,
            "sha1" => Algo::Sha1,
            "sha256" => Algo::Sha256,
            "sha512" => Algo::Sha512,
            _ => return None,
        })
    }
    fn name(self) -> &'static str {
        match self {
            Algo::Md5 => "md5",
            Algo::Sha1 => "sha1",
            Algo::Sha256 => "sha256",
            Algo::Sha512 => "sha512",
        }
    }
    fn size(self) -> usize {
        match self {
            Algo::Md5 => 16,
            Algo::Sha1 => 20,
            Algo::Sha256 => 32,
            Algo::Sha512 => 64,
        }
    }
    fn hash(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Algo::Md5 => md5::Md5::digest(bytes).to_vec(),
            Algo::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            Algo::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Algo::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }
}

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

fn base16(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

const NIX32: &[u8; 32] = b"0123456789abcdfghijklmnpqrsvwxyz";

/// Nix' own base 32: 5 bits a digit, the last bits first.
fn nix32(bytes: &[u8]) -> String {
    let len = (bytes.len() * 8).div_ceil(5);
    let digit = |n: usize| {
        let (byte, bit) = (n * 5 / 8, n * 5 % 8);
        let low = u16::from(bytes.get(byte).copied().unwrap_or(0)) >> bit;
        let high = u16::from(bytes.get(byte + 1).copied().unwrap_or(0)) << (8 - bit);
        char::from(NIX32[usize::from((low | high) & 31)])
    };
    (0..len).rev().map(digit).collect()
}

fn from_nix32(text: &str, size: usize) -> Option<Vec<u8>> {
    let mut out = vec![0u8; size];
    for (n, c) in text.bytes().rev().enumerate() {
        let digit = NIX32.iter().position(|&d| d == c)? as u16;
        let (byte, bit) = (n * 5 / 8, n * 5 % 8);
        let wide = digit << bit;
        *out.get_mut(byte)? |= wide as u8;
        match out.get_mut(byte + 1) {
            Some(next) => *next |= (wide >> 8) as u8,
            None if wide >> 8 != 0 => return None,
            None => {}
        }
    }
    Some(out)
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let wide = chunk.iter().fold(0u32, |n, &b| n << 8 | u32::from(b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = usize::try_from(wide >> (18 - 6 * i) & 63).unwrap_or(0);
            out.push(if i <= chunk.len() { char::from(BASE64[digit]) } else { '=' });
        }
    }
    out
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut wide, mut bits) = (0u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        let digit = BASE64.iter().position(|&d| d == c)? as u32;
        wide = (wide << 6 | digit) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((wide >> bits) as u8);
        }
    }
    Some(out)
}

fn from_base16(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    Some(digits?.chunks(2).map(|p| p[0] << 4 | p.get(1).copied().unwrap_or(0)).collect())
}

/// Reads a hash in any form: `algo:…`, SRI `algo-…`, or bare digits with a known algorithm.
fn parse(text: &str, algo: Option<Algo>) -> Result<(Algo, Vec<u8>), String> {
    let (given, sri, digits) = match text.split_once([':', '-']) {
        Some((name, rest)) => match Algo::parse(name) {
            Some(a) => (Some(a), text.as_bytes().get(name.len()) == Some(&b'-'), rest),
            None => {
                return Err(format!("unknown hash algorithm `{name}`, expect 'md5', 'sha1', 'sha256', or 'sha512'"));
            }
        },
        None => (algo, false, text),
    };
    let Some(found) = given else {
        return Err(format!("hash `{text}` does not include a type, nor is the type otherwise known from context"));
    };
    if let Some(wanted) = algo
        && wanted != found
    {
        return Err(format!("hash `{text}` should have type `{}`", wanted.name()));
    }
    let size = found.size();
    let bytes = if !sri && digits.len() == size * 2 {
        from_base16(digits)
    } else if !sri && digits.len() == (size * 8).div_ceil(5) {
        from_nix32(digits, size)
    } else if sri || digits.len() == size.div_ceil(3) * 4 {
        from_base64(digits)
    } else {
        return Err(format!("hash `{text}` has wrong length for hash algorithm `{}`", found.name()));
    };
    match bytes.filter(|b| b.len() == size) {
        Some(bytes) => Ok((found, bytes)),
        None => Err(format!("invalid hash `{text}`")),
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
