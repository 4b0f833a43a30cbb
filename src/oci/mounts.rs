//! What is mounted into a container: `volumes`, and `--volume`, `--mount` and `--tmpfs` in `extraOptions`.

use super::argv::Argv;
use super::text::{Text, TextPiece};
use super::volume;
use super::{Backend, Container};
use crate::diag::Anchor;

/// One mount. Parts that are not known are `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// As written, `…` for what is not known.
    pub text: String,
    /// A path of the host or the name of a volume.
    pub source: Option<String>,
    /// The path in the container.
    pub target: Option<String>,
    /// Options, where all of them are known.
    pub options: Option<Vec<String>>,
    pub at: Option<Anchor>,
    pub certain: bool,
    /// An element of `volumes`.
    pub is_element: bool,
}

impl Mount {
    /// Whether the mount is of a path of the host.
    pub fn bind_source(&self) -> Option<&str> {
        self.source.as_deref().filter(|s| s.starts_with('/'))
    }

    /// Whether nothing can be written through it.
    pub fn is_read_only(&self) -> Option<bool> {
        let read_only = |o: &String| matches!(o.as_str(), "ro" | "readonly" | "ro=true" | "readonly=true");
        Some(self.options.as_ref()?.iter().any(read_only))
    }
}

/// All mounts of a container, and whether there may be others.
pub fn of(container: &Container, argv: &Argv<'_>, backend: Option<Backend>) -> (Vec<Mount>, bool) {
    let mut out = Vec::new();
    let mut complete = !argv.may_have_more();
    match container.volumes.known() {
        Some(seq) => {
            complete &= seq.complete;
            for item in &seq.items {
                let at = item.at.or(container.volumes.place());
                out.push(Mount {
                    at,
                    certain: container.volumes.certain,
                    is_element: true,
                    ..of_volume(&item.text, backend)
                });
            }
        }
        None => complete = false,
    }
    for given in argv.understood() {
        let Some(value) = &given.value else { continue };
        let mount = match given.name() {
            "volume" => of_volume(value, backend),
            "mount" => of_mount(value),
            "tmpfs" => of_tmpfs(value),
            _ => continue,
        };
        let at = given.item.at.or(container.extra_options.place());
        out.push(Mount { at, certain: container.extra_options.certain, ..mount });
    }
    (out, complete)
}

fn unknown(text: &Text) -> Mount {
    Mount {
        text: text.display(),
        source: None,
        target: None,
        options: None,
        at: None,
        certain: true,
        is_element: false,
    }
}

fn owned(options: &[&str]) -> Vec<String> {
    options.iter().map(|o| (*o).to_owned()).collect()
}

fn of_volume(text: &Text, backend: Option<Backend>) -> Mount {
    let mut mount = unknown(text);
    if let Some(known) = text.known() {
        if let Ok(v) = volume::parse(known, backend) {
            mount.source = v.source.map(str::to_owned);
            mount.target = Some(v.target.to_owned());
            mount.options = Some(owned(&v.options));
        }
        return mount;
    }
    // Beside holes, a part is known that ends, or begins, with a colon; a hole that had one would make too many parts.
    if let Some(TextPiece::Lit(head)) = text.pieces.first()
        && let Some((source, _)) = head.split_once(':')
    {
        mount.source = Some(source.to_owned());
    }
    if let Some(TextPiece::Lit(tail)) = text.pieces.last()
        && let Some((_, after)) = tail.split_once(":/")
    {
        let (target, options) = after.split_once(':').map_or((after, None), |(t, o)| (t, Some(o)));
        mount.target = Some(format!("/{target}"));
        mount.options = Some(options.map(|o| owned(&o.split(',').collect::<Vec<_>>())).unwrap_or_default());
    }
    mount
}

/// `type=bind,source=/a,target=/b,ro`
fn of_mount(text: &Text) -> Mount {
    let mut mount = unknown(text);
    let Some(known) = text.known() else { return mount };
    let mut options = Vec::new();
    let mut kind = "volume";
    for part in known.split(',') {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        match key {
            "type" => kind = value,
            "source" | "src" => mount.source = Some(value.to_owned()),
            "target" | "dst" | "destination" => mount.target = Some(value.to_owned()),
            _ => options.push(part.to_owned()),
        }
    }
    if kind != "bind" && mount.source.as_deref().is_some_and(|s| s.starts_with('/')) {
        mount.source = None;
    }
    mount.options = Some(options);
    mount
}

fn of_tmpfs(text: &Text) -> Mount {
    let mut mount = unknown(text);
    let target = text.known().map(|t| t.split(':').next().unwrap_or(t).to_owned());
    mount.target = target;
    mount
}

/// A path without `.`, `..`, doubled and final slashes.
pub fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Whether a path is another, or lies below it.
pub fn is_below(path: &str, other: &str) -> bool {
    other == "/" || path == other || path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_volumes_and_mounts() {
        let v = of_volume(&"/a/b:/c:ro,z".into(), Some(Backend::Podman));
        assert_eq!(
            (v.source.as_deref(), v.target.as_deref(), v.is_read_only()),
            (Some("/a/b"), Some("/c"), Some(true))
        );
        let m = of_mount(&"type=bind,src=/a,dst=/b,readonly".into());
        assert_eq!((m.bind_source(), m.target.as_deref(), m.is_read_only()), (Some("/a"), Some("/b"), Some(true)));
        assert_eq!(of_tmpfs(&"/run:size=64m".into()).target.as_deref(), Some("/run"));
        assert_eq!(of_volume(&"data:/c".into(), None).bind_source(), None);
    }

    #[test]
    fn paths() {
        assert_eq!(clean("/a//b/../c/."), "/a/c");
        assert_eq!(clean("/.."), "/");
        assert!(is_below("/a/b", "/a") && is_below("/a", "/a") && !is_below("/ab", "/a") && is_below("/x", "/"));
    }
}
