//! Firewall and kernel settings.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

use super::Datum;
use super::listeners::{self, Listener};

/// What decides who reaches a published port.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// `networking.firewall.enable`
    pub firewall: Datum,
    /// `networking.firewall.allowedTCPPorts` and `allowedUDPPorts`
    pub open_tcp: Datum,
    pub open_udp: Datum,
    /// `networking.firewall.allowedTCPPortRanges` and `allowedUDPPortRanges`
    pub open_tcp_ranges: Datum,
    pub open_udp_ranges: Datum,
    /// Services of NixOS that listen on ports.
    pub listeners: Vec<Listener>,
    /// `networking.hosts` by address, `networking.extraHosts`, `networking.hostName`
    pub hosts: Datum,
    pub extra_hosts: Datum,
    pub host_name: Datum,
    /// `boot.kernel.sysctl."net.ipv4.ip_unprivileged_port_start"`
    pub unprivileged_port_start: Datum,
}

impl Network {
    /// Whether the firewall lets a port in on every interface; `None` while that is not known.
    pub fn lets_in(&self, port: u16, protocol: &str) -> Option<bool> {
        let (ports, ranges) = match protocol {
            "udp" => (&self.open_udp, &self.open_udp_ranges),
            _ => (&self.open_tcp, &self.open_tcp_ranges),
        };
        let port = i64::from(port);
        let in_range = |range: &Datum| -> Option<bool> {
            Some((range.get("from").int()?..=range.get("to").int()?).contains(&port))
        };
        let mut found = ports.items().iter().map(|d| d.int().map(|n| n == port)).collect::<Vec<_>>();
        found.extend(ranges.items().iter().map(in_range));
        if found.contains(&Some(true)) {
            return Some(true);
        }
        let known = |d: &Datum| d.is_complete() || *d == Datum::Absent;
        (known(ports) && known(ranges) && !found.contains(&None)).then_some(false)
    }
}

impl Network {
    pub(super) fn read(ev: &mut Eval, root: &Rc<Node>) -> Network {
        let listeners = listeners::read(ev, root);
        let mut at = |path: &[&str], depth| Datum::read(ev, root, path, depth);
        let firewall = |name| ["networking", "firewall", name];
        let sysctl = at(&["boot", "kernel", "sysctl"], 1);
        Network {
            listeners,
            firewall: at(&firewall("enable"), 0),
            open_tcp: at(&firewall("allowedTCPPorts"), 1),
            open_udp: at(&firewall("allowedUDPPorts"), 1),
            open_tcp_ranges: at(&firewall("allowedTCPPortRanges"), 2),
            open_udp_ranges: at(&firewall("allowedUDPPortRanges"), 2),
            hosts: at(&["networking", "hosts"], 2),
            extra_hosts: at(&["networking", "extraHosts"], 0),
            host_name: at(&["networking", "hostName"], 0),
            unprivileged_port_start: sysctl.get("net.ipv4.ip_unprivileged_port_start").clone(),
        }
    }
}
