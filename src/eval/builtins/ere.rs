//! POSIX extended regular expressions, as the C++ library that Nix uses reads them, rewritten for the `regex` crate.
//! The rewriting works on bytes: to Nix a string is bytes, and `.` is one of them.

use std::fmt::Write;

/// Why a pattern has no translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// Nix refuses it too; what is wrong as a phrase.
    Invalid(&'static str),
    /// Nix accepts it, this translation does not know it.
    Unsupported,
}

/// A pattern in the syntax of the `regex` crate.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Translated {
    pub pattern: String,
    /// Whether it has a `|`: POSIX then looks for the longest match, the `regex` crate for the first alternative.
    pub alternatives: bool,
}

pub(super) fn translate(pattern: &str) -> Result<Translated, Bad> {
    let mut t = Translator { input: pattern.as_bytes(), at: 0, out: String::from("(?s-u)"), alternatives: false };
    t.run()?;
    Ok(Translated { pattern: t.out, alternatives: t.alternatives })
}

struct Translator<'p> {
    input: &'p [u8],
    at: usize,
    out: String,
    alternatives: bool,
}

/// Characters that a backslash may precede.
const SPECIAL: &[u8] = b".[\\()*+?{|^$";

impl Translator<'_> {
    fn peek(&self) -> Option<u8> {
        self.input.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let b = self.peek()?;
        self.at += 1;
        Some(b)
    }

    fn eat(&mut self, b: u8) -> bool {
        let hit = self.peek() == Some(b);
        self.at += usize::from(hit);
        hit
    }

    fn run(&mut self) -> Result<(), Bad> {
        // Start of the atom that a quantifier would repeat; a group's start while it is open.
        let mut atom: Option<usize> = None;
        let mut groups: Vec<usize> = Vec::new();
        while let Some(b) = self.next() {
            let start = self.out.len();
            match b {
                b'(' => {
                    groups.push(start);
                    self.out.push('(');
                    atom = None;
                }
                b')' => {
                    let Some(opened) = groups.pop() else { return Err(Bad::Invalid("a `)` without `(`")) };
                    self.out.push(')');
                    atom = Some(opened);
                }
                b'|' => {
                    self.alternatives = true;
                    self.out.push('|');
                    atom = None;
                }
                b'^' | b'$' => {
                    self.out.push(b.into());
                    atom = None;
                }
                b'.' => {
                    self.out.push('.');
                    atom = Some(start);
                }
                b'[' => {
                    self.bracket()?;
                    atom = Some(start);
                }
                b'\\' => {
                    match self.next() {
                        Some(c) if SPECIAL.contains(&c) => push_byte(&mut self.out, c),
                        _ => return Err(Bad::Invalid("a backslash before a character that needs none")),
                    }
                    atom = Some(start);
                }
                b'*' | b'+' | b'?' | b'{' => {
                    let Some(begin) = atom else { return Err(Bad::Invalid("a repetition with nothing to repeat")) };
                    self.repeat(b, begin)?;
                }
                b => {
                    push_byte(&mut self.out, b);
                    atom = Some(start);
                }
            }
        }
        if groups.is_empty() { Ok(()) } else { Err(Bad::Invalid("a `(` without `)`")) }
    }

    /// Repeats what was written since `begin`. Wrapped, so that `a+?` is not read as a lazy `+`.
    fn repeat(&mut self, b: u8, begin: usize) -> Result<(), Bad> {
        let mut suffix = String::new();
        if b == b'{' {
            let low = self.number().ok_or(Bad::Invalid("a `{` without a number"))?;
            suffix = format!("{{{low}}}");
            if self.eat(b',') {
                suffix = format!("{{{low},}}");
                if let Some(high) = self.number() {
                    if high < low {
                        return Err(Bad::Invalid("a repetition whose bounds are the wrong way around"));
                    }
                    suffix = format!("{{{low},{high}}}");
                }
            }
            if !self.eat(b'}') {
                return Err(Bad::Invalid("a `{` without `}`"));
            }
        } else {
            suffix.push(b.into());
        }
        self.out.insert_str(begin, "(?:");
        self.out.push(')');
        self.out.push_str(&suffix);
        Ok(())
    }

    fn number(&mut self) -> Option<u32> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        let digits = std::str::from_utf8(self.input.get(start..self.at)?).ok()?;
        if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u32::MAX)) }
    }

    /// A bracket expression, after its `[`.
    fn bracket(&mut self) -> Result<(), Bad> {
        let negated = self.eat(b'^');
        let mut set = [false; 256];
        let mut last = Last::None;
        let mut first = true;
        loop {
            match self.member(first)? {
                Member::End => break,
                Member::Char(c) => {
                    set[usize::from(c)] = true;
                    last = Last::Char(c);
                }
                Member::Class(bytes) => {
                    for b in bytes {
                        set[usize::from(b)] = true;
                    }
                    last = Last::Class;
                }
                Member::Dash if first => {
                    set[usize::from(b'-')] = true;
                    last = Last::Char(b'-');
                }
                Member::Dash if self.eat(b']') => {
                    set[usize::from(b'-')] = true;
                    break;
                }
                Member::Dash => {
                    let Last::Char(low) = last else { return Err(Bad::Invalid("a range without a start")) };
                    let high = match self.member(false)? {
                        Member::Char(c) => c,
                        Member::Dash => b'-',
                        _ => return Err(Bad::Invalid("a range without an end")),
                    };
                    if high < low {
                        return Err(Bad::Invalid("a range that runs backwards"));
                    }
                    for b in low..=high {
                        set[usize::from(b)] = true;
                    }
                    last = Last::None;
                }
            }
            first = false;
        }
        self.write_set(&set, negated);
        Ok(())
    }

    fn member(&mut self, first: bool) -> Result<Member, Bad> {
        match self.next().ok_or(Bad::Invalid("a `[` without `]`"))? {
            b']' if !first => Ok(Member::End),
            b'-' => Ok(Member::Dash),
            b'[' if matches!(self.peek(), Some(b':' | b'.' | b'=')) => {
                let kind = self.next().unwrap_or_default();
                let start = self.at;
                let rest = self.input.get(start..).unwrap_or_default();
                let Some(len) = rest.windows(2).position(|w| w == [kind, b']']) else {
                    return Err(Bad::Invalid("a character class that is not closed"));
                };
                self.at = start + len + 2;
                let name = rest.get(..len).unwrap_or_default();
                match (kind, name) {
                    (b':', name) => {
                        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                        let test = class(&name).ok_or(Bad::Invalid("an unknown character class"))?;
                        Ok(Member::Class((0..=255u8).filter(test).collect()))
                    }
                    // Letters are their own names; other characters have longer ones (`hyphen`).
                    (b'.', &[c]) if c.is_ascii_alphabetic() => Ok(Member::Char(c)),
                    (b'=', &[c]) if c.is_ascii_alphabetic() => Ok(Member::Class(vec![c])),
                    (_, &[_]) => Err(Bad::Invalid("an unknown collating symbol")),
                    _ => Err(Bad::Unsupported),
                }
            }
            c => Ok(Member::Char(c)),
        }
    }

    fn write_set(&mut self, set: &[bool; 256], negated: bool) {
        // `[^…]` of bytes is written as the bytes it has: there is no empty class in the `regex` syntax but this.
        let has = |b: usize| set.get(b).copied().unwrap_or(false) != negated;
        if !(0..256).any(has) {
            self.out.push_str("[^\\x00-\\xFF]");
            return;
        }
        self.out.push('[');
        let mut b = 0;
        while b < 256 {
            if !has(b) {
                b += 1;
                continue;
            }
            let start = b;
            while b < 256 && has(b) {
                b += 1;
            }
            let _ = write!(self.out, "\\x{start:02X}-\\x{:02X}", b - 1);
        }
        self.out.push(']');
    }
}

/// What stands before a dash inside brackets.
#[derive(Clone, Copy)]
enum Last {
    None,
    Char(u8),
    Class,
}

enum Member {
    End,
    Dash,
    Char(u8),
    Class(Vec<u8>),
}

fn class(name: &str) -> Option<fn(&u8) -> bool> {
    Some(match name {
        "alnum" => u8::is_ascii_alphanumeric,
        "alpha" => u8::is_ascii_alphabetic,
        "blank" => |b| matches!(b, b' ' | b'\t'),
        "cntrl" => u8::is_ascii_control,
        "digit" | "d" => u8::is_ascii_digit,
        "graph" => u8::is_ascii_graphic,
        "lower" => u8::is_ascii_lowercase,
        "print" => |b| matches!(b, b' '..=b'~'),
        "punct" => u8::is_ascii_punctuation,
        "space" | "s" => |b| matches!(b, b' ' | 9..=13),
        "upper" => u8::is_ascii_uppercase,
        "w" => |b| b.is_ascii_alphanumeric() || *b == b'_',
        "xdigit" => u8::is_ascii_hexdigit,
        _ => return None,
    })
}

fn push_byte(out: &mut String, b: u8) {
    if b.is_ascii_alphanumeric() || b == b' ' || b == b'_' {
        out.push(b.into());
    } else {
        let _ = write!(out, "\\x{b:02X}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nix_refuses_is_refused() {
        let bad = [
            "\\d",
            "\\]",
            "\\-",
            "a{",
            "{",
            "*a",
            "a|*b",
            "[a-z-9]",
            "[z-a]",
            "(",
            ")",
            "[",
            "[a",
            "[[:foo:]]",
            "a{2,1}",
            "a{,2}",
            "^*",
            "(?:a)",
            "\\",
            "[[:alpha:]-z]",
            "[a-[:digit:]]",
            "\\1",
            "a{x}",
        ];
        for pattern in bad {
            assert!(matches!(translate(pattern), Err(Bad::Invalid(_))), "{pattern}");
        }
    }

    #[test]
    fn every_translation_compiles() {
        let good = [
            "",
            "a{2}",
            "a**",
            "a+?",
            "()",
            "a||b",
            "[]a]",
            "[^]a]",
            "[\\d]",
            "[[:d:]]",
            "[[.a.]]",
            "[[=a=]]",
            "a{2,}",
            "a{1}{2}",
            "[--/]",
            "[%--]",
            "[a-]",
            "[-a]",
            "]",
            "a^b",
            "é*",
            "[é]",
            "[^ -~]",
            "((a)|b)*",
            "\\.\\[\\\\",
        ];
        for pattern in good {
            let t = translate(pattern).unwrap_or_else(|e| panic!("{pattern}: {e:?}"));
            assert!(regex::bytes::Regex::new(&t.pattern).is_ok(), "{pattern} became {}", t.pattern);
        }
    }
}
