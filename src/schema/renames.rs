//! Options that NixOS has renamed or removed, in the families that matter beside containers.

use super::release::Release;

/// An option that is no longer where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The old path.
    pub from: &'static [&'static str],
    pub fate: Fate,
    /// The first release in which the old path is no longer an option of its own.
    pub since: Release,
}

/// What became of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Another name for the same option: both may be used, silently.
    Alias(&'static [&'static str]),
    /// Definitions are carried over to the new path, with a warning.
    Renamed(&'static [&'static str]),
    /// Definitions are rewritten for another option; the text says how.
    Rewritten(&'static [&'static str], &'static str),
    /// A definition is an error; the text says what to do instead.
    Removed(&'static str),
}

impl Rename {
    /// The path to use now, if there is one.
    pub fn to(&self) -> Option<&'static [&'static str]> {
        match self.fate {
            Fate::Alias(to) | Fate::Renamed(to) | Fate::Rewritten(to, _) => Some(to),
            Fate::Removed(_) => None,
        }
    }
}

/// The entry that a path falls under: the path itself or one above it was renamed.
pub fn find(path: &[&str]) -> Option<&'static Rename> {
    RENAMES.iter().find(|rename| path.starts_with(rename.from))
}

/// What became of a path in a release: `None` where the old path is still an option of its own.
pub fn find_in(release: Release, path: &[&str]) -> Option<&'static Rename> {
    find(path).filter(|rename| rename.since <= release)
}

/// Every entry, sorted by the old path.
pub fn all() -> impl Iterator<Item = &'static Rename> {
    RENAMES.iter()
}

const fn entry(from: &'static [&'static str], since: Release, fate: Fate) -> Rename {
    Rename { from, fate, since }
}

const MANAGER: &str = "use `systemd.settings.Manager`";

/// Where the release is not known, it is the oldest: the old path has been gone for long.
static RENAMES: &[Rename] = &[
    entry(
        &["docker-containers"],
        Release::R24_05,
        Fate::Rewritten(
            &["virtualisation", "oci-containers"],
            "move the containers to `virtualisation.oci-containers.containers`, set \
             `virtualisation.oci-containers.backend = \"docker\"`, and rename `extraDockerOptions` to `extraOptions`",
        ),
    ),
    entry(
        &["systemd", "enableCgroupAccounting"],
        Release::R25_11,
        Fate::Removed("accounting is on; to turn a kind off, set it in `systemd.settings.Manager`"),
    ),
    entry(
        &["systemd", "enableUnifiedCgroupHierarchy"],
        Release::R24_11,
        Fate::Removed("systemd no longer knows the older hierarchies; drop it"),
    ),
    entry(&["systemd", "extraConfig"], Release::R25_11, Fate::Removed(MANAGER)),
    entry(&["systemd", "generator-packages"], Release::R24_05, Fate::Removed("use `systemd.packages`")),
    entry(&["systemd", "sleep", "extraConfig"], Release::R26_05, Fate::Removed("use `systemd.sleep.settings.Sleep`")),
    entry(&["systemd", "user", "extraConfig"], Release::R26_05, Fate::Removed("use `systemd.user.settings.Manager`")),
    entry(
        &["systemd", "watchdog", "device"],
        Release::R25_11,
        Fate::Renamed(&["systemd", "settings", "Manager", "WatchdogDevice"]),
    ),
    entry(
        &["systemd", "watchdog", "kexecTime"],
        Release::R25_11,
        Fate::Renamed(&["systemd", "settings", "Manager", "KExecWatchdogSec"]),
    ),
    entry(
        &["systemd", "watchdog", "rebootTime"],
        Release::R25_11,
        Fate::Renamed(&["systemd", "settings", "Manager", "RebootWatchdogSec"]),
    ),
    entry(
        &["systemd", "watchdog", "runtimeTime"],
        Release::R25_11,
        Fate::Renamed(&["systemd", "settings", "Manager", "RuntimeWatchdogSec"]),
    ),
    entry(&["users", "extraGroups"], Release::R24_05, Fate::Alias(&["users", "groups"])),
    entry(&["users", "extraUsers"], Release::R24_05, Fate::Alias(&["users", "users"])),
    entry(
        &["virtualisation", "containers", "cdi", "dynamic", "nvidia", "enable"],
        Release::R24_05,
        Fate::Renamed(&["hardware", "nvidia-container-toolkit", "enable"]),
    ),
    entry(
        &["virtualisation", "docker", "liveRestore"],
        Release::R24_11,
        Fate::Alias(&["virtualisation", "docker", "daemon", "settings", "live-restore"]),
    ),
    entry(
        &["virtualisation", "docker", "socketActivation"],
        Release::R24_05,
        Fate::Removed("docker's socket always starts it; drop it"),
    ),
    entry(&["virtualisation", "growPartition"], Release::R24_05, Fate::Renamed(&["boot", "growPartition"])),
    entry(
        &["virtualisation", "lxd"],
        Release::R26_05,
        Fate::Removed("LXD was removed from NixOS; use `virtualisation.incus`"),
    ),
    entry(&["virtualisation", "multipass"], Release::R26_05, Fate::Removed("multipass was removed from NixOS")),
    entry(
        &["virtualisation", "podman", "defaultNetwork", "dnsname"],
        Release::R24_05,
        Fate::Removed("use `virtualisation.podman.defaultNetwork.settings.dns_enabled`"),
    ),
    entry(
        &["virtualisation", "podman", "defaultNetwork", "extraPlugins"],
        Release::R24_05,
        Fate::Removed("CNI plugins do not work with podman's networks any more; drop it"),
    ),
    entry(&["virtualisation", "rkt"], Release::R24_05, Fate::Removed("rkt was removed from NixOS; use podman")),
];

#[cfg(test)]
mod tests {
    use super::super::{Known, exists, lookup};
    use super::*;

    #[test]
    fn sorted_and_leading_somewhere() {
        assert!(RENAMES.is_sorted_by_key(|rename| rename.from));
        for rename in all() {
            let Some(to) = rename.to() else { continue };
            assert_ne!(exists(to), Known::No, "{to:?}");
            assert!(find(to).is_none(), "{to:?} was renamed again");
        }
    }

    #[test]
    fn the_old_path_is_no_option_in_the_same_release() {
        for rename in all() {
            for release in Release::ALL.into_iter().filter(|r| rename.since <= *r) {
                assert!(lookup::find(release, rename.from).is_none(), "{:?} in {release}", rename.from);
            }
        }
    }

    #[test]
    fn a_path_below_a_renamed_one_is_found() {
        let path = ["users", "extraUsers", "app", "linger"];
        assert_eq!(find(&path).and_then(Rename::to), Some(["users", "users"].as_slice()));
        let live = ["virtualisation", "docker", "liveRestore"];
        assert!(find_in(Release::R24_05, &live).is_none());
        assert!(find_in(Release::R24_11, &live).is_some());
        assert!(find(&["users", "users"]).is_none());
    }
}
