//! A difference as a comment of a pull request. Text from the configuration stands in code spans, where it means nothing.

use std::io::{self, Write};

use super::super::rule_url;
use super::super::visible::escaped;
use super::{counts, happens, lines_of, short};
use crate::plan::diff::{Change, Diff, Finding, HostDiff, Kind, UnitDiff};

/// Writes what differs.
pub fn write(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### Containers: {}\n", counts(&diff.summary))?;
    let several = diff.hosts.len() > 1;
    for host in &diff.hosts {
        self::host(host, several, out)?;
    }
    findings("New findings", &diff.findings.new, out)?;
    findings("Fixed findings", &diff.findings.fixed, out)
}

fn host(host: &HostDiff, several: bool, out: &mut dyn Write) -> io::Result<()> {
    if host.units.is_empty() && host.changes.is_empty() && host.status == "both" {
        return Ok(());
    }
    if several || !host.changes.is_empty() || host.status != "both" {
        let status = match host.status {
            "added" => " (new)",
            "removed" => " (removed)",
            _ => "",
        };
        writeln!(out, "#### {}{status}\n", code(&host.name))?;
    }
    for change in &host.changes {
        writeln!(out, "* {}", field(change))?;
    }
    if !host.changes.is_empty() {
        writeln!(out)?;
    }
    if host.units.is_empty() {
        return Ok(());
    }
    writeln!(out, "| | Unit | On switch | What changes |\n|---|---|---|---|")?;
    for unit in &host.units {
        row(unit, out)?;
    }
    writeln!(out)?;
    for unit in &host.units {
        texts(unit, out)?;
    }
    if !host.unknown.is_empty() {
        let all: Vec<_> = host.unknown.iter().map(|u| plain(u)).collect();
        writeln!(out, "Not known: {}.\n", all.join("; "))?;
    }
    Ok(())
}

fn row(unit: &UnitDiff, out: &mut dyn Write) -> io::Result<()> {
    let mark = match unit.kind {
        Kind::Added => "➕",
        Kind::Removed => "➖",
        Kind::Renamed => "🏷️",
        Kind::Changed => "✏️",
        Kind::Unchanged => "↪️",
    };
    let was = unit.was.as_ref().map(|w| format!(", was {}", code(w))).unwrap_or_default();
    let fields: Vec<String> = unit.changes.iter().map(field).collect();
    writeln!(out, "| {mark} | {}{was} | {} | {} |", code(&unit.unit), plain(&happens(unit)), fields.join("<br>"))
}

fn field(change: &Change) -> String {
    let name = code(&change.field);
    if change.lines {
        return format!("{name} (below)");
    }
    let value = |v: &str| code(&short(v));
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{name}: {} → {}", value(old), value(new)),
        (None, Some(new)) => format!("**+** {name}: {}", value(new)),
        (Some(old), None) => format!("**−** {name}: {}", value(old)),
        (None, None) => name,
    }
}

/// Scripts are folded away.
fn texts(unit: &UnitDiff, out: &mut dyn Write) -> io::Result<()> {
    for change in unit.changes.iter().filter(|c| c.lines) {
        writeln!(
            out,
            "<details><summary>{} of {}</summary>\n\n~~~~~~diff",
            html(&escaped(&change.field)),
            html(&escaped(&unit.unit))
        )?;
        for (mark, line) in lines_of(change.old.as_deref(), change.new.as_deref()) {
            writeln!(out, "{mark} {}", escaped(&line))?;
        }
        writeln!(out, "~~~~~~\n\n</details>\n")?;
    }
    Ok(())
}

fn findings(title: &str, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "#### {title}\n")?;
    for f in findings {
        let place = format!("{}:{}", f.file, f.line);
        writeln!(
            out,
            "* {} [{}]({}) {}: {}",
            f.severity.as_str(),
            f.code,
            rule_url(&f.code),
            code(&place),
            plain(&f.message)
        )?;
    }
    writeln!(out)
}

/// A code span that nothing inside can end, in a table too.
fn code(text: &str) -> String {
    let text = escaped(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence of ours in which the code spans stay and all else means nothing.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for (i, part) in escaped(text).split('`').enumerate() {
        if i % 2 == 1 {
            out.push_str(&code(part));
            continue;
        }
        for c in part.chars() {
            match c {
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                '\\' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '@' => {
                    out.push('\\');
                    out.push(c);
                }
                c => out.push(c),
            }
        }
    }
    out
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_inside_ends_a_code_span() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a``"), "``` `a`` ```");
        assert_eq!(code("a|b\n"), "`a\\|b\\n`");
    }

    #[test]
    fn sentences_mean_only_what_they_say() {
        assert_eq!(plain("`x` is <b>not</b> *that* @you"), "`x` is &lt;b&gt;not&lt;/b&gt; \\*that\\* \\@you");
    }
}
