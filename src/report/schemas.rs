//! The JSON schemas of the documents that programs read. `tests/it/schemas.rs` holds every document against its schema.

/// What `check --format json` writes.
pub const DIAGNOSTICS: &str = include_str!("schemas/diagnostics.json");
/// What `units` writes.
pub const UNITS: &str = include_str!("schemas/units.json");
/// What `list --format json` writes.
pub const LIST: &str = include_str!("schemas/list.json");
/// What `diff --format json` writes.
pub const DIFF: &str = include_str!("schemas/diff.json");
