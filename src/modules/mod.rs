//! The module system of NixOS: modules collected through `imports`, options declared, definitions merged by type and
//! priority, everything lazily and with the place of every definition. Mirrors nixpkgs' `lib/modules.nix` and
//! `lib/types.nix`; what differs is that values may be unknown.

mod bury;
pub mod collect;
pub mod declare;
pub mod def;
mod inner;
pub mod loc;
mod merge;
pub mod nix;
mod report;
pub mod slot;
mod sys;
pub mod tree;
pub mod trie;
pub mod type_values;
pub mod types;
mod values;

pub use collect::ModSrc;
pub use declare::OptionInfo;
pub use def::{Active, Def, ModFile};
pub use inner::{DeclSrc, Inner};
pub use loc::{Loc, LocPart};
pub use slot::{Elem, Merged, Slot, Sub};
pub use sys::{Implied, Sys};
pub use tree::{Expanded, Node};
pub use trie::Trie;
pub use types::{Type, TypeRef};
