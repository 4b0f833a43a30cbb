//! `ocinix graph`: a picture of the containers on standard output.

use super::args::{GraphArgs, GraphFormat};
use super::{CLEAN, Engine, FAILED, FOUND, Io, check, input};
use crate::analysis::Want;
use crate::plan::graph::Graph;
use crate::report::graph;
use crate::report::human::Look;

pub(super) fn run(args: &GraphArgs, look: Look, engine: &dyn Engine, io: &mut Io<'_>) -> anyhow::Result<u8> {
    let input = input::open(&args.selection, io)?;
    let options = args.selection.options(io)?;
    let survey = engine.survey(input.files, &input.roots, &options, Want::Inventory);
    // A host without containers is no picture.
    let shown = survey.hosts.iter().filter(|h| !h.inventory.containers.is_empty());
    let graphs: Vec<Graph> = shown.map(|h| Graph::of(&h.name, &h.inventory)).collect();
    match args.format {
        GraphFormat::Mermaid => graph::write_mermaid(&graphs, io.stdout)?,
        GraphFormat::Dot => graph::write_dot(&graphs, io.stdout)?,
        GraphFormat::Svg => graph::write_svg(&graphs, io.stdout)?,
    }
    let errors = check::report_errors(survey.outcome, look, io)?;
    Ok(match (input.unreadable, errors) {
        (true, _) => FAILED,
        (_, 0) => CLEAN,
        _ => FOUND,
    })
}
