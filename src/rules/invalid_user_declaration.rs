//! OCI708: a user who runs containers and whose declaration NixOS refuses.

use crate::diag::{Anchor, Change, Diagnostic, Fix};
use crate::oci::{Lookup, Text, User};
use crate::schema::Release;

use super::cx::{RuleCx, Sink, attr, may_coexist, string, with_fix};
use super::meta::rule;
use super::rootless::{self, Runner};

rule! {
    /// ## What it does
    /// Reports what NixOS asserts about users, for the users who run containers: exactly one of `isNormalUser` and
    /// `isSystemUser`, a primary group that exists, no uid below 1000 for a normal user, no uid of another user, a name of
    /// plain characters, and no `linger` where `users.manageLingering` is off. It also reports a `name` that
    /// differs from the attribute name, since the unit runs as the latter.
    ///
    /// ## Why is this bad?
    /// NixOS refuses the configuration, and says so for the system as a whole, without a place.
    ///
    /// ## Example
    /// ```nix
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "docker.io/library/nginx:1.27";
    ///     podman.user = "web";
    ///   };
    ///   users.users.web = {
    ///     isSystemUser = true;
    ///     uid = 2000; linger = true; autoSubUidGidRange = true; home = "/var/lib/web"; createHome = true;
    ///   };
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
    ///     isSystemUser = true; group = "web";
    ///     uid = 2000; linger = true; autoSubUidGidRange = true; home = "/var/lib/web"; createHome = true;
    ///   };
    ///   users.groups.web = { };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent about everything that is not known or may be set in a module that was not read.
    pub(super) static INVALID_USER_DECLARATION = "OCI708" "invalid-user-declaration" Error since R25_05;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for (runner, user) in rootless::declared(cx) {
        let checks = [kind, group, low_uid, shared_uid, name, unmanaged_lingering];
        out.extend(checks.into_iter().filter_map(|check| check(cx, &runner, user)));
    }
}

type Found = Option<Diagnostic>;

/// Exactly one of `isNormalUser` and `isSystemUser`; a uid below 1000 counts as the latter.
fn kind(_: &RuleCx<'_>, runner: &Runner<'_>, user: &User) -> Found {
    let (normal, system) = (*user.is_normal_user.known()?, *user.is_system_user.known()?);
    let path = format!("users.users.{}", attr(runner.name));
    if normal && system {
        if !may_coexist(user.is_normal_user.certain, user.is_system_user.certain) {
            return None;
        }
        let message = format!("the user `{}` is both a normal and a system user", runner.name);
        let finding = runner.finding(&INVALID_USER_DECLARATION, user, &user.is_system_user, message)?;
        return Some(finding.help(format!("remove one of `{path}.isNormalUser` and `{path}.isSystemUser`")));
    }
    let low = matches!(user.uid.known()?, Some(uid) if *uid < 1000);
    if normal || system || low {
        return None;
    }
    let message = format!("the user `{}` is neither a normal nor a system user", runner.name);
    let finding = runner.finding(&INVALID_USER_DECLARATION, user, &user.is_system_user, message)?;
    let change = rootless::set(user, &user.is_system_user, "false", "isSystemUser", "true");
    let fix = Fix::risky("set `isSystemUser = true;`", Vec::from_iter(change));
    Some(with_fix(finding.help(format!("set `{path}.isSystemUser = true;`")), fix))
}

/// A primary group, and one that exists.
fn group(cx: &RuleCx<'_>, runner: &Runner<'_>, user: &User) -> Found {
    let name = user.group.known()?.known()?;
    let own = attr(runner.name);
    if name.is_empty() {
        let message = format!("the user `{}` has no primary group", runner.name);
        let finding = runner.finding(&INVALID_USER_DECLARATION, user, &user.group, message)?;
        let text = string(runner.name);
        let help = format!("set `users.users.{own}.group = {text};` and `users.groups.{own} = {{ }};`");
        let mut changes = Vec::from_iter(rootless::set(user, &user.group, "", "group", &text));
        let declared = matches!(cx.host.group(runner.name), Lookup::Found(_));
        if let (false, Some(near)) = (declared || changes.is_empty(), user.at) {
            changes.push(beside(near, &own));
        }
        return Some(with_fix(finding.help(help), Fix::safe(format!("set `group = {text};`"), changes)));
    }
    if !matches!(cx.host.group(name), Lookup::Absent) || cx.host.groups.iter().any(|g| !has_known_name(&g.name)) {
        return None;
    }
    let message = format!("the group `{name}` of the user `{}` is not declared in `users.groups`", runner.name);
    let finding = runner.finding(&INVALID_USER_DECLARATION, user, &user.group, message)?;
    let own = attr(name);
    let changes = user.at.map(|near| beside(near, &own));
    let fix = Fix::risky(format!("declare the group `{name}`"), Vec::from_iter(changes));
    Some(with_fix(finding.help(format!("set `users.groups.{own} = {{ }};`")), fix))
}

/// A declaration of a group beside that of a user.
fn beside(near: Anchor, group: &str) -> Change {
    Change::AddBeside { near, top: "users".into(), definition: format!("users.groups.{group} = {{ }};") }
}

fn has_known_name(field: &crate::oci::Field<Text>) -> bool {
    field.known().is_some_and(Text::is_known)
}

fn low_uid(_: &RuleCx<'_>, runner: &Runner<'_>, user: &User) -> Found {
    let uid = (*user.uid.known()?)?;
    if !*user.is_normal_user.known()? || uid >= 1000 {
        return None;
    }
    let message = format!("the normal user `{}` has the uid {uid}, which is below 1000", runner.name);
    let finding = runner.finding(&INVALID_USER_DECLARATION, user, &user.uid, message)?;
    Some(finding.help("choose a uid from 1000 on, or make it a system user"))
}

fn shared_uid(cx: &RuleCx<'_>, runner: &Runner<'_>, user: &User) -> Found {
    if cx.host.enforce_id_uniqueness.known() != Some(&true) {
        return None;
    }
    let uid = (*user.uid.known()?)?;
    let same = |o: &&User| o.attr != user.attr && o.certain && o.uid.certain && o.uid.known() == Some(&Some(uid));
    let other = cx.host.users.iter().find(same)?;
    // Of two users who both run containers, the second in the order of names is reported.
    if rootless::runners(cx).iter().any(|r| r.name == other.attr) && user.attr < other.attr {
        return None;
    }
    let message = format!("the users `{}` and `{}` have the same uid {uid}", runner.name, other.attr);
    let mut finding = runner.finding(&INVALID_USER_DECLARATION, user, &user.uid, message)?;
    if let Some(place) = other.uid.place() {
        finding = finding.label(place, format!("the uid of `{}`", other.attr));
    }
    let free = rootless::free_uid(cx, runner.name).to_string();
    let change = rootless::set_uid(cx, user, &free);
    let fix = Fix::risky(format!("set `uid = {free};`"), Vec::from_iter(change));
    Some(with_fix(finding.help(format!("choose another uid, such as {free}")), fix))
}

/// The login name: letters, digits, `_`, `.` and `-`, not begun by `-`, and the attribute name.
fn name(_: &RuleCx<'_>, runner: &Runner<'_>, user: &User) -> Found {
    let name = user.name.known()?.known()?;
    if !rootless::is_login_name(name) {
        let message = format!("`{name}` cannot be the name of a user");
        let finding = runner.finding(&INVALID_USER_DECLARATION, user, &user.name, message)?;
        return Some(finding.help("a name has letters, digits, `_`, `.` and `-`, and does not begin with `-`"));
    }
    // Longer ones stop the evaluation, which is reported where the user is read.
    if name.chars().count() > 31 {
        return None;
    }
    if name == runner.name {
        return None;
    }
    let message = format!("the unit runs as `{}`, but the user's name is `{name}`", runner.name);
    let finding = runner.finding(&INVALID_USER_DECLARATION, user, &user.name, message)?;
    Some(finding.help("NixOS takes the attribute name for the name: let both be the same"))
}

fn unmanaged_lingering(cx: &RuleCx<'_>, runner: &Runner<'_>, user: &User) -> Found {
    if !cx.since(Release::R25_11) || cx.host.manage_lingering.known() != Some(&false) {
        return None;
    }
    (*user.linger.known()?)?;
    let message = format!("`linger` of the user `{}` is set, but `users.manageLingering` is off", runner.name);
    let mut finding = runner.finding(&INVALID_USER_DECLARATION, user, &user.linger, message)?;
    if let Some(place) = cx.host.manage_lingering.place() {
        finding = finding.label(place, "lingering is left alone here");
    }
    let change = cx.host.manage_lingering.at.map(|at| Change::Remove { at });
    let fix = Fix::risky("remove `users.manageLingering`", Vec::from_iter(change));
    Some(with_fix(finding.help("remove `users.manageLingering = false;`: rootless containers need `linger`"), fix))
}
