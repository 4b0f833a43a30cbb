//! OCI706: subordinate uids and gids of a user who runs containers.

use crate::diag::{Diagnostic, Fix, Severity};
use crate::oci::{Field, User};

use super::cx::{RuleCx, Sink, attr, with_fix};
use super::meta::rule;
use super::rootless::{self, Runner};

rule! {
    /// ## What it does
    /// Reports a user who runs rootless containers without subordinate ids, and warns about ranges of only one kind, with
    /// fewer than 65536 ids, or shared with another user. Normal users get ranges by themselves, system users do not.
    ///
    /// ## Why is this bad?
    /// An image has files of several owners, and each needs an id of its own on the host: podman stops with
    /// `potentially insufficient UIDs or GIDs available in user namespace`. Users who share ids can reach each other's
    /// files.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = {
    ///     isSystemUser = true; group = "web"; uid = 2000; linger = true; home = "/var/lib/web"; createHome = true;
    ///   };
    ///   users.groups.web = { };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = {
    ///     isSystemUser = true; group = "web"; uid = 2000; linger = true; home = "/var/lib/web"; createHome = true;
    ///     autoSubUidGidRange = true;
    ///   };
    ///   users.groups.web = { };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while the ranges are not known, and where they may be set in a module that was not read.
    pub(super) static SUBORDINATE_IDS = "OCI706" "subordinate-ids" Error since R25_05;
}

/// Ids of an image: 0 to 65535.
const WANTED: i64 = 65536;
/// Where NixOS begins to hand out ranges by itself.
const AUTOMATIC: Range = (100_000, WANTED);

/// Start and count.
type Range = (i64, i64);

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for (runner, user) in rootless::declared(cx) {
        let Some(automatic) = user.auto_sub_uid_gid_range.known() else { continue };
        let (Some(uids), Some(gids)) = (user.sub_uid_ranges.known(), user.sub_gid_ranges.known()) else { continue };
        if uids.is_empty() && gids.is_empty() {
            if !automatic {
                out.extend(none(&runner, user));
            }
            continue;
        }
        if !automatic {
            out.extend(one_kind(&runner, user));
            out.extend(too_few(&runner, user, &user.sub_uid_ranges, "subUidRanges"));
            out.extend(too_few(&runner, user, &user.sub_gid_ranges, "subGidRanges"));
        }
        out.extend(shared(cx, &runner, user, "subUidRanges", |u| &u.sub_uid_ranges));
        out.extend(shared(cx, &runner, user, "subGidRanges", |u| &u.sub_gid_ranges));
    }
}

fn none(runner: &Runner<'_>, user: &User) -> Option<Diagnostic> {
    let (name, containers) = (runner.name, runner.containers_named());
    let message = format!("the user `{name}`, who runs {containers}, has no subordinate uids and gids");
    let finding = runner.finding(&SUBORDINATE_IDS, user, &user.auto_sub_uid_gid_range, message)?;
    let finding = finding.help(format!("set `users.users.{}.autoSubUidGidRange = true;`", attr(name)));
    let change = rootless::set(user, &user.auto_sub_uid_gid_range, "false", "autoSubUidGidRange", "true");
    Some(with_fix(finding, Fix::safe("set `autoSubUidGidRange = true;`", Vec::from_iter(change))))
}

fn one_kind(runner: &Runner<'_>, user: &User) -> Option<Diagnostic> {
    let empty = |f: &Field<Vec<_>>| f.known().is_some_and(Vec::is_empty);
    let (present, field, lacking) = match (empty(&user.sub_uid_ranges), empty(&user.sub_gid_ranges)) {
        (false, true) => ("subUidRanges", &user.sub_uid_ranges, "subGidRanges"),
        (true, false) => ("subGidRanges", &user.sub_gid_ranges, "subUidRanges"),
        _ => return None,
    };
    let message = format!("the user `{}` has `{present}`, but no `{lacking}`", runner.name);
    let finding = runner.finding(&SUBORDINATE_IDS, user, field, message)?;
    Some(warning(finding).help("podman needs both; `autoSubUidGidRange = true;` gives both"))
}

fn too_few(
    runner: &Runner<'_>,
    user: &User,
    field: &Field<Vec<(Option<i64>, Option<i64>)>>,
    option: &str,
) -> Option<Diagnostic> {
    let ranges = field.known()?;
    let mut total = 0i64;
    for (_, count) in ranges {
        total = total.saturating_add((*count)?);
    }
    if ranges.is_empty() || total >= WANTED {
        return None;
    }
    let ids = if total == 1 { "1 id".to_owned() } else { format!("{total} ids") };
    let message = format!("`{option}` of the user `{}` has {ids}, fewer than the {WANTED} of an image", runner.name);
    let finding = runner.finding(&SUBORDINATE_IDS, user, field, message)?;
    Some(warning(finding).help(format!("set `count = {WANTED};`")))
}

/// Ranges of two users, or one beside automatic ranges, that overlap.
fn shared(
    cx: &RuleCx<'_>,
    runner: &Runner<'_>,
    user: &User,
    option: &str,
    field: impl Fn(&User) -> &Field<Vec<(Option<i64>, Option<i64>)>>,
) -> Option<Diagnostic> {
    let ranges = |u: &User| -> Vec<Range> {
        field(u).known().into_iter().flatten().filter_map(|(start, count)| Some(((*start)?, (*count)?))).collect()
    };
    let own = ranges(user);
    let overlap = |theirs: &[Range]| own.iter().any(|a| theirs.iter().any(|b| overlaps(*a, *b)));
    let others = || cx.host.users.iter().filter(|o| o.attr != user.attr && o.certain);
    let message = if let Some(other) = others().find(|o| overlap(&ranges(o))) {
        format!("`{option}` of the users `{}` and `{}` overlap", runner.name, other.attr)
    } else {
        let automatic = |o: &&User| o.auto_sub_uid_gid_range.known() == Some(&true);
        let other = others().find(automatic).filter(|_| overlap(&[AUTOMATIC]))?;
        format!(
            "`{option}` of the user `{}` has ids that NixOS gives to `{}` by itself, from {} on",
            runner.name, other.attr, AUTOMATIC.0
        )
    };
    let finding = runner.finding(&SUBORDINATE_IDS, user, field(user), message)?;
    Some(warning(finding).help("let each user have ids of its own, or let NixOS choose: `autoSubUidGidRange = true;`"))
}

fn overlaps(a: Range, b: Range) -> bool {
    let end = |r: Range| r.0.saturating_add(r.1);
    a.0 < end(b) && b.0 < end(a)
}

fn warning(finding: Diagnostic) -> Diagnostic {
    // What depends on an unknown condition has been lowered already.
    match finding.severity {
        Severity::Error => finding.severity(Severity::Warning),
        _ => finding.severity(Severity::Info),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_overlap() {
        assert!(overlaps((100_000, 65_536), (165_535, 1)));
        assert!(!overlaps((100_000, 65_536), (165_536, 65_536)));
        assert!(!overlaps((i64::MAX, i64::MAX), (0, 1)));
    }
}
