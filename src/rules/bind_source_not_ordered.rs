//! OCI305: a container that may start before what it mounts is there.

use crate::oci::facts::Datum;
use crate::oci::mounts::{self, is_below};

use super::cx::{RuleCx, Sink, attr, if_enabled};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Mentions volumes on a file system that is mounted late or not for sure (`nofail`, `noauto`, `_netdev`, NFS and
    /// the like) where the unit does not wait for it.
    ///
    /// ## Why is this bad?
    /// NixOS does not tie the unit of a container to what its volumes lie on. Started before the mount, the container
    /// sees, and fills, the empty directory below it.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/tank/media:/media" ];
    ///   };
    ///   fileSystems."/tank" = {
    ///     device = "nas:/tank";
    ///     fsType = "nfs";
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     volumes = [ "/tank/media:/media" ];
    ///   };
    ///   fileSystems."/tank" = {
    ///     device = "nas:/tank";
    ///     fsType = "nfs";
    ///   };
    ///   systemd.services.podman-web.unitConfig.RequiresMountsFor = [ "/tank/media" ];
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about file systems and sources that are not known. Local file systems without such options are mounted
    /// before any service starts.
    pub(super) static BIND_SOURCE_NOT_ORDERED = "OCI305" "bind-source-not-ordered" Info;
}

const REMOTE: &[&str] =
    &["nfs", "nfs4", "cifs", "smb3", "glusterfs", "ceph", "9p", "virtiofs", "fuse.sshfs", "fuse.rclone"];
const LATE: &[&str] = &["nofail", "noauto", "_netdev", "x-systemd.automount"];

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    let late: Vec<&str> = cx
        .facts
        .storage
        .file_systems
        .entries()
        .iter()
        .filter(|(p, fs)| p != "/" && is_late(fs))
        .map(|(p, _)| p.as_str())
        .collect();
    if late.is_empty() {
        return;
    }
    for container in cx.containers() {
        let Some(unit) = cx.service_name(container) else { continue };
        let own = cx.host.services.iter().find(|s| s.name == unit);
        // Whatever it waits for, somebody has thought of it.
        let waits = own.is_some_and(|s| {
            *s.unit_config.get("RequiresMountsFor") != Datum::Absent
                || s.after
                    .items
                    .iter()
                    .any(|i| i.text.known().is_none_or(|t| t.ends_with(".mount") || t.contains("fs.target")))
        });
        if waits {
            continue;
        }
        for mount in mounts::of(container, cx.argv(container), cx.backend()).0 {
            let Some(source) = mount.bind_source().map(mounts::clean) else { continue };
            let Some(on) = late.iter().find(|fs| is_below(&source, fs)) else { continue };
            let Some(at) = mount.at.or(container.at) else { continue };
            let message = format!("`{source}` lies on `{on}`, which may be mounted after the container starts");
            let d = BIND_SOURCE_NOT_ORDERED.at(at, message).container(container.name.as_str());
            let path = format!("systemd.services.{}.unitConfig.RequiresMountsFor", attr(unit));
            out.push(if_enabled(
                d.help(format!("set `{path} = [ \"{source}\" ];`")),
                container.certain && mount.certain,
            ));
        }
    }
}

fn is_late(file_system: &Datum) -> bool {
    let kind = file_system.get("fsType").str().is_some_and(|t| REMOTE.contains(&t));
    let options = file_system.get("options").items().iter().filter_map(|o| o.str());
    kind || options.into_iter().any(|o| LATE.contains(&o))
}
