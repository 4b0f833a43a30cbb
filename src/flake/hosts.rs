//! The hosts of a flake: `nixosConfigurations`, and nodes of a colmena hive that are not among them.

use std::rc::Rc;

use crate::base::Symbol;
use crate::diag::Anchor;
use crate::eval::{CellId, Entry, ErrId, Eval, Found, Origin, R, Value, WhyId, WhyKind};
use crate::nixos::{self, Candidate};
use crate::sym;

/// Where a host is defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostAttr {
    pub name: String,
    /// The output it belongs to.
    pub output: &'static str,
    /// Where its name is written.
    pub at: Option<Anchor>,
}

/// The hosts of a flake.
#[derive(Default)]
pub struct Hosts {
    pub hosts: Vec<HostAttr>,
    /// Why there may be more.
    pub open: Option<WhyId>,
    /// What failed.
    pub errors: Vec<ErrId>,
}

/// Outputs that hold hosts, the most common first: a name met before is the same machine.
const OUTPUTS: &[&str] = &["nixosConfigurations", "colmenaHive", "colmena"];

/// Finds the hosts of a flake.
pub fn hosts(ev: &mut Eval, flake: CellId) -> Hosts {
    let mut out = Hosts::default();
    let v = match ev.force(flake) {
        Ok(v) => v,
        Err(e) => {
            out.errors.push(e);
            return out;
        }
    };
    for output in OUTPUTS {
        match nodes(ev, v, output) {
            Ok(Nodes::Listed(entries, open)) => {
                for e in entries {
                    let name = e.name.as_str();
                    if !out.hosts.iter().any(|h| h.name == name) {
                        out.hosts.push(HostAttr { name: name.to_owned(), output, at: ev.pos_anchor(e.pos) });
                    }
                }
                out.open = out.open.or(open);
            }
            Ok(Nodes::Unknown(why)) => out.open = out.open.or(Some(why)),
            Ok(Nodes::None) => {}
            Err(e) => out.errors.push(e),
        }
    }
    out
}

enum Nodes {
    None,
    Listed(Vec<Entry>, Option<WhyId>),
    Unknown(WhyId),
}

/// The hosts of one output.
fn nodes(ev: &mut Eval, flake: Value, output: &str) -> R<Nodes> {
    let found = match flake {
        Value::Attrs(a) => ev.find(a, Symbol::new(output)),
        Value::Unknown(w, _) => Found::Unknown(w),
        _ => Found::Missing,
    };
    let c = match found {
        Found::Cell(c) => c,
        // Rest of a flake: its revision, not further outputs.
        Found::Unknown(_) if matches!(flake, Value::Attrs(_)) => return Ok(Nodes::None),
        Found::Unknown(w) => return Ok(Nodes::Unknown(w)),
        Found::Missing => return Ok(Nodes::None),
    };
    let mut v = ev.force(c)?;
    if output == "colmenaHive" {
        v = ev.select_value(v, sym!("nodes"))?;
    }
    Ok(match v {
        Value::Attrs(a) => {
            let mut entries = ev.entries_by_name(a);
            if output == "colmena" {
                entries.retain(|e| !matches!(e.name.as_str(), "meta" | "defaults" | "network"));
            }
            Nodes::Listed(entries, ev.attrs_data(a).open_why())
        }
        Value::Unknown(w, _) => Nodes::Unknown(w),
        _ => Nodes::None,
    })
}

/// The system of a host; the inner error says why it is not known.
pub fn host(ev: &mut Eval, flake: CellId, attr: &HostAttr) -> R<Result<Rc<Candidate>, WhyId>> {
    let v = ev.force(flake)?;
    let all = ev.select_value(v, Symbol::new(attr.output))?;
    let v = match attr.output {
        "colmena" => return hive_node(ev, v, all, &attr.name),
        "colmenaHive" => {
            let nodes = ev.select_value(all, sym!("nodes"))?;
            ev.select_value(nodes, Symbol::new(&attr.name))?
        }
        _ => ev.select_value(all, Symbol::new(&attr.name))?,
    };
    Ok(match nixos::candidate(ev, v) {
        Some(candidate) => Ok(candidate),
        None => Err(match ev.why_unknown(v) {
            Some(why) => why,
            None => ev.why(WhyKind::NotModelled("what makes this host".into())),
        }),
    })
}

/// A node of a colmena hive, made as colmena makes it.
fn hive_node(ev: &mut Eval, flake: Value, hive: Value, name: &str) -> R<Result<Rc<Candidate>, WhyId>> {
    let f = ev.import_embedded("<ocinix/flake/hive.nix>", include_str!("hive.nix"));
    let f = ev.force(f)?;
    let inputs = ev.select_value(flake, sym!("inputs"))?;
    let name = ev.string(name);
    let parts = [("inputs", inputs), ("hive", hive), ("name", name)];
    let parts = parts.map(|(n, v)| (n, ev.cell_at(v, Origin::NATIVE)));
    let args = ev.attrs_from(parts);
    let args = ev.cell_at(args, Origin::NATIVE);
    let v = ev.call(f, &[args])?;
    Ok(match nixos::candidate(ev, v) {
        Some(candidate) => Ok(candidate),
        None => Err(ev.why_unknown(v).unwrap_or(WhyId::NONE)),
    })
}
