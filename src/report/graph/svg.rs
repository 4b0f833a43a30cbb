//! A graph as SVG. Every container has a row; its sockets are on the left, its volumes on the right. Networks are vertical
//! lines with a dot where a container joins; dependencies are arrows in a gutter. So nothing has to be untangled, however
//! many containers there are.

use std::collections::BTreeMap;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{label, owner, reach};
use crate::plan::graph::{Container, Graph, Socket};
use crate::report::visible::escaped;

/// Width of a character of the fonts, in parts of its size; all of them are monospaced.
const ADVANCE: f64 = 0.605;
const SMALL: f64 = 11.0;
const NORMAL: f64 = 13.0;
/// Height of a line of small text.
const LINE: f64 = 17.0;
/// Between rows.
const GAP: f64 = 10.0;
/// Around everything.
const MARGIN: f64 = 20.0;
/// Between two networks, or two arrows.
const LANE: f64 = 22.0;
const ARROW_LANE: f64 = 11.0;
/// Height of the title of a user's containers.
const TITLE: f64 = 26.0;
/// From the middle of a box to where the lines to its volumes begin.
const MOUNTS: f64 = 8.0;
/// Characters of an image or a path that are shown.
const SHOWN: usize = 44;

const PALETTE: &[&str] = &["#0969da", "#8250df", "#bf3989", "#1b7c83", "#bc4c00", "#4d2d00", "#6e7781", "#116329"];

/// Writes one picture with a part for each host.
pub fn write(graphs: &[Graph], out: &mut dyn Write) -> io::Result<()> {
    let mut body = String::new();
    let (mut width, mut y) = (360.0_f64, MARGIN);
    for graph in graphs {
        let layout = Layout::new(graph, y);
        width = width.max(layout.right + MARGIN);
        layout.draw(&mut body);
        y = layout.bottom + MARGIN;
    }
    legend(&mut body, y);
    let height = y + 34.0;
    let names: Vec<String> = graphs.iter().map(|g| text(&g.host)).collect();
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         role=\"img\" font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\">\n\
         <title>Containers of {}</title>\n\
         <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
         <path d=\"M0 0L8 4L0 8z\" fill=\"#57606a\"/></marker></defs>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{body}</svg>",
        names.join(", ")
    )
}

/// Where everything of a host stands.
struct Layout<'g> {
    graph: &'g Graph,
    top: f64,
    /// Right ends of the columns: sockets, arrows, boxes, networks, lines to shared volumes.
    sockets: f64,
    arrows: f64,
    boxes: f64,
    nets: f64,
    lines: f64,
    right: f64,
    bottom: f64,
    rows: Vec<Row>,
    /// Title and extent of each user.
    bands: Vec<(String, f64, f64)>,
    /// Dependencies: from, to, lane, whether it is about the network.
    needs: Vec<Need>,
    /// By volume: where it stands, its lane if it is shared.
    volumes: BTreeMap<usize, (f64, Option<usize>)>,
}

#[derive(Clone, Copy)]
struct Row {
    top: f64,
    height: f64,
}

impl Row {
    fn middle(self) -> f64 {
        self.top + self.height / 2.0
    }
}

struct Need {
    from: usize,
    to: usize,
    lane: usize,
    inside: bool,
}

fn wide(text: &str, size: f64) -> f64 {
    text.width() as f64 * size * ADVANCE
}

/// A text that ends early, or begins late, with `…`.
fn cut(text: &str, keep_end: bool) -> String {
    let count = text.chars().count();
    if count <= SHOWN {
        return text.to_owned();
    }
    match keep_end {
        true => std::iter::once('…').chain(text.chars().skip(count - SHOWN + 1)).collect(),
        false => text.chars().take(SHOWN - 1).chain(['…']).collect(),
    }
}

fn socket_text(socket: &Socket) -> String {
    format!("{}  {}", reach(socket), label(socket))
}

fn left_texts(container: &Container) -> Vec<(String, &'static str)> {
    match &container.instead {
        Some(instead) => vec![(cut(instead, false), "#8c959f")],
        None => container.sockets.iter().map(|s| (cut(&socket_text(s), false), color(s.reach))).collect(),
    }
}

fn color(reach: &str) -> &'static str {
    match reach {
        "everyone" => "#cf222e",
        "lan" => "#9a6700",
        "loopback" | "host" => "#1a7f37",
        _ => "#8c959f",
    }
}

impl<'g> Layout<'g> {
    fn new(graph: &'g Graph, top: f64) -> Layout<'g> {
        let mut layout = Layout {
            graph,
            top,
            sockets: 0.0,
            arrows: 0.0,
            boxes: 0.0,
            nets: 0.0,
            lines: 0.0,
            right: 0.0,
            bottom: 0.0,
            rows: Vec::new(),
            bands: Vec::new(),
            needs: Vec::new(),
            volumes: BTreeMap::new(),
        };
        layout.rows();
        layout.arrows();
        layout.columns();
        layout
    }

    /// Rows from top to bottom; a volume stands in the row of the first container that mounts it.
    fn rows(&mut self) {
        let header = self.graph.networks.iter().map(|n| wide(&cut(n, false), SMALL)).fold(0.0, f64::max);
        let mut y = self.top + 24.0 + if self.graph.networks.is_empty() { 0.0 } else { header * 0.75 + 8.0 };
        let mut containers = self.graph.containers.iter();
        let mut lanes = 0;
        for user in &self.graph.users {
            let start = y;
            y += TITLE;
            for container in containers.by_ref().take(user.containers) {
                let fresh: Vec<usize> =
                    container.mounts.iter().map(|m| m.volume).filter(|v| !self.volumes.contains_key(v)).collect();
                let lines = left_texts(container).len().max(2) as f64 * LINE;
                let height = lines.max(fresh.len() as f64 * LINE + 2.0 * MOUNTS) + 10.0;
                // One alone is where its line leaves the box.
                let first = y + height / 2.0 + MOUNTS - fresh.len() as f64 * LINE / 2.0;
                for (i, v) in fresh.into_iter().enumerate() {
                    let shared = self.graph.volumes.get(v).is_some_and(|volume| volume.users > 1);
                    let lane = shared.then_some(lanes);
                    lanes += usize::from(shared);
                    self.volumes.insert(v, (first + (i as f64 + 0.5) * LINE, lane));
                }
                self.rows.push(Row { top: y, height });
                y += height + GAP;
            }
            self.bands.push((owner(user), start, y - start));
            y += GAP;
        }
        self.bottom = y;
    }

    /// Short arrows near the boxes, longer ones around them; no two that meet share a lane.
    fn arrows(&mut self) {
        let mut all: Vec<(usize, usize, bool)> = Vec::new();
        for (from, container) in self.graph.containers.iter().enumerate() {
            all.extend(container.needs.iter().map(|&to| (from, to, false)));
            // A container that it needs anyway has its arrow.
            let inside = container.inside.filter(|to| !container.needs.contains(to));
            all.extend(inside.map(|to| (from, to, true)));
        }
        all.sort_by_key(|&(from, to, _)| (from.abs_diff(to), from, to));
        let mut lanes: Vec<Vec<(usize, usize)>> = Vec::new();
        for (from, to, inside) in all {
            let (a, b) = (from.min(to), from.max(to));
            let free = |taken: &Vec<(usize, usize)>| taken.iter().all(|&(x, y)| b < x || y < a);
            let lane = lanes.iter().position(free).unwrap_or(lanes.len());
            if lane == lanes.len() {
                lanes.push(Vec::new());
            }
            if let Some(taken) = lanes.get_mut(lane) {
                taken.push((a, b));
            }
            self.needs.push(Need { from, to, lane, inside });
        }
    }

    fn columns(&mut self) {
        let graph = self.graph;
        let widest = |all: &mut dyn Iterator<Item = f64>| all.fold(0.0, f64::max);
        let left = widest(&mut graph.containers.iter().flat_map(|c| left_texts(c)).map(|(t, _)| wide(&t, SMALL)));
        self.sockets = MARGIN + 12.0 + left;
        let lanes = self.needs.iter().map(|n| n.lane + 1).max().unwrap_or_default();
        self.arrows = self.sockets + 22.0 + lanes as f64 * ARROW_LANE;
        let names = widest(&mut graph.containers.iter().map(|c| wide(&c.name, NORMAL)));
        let images = widest(&mut graph.containers.iter().map(|c| wide(&cut(&c.image, true), SMALL)));
        self.boxes = self.arrows + names.max(images) + 24.0;
        self.nets = self.boxes + 8.0 + graph.networks.len() as f64 * LANE;
        let shared = self.volumes.values().filter(|(_, lane)| lane.is_some()).count();
        self.lines = self.nets + 14.0 + shared as f64 * 9.0;
        let volumes = widest(&mut graph.volumes.iter().map(|v| wide(&cut(&v.source, true), SMALL)));
        let names = widest(&mut graph.networks.iter().map(|n| wide(&cut(n, false), SMALL)));
        let slanted = self.nets + names * 0.75;
        self.right = (self.lines + 20.0 + volumes).max(slanted) + 12.0;
    }

    fn draw(&self, out: &mut String) {
        let line = |s: String, out: &mut String| {
            out.push_str(&s);
            out.push('\n');
        };
        let count = self.graph.containers.len();
        let s = if count == 1 { "" } else { "s" };
        line(
            format!(
                "<text x=\"{MARGIN:.1}\" y=\"{:.1}\" font-size=\"15\" font-weight=\"bold\" fill=\"#24292f\">{}</text>\
                 <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\" fill=\"#57606a\">{count} container{s}</text>",
                self.top + 12.0,
                text(&self.graph.host),
                MARGIN + wide(&self.graph.host, 15.0) + 12.0,
                self.top + 12.0,
            ),
            out,
        );
        for (title, top, height) in &self.bands {
            line(
                format!(
                    "<rect x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{height:.1}\" rx=\"8\" fill=\"#f6f8fa\" stroke=\"#d0d7de\"/>\
                     <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\" fill=\"#57606a\">{}</text>",
                    MARGIN - 8.0,
                    self.right - MARGIN + 12.0,
                    MARGIN + 2.0,
                    top + 17.0,
                    text(title)
                ),
                out,
            );
        }
        self.networks(out);
        for (i, container) in self.graph.containers.iter().enumerate() {
            self.mounts(i, container, out);
        }
        for need in &self.needs {
            self.need(need, out);
        }
        for (i, container) in self.graph.containers.iter().enumerate() {
            self.container(i, container, out);
        }
        self.volumes(out);
    }

    fn net_x(&self, n: usize) -> f64 {
        self.boxes + 8.0 + (n as f64 + 0.5) * LANE
    }

    fn networks(&self, out: &mut String) {
        let Some(first) = self.bands.first().map(|(_, top, _)| *top) else { return };
        for (n, network) in self.graph.networks.iter().enumerate() {
            let x = self.net_x(n);
            let stroke = PALETTE.get(n % PALETTE.len()).copied().unwrap_or("#0969da");
            let joined: Vec<f64> = self.joined(n).map(|r| r.middle() - 8.0).collect();
            let last = joined.iter().copied().fold(first, f64::max);
            out.push_str(&format!(
                "<path d=\"M{x:.1} {:.1}V{last:.1}\" stroke=\"{stroke}\" stroke-width=\"2\" fill=\"none\"/>\
                 <text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\" fill=\"{stroke}\" transform=\"rotate(-45 {x:.1} {:.1})\">{}</text>\n",
                first - 4.0,
                first - 8.0,
                first - 8.0,
                text(&cut(network, false))
            ));
            for y in joined {
                out.push_str(&format!(
                    "<path d=\"M{:.1} {y:.1}H{x:.1}\" stroke=\"{stroke}\" stroke-width=\"1.5\"/><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{stroke}\"/>\n",
                    self.boxes
                ));
            }
        }
    }

    fn joined(&self, network: usize) -> impl Iterator<Item = Row> {
        let all = self.graph.containers.iter().zip(&self.rows);
        all.filter(move |(c, _)| c.networks.contains(&network)).map(|(_, row)| *row)
    }

    fn mounts(&self, i: usize, container: &Container, out: &mut String) {
        let Some(row) = self.rows.get(i) else { return };
        let spread = 4.0_f64.min(16.0 / container.mounts.len().max(1) as f64);
        let first = row.middle() + MOUNTS - spread * (container.mounts.len() as f64 - 1.0) / 2.0;
        for (n, mount) in container.mounts.iter().enumerate() {
            let start = first + n as f64 * spread;
            let Some(&(y, lane)) = self.volumes.get(&mount.volume) else { continue };
            let dash = if mount.read_only { " stroke-dasharray=\"4 3\"" } else { "" };
            let bend = self.nets + 8.0 + lane.map_or(0.0, |l| (l as f64 + 1.0) * 9.0);
            out.push_str(&format!(
                "<path d=\"M{:.1} {start:.1}H{bend:.1}V{y:.1}H{:.1}\" stroke=\"#8c959f\" fill=\"none\"{dash}/>\n",
                self.boxes,
                self.lines + 4.0
            ));
        }
    }

    fn need(&self, need: &Need, out: &mut String) {
        let (Some(from), Some(to)) = (self.rows.get(need.from), self.rows.get(need.to)) else { return };
        // Arrows leave below and arrive above, so that both ends of a box stay apart.
        let (a, b) = (from.middle() + 9.0, to.middle() - 9.0);
        let x = self.arrows - 10.0 - (need.lane as f64 + 0.5) * ARROW_LANE;
        let r = 5.0_f64.min((b - a).abs() / 2.0);
        let (turn, sweep_out, sweep_in) = if b > a { (r, 0, 0) } else { (-r, 1, 1) };
        let dash = if need.inside { " stroke-dasharray=\"3 3\"" } else { "" };
        let name = |i: usize| self.graph.containers.get(i).map(|c| text(&c.name)).unwrap_or_default();
        let what = if need.inside { "is in the network of" } else { "needs" };
        out.push_str(&format!(
            "<path d=\"M{start:.1} {a:.1}H{:.1}A{r:.1} {r:.1} 0 0 {sweep_out} {x:.1} {:.1}V{:.1}A{r:.1} {r:.1} 0 0 {sweep_in} {:.1} {b:.1}H{start:.1}\" \
             stroke=\"#57606a\" stroke-width=\"1.4\" fill=\"none\" marker-end=\"url(#arrow)\"{dash}><title>{} {what} {}</title></path>\n",
            x + r,
            a + turn,
            b - turn,
            x + r,
            name(need.from),
            name(need.to),
            start = self.arrows,
        ));
    }

    fn container(&self, i: usize, container: &Container, out: &mut String) {
        let Some(row) = self.rows.get(i) else { return };
        let (x, width) = (self.arrows, self.boxes - self.arrows);
        let box_top = row.middle() - 21.0;
        let border = if container.healthy { "#1a7f37" } else { "#57606a" };
        out.push_str(&format!(
            "<g><title>{} ({})</title><rect x=\"{x:.1}\" y=\"{box_top:.1}\" width=\"{width:.1}\" height=\"42\" rx=\"6\" fill=\"#ffffff\" stroke=\"{border}\"/>\
             <text x=\"{tx:.1}\" y=\"{:.1}\" font-size=\"{NORMAL}\" font-weight=\"bold\" fill=\"#24292f\">{}</text>\
             <text x=\"{tx:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\" fill=\"#57606a\">{}</text></g>\n",
            text(&container.name),
            text(&container.image),
            box_top + 17.0,
            text(&container.name),
            box_top + 33.0,
            text(&cut(&container.image, true)),
            tx = x + 12.0,
        ));
        let lines = left_texts(container);
        let first = row.middle() - (lines.len() as f64 - 1.0) * LINE / 2.0;
        for (n, (line, color)) in lines.iter().enumerate() {
            let y = first + n as f64 * LINE;
            out.push_str(&format!(
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\" fill=\"{color}\" text-anchor=\"end\" xml:space=\"preserve\">{}</text>",
                self.sockets,
                y + 4.0,
                text(line)
            ));
            if container.instead.is_none() {
                out.push_str(&format!(
                    "<path d=\"M{:.1} {y:.1}L{:.1} {y:.1}L{x:.1} {:.1}\" stroke=\"{color}\" stroke-width=\"1.4\" fill=\"none\"/>",
                    self.sockets + 4.0,
                    self.sockets + 10.0,
                    row.middle()
                ));
            }
            out.push('\n');
        }
    }

    fn volumes(&self, out: &mut String) {
        for (&v, &(y, lane)) in &self.volumes {
            let Some(volume) = self.graph.volumes.get(v) else { continue };
            let weight = if lane.is_some() { " font-weight=\"bold\"" } else { "" };
            let shape = if volume.is_path {
                format!(
                    "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\" fill=\"#8c959f\"/>",
                    self.lines + 4.0,
                    y - 4.0
                )
            } else {
                format!("<circle cx=\"{:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#8c959f\"/>", self.lines + 8.0)
            };
            out.push_str(&format!(
                "{shape}<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\" fill=\"#24292f\"{weight}>{}<title>{}</title></text>\n",
                self.lines + 17.0,
                y + 4.0,
                text(&cut(&volume.source, true)),
                text(&volume.source)
            ));
        }
    }
}

fn legend(out: &mut String, y: f64) {
    let mut x = MARGIN;
    let entries = [
        ("#cf222e", "everyone"),
        ("#9a6700", "a local network"),
        ("#1a7f37", "this host only"),
        ("#57606a", "→ needs"),
        ("#57606a", "┄ read-only"),
        ("#57606a", "green frame: waits until healthy"),
    ];
    for (color, label) in entries {
        out.push_str(&format!(
            "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"10\" fill=\"{color}\">{label}</text>",
            y + 6.0
        ));
        x += wide(label, 10.0) + 22.0;
    }
    out.push('\n');
}

/// Text between tags.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in escaped(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Not allowed in XML at all.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
