//! The few lines of a source that a finding shows, made safe to print: hostile characters visible, long lines cut
//! around their mark, marks on something that can be seen. Positions keep their meaning in the original text.

use unicode_width::UnicodeWidthChar;

use super::visible::push_source;
use crate::base::{LineCol, LineIndex, Span};

/// A range of the original text to underline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Inside one line; empty only where the file has nothing to see.
    span: Span,
    /// 0-based line of `span`.
    line: usize,
    /// Where the finding really starts: a mark at the end of a file is moved back to what can be seen.
    pub(super) at: LineCol,
}

impl Mark {
    /// A mark for a clamped span. A span over several lines is marked on its first.
    pub(super) fn new(text: &str, lines: &LineIndex, span: Span) -> Mark {
        let at = lines.line_col(text, span.start);
        let mut start = span.start;
        if rest_of_line(text, lines, start).trim().is_empty() {
            // Nothing to see from here to the end of the line: the last visible character before it.
            let before = text.get(..start as usize).unwrap_or("").trim_end();
            start = before.char_indices().next_back().map_or(start, |(i, _)| i as u32);
        }
        let line = lines.line_of(start);
        let line_end = lines.line_span(text, line).end;
        let first = text.get(start as usize..).and_then(|t| t.chars().next()).map_or(0, |c| c.len_utf8() as u32);
        let end = span.end.max(start + first).min(line_end.max(start));
        let shown = text.get(start as usize..end as usize).unwrap_or("").trim_end();
        let end = start + (shown.len() as u32).max(first.min(end - start));
        Mark { span: Span::new(start, end), line, at }
    }

    /// Whether both marks can be drawn under the same excerpt without touching.
    pub(super) fn fits_beside(&self, other: &Mark, text: &str, lines: &LineIndex, width: usize) -> bool {
        if self.line != other.line {
            return true;
        }
        let apart = self.span.end <= other.span.start || other.span.end <= self.span.start;
        apart && lines.line_span(text, self.line).len() <= width
    }
}

fn rest_of_line<'t>(text: &'t str, lines: &LineIndex, start: u32) -> &'t str {
    let end = lines.line_span(text, lines.line_of(start)).end;
    text.get(start as usize..end as usize).unwrap_or("")
}

impl Span {
    fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// Lines of one file, ready to print.
pub(super) struct Excerpt {
    /// The lines, each with a newline; lines between two distant marks are left empty.
    pub(super) text: String,
    /// 0-based number of the first line.
    pub(super) first_line: usize,
    /// The marks as byte ranges of `text`, in the order given.
    pub(super) marks: Vec<(Span, LineCol)>,
}

/// Lines shown before and after a marked one.
pub(super) const CONTEXT: usize = 1;

impl Excerpt {
    /// The marked lines of `text` with their neighbours; lines wider than `width` columns are cut.
    pub(super) fn new(text: &str, lines: &LineIndex, marks: &[Mark], width: usize) -> Excerpt {
        let first = marks.iter().map(|m| m.line).min().unwrap_or(0).saturating_sub(CONTEXT);
        let last = marks.iter().map(|m| m.line).max().unwrap_or(0) + CONTEXT;
        let mut out = Excerpt {
            text: String::new(),
            first_line: first,
            marks: marks.iter().map(|m| (Span::default(), m.at)).collect(),
        };
        for number in first..=last.min(lines.line_count().saturating_sub(1)) {
            if marks.iter().any(|m| m.line.abs_diff(number) <= CONTEXT) {
                out.push_line(text, lines.line_span(text, number), number, marks, width);
            }
            out.text.push('\n');
        }
        out
    }

    fn push_line(&mut self, text: &str, span: Span, number: usize, marks: &[Mark], width: usize) {
        let line = text.get(span.start as usize..span.end as usize).unwrap_or("");
        let here = || marks.iter().enumerate().filter(|(_, m)| m.line == number);
        let focus = here().map(|(_, m)| (m.span.start - span.start) as usize).min().unwrap_or(0);
        let window = window(line, focus, width);
        if window.start > 0 {
            self.text.push('…');
        }
        let mut open: Vec<(usize, Span)> = here().map(|(i, m)| (i, m.span)).collect();
        for (offset, c) in line.char_indices() {
            if !window.contains(&offset) {
                continue;
            }
            let offset = span.start + offset as u32;
            self.settle_marks(&mut open, offset);
            push_source(&mut self.text, c);
        }
        let end = self.text.len() as u32;
        self.settle_marks(&mut open, u32::MAX);
        // What is left was not closed before the end of the line or of the window.
        for (i, _) in open {
            self.marks[i].0.end = end;
        }
        if window.end < line.len() {
            self.text.push('…');
        }
    }

    /// Records where marks begin and end, given that the output stands at `offset` of the original.
    fn settle_marks(&mut self, open: &mut Vec<(usize, Span)>, offset: u32) {
        let here = self.text.len() as u32;
        open.retain_mut(|(i, span)| {
            let Some((placed, _)) = self.marks.get_mut(*i) else { return false };
            if span.start <= offset && span.start != u32::MAX {
                placed.start = here;
                placed.end = here;
                span.start = u32::MAX;
            }
            if span.end <= offset {
                placed.end = here;
                return false;
            }
            true
        });
    }
}

/// The bytes of a line to show: all of it, or `width` columns with `focus` in their first third.
fn window(line: &str, focus: usize, width: usize) -> std::ops::Range<usize> {
    // A line with fewer bytes than columns cannot be too wide, but for tabs and escapes, which are rare.
    if line.len() <= width {
        return 0..line.len();
    }
    let columns = |c: char| {
        let mut shown = String::new();
        push_source(&mut shown, c);
        shown.chars().map(|c| if c == '\t' { 4 } else { c.width().unwrap_or(0) }).sum::<usize>()
    };
    let total: usize = line.chars().map(columns).sum();
    if total <= width {
        return 0..line.len();
    }
    let before: usize = line.char_indices().take_while(|(i, _)| *i < focus).map(|(_, c)| columns(c)).sum();
    let from = before.saturating_sub(width / 3).min(total - width);
    let (mut start, mut column) = (None, 0);
    for (i, c) in line.char_indices() {
        if column >= from && start.is_none() {
            start = Some((i, column));
        }
        column += columns(c);
        if let Some((start, first)) = start
            && column > first + width
            && start < i
        {
            return start..i;
        }
    }
    start.map_or(0, |(i, _)| i)..line.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::clamp;

    fn shown(text: &str, spans: &[(u32, u32)], width: usize) -> String {
        let lines = LineIndex::new(text);
        let marks: Vec<_> =
            spans.iter().map(|(s, e)| Mark::new(text, &lines, clamp(text, Span::new(*s, *e)))).collect();
        let e = Excerpt::new(text, &lines, &marks, width);
        let mut out = format!("from line {}\n{}", e.first_line + 1, e.text);
        for (span, at) in e.marks {
            let marked = e.text.get(span.start as usize..span.end as usize);
            out.push_str(&format!("{}:{} {:?}\n", at.line, at.column, marked.unwrap_or("<outside>")));
        }
        out
    }

    #[test]
    fn the_end_of_a_file_is_marked_on_its_last_character() {
        let expected = "from line 1\n{ a = 1;\n  b\n3:1 \"b\"\n";
        assert_eq!(shown("{ a = 1;\n  b\n", &[(13, 13)], 80), expected);
        assert_eq!(shown("", &[(0, 0)], 80), "from line 1\n\n1:1 \"\"\n");
        assert_eq!(shown("\n\n", &[(2, 2)], 80), "from line 2\n\n3:1 \"\"\n");
    }

    #[test]
    fn a_span_over_lines_is_marked_on_the_first() {
        assert_eq!(shown("a = {\r\n  b = 1;\r\n};\r\n", &[(4, 18)], 80), "from line 1\na = {\n  b = 1;\n1:5 \"{\"\n");
    }

    #[test]
    fn distant_marks_leave_a_gap() {
        let text = "a\nb\nc\nd\ne\nf\ng\n";
        assert_eq!(shown(text, &[(2, 3), (12, 13)], 80), "from line 1\na\nb\nc\n\n\nf\ng\n2:1 \"b\"\n7:1 \"g\"\n");
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let text = format!("{}PORT{}", "a".repeat(5000), "b".repeat(5000));
        assert_eq!(
            shown(&text, &[(5000, 5004)], 30),
            "from line 1\n…aaaaaaaaaaPORTbbbbbbbbbbbbbbbb…\n1:5001 \"PORT\"\n"
        );
        assert_eq!(shown(&text, &[(9998, 10_000)], 10), "from line 1\n…bbbbbbbbbb\n1:9999 \"bb\"\n");
        let wide = "日".repeat(100);
        assert_eq!(shown(&wide, &[(30, 33)], 10), "from line 1\n…日日日日日…\n1:11 \"日\"\n");
    }

    #[test]
    fn any_span_of_any_text_is_shown_somewhere() {
        let text = "\u{feff}a\u{202e} = \"\u{1b}[31m\u{0}\r\n\t日本\u{200d}é\" ;\r\r\n\n  # 🏴\u{e0067}\n";
        for start in 0..text.len() as u32 + 2 {
            for end in start..text.len() as u32 + 2 {
                for width in [1, 7, 80] {
                    let out = shown(text, &[(start, end)], width);
                    assert!(!out.contains("<outside>"), "{start}..{end} {width}: {out}");
                }
            }
        }
    }
}
