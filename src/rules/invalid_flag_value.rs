//! OCI509: a value that an option of `run` does not take.

use core::net::IpAddr;

use crate::diag::{Diagnostic, Fix, Severity};
use crate::oci::argv::Given;
use crate::oci::quantity::{is_duration, is_size};
use crate::oci::{Backend, Container};

use super::cx::{RuleCx, Sink, has_variable};
use super::flags;
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports values in `extraOptions` that the runtime refuses: durations without a unit, sizes, numbers,
    /// `--ulimit`, `--add-host`, `--mac-address`, `--ip`, `--sysctl`, `--security-opt`, `--annotation`, and Booleans
    /// that are none.
    ///
    /// ## Why is this bad?
    /// The runtime refuses the whole command: the unit fails each time it starts.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--health-cmd=true" "--health-interval=30" ];
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.backend = "podman";
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     extraOptions = [ "--health-cmd=true" "--health-interval=30s" ];
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about values that are not fully known, and about words that a newer version may know.
    pub(super) static INVALID_FLAG_VALUE = "OCI509" "invalid-flag-value" Error;
}

const DURATIONS: &[&str] = &[
    "health-interval",
    "health-start-interval",
    "health-start-period",
    "health-startup-interval",
    "health-startup-timeout",
    "health-timeout",
];
const SIZES: &[&str] =
    &["memory", "memory-reservation", "memory-swap", "shm-size", "kernel-memory", "health-max-log-size"];
const NUMBERS: &[&str] = &[
    "blkio-weight",
    "cpu-period",
    "cpu-quota",
    "cpu-shares",
    "health-retries",
    "memory-swappiness",
    "oom-score-adj",
    "pids-limit",
    "stop-timeout",
];
/// What `--security-opt` of podman begins with.
const SECURITY: &[&str] =
    &["apparmor", "label", "mask", "no-new-privileges", "proc-opts", "seccomp", "systempaths", "unmask"];
const SECURITY_DOCKER: &[&str] =
    &["apparmor", "credentialspec", "label", "no-new-privileges", "seccomp", "systempaths", "writable-cgroups"];
/// Limits by their names in `--ulimit`.
const LIMITS: &[&str] = &[
    "as",
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// Why a value is refused, what to do, and what to write if that is clear.
struct Problem {
    why: String,
    help: &'static str,
    better: Option<String>,
    severity: Severity,
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        for given in cx.argv(container).understood() {
            out.extend(option(cx, container, given).map(|d| flags::settled(cx, container, d)));
        }
    }
}

fn option(cx: &RuleCx<'_>, container: &Container, given: &Given<'_>) -> Option<Diagnostic> {
    let text = given.value.as_ref().filter(|t| !has_variable(t))?;
    let value = text.known()?;
    let flag = given.flag?;
    let problem = if flag.takes_value { value_of(cx.backend(), flag.name, value) } else { boolean(given) }?;
    let message = format!("`{}`: {}", flags::written(given), problem.why);
    let d =
        flags::finding(&INVALID_FLAG_VALUE, container, given, message)?.severity(problem.severity).help(problem.help);
    let better = problem.better.map(|b| format!("--{}={b}", flag.name));
    Some(match better.and_then(|b| Some((flags::rewritten(given, &b)?, b))) {
        Some((changes, better)) => d.fix(Fix::risky(format!("write `{better}`"), changes)),
        None => d,
    })
}

fn error(why: impl Into<String>, help: &'static str) -> Option<Problem> {
    Some(Problem { why: why.into(), help, better: None, severity: Severity::Error })
}

fn boolean(given: &Given<'_>) -> Option<Problem> {
    match given.truth() {
        Some(_) => None,
        None => error("this is neither true nor false", "write `=true` or `=false`, or no value at all"),
    }
}

fn value_of(backend: Option<Backend>, name: &str, value: &str) -> Option<Problem> {
    let docker = backend == Some(Backend::Docker);
    match name {
        _ if DURATIONS.contains(&name) => {
            let disabled = value == "disable" && !docker;
            if is_duration(value) || disabled {
                return None;
            }
            let bare = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
            let better = bare.then(|| format!("{value}s"));
            let help = "write a duration with its unit: `30s`, `1m30s`";
            Some(Problem { why: "a duration has a unit".into(), help, better, severity: Severity::Error })
        }
        "memory-swap" if value == "-1" => None,
        _ if SIZES.contains(&name) => {
            if is_size(value) {
                None
            } else {
                error("this is not a size", "write a number and a unit: `512m`, `2g`")
            }
        }
        _ if NUMBERS.contains(&name) => match value.trim().parse::<i64>() {
            Ok(_) => None,
            Err(_) => error("this is not a whole number", "write a number"),
        },
        "cpus" => match value.parse::<f64>() {
            Ok(_) => None,
            Err(_) => error("this is not a number", "write a number of processors: `1.5`"),
        },
        "ulimit" => limit(value),
        "add-host" => host(value),
        "mac-address" => {
            let parts: Vec<&str> = value.split([':', '-']).collect();
            let is_byte = |p: &&str| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit());
            let fine = parts.len() == 6 && parts.iter().all(is_byte);
            if fine { None } else { error("this is not a hardware address", "write six bytes: `92:d0:c6:0a:29:33`") }
        }
        "ip" | "ip6" => match value.parse::<IpAddr>() {
            Ok(a) if a.is_ipv6() == (name == "ip6") => None,
            _ => error("this is not an address of that kind", "write one address without a prefix length"),
        },
        "sysctl" | "annotation" => {
            let fine = value.split_once('=').is_some_and(|(k, _)| !k.is_empty());
            if fine { None } else { error("this has no name and value", "write `name=value`") }
        }
        "security-opt" => security(backend?, value),
        _ => None,
    }
}

fn limit(value: &str) -> Option<Problem> {
    if value == "host" {
        return None;
    }
    let help = "write `nofile=1024:2048`, soft limit first";
    let Some((name, limits)) = value.split_once('=') else { return error("this has no name and value", help) };
    if !LIMITS.contains(&name.to_ascii_lowercase().trim_start_matches("rlimit_")) {
        return error(format!("there is no limit `{name}`"), help);
    }
    let number = |t: &str| t.parse::<i64>().ok();
    let (soft, hard) = limits.split_once(':').unwrap_or((limits, limits));
    match (number(soft), number(hard)) {
        (Some(soft), Some(hard)) if soft > hard && hard != -1 => error("the soft limit is above the hard one", help),
        (Some(_), Some(_)) => None,
        _ => error("a limit is a whole number", help),
    }
}

/// `name:address`; docker takes `name=address` too.
fn host(value: &str) -> Option<Problem> {
    let help = "write `name:address`";
    let Some((name, address)) = value.split_once([':', '=']) else {
        return error("this has no name and address", help);
    };
    let bare = address.strip_prefix('[').and_then(|a| a.strip_suffix(']')).unwrap_or(address);
    if name.is_empty() {
        error("the name is empty", help)
    } else if address == "host-gateway" || bare.parse::<IpAddr>().is_ok() {
        None
    } else {
        error(format!("`{address}` is not an IP address"), "write an address, or `host-gateway` for the host")
    }
}

fn security(backend: Backend, value: &str) -> Option<Problem> {
    let known = if backend == Backend::Podman { SECURITY } else { SECURITY_DOCKER };
    let (key, rest) = value.split_once(['=', ':']).map_or((value, None), |(k, r)| (k, Some(r)));
    if !known.contains(&key) {
        let why = format!("{} has no security option `{key}`", backend.as_str());
        // A newer version may have one.
        let severity = if rest.is_some() { Severity::Warning } else { Severity::Error };
        return Some(Problem { why, help: "podman-run(1) and docker-run(1) list them", better: None, severity });
    }
    let needs = !matches!(key, "no-new-privileges" | "writable-cgroups");
    if needs && rest.is_none() { error(format!("`{key}` has no value"), "write `key=value`") } else { None }
}
