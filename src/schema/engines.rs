//! `virtualisation.podman`, `virtualisation.docker` and the configuration that both and others share
//! (`virtualisation.containers`).

use super::decl::{Computed, Decl, Default, EMPTY_LIST, Extra, Submodule, opt};
use super::release::Release::R24_11;
use super::ty::{LIST_OF_STR, Ty};

const PACKAGES: Ty = Ty::ListOf(&Ty::Package);

pub(super) static CONTAINERS: &[Decl] = &[
    opt(
        &["virtualisation", "containers", "containersConf", "cniPlugins"],
        PACKAGES,
        Default::Unknown,
        "CNI plugins for networks",
    ),
    opt(
        &["virtualisation", "containers", "containersConf", "settings"],
        Ty::Toml,
        Default::EmptyAttrs,
        "Content of `containers.conf`",
    ),
    opt(
        &["virtualisation", "containers", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Write the files below `/etc/containers`",
    ),
    opt(
        &["virtualisation", "containers", "ociSeccompBpfHook", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Let a hook record the system calls of a container",
    ),
    opt(
        &["virtualisation", "containers", "policy"],
        Ty::Attrs,
        Default::EmptyAttrs,
        "Which images are trusted; empty means the policy of skopeo",
    ),
    opt(&["virtualisation", "containers", "registries", "block"], LIST_OF_STR, EMPTY_LIST, "Registries never to use"),
    opt(
        &["virtualisation", "containers", "registries", "insecure"],
        LIST_OF_STR,
        EMPTY_LIST,
        "Registries to use without checking their certificate",
    ),
    opt(
        &["virtualisation", "containers", "registries", "search"],
        LIST_OF_STR,
        Default::List(&["docker.io", "quay.io"]),
        "Registries in which podman looks for an image without one",
    ),
    opt(
        &["virtualisation", "containers", "storage", "settings"],
        Ty::Toml,
        Default::Unknown,
        "Content of `storage.conf`",
    ),
];

pub(super) static DOCKER: &[Decl] = &[
    opt(
        &["virtualisation", "docker", "autoPrune", "allVolumes", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Remove all unused volumes too, not only the unnamed",
    ),
    opt(
        &["virtualisation", "docker", "autoPrune", "allVolumes", "flags"],
        LIST_OF_STR,
        EMPTY_LIST,
        "Further options of `docker volume prune`",
    ),
    opt(&["virtualisation", "docker", "autoPrune", "dates"], Ty::Str, Default::Str("weekly"), "When to clean up"),
    opt(
        &["virtualisation", "docker", "autoPrune", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Remove what docker no longer uses, regularly",
    ),
    opt(
        &["virtualisation", "docker", "autoPrune", "flags"],
        LIST_OF_STR,
        EMPTY_LIST,
        "Further options of `docker system prune`",
    ),
    opt(
        &["virtualisation", "docker", "autoPrune", "persistent"],
        Ty::Bool,
        Default::Bool(true),
        "Catch up on a cleaning that was missed",
    ),
    opt(
        &["virtualisation", "docker", "autoPrune", "randomizedDelaySec"],
        Ty::SingleLineStr,
        Default::Str("0"),
        "Longest random delay before a cleaning",
    ),
    opt(
        &["virtualisation", "docker", "daemon", "settings"],
        Ty::Json,
        Default::EmptyAttrs,
        "Content of docker's `daemon.json`",
    )
    .until(R24_11),
    opt(
        &["virtualisation", "docker", "daemon", "settings"],
        Ty::Submodule(&DAEMON_SETTINGS),
        Default::EmptyAttrs,
        "Content of docker's `daemon.json`",
    )
    .since(R24_11),
    opt(
        &["virtualisation", "docker", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Run docker; oci-containers sets it if docker is its backend",
    ),
    opt(
        &["virtualisation", "docker", "enableNvidia"],
        Ty::Bool,
        Default::Bool(false),
        "Deprecated: use `hardware.nvidia-container-toolkit.enable`",
    ),
    opt(
        &["virtualisation", "docker", "enableOnBoot"],
        Ty::Bool,
        Default::Bool(true),
        "Start docker at boot, not at the first use of its socket",
    ),
    opt(
        &["virtualisation", "docker", "extraOptions"],
        Ty::Separated(" "),
        Default::Str(""),
        "Further options of dockerd",
    ),
    opt(&["virtualisation", "docker", "extraPackages"], PACKAGES, EMPTY_LIST, "Further packages on dockerd's PATH"),
    opt(
        &["virtualisation", "docker", "listenOptions"],
        LIST_OF_STR,
        Default::List(&["/run/docker.sock"]),
        "Sockets on which docker listens",
    ),
    opt(
        &["virtualisation", "docker", "liveRestore"],
        Ty::Bool,
        Default::Bool(true),
        "Keep containers running while dockerd restarts",
    )
    .until(R24_11),
    opt(
        &["virtualisation", "docker", "logDriver"],
        Ty::Enum(&[
            "none",
            "json-file",
            "syslog",
            "journald",
            "gelf",
            "fluentd",
            "awslogs",
            "splunk",
            "etwlogs",
            "gcplogs",
            "local",
        ]),
        Default::Str("journald"),
        "Where the output of containers goes unless they say otherwise",
    ),
    opt(&["virtualisation", "docker", "package"], Ty::Package, Default::Unknown, "The docker package"),
    opt(
        &["virtualisation", "docker", "rootless", "daemon", "settings"],
        Ty::Json,
        Default::EmptyAttrs,
        "Content of `daemon.json` of rootless docker",
    ),
    opt(
        &["virtualisation", "docker", "rootless", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Run docker in each user's session; not what oci-containers uses",
    ),
    opt(
        &["virtualisation", "docker", "rootless", "extraPackages"],
        PACKAGES,
        EMPTY_LIST,
        "Further packages on the PATH of rootless docker",
    ),
    opt(
        &["virtualisation", "docker", "rootless", "package"],
        Ty::Package,
        Default::Unknown,
        "The package for rootless docker",
    ),
    opt(
        &["virtualisation", "docker", "rootless", "setSocketVariable"],
        Ty::Bool,
        Default::Bool(false),
        "Point `DOCKER_HOST` of users to rootless docker",
    ),
    opt(
        &["virtualisation", "docker", "storageDriver"],
        Ty::NullOr(&Ty::Enum(&["aufs", "btrfs", "devicemapper", "overlay", "overlay2", "zfs"])),
        Default::Null,
        "How docker stores images; null lets docker choose",
    ),
];

static DAEMON_SETTINGS: Submodule = Submodule {
    groups: &[&[opt(
        &["live-restore"],
        Ty::Bool,
        Default::Computed(Computed::LiveRestore),
        "Keep containers running while dockerd restarts",
    )]],
    extra: Extra::Freeform(&Ty::Json),
};

pub(super) static PODMAN: &[Decl] = &[
    opt(&["virtualisation", "podman", "autoPrune", "dates"], Ty::Str, Default::Str("weekly"), "When to clean up"),
    opt(
        &["virtualisation", "podman", "autoPrune", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Remove what podman no longer uses, regularly",
    ),
    opt(
        &["virtualisation", "podman", "autoPrune", "flags"],
        LIST_OF_STR,
        EMPTY_LIST,
        "Further options of `podman system prune`",
    ),
    opt(
        &["virtualisation", "podman", "defaultNetwork", "settings"],
        Ty::Json,
        Default::EmptyAttrs,
        "Settings of podman's default network, such as `dns_enabled`",
    ),
    opt(
        &["virtualisation", "podman", "dockerCompat"],
        Ty::Bool,
        Default::Bool(false),
        "Provide a command `docker` that is podman",
    ),
    opt(
        &["virtualisation", "podman", "dockerSocket", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Provide podman's socket where docker's would be",
    ),
    opt(
        &["virtualisation", "podman", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Install podman; oci-containers sets it if podman is its backend",
    ),
    opt(
        &["virtualisation", "podman", "enableNvidia"],
        Ty::Bool,
        Default::Bool(false),
        "Deprecated: use `hardware.nvidia-container-toolkit.enable`",
    ),
    opt(&["virtualisation", "podman", "extraPackages"], PACKAGES, EMPTY_LIST, "Further packages on podman's PATH"),
    opt(
        &["virtualisation", "podman", "extraRuntimes"],
        PACKAGES,
        Default::Unknown,
        "Further runtimes that podman can use",
    ),
    opt(
        &["virtualisation", "podman", "networkSocket", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Offer podman's API on the network, guarded by client certificates",
    ),
    opt(
        &["virtualisation", "podman", "networkSocket", "listenAddress"],
        Ty::Str,
        Default::Str("0.0.0.0"),
        "Address on which the API listens",
    ),
    opt(
        &["virtualisation", "podman", "networkSocket", "openFirewall"],
        Ty::Bool,
        Default::Bool(false),
        "Open the API's port in the firewall",
    ),
    opt(
        &["virtualisation", "podman", "networkSocket", "port"],
        Ty::Port,
        Default::Int(2376),
        "Port on which the API listens",
    ),
    opt(
        &["virtualisation", "podman", "networkSocket", "server"],
        Ty::Enum(&["ghostunnel"]),
        Default::None,
        "The proxy that handles TLS",
    ),
    opt(
        &["virtualisation", "podman", "networkSocket", "tls", "cacert"],
        Ty::Path,
        Default::None,
        "Certificate of the authority for clients",
    ),
    opt(
        &["virtualisation", "podman", "networkSocket", "tls", "cert"],
        Ty::Path,
        Default::None,
        "Certificate of the server",
    ),
    opt(
        &["virtualisation", "podman", "networkSocket", "tls", "key"],
        Ty::Path,
        Default::None,
        "Private key of the server",
    ),
    opt(&["virtualisation", "podman", "package"], Ty::Package, Default::Unknown, "The podman package").applied(),
];
