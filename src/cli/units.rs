//! `ocinix units`: the units on standard output, what is wrong with the configuration on standard error.

use std::path::Path;

use anyhow::{Context, bail};

use super::args::UnitsArgs;
use super::output;
use super::{CLEAN, Engine, FAILED, FOUND, Io, check, input, shown};
use crate::diag::Severity;
use crate::report::human::Look;

pub(super) fn run(args: &UnitsArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let input = input::open(&args.selection, io)?;
    let options = args.selection.options(io)?;
    // `--unit podman-web.service` means the same as `--unit podman-web`.
    let only: Vec<String> = args.units.iter().map(|u| u.strip_suffix(".service").unwrap_or(u).to_owned()).collect();
    let units = engine.units(input.files, &input.roots, &options, args.format.into(), &only)?;
    let mut stale = false;
    if units.missing.is_empty() {
        match &args.output {
            None => io.stdout.write_all(units.printed.as_bytes())?,
            // Units of a configuration that NixOS would refuse replace nothing.
            Some(_) if input.unreadable || units.outcome.diagnostics.iter().any(|d| d.severity == Severity::Error) => {}
            Some(file) => stale = store(file, &units.printed, args.check, io)?,
        }
    }
    let errors = check::report_errors(units.outcome, look, io)?;
    if !units.missing.is_empty() {
        let names: Vec<_> = units.missing.iter().map(|u| format!("`{u}`")).collect();
        bail!("no unit is called {}", names.join(", "));
    }
    Ok(if input.unreadable {
        FAILED
    } else if errors > 0 || (stale && args.check) {
        FOUND
    } else {
        CLEAN
    })
}

/// Brings a file up to date, or shows what that would change; whether it was not.
fn store(file: &Path, text: &str, only_check: bool, io: &mut Io<'_>) -> anyhow::Result<bool> {
    let path = input::absolute(file, &io.cwd);
    let old = match std::fs::read_to_string(&path) {
        Ok(old) => old,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(e).with_context(|| format!("{} cannot be read", shown(file))),
    };
    if old == text {
        return Ok(false);
    }
    if only_check {
        output::patch(&path, &old, text, io)?;
        writeln!(io.stderr, "{} is not up to date: run `ocinix units --output` without --check", shown(file))?;
    } else {
        output::replace(&path, text).with_context(|| format!("{} cannot be written", shown(file)))?;
    }
    Ok(true)
}
