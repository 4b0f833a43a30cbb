//! Positions between the protocol and byte offsets. The protocol counts lines from zero, ends them at `\n`, `\r\n` and
//! a lone `\r`, and counts columns in bytes or in UTF-16 units, as agreed at the start of the session.

use lsp_types::{Position, PositionEncodingKind, Range};

use crate::base::Span;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }
}

/// The lines of one text, for many conversions.
pub(super) struct Positions<'t> {
    text: &'t str,
    /// Byte offset of the start of every line.
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'t> Positions<'t> {
    pub(super) fn new(text: &'t str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|&(i, b)| match b {
            b'\n' => true,
            b'\r' => bytes.get(i + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(i, _)| i + 1)).collect();
        Positions { text, starts, encoding }
    }

    /// The position of a byte offset; one inside a character counts as its start, one behind the text as its end.
    pub(super) fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&s| s <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or("");
        let column = match self.encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
        };
        Position::new(line as u32, column as u32)
    }

    /// The range of a span.
    pub(super) fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start as usize), self.position(span.end as usize))
    }

    /// The byte offset of a position: at most the end of its line, as the protocol wants, and never inside a character.
    pub(super) fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return self.text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let body = self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        let mut offset = start;
        for c in body.chars() {
            let width = match self.encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
            };
            if left < width {
                break;
            }
            left -= width;
            offset += c.len_utf8();
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\r\n😀b\rü\n";

    #[test]
    fn every_boundary_survives_the_way_there_and_back() {
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let positions = Positions::new(TEXT, encoding);
            for (offset, c) in TEXT.char_indices().chain([(TEXT.len(), ' ')]) {
                // Between `\r` and `\n` there is no position of its own.
                if c == '\n' && TEXT[..offset].ends_with('\r') {
                    continue;
                }
                assert_eq!(positions.offset(positions.position(offset)), offset, "{encoding:?} {offset}");
            }
        }
    }

    #[test]
    fn columns_count_what_was_agreed() {
        let b = TEXT.find('b').unwrap_or(0);
        assert_eq!(Positions::new(TEXT, Encoding::Utf8).position(b), Position::new(1, 4));
        assert_eq!(Positions::new(TEXT, Encoding::Utf16).position(b), Position::new(1, 2));
        assert_eq!(Positions::new(TEXT, Encoding::Utf16).position(TEXT.len()), Position::new(3, 0));
    }

    #[test]
    fn impossible_positions_are_moved_inside() {
        let positions = Positions::new(TEXT, Encoding::Utf16);
        assert_eq!(positions.offset(Position::new(0, 99)), 1);
        assert_eq!(positions.offset(Position::new(1, 1)), 3);
        assert_eq!(positions.offset(Position::new(u32::MAX, u32::MAX)), TEXT.len());
        assert_eq!(positions.position(4), Position::new(1, 0));
        assert_eq!(positions.position(usize::MAX), Position::new(3, 0));
    }
}
