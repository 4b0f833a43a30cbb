//! The settings of podman and docker themselves.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

use super::Datum;
use crate::oci::{Field, view};

/// `virtualisation.podman`, `virtualisation.docker`, `virtualisation.containers`.
#[derive(Clone, Debug)]
pub struct Engines {
    /// `virtualisation.podman.dockerCompat`
    pub docker_compat: Field<bool>,
    /// `virtualisation.podman.dockerSocket.enable`
    pub docker_socket: Field<bool>,
    /// `virtualisation.docker.enable`
    pub docker_enable: Field<bool>,
    /// `virtualisation.docker.rootless.enable`
    pub docker_rootless: Field<bool>,
    /// `enableNvidia` of podman and docker, which is obsolete.
    pub podman_nvidia: Datum,
    pub docker_nvidia: Datum,
    /// `hardware.nvidia-container-toolkit.enable`
    pub nvidia_toolkit: Datum,
    /// Where podman looks for images without a registry.
    pub search: Datum,
    /// Whether containers on podman's default network find each other by name.
    pub default_dns: Datum,
    /// Whether the configuration of the engine says on which addresses ports are published by default.
    pub docker_address: Datum,
    pub podman_address: Datum,
    /// `virtualisation.docker.daemon.settings.iptables`: whether docker opens the firewall.
    pub docker_iptables: Datum,
    /// Networks by the modules of quadlet-nix, and projects by those of arion.
    pub quadlet_networks: Datum,
    pub arion_projects: Datum,
    /// `systemd.timers.podman-auto-update`
    pub auto_update_timer: Datum,
}

impl Engines {
    pub(super) fn read(ev: &mut Eval, root: &Rc<Node>) -> Engines {
        let daemon = Datum::read(ev, root, &["virtualisation", "docker", "daemon", "settings"], 1);
        let containers = Datum::read(ev, root, &["virtualisation", "containers", "containersConf", "settings"], 2);
        let mut switch = |path: &[&str]| view::boolean(ev, root, path, false);
        let docker_compat = switch(&["virtualisation", "podman", "dockerCompat"]);
        let docker_socket = switch(&["virtualisation", "podman", "dockerSocket", "enable"]);
        let docker_enable = switch(&["virtualisation", "docker", "enable"]);
        let docker_rootless = switch(&["virtualisation", "docker", "rootless", "enable"]);
        let mut at = |path: &[&str], depth| Datum::read(ev, root, path, depth);
        Engines {
            docker_compat,
            docker_socket,
            docker_enable,
            docker_rootless,
            docker_address: daemon.get("ip").clone(),
            podman_address: containers.get("network").get("default_host_ips").clone(),
            docker_iptables: daemon.get("iptables").clone(),
            quadlet_networks: at(&["virtualisation", "quadlet", "networks"], 1),
            arion_projects: at(&["virtualisation", "arion", "projects"], 1),
            podman_nvidia: at(&["virtualisation", "podman", "enableNvidia"], 0),
            docker_nvidia: at(&["virtualisation", "docker", "enableNvidia"], 0),
            nvidia_toolkit: at(&["hardware", "nvidia-container-toolkit", "enable"], 0),
            search: at(&["virtualisation", "containers", "registries", "search"], 1),
            default_dns: at(&["virtualisation", "podman", "defaultNetwork", "settings"], 1).get("dns_enabled").clone(),
            auto_update_timer: at(&["systemd", "timers"], 1).get("podman-auto-update").clone(),
        }
    }
}
