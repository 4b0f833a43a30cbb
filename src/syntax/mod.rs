//! The guarded door in front of rnix.
