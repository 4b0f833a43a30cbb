//! Code actions: the fixes of findings, all safe ones of a file at once, and comments that allow a finding in place.

use std::collections::HashMap;
use std::path::Path;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, NumberOrString, TextEdit, Uri, WorkspaceEdit,
};

use super::checked::Checked;
use super::convert::Positions;
use super::requests::Asked;
use crate::base::{FileId, Span};
use crate::diag::{Applicability, Diagnostic, Edit, Sources};
use crate::fix;
use crate::syntax::outside_strings;

/// `source.fixAll.ocinix`
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.ocinix");

pub(super) fn actions(asked: &Asked, path: &Path, params: &CodeActionParams) -> Option<Vec<CodeActionOrCommand>> {
    let checked = &asked.checked;
    let file = checked.file(path)?;
    let sources = checked.sources();
    let positions = Positions::new(sources.text(file), asked.client.encoding);
    let (start, end) = (positions.offset(params.range.start), positions.offset(params.range.end));
    let wanted = |kind: &CodeActionKind| {
        let only = params.context.only.as_deref();
        only.is_none_or(|only| {
            only.iter().any(|o| kind.as_str() == o.as_str() || kind.as_str().starts_with(&format!("{}.", o.as_str())))
        })
    };
    let here: Vec<&Diagnostic> = checked
        .diagnostics
        .iter()
        .filter(|d| d.primary.file == file)
        .filter(|d| {
            let span = sources.place(d.primary);
            span.start as usize <= end && start <= span.end as usize
        })
        .collect();
    let mut out = Vec::new();
    if wanted(&CodeActionKind::QUICKFIX) {
        let fixes: Vec<_> = here.iter().filter_map(|d| d.fix.as_ref()).collect();
        let mut edits = fix::resolve(&fixes, &sources).into_iter();
        for d in &here {
            let Some((fix, Some(edits))) = d.fix.as_ref().zip(edits_of(d, &mut edits)) else { continue };
            let safe = fix.applicability == Applicability::Safe;
            out.push(action(asked, params, d, capitalised(&fix.title), safe, &edits));
        }
        for d in &here {
            if let Some(edit) = allow(file, sources.text(file), sources.place(d.primary), d.code.code) {
                let title = format!("Allow {} ({}) here", d.code.code, d.code.name);
                out.push(action(asked, params, d, title, false, &[edit]));
            }
        }
    }
    if wanted(&FIX_ALL)
        && let Some(edit) = fix_all(asked, path, file)
    {
        let title = "Mend all that can be mended without doubt".to_owned();
        out.push(CodeAction { title, kind: Some(FIX_ALL), edit: Some(edit), ..CodeAction::default() });
    }
    Some(out.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

/// The next edits, for a finding that has a fix.
fn edits_of(d: &Diagnostic, edits: &mut impl Iterator<Item = Option<Vec<Edit>>>) -> Option<Option<Vec<Edit>>> {
    d.fix.as_ref().and_then(|_| edits.next())
}

fn action(
    asked: &Asked,
    params: &CodeActionParams,
    d: &Diagnostic,
    title: String,
    preferred: bool,
    edits: &[Edit],
) -> CodeAction {
    let code = NumberOrString::String(d.code.code.to_owned());
    let mended: Vec<_> =
        params.context.diagnostics.iter().filter(|c| c.code.as_ref() == Some(&code)).cloned().collect();
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: (!mended.is_empty()).then_some(mended),
        edit: Some(workspace_edit(&asked.checked, asked, edits)),
        is_preferred: preferred.then_some(true),
        ..CodeAction::default()
    }
}

/// Edits as the protocol has them.
#[expect(clippy::mutable_key_type, reason = "the protocol's own type; nobody changes an address that is a key")]
pub(super) fn workspace_edit(checked: &Checked, asked: &Asked, edits: &[Edit]) -> WorkspaceEdit {
    let sources = checked.sources();
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for edit in edits {
        let Some(uri) = checked.uri(edit.file) else { continue };
        let range = Positions::new(sources.text(edit.file), asked.client.encoding).range(edit.span);
        changes.entry(uri).or_default().push(TextEdit { range, new_text: edit.text.clone() });
    }
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// A comment above the line of a finding that allows it; none where the line begins inside of a string.
fn allow(file: FileId, text: &str, span: Span, code: &str) -> Option<Edit> {
    let start = text.get(..span.start as usize)?.rfind('\n').map_or(0, |i| i + 1);
    if !outside_strings(text, start) {
        return None;
    }
    let line = text.get(start..)?;
    let indent = line.get(..line.len() - line.trim_start_matches([' ', '\t']).len())?;
    let at = Span::new(start as u32, start as u32);
    Some(Edit { file, span: at, text: format!("{indent}# ocinix: allow {code}\n") })
}

/// All safe fixes of a file that change no other, as far as they do not touch each other.
fn fix_all(asked: &Asked, path: &Path, file: FileId) -> Option<WorkspaceEdit> {
    let checked = &asked.checked;
    let own: Vec<Diagnostic> = checked.diagnostics.iter().filter(|d| d.primary.file == file).cloned().collect();
    let applied = fix::apply_all(&own, &checked.sources(), false, &|changed| changed == path);
    Some(workspace_edit(checked, asked, applied.edits.get(&file)?))
}

fn capitalised(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
