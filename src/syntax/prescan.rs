//! A cheap look at a text before it is parsed: refuses what would overflow rnix' stack or keep it busy for minutes.
//!
//! rnix guards its depth only in some of its functions, its tokenizer looks ahead at every word, and the tree builder
//! hashes deep trees again and again; each is bounded here on its own.

use rnix::SyntaxKind::*;

use crate::base::{Span, limits};

/// Why a text is not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub why: TooComplex,
    /// Where the limit was met.
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooComplex {
    /// More bytes than `limits::FILE_BYTES`.
    Bytes,
    /// Words joined by `.`, `+` and `-` that are too long for the tokenizer.
    LongWord,
    /// Brackets nested too deeply.
    Nesting,
    /// One expression with too many operators, arguments or prefixes.
    Chain,
}

/// What the scan learned.
pub(super) struct Shape {
    /// An upper bound of the depth of the tree.
    pub(super) depth: u32,
    /// Offsets of carriage returns that end a comment on their own.
    pub(super) comment_ends: Vec<u32>,
}

pub(super) fn prescan(text: &str) -> Result<Shape, Refusal> {
    let at = |why, i: usize| Refusal { why, span: Span::new(i as u32, i as u32) };
    if text.len() as u64 > limits::FILE_BYTES {
        return Err(at(TooComplex::Bytes, 0));
    }
    look_ahead(text).map_err(|i| at(TooComplex::LongWord, i))?;
    struct Level {
        in_list: bool,
        chain: usize,
    }
    let mut levels = vec![Level { in_list: false, chain: 0 }];
    let (mut offset, mut depth, mut deepest) = (0, 0, 0);
    let mut comment_ends = Vec::new();
    for (kind, token) in rnix::tokenize(text) {
        let here = offset;
        offset += token.len();
        let Some(level) = levels.last_mut() else { break };
        match kind {
            TOKEN_R_PAREN | TOKEN_R_BRACK | TOKEN_R_BRACE | TOKEN_INTERPOL_END | TOKEN_STRING_END => {
                if levels.len() > 1 {
                    depth -= levels.pop().map_or(0, |l| l.chain) + 1;
                }
                continue;
            }
            TOKEN_SEMICOLON | TOKEN_COMMA => {
                depth -= level.chain;
                level.chain = 0;
                continue;
            }
            TOKEN_COMMENT if token.starts_with('#') => {
                lone_returns(token, here, &mut comment_ends);
                continue;
            }
            TOKEN_WHITESPACE | TOKEN_COMMENT | TOKEN_STRING_CONTENT => continue,
            _ => {}
        }
        if !level.in_list || kind == TOKEN_OR {
            level.chain += 1;
            depth += 1;
            if level.chain > limits::CHAIN {
                return Err(at(TooComplex::Chain, here));
            }
        }
        if matches!(kind, TOKEN_L_PAREN | TOKEN_L_BRACK | TOKEN_L_BRACE | TOKEN_INTERPOL_START | TOKEN_STRING_START) {
            levels.push(Level { in_list: kind == TOKEN_L_BRACK, chain: 0 });
            depth += 1;
            if levels.len() > limits::NESTING {
                return Err(at(TooComplex::Nesting, here));
            }
        }
        deepest = deepest.max(depth);
        if deepest > 2 * limits::CHAIN {
            return Err(at(TooComplex::Chain, here));
        }
    }
    Ok(Shape { depth: deepest as u32, comment_ends })
}

fn look_ahead(text: &str) -> Result<(), usize> {
    let (mut len, mut separators, mut work) = (0, 0, 0);
    for (i, b) in text.bytes().enumerate() {
        match b {
            b'.' | b'+' | b'-' => (len, separators) = (len + 1, separators + 1),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => len += 1,
            _ => {
                work += separators * len;
                (len, separators) = (0, 0);
            }
        }
        if work + separators * len > limits::LOOKAHEAD {
            return Err(i);
        }
    }
    Ok(())
}

fn lone_returns(comment: &str, at: usize, out: &mut Vec<u32>) {
    let bytes = comment.as_bytes();
    // A return right before the line feed ends the same line.
    let inner = &bytes[..bytes.len() - usize::from(bytes.ends_with(b"\r"))];
    out.extend(inner.iter().enumerate().filter(|(_, b)| **b == b'\r').map(|(i, _)| (at + i) as u32));
}
