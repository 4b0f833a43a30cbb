//! From a container to the unit that NixOS makes of it, in two halves with the module system between them: [`derive`]
//! says what nixpkgs' module *defines* in `systemd.services`, the module system merges that with what the
//! configuration defines, and [`render`] and [`document`] print the merged [`Service`].
//!
//! What is not known is carried along: as a hole in a [`Text`](crate::oci::Text), or as [`Value::Unknown`] where even
//! the shape is not known. Nothing is guessed.

mod accounts;
mod cx;
pub mod derive;
pub mod document;
pub mod halves;
pub mod messages;
pub mod nix;
pub mod quote;
pub mod render;
mod script;
pub mod service;
pub mod value;

pub use derive::{DeriveError, ServiceDefs};
pub use document::{Document, HostUnits};
pub use messages::{Message, Messages, Note, assertions, warnings};
pub use render::{GlobalEnvironment, unit_text};
pub use service::Service;
pub use value::Value;

#[cfg(test)]
mod tests;
