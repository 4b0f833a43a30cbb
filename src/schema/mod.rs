//! Which options NixOS has, in which release, of which type and with which default: data only.
//!
//! [`roots`] gives the declarations of the top level; submodules hang in their types. A top-level path that no table
//! here covers is an option we do not model, not an error: [`namespaces`] tells what may exist.

pub mod decl;
mod engines;
mod export;
pub mod lookup;
pub mod namespaces;
mod network;
pub mod oci;
pub mod release;
pub mod renames;
pub mod suggest;
mod system;
pub mod systemd;
pub mod ty;
pub mod users;

pub use decl::{Computed, Decl, Default, Extra, Submodule};
pub use export::to_json;
pub use lookup::{Found, Place, children, find, find_place};
pub use namespaces::{Known, exists};
pub use release::{Release, UnknownRelease};
pub use renames::{Fate, Rename};
pub use suggest::{Suggestion, flags_for, nearest, suggest};
pub use ty::{Check, Ty};

/// The tables of top-level declarations.
static TABLES: &[&[Decl]] = &[
    system::OPTIONS,
    network::OPTIONS,
    systemd::OPTIONS,
    users::OPTIONS,
    engines::CONTAINERS,
    engines::DOCKER,
    oci::OPTIONS,
    engines::PODMAN,
];

/// The declared top-level options of all releases.
pub fn all_roots() -> impl Iterator<Item = &'static Decl> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// The declared top-level options of a release. Their paths are absolute; none is a prefix of another.
pub fn roots(release: Release) -> impl Iterator<Item = &'static Decl> {
    TABLES.iter().flat_map(|table| table.iter()).filter(move |decl| decl.exists_in(release))
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
