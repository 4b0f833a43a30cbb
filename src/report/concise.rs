//! One line per finding, `path:line:col: severity: message [CODE]`, which editors and `grep` understand.

use std::io::{self, Write};

use super::Report;
use super::visible::escaped;

/// Writes every finding on a line of its own.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for d in &report.diagnostics {
        let at = report.sources.line_col(d.primary.file, report.sources.place(d.primary).start);
        let path = report.path(d.primary.file);
        let (severity, code) = (d.severity.as_str(), d.code.code);
        writeln!(out, "{}:{}:{}: {severity}: {} [{code}]", escaped(&path), at.line, at.column, escaped(&d.message))?;
    }
    Ok(())
}
