//! Source trees that are not on disk but known nevertheless: nixpkgs, and projects whose flakes are modelled. The path
//! of such a tree is a hole, as its store path is known only to Nix; what `import` finds below it is made by a function.

use std::rc::Rc;

use super::coerce::Mode;
use super::unknown::{WhyId, WhyKind};
use super::value::*;
use super::{Eval, R};

/// Gives the value of the file at a path below the root (`""` is the root itself); `None` when it is not modelled.
pub(crate) type TreeFn = Rc<dyn for<'e> Fn(&mut Eval<'e>, &str) -> R<Option<Value>>>;

impl Eval<'_> {
    /// The path of a new tree, as a string; `name` tells people what lies there.
    pub fn tree(
        &mut self,
        name: &str,
        files: impl for<'e> Fn(&mut Eval<'e>, &str) -> R<Option<Value>> + 'static,
    ) -> Value {
        let root = self.why(WhyKind::StorePath { name: name.into(), exact: false });
        self.trees.insert(root, Rc::new(files));
        self.pieces([Piece::Hole(root)])
    }

    /// What `import` gives for a path into such a tree; `None` when `v` is no such path.
    pub fn import_from_tree(&mut self, v: Value) -> R<Option<Value>> {
        if self.trees.is_empty() {
            return Ok(None);
        }
        let v = match v {
            Value::Attrs(_) => self.coerce(v, Mode::PathPart)?,
            v => v,
        };
        let Some((root, path)) = self.path_in_tree(v) else { return Ok(None) };
        let Some(files) = self.trees.get(&root).cloned() else { return Ok(None) };
        let found = match &path {
            Some(path) => self.guarded(|ev| files(ev, path))?,
            None => None,
        };
        Ok(Some(match found {
            Some(v) => v,
            None => Value::Unknown(root, Shape::Any),
        }))
    }

    /// Says that Nix evaluates a copy of this folder that lies in the store. Paths in it are those of the folder, so that
    /// files can be read; where a path reaches a unit, [`Eval::outside`] shows what Nix will see.
    pub fn source_root(&mut self, folder: &std::path::Path, name: &str) {
        let folder = folder.to_string_lossy();
        if folder.starts_with("/nix/store/") || self.source_roots.iter().any(|(known, _)| **known == *folder) {
            return;
        }
        let copy = self.why(WhyKind::StorePath { name: name.into(), exact: false });
        self.source_roots.push((folder.into(), copy));
    }

    /// Whether [`Eval::outside`] may change a text.
    pub fn has_source_roots(&self) -> bool {
        !self.source_roots.is_empty()
    }

    /// A text as Nix sees it: paths into a source folder lead into the copy of it in the store.
    pub fn outside(&self, text: &str) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut rest = text;
        let whole =
            |after: &str| after.chars().next().is_none_or(|c| !(c.is_ascii_alphanumeric() || "-_+.".contains(c)));
        loop {
            let found = self.source_roots.iter().flat_map(|(folder, copy)| {
                let hits = rest.match_indices(&**folder).map(|(at, _)| (at, at + folder.len(), *copy));
                hits.filter(|(_, end, _)| whole(&rest[*end..]))
            });
            // The first, and of those that begin at one place the longest.
            match found.min_by_key(|(at, end, _)| (*at, std::cmp::Reverse(*end))) {
                Some((at, end, copy)) => {
                    out.extend((at > 0).then(|| Piece::Lit(rest[..at].into())));
                    out.push(Piece::Hole(copy));
                    rest = &rest[end..];
                }
                None => {
                    out.extend((!rest.is_empty()).then(|| Piece::Lit(rest.into())));
                    break;
                }
            }
        }
        out
    }

    /// The tree that a string leads into, and the path below its root without slashes at its ends; the path is `None`
    /// when it is not wholly known.
    pub fn path_in_tree(&self, v: Value) -> Option<(WhyId, Option<String>)> {
        let Value::Partial(p) = v else { return None };
        let pieces = self.partial(p);
        let (Piece::Hole(root), rest) = pieces.split_first()? else { return None };
        if !self.trees.contains_key(root) {
            return None;
        }
        let mut path = String::new();
        for piece in rest {
            match piece {
                Piece::Lit(t) => path.push_str(t),
                Piece::Hole(_) => return Some((*root, None)),
            }
        }
        let clean = crate::base::files::normalize(std::path::Path::new(&format!("/{path}")));
        Some((*root, Some(clean.to_string_lossy().trim_matches('/').to_owned())))
    }
}
