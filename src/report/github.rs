//! Workflow commands of GitHub Actions: each finding becomes an annotation of the lines that it is about.
//! Source of the format and its escapes: GitHub's documentation of workflow commands, and its `toolkit`.

use std::io::{self, Write};

use super::Report;
use super::visible::{escaped, lines_kept};
use crate::diag::{Diagnostic, Severity};

/// Writes every finding as one command.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for d in &report.diagnostics {
        let (command, at) = (command(d.severity), report.sources.place(d.primary));
        let start = report.sources.line_col(d.primary.file, at.start);
        let end = report.sources.line_col(d.primary.file, at.end);
        write!(out, "::{command} file={}", property(&report.path(d.primary.file)))?;
        write!(out, ",line={},endLine={}", start.line, end.line)?;
        // Columns are understood within one line only.
        if start.line == end.line {
            write!(out, ",col={},endColumn={}", start.column, end.column)?;
        }
        writeln!(out, ",title={}::{}", property(&format!("{} {}", d.code.code, d.code.name)), data(&text(d)))?;
    }
    Ok(())
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Style => "notice",
    }
}

/// Message, hosts and help, each on lines of its own.
fn text(d: &Diagnostic) -> String {
    let mut out = escaped(&d.message).into_owned();
    if !d.hosts.is_empty() {
        let hosts: Vec<_> = d.hosts.iter().map(|h| escaped(h)).collect();
        out += &format!("\non {}", hosts.join(", "));
    }
    if let Some(help) = &d.help {
        out += &format!("\nhelp: {}", lines_kept(help));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&escaped(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(data("a:b,c%\r\n"), "a:b,c%25%0D%0A");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
