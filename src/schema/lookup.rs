//! From an option path to its declaration, through submodules and collections: for hover and completion.

use super::decl::{Decl, Extra, Submodule};
use super::release::Release;
use super::roots;
use super::ty::Ty;

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found {
    /// An option itself.
    Option(&'static Decl),
    /// A part of an option's value, such as one container: the option, and the type of the part.
    Part(&'static Decl, &'static Ty),
    /// Not an option, but options are below it.
    Group,
}

impl Found {
    /// The type at the path, if there is one.
    pub fn ty(&self) -> Option<&'static Ty> {
        match self {
            Found::Option(decl) => Some(&decl.ty),
            Found::Part(_, ty) => Some(ty),
            Found::Group => None,
        }
    }
}

/// What is declared at an absolute path in a release. The path goes through attribute sets and lists by any name
/// (`containers`, `web`, `ports`, `0`). `None` if nothing is declared there.
pub fn find(release: Release, path: &[&str]) -> Option<Found> {
    among(release, &mut roots(release), path)
}

/// The names that may follow a path, sorted: options of a submodule, or the next words of longer paths. A collection
/// with free names has none to offer.
pub fn children(release: Release, path: &[&str]) -> Vec<(&'static str, Found)> {
    let mut out = Vec::new();
    let prefixed: Vec<&'static Decl> = roots(release).filter(|decl| decl.path.starts_with(path)).collect();
    if prefixed.iter().any(|decl| decl.path.len() > path.len()) || path.is_empty() {
        next_words(prefixed.into_iter(), path.len(), &mut out);
    } else if let Some(place) = find_place(release, path) {
        let below = place.sub.options(release).filter(|decl| decl.path.starts_with(place.rest));
        next_words(below, place.rest.len(), &mut out);
    }
    out.sort_by_key(|(name, _)| *name);
    out.dedup_by_key(|(name, _)| *name);
    out
}

/// The submodule that a path ends in: the declaration that it belongs to, and the words of the path behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'p> {
    pub sub: &'static Submodule,
    pub rest: &'p [&'p str],
}

/// The innermost submodule on a path. For `…containers.web.login` that of a container, with `login` left over.
pub fn find_place<'p>(release: Release, path: &'p [&'p str]) -> Option<Place<'p>> {
    let mut found = None;
    for end in 0..=path.len() {
        let (head, rest) = path.split_at(end);
        if let Some(sub) = find(release, head).and_then(|f| f.ty()).and_then(submodule) {
            found = Some(Place { sub, rest });
        }
    }
    found
}

/// The submodule that a value of the type may be.
fn submodule(ty: &'static Ty) -> Option<&'static Submodule> {
    match ty {
        Ty::Submodule(sub) => Some(sub),
        Ty::NullOr(inner) | Ty::Checked(inner, _) | Ty::CoercedTo { to: inner, .. } => submodule(inner),
        Ty::Either(a, b) => submodule(a).or_else(|| submodule(b)),
        Ty::OneOf(types) => types.iter().find_map(submodule),
        _ => None,
    }
}

fn next_words(decls: impl Iterator<Item = &'static Decl>, at: usize, out: &mut Vec<(&'static str, Found)>) {
    for decl in decls {
        if let Some(word) = decl.path.get(at) {
            let whole = decl.path.len() == at + 1;
            out.push((word, if whole { Found::Option(decl) } else { Found::Group }));
        }
    }
}

fn among(release: Release, decls: &mut dyn Iterator<Item = &'static Decl>, path: &[&str]) -> Option<Found> {
    let mut group = None;
    for decl in decls {
        if let Some(rest) = path.strip_prefix(decl.path) {
            return match rest {
                [] => Some(Found::Option(decl)),
                _ => inside(release, decl, &decl.ty, rest),
            };
        }
        if decl.path.starts_with(path) {
            group = Some(Found::Group);
        }
    }
    group
}

fn inside(release: Release, decl: &'static Decl, ty: &'static Ty, path: &[&str]) -> Option<Found> {
    let Some((_, rest)) = path.split_first() else { return Some(Found::Part(decl, ty)) };
    match ty {
        Ty::AttrsOf(ty) | Ty::LazyAttrsOf(ty) | Ty::ListOf(ty) => inside(release, decl, ty, rest),
        Ty::NullOr(ty) | Ty::Checked(ty, _) | Ty::CoercedTo { to: ty, .. } => inside(release, decl, ty, path),
        Ty::Either(a, b) => inside(release, decl, a, path).or_else(|| inside(release, decl, b, path)),
        Ty::OneOf(types) => types.iter().find_map(|ty| inside(release, decl, ty, path)),
        Ty::Submodule(sub) => among(release, &mut sub.options(release), path).or_else(|| match sub.extra {
            Extra::Freeform(ty) => inside(release, decl, ty, path),
            Extra::Closed | Extra::Open(_) => None,
        }),
        Ty::Attrs | Ty::Anything | Ty::Raw | Ty::Unspecified | Ty::Json | Ty::Toml | Ty::UnitOption => {
            Some(Found::Part(decl, ty))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTAINER: [&str; 4] = ["virtualisation", "oci-containers", "containers", "web"];

    fn below(name: &[&'static str]) -> Vec<&'static str> {
        [&CONTAINER, name].concat()
    }

    fn ty(release: Release, path: &[&str]) -> Option<String> {
        find(release, path)?.ty().map(Ty::describe)
    }

    #[test]
    fn a_path_goes_through_sets_lists_and_submodules() {
        let at = |path: &[&'static str]| ty(Release::NEWEST, &below(path));
        assert_eq!(at(&[]).as_deref(), Some("submodule"));
        assert_eq!(at(&["ports"]).as_deref(), Some("list of string"));
        assert_eq!(at(&["ports", "0"]).as_deref(), Some("string"));
        assert_eq!(at(&["ports", "0", "x"]), None);
        assert_eq!(at(&["login", "registry"]).as_deref(), Some("null or string"));
        assert_eq!(at(&["podman", "user"]).as_deref(), Some("string"));
        assert_eq!(at(&["capabilities", "NET_ADMIN"]).as_deref(), Some("null or boolean"));
        assert_eq!(at(&["restart"]), None);
        assert_eq!(find(Release::NEWEST, &below(&["login"])), Some(Found::Group));
        assert_eq!(find(Release::NEWEST, &["virtualisation"]), Some(Found::Group));
        assert_eq!(find(Release::NEWEST, &["virtualisation", "oci-container"]), None);
    }

    #[test]
    fn a_release_has_its_own_form_of_an_option() {
        let linger = ["users", "users", "app", "linger"];
        assert_eq!(ty(Release::R25_05, &linger).as_deref(), Some("boolean"));
        assert_eq!(ty(Release::R25_11, &linger).as_deref(), Some("null or boolean"));
        assert_eq!(ty(Release::R24_11, &below(&["networks"])), None);
        assert_eq!(ty(Release::R25_05, &below(&["networks"])).as_deref(), Some("list of string"));
        assert_eq!(ty(Release::R25_11, &below(&["imageFile"])).as_deref(), Some("null or package"));
        assert_eq!(ty(Release::R26_05, &below(&["imageFile"])).as_deref(), Some("null or path in the Nix store"));
    }

    #[test]
    fn freeform_parts_take_any_name() {
        let log_level = ["systemd", "settings", "Manager", "LogLevel"];
        assert_eq!(ty(Release::NEWEST, &log_level).as_deref(), Some("systemd option"));
        assert_eq!(ty(Release::R25_05, &log_level), None);
    }

    #[test]
    fn completion_offers_the_next_words() {
        let names = |path: &[&str]| children(Release::NEWEST, path).into_iter().map(|(n, _)| n).collect::<Vec<_>>();
        assert_eq!(names(&["virtualisation", "oci-containers"]), ["backend", "containers"]);
        assert_eq!(names(&below(&["login"])), ["passwordFile", "registry", "username"]);
        assert_eq!(names(&below(&["podman"])), ["sdnotify", "user"]);
        assert!(names(&below(&[])).contains(&"login"));
        assert!(names(&below(&[])).contains(&"ports"));
        assert!(names(&[]).contains(&"systemd"));
        assert!(names(&["virtualisation", "oci-containers", "containers"]).is_empty());
        assert!(names(&below(&["ports"])).is_empty());
        assert!(names(&["users", "users", "app", "openssh"]).contains(&"authorizedKeys"));
    }

    #[test]
    fn the_innermost_submodule_of_a_path() {
        let path = below(&["login"]);
        let place = find_place(Release::NEWEST, &path).expect("inside a container");
        assert_eq!(place.rest, ["login"]);
        assert!(std::ptr::eq(place.sub, &super::super::oci::CONTAINER));
        let path = below(&["podman"]);
        assert!(find_place(Release::NEWEST, &path).expect("inside podman").rest.is_empty());
    }
}
