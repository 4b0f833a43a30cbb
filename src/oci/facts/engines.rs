//! The settings of podman and docker themselves.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

/// `virtualisation.podman`, `virtualisation.docker`, `virtualisation.containers`.
#[derive(Clone, Debug, Default)]
pub struct Engines {}

impl Engines {
    pub(super) fn read(_ev: &mut Eval, _root: &Rc<Node>) -> Engines {
        Engines {}
    }
}
