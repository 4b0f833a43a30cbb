//! What is put into the store: sources, texts and derivations with their true paths, where a person evaluates an
//! expression and everything that goes into the path is known. Everywhere else the path is a hole.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use crate::base::hash::{self, Algo, base16};
use crate::base::{Symbol, limits};
use crate::eval::coerce::Mode;
use crate::eval::error::{ErrKind, R};
use crate::eval::store::{self, Derivation, Method, Output, Paths, Stored};
use crate::eval::unknown::WhyKind;
use crate::eval::value::*;
use crate::eval::{Eval, Found, Known, WhyId};
use crate::sym;

use super::paths::store_path;

/// Returns the reason from the enclosing function when the value is not known.
macro_rules! sure {
    ($e:expr) => {
        match $e {
            Ok(v) => v,
            Err(w) => return Ok(Err(w)),
        }
    };
}

impl Eval<'_> {
    /// Whether true store paths are worked out.
    pub(in crate::eval) fn makes_store_paths(&self) -> bool {
        self.env.is_some()
    }

    /// The path of a copy of a file or folder.
    pub(in crate::eval) fn copy_to_store(&mut self, path: &Path, name: &str) -> Value {
        match self.add_source(path, name, None, Method::Nar) {
            Ok(v) => v,
            Err(_) => store_path(self, name),
        }
    }

    /// The same, with what `filter` leaves of it.
    pub(super) fn add_source(&mut self, path: &Path, name: &str, filter: Option<Value>, method: Method) -> R<Value> {
        if !self.makes_store_paths() {
            return Ok(store_path(self, name));
        }
        let files = &self.program.files;
        let bytes = match method {
            Method::Flat => files.vfs().read(path, limits::DATA_BYTES).ok(),
            Method::Nar => store::archive(files.vfs(), path, &mut |inner, kind| match filter {
                Some(f) => self.filtered(f, inner, kind),
                None => Ok(Some(true)),
            })?,
        };
        let Some(bytes) = bytes else { return Ok(store_path(self, name)) };
        let path = store::fixed_path(method, Algo::Sha256, &Algo::Sha256.hash(&bytes), name);
        Ok(self.in_store(path, Paths::new()))
    }

    /// Whether a filter keeps a path; `None` when that is not known.
    fn filtered(&mut self, filter: Value, path: &Path, kind: &str) -> R<Option<bool>> {
        let (path, kind) = (self.string(&path.to_string_lossy()), self.string(kind));
        let kept = self.call_values(filter, &[path, kind])?;
        let kept = self.cell(kept);
        Ok(self.want_bool(kept)?.ok())
    }

    /// The path of a source whose hash the program gives.
    pub(super) fn fixed_source(&mut self, name: &str, text: &str, method: Method) -> R<Value> {
        if !self.makes_store_paths() {
            return Ok(store_path(self, name));
        }
        let (algo, digest) = hash::parse(text, Some(Algo::Sha256)).map_err(|m| self.fail(ErrKind::Other, m))?;
        let path = store::fixed_path(method, algo, &digest, name);
        Ok(self.in_store(path, Paths::new()))
    }

    /// The path of a text; `from` is where it comes from, with what it refers to.
    pub(super) fn add_text(&mut self, name: &str, text: &str, from: CellId) -> R<Value> {
        if !self.makes_store_paths() {
            return Ok(store_path(self, name));
        }
        let references = match self.force(from)? {
            Value::Str(s) => self.context_set(self.context(s)),
            _ => Paths::new(),
        };
        if let Some(derived) = references.iter().find(|r| !r.starts_with('/')) {
            let message =
                format!("files made by `builtins.toFile` may not refer to derivations: `{name}` to `{derived}`");
            return Err(self.fail(ErrKind::Other, message));
        }
        let path = store::text_path(name, text, &references);
        Ok(self.in_store(path, references))
    }

    /// A string that is this path, which is now known to be in the store.
    fn in_store(&mut self, path: String, references: Paths) -> Value {
        let path: Rc<str> = path.into();
        self.stored.insert(path.clone(), Rc::new(Stored::Source(references)));
        let context = self.make_context(Paths::from([path.clone()]));
        Value::Str(self.str_rc(path, context))
    }

    /// The paths of a derivation: its own, and those of its outputs. `names` are its outputs.
    pub(super) fn instantiate(&mut self, set: AttrsId, name: &str, names: &[Symbol]) -> R<Known<Instance>> {
        let site = self.at;
        let mut draft = Draft { context: Paths::new(), ..Draft::default() };
        draft.drv.name = name.to_owned();
        let structured = sure!(self.switch(set, sym!("__structuredAttrs"))?);
        draft.ignore_nulls = sure!(self.switch(set, sym!("__ignoreNulls"))?);
        if let Some(w) = self.attrs_data(set).open_why() {
            return Ok(Err(w));
        }
        let mut json = structured.then(BTreeMap::new);
        for entry in self.entries_by_name(set) {
            self.at = site;
            sure!(self.attribute(entry, &mut draft, json.as_mut())?);
        }
        self.at = site;
        if let Some(json) = json {
            let all: Vec<String> = json.iter().map(|(k, v)| format!("{}:{v}", super::json::quote(k))).collect();
            draft.drv.env.insert("__json".into(), format!("{{{}}}", all.join(",")));
        }
        sure!(self.outputs_of(&mut draft, name, names)?);
        sure!(self.inputs_of(&mut draft)?);
        let stored = &self.stored;
        match draft.drv.seal(|path| stored.get(path).cloned()) {
            Some((path, record)) => {
                let path: Rc<str> = path.into();
                self.stored.insert(path.clone(), Rc::new(record));
                let outputs = draft.drv.outputs.iter().map(|(n, o)| (Symbol::new(n), o.path.as_str().into())).collect();
                Ok(Ok(Instance { path, outputs }))
            }
            None => Ok(Err(self.why(WhyKind::Store("derivation")))),
        }
    }

    fn switch(&mut self, set: AttrsId, name: Symbol) -> R<Known<bool>> {
        match self.find_listed(set, name) {
            Found::Cell(c) => self.want_bool(c),
            Found::Missing => Ok(Ok(false)),
            Found::Unknown(w) => Ok(Err(w)),
        }
    }

    /// One attribute of the arguments.
    fn attribute(
        &mut self,
        entry: Entry,
        draft: &mut Draft,
        json: Option<&mut BTreeMap<String, String>>,
    ) -> R<Known<()>> {
        let (name, site) = (entry.name.as_str(), self.at);
        if name == "__ignoreNulls" || (json.is_some() && name == "__structuredAttrs") {
            return Ok(Ok(()));
        }
        let v = self.force(entry.cell)?;
        if draft.ignore_nulls && matches!(v, Value::Null) {
            return Ok(Ok(()));
        }
        if matches!(name, "__contentAddressed" | "__impure") && sure!(self.want_bool(entry.cell)?) {
            return Ok(Err(self.why(WhyKind::Store("derivation"))));
        }
        if name == "args" {
            for &item in sure!(self.want_list(entry.cell)?).iter() {
                let item = self.force(item)?;
                self.at = site;
                let text = sure!(self.for_builder(item, draft)?);
                draft.drv.args.push(text);
            }
            return Ok(Ok(()));
        }
        self.at = site;
        let text = match json {
            Some(json) => {
                let written = self.json_text(v)?;
                let written = sure!(self.known_text(written, draft));
                json.insert(name.to_owned(), written);
                if !matches!(name, "builder" | "system" | "outputHash" | "outputHashAlgo" | "outputHashMode") {
                    return Ok(Ok(()));
                }
                sure!(self.want_str(entry.cell)?).to_string()
            }
            None => {
                let text = sure!(self.for_builder(v, draft)?);
                draft.drv.env.insert(name.to_owned(), text.clone());
                text
            }
        };
        match name {
            "builder" => draft.drv.builder = text,
            "system" => draft.drv.system = text,
            "outputHash" => draft.hash = Some(text),
            "outputHashAlgo" => draft.algo = text,
            "outputHashMode" => draft.mode = text,
            _ => {}
        }
        Ok(Ok(()))
    }

    /// A value as a builder sees it.
    fn for_builder(&mut self, v: Value, draft: &mut Draft) -> R<Known<String>> {
        let text = self.coerce(v, Mode::Build)?;
        Ok(self.known_text(text, draft))
    }

    fn known_text(&mut self, v: Value, draft: &mut Draft) -> Known<String> {
        match v {
            Value::Str(s) => {
                draft.context.extend(self.context_set(self.context(s)));
                Ok(self.text(s).to_owned())
            }
            other => Err(self.why_unknown(other).unwrap_or(WhyId::NONE)),
        }
    }

    fn outputs_of(&mut self, draft: &mut Draft, name: &str, names: &[Symbol]) -> R<Known<()>> {
        let Some(text) = draft.hash.take() else {
            for output in names {
                draft.drv.outputs.insert(output.as_str().to_owned(), Output::default());
            }
            return Ok(Ok(()));
        };
        if names != [sym!("out")] {
            let message = "a derivation whose output hash is given must have the one output `out`";
            return Err(self.fail(ErrKind::Other, message));
        }
        let method = match draft.mode.as_str() {
            "" | "flat" => Method::Flat,
            "recursive" | "nar" => Method::Nar,
            "text" | "git" => return Ok(Err(self.why(WhyKind::Store("derivation")))),
            other => {
                let message = format!("invalid value `{other}` for `outputHashMode` attribute");
                return Err(self.fail(ErrKind::Other, message));
            }
        };
        let algo = Algo::parse(&draft.algo);
        // An empty hash stands for one of zeros, so that Nix can say the right one.
        let (algo, digest) = match (text.as_str(), algo) {
            ("", algo) => {
                let algo = algo.unwrap_or(Algo::Sha256);
                (algo, vec![0; algo.size()])
            }
            (text, algo) => hash::parse(text, algo).map_err(|m| self.fail(ErrKind::Other, m))?,
        };
        let fixed = Some((store::algorithm(method, algo), base16(&digest)));
        draft.drv.outputs.insert("out".into(), Output { path: String::new(), fixed });
        draft.drv.set_path("out", store::fixed_path(method, algo, &digest, name));
        Ok(Ok(()))
    }

    /// What the context says the derivation needs.
    fn inputs_of(&mut self, draft: &mut Draft) -> R<Known<()>> {
        for element in std::mem::take(&mut draft.context) {
            if let Some(whole) = element.strip_prefix('=') {
                if !self.closure(whole, draft) {
                    return Ok(Err(self.why(WhyKind::Store("derivation"))));
                }
            } else if let Some((output, path)) = element.strip_prefix('!').and_then(|r| r.split_once('!')) {
                draft.drv.inputs.entry(path.into()).or_default().insert(output.to_owned());
            } else {
                draft.drv.sources.insert(element);
            }
        }
        Ok(Ok(()))
    }

    /// Everything that a derivation refers to, itself included; `false` when some of it is not known.
    fn closure(&mut self, root: &str, draft: &mut Draft) -> bool {
        let mut left: Vec<Rc<str>> = vec![root.into()];
        let mut seen = Paths::new();
        while let Some(path) = left.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let Some(stored) = self.stored.get(&path).cloned() else { return false };
            if let Stored::Derivation { outputs, .. } = &*stored {
                draft.drv.inputs.entry(path.clone()).or_default().extend(outputs.iter().cloned());
            }
            left.extend(stored.references().iter().cloned());
            draft.drv.sources.insert(path);
        }
        true
    }

    /// A string for the path of a derivation, as `drvPath` has it.
    pub(super) fn drv_path_string(&mut self, path: &Rc<str>) -> Value {
        let context = self.make_context(Paths::from([format!("={path}").into()]));
        Value::Str(self.str_rc(path.clone(), context))
    }

    /// A string for the path of an output.
    pub(super) fn output_string(&mut self, drv: &str, output: Symbol, path: &Rc<str>) -> Value {
        let context = self.make_context(Paths::from([format!("!{output}!{drv}").into()]));
        Value::Str(self.str_rc(path.clone(), context))
    }
}

/// Where a derivation is, and where its outputs will be.
pub(super) struct Instance {
    pub path: Rc<str>,
    pub outputs: Vec<(Symbol, Rc<str>)>,
}

#[derive(Default)]
struct Draft {
    drv: Derivation,
    /// What the texts of the derivation refer to.
    context: Paths,
    ignore_nulls: bool,
    hash: Option<String>,
    algo: String,
    mode: String,
}
