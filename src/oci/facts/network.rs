//! Firewall and kernel settings.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

use super::Datum;

/// What decides who reaches a published port.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// `networking.firewall.enable`
    pub firewall: Datum,
    /// `networking.firewall.allowedTCPPorts` and `allowedUDPPorts`
    pub open_tcp: Datum,
    pub open_udp: Datum,
    /// `boot.kernel.sysctl."net.ipv4.ip_unprivileged_port_start"`
    pub unprivileged_port_start: Datum,
}

impl Network {
    pub(super) fn read(ev: &mut Eval, root: &Rc<Node>) -> Network {
        let mut at = |path: &[&str], depth| Datum::read(ev, root, path, depth);
        let sysctl = at(&["boot", "kernel", "sysctl"], 1);
        Network {
            firewall: at(&["networking", "firewall", "enable"], 0),
            open_tcp: at(&["networking", "firewall", "allowedTCPPorts"], 1),
            open_udp: at(&["networking", "firewall", "allowedUDPPorts"], 1),
            unprivileged_port_start: sysctl.get("net.ipv4.ip_unprivileged_port_start").clone(),
        }
    }
}
