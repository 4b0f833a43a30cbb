//! Requests, each answered on a thread of its own from what the last check knows. Those that speak of places wait until
//! it is about the texts that the editor shows.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_server::{ErrorCode, Request, Response};
use lsp_types::request::{self, Request as _};
use lsp_types::{Position, TextDocumentPositionParams, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::checked::Checked;
use super::convert::Positions;
use super::documents::Document;
use super::worker::Shared;
use super::{Client, actions, complete, hover, navigate, publish};
use crate::base::Span;
use crate::syntax::{Cursor, cursor};

/// What a request is answered from.
pub(super) struct Asked {
    pub(super) checked: Arc<Checked>,
    pub(super) client: Client,
}

/// A position in an open document.
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) document: Document,
    pub(super) offset: usize,
}

impl Place {
    pub(super) fn cursor(&self) -> Option<Cursor> {
        cursor(&self.document.text, self.offset)
    }
}

/// Answers a request; `None` when the server does not know its method.
pub(super) fn answer(request: &Request, shared: &Shared, client: Client) -> Option<Response> {
    let r = Answer { request, shared, client };
    Some(match request.method.as_str() {
        request::HoverRequest::METHOD => r.of(|asked, p: lsp_types::HoverParams| {
            let place = r.place(&p.text_document_position_params)?;
            hover::hover(asked, &place)
        }),
        request::Completion::METHOD => r.of_latest(|asked, p: lsp_types::CompletionParams| {
            let place = r.place(&p.text_document_position)?;
            complete::complete(asked, &place)
        }),
        request::CodeActionRequest::METHOD => {
            r.of(|asked, p: lsp_types::CodeActionParams| actions::actions(asked, &r.path(&p.text_document.uri), &p))
        }
        request::GotoDefinition::METHOD => r.of(|asked, p: lsp_types::GotoDefinitionParams| {
            let place = r.place(&p.text_document_position_params)?;
            navigate::definition(asked, &place)
        }),
        request::References::METHOD => r.of(|asked, p: lsp_types::ReferenceParams| {
            let place = r.place(&p.text_document_position)?;
            navigate::references(asked, &place, p.context.include_declaration)
        }),
        request::PrepareRenameRequest::METHOD => r.of(|asked, p: TextDocumentPositionParams| {
            let place = r.place(&p)?;
            navigate::prepare_rename(asked, &place)
        }),
        request::Rename::METHOD => return Some(r.rename()),
        request::DocumentSymbolRequest::METHOD => {
            r.of(|asked, p: lsp_types::DocumentSymbolParams| navigate::symbols(asked, &r.path(&p.text_document.uri)))
        }
        request::WorkspaceSymbolRequest::METHOD => {
            r.of(|asked, p: lsp_types::WorkspaceSymbolParams| Some(navigate::workspace_symbols(asked, &p.query)))
        }
        request::CodeLensRequest::METHOD => {
            r.of(|asked, p: lsp_types::CodeLensParams| navigate::lenses(asked, &r.path(&p.text_document.uri)))
        }
        request::DocumentDiagnosticRequest::METHOD => r.of(|asked, p: lsp_types::DocumentDiagnosticParams| {
            Some(publish::pulled(&asked.checked, &r.path(&p.text_document.uri), client))
        }),
        hover::UNIT_REQUEST => r.of(|asked, p: hover::UnitParams| hover::unit(asked, &p)),
        _ => return None,
    })
}

struct Answer<'a> {
    request: &'a Request,
    shared: &'a Shared,
    client: Client,
}

impl Answer<'_> {
    /// Answers from a check of the texts as they are now.
    fn of<P: DeserializeOwned, R: Serialize>(&self, answer: impl FnOnce(&Asked, P) -> Option<R>) -> Response {
        self.with(|| self.shared.wait_for_check(), answer)
    }

    /// Answers from the latest check there is: the text may have changed since.
    fn of_latest<P: DeserializeOwned, R: Serialize>(&self, answer: impl FnOnce(&Asked, P) -> Option<R>) -> Response {
        self.with(|| self.shared.latest_check().or_else(|| self.shared.wait_for_check()), answer)
    }

    fn with<P: DeserializeOwned, R: Serialize>(
        &self,
        checked: impl FnOnce() -> Option<Arc<Checked>>,
        answer: impl FnOnce(&Asked, P) -> Option<R>,
    ) -> Response {
        let params: P = match self.params() {
            Ok(params) => params,
            Err(refused) => return *refused,
        };
        let Some(checked) = checked() else { return self.stale() };
        let asked = Asked { checked, client: self.client };
        Response::new_ok(self.request.id.clone(), answer(&asked, params))
    }

    fn params<P: DeserializeOwned>(&self) -> Result<P, Box<Response>> {
        serde_json::from_value(self.request.params.clone()).map_err(|e| {
            let text = format!("the parameters of `{}` are wrong: {e}", self.request.method);
            Box::new(Response::new_err(self.request.id.clone(), ErrorCode::InvalidParams as i32, text))
        })
    }

    /// The texts have changed while the answer was being prepared.
    fn stale(&self) -> Response {
        let text = "the documents have changed".to_owned();
        Response::new_err(self.request.id.clone(), ErrorCode::ContentModified as i32, text)
    }

    /// Why a name cannot be changed is said to the person who asked.
    fn rename(&self) -> Response {
        let params: lsp_types::RenameParams = match self.params() {
            Ok(params) => params,
            Err(refused) => return *refused,
        };
        let Some(checked) = self.shared.wait_for_check() else { return self.stale() };
        let asked = Asked { checked, client: self.client };
        let place = self.place(&params.text_document_position);
        let edit = place.ok_or_else(|| "the document is not open".to_owned());
        match edit.and_then(|place| navigate::rename(&asked, &place, &params.new_name)) {
            Ok(edit) => Response::new_ok(self.request.id.clone(), edit),
            Err(why) => Response::new_err(self.request.id.clone(), ErrorCode::RequestFailed as i32, why),
        }
    }

    fn path(&self, uri: &Uri) -> PathBuf {
        self.shared.read(|w| w.path_of(uri))
    }

    fn place(&self, at: &TextDocumentPositionParams) -> Option<Place> {
        let path = self.path(&at.text_document.uri);
        let document = self.shared.read(|w| w.documents.get(&path).cloned())?;
        let offset = offset(&document.text, at.position, self.client);
        Some(Place { path, document, offset })
    }
}

fn offset(text: &str, position: Position, client: Client) -> usize {
    Positions::new(text, client.encoding).offset(position)
}

/// Whether a span touches an offset, its end included.
pub(super) fn touches(span: Span, offset: usize) -> bool {
    span.start as usize <= offset && offset <= span.end as usize
}
