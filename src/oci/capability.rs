//! Names of capabilities as docker and podman read them: any case, `CAP_` in front or not.

/// What Linux has (`capability.h`), and `ALL`, which stands for all of them.
pub const NAMES: &[&str] = &[
    "ALL",
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

/// The capability that a text names, in its plain form: `cap_net_admin` is `NET_ADMIN`.
pub fn parse(text: &str) -> Option<&'static str> {
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("CAP_").unwrap_or(&upper);
    NAMES.binary_search(&bare).ok().and_then(|i| NAMES.get(i)).copied()
}

/// The capability whose name is nearest, if it is near.
pub fn nearest(text: &str) -> Option<&'static str> {
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("CAP_").unwrap_or(&upper);
    let near = NAMES.iter().map(|n| (strsim::osa_distance(bare, n), *n)).min()?;
    (near.0 <= 2 && near.0 * 3 <= bare.len()).then_some(near.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_case_with_or_without_prefix() {
        assert!(NAMES.is_sorted() && NAMES.len() == 42);
        for (text, expected) in [("NET_ADMIN", "NET_ADMIN"), ("cap_net_admin", "NET_ADMIN"), ("all", "ALL")] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        assert_eq!(parse("SYS_WRITE"), None);
        assert_eq!(parse("CAP_"), None);
        assert_eq!(nearest("NET_ADMN"), Some("NET_ADMIN"));
        assert_eq!(nearest("SYS_WRITE"), None);
    }
}
