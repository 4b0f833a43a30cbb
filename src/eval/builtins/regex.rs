//! `match` and `split`.

use std::rc::Rc;

use regex::bytes::{Captures, Regex};
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input, MatchKind};

use crate::eval::Eval;
use crate::eval::automaton::{Automaton, Known};
use crate::eval::error::{ErrKind, R};
use crate::eval::unknown::{WhyId, WhyKind};
use crate::eval::value::*;
use crate::known;

use super::ere::{Bad, translate};
use super::strings::STORE;
use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[make("match", 2, match_), make("split", 2, split)];

/// A compiled pattern.
pub(crate) struct Pattern {
    /// Matches a whole text.
    whole: Regex,
    /// Finds a match anywhere.
    find: Regex,
    /// The pattern in the syntax of the `regex` crate, for half-known texts.
    source: Box<str>,
    /// Finds the longest match at a place, for patterns with alternatives.
    longest: Option<DFA>,
}

impl Eval<'_> {
    /// The compiled form of a pattern, made once; the inner error is why it cannot be used.
    fn pattern(&mut self, text: &Rc<str>) -> R<Result<Rc<Pattern>, WhyId>> {
        if let Some(p) = self.patterns.get(text) {
            return Ok(Ok(p.clone()));
        }
        let translated = match translate(text) {
            Ok(t) => t,
            Err(Bad::Invalid(why)) => {
                let short: String = text.chars().take(80).collect();
                let message = format!("invalid regular expression `{short}`: it has {why}");
                return Err(self.fail(ErrKind::Other, message));
            }
            Err(Bad::Unsupported) => {
                return Ok(Err(self.why(WhyKind::NotModelled("a collating symbol in a regular expression".into()))));
            }
        };
        let inner = &translated.pattern;
        let compiled = Regex::new(&format!("\\A(?:{inner})\\z")).and_then(|whole| Ok((whole, Regex::new(inner)?)));
        let Ok((whole, find)) = compiled else {
            return Ok(Err(self.why(WhyKind::Budget("one regular expression"))));
        };
        let longest = translated.alternatives.then(|| longest_matcher(inner)).flatten();
        let p = Rc::new(Pattern { whole, find, longest, source: inner.as_str().into() });
        self.patterns.insert(text.clone(), p.clone());
        Ok(Ok(p))
    }

    /// The text of a group, null when it took no part.
    fn group(&mut self, bytes: Option<&[u8]>) -> Value {
        match bytes.map(std::str::from_utf8) {
            None => Value::Null,
            Some(Ok(text)) => self.string(text),
            Some(Err(_)) => self.cut_character(),
        }
    }

    fn groups(&mut self, found: &Captures<'_>) -> Value {
        let mut cells = Vec::with_capacity(found.len().saturating_sub(1));
        for i in 1..found.len() {
            let v = self.group(found.get(i).map(|m| m.as_bytes()));
            cells.push(self.cell(v));
        }
        self.list(cells)
    }
}

fn longest_matcher(pattern: &str) -> Option<DFA> {
    let syntax = regex_automata::util::syntax::Config::new().utf8(false);
    let thompson = regex_automata::nfa::thompson::Config::new().utf8(false);
    let config = DFA::config().match_kind(MatchKind::All);
    DFA::builder().syntax(syntax).thompson(thompson).configure(config).build(pattern).ok()
}

/// The characters of a hash in a store path.
const HASH: &[u8] = b"0123456789abcdfghijklmnpqrsvwxyz";
const HASH_LEN: usize = 32;

/// What `match` gives for a half-known text, where that is the same for every filling.
fn match_partial(ev: &mut Eval, pattern: &Pattern, p: PartialId) -> Value {
    let pieces = ev.partial(p);
    let dashed: Vec<String> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Hole(w) => match &ev.why_of(*w).kind {
                WhyKind::StorePath { name, exact: true } => format!("-{name}"),
                _ => String::new(),
            },
            Piece::Lit(_) => String::new(),
        })
        .collect();
    let mut known = Vec::new();
    for (piece, tail) in pieces.iter().zip(&dashed) {
        match piece {
            Piece::Lit(text) => known.push(Known::Text(text.as_bytes())),
            Piece::Hole(w) if ev.is_store_path(*w) => {
                known.push(Known::Text(STORE.as_bytes()));
                known.push(if tail.is_empty() { Known::Anything } else { Known::Bytes(HASH_LEN, HASH) });
                known.push(Known::Text(tail.as_bytes()));
            }
            Piece::Hole(_) => known.push(Known::Anything),
        }
    }
    match Automaton::new(&pattern.source).and_then(|a| a.verdict(&known)) {
        Some(false) => Value::Null,
        // What a group takes may lie in a hole.
        Some(true) if pattern.whole.captures_len() == 1 => ev.list([]),
        _ => Value::Unknown(ev.partial_why(p), Shape::Any),
    }
}

fn match_(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let pattern = ev.want_str(a[0])?;
    let text = ev.want_str(a[1])?;
    ev.at = site;
    let pattern = known!(ev.pattern(&known!(pattern))?);
    if let Some(Value::Partial(p)) = ev.peek(a[1]) {
        return Ok(match_partial(ev, &pattern, p));
    }
    let text = known!(text);
    match pattern.whole.captures(text.as_bytes()) {
        Some(found) => Ok(ev.groups(&found)),
        None => Ok(Value::Null),
    }
}

fn split(ev: &mut Eval, a: &[CellId]) -> R<Value> {
    let site = ev.at;
    let pattern = ev.want_str(a[0])?;
    let text = ev.want_str(a[1])?;
    ev.at = site;
    let pattern = known!(ev.pattern(&known!(pattern, Shape::List))?, Shape::List);
    let text = known!(text, Shape::List);
    let bytes = text.as_bytes();
    let mut cache = pattern.longest.as_ref().map(DFA::create_cache);
    let mut cells = Vec::new();
    // Where the next search begins, and where the text not yet given out begins.
    let (mut from, mut kept) = (0, 0);
    while from <= bytes.len() {
        let Some(found) = pattern.find.captures_at(bytes, from) else { break };
        let Some(whole) = found.get(0) else { break };
        let (start, mut end) = (whole.start(), whole.end());
        let mut groups = None;
        if let (Some(dfa), Some(cache)) = (&pattern.longest, &mut cache)
            && let Some(longer) = longest_end(dfa, cache, bytes, start).filter(|&e| e > end)
        {
            end = longer;
            groups = bytes.get(start..end).and_then(|part| pattern.whole.captures(part)).map(|c| ev.groups(&c));
        }
        let before = ev.group(bytes.get(kept..start));
        cells.push(ev.cell(before));
        let groups = match groups {
            Some(g) => g,
            None => ev.groups(&found),
        };
        cells.push(ev.cell(groups));
        kept = end;
        // After an empty match the search goes on one byte further, after another one right behind it.
        from = if end == start { end + 1 } else { end };
        if cells.len() > crate::base::limits::LIST_LEN {
            let w = ev.why(WhyKind::Budget("list length"));
            return Ok(Value::Unknown(w, Shape::List));
        }
    }
    let last = ev.group(bytes.get(kept..));
    cells.push(ev.cell(last));
    Ok(ev.list(cells))
}

fn longest_end(dfa: &DFA, cache: &mut Cache, bytes: &[u8], start: usize) -> Option<usize> {
    let input = Input::new(bytes).range(start..).anchored(Anchored::Yes);
    dfa.try_search_fwd(cache, &input).ok().flatten().map(|m| m.offset())
}
