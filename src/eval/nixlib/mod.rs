//! `lib`: native functions where they are hot, otherwise our own Nix text, parsed the first time a name of a file is used.

pub mod sources;
