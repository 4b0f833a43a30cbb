//! What a run looked at, as plain figures: the other half of a report beside its findings.

/// Containers of all hosts together; `total` counts each host's containers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Containers {
    pub total: usize,
    /// Every value known, store paths apart.
    pub known: usize,
    /// Known but for some values.
    pub holes: usize,
    /// Nothing known but the name.
    pub unknown: usize,
}

/// What a run looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Source files looked at, readable or not.
    pub files: usize,
    /// Names of the hosts that were evaluated, sorted.
    pub hosts: Vec<String>,
    pub containers: Containers,
}
