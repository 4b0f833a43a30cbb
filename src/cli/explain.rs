//! `ocinix rules`, `ocinix explain`, `ocinix schema`: what is built in, for people and programs.

use std::fmt::Write;

use anyhow::bail;
use serde_json::json;

use super::args::{ExplainArgs, RulesArgs, RulesFormat, SchemaArgs, SchemaOf};
use super::{CLEAN, Io, pager};
use crate::diag::{Code, codes};
use crate::report::human::Look;
use crate::report::rule_url;
use crate::report::schemas;
use crate::report::visible::escaped;
use crate::rules::{RULES, Rule};
use crate::settings;

/// All rules, as a table, as JSON or as Markdown.
pub(super) fn rules(args: &RulesArgs, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let text = match args.format {
        RulesFormat::Table => table(),
        RulesFormat::Markdown => markdown(),
        RulesFormat::Json => {
            let all: Vec<_> = RULES.iter().map(|r| as_json(r)).collect();
            serde_json::to_string_pretty(&all)? + "\n"
        }
    };
    io.stdout.write_all(text.as_bytes())?;
    Ok(CLEAN)
}

fn table() -> String {
    let width = RULES.iter().map(|r| r.code.name.len()).max().unwrap_or_default();
    let mut out = String::new();
    for r in RULES {
        let (code, name, severity) = (r.code.code, r.code.name, r.code.severity.as_str());
        let _ = writeln!(out, "{code}  {name:width$}  {severity:7}  {}", r.summary());
    }
    out
}

fn markdown() -> String {
    let mut out = String::from("| Code | Name | Severity | What it reports |\n|---|---|---|---|\n");
    for r in RULES {
        let (code, name, severity) = (r.code.code, r.code.name, r.code.severity.as_str());
        let about = r.summary().replace('|', "\\|");
        let _ = writeln!(out, "| [{code}]({}) | {name} | {severity} | {about} |", rule_url(code));
    }
    out
}

fn as_json(r: &Rule) -> serde_json::Value {
    json!({
        "code": r.code.code,
        "name": r.code.name,
        "severity": r.code.severity,
        "since": r.since.as_str(),
        "summary": r.summary(),
        "url": rule_url(r.code.code),
        "page": r.page(),
    })
}

/// The page of a rule, or of a code that is no rule.
pub(super) fn explain(args: &ExplainArgs, look: Look, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let wanted = args.rule.trim();
    let text = if let Some(rule) = crate::rules::find(wanted) {
        page(rule.code, &rule.page(), look)
    } else if let Some((code, about)) = codes::ALL.iter().find(|(c, _)| is(c, wanted)) {
        page(code, &format!("## What it means\n{}", about.trim()), look)
    } else {
        let known = crate::analysis::all_codes();
        let why =
            settings::unknown_pattern(wanted, &known).unwrap_or_else(|| format!("`{wanted}` means several rules"));
        bail!("{} (`ocinix rules` lists them)", escaped(&why));
    };
    pager::page(&text, io)?;
    Ok(CLEAN)
}

fn is(code: &Code, wanted: &str) -> bool {
    code.code.eq_ignore_ascii_case(wanted) || code.name == wanted
}

/// A page for the terminal: headings bold, examples indented.
fn page(code: &Code, markdown: &str, look: Look) -> String {
    let bold = |text: &str| if look.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let mut out = format!("{}  {}\n", bold(&format!("{} {}", code.code, code.name)), code.severity.as_str());
    let mut in_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            let _ = writeln!(out, "{}", format!("    {line}").trim_end());
        } else if let Some(heading) = line.strip_prefix("## ") {
            let _ = write!(out, "\n{}\n", bold(heading));
        } else if !(line.is_empty() && out.ends_with("\n\n")) {
            let _ = writeln!(out, "{line}");
        }
    }
    let _ = write!(out, "\n{}\n", rule_url(code.code));
    out
}

/// The JSON schema of a format.
pub(super) fn schema(args: &SchemaArgs, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let schema = match args.of {
        SchemaOf::Diagnostics => schemas::DIAGNOSTICS.to_owned(),
        SchemaOf::Units => schemas::UNITS.to_owned(),
        SchemaOf::List => schemas::LIST.to_owned(),
        SchemaOf::Diff => schemas::DIFF.to_owned(),
        SchemaOf::Settings => serde_json::to_string_pretty(&settings::schema())? + "\n",
    };
    io.stdout.write_all(schema.as_bytes())?;
    Ok(CLEAN)
}
