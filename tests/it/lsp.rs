//! The language server, in-process: transcripts in `tests/lsp/*.md`, and what a transcript cannot show.
//!
//! In a transcript, a block `nix open|change|disk FILE [VERSION]` or `json send` is what the client does, a block
//! `server` what it hears after the server has come to rest. `$W` stands for the workspace.

use std::fmt::Write as _;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use expect_test::{expect, expect_file};
use libtest_mimic::Trial;
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use ocinix::analysis::{Options, Outcome};
use ocinix::ir::Program;
use ocinix::lsp::{Analyses, Checker, End, Server};
use serde_json::{Value, json};

use crate::support::{files_below, test, tests_dir};

pub(crate) fn tests() -> Vec<Trial> {
    let mut all = crate::trials![
        the_wire,
        a_stale_result_is_dropped,
        a_defect_is_logged_and_survived,
        an_exit_without_shutdown_is_abrupt,
        wrong_parameters_of_initialize_are_refused,
        the_binary_serves_standard_input_and_output,
    ];
    all.extend(files_below(&tests_dir().join("lsp"), ".md").into_iter().map(|path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        test(format!("lsp::transcript::{stem}"), move || transcript(&path))
    }));
    all
}

/// A client in a scratch workspace, with a server on a thread of its own.
struct Client {
    dir: tempfile::TempDir,
    connection: Connection,
    server: Server,
    thread: JoinHandle<End>,
    gate: Arc<Mutex<()>>,
}

/// Waits for a gate before each check, so that a test decides when checks happen.
struct Gated {
    gate: Arc<Mutex<()>>,
}

impl Checker for Gated {
    fn check(&self, program: Arc<Program>, roots: &[PathBuf], options: &Options, cancel: &AtomicBool) -> Outcome {
        drop(self.gate.lock());
        Analyses.check(program, roots, options, cancel)
    }
}

impl Client {
    fn new() -> Client {
        let gate = Arc::new(Mutex::new(()));
        Client::with(Arc::new(Gated { gate: gate.clone() }), gate)
    }

    fn with(checker: Arc<dyn Checker>, gate: Arc<Mutex<()>>) -> Client {
        let (connection, far) = Connection::memory();
        let server = Server::new(checker, Duration::ZERO);
        let serving = server.clone();
        let thread = std::thread::spawn(move || serving.serve(&far).expect("session"));
        let dir = tempfile::tempdir().expect("scratch folder");
        std::fs::create_dir(dir.path().join("nas")).expect("folder");
        Client { dir, connection, server, thread, gate }
    }

    fn root(&self) -> String {
        self.dir.path().join("nas").canonicalize().expect("scratch folder").to_string_lossy().into_owned()
    }

    fn initialize(&self, capabilities: Value) {
        let folder = json!({ "uri": format!("file://{}", self.root()), "name": "w" });
        self.request(0, "initialize", json!({ "capabilities": capabilities, "workspaceFolders": [folder] }));
        self.notify("initialized", json!({}));
    }

    fn request(&self, id: i32, method: &str, params: Value) {
        let request = Request { id: RequestId::from(id), method: method.into(), params };
        self.connection.sender.send(request.into()).expect("server listens");
    }

    fn notify(&self, method: &str, params: Value) {
        let notification = Notification { method: method.into(), params };
        self.connection.sender.send(notification.into()).expect("server listens");
    }

    fn open(&self, name: &str, version: i32, text: &str) {
        let item = json!({ "uri": self.uri(name), "languageId": "nix", "version": version, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn change(&self, name: &str, version: i32, text: &str) {
        let document = json!({ "uri": self.uri(name), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", params);
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}/{name}", self.root())
    }

    /// Everything that the server says until it has read all that was sent.
    fn read_through(&self, heard: &mut Vec<Message>) {
        self.request(-1, "test/sync", Value::Null);
        loop {
            let message = self.connection.receiver.recv_timeout(Duration::from_secs(60)).expect("an answer");
            if matches!(&message, Message::Response(r) if r.id == RequestId::from(-1)) {
                return;
            }
            heard.push(message);
        }
    }

    /// Does something that no check sees half of, and returns what the server says until it is at rest.
    fn hear(&self, act: impl FnOnce(&Client)) -> Vec<Message> {
        let mut heard = Vec::new();
        {
            let _closed = self.gate.lock();
            act(self);
            self.read_through(&mut heard);
        }
        self.server.wait_until_idle();
        heard.extend(self.connection.receiver.try_iter());
        // Requests are answered beside the check, each on its own thread: what comes first is chance.
        heard.sort_by_key(answered_beside_the_check);
        heard
    }

    fn leave(self) -> End {
        self.request(-2, "shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.thread.join().expect("the server does not panic")
    }
}

/// The id of the request that this answers, unless it is the one that opens the session.
fn answered_beside_the_check(message: &Message) -> Option<String> {
    match message {
        Message::Response(r) if r.id != RequestId::from(0) => Some(r.id.to_string()),
        _ => None,
    }
}

/// One fenced block of a transcript.
struct Block {
    words: Vec<String>,
    body: String,
    /// Bytes of the body in the transcript.
    at: std::ops::Range<usize>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(Vec<String>, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(info) = line.strip_prefix("```") {
            open = match open.take() {
                Some((words, start)) => {
                    found.push(Block { words, body: text[start..at].to_owned(), at: start..at });
                    None
                }
                None => Some((info.split_whitespace().map(str::to_owned).collect(), at + line.len())),
            };
        }
        at += line.len();
    }
    found
}

fn transcript(path: &Path) {
    let text = std::fs::read_to_string(path).expect("transcript").replace("\r\n", "\n");
    let client = Client::new();
    let all = blocks(&text);
    let initializes = all.iter().any(|b| b.body.contains("\"initialize\""));
    let mut played = String::new();
    let mut copied = 0;
    let mut pending: Vec<&Block> = Vec::new();
    if !initializes {
        client.hear(|c| {
            c.initialize(json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } }))
        });
    }
    for block in &all {
        if block.words.first().is_none_or(|w| w != "server") {
            pending.push(block);
            continue;
        }
        let heard = client.hear(|c| pending.drain(..).for_each(|b| play(c, b)));
        played.push_str(&text[copied..block.at.start]);
        played.push_str(&shown(&heard, &client.root()));
        copied = block.at.end;
    }
    assert!(pending.is_empty(), "a transcript ends with what the server says");
    played.push_str(&text[copied..]);
    assert_eq!(client.leave(), End::Shutdown);
    expect_file![path].assert_eq(&played);
}

fn play(client: &Client, block: &Block) {
    let words: Vec<&str> = block.words.iter().map(String::as_str).collect();
    let version = |v: &str| v.parse().expect("version");
    match words[..] {
        ["nix", "open", name, v] => client.open(name, version(v), &block.body),
        ["nix", "change", name, v] => client.change(name, version(v), &block.body),
        ["nix", "disk", name] => {
            let path = Path::new(&client.root()).join(name);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::write(path, &block.body).expect("file");
        }
        // `ask METHOD FILE LINE:COLUMN`, with more parameters in the body.
        ["ask", method, name, at] => {
            let (line, column) = at.split_once(':').expect("LINE:COLUMN");
            let at = json!({ "line": version(line), "character": version(column) });
            let mut params = json!({ "textDocument": { "uri": client.uri(name) }, "position": at });
            params["range"] = json!({ "start": at, "end": at });
            params["context"] = json!({ "includeDeclaration": true, "diagnostics": [], "triggerKind": 1 });
            if !block.body.trim().is_empty() {
                let more: Value = serde_json::from_str(&block.body).expect("JSON");
                for (key, value) in more.as_object().expect("an object") {
                    params[key] = value.clone();
                }
            }
            let method = if method.contains('/') { method.into() } else { format!("textDocument/{method}") };
            client.request(7, &method, params);
        }
        ["json", "send"] => {
            let text = block.body.replace("$W", &client.root());
            for message in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
                let message = message.expect("JSON");
                let method = message["method"].as_str().expect("method");
                match message["id"].as_i64() {
                    Some(id) => client.request(id as i32, method, message["params"].clone()),
                    None => client.notify(method, message["params"].clone()),
                }
            }
        }
        _ => panic!("unknown block {words:?}"),
    }
}

/// Messages for people: one line per message and per finding.
fn shown(messages: &[Message], root: &str) -> String {
    let mut out = String::new();
    for message in messages {
        match message {
            Message::Notification(n) if n.method == "textDocument/publishDiagnostics" => published(&n.params, &mut out),
            Message::Notification(n) if n.method == "window/logMessage" => {
                let _ = writeln!(out, "log: {}", n.params["message"].as_str().unwrap_or_default());
            }
            Message::Response(r) if r.id == RequestId::from(7) => answered(r, &mut out),
            other => {
                let _ = writeln!(out, "{}", serde_json::to_string(other).expect("JSON"));
            }
        }
    }
    if out.is_empty() {
        out.push_str("nothing\n");
    }
    out.replace(&format!("file://{root}/"), "").replace(root, "$W")
}

/// The answer to an `ask` block: what a person would see of it.
fn answered(response: &lsp_server::Response, out: &mut String) {
    let response = serde_json::to_value(response).expect("JSON");
    if let Some(why) = response["error"]["message"].as_str() {
        let _ = writeln!(out, "refused: {why}");
        return;
    }
    let result = response["result"].clone();
    if let Some(text) = result["contents"]["value"].as_str() {
        // A fence of its own would end the block.
        let text = text.trim_end().replace('\n', "\n  ");
        let _ = writeln!(out, "hover {}\n  {text}", range(&result["range"]));
    } else if result.get("changes").is_some() {
        edits(&result, out);
    } else if let Some(all) = result.as_array() {
        all.iter().for_each(|item| listed(item, out));
        let _ = writeln!(out, "{} in all", all.len());
    } else if let Some(all) = result["items"].as_array() {
        let _ = writeln!(out, "{} findings", all.len());
    } else if result.is_null() {
        out.push_str("nothing known\n");
    } else {
        let _ = writeln!(out, "{}", serde_json::to_string_pretty(&result).expect("JSON"));
    }
}

/// One of many answers: a completion, an action, a place, a symbol.
fn listed(item: &Value, out: &mut String) {
    let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
    if let Some(edit) = item.get("textEdit") {
        let _ =
            writeln!(out, "{} `{}` {}", range(&edit["range"]), edit["newText"].as_str().unwrap_or("?"), text("detail"));
    } else if item.get("title").is_some() {
        let preferred = if item["isPreferred"] == true { " (preferred)" } else { "" };
        let _ = writeln!(out, "{}: {}{preferred}", text("kind"), text("title"));
        edits(&item["edit"], out);
    } else if item.get("selectionRange").is_some() {
        let _ = writeln!(out, "{} {} {}", range(&item["selectionRange"]), text("detail"), text("name"));
    } else if item.get("command").is_some() {
        let _ = writeln!(out, "{} {}", range(&item["range"]), item["command"]);
    } else {
        let place = if item.get("location").is_some() { &item["location"] } else { item };
        let _ = writeln!(out, "{} {} {}", place["uri"].as_str().unwrap_or("?"), range(&place["range"]), text("name"));
    }
}

fn edits(edit: &Value, out: &mut String) {
    let mut files: Vec<(&String, &Value)> = edit["changes"].as_object().into_iter().flatten().collect();
    files.sort_by_key(|(uri, _)| (*uri).clone());
    for (uri, list) in files {
        for e in list.as_array().into_iter().flatten() {
            let _ = writeln!(out, "  {uri} {} → {}", range(&e["range"]), e["newText"]);
        }
    }
}

fn published(params: &Value, out: &mut String) {
    let version = params.get("version").map_or("on disk".into(), |v| format!("version {v}"));
    let list = params["diagnostics"].as_array().expect("a list");
    let clean = if list.is_empty() { ": clean" } else { "" };
    let _ = writeln!(out, "{} {version}{clean}", params["uri"].as_str().unwrap_or_default());
    for d in list {
        let severity = ["error", "warning", "info", "hint"][d["severity"].as_u64().unwrap_or(1) as usize - 1];
        let code = d["code"].as_str().unwrap_or_default();
        let message = d["message"].as_str().unwrap_or_default().replace('\n', "\n    ");
        let _ = writeln!(out, "  {} {severity} {code}: {message}", range(&d["range"]));
        for related in d["relatedInformation"].as_array().into_iter().flatten() {
            let place = &related["location"];
            let uri = place["uri"].as_str().unwrap_or_default();
            let text = related["message"].as_str().unwrap_or_default();
            let _ = writeln!(out, "    see {uri} {}: {text}", range(&place["range"]));
        }
    }
}

fn range(range: &Value) -> String {
    let place = |p: &Value| format!("{}:{}", p["line"], p["character"]);
    format!("{}-{}", place(&range["start"]), place(&range["end"]))
}

const PORT: &str = "{ virtualisation.oci-containers.containers.web = { image = \"a\"; ports = [ 80 ]; }; }\n";

/// The messages as they are, once.
fn the_wire() {
    let client = Client::new();
    let mut heard = client.hear(|c| {
        let watch = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
        c.initialize(json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] }, "workspace": watch }));
    });
    heard.extend(client.hear(|c| c.open("a.nix", 7, PORT)));
    let root = client.root();
    let text: Vec<String> = heard.iter().map(|m| serde_json::to_string_pretty(m).expect("JSON")).collect();
    expect![[r#"
        {
          "id": 0,
          "result": {
            "capabilities": {
              "positionEncoding": "utf-8",
              "textDocumentSync": {
                "openClose": true,
                "change": 2,
                "save": {
                  "includeText": false
                }
              },
              "hoverProvider": true,
              "completionProvider": {
                "triggerCharacters": [
                  ".",
                  "\""
                ]
              },
              "definitionProvider": true,
              "referencesProvider": true,
              "documentSymbolProvider": true,
              "workspaceSymbolProvider": true,
              "codeActionProvider": {
                "codeActionKinds": [
                  "quickfix",
                  "source.fixAll.ocinix"
                ]
              },
              "renameProvider": {
                "prepareProvider": true
              },
              "workspace": {
                "workspaceFolders": {
                  "supported": true,
                  "changeNotifications": true
                }
              }
            },
            "serverInfo": {
              "name": "ocinix",
              "version": "0.1.0"
            }
          }
        }
        {
          "id": 1,
          "method": "client/registerCapability",
          "params": {
            "registrations": [
              {
                "id": "nix-files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": {
                  "watchers": [
                    {
                      "globPattern": "**/*.nix"
                    }
                  ]
                }
              }
            ]
          }
        }
        {
          "method": "textDocument/publishDiagnostics",
          "params": {
            "uri": "file://$W/a.nix",
            "diagnostics": [
              {
                "range": {
                  "start": {
                    "line": 0,
                    "character": 74
                  },
                  "end": {
                    "line": 0,
                    "character": 76
                  }
                },
                "severity": 1,
                "code": "OCI002",
                "codeDescription": {
                  "href": "https://github.com/ocinix/ocinix/blob/main/docs/rules/oci002.md"
                },
                "source": "ocinix",
                "message": "an element of `virtualisation.oci-containers.containers.web.ports` must be a string but is the integer `80`\nhelp: put it in quotes, or write `toString` before it"
              }
            ],
            "version": 7
          }
        }"#]].assert_eq(&text.join("\n").replace(&root, "$W"));
    assert_eq!(client.leave(), End::Shutdown);
}

/// Tells when a check begins, and waits at a gate until it may go on.
struct Watched {
    began: Mutex<Sender<()>>,
    gate: Arc<Mutex<()>>,
    cancelled: Arc<AtomicBool>,
}

impl Checker for Watched {
    fn check(&self, program: Arc<Program>, roots: &[PathBuf], options: &Options, cancel: &AtomicBool) -> Outcome {
        self.began.lock().expect("sender").send(()).expect("the test listens");
        drop(self.gate.lock());
        self.cancelled.fetch_or(cancel.load(Ordering::Relaxed), Ordering::Relaxed);
        // A check that is nearly done when it is cancelled has a result all the same.
        Analyses.check(program, roots, options, &AtomicBool::new(false))
    }
}

fn a_stale_result_is_dropped() {
    let (began, begins) = channel();
    let gate = Arc::new(Mutex::new(()));
    let cancelled = Arc::new(AtomicBool::new(false));
    let checker = Watched { began: Mutex::new(began), gate: gate.clone(), cancelled: cancelled.clone() };
    let client = Client::with(Arc::new(checker), gate);
    client.initialize(json!({}));
    let wait = || begins.recv_timeout(Duration::from_secs(60)).expect("a check begins");
    wait();
    client.server.wait_until_idle();
    let heard = client.hear(|c| {
        c.open("a.nix", 1, PORT);
        wait();
        c.change("a.nix", 2, &PORT.replace("80", "\"80:80\""));
    });
    wait();
    assert!(cancelled.load(Ordering::Relaxed), "the check of version 1 is told to stop");
    let root = client.root();
    expect![[r#"
        a.nix version 2: clean
    "#]]
    .assert_eq(&shown(&heard[heard.len() - 1..], &root));
    assert!(!shown(&heard, &root).contains("version 1"));
    assert_eq!(client.leave(), End::Shutdown);
}

/// Fails on texts that say so.
struct Broken;

impl Checker for Broken {
    fn check(&self, program: Arc<Program>, roots: &[PathBuf], options: &Options, cancel: &AtomicBool) -> Outcome {
        let said = roots
            .iter()
            .filter_map(|r| program.files.load(r).ok())
            .any(|f| program.files.get(f).text.contains("defect"));
        if said {
            // Without the panic hook, whose output would look like a failed test.
            std::panic::resume_unwind(Box::new("a planted defect"));
        }
        Analyses.check(program, roots, options, cancel)
    }
}

fn a_defect_is_logged_and_survived() {
    let client = Client::with(Arc::new(Broken), Arc::default());
    client.hear(|c| c.initialize(json!({})));
    let heard = client.hear(|c| c.open("a.nix", 1, "{ defect = 1; }"));
    let heard = shown(&heard, &client.root());
    assert!(heard.starts_with("log: internal error [OCI900]: a planted defect\n"), "{heard}");
    let heard = client.hear(|c| c.change("a.nix", 2, "{ "));
    assert!(shown(&heard, &client.root()).contains("a.nix version 2\n  0:"), "{heard:?}");
    assert_eq!(client.leave(), End::Shutdown);
}

fn an_exit_without_shutdown_is_abrupt() {
    let client = Client::new();
    client.hear(|c| c.initialize(json!({})));
    client.notify("exit", Value::Null);
    assert_eq!(client.thread.join().expect("the server does not panic"), End::Abrupt);
}

fn wrong_parameters_of_initialize_are_refused() {
    let (near, far) = Connection::memory();
    let server = Server::new(Arc::new(Analyses), Duration::ZERO);
    let thread = std::thread::spawn(move || server.serve(&far).is_err());
    let request = Request { id: RequestId::from(1), method: "initialize".into(), params: json!([1]) };
    near.sender.send(request.into()).expect("server listens");
    let answer = near.receiver.recv_timeout(Duration::from_secs(60)).expect("an answer");
    assert!(matches!(answer, Message::Response(r) if r.response_result.is_err()));
    assert!(thread.join().expect("the server does not panic"));
}

/// The process as an editor starts it; `--stdio` is what many of them pass.
fn the_binary_serves_standard_input_and_output() {
    let dir = tempfile::tempdir().expect("scratch folder");
    let mut process = Command::new(env!("CARGO_BIN_EXE_ocinix"))
        .args(["lsp", "--stdio"])
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("ocinix runs");
    let mut input = process.stdin.take().expect("a pipe");
    let mut output = BufReader::new(process.stdout.take().expect("a pipe"));
    let mut send = |text: Value| {
        let message: Message = serde_json::from_value(text).expect("a message");
        message.write(&mut input).expect("the server listens");
    };
    let (told, tells) = channel();
    // A server that is stuck must fail this test, not hang it.
    std::thread::spawn(move || {
        while let Ok(Some(message)) = Message::read(&mut output) {
            let _ = told.send(message);
        }
    });
    let hear = || tells.recv_timeout(Duration::from_secs(60)).map(|m| serde_json::to_value(m).expect("JSON"));
    send(json!({ "id": 1, "method": "initialize", "params": { "capabilities": {} } }));
    assert_eq!(hear().expect("an answer")["id"], 1);
    send(json!({ "method": "initialized", "params": {} }));
    let uri = format!("file://{}/a.nix", dir.path().display());
    let item = json!({ "uri": uri, "languageId": "nix", "version": 3, "text": "{ a = ; }" });
    send(json!({ "method": "textDocument/didOpen", "params": { "textDocument": item } }));
    let published = hear().expect("findings");
    assert_eq!(published["params"]["version"], 3);
    assert_eq!(published["params"]["diagnostics"][0]["code"], "NIX001");
    send(json!({ "id": 2, "method": "shutdown", "params": null }));
    assert_eq!(hear().expect("an answer")["id"], 2);
    send(json!({ "method": "exit", "params": null }));
    assert_eq!(process.wait().expect("it ends").code(), Some(0));
}
