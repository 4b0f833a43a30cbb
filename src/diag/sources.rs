//! What turns an [`Anchor`] into a place in a text: the view of a finished run that every output format reads.

use std::path::Path;

use super::{Anchor, At};
use crate::base::{FileId, Files, LineCol, LineIndex, Span};

/// Texts and positions of one run. Implemented by whoever keeps the source maps.
pub trait Sources {
    /// The byte span of a place, at the time of the report. It may be stale or wrong: readers clamp it ([`clamp`]).
    fn span(&self, anchor: Anchor) -> Span;
    /// The whole text of a file.
    fn text(&self, file: FileId) -> &str;
    /// Absolute path of a file, or an invented one such as `<command line>`.
    fn path(&self, file: FileId) -> &Path;
    /// The line table of a file.
    fn lines(&self, file: FileId) -> &LineIndex;

    /// 1-based line and column of a byte offset.
    fn line_col(&self, file: FileId, offset: u32) -> LineCol {
        self.lines(file).line_col(self.text(file), offset)
    }

    /// The span of a place, inside its file and on character boundaries.
    fn place(&self, anchor: Anchor) -> Span {
        clamp(self.text(anchor.file), self.span(anchor))
    }
}

/// Moves a span into `text` and outwards to character boundaries; a reversed span becomes empty.
pub fn clamp(text: &str, span: Span) -> Span {
    let mut start = (span.start as usize).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (span.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start as u32, end as u32)
}

/// A file table alone is enough for findings that are anchored in text or at a file: those made before, or without,
/// lowering. Places inside the lowered form are shown at the start of the file.
impl Sources for Files {
    fn span(&self, anchor: Anchor) -> Span {
        match anchor.at {
            At::Text(span) => span,
            At::Expr(_) | At::Name(_) | At::File => Span::default(),
        }
    }
    fn text(&self, file: FileId) -> &str {
        &self.get(file).text
    }
    fn path(&self, file: FileId) -> &Path {
        self.get(file).path.as_path()
    }
    fn lines(&self, file: FileId) -> &LineIndex {
        self.get(file).lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clamping_ends_inside_the_text_and_between_characters() {
        let text = "aü☃";
        assert_eq!(clamp(text, Span::new(2, 4)), Span::new(1, 6));
        assert_eq!(clamp(text, Span::new(9, 12)), Span::new(6, 6));
        assert_eq!(clamp(text, Span::new(3, 1)), Span::new(3, 3));
        assert_eq!(clamp("", Span::new(0, 1)), Span::new(0, 0));
    }
}
