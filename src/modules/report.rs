//! What the module system finds, as diagnostics: unknown options, wrong types, conflicts, missing values, failed
//! evaluations. One root cause is reported once.

use std::path::Path;

use crate::base::{Symbol, string_literal};
use crate::diag::{Anchor, Applicability, Change, Code, Diagnostic, Fix, Label, codes, one_of};
use crate::eval::{ErrId, ErrKind, Eval, Value};

use super::declare::OptionInfo;
use super::def::{Active, Def, Via};
use super::inner::Inner;
use super::loc::{Loc, LocPart};
use super::slot::Slot;
use super::sys::Sys;
use super::tree::Node;
use super::types::TypeRef;

impl Sys {
    /// Adds a finding unless an equal one is there.
    pub fn report(&self, d: Diagnostic) {
        let mut all = self.diagnostics.borrow_mut();
        if !all.contains(&d) {
            all.push(d);
        }
    }

    /// Reports a failed evaluation at its root cause, once; module errors have been reported in detail already.
    pub fn report_eval_error(&self, ev: &Eval, e: ErrId) {
        let err = ev.error(e);
        if err.kind == ErrKind::Module || !self.reported.borrow_mut().insert(e) {
            return;
        }
        if let Some(d) = eval_diagnostic(ev, e, self.entry.get().copied()) {
            self.report(d);
        }
    }

    /// The error for an option whose value or structure needs itself.
    pub(super) fn recursion(&self, ev: &mut Eval, loc: &Loc, defs: &[Def]) -> ErrId {
        let message = if loc.is_root() {
            "infinite recursion: which modules or options there are depends on the configuration itself".to_owned()
        } else {
            format!("infinite recursion: the option `{loc}` needs itself")
        };
        let at = defs.iter().filter(|d| !d.file.builtin).map(|d| ev.origin(d.cell)).find(|o| !o.is_native());
        let e = match at {
            Some(at) => ev.fail_at(at, ErrKind::InfiniteRecursion, message),
            None => ev.fail(ErrKind::InfiniteRecursion, message),
        };
        ev.error_mut(e).help = Some("`imports`, and the names of what is defined, must not depend on `config`".into());
        e
    }

    /// A definition that is not of the option's type.
    pub(super) fn report_type_error(&self, ev: &mut Eval, loc: &Loc, ty: &TypeRef, d: &Active, v: Value) {
        let what = ev.describe(v);
        let about = ty.describe(ev);
        let (shown, article) = (display(loc), article(&about));
        let at = value_anchor(ev, d);
        let Some(at) = at else { return };
        let message = match loc.last() {
            Some(LocPart::Entry { .. }) => format!("an element of `{shown}` must be {article}{about} but is {what}"),
            _ => format!("`{shown}` must be {article}{about} but is {what}"),
        };
        let mut out = Diagnostic::new(value_code(loc, &codes::WRONG_TYPE), at, message);
        if let Some(hint) = ty.hint(v) {
            out = out.help(hint);
        }
        // A literal that has a name of its own may be wanted as it is elsewhere.
        let direct = ev.pos_anchor(d.pos).is_some_and(|key| key == at || is_value_of(ev, key, at));
        if let Some(mut fix) = (direct && ty.accepts_text()).then(|| quoted(ev, at, v)).flatten() {
            if matches!(loc.last(), Some(LocPart::Entry { .. })) {
                // `ports = [ "8080" ]` is right, but hardly what is meant.
                fix.applicability = Applicability::Unsafe;
            }
            out = out.fix(fix);
        }
        if let Some(key) = ev.pos_anchor(d.pos)
            && key.file != at.file
        {
            out = out.label(key, "it reaches the option here");
        }
        self.report(about_container(with_via(out, d), loc));
    }

    /// Definitions of one priority that cannot be merged.
    pub(super) fn report_conflict(&self, ev: &mut Eval, loc: &Loc, defs: &[Active]) {
        let mut places: Vec<(Anchor, String)> = Vec::new();
        let mut builtin = None;
        for d in defs {
            let v = ev.force(d.cell);
            let what = v.map(|v| ev.describe(v)).unwrap_or_default();
            match ev.pos_anchor(d.pos).or_else(|| value_anchor(ev, d)) {
                Some(at) => places.push((at, what)),
                None => builtin = Some(what),
            }
        }
        // The order must not depend on which file was read first.
        places.sort_by_cached_key(|(at, what)| (ev.program.files.path(at.file).to_owned(), *at, what.clone()));
        let Some((primary, what)) = places.pop() else { return };
        let shown = display(loc);
        let mut d = match (&builtin, places.first()) {
            (Some(own), _) => {
                let message = format!("`{shown}` is {what} here, but NixOS itself sets it to {own}");
                Diagnostic::new(&codes::CONFLICTING_DEFINITIONS, primary, message)
                    .help("write `lib.mkForce …` around the value to override NixOS' own definition")
            }
            (None, Some((_, other))) => {
                let message = if *other == what {
                    format!("`{shown}` has several definitions that cannot be merged")
                } else {
                    format!("`{shown}` is {what} here but {other} elsewhere")
                };
                Diagnostic::new(&codes::CONFLICTING_DEFINITIONS, primary, message)
                    .help("keep one definition, or give one of them priority with `lib.mkForce` or `lib.mkDefault`")
            }
            (None, None) => Diagnostic::new(
                &codes::CONFLICTING_DEFINITIONS,
                primary,
                format!("`{shown}` has conflicting definitions"),
            ),
        };
        for (at, what) in places {
            d = d.label(at, format!("defined as {what}"));
        }
        self.report(about_container(d.here(format!("defined as {what}")), loc));
    }

    /// An option without default that is used but not defined.
    pub(super) fn report_missing(&self, ev: &mut Eval, slot: &Slot) {
        let shown = display(&slot.loc);
        // The place that lacks it: the name of the container, user, … that contains the option.
        let at = self.owner_anchor(ev, &slot.loc);
        let disabled = slot.defs.iter().find_map(|d| d.place(ev));
        let Some(at) = at.or(disabled) else { return };
        let last = slot.loc.last_name().map(Symbol::as_str).unwrap_or_default();
        let mut d = Diagnostic::new(
            value_code(&slot.loc, &codes::MISSING_VALUE),
            at,
            format!("`{shown}` is needed but nobody defines it"),
        )
        .help(format!("add `{last} = …;`"));
        if let Some(key) = disabled {
            d = d.label(key, "this definition does not hold: its `mkIf` condition is false");
        }
        self.report(about_container(d, &slot.loc));
    }

    /// Where the innermost named thing around an option is first written.
    fn owner_anchor(&self, ev: &mut Eval, loc: &Loc) -> Option<Anchor> {
        let names = loc.names();
        let root = self.root()?;
        let mut best = None;
        let mut at = root;
        for (i, name) in names.iter().enumerate() {
            let next = at.child(ev, *name).ok()??;
            if let Some(a) = next.definitions().iter().find_map(|d| d.place(ev)) {
                best = Some(a);
            }
            if let Ok(Some((slot, _))) = next.option(ev) {
                // Into `attrsOf submodule`: one more name, then go on from that slot.
                let key = names.get(i + 1)?;
                let merged = slot.merged(ev).ok()?;
                if let super::slot::Sub::Attrs(items, _) = &merged.sub {
                    let (_, inner) = items.iter().find(|(n, _)| n == key)?;
                    return inner.key(ev).or(best);
                }
                return best;
            }
            at = next;
        }
        best
    }

    /// A definition that no option takes. Returns false when it may be an option that is not known here.
    pub(super) fn report_unknown_option(
        &self,
        ev: &mut Eval,
        node: &std::rc::Rc<Node>,
        inner: &Inner,
        name: Symbol,
        defs: &[Def],
    ) -> bool {
        let loc = node.loc.name(name);
        let path: Vec<&str> = loc.names().iter().map(|n| n.as_str()).collect();
        let elsewhere = node.declared_elsewhere(name);
        let Some((anchor, def)) = defs.iter().find_map(|d| Some((d.place(ev)?, d))) else { return false };
        if inner.accepts_more() {
            // NixOS asks whether the old name is defined, not whether it is written.
            let renamed = crate::schema::renames::find_in(self.release, &path).is_some_and(|r| r.from == path);
            if renamed && !self.holds(ev, defs) || self.report_renamed(anchor, &path, def.file.builtin) {
                return false;
            }
        }
        if let Some(decl) = elsewhere {
            let message = format!("the option `{loc}` does not exist in NixOS {}", self.release);
            let mut d = Diagnostic::new(&codes::OPTION_NOT_IN_RELEASE, anchor, message);
            d = if decl.since > self.release {
                let flags = crate::schema::suggest::flags_for(name.as_str());
                let instead = if is_container(&loc) && !flags.is_empty() {
                    format!("; until then use `extraOptions` with {}", one_of(flags))
                } else {
                    String::new()
                };
                d.help(format!("it came with NixOS {}{instead}", decl.since))
            } else {
                d.help("it was removed; drop the definition")
            };
            self.report(about_container(d, &loc));
            return true;
        }
        if inner.accepts_more() && !self.surely_unknown(&path) {
            return false;
        }
        let code = if is_container(&loc) { &codes::UNKNOWN_OPTION } else { &codes::UNDECLARED_OPTION };
        // A module that was not read may add options to NixOS' submodules; to containers nobody is known to add any.
        let slip = || inner.names().iter().any(|n| strsim::osa_distance(n.as_str(), name.as_str()) <= 2);
        if self.unread.get().is_some() && !is_container(&loc) && !slip() {
            return false;
        }
        let mut d = Diagnostic::new(code, anchor, format!("the option `{loc}` does not exist"));
        let mut meant = None;
        if let Some(advice) = crate::schema::suggest(self.release, &path) {
            d = d.help(advice.text);
            meant = advice.names.first().copied().filter(|_| advice.renames);
        } else {
            let near = crate::schema::suggest::nearest(name.as_str(), inner.names().iter().map(|n| n.as_str()));
            if !near.is_empty() {
                d = d.help(format!("did you mean {}?", one_of(&near)));
            }
            if let [one] = near.as_slice() {
                meant = Some(*one);
            }
        }
        if let Some(to) = meant.filter(|to| !is_defined(ev, node, to)) {
            let change = Change::Rename { key: anchor, to: to.to_owned() };
            d = d.fix(Fix::risky(format!("rename it to `{to}`"), vec![change]));
        }
        self.report(about_container(d, &loc));
        true
    }

    /// Whether one of these definitions holds, or may.
    fn holds(&self, ev: &mut Eval, defs: &[Def]) -> bool {
        let mut active = Vec::new();
        defs.iter().any(|d| d.discharge(ev, &mut active).is_err()) || !active.is_empty()
    }

    /// A definition of an option that NixOS itself keeps only to move what is defined there.
    pub(super) fn report_old_name(&self, ev: &Eval, node: &Node) {
        let path: Vec<&str> = node.loc.names().iter().map(|n| n.as_str()).collect();
        if crate::schema::renames::find(&path).is_none() || !node.is_declared_by_nixos() {
            return;
        }
        if let Some((at, def)) = node.definitions().iter().find_map(|d| Some((d.place(ev)?, d))) {
            self.report_renamed(at, &path, def.file.builtin);
        }
    }

    /// A definition under a name that NixOS has given up. Returns whether it was one.
    fn report_renamed(&self, at: Anchor, path: &[&str], builtin: bool) -> bool {
        use crate::schema::Fate;
        let rename = crate::schema::renames::find_in(self.release, path).filter(|r| r.from == path);
        let Some(rename) = rename.filter(|_| !builtin) else { return false };
        let shown = path.join(".");
        let (code, message, help, severity) = match rename.fate {
            Fate::Alias(_) => return true,
            Fate::Renamed(to) => {
                let message = format!("the option `{shown}` has been renamed to `{}`", to.join("."));
                (&codes::OBSOLETE_OPTION, message, "use the new name".to_owned(), codes::OBSOLETE_OPTION.severity)
            }
            Fate::Rewritten(to, advice) => {
                let message = format!("the option `{shown}` has been replaced by `{}`", to.join("."));
                let code = if path == ["docker-containers"] {
                    &codes::RENAMED_DOCKER_CONTAINERS
                } else {
                    &codes::OBSOLETE_OPTION
                };
                (code, message, advice.to_owned(), code.severity)
            }
            Fate::Removed(advice) => {
                let message = format!("the option `{shown}` has been removed from NixOS");
                (&codes::OBSOLETE_OPTION, message, advice.to_owned(), crate::diag::Severity::Error)
            }
        };
        self.report(Diagnostic::new(code, at, message).help(help).severity(severity));
        true
    }

    /// Whether NixOS cannot have an option that nothing declares here.
    fn surely_unknown(&self, path: &[&str]) -> bool {
        if !self.nixos {
            return self.unread.get().is_none();
        }
        let declared = crate::schema::all_roots().any(|d| d.path.starts_with(path) || path.starts_with(d.path));
        // Declared by NixOS, but not in this tree: the module that declares it has been disabled.
        let disabled = declared && self.root().is_some() && self.closed;
        let no = crate::schema::exists(path) == crate::schema::Known::No;
        // A module that was not read may declare anything; but not what is a slip of the pen.
        let slip = no && looks_like_typo(path);
        slip || (disabled || no) && self.closed && self.unread.get().is_none()
    }

    pub(super) fn report_read_only(&self, ev: &mut Eval, loc: &Loc, defs: &[Def]) {
        if let Some(at) = defs.iter().find_map(|d| d.place(ev)) {
            let d = Diagnostic::new(&codes::READ_ONLY_OPTION, at, format!("the option `{loc}` is read-only"))
                .help("drop this definition");
            self.report(d);
        }
    }

    pub(super) fn report_conflicting_declarations(
        &self,
        ev: &mut Eval,
        loc: &Loc,
        a: &OptionInfo,
        b: &OptionInfo,
    ) -> ErrId {
        let (ta, tb) = (a.ty.describe(ev), b.ty.describe(ev));
        if let Some(at) = b.at.or(a.at) {
            let mut d = Diagnostic::new(
                &codes::CONFLICTING_DECLARATIONS,
                at,
                format!("the option `{loc}` is already declared in `{}`", a.file.name),
            )
            .help(format!("the types are `{ta}` and `{tb}`; declare the option once"));
            if let (Some(first), true) = (a.at, b.at.is_some()) {
                d = d.label(first, "first declared here");
            }
            self.report(d);
        }
        ev.fail(ErrKind::Module, format!("the option `{loc}` is declared twice"))
    }

    /// A module file that exists but cannot be read.
    pub(super) fn report_unreadable(&self, ev: &Eval, path: &Path, place: Option<Anchor>) {
        let Some(at) = place else { return };
        let failures = ev.program.files.failures();
        let full = failures.iter().find(|f| f.path == path || f.path == path.join("default.nix"));
        let Some(f) = full else { return };
        self.report(crate::diag::unreadable(f, &path.to_string_lossy(), at));
        self.unreadable.borrow_mut().push(f.path.clone());
    }
}

/// A failed evaluation as a finding; at `fallback` when it was written nowhere.
pub(crate) fn eval_diagnostic(ev: &Eval, e: ErrId, fallback: Option<Anchor>) -> Option<Diagnostic> {
    let err = ev.error(e);
    let code = match err.kind {
        ErrKind::InfiniteRecursion | ErrKind::Depth => &codes::INFINITE_RECURSION,
        ErrKind::Throw | ErrKind::Abort | ErrKind::Assert => &codes::THROWN_ERROR,
        ErrKind::Undefined => &codes::UNDEFINED_VARIABLE,
        ErrKind::File => &codes::UNREADABLE_FILE,
        _ => &codes::EVALUATION_ERROR,
    };
    let mut places: Vec<Anchor> = Vec::new();
    for o in std::iter::once(&err.at).chain(&err.trace) {
        if let Some(a) = ev.anchor(*o)
            && !places.contains(&a)
        {
            places.push(a);
        }
    }
    places.extend(fallback.filter(|_| places.is_empty()));
    let (primary, rest) = places.split_first()?;
    let message = match err.kind {
        ErrKind::Throw => format!("evaluation fails: {}", err.message),
        ErrKind::Abort => format!("evaluation is aborted: {}", err.message),
        _ => err.message.clone(),
    };
    let mut d = Diagnostic::new(code, *primary, message);
    d.help.clone_from(&err.help);
    let word = if err.kind == ErrKind::InfiniteRecursion { "which needs this" } else { "called from here" };
    d.labels.extend(rest.iter().take(3).map(|&anchor| Label { anchor, text: word.into() }));
    if let Some(context) = err.context.first() {
        d.help = d.help.or_else(|| Some(context.clone()));
    }
    Some(d)
}

fn value_anchor(ev: &Eval, d: &Active) -> Option<Anchor> {
    ev.anchor(ev.origin(d.cell)).or_else(|| ev.pos_anchor(d.pos))
}

/// The fix that puts a literal in quotes: a number, a Boolean, an absolute path.
fn quoted(ev: &Eval, at: Anchor, v: Value) -> Option<Fix> {
    let was = match v {
        Value::Int(i) => i.to_string(),
        Value::Bool(b) => b.to_string(),
        // A relative path has another text than its value, and is left alone for that.
        Value::Path(p) => ev.text(p).to_owned(),
        _ => return None,
    };
    let with = string_literal(&was);
    Some(Fix::safe(format!("write `{with}`"), vec![Change::Replace { at, was, with }]))
}

/// Whether what is at `at` stands behind the name at `key` and `=`, by itself or in a list.
fn is_value_of(ev: &Eval, key: Anchor, at: Anchor) -> bool {
    let (name, value) = (ev.program.span(key), ev.program.span(at));
    let file = ev.program.files.get(key.file);
    let between = file.text.get(name.end as usize..value.start as usize);
    let Some(rest) = between.filter(|_| key.file == at.file).and_then(|b| b.trim().strip_prefix('=')) else {
        return false;
    };
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with('[') && !rest.contains(['(', ')', '{', '}', ';', '='])
}

/// Whether an option beside an unknown one has definitions.
fn is_defined(ev: &mut Eval, node: &std::rc::Rc<Node>, name: &str) -> bool {
    !matches!(node.child(ev, Symbol::new(name)), Ok(Some(child)) if child.definitions().is_empty())
}

fn with_via(mut d: Diagnostic, def: &Active) -> Diagnostic {
    if let Some((_, Some(at))) = def.via.iter().find(|(v, _)| *v == Via::If)
        && !def.certain
    {
        d = d.label(*at, "if this condition holds, which is not known");
    }
    d
}

/// `…containers.NAME…`
fn is_container(loc: &Loc) -> bool {
    container_of(loc).is_some()
}

/// The container that an option path belongs to.
pub(crate) fn container_of(loc: &Loc) -> Option<&'static str> {
    let names = loc.names();
    match names.as_slice() {
        [v, o, c, name, _rest @ ..]
            if v.as_str() == "virtualisation" && o.as_str() == "oci-containers" && c.as_str() == "containers" =>
        {
            Some(name.as_str())
        }
        _ => None,
    }
}

fn about_container(mut d: Diagnostic, loc: &Loc) -> Diagnostic {
    d.container = container_of(loc).map(str::to_owned);
    d
}

fn value_code(loc: &Loc, other: &'static Code) -> &'static Code {
    if loc.names().first().is_some_and(|n| n.as_str() == "virtualisation")
        && loc.names().get(1).is_some_and(|n| n.as_str() == "oci-containers")
    {
        &codes::INVALID_OPTION_VALUE
    } else {
        other
    }
}

/// The option path without the marks of list elements.
fn display(loc: &Loc) -> String {
    let mut out = String::new();
    for n in loc.names() {
        if !out.is_empty() {
            out.push('.');
        }
        out.push_str(&crate::eval::show::attr_name(n.as_str()));
    }
    out
}

fn article(about: &str) -> &'static str {
    if about.starts_with("one of") || about.starts_with("null or") || about.starts_with("anything") {
        ""
    } else if about.starts_with(['a', 'e', 'i', 'o', 'u'])
        && !about.starts_with("unsigned")
        && !about.starts_with("one")
    {
        "an "
    } else {
        "a "
    }
}

/// A path so close to `virtualisation.oci-containers` that it can only be meant for it.
fn looks_like_typo(path: &[&str]) -> bool {
    match path {
        ["virtualisation", second, ..] => {
            *second != "oci-containers" && strsim::osa_distance(second, "oci-containers") <= 2
        }
        ["virtualization", ..] => true,
        _ => false,
    }
}
