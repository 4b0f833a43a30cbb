//! The language server: documents in, findings out, while the author types.
//!
//! One thread reads messages and keeps the documents; another ([`worker`]) checks a snapshot of them and publishes. An
//! edit makes the running check stale: it is cancelled and its result dropped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    Cancel, DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders, DidCloseTextDocument,
    DidOpenTextDocument, DidSaveTextDocument, Exit, Notification as _,
};
use lsp_types::request::{RegisterCapability, Request as _, Shutdown};
use lsp_types::{
    CancelParams, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions,
    DiagnosticOptions, DiagnosticServerCapabilities, DidChangeTextDocumentParams,
    DidChangeWatchedFilesRegistrationOptions, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, FileSystemWatcher, GlobPattern, HoverProviderCapability, InitializeParams,
    InitializeResult, MessageType, NumberOrString, OneOf, PositionEncodingKind, Registration, RegistrationParams,
    RenameOptions, SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use serde_json::Value;

use crate::analysis::{self, Options, Outcome};
use crate::cli::defect;
use crate::ir::Program;
use crate::schema::Release;

mod actions;
mod checked;
mod complete;
mod convert;
mod documents;
mod hover;
mod navigate;
mod publish;
mod requests;
mod uri;
mod worker;

use convert::Encoding;
use worker::Shared;

/// The analysis behind the server; tests put fabricated ones here.
pub trait Checker: Send + Sync {
    /// As [`analysis::check_program`].
    fn check(&self, program: Arc<Program>, roots: &[PathBuf], options: &Options, cancel: &AtomicBool) -> Outcome;
}

/// The analysis of this crate.
pub struct Analyses;

impl Checker for Analyses {
    fn check(&self, program: Arc<Program>, roots: &[PathBuf], options: &Options, cancel: &AtomicBool) -> Outcome {
        analysis::check_program(program, roots, options, cancel)
    }
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The client asked for it, as the protocol wants.
    Shutdown,
    /// The client went away, or said `exit` without `shutdown`.
    Abrupt,
}

/// What the client can do, as far as it matters here.
#[derive(Clone, Copy)]
struct Client {
    encoding: Encoding,
    related_information: bool,
    /// It asks for the findings of open documents, and is told when to ask again.
    pulls: bool,
    /// It carries out `ocinix.showUnit` (`initializationOptions.showUnit`).
    shows_units: bool,
    watches_files: bool,
}

/// Rest after the last keystroke before a check begins.
const DEBOUNCE: Duration = Duration::from_millis(20);

/// Serves the client at standard input and output. Nobody else may hold a lock on them.
pub fn serve_stdio() -> anyhow::Result<End> {
    let (connection, threads) = Connection::stdio();
    let end = Server::new(Arc::new(Analyses), DEBOUNCE).serve(&connection)?;
    drop(connection);
    // Without `shutdown`, the reading thread may wait for input that never comes: the process ends without it.
    if end == End::Shutdown {
        threads.join()?;
    }
    Ok(end)
}

/// One language server, for one session.
#[derive(Clone)]
pub struct Server {
    shared: Arc<Shared>,
    checker: Arc<dyn Checker>,
}

impl Server {
    /// A server that waits for `debounce` of silence before it checks.
    pub fn new(checker: Arc<dyn Checker>, debounce: Duration) -> Self {
        Server { shared: Arc::new(Shared::new(debounce)), checker }
    }

    /// Serves a client until it leaves. Fails when the client breaks the protocol before the session has begun.
    pub fn serve(&self, connection: &Connection) -> anyhow::Result<End> {
        let (id, params) = connection.initialize_start()?;
        // The protocol writes `diagnostics`, the library reads `diagnostic`.
        let refresh = params.pointer("/capabilities/workspace/diagnostics/refreshSupport").and_then(Value::as_bool);
        let params: InitializeParams = match serde_json::from_value(params) {
            Ok(params) => params,
            Err(e) => {
                let refused = Response::new_err(id, ErrorCode::InvalidParams as i32, e.to_string());
                let _ = connection.sender.send(refused.into());
                return Err(e).context("the parameters of `initialize` are wrong");
            }
        };
        let client = client(&params, refresh.unwrap_or(false));
        let options = Options { nixos: wanted_release(&params), ..Options::default() };
        self.shared.edit(|w| w.folders = folders(&params));
        connection.initialize_finish(id, serde_json::to_value(greeting(client))?)?;
        if client.watches_files {
            let _ = connection.sender.send(watch_nix_files().into());
        }
        let sender = connection.sender.clone();
        let send = move |message: Message| {
            let _ = sender.send(message);
        };
        let (shared, checker) = (self.shared.clone(), self.checker.clone());
        // As roomy as the thread of the command line.
        let worker = std::thread::Builder::new().name("check".into()).stack_size(16 << 20);
        let worker = worker.spawn(move || worker::run(&shared, &*checker, &options, client, &send))?;
        let end = self.listen(connection, client);
        self.shared.stop();
        let _ = worker.join();
        Ok(end)
    }

    /// Blocks until everything that was received has been checked and published.
    pub fn wait_until_idle(&self) {
        self.shared.wait_until_idle();
    }

    fn listen(&self, connection: &Connection, client: Client) -> End {
        let mut shutting_down = false;
        let send = |message: Message| {
            let _ = connection.sender.send(message);
        };
        for message in &connection.receiver {
            match message {
                Message::Request(request) => {
                    if shutting_down {
                        let text = "the server is shutting down".to_owned();
                        send(Response::new_err(request.id, ErrorCode::InvalidRequest as i32, text).into());
                    } else if request.method == Shutdown::METHOD {
                        shutting_down = true;
                        send(Response::new_ok(request.id, ()).into());
                    } else {
                        self.request(request, client, connection);
                    }
                }
                Message::Notification(n) if n.method == Exit::METHOD => {
                    return if shutting_down { End::Shutdown } else { End::Abrupt };
                }
                Message::Notification(n) => {
                    let handled = catch_unwind(AssertUnwindSafe(|| self.notice(n, client.encoding)));
                    match handled.unwrap_or_else(|panic| Err(defect(&*panic))) {
                        Ok(()) => {}
                        Err(e) => send(log(MessageType::ERROR, &format!("{e:#}"))),
                    }
                }
                // To the one request that is ever sent; a client that cannot watch files says so here.
                Message::Response(_) => {}
            }
        }
        End::Abrupt
    }

    /// Answers a request on a thread of its own: it may have to wait for a check.
    fn request(&self, request: Request, client: Client, connection: &Connection) {
        let (shared, sender, id) = (self.shared.clone(), connection.sender.clone(), request.id.clone());
        shared.begin();
        let answer = move || {
            let answered = catch_unwind(AssertUnwindSafe(|| requests::answer(&request, &shared, client)));
            let response = match answered {
                Ok(Some(response)) => response,
                Ok(None) => unknown_request(&request),
                Err(panic) => {
                    let text = format!("{:#}", defect(&*panic));
                    Response::new_err(request.id.clone(), ErrorCode::InternalError as i32, text)
                }
            };
            let cancelled = || {
                let text = "the request was cancelled".to_owned();
                Response::new_err(request.id.clone(), ErrorCode::RequestCanceled as i32, text)
            };
            let response = if shared.was_cancelled(&request.id) { cancelled() } else { response };
            let _ = sender.send(response.into());
            shared.end();
        };
        let thread = std::thread::Builder::new().name("request".into()).stack_size(16 << 20);
        if let Err(e) = thread.spawn(answer) {
            let refused = Response::new_err(id, ErrorCode::InternalError as i32, e.to_string());
            let _ = connection.sender.send(refused.into());
            self.shared.end();
        }
    }

    fn notice(&self, n: Notification, encoding: Encoding) -> anyhow::Result<()> {
        let context = format!("the parameters of `{}` are wrong", n.method);
        match n.method.as_str() {
            DidOpenTextDocument::METHOD => {
                let p: DidOpenTextDocumentParams = serde_json::from_value(n.params).context(context)?;
                self.shared.edit(|w| w.open(p.text_document));
            }
            DidChangeTextDocument::METHOD => {
                let p: DidChangeTextDocumentParams = serde_json::from_value(n.params).context(context)?;
                self.shared.edit(|w| w.change(&p.text_document, p.content_changes, encoding))?;
            }
            DidCloseTextDocument::METHOD => {
                let p: DidCloseTextDocumentParams = serde_json::from_value(n.params).context(context)?;
                self.shared.edit(|w| w.close(&p.text_document.uri));
            }
            DidChangeWorkspaceFolders::METHOD => {
                let p: DidChangeWorkspaceFoldersParams = serde_json::from_value(n.params).context(context)?;
                let removed: Vec<PathBuf> = p.event.removed.iter().filter_map(|f| uri::to_path(&f.uri)).collect();
                let added = p.event.added.iter().filter_map(|f| uri::to_path(&f.uri));
                self.shared.edit(|w| {
                    w.folders.retain(|f| !removed.contains(f));
                    w.folders.extend(added);
                });
            }
            Cancel::METHOD => {
                let p: CancelParams = serde_json::from_value(n.params).context(context)?;
                let id = match p.id {
                    NumberOrString::Number(n) => lsp_server::RequestId::from(n),
                    NumberOrString::String(s) => lsp_server::RequestId::from(s),
                };
                self.shared.cancel_request(id);
            }
            // What lies on the disk may be another now; what did not change is not parsed again.
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => self.shared.edit(|_| ()),
            _ => {}
        }
        Ok(())
    }
}

fn unknown_request(request: &Request) -> Response {
    let text = format!("`{}` is not supported", request.method);
    Response::new_err(request.id.clone(), ErrorCode::MethodNotFound as i32, text)
}

/// A line for the log that the editor keeps of this server.
fn log(typ: MessageType, message: &str) -> Message {
    let params = lsp_types::LogMessageParams { typ, message: message.to_owned() };
    Notification::new(lsp_types::notification::LogMessage::METHOD.into(), params).into()
}

fn client(params: &InitializeParams, refresh: bool) -> Client {
    let all = &params.capabilities;
    let encodings = all.general.as_ref().and_then(|g| g.position_encodings.as_deref()).unwrap_or_default();
    let utf8 = encodings.contains(&PositionEncodingKind::UTF8);
    let publish = all.text_document.as_ref().and_then(|t| t.publish_diagnostics.as_ref());
    let pull = all.text_document.as_ref().and_then(|t| t.diagnostic.as_ref()).is_some();
    let wishes = params.initialization_options.as_ref();
    let watched = all.workspace.as_ref().and_then(|w| w.did_change_watched_files.as_ref());
    Client {
        encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
        pulls: pull && refresh,
        shows_units: wishes.and_then(|w| w.get("showUnit")?.as_bool()).unwrap_or(false),
        related_information: publish.and_then(|p| p.related_information).unwrap_or(false),
        watches_files: watched.and_then(|w| w.dynamic_registration).unwrap_or(false),
    }
}

/// `initializationOptions.nixos`; a release that nobody knows counts as none.
fn wanted_release(params: &InitializeParams) -> Option<Release> {
    params.initialization_options.as_ref()?.get("nixos")?.as_str()?.parse().ok()
}

fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = &params.workspace_folders {
        return folders.iter().filter_map(|f| uri::to_path(&f.uri)).collect();
    }
    #[expect(deprecated, reason = "what clients without workspace folders send")]
    let root = params.root_uri.as_ref();
    root.and_then(uri::to_path).into_iter().collect()
}

fn greeting(client: Client) -> InitializeResult {
    let save = TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) });
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(save),
        ..TextDocumentSyncOptions::default()
    };
    let folders =
        WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
    let capabilities = ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec![".".into(), "\"".into()]),
            ..CompletionOptions::default()
        }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, actions::FIX_ALL]),
            ..CodeActionOptions::default()
        })),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        code_lens_provider: client.shows_units.then_some(CodeLensOptions { resolve_provider: Some(false) }),
        diagnostic_provider: client.pulls.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("ocinix".into()),
                inter_file_dependencies: true,
                workspace_diagnostics: false,
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        }),
        workspace: Some(WorkspaceServerCapabilities { workspace_folders: Some(folders), file_operations: None }),
        ..ServerCapabilities::default()
    };
    let info = ServerInfo { name: "ocinix".into(), version: Some(env!("CARGO_PKG_VERSION").into()) };
    InitializeResult { capabilities, server_info: Some(info) }
}

/// Asks the client to tell when `.nix` files change behind its back: a checkout, another editor.
fn watch_nix_files() -> Request {
    let watchers = vec![FileSystemWatcher { glob_pattern: GlobPattern::String("**/*.nix".into()), kind: None }];
    let registration = Registration {
        id: "nix-files".into(),
        method: DidChangeWatchedFiles::METHOD.into(),
        register_options: serde_json::to_value(DidChangeWatchedFilesRegistrationOptions { watchers }).ok(),
    };
    let params = RegistrationParams { registrations: vec![registration] };
    Request::new(lsp_server::RequestId::from(1), RegisterCapability::METHOD.into(), params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_release_is_none() {
        let with = |nixos: serde_json::Value| {
            let options = Some(serde_json::json!({ "nixos": nixos }));
            wanted_release(&InitializeParams { initialization_options: options, ..InitializeParams::default() })
        };
        assert_eq!(with("25.05".into()).map(|r| r.to_string()).as_deref(), Some("25.05"));
        assert_eq!(with("7".into()), None);
        assert_eq!(with(7.into()), None);
    }
}
