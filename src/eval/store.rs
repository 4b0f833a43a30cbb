//! Store paths as Nix computes them, by hashing alone: texts, sources, derivations. Used where a person evaluates an
//! expression and everything that goes into a path is known; elsewhere store paths are holes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use crate::base::files::Node;
use crate::base::hash::{Algo, base16, nix32};
use crate::base::{Vfs, limits};

/// Paths in the store, or elements of a context.
pub(crate) type Paths = BTreeSet<Rc<str>>;

/// What is remembered of something in the store.
pub(crate) enum Stored {
    /// A text or a source, with the paths that it refers to.
    Source(Paths),
    Derivation {
        /// What stands for it where it is an input of another derivation.
        modulo: String,
        outputs: Vec<String>,
        references: Paths,
    },
}

impl Stored {
    pub(crate) fn references(&self) -> &Paths {
        match self {
            Stored::Source(references) | Stored::Derivation { references, .. } => references,
        }
    }
}

/// How the content of a fixed path is hashed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Method {
    Flat,
    /// As an archive.
    Nar,
}

/// `/nix/store/HASH-NAME` for a kind of content and a hash that stands for it.
fn path_of(kind: &str, digest: &[u8], name: &str) -> String {
    let print = format!("{kind}:sha256:{}:/nix/store:{name}", base16(digest));
    let mut short = [0u8; 20];
    for (i, byte) in Algo::Sha256.hash(print.as_bytes()).iter().enumerate() {
        short[i % 20] ^= byte;
    }
    format!("/nix/store/{}-{name}", nix32(&short))
}

/// The path of a text that refers to other paths.
pub(crate) fn text_path(name: &str, text: &str, references: &Paths) -> String {
    let kind = references.iter().fold(String::from("text"), |kind, r| kind + ":" + r);
    path_of(&kind, &Algo::Sha256.hash(text.as_bytes()), name)
}

/// The path of something whose hash is known beforehand.
pub(crate) fn fixed_path(method: Method, algo: Algo, digest: &[u8], name: &str) -> String {
    if method == Method::Nar && algo == Algo::Sha256 {
        return path_of("source", digest, name);
    }
    let print = format!("fixed:out:{}:{}:", algorithm(method, algo), base16(digest));
    path_of("output:out", &Algo::Sha256.hash(print.as_bytes()), name)
}

/// `r:sha256`, as derivations write it.
pub(crate) fn algorithm(method: Method, algo: Algo) -> String {
    let prefix = if method == Method::Nar { "r:" } else { "" };
    format!("{prefix}{}", algo.name())
}

/// An output of a derivation.
#[derive(Clone, Default)]
pub(crate) struct Output {
    pub path: String,
    /// Algorithm and hash in base 16 when the content is fixed.
    pub fixed: Option<(String, String)>,
}

/// A derivation as it lies in the store.
#[derive(Default)]
pub(crate) struct Derivation {
    pub name: String,
    pub outputs: BTreeMap<String, Output>,
    /// Derivations of which outputs are used.
    pub inputs: BTreeMap<Rc<str>, BTreeSet<String>>,
    pub sources: Paths,
    pub system: String,
    pub builder: String,
    pub args: Vec<String>,
    pub env: BTreeMap<String, String>,
}

impl Derivation {
    /// Fills in the paths of the outputs and gives the path of the derivation itself; `None` when an input is not among
    /// those `stored`.
    pub(crate) fn seal(&mut self, stored: impl Fn(&str) -> Option<Rc<Stored>>) -> Option<(String, Stored)> {
        let mut inputs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, outputs) in &self.inputs {
            let Stored::Derivation { modulo, .. } = &*stored(path)? else { return None };
            inputs.entry(modulo.clone()).or_default().extend(outputs.iter().cloned());
        }
        if self.outputs.values().all(|o| o.fixed.is_none()) {
            // The variables of the outputs are there, but empty, when their paths are worked out.
            self.env.extend(self.outputs.keys().map(|o| (o.clone(), String::new())));
            let masked = Algo::Sha256.hash(self.text(&inputs, true).as_bytes());
            let names: Vec<String> = self.outputs.keys().cloned().collect();
            for output in names {
                let path = path_of(&format!("output:{output}"), &masked, &self.output_name(&output));
                self.set_path(&output, path);
            }
        }
        let fixed = self.outputs.values().find_map(|o| o.fixed.as_ref().map(|f| (f, &o.path)));
        let print = match fixed {
            Some(((algo, hash), path)) => format!("fixed:out:{algo}:{hash}:{path}"),
            None => self.text(&inputs, false),
        };
        let modulo = base16(&Algo::Sha256.hash(print.as_bytes()));
        let own = self.inputs.iter().map(|(path, outputs)| (path.to_string(), outputs.clone())).collect();
        let references: Paths = self.sources.iter().chain(self.inputs.keys()).cloned().collect();
        let path = text_path(&format!("{}.drv", self.name), &self.text(&own, false), &references);
        Some((path, Stored::Derivation { modulo, outputs: self.outputs.keys().cloned().collect(), references }))
    }

    /// Sets the path of an output, which is in the environment too.
    pub(crate) fn set_path(&mut self, output: &str, path: String) {
        self.env.insert(output.to_owned(), path.clone());
        self.outputs.entry(output.to_owned()).or_default().path = path;
    }

    fn output_name(&self, output: &str) -> String {
        if output == "out" { self.name.clone() } else { format!("{}-{output}", self.name) }
    }

    /// The text of the `.drv` file; with `mask`, the paths of the outputs are left out.
    fn text(&self, inputs: &BTreeMap<String, BTreeSet<String>>, mask: bool) -> String {
        let mut out = String::from("Derive(");
        sequence(&mut out, self.outputs.iter(), |out, (name, output)| {
            let (algo, hash) = output.fixed.clone().unwrap_or_default();
            tuple(out, &[name, if mask { "" } else { &output.path }, &algo, &hash]);
        });
        out.push(',');
        sequence(&mut out, inputs.iter(), |out, (path, outputs)| {
            out.push('(');
            literal(out, path);
            out.push(',');
            sequence(out, outputs.iter(), |out, o| literal(out, o));
            out.push(')');
        });
        out.push(',');
        sequence(&mut out, self.sources.iter(), |out, s| literal(out, s));
        for text in [&self.system, &self.builder] {
            out.push(',');
            literal(&mut out, text);
        }
        out.push(',');
        sequence(&mut out, self.args.iter(), |out, a| literal(out, a));
        out.push(',');
        sequence(&mut out, self.env.iter(), |out, (name, value)| {
            tuple(out, &[name, if mask && self.outputs.contains_key(name) { "" } else { value }]);
        });
        out.push(')');
        out
    }
}

fn sequence<T>(out: &mut String, items: impl Iterator<Item = T>, mut each: impl FnMut(&mut String, T)) {
    out.push('[');
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(']');
}

fn tuple(out: &mut String, items: &[&str]) {
    out.push('(');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        literal(out, item);
    }
    out.push(')');
}

fn literal(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Decides of a path and its kind (as `builtins.readFileType` names it) whether it goes into an archive.
pub(crate) type Filter<'f, E> = &'f mut dyn FnMut(&Path, &'static str) -> Result<Option<bool>, E>;

/// Archive of what lies at a path, in Nix' format (NAR); `None` when some part of it cannot be seen or it is too large.
pub(crate) fn archive<E>(vfs: &dyn Vfs, path: &Path, filter: Filter<'_, E>) -> Result<Option<Vec<u8>>, E> {
    let mut nar = Nar { vfs, out: Vec::new(), filter };
    nar.token(b"nix-archive-1");
    Ok(nar.node(path, 0)?.map(|()| nar.out))
}

struct Nar<'a, E> {
    vfs: &'a dyn Vfs,
    out: Vec<u8>,
    filter: Filter<'a, E>,
}

impl<E> Nar<'_, E> {
    fn token(&mut self, bytes: &[u8]) {
        self.out.extend((bytes.len() as u64).to_le_bytes());
        self.out.extend(bytes);
        self.out.resize(self.out.len().next_multiple_of(8), 0);
    }

    fn tokens(&mut self, all: &[&str]) {
        for t in all {
            self.token(t.as_bytes());
        }
    }

    /// `None` when it cannot be seen.
    fn node(&mut self, path: &Path, depth: usize) -> Result<Option<()>, E> {
        if depth > limits::NESTING || self.out.len() as u64 > limits::ARCHIVE_BYTES {
            return Ok(None);
        }
        self.tokens(&["(", "type"]);
        match self.vfs.node(path) {
            Some(Node::Regular { executable }) => {
                let Ok(bytes) = self.vfs.read(path, limits::DATA_BYTES) else { return Ok(None) };
                self.token(b"regular");
                if executable {
                    self.tokens(&["executable", ""]);
                }
                self.token(b"contents");
                self.token(&bytes);
            }
            Some(Node::Link(target)) => self.tokens(&["symlink", "target", &target]),
            Some(Node::Directory) => {
                self.token(b"directory");
                let Ok(entries) = self.vfs.read_dir(path) else { return Ok(None) };
                for (name, kind) in entries {
                    let inner = path.join(&name);
                    match (self.filter)(&inner, kind.name())? {
                        Some(true) => {}
                        Some(false) => continue,
                        None => return Ok(None),
                    }
                    self.tokens(&["entry", "(", "name", &name, "node"]);
                    if self.node(&inner, depth + 1)?.is_none() {
                        return Ok(None);
                    }
                    self.token(b")");
                }
            }
            None => return Ok(None),
        }
        self.token(b")");
        Ok(Some(()))
    }
}
