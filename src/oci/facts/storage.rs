//! Mounts, and what creates directories.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

/// `fileSystems`, `systemd.tmpfiles`.
#[derive(Clone, Debug, Default)]
pub struct Storage {}

impl Storage {
    pub(super) fn read(_ev: &mut Eval, _root: &Rc<Node>) -> Storage {
        Storage {}
    }
}
