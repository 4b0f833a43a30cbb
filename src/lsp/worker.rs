//! The thread that checks: it waits for a pause in typing, takes a snapshot, checks it, and publishes the result unless
//! something has changed meanwhile. Every change has a number; a result counts only while its number is the latest.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lsp_server::{Message, Request, RequestId};
use lsp_types::MessageType;
use lsp_types::request::{Request as _, WorkspaceDiagnosticRefresh};

use super::checked::Checked;
use super::documents::Workspace;
use super::publish::Published;
use super::{Checker, Client, log};
use crate::analysis::Options;
use crate::base::Files;
use crate::cli::defect;
use crate::ir::Program;

/// What the two threads share.
pub(super) struct Shared {
    state: Mutex<State>,
    /// Something in the state has changed.
    changed: Condvar,
    /// The running check is about something old.
    cancel: AtomicBool,
    debounce: Duration,
}

#[derive(Default)]
struct State {
    workspace: Workspace,
    /// Number of the latest change.
    latest: u64,
    /// Number of the latest change whose result has been published.
    done: u64,
    stopped: bool,
    /// What the last check that was published knows.
    checked: Option<Arc<Checked>>,
    /// Requests that are being answered.
    asked: usize,
    /// Requests that the client no longer wants an answer to.
    cancelled: Vec<RequestId>,
}

/// One thing to check.
struct Job {
    number: u64,
    workspace: Workspace,
}

impl Shared {
    pub(super) fn new(debounce: Duration) -> Self {
        Shared { state: Mutex::default(), changed: Condvar::new(), cancel: AtomicBool::new(false), debounce }
    }

    /// Changes the workspace: what is being checked is stale from here on.
    pub(super) fn edit<T>(&self, change: impl FnOnce(&mut Workspace) -> T) -> T {
        let mut state = self.lock();
        let result = change(&mut state.workspace);
        state.latest += 1;
        self.cancel.store(true, Ordering::Relaxed);
        self.changed.notify_all();
        result
    }

    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.cancel.store(true, Ordering::Relaxed);
        self.changed.notify_all();
    }

    pub(super) fn wait_until_idle(&self) {
        let mut state = self.lock();
        while !state.stopped && (state.done != state.latest || state.asked > 0) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What a check of the texts as they are now knows; `None` when they change while it is awaited, or the session ends.
    pub(super) fn wait_for_check(&self) -> Option<Arc<Checked>> {
        let mut state = self.lock();
        let wanted = state.latest;
        while !state.stopped && state.done < wanted && state.latest == wanted {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.done == wanted && state.latest == wanted { state.checked.clone() } else { None }
    }

    /// What the last check knows, whatever has been typed since.
    pub(super) fn latest_check(&self) -> Option<Arc<Checked>> {
        self.lock().checked.clone()
    }

    /// Looks at the workspace.
    pub(super) fn read<T>(&self, look: impl FnOnce(&Workspace) -> T) -> T {
        look(&self.lock().workspace)
    }

    /// A request begins to be answered.
    pub(super) fn begin(&self) {
        self.lock().asked += 1;
    }

    /// A request has been answered.
    pub(super) fn end(&self) {
        let mut state = self.lock();
        state.asked = state.asked.saturating_sub(1);
        if state.asked == 0 {
            state.cancelled.clear();
        }
        self.changed.notify_all();
    }

    pub(super) fn cancel_request(&self, id: RequestId) {
        let mut state = self.lock();
        if state.asked > 0 {
            state.cancelled.push(id);
        }
    }

    pub(super) fn was_cancelled(&self, id: &RequestId) -> bool {
        self.lock().cancelled.contains(id)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a change and then for a pause; `None` once the session is over.
    fn next_job(&self) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return None;
            }
            if state.done == state.latest {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let seen = state.latest;
            let paused = self.changed.wait_timeout_while(state, self.debounce, |s| s.latest == seen && !s.stopped);
            state = paused.unwrap_or_else(PoisonError::into_inner).0;
            if state.latest == seen && !state.stopped {
                self.cancel.store(false, Ordering::Relaxed);
                return Some(Job { number: seen, workspace: state.workspace.clone() });
            }
        }
    }

    fn is_latest(&self, job: &Job) -> bool {
        let state = self.lock();
        state.latest == job.number && !state.stopped
    }

    fn finish(&self, job: &Job) {
        self.lock().done = job.number;
        self.changed.notify_all();
    }
}

/// Checks until the session is over.
pub(super) fn run(shared: &Shared, checker: &dyn Checker, options: &Options, client: Client, send: &dyn Fn(Message)) {
    let mut published = Published::default();
    let mut earlier = Arc::new(Program::new(Arc::new(Files::new(crate::base::files::MemoryFs::default()))));
    while let Some(job) = shared.next_job() {
        let checked = catch_unwind(AssertUnwindSafe(|| {
            let (files, roots) = job.workspace.snapshot();
            let program = Arc::new(Program::with_cache(files, &earlier));
            let outcome = checker.check(program.clone(), &roots, options, &shared.cancel);
            // What was parsed on the way is right in any case.
            earlier = program.clone();
            shared.is_latest(&job).then(|| {
                let workspace = job.workspace.clone();
                let checked = Arc::new(Checked::new(workspace, program, roots, options.clone(), outcome));
                let mut messages = published.update(&checked, client);
                messages.extend(client.pulls.then(|| ask_again(job.number)));
                (checked, messages)
            })
        }));
        match checked {
            Ok(None) => continue,
            Ok(Some((checked, messages))) => {
                shared.lock().checked = Some(checked);
                messages.into_iter().for_each(send);
            }
            Err(panic) => send(log(MessageType::ERROR, &format!("{:#}", defect(&*panic)))),
        }
        shared.finish(&job);
    }
}

/// Asks the client to ask for findings again. What it answers does not matter; `number` tells the requests apart.
fn ask_again(number: u64) -> Message {
    Request::new(
        RequestId::from(format!("refresh-{number}")),
        WorkspaceDiagnosticRefresh::METHOD.into(),
        serde_json::Value::Null,
    )
    .into()
}
