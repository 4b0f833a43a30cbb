//! Tables for people: columns as wide as they must be, narrower where the terminal ends, records one below the other
//! where even that is not enough. Text is escaped here.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::human::Look;
use super::visible::escaped;

/// How a text is shown on a terminal with colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    #[default]
    Plain,
    Strong,
    Faint,
    Good,
    Careful,
    Bad,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Style::Plain => "",
            Style::Strong => "\u{1b}[1m",
            Style::Faint => "\u{1b}[2m",
            Style::Good => "\u{1b}[32m",
            Style::Careful => "\u{1b}[33m",
            Style::Bad => "\u{1b}[31m",
        }
    }
}

/// A text in a style, with colours if there are any.
pub(super) fn styled(text: &str, style: Style, look: Look) -> Cow<'_, str> {
    match look.color && style != Style::Plain {
        true => Cow::Owned(format!("{}{text}\u{1b}[0m", style.code())),
        false => Cow::Borrowed(text),
    }
}

/// A column and how it gives way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub title: &'static str,
    pub gives: Gives,
}

/// What is dropped of a text that is too long for its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    Never,
    Start,
    End,
}

/// One line of a cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    text: String,
    style: Style,
}

impl Line {
    pub(super) fn new(text: &str, style: Style) -> Line {
        Line { text: escaped(text).into_owned(), style }
    }
}

/// A cell has as many lines as it has parts.
pub(super) type Cell = Vec<Line>;

/// Between two columns.
const GAP: usize = 2;
/// No column gets narrower than this.
const NARROW: usize = 10;

/// Writes a table into `width` columns; into as many as it takes where there is no width.
pub(super) fn write(
    columns: &[Column],
    rows: &[Vec<Cell>],
    look: Look,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    // A column in which nobody has anything to say only takes room.
    let used: Vec<usize> =
        (0..columns.len()).filter(|&i| rows.iter().any(|r| cell(r, i).iter().any(has_text))).collect();
    let mut widths: Vec<usize> = used.iter().map(|&i| natural(columns, rows, i)).collect();
    if let Some(width) = width {
        let gives: Vec<Gives> = used.iter().map(|&i| columns.get(i).map_or(Gives::Never, |c| c.gives)).collect();
        if !fit(&mut widths, &gives, width) {
            return records(columns, rows, look, out);
        }
    }
    let titles: Vec<Cell> = columns.iter().map(|c| vec![Line::new(c.title, Style::Faint)]).collect();
    for row in std::iter::once(&titles).chain(rows) {
        let height = used.iter().map(|&i| cell(row, i).len()).max().unwrap_or_default();
        for n in 0..height {
            let mut text = String::new();
            let mut pending = 0;
            for (&i, &width) in used.iter().zip(&widths) {
                let gives = columns.get(i).map_or(Gives::Never, |c| c.gives);
                let line = cell(row, i).get(n);
                let shown = line.map_or(Cow::Borrowed(""), |l| cut(&l.text, width, gives, look));
                if !shown.is_empty() {
                    text.push_str(&" ".repeat(pending));
                    pending = 0;
                    text.push_str(&styled(&shown, line.map_or(Style::Plain, |l| l.style), look));
                }
                pending += width - shown.width().min(width) + GAP;
            }
            writeln!(out, "{text}")?;
        }
    }
    Ok(())
}

fn has_text(line: &Line) -> bool {
    !line.text.is_empty()
}

fn cell(row: &[Cell], index: usize) -> &[Line] {
    row.get(index).map_or(&[], Vec::as_slice)
}

fn natural(columns: &[Column], rows: &[Vec<Cell>], index: usize) -> usize {
    let title = columns.get(index).map_or(0, |c| c.title.width());
    rows.iter().flat_map(|r| cell(r, index)).map(|l| l.text.width()).max().unwrap_or_default().max(title)
}

/// Takes from the widest column that gives until all fit; false when they do not.
fn fit(widths: &mut [usize], gives: &[Gives], width: usize) -> bool {
    let gaps = GAP * widths.len().saturating_sub(1);
    loop {
        let total: usize = widths.iter().sum::<usize>() + gaps;
        if total <= width {
            return true;
        }
        let giving = widths.iter_mut().zip(gives).filter(|(w, g)| **g != Gives::Never && **w > NARROW);
        let Some((widest, _)) = giving.max_by_key(|(w, _)| **w) else { return false };
        *widest -= 1;
    }
}

/// A text of at most `width` columns.
fn cut(text: &str, width: usize, gives: Gives, look: Look) -> Cow<'_, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let mark = if look.unicode { "…" } else { "~" };
    let room = width.saturating_sub(1);
    let mut kept = String::new();
    let mut used = 0;
    let mut take = |c: char| {
        let w = c.to_string().width();
        used += w;
        let fits = used <= room;
        if fits {
            kept.push(c);
        }
        fits
    };
    match gives {
        Gives::Start => {
            let _ = text.chars().rev().take_while(|c| take(*c)).count();
            Cow::Owned(format!("{mark}{}", kept.chars().rev().collect::<String>()))
        }
        _ => {
            let _ = text.chars().take_while(|c| take(*c)).count();
            Cow::Owned(kept + mark)
        }
    }
}

/// Each row as a paragraph: the first column is its heading.
fn records(columns: &[Column], rows: &[Vec<Cell>], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let label = columns.iter().skip(1).map(|c| c.title.width()).max().unwrap_or_default() + GAP;
    for row in rows {
        for line in cell(row, 0) {
            writeln!(out, "{}", styled(&line.text, line.style, look))?;
        }
        for (i, column) in columns.iter().enumerate().skip(1) {
            let mut title = column.title;
            for line in cell(row, i).iter().filter(|l| has_text(l)) {
                let pad = " ".repeat(label - title.width());
                writeln!(out, "  {}{pad}{}", styled(title, Style::Faint, look), styled(&line.text, line.style, look))?;
                title = "";
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look { color: false, unicode: true, hyperlinks: false, width: 80 };

    fn shown(width: Option<usize>) -> String {
        let columns = [
            Column { title: "NAME", gives: Gives::Never },
            Column { title: "IMAGE", gives: Gives::Start },
            Column { title: "NOTHING", gives: Gives::End },
            Column { title: "NEEDS", gives: Gives::End },
        ];
        let line = |t: &str| Line::new(t, Style::Plain);
        let rows = [
            vec![
                vec![line("web")],
                vec![line("docker.io/library/nginx:1.27")],
                vec![],
                vec![line("db"), line("cache")],
            ],
            vec![vec![line("db")], vec![line("pg\u{1b}")], vec![], vec![]],
        ];
        let mut out = Vec::new();
        write(&columns, &rows, LOOK, width, &mut out).expect("a vector takes it");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn wide_narrow_and_too_narrow() {
        let wide = "\
NAME  IMAGE                         NEEDS
web   docker.io/library/nginx:1.27  db
                                    cache
db    pg\\u{1b}
";
        let narrow = "\
NAME  IMAGE             NEEDS
web   …rary/nginx:1.27  db
                        cache
db    pg\\u{1b}
";
        let records = "\
web
  IMAGE    docker.io/library/nginx:1.27
  NEEDS    db
           cache
db
  IMAGE    pg\\u{1b}
";
        assert_eq!(shown(None), wide);
        assert_eq!(shown(Some(29)), narrow);
        assert_eq!(shown(Some(20)), records);
    }
}
