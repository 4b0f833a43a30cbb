//! Containers built by hand, compared with what Nix itself made of the same configurations (`tests/oracle`).

mod build;
mod document;
mod messages;
mod oracle;
mod partial;
mod service;
