//! Firewall, kernel settings and networks.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

/// What decides who reaches a published port.
#[derive(Clone, Debug, Default)]
pub struct Network {}

impl Network {
    pub(super) fn read(_ev: &mut Eval, _root: &Rc<Node>) -> Network {
        Network {}
    }
}
