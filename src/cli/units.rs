//! `ocinix units`: the units on standard output, what is wrong with the configuration on standard error.

use anyhow::bail;

use super::args::UnitsArgs;
use super::{CLEAN, Engine, FAILED, FOUND, Io, check, input};
use crate::report::human::Look;

pub(super) fn run(args: &UnitsArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let input = input::open(&args.selection, io)?;
    let options = args.selection.options(io)?;
    // `--unit podman-web.service` means the same as `--unit podman-web`.
    let only: Vec<String> = args.units.iter().map(|u| u.strip_suffix(".service").unwrap_or(u).to_owned()).collect();
    let units = engine.units(input.files, &input.roots, &options, args.format.into(), &only)?;
    if units.missing.is_empty() {
        io.stdout.write_all(units.printed.as_bytes())?;
    }
    let errors = check::report_errors(units.outcome, look, io)?;
    if !units.missing.is_empty() {
        let names: Vec<_> = units.missing.iter().map(|u| format!("`{u}`")).collect();
        bail!("no unit is called {}", names.join(", "));
    }
    Ok(if input.unreadable {
        FAILED
    } else if errors > 0 {
        FOUND
    } else {
        CLEAN
    })
}
