//! Reads NixOS configurations without running Nix and works out what becomes of `virtualisation.oci-containers`.
//!
//! ```text
//! text ─prescan─▶ rnix tree ─lower─▶ Module + SourceMap ─eval (lazy, budgeted)─▶ cells
//!   ─modules (collect, merge per option)─▶ config ─oci (typed view)─▶ containers ─┬─ rules ─▶ Diagnostic*
//!                                                                                 └─ units ─▶ unit JSON, unit text
//! Diagnostic (Anchor) ─SourceMap─▶ Report ─▶ human │ concise │ json │ lsp
//! ```
//!
//! Layers, lower ones first; a layer imports only from those above it in this list (`tests/it/tidy.rs` holds this).

pub mod analysis;
pub mod base;
pub mod cli;
pub mod diag;
pub mod eval;
pub mod ir;
pub mod modules;
pub mod nixos;
pub mod oci;
pub mod report;
pub mod rules;
pub mod schema;
pub mod syntax;
pub mod units;
