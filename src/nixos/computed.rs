//! Defaults that follow from other options.

use std::rc::Rc;

use crate::base::Symbol;
use crate::eval::coerce::Builder;
use crate::eval::{Eval, Found, Piece, R, Shape, Value, WhyKind};

use crate::modules::{Loc, Sys};
use crate::schema::Computed;
use crate::sym;

use super::config;

/// The default of an option at `loc`; `None` when it is not modelled.
pub(super) fn compute(ev: &mut Eval, sys: &Rc<Sys>, how: Computed, loc: &Loc) -> R<Option<Value>> {
    let names = loc.names();
    Ok(Some(match how {
        Computed::Backend => {
            let v = older_than(ev, sys, "22.05")?;
            match v {
                Ok(true) => ev.string("docker"),
                Ok(false) => ev.string("podman"),
                Err(unknown) => unknown,
            }
        }
        Computed::LiveRestore => match older_than(ev, sys, "24.11")? {
            Ok(b) => Value::Bool(b),
            Err(unknown) => unknown,
        },
        Computed::ContainerServiceName => {
            let Some(container) = names.get(3) else { return Ok(None) };
            let backend = config(ev, sys, &["virtualisation", "oci-containers", "backend"])?.unwrap_or(Value::Null);
            let mut out = Builder::default();
            ev.push_string(backend, &mut out);
            out.push("-");
            out.push(container.as_str());
            ev.finish(out)
        }
        Computed::FirewallBackend => return Ok(None),
        Computed::AttrName | Computed::ImpliedName => {
            let Some(name) = names.len().checked_sub(2).map(|i| names[i]) else { return Ok(None) };
            ev.symbol_string(name)
        }
        Computed::UnitName => {
            let (Some(kind), Some(name)) = (names.get(1), names.get(2)) else { return Ok(None) };
            ev.string(&format!("{name}.{}", kind.as_str().trim_end_matches('s')))
        }
        Computed::PasswordFile => sibling(ev, sys, loc, "passwordFile")?,
        Computed::StrictShellChecks => {
            config(ev, sys, &["systemd", "enableStrictShellChecks"])?.unwrap_or(Value::Bool(false))
        }
        Computed::NixosRelease => ev.string(sys.release.as_str()),
        Computed::ProxyDefault => config(ev, sys, &["networking", "proxy", "default"])?.unwrap_or(Value::Null),
        Computed::ProxyEnvironment => return proxy_environment(ev, sys).map(Some),
        Computed::Fqdn | Computed::FqdnOrHostName => {
            let host = config(ev, sys, &["networking", "hostName"])?.unwrap_or(Value::Null);
            let domain = config(ev, sys, &["networking", "domain"])?.unwrap_or(Value::Null);
            match domain {
                Value::Null if how == Computed::FqdnOrHostName => host,
                Value::Null => return Ok(None),
                Value::Unknown(w, _) => Value::Unknown(w, Shape::Str),
                domain => {
                    let mut out = Builder::default();
                    ev.push_string(host, &mut out);
                    out.push(".");
                    ev.push_string(domain, &mut out);
                    ev.finish(out)
                }
            }
        }
    }))
}

/// Whether `system.stateVersion` is older than a release; the inner error is an unknown value.
fn older_than(ev: &mut Eval, sys: &Rc<Sys>, release: &str) -> R<Result<bool, Value>> {
    let v = config(ev, sys, &["system", "stateVersion"])?.unwrap_or(Value::Null);
    Ok(match v {
        Value::Str(s) => {
            let parse = |t: &str| -> Vec<u32> { t.split('.').map(|p| p.parse().unwrap_or(0)).collect() };
            Ok(parse(ev.text(s)) < parse(release))
        }
        v => Err(match ev.why_unknown(v) {
            Some(w) => Value::Unknown(w, Shape::Any),
            None => v,
        }),
    })
}

/// Another option of the same submodule instance.
fn sibling(ev: &mut Eval, sys: &Rc<Sys>, loc: &Loc, name: &str) -> R<Value> {
    let mut path: Vec<&str> = loc.names().iter().map(|n| n.as_str()).collect();
    path.pop();
    let instance = path.pop().map(Symbol::new);
    let set = config(ev, sys, &path)?.unwrap_or(Value::Null);
    match instance {
        Some(i) => {
            let v = ev.select_value(set, i)?;
            ev.select_value(v, Symbol::new(name))
        }
        None => Ok(Value::Null),
    }
}

/// `networking.proxy.envVars`: the proxy options that are set, as environment variables.
fn proxy_environment(ev: &mut Eval, sys: &Rc<Sys>) -> R<Value> {
    let mut out = Vec::new();
    let mut unknown = None;
    let default = config(ev, sys, &["networking", "proxy", "default"])?.unwrap_or(Value::Null);
    for (option, variable) in [
        ("httpProxy", "http_proxy"),
        ("httpsProxy", "https_proxy"),
        ("rsyncProxy", "rsync_proxy"),
        ("ftpProxy", "ftp_proxy"),
        ("allProxy", "all_proxy"),
        ("noProxy", "no_proxy"),
    ] {
        let v = config(ev, sys, &["networking", "proxy", option])?.unwrap_or(Value::Null);
        match v {
            Value::Null => {}
            Value::Unknown(w, _) => unknown = Some(w),
            v => out.push((variable, ev.cell(v))),
        }
    }
    // Without `noProxy`, a default proxy still spares this machine.
    if !matches!(default, Value::Null | Value::Unknown(..)) && !out.iter().any(|(n, _)| *n == "no_proxy") {
        let v = ev.string("127.0.0.1,localhost");
        out.push(("no_proxy", ev.cell(v)));
    }
    let set = ev.attrs_from(out);
    Ok(match (unknown, set) {
        (Some(w), Value::Attrs(a)) => {
            let entries = ev.entries(a);
            ev.attrs_with(entries, crate::eval::Rest::Open(w))
        }
        _ => set,
    })
}

/// The platform of a system, a string such as `x86_64-linux`: of NixOS at least that it is some Linux.
pub(super) fn platform(ev: &mut Eval, sys: &Rc<Sys>) -> R<Value> {
    if let Some(Value::Attrs(all)) = config(ev, sys, &["nixpkgs"])? {
        for option in ["hostPlatform", "system"] {
            let Found::Cell(c) = ev.find_listed(all, Symbol::new(option)) else { continue };
            let v = match ev.force(c)? {
                v @ Value::Attrs(_) => ev.select_value(v, sym!("system"))?,
                v => v,
            };
            if let Value::Str(_) = v {
                return Ok(v);
            }
        }
    }
    let why = ev.why(WhyKind::Option("nixpkgs.hostPlatform".into()));
    Ok(ev.pieces([Piece::Hole(why), Piece::Lit("-linux".into())]))
}
