//! The networks that a container joins: `networks` and `--network` in `extraOptions`. podman takes `mode[:options]`,
//! docker `mode` or `name=…,alias=…`.

use super::argv::Argv;
use super::text::{Text, TextPiece};
use super::{Backend, Container};
use crate::diag::Anchor;

/// What the first word of a network says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    Bridge,
    Host,
    None,
    Private,
    Default,
    /// That of another container, by its name where that is known.
    Container(Option<String>),
    /// A namespace by its path.
    Namespace,
    Pasta,
    Slirp,
    Pod,
    /// A network that somebody has made.
    Named(String),
}

impl Mode {
    /// Whether it is one of the words that stand for no network of one's own making.
    pub fn is_word(&self) -> bool {
        !matches!(self, Mode::Named(_))
    }

    /// Whether nothing can be published: the container has no network of its own.
    pub fn drops_ports(&self) -> bool {
        matches!(self, Mode::Host | Mode::None | Mode::Container(_) | Mode::Namespace)
    }
}

/// One network of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    pub mode: Mode,
    /// As written.
    pub text: String,
    pub at: Option<Anchor>,
    pub certain: bool,
    /// Whether it stands in `extraOptions`.
    pub is_flag: bool,
}

/// All networks of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks {
    /// In the order in which the runtime sees them; NixOS drops repetitions in `networks`.
    pub list: Vec<Network>,
    /// False when there may be others.
    pub complete: bool,
}

impl Networks {
    pub fn of(container: &Container, argv: &Argv<'_>, backend: Option<Backend>) -> Networks {
        let mut out = Networks { list: Vec::new(), complete: !argv.may_have_more() };
        match container.networks.known() {
            Some(seq) => {
                out.complete &= seq.complete;
                for item in &seq.items {
                    let repeated = out.list.iter().any(|n| n.text == item.text.display());
                    if !(repeated && item.text.is_known()) {
                        let at = item.at.or(container.networks.place());
                        out.push(&item.text, at, container.networks.certain, false, backend);
                    }
                }
            }
            None => out.complete = false,
        }
        for given in argv.all("network") {
            let Some(text) = &given.value else { continue };
            let at = given.item.at.or(container.extra_options.place());
            out.push(text, at, container.extra_options.certain, true, backend);
        }
        out
    }

    fn push(&mut self, text: &Text, at: Option<Anchor>, certain: bool, is_flag: bool, backend: Option<Backend>) {
        match mode_of(text, backend) {
            Some(mode) => self.list.push(Network { mode, text: text.display(), at, certain, is_flag }),
            None => self.complete = false,
        }
    }

    /// The network for which nothing can be published.
    pub fn without_ports(&self) -> Option<&Network> {
        self.find(Mode::drops_ports)
    }

    /// The network of this mode.
    pub fn find(&self, wanted: impl Fn(&Mode) -> bool) -> Option<&Network> {
        self.list.iter().find(|n| wanted(&n.mode))
    }
}

/// What a text of which only pieces may be known means; `None` when its beginning leaves that open.
fn mode_of(text: &Text, backend: Option<Backend>) -> Option<Mode> {
    if let Some(text) = text.known() {
        return Some(mode(text, backend));
    }
    let Some(TextPiece::Lit(start)) = text.pieces.first() else { return None };
    let (word, _) = start.split_once(':')?;
    if word.contains('=') {
        return None;
    }
    Some(match mode(start, backend) {
        // What follows the colon may go on.
        Mode::Container(_) => Mode::Container(None),
        known => known,
    })
}

/// What a text means.
pub fn mode(text: &str, backend: Option<Backend>) -> Mode {
    if backend == Some(Backend::Docker) && text.contains('=') {
        let name = text.split(',').find_map(|part| part.strip_prefix("name="));
        return name.map_or(Mode::Named(text.to_owned()), |n| mode(n, backend));
    }
    let (word, rest) = text.split_once(':').unwrap_or((text, ""));
    match word {
        "bridge" => Mode::Bridge,
        "host" => Mode::Host,
        "none" => Mode::None,
        "private" => Mode::Private,
        "default" => Mode::Default,
        "container" => Mode::Container(Some(rest.to_owned())),
        "ns" => Mode::Namespace,
        "pasta" => Mode::Pasta,
        "slirp4netns" => Mode::Slirp,
        "pod" => Mode::Pod,
        name => Mode::Named(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::Hole;

    #[test]
    fn words_names_and_options() {
        let podman = |t: &str| mode(t, Some(Backend::Podman));
        assert_eq!(podman("host"), Mode::Host);
        assert_eq!(podman("container:vpn"), Mode::Container(Some("vpn".into())));
        assert_eq!(podman("web:ip=10.0.0.2"), Mode::Named("web".into()));
        assert_eq!(podman("pasta:-t,auto"), Mode::Pasta);
        assert_eq!(mode("name=web,alias=x", Some(Backend::Docker)), Mode::Named("web".into()));
    }

    #[test]
    fn a_hole_leaves_open_what_it_may_change() {
        let check = |start: &str, backend| {
            let mut text = Text::known_from(start);
            text.pieces.push(TextPiece::Hole(Hole { why: String::new(), store: false, reference: None }));
            mode_of(&text, Some(backend))
        };
        assert_eq!(check("container:vpn", Backend::Podman), Some(Mode::Container(None)));
        assert_eq!(check("web:ip=", Backend::Podman), Some(Mode::Named("web".into())));
        assert_eq!(check("hos", Backend::Podman), None);
        assert_eq!(check("name=a,alias=b:", Backend::Docker), None);
    }
}
