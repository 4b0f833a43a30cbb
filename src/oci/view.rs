//! Reading the typed view out of the option tree. Options that nobody sets are answered from the schema without
//! touching the evaluator.

use std::borrow::Cow;
use std::rc::Rc;

use crate::base::Symbol;
use crate::diag::{Anchor, Diagnostic, codes};
use crate::eval::{Eval, Piece, Value, WhyId, WhyKind};
use crate::modules::{Elem, Merged, Node, Slot, Sub};
use crate::schema::{Decl, Default as SchemaDefault};
use crate::sym;

use super::text::{Hole, Text, TextPiece};
use super::*;

mod loaded;
mod services;

pub use services::service_defs;

/// The view of a host without its [`Host::services`]: the units of containers are part of `systemd.services`, and this
/// view is what they are derived from. [`service_defs`] reads them afterwards.
pub fn host(ev: &mut Eval, root: &Rc<Node>, name: &str) -> Host {
    let sys = root.sys.clone();
    let unread = sys.unread.get().is_some();
    let oci = down(ev, root, &["virtualisation", "oci-containers"]);
    let backend_text = oci.as_ref().map(|n| {
        let mut f = text(ev, n, &["backend"], "");
        f.defined |= is_set(ev, n, "backend");
        f
    });
    let backend = match backend_text {
        Some(f) => map(f, |t| match t.known() {
            Some("docker") => Maybe::Known(Backend::Docker),
            Some("podman") => Maybe::Known(Backend::Podman),
            Some(_) => Maybe::Failed,
            None => Maybe::Unknown(t.why().map(|h| h.why.clone()).unwrap_or_default().into()),
        }),
        None => missing(),
    };
    let node = oci.as_ref().and_then(|n| child(ev, n, "containers"));
    let (containers, containers_complete) = instances(ev, node, container);
    let node = down(ev, root, &["users", "users"]);
    let (users, users_complete) = instances(ev, node, user);
    let node = down(ev, root, &["users", "groups"]);
    let (groups, groups_complete) = instances(ev, node, |ev, name, _, node| {
        let attr = name.as_str().to_owned();
        Group { name: text(ev, node, &["name"], &attr), gid: int(ev, node, &["gid"]), attr }
    });
    let empty = || Field::default_value(Seq::default());
    let proxy_environment = match down(ev, root, &["networking", "proxy", "envVars"]) {
        Some(n) => pairs_of(ev, &n),
        None => empty(),
    };
    Host {
        name: name.to_owned(),
        release: sys.release,
        closed: sys.closed,
        backend,
        state_version: text(ev, root, &["system", "stateVersion"], ""),
        containers,
        containers_complete: containers_complete && !unread,
        users,
        users_complete: users_complete && !unread,
        groups,
        groups_complete: groups_complete && !unread,
        manage_lingering: boolean(ev, root, &["users", "manageLingering"], true),
        enforce_id_uniqueness: boolean(ev, root, &["users", "enforceIdUniqueness"], true),
        proxy_environment,
        docker_enable: boolean(ev, root, &["virtualisation", "docker", "enable"], false),
        podman_enable: boolean(ev, root, &["virtualisation", "podman", "enable"], false),
        services: Vec::new(),
        other_services: root.defined_names(ev, "services"),
    }
}

/// Whether an option has another value than its default, by whomever: an older name of it also counts.
fn is_set(ev: &mut Eval, n: &Rc<Node>, name: &str) -> bool {
    let Some(Ok(Some((slot, _)))) = child(ev, n, name).map(|node| node.option(ev)) else { return false };
    slot.active(ev).is_ok_and(|defs| defs.iter().any(|d| !d.is_default))
}

fn container(ev: &mut Eval, name: Symbol, slot: &Rc<Slot>, n: &Rc<Node>) -> Container {
    let (at, certain) = first_place(ev, slot);
    let login = Login {
        username: optional_text(ev, n, &["login", "username"]),
        password_file: optional_text(ev, n, &["login", "passwordFile"]),
        registry: optional_text(ev, n, &["login", "registry"]),
    };
    Container {
        at,
        certain,
        image: text(ev, n, &["image"], ""),
        image_file: optional_text(ev, n, &["imageFile"]),
        image_stream: optional_text(ev, n, &["imageStream"]),
        loaded: loaded::read(ev, n),
        service_name: service_name(ev, n, name),
        login,
        cmd: items(ev, n, "cmd"),
        labels: pairs(ev, n, "labels"),
        entrypoint: optional_text(ev, n, &["entrypoint"]),
        environment: pairs(ev, n, "environment"),
        environment_files: items(ev, n, "environmentFiles"),
        log_driver: text(ev, n, &["log-driver"], "journald"),
        ports: items(ev, n, "ports"),
        user: optional_text(ev, n, &["user"]),
        volumes: items(ev, n, "volumes"),
        workdir: optional_text(ev, n, &["workdir"]),
        depends_on: items(ev, n, "dependsOn"),
        hostname: optional_text(ev, n, &["hostname"]),
        pre_run_extra_options: items(ev, n, "preRunExtraOptions"),
        extra_options: items(ev, n, "extraOptions"),
        auto_start: boolean(ev, n, &["autoStart"], true),
        podman: podman(ev, n),
        pull: text(ev, n, &["pull"], "missing"),
        capabilities: capabilities(ev, n),
        devices: items(ev, n, "devices"),
        privileged: boolean(ev, n, &["privileged"], false),
        auto_remove_on_stop: boolean(ev, n, &["autoRemoveOnStop"], true),
        networks: items(ev, n, "networks"),
        name: name.as_str().to_owned(),
    }
}

/// `serviceName`; releases without the option use `BACKEND-NAME`.
fn service_name(ev: &mut Eval, n: &Rc<Node>, name: Symbol) -> Field<Text> {
    if declared(ev, n, sym!("serviceName")) {
        return text(ev, n, &["serviceName"], "");
    }
    let backend = n.sys.root().map(|root| text(ev, &root, &["virtualisation", "oci-containers", "backend"], ""));
    let Some(backend) = backend else { return missing() };
    let mut f = map(backend, |t| {
        let mut out = t.clone();
        out.push_str("-");
        out.push_str(name.as_str());
        Maybe::Known(out)
    });
    (f.at, f.key, f.defined) = (None, None, false);
    f
}

fn podman(ev: &mut Eval, n: &Rc<Node>) -> Field<Option<Podman>> {
    if !declared(ev, n, sym!("podman")) {
        return Field::default_value(None);
    }
    if n.sys.closed && n.only_implied(ev, sym!("podman")) {
        // NixOS itself sets it to `{ }` when podman is the backend, and nobody else speaks of it.
        let Some(root) = n.sys.root() else { return missing() };
        let backend = text(ev, &root, &["virtualisation", "oci-containers", "backend"], "");
        let mut f = map(backend, |t| match t.known() {
            Some("podman") => Maybe::Known(Some(Podman {
                sdnotify: Field::default_value(Text::known_from("conmon")),
                user: Field::default_value(Text::known_from("root")),
            })),
            Some(_) => Maybe::Known(None),
            None => Maybe::Unknown(t.why().map(|h| h.why.clone()).unwrap_or_default().into()),
        });
        (f.at, f.key, f.defined) = (None, None, false);
        return f;
    }
    let Some(node) = child(ev, n, sym!("podman")) else { return missing() };
    read(ev, &node, &["podman"], |ev, _, merged| match &merged.sub {
        Sub::Submodule(sub) => Maybe::Known(Some(Podman {
            sdnotify: text(ev, sub, &["sdnotify"], "conmon"),
            user: text(ev, sub, &["user"], "root"),
        })),
        _ => match merged.value {
            Value::Null => Maybe::Known(None),
            v => Maybe::Unknown(why(ev, v)),
        },
    })
}

fn user(ev: &mut Eval, name: Symbol, slot: &Rc<Slot>, n: &Rc<Node>) -> User {
    let (at, certain) = first_place(ev, slot);
    let ranges = |ev: &mut Eval, option: &str, start: &str| {
        let Some(node) = child(ev, n, option) else { return Field::default_value(Vec::new()) };
        let start = start.to_owned();
        read(ev, &node, &[], move |ev, _, merged| match &merged.sub {
            Sub::List(slots, true) => {
                let mut out = Vec::new();
                for s in slots.iter().filter_map(Elem::slot) {
                    let Ok(m) = s.merged(ev) else { return Maybe::Failed };
                    let Sub::Submodule(sub) = &m.sub else { return Maybe::Unknown(why(ev, m.value)) };
                    let num = |ev: &mut Eval, n: &str| match int(ev, sub, &[n]).value {
                        Maybe::Known(v) => v,
                        _ => None,
                    };
                    out.push((num(ev, &start), num(ev, "count")));
                }
                Maybe::Known(out)
            }
            _ => Maybe::Unknown(why(ev, merged.value)),
        })
    };
    let login = text(ev, n, &["name"], name.as_str());
    if let Some(long) = login.known().and_then(Text::known).filter(|t| t.len() > 31) {
        // NixOS aborts the evaluation; Linux tools cut such names off.
        let message = format!("the user name `{long}` is longer than 31 characters, which NixOS refuses");
        if let Some(at) = login.place().or(at) {
            n.sys.report(Diagnostic::new(&codes::EVALUATION_ERROR, at, message).help("choose a shorter `name`"));
        }
    }
    User {
        attr: name.as_str().to_owned(),
        at,
        certain,
        name: login,
        uid: int(ev, n, &["uid"]),
        group: text(ev, n, &["group"], ""),
        home: text(ev, n, &["home"], "/var/empty"),
        create_home: boolean(ev, n, &["createHome"], false),
        is_normal_user: boolean(ev, n, &["isNormalUser"], false),
        is_system_user: boolean(ev, n, &["isSystemUser"], false),
        linger: optional_bool(ev, n, &["linger"]),
        auto_sub_uid_gid_range: boolean(ev, n, &["autoSubUidGidRange"], false),
        sub_uid_ranges: ranges(ev, "subUidRanges", "startUid"),
        sub_gid_ranges: ranges(ev, "subGidRanges", "startGid"),
        extra_groups: items(ev, n, "extraGroups"),
    }
}

fn capabilities(ev: &mut Eval, n: &Rc<Node>) -> Field<Seq<(String, Field<Option<bool>>)>> {
    if schema_default(ev, n, sym!("capabilities")).is_some() || !declared(ev, n, sym!("capabilities")) {
        return unset(n, Seq::default());
    }
    let Some(node) = child(ev, n, sym!("capabilities")) else { return missing() };
    read(ev, &node, &[], |ev, _, merged| match &merged.sub {
        Sub::Attrs(slots, complete) => {
            let mut out = Vec::new();
            for (name, s) in slots.iter() {
                let Some(s) = s.slot() else { continue };
                let f = match s.is_defined(ev) {
                    Ok(false) => Field::default_value(None),
                    _ => slot_field(ev, s, |_, _, m| match m.value {
                        Value::Null => Maybe::Known(None),
                        Value::Bool(b) => Maybe::Known(Some(b)),
                        _ => Maybe::Unknown("".into()),
                    }),
                };
                out.push((name.as_str().to_owned(), f));
            }
            Maybe::Known(Seq { items: out, complete: *complete })
        }
        _ => Maybe::Unknown(why(ev, merged.value)),
    })
}

// ---- reading options -----------------------------------------------------------------------------------------------

fn down(ev: &mut Eval, n: &Rc<Node>, path: &[&str]) -> Option<Rc<Node>> {
    let mut at = n.clone();
    for name in path.iter().map(|name| Symbol::new(name)) {
        if !declared(ev, &at, name) {
            return None;
        }
        at = child(ev, &at, name)?;
    }
    Some(at)
}

fn child(ev: &mut Eval, n: &Rc<Node>, name: impl Into<Symbol>) -> Option<Rc<Node>> {
    n.child(ev, name.into()).ok().flatten()
}

fn declared(ev: &mut Eval, n: &Rc<Node>, name: impl Into<Symbol>) -> bool {
    n.declares(ev, name.into())
}

/// The declaration of an option that nobody defines and whose default is a constant.
fn schema_default(ev: &mut Eval, n: &Rc<Node>, name: impl Into<Symbol>) -> Option<&'static Decl> {
    n.constant_default(ev, name.into())
}

/// An option that nobody sets: its default in the closed world, unknown in the open one.
fn unset<T>(n: &Rc<Node>, value: T) -> Field<T> {
    if n.sys.closed {
        return Field::default_value(value);
    }
    Field {
        value: Maybe::Unknown("it may be set in a module that was not read".into()),
        at: None,
        key: None,
        defined: false,
        certain: true,
    }
}

fn missing<T>() -> Field<T> {
    Field { value: Maybe::Missing, at: None, key: None, defined: false, certain: true }
}

fn map<T, U>(f: Field<T>, convert: impl FnOnce(&T) -> Maybe<U>) -> Field<U> {
    let value = match &f.value {
        Maybe::Known(v) => convert(v),
        Maybe::Unknown(w) => Maybe::Unknown(w.clone()),
        Maybe::Missing => Maybe::Missing,
        Maybe::Failed => Maybe::Failed,
    };
    Field { value, at: f.at, key: f.key, defined: f.defined, certain: f.certain }
}

/// Reads the option at a node.
fn read<T>(
    ev: &mut Eval,
    node: &Rc<Node>,
    _what: &[&str],
    convert: impl FnOnce(&mut Eval, &Rc<Slot>, &Merged) -> Maybe<T>,
) -> Field<T> {
    match node.option(ev) {
        Ok(Some((slot, info))) => {
            if !node.sys.closed && slot.defs.iter().all(|d| d.file.builtin) && info.decl.is_some() {
                return Field {
                    value: Maybe::Unknown("it may be set in a module that was not read".into()),
                    at: None,
                    key: None,
                    defined: false,
                    certain: true,
                };
            }
            slot_field(ev, &slot, convert)
        }
        Ok(None) => missing(),
        Err(_) => Field { value: Maybe::Failed, ..missing() },
    }
}

fn slot_field<T>(
    ev: &mut Eval,
    slot: &Rc<Slot>,
    convert: impl FnOnce(&mut Eval, &Rc<Slot>, &Merged) -> Maybe<T>,
) -> Field<T> {
    let merged = match slot.merged(ev) {
        Ok(m) => m,
        Err(_) => {
            let undefined = matches!(slot.active(ev), Ok(a) if a.is_empty());
            let key = slot.defs.iter().find_map(|d| d.place(ev));
            let value = if undefined { Maybe::Missing } else { Maybe::Failed };
            return Field { value, at: None, key, defined: !slot.defs.is_empty(), certain: true };
        }
    };
    let winner = merged.defs.iter().find(|d| !d.is_default && !d.file.builtin);
    let key = winner.and_then(|d| ev.pos_anchor(d.pos));
    let at = winner.and_then(|_| ev.anchor(merged.origin));
    let defined = winner.is_some();
    let certain = merged.certain;
    let value = convert(ev, slot, &merged);
    Field { value, at, key, defined, certain }
}

fn why(ev: &Eval, v: Value) -> Cow<'static, str> {
    ev.why_unknown(v).map(|w| ev.why_of(w).kind.phrase()).unwrap_or_default().into()
}

/// A string value as text with holes.
pub fn to_text(ev: &mut Eval, v: Value) -> Option<Text> {
    Some(match v {
        Value::Str(s) | Value::Path(s) if !ev.has_source_roots() => Text::known_from(ev.text(s)),
        Value::Str(s) | Value::Path(s) => from_pieces(ev, &ev.outside(ev.text(s))),
        Value::Partial(p) => {
            let mut pieces = Vec::new();
            for piece in ev.partial(p).iter() {
                match piece {
                    Piece::Lit(t) => pieces.extend(ev.outside(t)),
                    hole => pieces.push(hole.clone()),
                }
            }
            from_pieces(ev, &pieces)
        }
        Value::Unknown(w, _) => Text { pieces: vec![TextPiece::Hole(hole(ev, w))] },
        Value::Attrs(a) => {
            // A package: its path.
            let c = ev.get(a, crate::sym!("outPath"))?;
            let v = ev.force(c).ok()?;
            if matches!(v, Value::Attrs(_)) {
                return None;
            }
            return to_text(ev, v);
        }
        _ => return None,
    })
}

fn from_pieces(ev: &Eval, pieces: &[Piece]) -> Text {
    let mut out = Text::default();
    for piece in pieces {
        match piece {
            Piece::Lit(t) => out.push_str(t),
            Piece::Hole(w) => out.pieces.push(TextPiece::Hole(hole(ev, *w))),
        }
    }
    out
}

fn hole(ev: &Eval, w: WhyId) -> Hole {
    let why = ev.why_of(w);
    let (store, reference) = match &why.kind {
        WhyKind::StorePath { .. } | WhyKind::Package(_) | WhyKind::ImageHash(_) => (true, None),
        WhyKind::Reference { to, store, .. } => (*store, Some(to.clone())),
        _ => (false, None),
    };
    Hole { why: why.kind.phrase(), store, reference }
}

fn text(ev: &mut Eval, n: &Rc<Node>, path: &[&str], absent: &str) -> Field<Text> {
    let Some((last, before)) = path.split_last() else { return missing() };
    let Some(parent) = down(ev, n, before) else { return unset(n, Text::known_from(absent)) };
    let last = Symbol::new(last);
    if !declared(ev, &parent, last) {
        return Field::default_value(Text::known_from(absent));
    }
    if let Some(d) = schema_default(ev, &parent, last) {
        return match d.default {
            SchemaDefault::Str(s) => unset(&parent, Text::known_from(s)),
            _ => unset(&parent, Text::known_from(absent)),
        };
    }
    let Some(node) = child(ev, &parent, last) else { return missing() };
    read(ev, &node, path, |ev, _, m| match to_text(ev, m.value) {
        Some(t) => Maybe::Known(t),
        None => Maybe::Failed,
    })
}

fn optional_text(ev: &mut Eval, n: &Rc<Node>, path: &[&str]) -> Field<Option<Text>> {
    if let [set, name] = path
        && n.constant_below(ev, Symbol::new(set), Symbol::new(name)).is_some()
    {
        return unset(n, None);
    }
    let Some((last, before)) = path.split_last() else { return missing() };
    let Some(parent) = down(ev, n, before) else { return unset(n, None) };
    let last = Symbol::new(last);
    if !declared(ev, &parent, last) {
        return Field::default_value(None);
    }
    if schema_default(ev, &parent, last).is_some() {
        return unset(&parent, None);
    }
    let Some(node) = child(ev, &parent, last) else { return missing() };
    read(ev, &node, path, |ev, _, m| match m.value {
        Value::Null => Maybe::Known(None),
        // A string for certain is a text with a hole; otherwise it may be null.
        Value::Unknown(_, crate::eval::Shape::Any) => Maybe::Unknown(why(ev, m.value)),
        v => match to_text(ev, v) {
            Some(t) => Maybe::Known(Some(t)),
            None => Maybe::Failed,
        },
    })
}

fn scalar<T: Clone + 'static>(
    ev: &mut Eval,
    n: &Rc<Node>,
    path: &[&str],
    absent: T,
    from_schema: fn(SchemaDefault) -> Option<T>,
    convert: fn(Value) -> Option<T>,
) -> Field<T> {
    let Some((last, before)) = path.split_last() else { return missing() };
    let Some(parent) = down(ev, n, before) else { return unset(n, absent) };
    let last = Symbol::new(last);
    if !declared(ev, &parent, last) {
        return Field::default_value(absent);
    }
    if let Some(d) = schema_default(ev, &parent, last) {
        return unset(&parent, from_schema(d.default).unwrap_or(absent));
    }
    let Some(node) = child(ev, &parent, last) else { return missing() };
    read(ev, &node, path, |ev, _, m| match (convert(m.value), m.value) {
        (Some(v), _) => Maybe::Known(v),
        (None, v @ Value::Unknown(..)) => Maybe::Unknown(why(ev, v)),
        _ => Maybe::Failed,
    })
}

/// A Boolean option; `absent` when this release does not have it.
pub fn boolean(ev: &mut Eval, n: &Rc<Node>, path: &[&str], absent: bool) -> Field<bool> {
    let from = |d| match d {
        SchemaDefault::Bool(b) => Some(b),
        _ => None,
    };
    scalar(ev, n, path, absent, from, |v| match v {
        Value::Bool(b) => Some(b),
        _ => None,
    })
}

fn optional_bool(ev: &mut Eval, n: &Rc<Node>, path: &[&str]) -> Field<Option<bool>> {
    let from = |d| match d {
        SchemaDefault::Bool(b) => Some(Some(b)),
        SchemaDefault::Null => Some(None),
        _ => None,
    };
    scalar(ev, n, path, None, from, |v| match v {
        Value::Bool(b) => Some(Some(b)),
        Value::Null => Some(None),
        _ => None,
    })
}

fn int(ev: &mut Eval, n: &Rc<Node>, path: &[&str]) -> Field<Option<i64>> {
    let from = |d| match d {
        SchemaDefault::Int(i) => Some(Some(i)),
        SchemaDefault::Null => Some(None),
        _ => None,
    };
    scalar(ev, n, path, None, from, |v| match v {
        Value::Int(i) => Some(Some(i)),
        Value::Null => Some(None),
        _ => None,
    })
}

fn items(ev: &mut Eval, n: &Rc<Node>, name: &str) -> Field<Seq<Item>> {
    let name = Symbol::new(name);
    if !declared(ev, n, name) {
        return Field::default_value(Seq::default());
    }
    if let Some(d) = schema_default(ev, n, name) {
        let known = match d.default {
            SchemaDefault::List(l) => l.iter().map(|s| Item { text: Text::known_from(*s), at: None }).collect(),
            _ => Vec::new(),
        };
        return unset(n, Seq { items: known, complete: true });
    }
    let Some(node) = child(ev, n, name) else { return missing() };
    let closed = n.sys.closed;
    read(ev, &node, &[], move |ev, _, m| {
        let Sub::List(slots, complete) = &m.sub else { return Maybe::Unknown(why(ev, m.value)) };
        let mut out = Vec::with_capacity(slots.len());
        let mut complete = *complete && closed;
        for s in slots.iter() {
            let Ok(v) = s.value(ev) else {
                complete = false;
                continue;
            };
            match to_text(ev, v) {
                Some(text) => {
                    let origin = s.origin(ev);
                    out.push(Item { text, at: ev.anchor(origin) });
                }
                None => complete = false,
            }
        }
        Maybe::Known(Seq { items: out, complete })
    })
}

fn pairs(ev: &mut Eval, n: &Rc<Node>, name: &str) -> Field<Seq<Pair>> {
    let name = Symbol::new(name);
    if !declared(ev, n, name) {
        return Field::default_value(Seq::default());
    }
    if schema_default(ev, n, name).is_some() {
        return unset(n, Seq::default());
    }
    match child(ev, n, name) {
        Some(node) => pairs_of(ev, &node),
        None => missing(),
    }
}

fn pairs_of(ev: &mut Eval, node: &Rc<Node>) -> Field<Seq<Pair>> {
    let closed = node.sys.closed;
    read(ev, node, &[], move |ev, _, m| {
        let Sub::Attrs(slots, complete) = &m.sub else { return plain_pairs(ev, m.value) };
        let mut out = Vec::with_capacity(slots.len());
        let mut complete = *complete && closed;
        for (name, s) in slots.iter() {
            let Ok(v) = s.value(ev) else {
                complete = false;
                continue;
            };
            match to_text(ev, v) {
                Some(value) => {
                    let origin = s.origin(ev);
                    let (at, key) = (ev.anchor(origin), s.key(ev));
                    out.push(Pair { name: name.as_str().to_owned(), value, at, key });
                }
                None => complete = false,
            }
        }
        Maybe::Known(Seq { items: out, complete })
    })
}

/// A set of strings that was not merged name by name (a computed default).
fn plain_pairs(ev: &mut Eval, v: Value) -> Maybe<Seq<Pair>> {
    let Value::Attrs(a) = v else { return Maybe::Unknown(why(ev, v)) };
    let complete = ev.attrs_data(a).is_closed();
    let mut out = Vec::new();
    for e in ev.entries_by_name(a) {
        let Ok(v) = ev.force(e.cell) else { return Maybe::Failed };
        if let Some(value) = to_text(ev, v) {
            out.push(Pair { name: e.name.as_str().to_owned(), value, at: None, key: None });
        }
    }
    Maybe::Known(Seq { items: out, complete })
}

/// What `read` makes of every instance of an `attrsOf submodule` option, sorted by name, and whether that is all of
/// them. What NixOS alone defines (the users root and nobody) is not what the configuration is about.
fn instances<T>(
    ev: &mut Eval,
    node: Option<Rc<Node>>,
    mut read: impl FnMut(&mut Eval, Symbol, &Rc<Slot>, &Rc<Node>) -> T,
) -> (Vec<T>, bool) {
    let Some(node) = node else { return (Vec::new(), true) };
    let Ok(Some((slot, _))) = node.option(ev) else { return (Vec::new(), false) };
    let Ok(merged) = slot.merged(ev) else { return (Vec::new(), false) };
    let Sub::Attrs(slots, complete) = &merged.sub else { return (Vec::new(), false) };
    let mut out = Vec::with_capacity(slots.len());
    let mut all = *complete;
    for (name, s) in slots.iter() {
        let Some(s) = s.slot() else { continue };
        // A container that NixOS defines was moved here from an older name.
        let moved = || s.defs.iter().any(|d| d.place(ev).is_some());
        if s.defs.iter().all(|d| d.file.builtin) && !moved() {
            continue;
        }
        match s.merged(ev) {
            Ok(m) => match &m.sub {
                Sub::Submodule(n) => match n.expand(ev) {
                    Ok(_) => out.push(read(ev, *name, s, n)),
                    Err(_) => all = false,
                },
                _ => all = false,
            },
            Err(_) => all = false,
        }
    }
    (out, all)
}

/// Where the name of an instance is written first, and whether it exists for sure.
fn first_place(ev: &mut Eval, slot: &Rc<Slot>) -> (Option<Anchor>, bool) {
    let at = slot.defs.iter().find_map(|d| d.place(ev));
    let certain = slot.active(ev).is_ok_and(|a| a.iter().any(|d| d.certain));
    (at, certain)
}
