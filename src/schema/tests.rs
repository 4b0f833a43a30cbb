//! What holds for every table: well-formed, sorted, unambiguous in every release.

use expect_test::expect;

use super::*;

/// Every set of options with a name for messages: the tables and all submodules reachable from them.
fn scopes() -> Vec<(String, Vec<&'static [Decl]>)> {
    let mut out: Vec<(String, Vec<&'static [Decl]>)> =
        TABLES.iter().map(|table| (table[0].name(), vec![*table])).collect();
    let mut next = 0;
    while next < out.len() {
        let (scope, groups) = out[next].clone();
        for decl in groups.iter().flat_map(|g| g.iter()) {
            below(&decl.ty, &format!("{scope}/{}", decl.name()), &mut out);
        }
        next += 1;
    }
    out
}

fn below(ty: &'static Ty, name: &str, out: &mut Vec<(String, Vec<&'static [Decl]>)>) {
    match ty {
        Ty::Submodule(sub) => out.push((name.to_owned(), sub.groups.to_vec())),
        Ty::NullOr(ty) | Ty::ListOf(ty) | Ty::AttrsOf(ty) | Ty::LazyAttrsOf(ty) | Ty::Checked(ty, _) => {
            below(ty, name, out);
        }
        _ => {}
    }
}

#[test]
fn tables_are_sorted() {
    for (scope, groups) in scopes() {
        for group in groups {
            let names: Vec<_> = group.iter().map(|decl| (decl.path, decl.since)).collect();
            assert!(names.is_sorted(), "{scope}: {:?}", names.windows(2).find(|w| w[0] > w[1]));
        }
    }
}

#[test]
fn no_path_is_declared_twice_or_lies_inside_another_in_any_release() {
    for (scope, groups) in scopes() {
        for release in Release::ALL {
            let mut paths: Vec<_> =
                groups.iter().flat_map(|g| g.iter()).filter(|d| d.exists_in(release)).map(|d| d.path).collect();
            paths.sort();
            for pair in paths.windows(2) {
                assert!(!pair[1].starts_with(pair[0]), "{scope} in {release}: {pair:?}");
            }
        }
    }
}

#[test]
fn declarations_are_well_formed() {
    for (scope, groups) in scopes() {
        for decl in groups.iter().flat_map(|g| g.iter()) {
            let at = format!("{scope}/{}", decl.name());
            assert!(!decl.path.is_empty() && decl.path.iter().all(|word| !word.is_empty()), "{at}");
            assert!(decl.until.is_none_or(|until| decl.since < until), "{at}: exists in no release");
            let text = decl.description;
            assert!(!text.is_empty() && !text.contains('\n') && !text.ends_with('.'), "{at}: {text:?}");
            assert!(text.starts_with(|c: char| c.is_uppercase() || c == '`'), "{at}: {text:?}");
            assert!(text.len() <= 100, "{at}: too long");
        }
    }
}

#[test]
fn defaults_are_of_the_option_s_type() {
    fn fits(default: Default, ty: &Ty) -> bool {
        match (default, ty) {
            (Default::None | Default::Computed(_) | Default::Unknown, _) => true,
            (Default::Null, Ty::NullOr(_)) => true,
            (_, Ty::NullOr(ty) | Ty::Checked(ty, _) | Ty::PasswdEntry(ty)) => fits(default, ty),
            (_, Ty::CoercedTo { to, .. }) => fits(default, to),
            (_, Ty::Either(a, b)) => fits(default, a) || fits(default, b),
            (Default::Bool(_), Ty::Bool) => true,
            (Default::Int(n), Ty::Port) => (0..=65535).contains(&n),
            (Default::Int(_), Ty::Int) => true,
            (Default::Str(s), Ty::Enum(values)) => values.contains(&s),
            (Default::Str(s), Ty::Path) => s.starts_with('/'),
            (Default::Str(s), Ty::StrMatching(re)) => {
                regex::Regex::new(&format!("^(?:{re})$")).is_ok_and(|re| re.is_match(s))
            }
            (Default::Str(_), Ty::Str | Ty::SingleLineStr | Ty::Separated(_)) => true,
            (Default::List(_), Ty::ListOf(_)) => true,
            (Default::EmptyAttrs, Ty::AttrsOf(_) | Ty::LazyAttrsOf(_) | Ty::Attrs | Ty::Json | Ty::Toml) => true,
            (Default::EmptyAttrs, Ty::Submodule(_)) => true,
            _ => false,
        }
    }
    for (scope, groups) in scopes() {
        for decl in groups.iter().flat_map(|g| g.iter()) {
            assert!(
                fits(decl.default, &decl.ty),
                "{scope}/{}: {:?} for {}",
                decl.name(),
                decl.default,
                decl.ty.describe()
            );
        }
    }
}

#[test]
fn options_of_a_container_by_release() {
    let names = |release| {
        let mut names: Vec<_> = oci::CONTAINER.options(release).map(Decl::name).collect();
        names.dedup();
        names
    };
    let mut out = String::new();
    for pair in Release::ALL.windows(2) {
        let (old, new) = (names(pair[0]), names(pair[1]));
        let added: Vec<_> = new.iter().filter(|n| !old.contains(n)).cloned().collect();
        out += &format!("{}: {} + [{}]\n", pair[1], old.len(), added.join(" "));
    }
    expect![[r#"
        24.11: 19 + [imageStream preRunExtraOptions serviceName]
        25.05: 22 + [autoRemoveOnStop capabilities devices networks podman privileged pull]
        25.11: 29 + []
        26.05: 29 + []
    "#]]
    .assert_eq(&out);
}
