//! The options of `podman run` and `docker run`: which exist, and which take a value. Read from podman 5.4 with its
//! global options, which it also takes after `run`, and from the docker 28.2 client.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Backend;

/// An option of `run`.
#[derive(Debug, PartialEq, Eq)]
pub struct Flag {
    /// The long name, without dashes.
    pub name: &'static str,
    /// The letter of its short form.
    pub short: Option<char>,
    /// Whether it takes a value; a Boolean takes one only after `=`.
    pub takes_value: bool,
    /// Whether it is one of podman's global options.
    pub global: bool,
}

/// `name` or `name(-x)`, Booleans first.
const PODMAN_BOOLEANS: &str = "detach(-d) disable-content-trust env-host help http-proxy init interactive(-i) \
    no-healthcheck no-hostname no-hosts oom-kill-disable passwd privileged publish-all(-P) quiet(-q) read-only \
    read-only-tmpfs replace rm rmi rootfs sig-proxy tls-verify tty(-t) unsetenv-all";
const PODMAN_VALUES: &str = "add-host annotation arch attach(-a) authfile blkio-weight blkio-weight-device cap-add \
    cap-drop cert-dir cgroup-conf cgroup-parent cgroupns cgroups chrootdirs cidfile conmon-pidfile cpu-period \
    cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares(-c) cpus cpuset-cpus cpuset-mems creds decryption-key \
    detach-keys device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops dns \
    dns-option dns-search entrypoint env(-e) env-file env-merge expose gidmap gpus group-add group-entry health-cmd \
    health-interval health-log-destination health-max-log-count health-max-log-size health-on-failure \
    health-retries health-start-period health-timeout health-startup-cmd health-startup-interval \
    health-startup-retries health-startup-success health-startup-timeout hostname(-h) hosts-file hostuser \
    image-volume init-ctr init-path ip ip6 ipc kernel-memory label(-l) label-file log-driver log-opt mac-address \
    memory(-m) memory-reservation memory-swap memory-swappiness mount name network network-alias oom-score-adj os \
    passwd-entry personality pid pidfile pids-limit platform pod pod-id-file preserve-fd preserve-fds publish(-p) \
    pull rdt-class requires restart retry retry-delay sdnotify seccomp-policy secret security-opt shm-size \
    shm-size-systemd signature-policy stop-signal stop-timeout subgidname subuidname sysctl systemd timeout tmpfs \
    tz uidmap ulimit umask unsetenv user(-u) userns uts variant volume(-v) volumes-from workdir(-w)";
const PODMAN_GLOBAL_BOOLEANS: &str = "transient-store syslog trace";
const PODMAN_GLOBAL_VALUES: &str = "cgroup-manager conmon network-config-dir default-mounts-file events-backend \
    hooks-dir cdi-spec-dir root registries-conf runroot imagestore pull-option runtime storage-driver tmpdir \
    volumepath storage-opt log-level runtime-flag max-workers";
const DOCKER_BOOLEANS: &str = "detach(-d) disable-content-trust help init interactive(-i) no-healthcheck \
    oom-kill-disable privileged publish-all(-P) quiet(-q) read-only rm sig-proxy tty(-t) use-api-socket";
const DOCKER_VALUES: &str = "add-host annotation attach(-a) blkio-weight blkio-weight-device cap-add cap-drop \
    cgroup-parent cgroupns cidfile cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period cpu-rt-runtime \
    cpu-shares(-c) cpus cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule device-read-bps \
    device-read-iops device-write-bps device-write-iops dns dns-option dns-search domainname entrypoint env(-e) \
    env-file expose gpus group-add health-cmd health-interval health-retries health-start-interval \
    health-start-period health-timeout hostname(-h) io-maxbandwidth io-maxiops ip ip6 ipc isolation kernel-memory \
    label(-l) label-file link link-local-ip log-driver log-opt mac-address memory(-m) memory-reservation \
    memory-swap memory-swappiness mount name network network-alias oom-score-adj pid pids-limit platform \
    publish(-p) pull restart runtime security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs ulimit \
    user(-u) userns uts volume(-v) volume-driver volumes-from workdir(-w)";

/// Second names: of both backends, then of podman alone.
const ALIASES: &[(&str, &str)] = &[("net", "network"), ("dns-opt", "dns-option")];
const DOCKER_ALIASES: &[(&str, &str)] = &[("net-alias", "network-alias")];
const PODMAN_ALIASES: &[(&str, &str)] = &[
    ("healthcheck-command", "health-cmd"),
    ("healthcheck-interval", "health-interval"),
    ("healthcheck-retries", "health-retries"),
    ("healthcheck-start-period", "health-start-period"),
    ("healthcheck-timeout", "health-timeout"),
    ("override-arch", "arch"),
    ("override-os", "os"),
    ("override-variant", "variant"),
];

/// The options of one backend.
struct Table {
    flags: Vec<Flag>,
    long: FxHashMap<&'static str, usize>,
    short: FxHashMap<char, usize>,
}

impl Table {
    fn new(groups: &[(&'static str, bool, bool)], aliases: &[&[(&'static str, &'static str)]]) -> Table {
        let mut table = Table { flags: Vec::new(), long: FxHashMap::default(), short: FxHashMap::default() };
        for &(words, takes_value, global) in groups {
            for word in words.split_whitespace() {
                let (name, rest) = word.split_once("(-").unwrap_or((word, ""));
                let short = rest.chars().next();
                let index = table.flags.len();
                table.flags.push(Flag { name, short, takes_value, global });
                table.long.insert(name, index);
                table.short.extend(short.map(|c| (c, index)));
            }
        }
        for &(alias, name) in aliases.iter().copied().flatten() {
            if let Some(&index) = table.long.get(name) {
                table.long.insert(alias, index);
            }
        }
        table
    }

    fn get(&self, index: Option<&usize>) -> Option<&Flag> {
        self.flags.get(*index?)
    }
}

static PODMAN: LazyLock<Table> = LazyLock::new(|| {
    let groups = [
        (PODMAN_BOOLEANS, false, false),
        (PODMAN_VALUES, true, false),
        (PODMAN_GLOBAL_BOOLEANS, false, true),
        (PODMAN_GLOBAL_VALUES, true, true),
    ];
    Table::new(&groups, &[ALIASES, PODMAN_ALIASES])
});
static DOCKER: LazyLock<Table> = LazyLock::new(|| {
    Table::new(&[(DOCKER_BOOLEANS, false, false), (DOCKER_VALUES, true, false)], &[ALIASES, DOCKER_ALIASES])
});

fn tables(backend: Option<Backend>) -> impl Iterator<Item = &'static Table> {
    let podman = (backend != Some(Backend::Docker)).then(|| &*PODMAN);
    let docker = (backend != Some(Backend::Podman)).then(|| &*DOCKER);
    podman.into_iter().chain(docker)
}

/// The option with this long name or alias, without dashes; while the backend is not known, of either.
pub fn long(backend: Option<Backend>, name: &str) -> Option<&'static Flag> {
    tables(backend).find_map(|t| t.get(t.long.get(name)))
}

/// The option with this letter.
pub fn short(backend: Option<Backend>, letter: char) -> Option<&'static Flag> {
    tables(backend).find_map(|t| t.get(t.short.get(&letter)))
}

/// Every long name that a backend takes, aliases included, sorted.
pub fn names(backend: Option<Backend>) -> Vec<&'static str> {
    let mut out: Vec<&str> = Vec::new();
    for table in tables(backend) {
        // The order of a hash table does not show: it is sorted below.
        #[expect(clippy::iter_over_hash_type, reason = "sorted below")]
        for name in table.long.keys() {
            out.push(name);
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_and_letters_lead_to_the_flag() {
        let name = |b, n| long(Some(b), n).map(|f| f.name);
        assert_eq!(name(Backend::Podman, "net"), Some("network"));
        assert_eq!(name(Backend::Docker, "net-alias"), Some("network-alias"));
        assert_eq!(name(Backend::Podman, "net-alias"), None);
        assert_eq!(name(Backend::Podman, "healthcheck-command"), Some("health-cmd"));
        assert_eq!(name(Backend::Docker, "sdnotify"), None);
        assert_eq!(long(None, "link").map(|f| f.takes_value), Some(true));
        assert_eq!(short(Some(Backend::Podman), 'h').map(|f| f.name), Some("hostname"));
        assert!(long(Some(Backend::Podman), "cdi-spec-dir").is_some_and(|f| f.global && f.takes_value));
    }

    #[test]
    fn tables_are_free_of_repetitions() {
        for table in [&PODMAN, &DOCKER] {
            let mut seen: Vec<_> = table.flags.iter().map(|f| f.name).collect();
            seen.sort_unstable();
            assert!(seen.windows(2).all(|w| w[0] != w[1]));
            assert!(table.flags.iter().all(|f| f.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')));
        }
        assert!(names(Some(Backend::Docker)).contains(&"dns-opt"));
    }
}
