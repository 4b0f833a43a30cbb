//! What a host runs, as data: the inventory of its containers, the picture of how they hang together, and what becomes
//! of its units when the configuration changes. `report` writes these for people.

pub mod diff;
pub mod graph;
pub mod inventory;
mod switch;
mod words;

pub use diff::{Diff, diff};
pub use inventory::Inventory;
pub use switch::Action;
