//! Secrets that sops-nix or agenix put in place.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

use super::Datum;

/// `sops.secrets`, `sops.templates` and `age.secrets`.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    pub list: Vec<Secret>,
}

/// A secret, by the path at which a program finds it.
#[derive(Clone, Debug)]
pub struct Secret {
    /// Where it is declared: `sops.secrets.db`.
    pub option: Vec<String>,
    pub path: String,
    /// What the configuration sets of it.
    pub settings: Datum,
    /// Whether sops-nix looks after it, which restarts units; agenix does not.
    pub sops: bool,
}

impl Secrets {
    pub(super) fn read(ev: &mut Eval, root: &Rc<Node>) -> Secrets {
        let mut list = Vec::new();
        for (path, sops) in [(["sops", "secrets"], true), (["sops", "templates"], true), (["age", "secrets"], false)] {
            let set = Datum::read(ev, root, &path, 3);
            for (name, settings) in set.entries() {
                let Some(file) = settings.get("path").str() else { continue };
                let option = path.iter().map(|s| (*s).to_owned()).chain([name.clone()]).collect();
                list.push(Secret { option, path: file.to_owned(), settings: settings.clone(), sops });
            }
        }
        Secrets { list }
    }

    /// The secret that lies at a path.
    pub fn at(&self, path: &str) -> Option<&Secret> {
        self.list.iter().find(|s| s.path == path)
    }
}
