//! Reads NixOS configurations without running Nix and works out what becomes of `virtualisation.oci-containers`.
//!
//! ```text
//! text ─grammar─▶ rnix tree ─lower─▶ Module + SourceMap ─eval (lazy, budgeted)─▶ cells
//!   ─modules (collect, merge per option)─▶ config ─oci (typed view)─▶ Host ─┬─ rules ─▶ Diagnostic*
//!                                           ▲                               └─ units::derive ─▶ definitions ─┐
//!                                           └───────── nixos: systemd.services, one module more ◀────────────┘
//! config ─nixos (merged services)─▶ units::document, units::render ─▶ unit JSON, unit text
//! Diagnostic (Anchor) ─SourceMap─▶ Report ─▶ human │ concise │ json
//! ```
//!
//! Layers, the ideas behind them and what always holds: `ARCHITECTURE.md`.

pub mod analysis;
pub mod base;
pub mod cli;
pub mod diag;
pub mod eval;
pub mod fix;
pub mod flake;
pub mod ir;
pub mod lsp;
pub mod modules;
pub mod nixos;
pub mod oci;
pub mod plan;
pub mod report;
pub mod rules;
pub mod schema;
pub mod settings;
pub mod syntax;
pub mod units;
