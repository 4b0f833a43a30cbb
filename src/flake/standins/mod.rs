//! Flakes that configurations are often wired with, for when their source is not on this machine.
//!
//! Each text beside this file says, in words of its own, what one project's `outputs` are as far as hosts and
//! containers depend on them, and what importing single files of its source gives. What it leaves out is unknown.

use crate::eval::{CellId, Eval, Origin, R, Rest, Value, WhyKind, nixlib};
use crate::sym;

mod table;

use table::STANDINS;

/// A project whose flake is modelled.
#[derive(Debug)]
pub struct Standin {
    /// Where it lives: `owner/repository` in lower case, forks and former homes too.
    pub slugs: &'static [&'static str],
    /// What its input is called by custom; each name is used once.
    pub name: &'static str,
    /// `{ name, inputs, lib, self, unknown, every, kit, ... }: { outputs = { … }; files = { … }; }`
    text: &'static str,
    /// The name of the text, for messages.
    file: &'static str,
}

/// The project at `owner/repository` (lower case).
pub fn find(slug: &str) -> Option<&'static Standin> {
    STANDINS.iter().find(|s| s.slugs.contains(&slug))
}

/// The project that an input of this name is by custom: for flakes without a lock file.
pub fn find_by_name(name: &str) -> Option<&'static Standin> {
    STANDINS.iter().find(|s| s.name == name)
}

/// What the project's flake offers. `inputs` are the flake's own, as far as they are known; `this` is the whole flake,
/// these outputs included.
pub fn outputs(ev: &mut Eval, standin: &'static Standin, inputs: CellId, this: CellId) -> R<Value> {
    let model = model(ev, standin, inputs, Some(this))?;
    ev.select_value(model, sym!("outputs"))
}

/// What `import` gives for a path below the project's source (empty: the source itself); `None` when that is not
/// modelled.
pub fn file(ev: &mut Eval, standin: &'static Standin, path: &str) -> R<Option<Value>> {
    let none = ev.attrs(Vec::new());
    let none = ev.cell_at(none, Origin::NATIVE);
    let model = model(ev, standin, none, None)?;
    let files = ev.select_value(model, sym!("files"))?;
    let path = path.trim_matches('/');
    let path = path.strip_suffix("default.nix").map_or(path, |folder| folder.trim_end_matches('/'));
    match files {
        Value::Attrs(a) => match ev.find(a, path.into()) {
            crate::eval::Found::Cell(c) => ev.force(c).map(Some),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

/// The text applied to its arguments.
fn model(ev: &mut Eval, standin: &'static Standin, inputs: CellId, this: Option<CellId>) -> R<Value> {
    let f = ev.import_embedded(&format!("<ocinix/standins/{}>", standin.file), standin.text);
    let f = ev.force(f)?;
    let lib = nixlib::lib_cell(ev);
    let name = ev.string(standin.name);
    let unknown = ev.native(|ev, reason| {
        let text = ev.want_str(reason)?.unwrap_or_else(|_| "it is not modelled".into());
        Ok(ev.unknown(WhyKind::Given(text.as_ref().into())))
    });
    let every = ev.native(every);
    let (name, unknown) = (ev.cell_at(name, Origin::NATIVE), ev.cell_at(unknown, Origin::NATIVE));
    let every = ev.cell_at(every, Origin::NATIVE);
    let this = this.unwrap_or_else(|| {
        let v = ev.unknown(WhyKind::Input(standin.name.into()));
        ev.cell_at(v, Origin::NATIVE)
    });
    let kit = ev.lazy_at(Origin::NATIVE, move |ev| {
        let f = ev.import_embedded("<ocinix/standins/kit.nix>", include_str!("kit.nix"));
        let f = ev.force(f)?;
        let args = ev.attrs_from([("lib", lib), ("unknown", unknown)]);
        ev.call_values(f, &[args])
    });
    let args = ev.attrs_from([
        ("every", every),
        ("inputs", inputs),
        ("kit", kit),
        ("lib", lib),
        ("name", name),
        ("self", this),
        ("unknown", unknown),
    ]);
    ev.call_values(f, &[args])
}

/// A set in which every attribute there could be has the same value.
fn every(ev: &mut Eval, value: CellId) -> R<Value> {
    let why = ev.why(WhyKind::NotModelled("the list of names in this set".into()));
    let rest: Rest = ev.resolver(why, move |ev, _| ev.force(value));
    Ok(ev.attrs_with(std::rc::Rc::new([]), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_project_has_one_row() {
        let mut slugs: Vec<&str> = STANDINS.iter().flat_map(|s| s.slugs.iter().copied()).collect();
        let mut names: Vec<&str> = STANDINS.iter().map(|s| s.name).collect();
        for list in [&mut slugs, &mut names] {
            let all = list.len();
            list.sort_unstable();
            list.dedup();
            assert_eq!(list.len(), all);
        }
        assert!(slugs.iter().all(|s| s.split('/').count() == 2 && *s == s.to_lowercase()), "{slugs:?}");
    }
}
