//! Services of NixOS that are on and listen on TCP ports, as far as their options say so beyond doubt.

use std::rc::Rc;

use crate::eval::Eval;
use crate::modules::Node;

use super::Datum;

/// A service and one of its ports.
#[derive(Clone, Debug, PartialEq)]
pub struct Listener {
    /// `services.openssh`
    pub option: String,
    pub port: u16,
}

/// Services with one port: the name, where it is set, what it is otherwise.
const SIMPLE: &[(&str, &[&str], u16)] = &[
    ("grafana", &["settings", "server", "http_port"], 3000),
    ("postgresql", &["settings", "port"], 5432),
    ("prometheus", &["port"], 9090),
];

/// What of sshd decides on other ports or addresses.
const OPENSSH: &[&str] = &["ports", "listenAddresses", "extraConfig", "startWhenNeeded"];

/// What of nginx decides on other ports or addresses.
const NGINX: &[&str] = &["config", "httpConfig", "defaultListen", "defaultListenAddresses", "defaultHTTPListenPort"];

pub(super) fn read(ev: &mut Eval, root: &Rc<Node>) -> Vec<Listener> {
    let mut out = Vec::new();
    let defined = root.defined_names(ev, "services");
    let is_on = |ev: &mut Eval, name: &str| {
        defined.iter().any(|d| d == name) && at(ev, root, name, &["enable"], 0).bool() == Some(true)
    };
    for (name, path, default) in SIMPLE {
        if is_on(ev, name) {
            let port = number(&at(ev, root, name, path, 0), *default);
            out.extend(port.map(|port| listener(name, port)));
        }
    }
    if is_on(ev, "openssh") && unset(ev, root, "openssh", OPENSSH) {
        out.push(listener("openssh", 22));
    }
    if is_on(ev, "nginx") && unset(ev, root, "nginx", NGINX) {
        out.extend(nginx(ev, root).into_iter().map(|port| listener("nginx", port)));
    }
    out
}

/// The ports of virtual hosts that do not say themselves where they listen.
fn nginx(ev: &mut Eval, root: &Rc<Node>) -> Vec<u16> {
    let mut out = Vec::new();
    let Ok(Some(node)) = root.descend(ev, &["services", "nginx"]) else { return out };
    for host in node.defined_names(ev, "virtualHosts") {
        let mut of_host = |name| at(ev, root, "nginx", &["virtualHosts", &host, name], 0);
        if of_host("listen") != Datum::Absent || of_host("listenAddresses") != Datum::Absent {
            continue;
        }
        if of_host("onlySSL") == Datum::Absent {
            out.push(80);
        }
        if ["addSSL", "forceSSL", "onlySSL"].iter().any(|name| of_host(name).bool() == Some(true)) {
            out.push(443);
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Whether none of these options of a service is set.
fn unset(ev: &mut Eval, root: &Rc<Node>, service: &str, options: &[&str]) -> bool {
    options.iter().all(|name| at(ev, root, service, &[name], 0) == Datum::Absent)
}

fn listener(name: &str, port: u16) -> Listener {
    Listener { option: format!("services.{name}"), port }
}

fn at(ev: &mut Eval, root: &Rc<Node>, service: &str, path: &[&str], depth: usize) -> Datum {
    let full: Vec<&str> = ["services", service].into_iter().chain(path.iter().copied()).collect();
    Datum::read(ev, root, &full, depth)
}

fn number(value: &Datum, default: u16) -> Option<u16> {
    match value {
        Datum::Absent => Some(default),
        other => u16::try_from(other.int()?).ok(),
    }
}
