//! Mounts, and what creates directories.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

use super::Datum;

/// `fileSystems`, `systemd.tmpfiles` and the like.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    /// `fileSystems`, two levels deep.
    pub file_systems: Datum,
    /// `systemd.tmpfiles.rules`
    pub tmpfiles: Datum,
    /// `systemd.tmpfiles.settings`, by group, then by path.
    pub tmpfiles_settings: Datum,
    /// `system.activationScripts`
    pub activation: Datum,
    /// Sets of options by which common modules create directories: `environment.persistence`, `disko`.
    pub persistence: Datum,
    pub disko: Datum,
}

impl Storage {
    pub(super) fn read(ev: &mut Eval, root: &Rc<Node>) -> Storage {
        let mut at = |path: &[&str], depth| Datum::read(ev, root, path, depth);
        Storage {
            file_systems: at(&["fileSystems"], 2),
            tmpfiles: at(&["systemd", "tmpfiles", "rules"], 1),
            tmpfiles_settings: at(&["systemd", "tmpfiles", "settings"], 2),
            activation: at(&["system", "activationScripts"], 2),
            persistence: at(&["environment", "persistence"], 1),
            disko: at(&["disko"], 1),
        }
    }
}
