//! What rules ask of the host beside its containers and users, each group of facts in a file of its own. They are read
//! only for hosts that have containers, and only for findings.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

mod datum;
mod engines;
mod listeners;
mod network;
mod scripts;
mod secrets;
mod storage;
mod units;

pub use datum::Datum;
pub use engines::Engines;
pub use listeners::Listener;
pub use network::Network;
pub use scripts::{Script, Scripts};
pub use secrets::{Secret, Secrets};
pub use storage::Storage;
pub use units::Units;

/// Facts about the rest of the system.
#[derive(Clone, Debug)]
pub struct Facts {
    pub engines: Engines,
    pub network: Network,
    pub scripts: Scripts,
    pub storage: Storage,
    pub secrets: Secrets,
    pub units: Units,
}

impl Facts {
    /// Reads them from the option tree of a host.
    pub fn read(ev: &mut Eval, root: &Rc<Node>) -> Facts {
        Facts {
            engines: Engines::read(ev, root),
            network: Network::read(ev, root),
            scripts: Scripts::read(ev, root),
            storage: Storage::read(ev, root),
            secrets: Secrets::read(ev, root),
            units: Units::read(ev, root),
        }
    }
}
