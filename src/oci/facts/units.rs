//! What the rest of the system runs.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

use super::Datum;

/// Services of NixOS that are switched on, and where their units live.
#[derive(Clone, Debug, Default)]
pub struct Units {
    /// `services.NAME.enable`, by name, where the configuration speaks of it.
    pub enabled: Vec<(String, Datum)>,
}

impl Units {
    pub(super) fn read(ev: &mut Eval, root: &Rc<Node>) -> Units {
        let names = root.defined_names(ev, "services");
        let mut enabled = Vec::with_capacity(names.len());
        for name in names {
            let value = Datum::read(ev, root, &["services", &name, "enable"], 0);
            enabled.push((name, value));
        }
        Units { enabled }
    }

    /// Whether a service of NixOS is surely on.
    pub fn is_on(&self, name: &str) -> bool {
        self.enabled.iter().any(|(n, v)| n == name && v.bool() == Some(true))
    }
}
