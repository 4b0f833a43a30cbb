//! A difference for the terminal.

use std::io::{self, Write};

use super::super::human::Look;
use super::super::table::{Style, styled};
use super::super::visible::{escaped, lines_kept};
use super::{counts, happens, lines_of, short};
use crate::diag::Severity;
use crate::plan::diff::{Change, Diff, Finding, HostDiff, Kind, UnitDiff};

/// Writes what differs; findings follow the units.
pub fn write(diff: &Diff, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let several = diff.hosts.len() > 1;
    let mut silent = 0;
    for host in &diff.hosts {
        if several
            && host.units.is_empty()
            && host.changes.is_empty()
            && host.unknown.is_empty()
            && host.status == "both"
        {
            silent += 1;
            continue;
        }
        self::host(host, look, out)?;
    }
    match silent {
        0 => {}
        1 => writeln!(out, "1 host is as it was\n")?,
        n => writeln!(out, "{n} hosts are as they were\n")?,
    }
    findings("new", &diff.findings.new, look, out)?;
    findings("fixed", &diff.findings.fixed, look, out)?;
    writeln!(out, "{}", counts(&diff.summary))
}

fn host(host: &HostDiff, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let status = match host.status {
        "added" => ": a new host",
        "removed" => ": is no more",
        _ if host.units.is_empty() && host.changes.is_empty() => ": no unit differs",
        _ => "",
    };
    writeln!(out, "{}{status}", styled(&escaped(&host.name), Style::Strong, look))?;
    for text in &host.unknown {
        writeln!(out, "  {}", styled(&escaped(text), Style::Faint, look))?;
    }
    fields(&host.changes, look, out)?;
    for unit in &host.units {
        writeln!(out)?;
        self::unit(unit, look, out)?;
    }
    writeln!(out)
}

fn unit(unit: &UnitDiff, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let (mark, style) = match unit.kind {
        Kind::Added => ("+", Style::Good),
        Kind::Removed => ("-", Style::Bad),
        Kind::Renamed | Kind::Changed => ("~", Style::Careful),
        Kind::Unchanged => ("·", Style::Faint),
    };
    let mark = if mark == "·" && !look.unicode { "." } else { mark };
    let was = unit.was.as_ref().map(|was| format!(" (was {})", escaped(was))).unwrap_or_default();
    let name = format!("{mark} {}", escaped(&unit.unit));
    writeln!(out, "{}{was}: {}", styled(&name, style, look), happens(unit))?;
    fields(&unit.changes, look, out)
}

fn fields(changes: &[Change], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let width = changes.iter().filter(|c| !c.lines).map(|c| c.field.chars().count()).max().unwrap_or_default().min(40);
    let arrow = if look.unicode { "→" } else { "->" };
    for change in changes {
        let field = escaped(&change.field);
        if change.lines {
            writeln!(out, "      {field}")?;
            for (mark, line) in lines_of(change.old.as_deref(), change.new.as_deref()) {
                let style = if mark == '+' { Style::Good } else { Style::Bad };
                let line = escaped(&line);
                writeln!(out, "        {}", styled(&format!("{mark} {}", short(&line)), style, look))?;
            }
            continue;
        }
        let show = |v: &str| escaped(&short(v)).into_owned();
        let (mark, value) = match (&change.old, &change.new) {
            (Some(old), Some(new)) => (' ', format!("{} {arrow} {}", show(old), show(new))),
            (None, Some(new)) => ('+', show(new)),
            (Some(old), None) => ('-', show(old)),
            (None, None) => (' ', String::new()),
        };
        let style = match mark {
            '+' => Style::Good,
            '-' => Style::Bad,
            _ => Style::Plain,
        };
        let head = format!("{mark} {field:width$}");
        writeln!(out, "    {}  {value}", styled(&head, style, look))?;
    }
    Ok(())
}

fn findings(what: &str, findings: &[Finding], look: Look, out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let s = if findings.len() == 1 { "" } else { "s" };
    writeln!(out, "{} {what} finding{s}", findings.len())?;
    for f in findings {
        let style = match (what, f.severity) {
            ("fixed", _) => Style::Good,
            (_, Severity::Error) => Style::Bad,
            (_, Severity::Warning) => Style::Careful,
            _ => Style::Faint,
        };
        let head = format!("{}[{}]", f.severity.as_str(), f.code);
        let (file, message) = (escaped(&f.file), escaped(&f.message));
        writeln!(out, "  {} {file}:{}: {message}", styled(&head, style, look), f.line)?;
        if let Some(help) = f.help.as_ref().filter(|_| what == "new") {
            for (i, line) in lines_kept(help).lines().enumerate() {
                writeln!(out, "    {} {line}", if i == 0 { "help:" } else { "     " })?;
            }
        }
    }
    writeln!(out)
}
