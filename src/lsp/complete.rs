//! Completion: names of options and instances, and values where the schema or the host says which there are.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionResponse, CompletionTextEdit, Documentation, MarkupContent,
    MarkupKind, TextEdit,
};

use super::convert::Positions;
use super::hover::{CONTAINERS, about, option_path};
use super::requests::{Asked, Place};
use crate::analysis::Kind;
use crate::oci::{Backend, capability, flags};
use crate::schema::{Found, Ty, children, find};
use crate::syntax::{At, Cursor};

pub(super) fn complete(asked: &Asked, place: &Place) -> Option<CompletionResponse> {
    let cursor = place.cursor()?;
    let items = match cursor.at {
        At::Name { .. } => names(asked, &cursor),
        At::Value { in_string, in_list, .. } => values(asked, &cursor, in_string, in_list),
    };
    let (At::Name { written } | At::Value { written, .. }) = cursor.at;
    let range = Positions::new(&place.document.text, asked.client.encoding).range(written);
    let items = items.into_iter().map(|mut item| {
        let text = item.insert_text.take().unwrap_or_else(|| item.label.clone());
        item.text_edit = Some(CompletionTextEdit::Edit(TextEdit { range, new_text: text }));
        item
    });
    Some(CompletionResponse::Array(items.collect()))
}

/// Options below the path, and what has a name there on some host.
fn names(asked: &Asked, cursor: &Cursor) -> Vec<CompletionItem> {
    let Some(mut path) = cursor.known() else { return Vec::new() };
    if path.first() == Some(&"config") {
        path.remove(0);
    }
    let release = asked.checked.release;
    let mut out: Vec<CompletionItem> = Vec::new();
    for (name, found) in children(release, &path) {
        let full: Vec<&str> = path.iter().copied().chain([name]).collect();
        match found {
            Found::Option(decl) if decl.internal || decl.read_only => {}
            Found::Option(decl) => out.push(CompletionItem {
                kind: Some(CompletionItemKind::PROPERTY),
                detail: Some(decl.ty.describe()),
                documentation: Some(markdown(about(&full, decl))),
                ..plain(name)
            }),
            _ => out.push(CompletionItem { kind: Some(CompletionItemKind::MODULE), ..plain(name) }),
        }
    }
    let instances: &[&str] = match path.as_slice() {
        p if *p == CONTAINERS => &["container"],
        ["users", "users"] => &["user"],
        [head @ .., "capabilities"] if is_container(head) => {
            out.extend(capability::NAMES.iter().map(|name| value(name, CompletionItemKind::ENUM_MEMBER)));
            &[]
        }
        _ => &[],
    };
    for kind in instances {
        let kind = if *kind == "user" { Kind::User } else { Kind::Container };
        out.extend(known(asked, kind).into_iter().map(|name| CompletionItem {
            insert_text: Some(crate::base::attr_name(&name).to_string()),
            ..value(&name, CompletionItemKind::REFERENCE)
        }));
    }
    out
}

fn is_container(path: &[&str]) -> bool {
    path.len() == CONTAINERS.len() + 1 && path.starts_with(&CONTAINERS)
}

/// What the option may be worth.
fn values(asked: &Asked, cursor: &Cursor, in_string: bool, in_list: bool) -> Vec<CompletionItem> {
    let Some(path) = option_path(cursor, "") else { return Vec::new() };
    let quoted = |text: &str, kind| {
        let item = value(text, kind);
        if in_string { item } else { CompletionItem { insert_text: Some(format!("\"{text}\"")), ..item } }
    };
    let of_container = path.get(CONTAINERS.len() + 1..).filter(|_| path.starts_with(&CONTAINERS));
    let named =
        |kind: Kind| known(asked, kind).into_iter().map(|n| quoted(&n, CompletionItemKind::REFERENCE)).collect();
    match (of_container, in_list) {
        (Some(["dependsOn"]), true) => {
            let own = path.get(CONTAINERS.len()).copied();
            let mut items: Vec<CompletionItem> = named(Kind::Container);
            items.retain(|i| Some(i.label.as_str()) != own);
            return items;
        }
        (Some(["networks"]), true) => return named(Kind::Network),
        (Some(["podman", "user"]), false) => return named(Kind::User),
        (Some(["extraOptions"]), true) => {
            let backend = backend(asked);
            let flags =
                flags::names(backend).into_iter().filter_map(|name| flags::long(backend, name).map(|f| (name, f)));
            return flags
                .filter(|(_, f)| !f.global)
                .map(|(name, f)| {
                    let text = if f.takes_value { format!("--{name}=") } else { format!("--{name}") };
                    quoted(&text, CompletionItemKind::FIELD)
                })
                .collect();
        }
        (Some(["preRunExtraOptions"]), true) => {
            let all = flags::names(Some(Backend::Podman)).into_iter();
            let global = all.filter(|n| flags::long(Some(Backend::Podman), n).is_some_and(|f| f.global));
            return global.map(|name| quoted(&format!("--{name}"), CompletionItemKind::FIELD)).collect();
        }
        _ => {}
    }
    let Some(ty) = find(asked.checked.release, &path).and_then(|found| found.ty()) else { return Vec::new() };
    let ty = match ty {
        Ty::ListOf(inner) if in_list => inner,
        _ if in_list => return Vec::new(),
        ty => ty,
    };
    let mut out = Vec::new();
    literals(ty, in_string, &mut |text, is_string| {
        let kind = CompletionItemKind::ENUM_MEMBER;
        out.push(if is_string { quoted(text, kind) } else { value(text, kind) });
    });
    out
}

/// The values of a type that can be written down: texts of an enumeration, Booleans, null.
fn literals(ty: &Ty, in_string: bool, push: &mut dyn FnMut(&str, bool)) {
    match ty {
        Ty::Enum(texts) => texts.iter().for_each(|text| push(text, true)),
        Ty::Bool if !in_string => ["true", "false"].iter().for_each(|text| push(text, false)),
        Ty::NullOr(inner) => {
            literals(inner, in_string, push);
            if !in_string {
                push("null", false);
            }
        }
        Ty::Checked(inner, _) | Ty::CoercedTo { to: inner, .. } => literals(inner, in_string, push),
        Ty::Either(a, b) => {
            literals(a, in_string, push);
            literals(b, in_string, push);
        }
        Ty::OneOf(all) => all.iter().for_each(|ty| literals(ty, in_string, push)),
        _ => {}
    }
}

/// Names of a kind on any host, sorted.
fn known(asked: &Asked, kind: Kind) -> Vec<String> {
    let all = asked.checked.hosts().iter().flat_map(|h| &h.names);
    let mut names: Vec<String> = all.filter(|n| n.kind == kind).map(|n| n.name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

fn backend(asked: &Asked) -> Option<Backend> {
    let host = asked.checked.hosts().first()?;
    match *host.inventory.backend.known()? {
        "podman" => Some(Backend::Podman),
        "docker" => Some(Backend::Docker),
        _ => None,
    }
}

fn plain(name: &str) -> CompletionItem {
    CompletionItem { label: name.to_owned(), ..CompletionItem::default() }
}

fn value(text: &str, kind: CompletionItemKind) -> CompletionItem {
    CompletionItem { kind: Some(kind), ..plain(text) }
}

fn markdown(text: String) -> Documentation {
    Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: text })
}
