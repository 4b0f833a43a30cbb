//! `ocinix list`: the containers on standard output, what is wrong with the configuration on standard error.

use super::args::{ListArgs, ListFormat};
use super::{CLEAN, Engine, FAILED, FOUND, Io, check, input};
use crate::analysis::Want;
use crate::report::human::Look;
use crate::report::list;

pub(super) fn run(args: &ListArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let input = input::open(&args.selection, io)?;
    let options = args.selection.options(io)?;
    let survey = engine.survey(input.files, &input.roots, &options, Want::Inventory);
    let hosts = survey.hosts.iter().map(|h| (h.name.as_str(), &h.inventory));
    match args.format {
        ListFormat::Json => list::write_json(hosts, io.stdout)?,
        ListFormat::Table => {
            // What reads a pipe may want all of it; people want what fits.
            let columns = (io.env)("COLUMNS").and_then(|c| c.parse().ok()).filter(|c| *c > 0);
            list::write(hosts, look, columns.or(io.terminal.width), io.stdout)?;
        }
    }
    let errors = check::report_errors(survey.outcome, look, io)?;
    Ok(match (input.unreadable, errors) {
        (true, _) => FAILED,
        (_, 0) => CLEAN,
        _ => FOUND,
    })
}
