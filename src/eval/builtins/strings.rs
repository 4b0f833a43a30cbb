//! Builtins about strings. A partly known string keeps every piece that an operation leaves certain.

use std::rc::Rc;

use crate::eval::Eval;
use crate::eval::coerce::{Builder, Mode};
use crate::eval::error::{ErrKind, R};
use crate::eval::heap::ContextId;
use crate::eval::unknown::{WhyId, WhyKind};
use crate::eval::value::*;
use crate::known;

use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[
    make("concatStringsSep", 2, concat_sep),
    make("replaceStrings", 3, replace),
    make("stringLength", 1, |ev, a| match ev.coerced(a[0])? {
        Value::Str(s) => Ok(Value::Int(ev.text(s).len() as i64)),
        Value::Partial(p) => Ok(match ev.extents(&ev.partial(p)) {
            Some(extents) => Value::Int(extents.iter().map(Extent::len).sum::<usize>() as i64),
            None => Value::Unknown(ev.partial_why(p), Shape::Int),
        }),
        v => Ok(Value::Unknown(ev.why_unknown(v).unwrap_or(WhyId(0)), Shape::Int)),
    }),
    make("substring", 3, substring),
];

/// Part of a string whose length is known.
enum Extent {
    Text(Rc<str>),
    /// The hash in a path of the store.
    Hash,
}

/// Characters of a hash in a path of the store.
const HASH_LEN: usize = 32;

impl Extent {
    fn len(&self) -> usize {
        match self {
            Extent::Text(text) => text.len(),
            Extent::Hash => HASH_LEN,
        }
    }
}

/// The bytes from `start` on, at most `len`; `None` when some of a hash is among them or a character is cut.
fn cut(extents: &[Extent], start: usize, len: usize) -> Option<String> {
    let end = start.saturating_add(len);
    let mut out = String::new();
    let mut at = 0;
    for extent in extents {
        let (from, to) = (start.max(at), end.min(at + extent.len()));
        if from < to {
            match extent {
                Extent::Text(text) => out.push_str(text.get(from - at..to - at)?),
                Extent::Hash => return None,
            }
        }
        at += extent.len();
    }
    Some(out)
}

/// How every path in the store begins.
pub(super) const STORE: &str = "/nix/store/";

impl Eval<'_> {
    /// Whether a hole is a path in the store.
    pub(super) fn is_store_path(&self, w: WhyId) -> bool {
        matches!(self.why_of(w).kind, WhyKind::StorePath { .. })
    }

    /// To Nix a string is bytes; what is not UTF-8 text has no value here.
    pub(super) fn cut_character(&mut self) -> Value {
        let w = self.why(WhyKind::NotModelled("a string cut inside a character".into()));
        Value::Unknown(w, Shape::Str)
    }

    /// A partly known string of which all is known but the hashes of files that are copied to the store: so its length
    /// is, and whether it ends in `.nix`.
    fn extents(&self, pieces: &[Piece]) -> Option<Vec<Extent>> {
        let mut out = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Lit(text) => out.push(Extent::Text(text.clone())),
                Piece::Hole(w) => match &self.why_of(*w).kind {
                    WhyKind::StorePath { name, exact: true } => {
                        out.extend([Extent::Text(STORE.into()), Extent::Hash, Extent::Text(format!("-{name}").into())]);
                    }
                    _ => return None,
                },
            }
        }
        Some(out)
    }

    /// The text that a partly known string certainly begins with.
    pub(in crate::eval) fn known_start(&self, pieces: &[Piece]) -> Rc<str> {
        match pieces.first() {
            Some(Piece::Lit(text)) => text.clone(),
            Some(Piece::Hole(w)) if self.is_store_path(*w) => STORE.into(),
            _ => "".into(),
        }
    }

    /// An argument that Nix coerces to a string: the result is a string, a partial one or an unknown.
    pub(super) fn coerced(&mut self, c: CellId) -> R<Value> {
        let v = self.force(c)?;
        self.coerce(v, Mode::Interpolation)
    }
}

fn concat_sep(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let sep = match ev.force(a[0])? {
        v @ (Value::Str(_) | Value::Partial(_) | Value::Unknown(_, Shape::Any | Shape::Str)) => v,
        v => return Err(ev.type_error(site, "a string", v)),
    };
    let items = known!(ev.want_list(a[1])?, Shape::Str);
    let mut out = Builder::default();
    for (i, &c) in items.iter().enumerate() {
        if i > 0 {
            ev.push_string(sep, &mut out);
        }
        let v = ev.force(c)?;
        ev.at = site;
        ev.coerce_into(v, Mode::Interpolation, &mut out)?;
    }
    ev.at = site;
    Ok(ev.finish(out))
}

fn substring(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let start = ev.want_int(a[0])?;
    let len = ev.want_int(a[1])?;
    let s = ev.coerced(a[2])?;
    ev.at = site;
    let start = known!(start, Shape::Str);
    let Ok(start) = usize::try_from(start) else {
        return Err(ev.fail(ErrKind::Other, "negative start position in `builtins.substring`"));
    };
    let len = known!(len, Shape::Str);
    // A negative length means up to the end.
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    match s {
        Value::Str(s) => {
            let text = ev.text_rc(s);
            let context = ev.context(s);
            let from = start.min(text.len());
            let to = from.saturating_add(len).min(text.len());
            Ok(slice(ev, &text, from, to, context))
        }
        Value::Partial(p) => Ok(substring_of_partial(ev, p, start, len)),
        v => Ok(Value::Unknown(ev.why_unknown(v).unwrap_or(WhyId(0)), Shape::Str)),
    }
}

/// Nix cuts between bytes; a cut inside a character has no value here.
fn slice(ev: &mut Eval, text: &str, from: usize, to: usize, context: ContextId) -> Value {
    match text.get(from..to) {
        Some(part) => ev.string_with(part.to_owned(), context),
        None => ev.cut_character(),
    }
}

/// Known when the part lies in the leading text, or runs from there to the end, or has nothing of a hash in it.
fn substring_of_partial(ev: &mut Eval, p: PartialId, start: usize, len: usize) -> Value {
    let pieces = ev.partial(p);
    let unknown = Value::Unknown(ev.partial_why(p), Shape::Str);
    if len == 0 {
        return ev.string("");
    }
    if let Some(text) = ev.extents(&pieces).and_then(|extents| cut(&extents, start, len)) {
        return ev.string(&text);
    }
    let first = match pieces.first() {
        Some(Piece::Lit(first)) => first,
        _ if start == 0 && len == usize::MAX => return Value::Partial(p),
        // Of a store path the beginning is known.
        Some(Piece::Hole(w)) if ev.is_store_path(*w) && start.saturating_add(len) <= STORE.len() => {
            return slice(ev, STORE, start, start + len, ContextId::default());
        }
        _ => return unknown,
    };
    if start.saturating_add(len) <= first.len() {
        let first: Rc<str> = first.clone();
        return slice(ev, &first, start, start + len, ContextId::default());
    }
    match first.get(start..) {
        Some(rest) if len == usize::MAX => {
            let head = Piece::Lit(rest.into());
            let all: Vec<Piece> = std::iter::once(head).chain(pieces.iter().skip(1).cloned()).collect();
            ev.pieces(all)
        }
        _ => unknown,
    }
}

/// The arguments of one `replaceStrings`; replacements are forced when they are first used, as in Nix.
struct Replace<'c> {
    from: Vec<Rc<str>>,
    to: &'c [CellId],
    done: Vec<Option<Value>>,
    site: Origin,
    /// Something was put between the bytes of one character.
    cut: bool,
}

fn replace(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let from = known!(ev.want_list(a[0])?, Shape::Str);
    let to = known!(ev.want_list(a[1])?, Shape::Str);
    if from.len() != to.len() {
        let message = "the two lists of `builtins.replaceStrings` have different lengths";
        return Err(ev.fail_at(site, ErrKind::Other, message));
    }
    let mut patterns = Vec::with_capacity(from.len());
    for &c in from.iter() {
        patterns.push(known!(ev.want_str(c)?, Shape::Str));
    }
    let s = ev.force(a[2])?;
    let mut job = Replace { from: patterns, to: &to, done: vec![None; to.len()], site, cut: false };
    let mut out = Builder::default();
    match s {
        Value::Str(s) => {
            let text = ev.text_rc(s);
            let empty = ev.string_with(String::new(), ev.context(s));
            ev.push_string(empty, &mut out);
            job.run(ev, &text, &mut out)?;
        }
        // With patterns of one byte no match can straddle the edge of a known piece.
        Value::Partial(p) if job.from.iter().all(|f| f.len() == 1) => {
            for piece in ev.partial(p).iter() {
                match piece {
                    Piece::Lit(text) => job.run(ev, text, &mut out)?,
                    Piece::Hole(w) => {
                        let w = job.hole(ev, *w);
                        out.hole(w);
                    }
                }
            }
        }
        Value::Partial(p) => return Ok(Value::Unknown(ev.partial_why(p), Shape::Str)),
        Value::Unknown(w, Shape::Any | Shape::Str) => return Ok(Value::Unknown(w, Shape::Str)),
        v => return Err(ev.type_error(site, "a string", v)),
    }
    ev.at = site;
    if job.cut {
        return Ok(ev.cut_character());
    }
    Ok(ev.finish(out))
}

impl Replace<'_> {
    /// What a hole becomes: text that may have been changed is not the text Nix would fill in.
    fn hole(&self, ev: &mut Eval, w: WhyId) -> WhyId {
        let in_store_path = |c: u8| c.is_ascii_alphanumeric() || b"+-._?=/".contains(&c);
        let changed = match ev.why_of(w).kind {
            WhyKind::Reference { .. } => true,
            WhyKind::StorePath { .. } => self.from.iter().any(|f| f.bytes().any(in_store_path)),
            _ => false,
        };
        if changed { ev.why(WhyKind::NotModelled("replaceStrings of text that Nix fills in".into())) } else { w }
    }

    fn replacement(&mut self, ev: &mut Eval, i: usize) -> R<Value> {
        if let Some(Some(v)) = self.done.get(i) {
            return Ok(*v);
        }
        let v = match self.to.get(i) {
            Some(&c) => ev.force(c)?,
            None => Value::Null,
        };
        match v {
            Value::Str(_) | Value::Partial(_) | Value::Unknown(_, Shape::Any | Shape::Str) => {}
            v => return Err(ev.type_error(self.site, "a string", v)),
        }
        if let Some(slot) = self.done.get_mut(i) {
            *slot = Some(v);
        }
        Ok(v)
    }

    /// Left to right, at each place the first pattern that fits; an empty pattern also fits at the end.
    fn run(&mut self, ev: &mut Eval, text: &str, out: &mut Builder) -> R<()> {
        let mut first = [false; 256];
        let mut empty = false;
        for f in &self.from {
            match f.as_bytes().first() {
                Some(&b) => first[b as usize] = true,
                None => empty = true,
            }
        }
        let bytes = text.as_bytes();
        let (mut at, mut kept) = (0, 0);
        while at <= bytes.len() {
            let candidate = empty || bytes.get(at).is_some_and(|&b| first[b as usize]);
            let hit = if candidate {
                self.from.iter().position(|f| bytes.get(at..).is_some_and(|rest| rest.starts_with(f.as_bytes())))
            } else {
                None
            };
            let Some(i) = hit else {
                at += 1;
                continue;
            };
            let width = self.from[i].len();
            out.push(text.get(kept..at).unwrap_or_default());
            let v = self.replacement(ev, i)?;
            ev.push_string(v, out);
            if width == 0 {
                // Nix goes on by one byte, here by one character.
                let step = text.get(at..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8);
                self.cut |= step > 1;
                out.push(text.get(at..at + step).unwrap_or_default());
                at += step;
            } else {
                at += width;
            }
            kept = at;
        }
        out.push(text.get(kept..).unwrap_or_default());
        Ok(())
    }
}
