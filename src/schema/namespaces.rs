//! Which option names exist in NixOS at all: to tell a typing mistake from an option that is not modelled here.
//!
//! `namespaces.txt` is the output of `nix/namespaces.nix` for nixpkgs of July 2026. Names of older releases are in it as
//! far as NixOS still knows what became of them.

use super::lookup::{Found, find, find_place};
use super::release::Release;
use super::{Extra, renames};

/// Whether an option of a name may exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// NixOS has it in some known release, or had it and knows what became of it.
    Yes,
    /// No known release has it. Another module may still declare it.
    No,
    /// Not known: deeper than the tables go, or in a family that well-known other projects add to.
    Unsure,
}

/// Whether NixOS itself has an option, or options below the path. The path goes into values as that of [`find`] does.
pub fn exists(path: &[&str]) -> Known {
    if renames::find(path).is_some() {
        return Known::Yes;
    }
    match Release::ALL.into_iter().rev().map(|release| declared(release, path)).reduce(either) {
        Some(Some(known)) => known,
        _ if FOREIGN.iter().any(|foreign| starts_with_dotted(path, foreign)) => Known::Unsure,
        _ => listed(path),
    }
}

/// The names at a path of which all are known, in order; `None` where the tables are silent.
pub fn names(path: &[&str]) -> Option<impl Iterator<Item = &'static str> + use<>> {
    let at = path.join(".");
    let (_, names) = levels().find(|(level, _)| *level == at)?;
    Some(names.split_ascii_whitespace())
}

/// What the declarations say: `None` if the path leaves them before it reaches an option.
fn declared(release: Release, path: &[&str]) -> Option<Known> {
    for end in (0..=path.len()).rev() {
        let head = path.get(..end)?;
        let Some(found) = find(release, head) else { continue };
        let whole = end == path.len();
        let place = find_place(release, head).filter(|place| place.rest.is_empty() || found == Found::Group);
        return match (found, place) {
            _ if whole => Some(Known::Yes),
            (_, Some(place)) => Some(match place.sub.extra {
                Extra::Open(others) if path.get(end).is_some_and(|word| others.contains(word)) => Known::Yes,
                Extra::Open(_) => Known::Unsure,
                Extra::Closed | Extra::Freeform(_) => Known::No,
            }),
            (Found::Group, None) => None,
            // The option exists; that its value has no such part is another matter.
            _ => Some(Known::Yes),
        };
    }
    None
}

/// `Yes` in one release is enough; what a table decides is better than nothing.
fn either(a: Option<Known>, b: Option<Known>) -> Option<Known> {
    match (a, b) {
        (Some(Known::Yes), _) | (_, Some(Known::Yes)) => Some(Known::Yes),
        (Some(Known::Unsure), _) | (_, Some(Known::Unsure)) => Some(Known::Unsure),
        (a, b) => a.and(b),
    }
}

fn listed(path: &[&str]) -> Known {
    for (depth, word) in path.iter().enumerate() {
        let Some(mut names) = path.get(..depth).and_then(names) else { return Known::Unsure };
        if !names.any(|name| name == *word) {
            return Known::No;
        }
    }
    Known::Yes
}

fn starts_with_dotted(path: &[&str], dotted: &str) -> bool {
    let mut words = path.iter();
    dotted.split('.').all(|word| words.next() == Some(&word))
}

/// Families of well-known projects outside NixOS, and of NixOS' own tests.
static FOREIGN: &[&str] = &[
    "age",
    "boot.lanzaboote",
    "catppuccin",
    "clan",
    "comin",
    "deployment",
    "disko",
    "environment.persistence",
    "facter",
    "flake",
    "hardware.asahi",
    "hardware.facter",
    "hjem",
    "home",
    "home-manager",
    "installer",
    "jovian",
    "mailserver",
    "microvm",
    "networking.primaryIPAddress",
    "networking.primaryIPv6Address",
    "nixarr",
    "snowfallorg",
    "sops",
    "stylix",
    "testing",
    "topology",
    "users.home-manager",
    "virtualisation.allInterfaces",
    "virtualisation.arion",
    "virtualisation.interfaces",
    "virtualisation.libvirt",
    "virtualisation.quadlet",
    "virtualisation.vlans",
    "vpnNamespaces",
    "wsl",
];

/// Lines `path: names`, of which the first has the empty path.
static LEVELS: &str = include_str!("namespaces.txt");

fn levels() -> impl Iterator<Item = (&'static str, &'static str)> {
    LEVELS.lines().filter_map(|line| line.split_once(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(dotted: &str) -> Known {
        exists(&dotted.split('.').collect::<Vec<_>>())
    }

    #[test]
    fn tables_are_sorted_and_reachable() {
        assert_eq!(levels().count(), LEVELS.lines().count());
        assert!(levels().map(|(path, _)| path.split('.')).is_sorted_by(|a, b| a.clone().lt(b.clone())));
        for (path, names) in levels() {
            let names: Vec<_> = names.split_ascii_whitespace().collect();
            assert!(names.is_sorted_by(|a, b| a < b), "{path}");
            assert!(path.is_empty() || check(path) == Known::Yes, "{path} is not listed above itself");
        }
        assert!(FOREIGN.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_declared_option_is_listed() {
        for decl in super::super::all_roots() {
            assert_ne!(listed(decl.path), Known::No, "{}", decl.name());
            assert_eq!(exists(decl.path), Known::Yes, "{}", decl.name());
        }
    }

    #[test]
    fn what_exists() {
        for dotted in [
            "virtualisation",
            "virtualisation.oci-containers.containers.web.ports",
            "virtualisation.oci-containers.containers.web.capabilities.NET_ADMIN",
            "virtualisation.docker.liveRestore",
            "virtualisation.memorySize",
            "docker-containers.web",
            "users.extraUsers.app.linger",
            "users.users.app.openssh.authorizedKeys.keys",
            "systemd.services.web.confinement.enable",
            "systemd.settings.Manager.LogLevel",
            "hardware.opengl",
            "time.timeZone",
        ] {
            assert_eq!(check(dotted), Known::Yes, "{dotted}");
        }
    }

    #[test]
    fn what_does_not_exist() {
        for dotted in [
            "virtualisation.oci-container",
            "virtualisation.oci-container.containers.web.image",
            "virtualization.docker.enable",
            "virtualisation.oci-containers.container.web",
            "virtualisation.oci-containers.containers.web.restart",
            "virtualisation.oci-containers.containers.web.login.password",
            "virtualisation.podman.compat",
            "user.users.app",
            "users.users.app.lingering",
            "systemd.services.web.serviceConf",
            "systemd.service.web",
            "network.hostName",
        ] {
            assert_eq!(check(dotted), Known::No, "{dotted}");
        }
    }

    #[test]
    fn what_is_not_for_us_to_say() {
        for dotted in [
            "services.nginx.enable",
            "services.no-such-service.enable",
            "environment.etc.hosts.text",
            "home-manager.users.app",
            "virtualisation.quadlet.containers.web",
            "boot.lanzaboote.enable",
        ] {
            assert_eq!(check(dotted), Known::Unsure, "{dotted}");
        }
    }
}
