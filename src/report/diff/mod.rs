//! The difference of two configurations in words; how each format says it is in the modules below.

use std::io::{self, Write};

use crate::plan::Action;
use crate::plan::Diff;
use crate::plan::diff::{Kind, Summary, UnitDiff};

mod human;
mod markdown;

pub use human::write as write_human;
pub use markdown::write as write_markdown;

/// Writes one JSON document (schema version 1), indented, with a final newline.
pub fn write_json(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, diff)?;
    writeln!(out)
}

/// `1 unit added, 2 changed, 9 unchanged; 2 are interrupted`
fn counts(summary: &Summary) -> String {
    let all = [
        (summary.added, "added"),
        (summary.removed, "removed"),
        (summary.renamed, "renamed"),
        (summary.changed, "changed"),
        (summary.unchanged, "unchanged"),
    ];
    let mut out = String::new();
    for (n, what) in all.into_iter().filter(|(n, _)| *n > 0) {
        let unit = match (out.is_empty(), n) {
            (true, 1) => " unit",
            (true, _) => " units",
            (false, _) => "",
        };
        let comma = if out.is_empty() { "" } else { ", " };
        out.push_str(&format!("{comma}{n}{unit} {what}"));
    }
    if out.is_empty() {
        return "no units".to_owned();
    }
    match summary.interrupted {
        0 => out,
        1 => out + "; 1 is interrupted",
        n => out + &format!("; {n} are interrupted"),
    }
}

/// What a switch does to a unit.
fn happens(unit: &UnitDiff) -> String {
    let what = match unit.on_switch {
        Action::Start => "starts",
        Action::Wait => "is not started by itself",
        Action::Stop => "stops",
        Action::Restart => "restarts",
        Action::Reload => "reloads",
        Action::Keep if unit.kind == Kind::Removed => "goes on running",
        Action::Keep => "goes on as it was until it is restarted",
        Action::Nothing => "goes on, nothing that it would notice",
        Action::Replace => "starts in its place",
    };
    match &unit.because {
        Some(cause) if unit.kind == Kind::Unchanged => format!("unchanged, {what} with {cause}, which it requires"),
        Some(cause) => format!("{what} with {cause}, which it requires"),
        None => what.to_owned(),
    }
}

/// What a field was and is, in lines that are marked as gone (`-`) and as new (`+`).
fn lines_of(old: Option<&str>, new: Option<&str>) -> Vec<(char, String)> {
    // Whether the last line ends with a line break is nothing to speak of.
    let ended = |text: Option<&str>| text.map_or_else(String::new, |t| t.trim_end().to_owned() + "\n");
    let (old, new) = (ended(old), ended(new));
    let diff = similar::TextDiff::from_lines(old.as_str(), new.as_str());
    let change = |c: similar::Change<&str>| {
        let mark = match c.tag() {
            similar::ChangeTag::Delete => '-',
            similar::ChangeTag::Insert => '+',
            similar::ChangeTag::Equal => return None,
        };
        Some((mark, c.value().trim_end_matches('\n').to_owned()))
    };
    diff.iter_all_changes().filter_map(change).filter(|(_, text)| !text.is_empty()).collect()
}

/// Characters of a value that are shown.
const SHOWN: usize = 160;

/// A value for a person: long ones end early.
fn short(value: &str) -> String {
    if value.is_empty() {
        return "(empty)".to_owned();
    }
    if value.chars().count() <= SHOWN {
        return value.to_owned();
    }
    value.chars().take(SHOWN).chain(['…']).collect()
}
