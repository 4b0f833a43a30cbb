//! The report for people: an adapter to miette's graphical renderer, which sees only text that is safe to print.
//! miette is told nothing it could get wrong: every mark lies on one line of an excerpt and touches no other mark.

use std::fmt;
use std::io::{self, Write};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, SourceCode, SourceSpan, SpanContents};

use super::excerpt::{CONTEXT, Excerpt, Mark};
use super::visible::{escaped, lines_kept};
use super::{Report, rule_url, summary};
use crate::base::FileId;
use crate::diag::{Anchor, Diagnostic, Severity};

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub color: bool,
    /// Line-drawing characters, else ASCII.
    pub unicode: bool,
    /// Codes are links that can be clicked, else the address is printed.
    pub hyperlinks: bool,
    /// Columns.
    pub width: usize,
}

/// Columns of an excerpt that miette needs for line numbers and frame.
const GUTTER: usize = 12;
/// Columns by which miette indents a further place.
const NESTING: usize = 6;
/// Narrower than this the frame leaves no room for text.
const MIN_WIDTH: usize = 40;

/// Writes every finding with its source, then the closing lines.
pub fn write(report: &Report<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    findings(report, look, out)?;
    for line in summary::lines(report, false) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Writes every finding with its source, each followed by an empty line.
pub fn findings(report: &Report<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let look = Look { width: look.width.max(MIN_WIDTH), ..look };
    for d in &report.diagnostics {
        let shown = Shown::new(report, d, look.width - GUTTER);
        let mut text = String::new();
        handler(look, d.severity, &shown)
            .render_report(&mut text, &shown)
            .map_err(|_| io::Error::other("a finding could not be rendered"))?;
        // miette pads empty lines.
        for line in text.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn handler(look: Look, severity: Severity, shown: &Shown) -> GraphicalReportHandler {
    let mut theme = match (look.unicode, look.color) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme::ascii(),
        (false, false) => GraphicalTheme::none(),
    };
    if look.color {
        let styles = &theme.styles;
        let primary = match severity {
            Severity::Error => styles.error,
            Severity::Warning => styles.warning,
            Severity::Info | Severity::Style => styles.advice,
        };
        // miette hands colours out in the order of the text: the primary mark has the colour of the severity.
        let mut marks: Vec<_> = shown.marks.iter().map(|m| (m.offset, m.primary)).collect();
        marks.sort();
        let secondary = styles.link.remove_all_effects();
        theme.styles.highlights = marks.iter().map(|(_, p)| if *p { primary } else { secondary }).collect();
        if theme.styles.highlights.is_empty() {
            theme.styles.highlights.push(secondary);
        }
    }
    GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(look.hyperlinks)
        .with_link_display_text("(explained)")
        .with_context_lines(CONTEXT)
        .with_show_related_as_nested(true)
        .without_syntax_highlighting()
}

/// A finding, or one of its further places, in miette's terms.
#[derive(Debug)]
struct Shown {
    header: Option<(String, String)>,
    severity: Severity,
    message: String,
    help: Option<String>,
    source: Source,
    marks: Vec<ShownMark>,
    /// Places in other files, or that cannot be drawn under the same excerpt.
    further: Vec<Shown>,
}

#[derive(Debug)]
struct ShownMark {
    offset: usize,
    len: usize,
    text: Option<String>,
    primary: bool,
}

impl Shown {
    fn new(report: &Report<'_>, d: &Diagnostic, width: usize) -> Shown {
        let file = d.primary.file;
        let mut here = vec![(mark(report, d.primary), d.primary_label.as_str())];
        let mut further = Vec::new();
        for label in &d.labels {
            let m = mark(report, label.anchor);
            let (text, lines) = (report.sources.text(file), report.sources.lines(file));
            if label.anchor.file == file && here.iter().all(|(h, _)| h.fits_beside(&m, text, lines, width)) {
                here.push((m, &label.text));
            } else {
                further.push(Shown::place(report, label.anchor, &label.text, width - NESTING));
            }
        }
        let (source, marks) = draw(report, file, &here, width);
        let on_hosts = if report.coverage.hosts.len() > 1 && !d.hosts.is_empty() {
            format!(" on {}", escaped(&d.hosts.join(", ")))
        } else {
            String::new()
        };
        let code = d.code;
        Shown {
            header: Some((
                format!("{}[{}] {}{on_hosts}", d.severity.as_str(), code.code, code.name),
                rule_url(code.code),
            )),
            severity: d.severity,
            message: lines_kept(&d.message),
            help: d.help.as_deref().map(lines_kept),
            source,
            marks,
            further,
        }
    }

    /// A place on its own: what was its label stands above it.
    fn place(report: &Report<'_>, anchor: Anchor, text: &str, width: usize) -> Shown {
        let (source, marks) = draw(report, anchor.file, &[(mark(report, anchor), "")], width);
        Shown {
            header: None,
            severity: Severity::Info,
            message: lines_kept(text),
            help: None,
            source,
            marks,
            further: Vec::new(),
        }
    }
}

fn mark(report: &Report<'_>, anchor: Anchor) -> Mark {
    let sources = report.sources;
    Mark::new(sources.text(anchor.file), sources.lines(anchor.file), sources.place(anchor))
}

fn draw(report: &Report<'_>, file: FileId, marks: &[(Mark, &str)], width: usize) -> (Source, Vec<ShownMark>) {
    let only: Vec<Mark> = marks.iter().map(|(m, _)| *m).collect();
    let excerpt = Excerpt::new(report.sources.text(file), report.sources.lines(file), &only, width);
    let drawn = excerpt.marks.iter().zip(marks).enumerate().map(|(i, ((span, _), (_, text)))| ShownMark {
        offset: span.start as usize,
        len: (span.end - span.start) as usize,
        text: (!text.is_empty()).then(|| escaped(text).into_owned()),
        primary: i == 0,
    });
    let drawn = drawn.collect();
    (Source { name: escaped(&report.path(file)).into_owned(), excerpt }, drawn)
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.header.as_ref().map(|(code, _)| Box::new(code) as Box<dyn fmt::Display>)
    }
    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.header.as_ref().map(|(_, url)| Box::new(url) as Box<dyn fmt::Display>)
    }
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info | Severity::Style => miette::Severity::Advice,
        })
    }
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks.iter().map(|m| {
            let span = (m.offset, m.len);
            if m.primary {
                LabeledSpan::new_primary_with_span(m.text.clone(), span)
            } else {
                LabeledSpan::new_with_span(m.text.clone(), span)
            }
        })))
    }
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        if self.further.is_empty() {
            return None;
        }
        Some(Box::new(self.further.iter().map(|s| s as &dyn miette::Diagnostic)))
    }
}

/// An excerpt as miette's source: line numbers and positions are those of the original file.
struct Source {
    name: String,
    excerpt: Excerpt,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.excerpt.text.as_str();
        let (from, to) = (span.offset(), span.offset() + span.len());
        let head = text.get(..from).ok_or(MietteError::OutOfBounds)?;
        let tail = text.get(to..).ok_or(MietteError::OutOfBounds)?;
        let line = head.matches('\n').count();
        let start = head.rmatch_indices('\n').nth(before).map_or(0, |(i, _)| i + 1);
        let end = tail.match_indices('\n').nth(after).map_or(text.len(), |(i, _)| to + i + 1);
        let shown = text.get(start..end).ok_or(MietteError::OutOfBounds)?;
        // Without context miette asks for the position to print beside the path.
        let (line, column) = if before == 0 && after == 0 {
            let at = self.excerpt.marks.iter().find(|(m, _)| m.start as usize == from).map(|(_, at)| *at);
            at.map_or((self.excerpt.first_line + line, 0), |at| (at.line as usize - 1, at.column as usize - 1))
        } else {
            (self.excerpt.first_line + line - line.min(before), 0)
        };
        let count = shown.matches('\n').count();
        let span = SourceSpan::new(start.into(), shown.len());
        let name = self.name.clone();
        Ok(Box::new(miette::MietteSpanContents::new_named(name, shown.as_bytes(), span, line, column, count)))
    }
}
