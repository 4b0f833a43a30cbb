//! Lint rules.

use crate::diag::Diagnostic;
use crate::oci::Host;

/// The findings of all rules about a host.
pub fn check(_host: &Host) -> Vec<Diagnostic> {
    Vec::new()
}
