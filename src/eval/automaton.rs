//! A regular expression against a text of which only pieces are known. A hole lets the automaton go anywhere that some
//! string leads to; where all ways end is what can be said of every filling at once.

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::hybrid::{CacheError, LazyStateID};
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};

use crate::base::limits::{PATTERN_BYTES, PATTERN_PIECES};

/// A piece of a text.
#[derive(Clone, Copy, Debug)]
pub enum Known<'t> {
    Text(&'t [u8]),
    /// Any string, the empty one included.
    Anything,
    /// This many bytes, each of them one of those given.
    Bytes(usize, &'t [u8]),
}

/// A set of strings, given as a regular expression over bytes that must match from end to end.
pub struct Automaton(DFA);

impl Automaton {
    /// The automaton of `regex`, in the syntax of the `regex` crate. `None` when it does not compile.
    pub fn new(regex: &str) -> Option<Automaton> {
        let config = DFA::config()
            .match_kind(MatchKind::All)
            .cache_capacity(16 << 20)
            // State numbers must stay valid for a whole walk: rather give up than start afresh.
            .minimum_cache_clear_count(Some(0));
        let bytes = syntax::Config::new().unicode(false).utf8(false).dot_matches_new_line(true);
        let built = DFA::builder().configure(config).syntax(bytes).build(&format!("(?:{regex})\\z"));
        built.ok().map(Automaton)
    }

    /// Whether every filling is in the set (`Some(true)`), or none is (`Some(false)`).
    pub fn verdict(&self, pieces: &[Known<'_>]) -> Option<bool> {
        let size = |p: &Known<'_>| match p {
            Known::Text(t) => t.len(),
            Known::Anything => 0,
            Known::Bytes(n, _) => *n,
        };
        if pieces.iter().map(size).sum::<usize>() > PATTERN_BYTES || pieces.len() > PATTERN_PIECES {
            return None;
        }
        Walk { dfa: &self.0, cache: self.0.create_cache() }.verdict(pieces)
    }
}

struct Walk<'a> {
    dfa: &'a DFA,
    cache: Cache,
}

impl Walk<'_> {
    fn verdict(&mut self, pieces: &[Known<'_>]) -> Option<bool> {
        let start = start::Config::new().anchored(Anchored::Yes);
        let mut states = vec![self.dfa.start_state(&mut self.cache, &start).ok()?];
        for piece in pieces {
            states = match piece {
                Known::Text(text) => text.iter().try_fold(states, |s, &b| self.step(&s, &[b])).ok()?,
                Known::Anything => self.anything(states).ok()?,
                Known::Bytes(n, bytes) => (0..*n).try_fold(states, |s, _| self.step(&s, bytes)).ok()?,
            };
        }
        let mut verdict = None;
        for state in states {
            let inside = self.dfa.next_eoi_state(&mut self.cache, state).ok()?.is_match();
            if verdict.is_some_and(|v| v != inside) {
                return None;
            }
            verdict = Some(inside);
        }
        verdict
    }

    /// Every state that some string reaches, the empty string included.
    fn anything(&mut self, mut reached: Vec<LazyStateID>) -> Result<Vec<LazyStateID>, CacheError> {
        let all: Vec<u8> = (1..=u8::MAX).collect();
        let mut done = 0;
        while let Some(&state) = reached.get(done) {
            done += 1;
            for state in self.step(&[state], &all)? {
                if !reached.contains(&state) {
                    reached.push(state);
                }
            }
        }
        Ok(reached)
    }

    /// The states after one byte of those given; the dead one, too, since it tells of fillings that do not match.
    fn step(&mut self, states: &[LazyStateID], bytes: &[u8]) -> Result<Vec<LazyStateID>, CacheError> {
        let mut next = Vec::with_capacity(states.len());
        for &state in states {
            for &byte in bytes {
                next.push(self.dfa.next_state(&mut self.cache, state, byte)?);
            }
        }
        next.sort();
        next.dedup();
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_of_every_filling() {
        let hash = Known::Bytes(3, b"ab");
        let text = |t: &'static str| Known::Text(t.as_bytes());
        let cases: [(&str, &[Known<'_>], Option<bool>); 10] = [
            ("a*", &[Known::Anything], None),
            ("(.|\n)*", &[Known::Anything], Some(true)),
            ("x.*", &[text("x"), Known::Anything], Some(true)),
            ("x.*", &[text("y"), Known::Anything], Some(false)),
            ("x.*", &[Known::Anything], None),
            (".*n.*", &[hash, text("n")], Some(true)),
            ("[ab]{3}", &[hash], Some(true)),
            ("[ab]{4}", &[hash], Some(false)),
            ("a.*", &[hash], None),
            (".*x", &[Known::Anything, text("yx")], Some(true)),
        ];
        for (regex, pieces, want) in cases {
            let automaton = Automaton::new(regex).unwrap_or_else(|| panic!("{regex}"));
            assert_eq!(automaton.verdict(pieces), want, "{regex} {pieces:?}");
        }
    }
}
