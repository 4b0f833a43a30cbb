//! Containers built by hand, compared with what Nix itself made of the same configurations (`tests/oracle`).

mod build;
mod oracle;
mod partial;
