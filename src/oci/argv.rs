//! `extraOptions` as the command line of `run` that they become: which element is an option, which is its value, and
//! where the walk has to stop. The rules of the two clients' parser: options end at the first word that is neither.

use super::flags::{self, Flag};
use super::text::{Text, TextPiece};
use super::{Backend, Container, Item};

/// The options of a container, in the order given.
#[derive(Debug, Default)]
pub struct Argv<'a> {
    pub flags: Vec<Given<'a>>,
    pub end: End<'a>,
}

/// Where the walk over the elements ended.
#[derive(Debug, Default, PartialEq)]
pub enum End<'a> {
    /// At the end of the list.
    #[default]
    All,
    /// At something that is not known: there may be more options.
    Unknown,
    /// At a word that no option takes: the runtime reads it as the image, and what follows as its command.
    Word(&'a Item),
    /// The last option lacks its value and takes the image for it.
    NoValue,
}

/// One option.
#[derive(Debug)]
pub struct Given<'a> {
    /// What the backend knows by this name; `None` when it knows nothing.
    pub flag: Option<&'static Flag>,
    /// As written, without value: `--net`, `-p`.
    pub spelled: String,
    /// Its value, if it has one.
    pub value: Option<Text>,
    /// The element in which it is written.
    pub item: &'a Item,
    /// The element that holds the value, when that is the next one.
    pub value_item: Option<&'a Item>,
    /// Option and value stand in one element with a blank between them: the runtime does not understand it.
    pub joined: bool,
}

impl Given<'_> {
    /// The long name without dashes; empty for an option that does not exist.
    pub fn name(&self) -> &'static str {
        self.flag.map_or("", |f| f.name)
    }

    /// Whether its element says nothing else, such as the other letters of `-it`.
    pub fn is_alone(&self) -> bool {
        let text = self.item.text.display();
        let takes_rest = self.flag.is_some_and(|f| f.takes_value);
        self.spelled.starts_with("--") || text.starts_with(&self.spelled) && (takes_rest || text.chars().count() == 2)
    }

    /// The value if it is fully known.
    pub fn known(&self) -> Option<&str> {
        self.value.as_ref()?.known()
    }

    /// What a Boolean option says: true unless it has another value; `None` when that is not known.
    pub fn truth(&self) -> Option<bool> {
        match &self.value {
            None => Some(true),
            Some(text) => match text.known()? {
                "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
                "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
                _ => None,
            },
        }
    }
}

impl<'a> Argv<'a> {
    /// Reads the `extraOptions` of a container for a backend; while that is not known, an option of either counts.
    pub fn of(container: &'a Container, backend: Option<Backend>) -> Argv<'a> {
        match container.extra_options.known() {
            Some(seq) => Argv::read(&seq.items, seq.complete, backend),
            None => Argv { flags: Vec::new(), end: End::Unknown },
        }
    }

    /// Reads elements; `complete` is false when there may be others among them.
    pub fn read(items: &'a [Item], complete: bool, backend: Option<Backend>) -> Argv<'a> {
        let mut argv = Argv::default();
        // What is listed keeps its order, but elements that are not known may stand anywhere between.
        let mut rest = items.iter();
        while let Some(item) = rest.next() {
            if let Some(end) = argv.element(item, &mut rest, backend) {
                argv.end = end;
                return argv;
            }
        }
        if !complete {
            argv.end = End::Unknown;
        }
        argv
    }

    /// The options that the backend understands.
    pub fn understood(&self) -> impl Iterator<Item = &Given<'a>> {
        self.flags.iter().filter(|g| g.flag.is_some() && !g.joined)
    }

    /// Those with this long name.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Given<'a>> {
        self.understood().filter(move |g| g.name() == name)
    }

    /// The last one with this long name: where an option takes one value, it counts.
    pub fn last(&self, name: &str) -> Option<&Given<'a>> {
        self.flags.iter().rev().find(|g| !g.joined && g.flag.is_some_and(|f| f.name == name))
    }

    pub fn has(&self, name: &str) -> bool {
        self.last(name).is_some()
    }

    /// Whether there may be options that are not listed.
    pub fn may_have_more(&self) -> bool {
        self.end == End::Unknown || self.flags.iter().any(|g| g.flag.is_none() || g.joined)
    }

    /// Reads one element, and the next one if it is a value. Gives the end of the walk if it is here.
    fn element(
        &mut self,
        item: &'a Item,
        rest: &mut std::slice::Iter<'a, Item>,
        backend: Option<Backend>,
    ) -> Option<End<'a>> {
        let Some(TextPiece::Lit(start)) = item.text.pieces.first() else {
            // An empty element is a word; a hole may be anything.
            return Some(if item.text.is_known() { End::Word(item) } else { End::Unknown });
        };
        if start == "--" && item.text.is_known() {
            return rest.next().map_or(Some(End::All), |word| Some(End::Word(word)));
        }
        if start.starts_with("--") {
            self.long(item, start, rest, backend)
        } else {
            self.short(item, start, rest, backend)
        }
    }

    fn long(
        &mut self,
        item: &'a Item,
        start: &str,
        rest: &mut std::slice::Iter<'a, Item>,
        backend: Option<Backend>,
    ) -> Option<End<'a>> {
        let (name, assigned) = match start.split_once('=') {
            Some((name, _)) => (name, true),
            None if item.text.is_known() => (start, false),
            None => match start.split_once(char::is_whitespace) {
                Some((name, _)) => (name, false),
                // The name itself is not known.
                None => return Some(End::Unknown),
            },
        };
        let word = name.split(char::is_whitespace).next().unwrap_or(name);
        if word.len() < start.len() && (word.len() < name.len() || !assigned) {
            // A blank before any `=`.
            let flag = word.strip_prefix("--").and_then(|n| flags::long(backend, n));
            let value = after(&item.text, word.len() + 1);
            self.push(Given {
                flag,
                spelled: word.to_owned(),
                value: Some(value),
                item,
                value_item: None,
                joined: true,
            });
            return None;
        }
        let flag = name.strip_prefix("--").and_then(|n| flags::long(backend, n));
        let mut given = Given { flag, spelled: name.to_owned(), value: None, item, value_item: None, joined: false };
        if assigned {
            given.value = Some(after(&item.text, name.len() + 1));
        }
        self.finish(given, rest)
    }

    /// Letters, of which the last may take a value: `-it`, `-p80:80`, `-p=80:80`, `-p`.
    fn short(
        &mut self,
        item: &'a Item,
        start: &str,
        rest: &mut std::slice::Iter<'a, Item>,
        backend: Option<Backend>,
    ) -> Option<End<'a>> {
        if !start.starts_with('-') || (start == "-" && item.text.is_known()) {
            return Some(End::Word(item));
        }
        let mut letters = start.char_indices().skip(1).peekable();
        if letters.peek().is_none() {
            return Some(End::Unknown);
        }
        while let Some((at, letter)) = letters.next() {
            let flag = flags::short(backend, letter);
            let spelled = format!("-{letter}");
            let mut given = Given { flag, spelled, value: None, item, value_item: None, joined: false };
            let behind = at + letter.len_utf8();
            let next = letters.peek().map(|(_, c)| *c);
            match (flag, next) {
                (None, _) => {
                    self.push(given);
                    return None;
                }
                (Some(_), Some('=')) => {
                    given.value = Some(after(&item.text, behind + 1));
                    self.push(given);
                    return None;
                }
                (Some(f), Some(c)) if f.takes_value => {
                    given.joined = c.is_whitespace();
                    given.value = Some(after(&item.text, behind + usize::from(given.joined)));
                    self.push(given);
                    return None;
                }
                (Some(f), None) if f.takes_value && !item.text.is_known() => {
                    given.value = Some(after(&item.text, behind));
                    self.push(given);
                    return None;
                }
                (Some(_), None) => {
                    return if item.text.is_known() { self.finish(given, rest) } else { Some(End::Unknown) };
                }
                (Some(_), Some(c)) if c.is_whitespace() => {
                    // `-d foo`: a Boolean with something behind a blank.
                    given.joined = true;
                    given.value = Some(after(&item.text, behind + 1));
                    self.push(given);
                    return None;
                }
                (Some(_), Some(_)) => self.push(given),
            }
        }
        None
    }

    /// Gives an option the next element as value if it takes one and has none yet.
    fn finish(&mut self, mut given: Given<'a>, rest: &mut std::slice::Iter<'a, Item>) -> Option<End<'a>> {
        let wants = given.flag.is_some_and(|f| f.takes_value) && given.value.is_none();
        let known = given.flag.is_some() || given.value.is_some();
        if wants {
            let Some(next) = rest.next() else {
                self.push(given);
                return Some(End::NoValue);
            };
            given.value = Some(next.text.clone());
            given.value_item = Some(next);
        }
        self.push(given);
        // Whether an unknown option takes the next element is not known; one that looks like an option is none's value.
        let next_is_option = rest.as_slice().first().is_none_or(|n| n.text.display().starts_with('-'));
        (!known && !next_is_option).then_some(End::Unknown)
    }

    fn push(&mut self, given: Given<'a>) {
        self.flags.push(given);
    }
}

/// What follows the first `skip` bytes of the text, all of them in its first piece.
fn after(text: &Text, skip: usize) -> Text {
    let mut out = Text::default();
    for (i, piece) in text.pieces.iter().enumerate() {
        match piece {
            TextPiece::Lit(s) if i == 0 => out.push_str(s.get(skip..).unwrap_or_default()),
            TextPiece::Lit(s) => out.push_str(s),
            hole => out.pieces.push(hole.clone()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::oci::Hole;

    /// Elements; `…` stands for a hole.
    fn check(elements: &[&str], backend: Backend, expected: Expect) {
        let text = |s: &str| {
            let mut out = Text::default();
            for (i, part) in s.split('…').enumerate() {
                if i > 0 {
                    out.pieces.push(TextPiece::Hole(Hole { why: String::new(), store: false, reference: None }));
                }
                out.push_str(part);
            }
            out
        };
        let items: Vec<Item> = elements.iter().map(|e| Item { text: text(e), at: None }).collect();
        let argv = Argv::read(&items, true, Some(backend));
        let mut out = String::new();
        for g in &argv.flags {
            let value = g.value.as_ref().map(|v| format!(" = `{}`", v.display())).unwrap_or_default();
            let notes = [(g.flag.is_none(), " unknown"), (g.joined, " joined"), (g.value_item.is_some(), " next")];
            let notes: String = notes.iter().filter(|(on, _)| *on).map(|(_, n)| *n).collect();
            out += &format!("{} {}{value}{notes}\n", g.spelled, g.name());
        }
        let end = match argv.end {
            End::All => "all".to_owned(),
            End::Unknown => "unknown".to_owned(),
            End::Word(w) => format!("word `{}`", w.text.display()),
            End::NoValue => "no value".to_owned(),
        };
        expected.assert_eq(&format!("{out}{end}\n"));
    }

    #[test]
    fn values_after_equals_and_in_the_next_element() {
        check(
            &["--network=host", "--net", "web", "-p", "80:80", "-p=81:81", "-p82:82", "-itd", "--init", "--init=false"],
            Backend::Podman,
            expect![[r#"
                --network network = `host`
                --net network = `web` next
                -p publish = `80:80` next
                -p publish = `81:81`
                -p publish = `82:82`
                -i interactive
                -t tty
                -d detach
                --init init
                --init init = `false`
                all
            "#]],
        );
    }

    #[test]
    fn blanks_inside_an_element() {
        check(
            &["--network host", "-p 80:80", "--health-cmd=curl -f x", "--health-cmd curl -f x=y", "-d x", "--frob it"],
            Backend::Podman,
            expect![[r#"
                --network network = `host` joined
                -p publish = `80:80` joined
                --health-cmd health-cmd = `curl -f x`
                --health-cmd health-cmd = `curl -f x=y` joined
                -d detach = `x` joined
                --frob  = `it` unknown joined
                all
            "#]],
        );
    }

    #[test]
    fn words_end_the_options() {
        check(&["--init", "true", "-d"], Backend::Docker, expect![["--init init\nword `true`\n"]]);
        check(&["--label"], Backend::Docker, expect![["--label label\nno value\n"]]);
        check(&["--", "nginx"], Backend::Docker, expect![["word `nginx`\n"]]);
        check(&[""], Backend::Docker, expect![["word ``\n"]]);
        check(&["--replace", "--init"], Backend::Docker, expect![["--replace  unknown\n--init init\nall\n"]]);
        check(&["--replace", "x", "--init"], Backend::Docker, expect![["--replace  unknown\nunknown\n"]]);
    }

    #[test]
    fn holes() {
        check(
            &["--env=A=…", "--ip", "…", "-e…", "-v…:/x", "--…", "--init"],
            Backend::Podman,
            expect![[r#"
                --env env = `A=…`
                --ip ip = `…` next
                -e env = `…`
                -v volume = `…:/x`
                unknown
            "#]],
        );
        check(&["…", "--init"], Backend::Podman, expect![["unknown\n"]]);
        check(&["-…"], Backend::Podman, expect![["unknown\n"]]);
    }
}
