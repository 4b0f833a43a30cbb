//! What a host runs, as data: the inventory of its containers, the picture of how they hang together, and what becomes
//! of its units when the configuration changes. `report` writes these for people.

pub mod inventory;

pub use inventory::Inventory;
