//! Units of the configuration beside those of containers.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

/// What `systemd` runs beside the containers.
#[derive(Clone, Debug, Default)]
pub struct Units {}

impl Units {
    pub(super) fn read(_ev: &mut Eval, _root: &Rc<Node>) -> Units {
        Units {}
    }
}
