//! Flakes: `flake.nix` and `flake.lock`, inputs from disk or modelled, and the hosts that the outputs define; and what
//! pins a configuration without a flake.

mod declared;
mod graph;
mod hosts;
mod json;
pub mod lock;
pub mod pins;
pub mod release;
pub mod source;
pub mod standins;
pub mod store;
mod url;

pub use graph::{FLAKE_FILE, Flake, Graph, LOCK_FILE};
pub use hosts::{HostAttr, Hosts, host, hosts};
pub use lock::{InputRef, Lock, LockError, LockNode, NodeId};
pub use source::SourceRef;
