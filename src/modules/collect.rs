//! Finding the modules of a set: `imports` followed breadth first, duplicates dropped, `disabledModules` removed.
//! Mirrors `collectModules` and `unifyModuleSyntax` of nixpkgs' `lib/modules.nix`.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::Symbol;
use crate::diag::{Diagnostic, codes};
use crate::eval::{CellId, Entry, ErrKind, Eval, Found, Origin, PosId, R, Shape, Value, WhyKind};
use crate::sym;

use super::def::{Active, ModFile, Prop};
use super::tree::Node;
use super::trie::Trie;
use super::types::{SubModule, SubSpec};

/// A module in normal form.
pub struct Module {
    pub file: ModFile,
    pub options: OptionsSrc,
    pub config: Option<CellId>,
    pub freeform: Option<CellId>,
    /// Properties that hold for all of `config`.
    pub props: Option<Rc<[Prop]>>,
}

pub enum OptionsSrc {
    None,
    Cell(CellId),
    Schema(&'static crate::schema::Submodule),
    Trie(Arc<Trie>),
}

/// A module as it is given: a value (path, set, function), or options of NixOS known as data.
#[derive(Clone)]
pub enum ModSrc {
    Value {
        cell: CellId,
        /// The file that a set or function stands in.
        file: ModFile,
    },
    /// Declarations, with the name under which `disabledModules` knows the module.
    Schema { trie: Arc<Trie>, name: &'static str },
}

/// Stands between the name of a NixOS module and the number of one of its parts, in the key of that part.
const PART: &str = "#part-";

/// Modules loaded so far for one set.
pub struct Loader {
    node: Rc<Node>,
    special: Vec<(Symbol, CellId)>,
    args: FxHashMap<Symbol, CellId>,
    anonymous: usize,
}

struct Loaded {
    key: Rc<str>,
    module: Module,
    imports: Vec<(CellId, ModFile)>,
    /// The keys of what it imports, once that is loaded.
    imported: Vec<Rc<str>>,
    disabled: Vec<Rc<str>>,
}

const RESERVED: &[&str] =
    &["_class", "_file", "key", "disabledModules", "imports", "options", "config", "meta", "freeformType"];

impl Loader {
    pub fn new(node: Rc<Node>, special: Vec<(Symbol, CellId)>) -> Self {
        Loader { node, special, args: FxHashMap::default(), anonymous: 0 }
    }

    /// All modules reachable from `sources`, in nixpkgs' order.
    pub fn collect(&mut self, ev: &mut Eval, sources: Vec<ModSrc>) -> R<Vec<Module>> {
        let mut queue: std::collections::VecDeque<Loaded> = std::collections::VecDeque::new();
        let mut all: Vec<Loaded> = Vec::new();
        let mut seen: FxHashSet<Rc<str>> = FxHashSet::default();
        for src in sources {
            let loaded = match src {
                ModSrc::Schema { trie, name } => Some(Loaded {
                    key: name.into(),
                    module: Module {
                        file: ModFile::new(format!("nixos/modules/{name}"), None, true),
                        options: OptionsSrc::Trie(trie),
                        config: None,
                        freeform: None,
                        props: None,
                    },
                    imports: Vec::new(),
                    imported: Vec::new(),
                    disabled: Vec::new(),
                }),
                ModSrc::Value { cell, file } => self.load(ev, cell, &file)?,
            };
            queue.extend(loaded);
        }
        let first: Vec<Rc<str>> = queue.iter().map(|m| m.key.clone()).collect();
        while let Some(mut next) = queue.pop_front() {
            if !seen.insert(next.key.clone()) {
                continue;
            }
            for (cell, file) in &next.imports {
                if let Some(loaded) = self.load(ev, *cell, file)? {
                    next.imported.push(loaded.key.clone());
                    queue.push_back(loaded);
                }
            }
            all.push(next);
        }
        Ok(without_disabled(all, first))
    }

    /// The modules of a submodule: those of its type, then one per definition.
    pub fn collect_submodule(&mut self, ev: &mut Eval, spec: &SubSpec, defs: &[Active]) -> R<Vec<Module>> {
        if let Some(c) = spec.special_args
            && let Value::Attrs(a) = ev.force(c)?
        {
            let extra: Vec<(Symbol, CellId)> = ev.entries(a).iter().map(|e| (e.name, e.cell)).collect();
            self.special.extend(extra);
        }
        let mut plain = Vec::new();
        let mut sources: Vec<ModSrc> = Vec::new();
        for m in &spec.modules {
            match m {
                SubModule::Schema(s) => plain.push(Module {
                    file: self.node.sys.nixos_file(),
                    options: OptionsSrc::Schema(s),
                    config: self.node.sys.implied(ev, s, &self.node),
                    freeform: None,
                    props: None,
                }),
                SubModule::Value { cell, file } => sources.push(ModSrc::Value { cell: *cell, file: file.clone() }),
            }
        }
        // Plain sets are their own `config`: nothing in them needs to be looked at here.
        let mut direct: Vec<Module> = Vec::new();
        let mut by_module = false;
        for d in defs {
            let v = ev.force(d.cell)?;
            let as_config = matches!(v, Value::Attrs(a) if spec.shorthand
                && !matches!(ev.find_listed(a, sym!("__functor")), Found::Cell(_)))
                || matches!(v, Value::Unknown(..));
            if as_config {
                let def = d.as_def(ev);
                direct.push(Module {
                    file: d.file.clone(),
                    options: OptionsSrc::None,
                    config: Some(d.cell),
                    freeform: None,
                    props: def.props,
                });
            } else {
                by_module = true;
                sources.push(ModSrc::Value { cell: d.cell, file: d.file.clone() });
            }
        }
        if sources.is_empty() {
            plain.extend(direct);
            return Ok(plain);
        }
        // The order among definitions matters only when some of them are modules of their own.
        let mut all = plain;
        let modules = self.collect(ev, sources)?;
        let at = if by_module { modules.len().min(spec.modules.len()) } else { modules.len() };
        let mut rest = modules;
        let tail = rest.split_off(at.min(rest.len()));
        all.extend(rest);
        all.extend(direct);
        all.extend(tail);
        Ok(all)
    }

    /// Loads one module; `None` when it cannot be read (reported or noted as unknown).
    fn load(&mut self, ev: &mut Eval, cell: CellId, file: &ModFile) -> R<Option<Loaded>> {
        let place = ev.anchor(ev.origin(cell));
        let v = match ev.force(cell) {
            Ok(v) => v,
            Err(e) => {
                self.node.sys.report_eval_error(ev, e);
                return Ok(None);
            }
        };
        match v {
            Value::Path(p) | Value::Str(p) => {
                let text = ev.text_rc(p);
                self.load_file(ev, Path::new(&*text), place)
            }
            Value::Partial(_) => match ev.import_from_tree(v)? {
                Some(Value::Unknown(w, _)) => {
                    self.node.sys.unread.set(Some(w));
                    Ok(None)
                }
                Some(module) => {
                    let key = ev.path_in_tree(v).map(|(root, path)| format!("{root:?}/{}", path.unwrap_or_default()));
                    self.unify(ev, module, cell, file.clone(), key.unwrap_or_default().into()).map(Some)
                }
                None => {
                    self.node.sys.unread.set(ev.why_unknown(v));
                    Ok(None)
                }
            },
            Value::Unknown(..) => {
                self.node.sys.unread.set(ev.why_unknown(v));
                Ok(None)
            }
            Value::Attrs(a) if matches!(ev.find_listed(a, sym!("outPath")), Found::Cell(_)) => {
                // A flake or a derivation: its path.
                let Found::Cell(out) = ev.find_listed(a, sym!("outPath")) else { return Ok(None) };
                ev.guarded(|ev| self.load(ev, out, file))
            }
            _ => {
                self.anonymous += 1;
                // What stands for a part of a NixOS module goes when that module is disabled.
                let nixos = file.name.strip_prefix("nixos/modules/").filter(|_| file.builtin);
                let key = match nixos {
                    Some(name) => format!("{name}{PART}{}", self.anonymous),
                    None => format!("{}:anon-{}", file.name, self.anonymous),
                };
                self.unify(ev, v, cell, file.clone(), key.into()).map(Some)
            }
        }
    }

    fn load_file(&mut self, ev: &mut Eval, path: &Path, place: Option<crate::diag::Anchor>) -> R<Option<Loaded>> {
        let sys = self.node.sys.clone();
        let path: PathBuf = crate::base::files::normalize(path);
        let found = match ev.find_import(&path) {
            Ok(Ok(file)) => file,
            Ok(Err(unknown)) => {
                sys.unread.set(ev.why_unknown(unknown));
                sys.report_unreadable(ev, &path, place);
                return Ok(None);
            }
            Err(e) => {
                if let Some(at) = place {
                    let message = format!("the imported module {}", ev.error(e).message);
                    sys.report(
                        Diagnostic::new(&codes::UNREADABLE_FILE, at, message)
                            .help("correct the path, or add the file (in a flake: `git add` it)"),
                    );
                    // It was there when folders were listed, perhaps.
                    sys.unreadable.borrow_mut().push(path.clone());
                }
                let w = ev.why(WhyKind::Unreadable(format!("`{}` does not exist", path.display()).into()));
                sys.unread.set(Some(w));
                return Ok(None);
            }
        };
        let mod_file = ModFile::new(path.to_string_lossy().as_ref(), Some(found), false);
        let cell = ev.import_file(found);
        let v = match ev.force(cell) {
            Ok(v) => v,
            Err(e) => {
                sys.report_eval_error(ev, e);
                let w = ev.why(WhyKind::Failed);
                sys.unread.set(Some(w));
                return Ok(None);
            }
        };
        if let Value::Unknown(w, _) = v {
            sys.unread.set(Some(w));
            return Ok(None);
        }
        self.unify(ev, v, cell, mod_file, path.to_string_lossy().into()).map(Some)
    }

    /// Applies a function module to its arguments and sorts its attributes (nixpkgs: `unifyModuleSyntax`).
    fn unify(&mut self, ev: &mut Eval, v: Value, cell: CellId, file: ModFile, key: Rc<str>) -> R<Loaded> {
        let v = self.apply(ev, v, cell)?;
        let empty = |file: ModFile, key| Loaded {
            key,
            module: Module { file, options: OptionsSrc::None, config: None, freeform: None, props: None },
            imports: Vec::new(),
            imported: Vec::new(),
            disabled: Vec::new(),
        };
        let a = match v {
            Value::Attrs(a) => a,
            Value::Unknown(w, _) => {
                self.node.sys.unread.set(Some(w));
                return Ok(empty(file, key));
            }
            other => {
                let what = ev.describe(other);
                let at = ev.origin(cell);
                let e =
                    ev.fail_at(at, ErrKind::Type, format!("a module must be a set or a function, but this is {what}"));
                return Err(e);
            }
        };
        let get = |ev: &Eval, n: &'static str| ev.get(a, Symbol::new(n));
        let mut file = file;
        if let Some(c) = get(ev, "_file") {
            let name = match ev.force(c)? {
                Value::Str(s) | Value::Path(s) => Some(ev.text_rc(s)),
                _ => None,
            };
            file = name.map_or(file.clone(), |name| ModFile::new(name, file.file, file.builtin));
        }
        let key = match get(ev, "key") {
            Some(c) => key_text(ev, c)?.unwrap_or(key),
            None => key,
        };
        let (options, config) = (get(ev, "options"), get(ev, "config"));
        let explicit = options.is_some() || config.is_some();
        let config = if explicit {
            self.check_reserved(ev, a)?;
            config
        } else {
            Some(self.shorthand(ev, a))
        };
        let mut imports = Vec::new();
        if let Some(c) = get(ev, "imports") {
            match ev.force(c) {
                Ok(Value::List(l)) => imports.extend(ev.items(l).iter().map(|&c| (c, file.clone()))),
                Ok(Value::Unknown(w, _)) => self.node.sys.unread.set(Some(w)),
                Ok(other) => {
                    let at = ev.origin(c);
                    let e = ev.type_error(at, "a list of modules in `imports`", other);
                    self.node.sys.report_eval_error(ev, e);
                }
                Err(e) => self.node.sys.report_eval_error(ev, e),
            }
        }
        let disabled = self.disabled(ev, get(ev, "disabledModules"))?;
        Ok(Loaded {
            key,
            module: Module {
                options: options.map_or(OptionsSrc::None, OptionsSrc::Cell),
                config,
                freeform: get(ev, "freeformType"),
                file,
                props: None,
            },
            imports,
            imported: Vec::new(),
            disabled,
        })
    }

    /// Beside `config` or `options` only the reserved attributes are allowed.
    fn check_reserved(&self, ev: &mut Eval, a: crate::eval::AttrsId) -> R<()> {
        let extra: Vec<Entry> =
            ev.entries_by_name(a).into_iter().filter(|e| !RESERVED.contains(&e.name.as_str())).collect();
        let Some(first) = extra.first() else { return Ok(()) };
        let names: Vec<&str> = extra.iter().map(|e| e.name.as_str()).collect();
        let message = format!(
            "the module has `config` or `options` at its top level, so {} beside {} not allowed",
            crate::diag::one_of(&names).replace(" or ", " and "),
            if names.len() == 1 { "it is" } else { "them are" },
        );
        if let Some(at) = ev.pos_anchor(first.pos) {
            let d = Diagnostic::new(&codes::INVALID_MODULE, at, message)
                .help(format!("move `{}` into `config = {{ … }}`", names.join("`, `")));
            self.node.sys.report(d);
        }
        Err(ev.fail(ErrKind::Module, "a module has attributes beside `config`"))
    }

    /// A module without `config`: every attribute that is not reserved is a definition.
    fn shorthand(&self, ev: &mut Eval, a: crate::eval::AttrsId) -> CellId {
        let data = ev.attrs_data(a).clone();
        // What NixOS keeps in `meta` is nothing that its configuration depends on.
        let meta = !self.node.system;
        let keep = |e: &Entry| !RESERVED.contains(&e.name.as_str()) || meta && e.name == sym!("meta");
        let kept: Rc<[Entry]> = if data.entries.iter().all(keep) {
            data.entries
        } else {
            data.entries.iter().copied().filter(keep).collect()
        };
        let v = ev.attrs_with(kept, data.rest);
        ev.cell(v)
    }

    /// The folder that names in `disabledModules` lie in.
    fn modules_path(&self, ev: &mut Eval) -> R<Option<Rc<str>>> {
        let Some(&(_, cell)) = self.special.iter().find(|(name, _)| *name == sym!("modulesPath")) else {
            return Ok(None);
        };
        Ok(match ev.force(cell)? {
            Value::Str(s) | Value::Path(s) => Some(ev.text_rc(s)),
            _ => None,
        })
    }

    fn disabled(&self, ev: &mut Eval, c: Option<CellId>) -> R<Vec<Rc<str>>> {
        let Some(c) = c else { return Ok(Vec::new()) };
        let Ok(items) = ev.want_list(c)? else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for &item in items.iter() {
            match ev.force(item)? {
                Value::Str(s) | Value::Path(s) => {
                    let text = ev.text_rc(s);
                    if !text.starts_with('/')
                        && let Some(folder) = self.modules_path(ev)?
                    {
                        out.push(format!("{folder}/{text}").into());
                    }
                    out.push(text);
                }
                Value::Attrs(a) => match ev.find_listed(a, sym!("key")) {
                    Found::Cell(k) => out.extend(key_text(ev, k)?),
                    Found::Missing if matches!(ev.find_listed(a, sym!("outPath")), Found::Missing) => {
                        let message = "a set in `disabledModules` needs the `key` of the module";
                        let at = ev.origin(item);
                        return Err(ev.fail_at(at, ErrKind::Module, message));
                    }
                    Found::Missing | Found::Unknown(_) => {}
                },
                _ => {}
            }
        }
        Ok(out)
    }

    /// Calls a function module with the arguments it asks for.
    fn apply(&mut self, ev: &mut Eval, v: Value, cell: CellId) -> R<Value> {
        let callable = match v {
            Value::Attrs(a) => matches!(ev.find_listed(a, sym!("__functor")), Found::Cell(_)),
            _ => ev.is_function(v) == Some(true),
        };
        if !callable {
            return Ok(v);
        }
        let formals = ev.formals_of(v)?;
        let mut entries: Vec<Entry> = Vec::new();
        for (name, cell) in self.base_args(ev) {
            entries.push(Entry { name, cell, pos: PosId::NONE });
        }
        for (name, _, pos) in formals.unwrap_or_default() {
            if !entries.iter().any(|e| e.name == name) {
                let cell = self.argument(ev, name, pos);
                entries.push(Entry { name, cell, pos: PosId::NONE });
            }
        }
        let args = ev.attrs(entries);
        ev.at = ev.origin(cell);
        let args = ev.cell(args);
        ev.call(v, &[args])
    }

    /// `lib`, `config`, `options` and the special arguments.
    fn base_args(&mut self, ev: &mut Eval) -> Vec<(Symbol, CellId)> {
        let mut out = self.special.clone();
        let mut add = |name: Symbol, cell: CellId| {
            if !out.iter().any(|(n, _)| *n == name) {
                out.push((name, cell));
            }
        };
        add(sym!("lib"), crate::eval::nixlib::lib_cell(ev));
        // Submodules are many, and nobody asks them for `_module`.
        let config = match self.args.get(&sym!("config")) {
            Some(&c) => c,
            None if self.node.is_root_set() => self.node.argument_cell(ev),
            None => self.node.cell(ev),
        };
        self.args.insert(sym!("config"), config);
        add(sym!("config"), config);
        let options = *self.args.entry(sym!("options")).or_insert_with(|| super::nix::options_cell(ev, &self.node));
        add(sym!("options"), options);
        if !self.node.loc.is_root()
            && let Some(name) = self.node.loc.last_name()
        {
            let v = ev.symbol_string(name);
            add(sym!("name"), ev.cell_at(v, Origin::NATIVE));
        }
        out
    }

    /// An argument that comes from `_module.args`.
    fn argument(&mut self, ev: &mut Eval, name: Symbol, pos: PosId) -> CellId {
        if let Some(&c) = self.args.get(&name) {
            return c;
        }
        let node = self.node.clone();
        let c = ev.lazy_at(Origin::NATIVE, move |ev| {
            // Needed to find the modules: then it can only come from `specialArgs`, which are not all known.
            if node.is_expanding() {
                return Ok(ev.unknown(WhyKind::Argument(name.as_str().into())));
            }
            for d in node.module_definition(ev, sym!("args"))? {
                let slot = super::slot::Slot::new(
                    &node.sys,
                    node.loc.name(sym!("_module")).name(sym!("args")),
                    Rc::new(super::types::Type::AttrsOf { elem: Rc::new(super::types::Type::Raw), lazy: true }),
                    vec![d],
                );
                let c = slot.cell(ev);
                if let Value::Attrs(a) = ev.force(c)? {
                    match ev.find(a, name) {
                        Found::Cell(c) => return ev.force(c),
                        Found::Unknown(w) => return Ok(Value::Unknown(w, Shape::Any)),
                        Found::Missing => {}
                    }
                }
            }
            missing_argument(ev, &node, name, pos)
        });
        self.args.insert(name, c);
        c
    }
}

/// The key of a module as text; `None` when it is not known.
fn key_text(ev: &mut Eval, cell: CellId) -> R<Option<Rc<str>>> {
    let v = ev.force(cell)?;
    Ok(match ev.coerce(v, crate::eval::coerce::Mode::ToString)? {
        Value::Str(s) => Some(ev.text_rc(s)),
        _ => None,
    })
}

/// Drops the modules named in `disabledModules`, and what only they import. `first` are the modules that the walk
/// began with.
fn without_disabled(all: Vec<Loaded>, first: Vec<Rc<str>>) -> Vec<Module> {
    let named: FxHashSet<Rc<str>> = all.iter().flat_map(|m| m.disabled.iter().cloned()).collect();
    if named.is_empty() {
        return all.into_iter().map(|m| m.module).collect();
    }
    let whole = |key: &str| key.split_once(PART).map_or(key, |(name, _)| name).to_owned();
    let imported: FxHashMap<Rc<str>, &[Rc<str>]> = all.iter().map(|m| (m.key.clone(), &*m.imported)).collect();
    let mut open = first;
    let mut reached: FxHashSet<Rc<str>> = FxHashSet::default();
    while let Some(key) = open.pop() {
        if !named.contains(&*whole(&key)) && reached.insert(key.clone()) {
            open.extend(imported.get(&key).copied().unwrap_or_default().iter().cloned());
        }
    }
    all.into_iter().filter(|m| reached.contains(&m.key)).map(|m| m.module).collect()
}

/// Nobody passes this argument: an error in the closed world, unknown otherwise.
fn missing_argument(ev: &mut Eval, node: &Node, name: Symbol, pos: PosId) -> R<Value> {
    if !node.sys.closed || node.sys.unread.get().is_some() {
        return Ok(ev.unknown(WhyKind::Argument(name.as_str().into())));
    }
    if let Some(at) = ev.pos_anchor(pos) {
        node.sys.report(
            Diagnostic::new(&codes::MISSING_MODULE_ARGUMENT, at, format!("nobody passes the module argument `{name}`"))
                .help(format!("pass it with `specialArgs` or set `_module.args.{name}`")),
        );
        return Err(ev.fail(ErrKind::Module, format!("the module argument `{name}` is missing")));
    }
    Err(ev.fail(ErrKind::MissingAttr, format!("the module argument `{name}` is missing")))
}
