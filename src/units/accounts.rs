//! The failed assertions of NixOS about users and groups (`nixos/modules/config/users-groups.nix`), word for word. Those
//! about passwords and shells are left out: a host does not show them.

use std::collections::BTreeSet;

use super::messages::{Known, Messages, Subject, both, sure, sure_text};
use crate::oci::{Host, Lookup, User, is_nixos_group};
use crate::schema::Release;

/// The assertions of `nixos/modules/config/users-groups.nix` that depend on what a host shows.
pub(super) fn user_assertions(host: &Host, out: &mut Messages) {
    let mut users: Vec<&User> = host.users.iter().filter(|u| u.certain).collect();
    users.sort_by(|a, b| a.attr.cmp(&b.attr));
    let duplicate = sure(&host.enforce_id_uniqueness, "users.enforceIdUniqueness")
        .and_then(|enforced| Ok(*enforced && (!uids_are_unique(&users)? || !gids_are_unique(host)?)));
    out.add("assertions", duplicate, Subject::default(), || Some("UIDs and GIDs must be unique!".to_owned()));
    missing_groups(host, &users, out);
    for user in users {
        one_user(host, user, out);
    }
}

fn uids_are_unique(users: &[&User]) -> Known {
    unique(users.iter().map(|u| sure(&u.uid, &format!("users.users.{}.uid", u.attr)).copied()))
}

fn gids_are_unique(host: &Host) -> Known {
    unique(host.groups.iter().map(|g| sure(&g.gid, &format!("users.groups.{}.gid", g.attr)).copied()))
}

/// Two equal numbers are a fact whatever the others are.
fn unique(ids: impl Iterator<Item = Result<Option<i64>, String>>) -> Known {
    let mut seen = BTreeSet::new();
    let mut open = None;
    for id in ids {
        match id {
            Ok(Some(id)) if !seen.insert(id) => return Ok(false),
            Ok(_) => {}
            Err(why) => open = open.or(Some(why)),
        }
    }
    open.map_or(Ok(true), Err)
}

/// One message that names all users whose group is not declared.
fn missing_groups(host: &Host, users: &[&User], out: &mut Messages) {
    let mut names: Vec<&str> = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    let mut applies = Ok(false);
    for user in users {
        let group = match group_of(host, user) {
            Ok(group) => group,
            Err(why) => {
                applies = Err(why);
                continue;
            }
        };
        match host.group(group) {
            _ if group.is_empty() => {}
            Lookup::Found(_) => {}
            Lookup::Unknown if is_nixos_group(group) => {}
            Lookup::Unknown => applies = Err(format!("group `{group}` is not declared in what was read")),
            Lookup::Absent => {
                names.push(&user.attr);
                if !groups.contains(&group) {
                    groups.push(group);
                }
                applies = applies.map(|_| true);
            }
        }
    }
    out.add("assertions", applies, Subject::default(), || {
        let hints: Vec<String> = groups.iter().map(|g| format!("users.groups.{g} = {{}};")).collect();
        Some(format!(
            "The following users have a primary group that is undefined: {}\n\
             Hint: Add this to your NixOS configuration:\n  {}\n",
            names.join(" "),
            hints.join("\n  ")
        ))
    });
}

/// The primary group; empty if none is set.
fn group_of<'a>(host: &Host, user: &'a User) -> Result<&'a str, String> {
    let what = format!("users.users.{}.group", user.attr);
    if !user.group.defined && !host.closed {
        return Err(format!("`{what}` is not known"));
    }
    sure_text(&user.group, &what)
}

fn one_user(host: &Host, user: &User, out: &mut Messages) {
    let subject = Subject { container: None, user: Some(&user.attr) };
    let name = sure_text(&user.name, &format!("users.users.{}.name", user.attr));
    let text = |text: &dyn Fn(&str) -> String| name.as_ref().ok().map(|n| text(n));
    let field = |what: &str| format!("users.users.{}.{what}", user.attr);
    out.add("assertions", name.clone().map(|n| !is_valid_name(n)), subject, || {
        text(&|n| {
            format!(
                "The username \"{n}\" is not valid, it does not match the regex \
                 \"[a-zA-Z0-9_.][a-zA-Z0-9_.-]*\"."
            )
        })
    });
    // In an open world another module may still say what kind of user it is.
    let settled = |defined: bool| if defined || host.closed { Ok(()) } else { Err(field("uid")) };
    let uid = sure(&user.uid, &field("uid")).and_then(|u| settled(user.uid.defined).map(|()| *u));
    let normal = sure(&user.is_normal_user, &field("isNormalUser")).copied();
    let system = sure(&user.is_system_user, &field("isSystemUser")).copied();
    let low = uid.clone().map(|u| u.is_some_and(|u| u < 1000));
    out.add("assertions", both(&normal, &low), subject, || {
        text(&|n| {
            format!(
                "A user cannot have a users.users.{n}.uid set below 1000 and set users.users.{n}.isNormalUser.\n\
                 Either users.users.{n}.isSystemUser must be set to true instead of users.users.{n}.isNormalUser\n\
                 or users.users.{n}.uid must be changed to 1000 or above.\n"
            )
        })
    });
    let kind = (|| {
        let (normal, system) = (normal.clone()?, system.clone()?);
        let system = system || (!normal && low.clone()?);
        if system == normal && !normal {
            settled(user.is_normal_user.defined && user.is_system_user.defined)?;
        }
        Ok(system == normal)
    })();
    out.add("assertions", kind, subject, || {
        text(&|n| {
            format!("Exactly one of users.users.{n}.isSystemUser and users.users.{n}.isNormalUser must be set.\n")
        })
    });
    out.add("assertions", group_of(host, user).map(str::is_empty), subject, || {
        text(&|n| {
            format!(
                "users.users.{n}.group is unset. This used to default to\n\
                 nogroup, but this is unsafe. For example you can create a group\n\
                 for this user with:\n\
                 users.users.{n}.group = \"{n}\";\n\
                 users.groups.{n} = {{}};\n"
            )
        })
    });
    out.add("assertions", lingers_unmanaged(host, user), subject, || {
        text(&|n| {
            format!(
                "users.manageLingering is set to false, but\n\
                 users.users.{n}.linger is configured.\n\n\
                 If you want NixOS to manage whether user accounts linger or\n\
                 not, you must set users.manageLingering to true.  This is the\n\
                 default setting.\n\n\
                 If you do not want NixOS to manage whether user accounts linger\n\
                 or not, you must set users.users.{n}.linger to null.\n\
                 This is the default setting provided system.stateVersion is at\n\
                 least \"25.11\".\n"
            )
        })
    });
}

/// `linger` is set although nobody manages it. Before 25.11 a linger that nobody sets was false, not null.
fn lingers_unmanaged(host: &Host, user: &User) -> Known {
    if *sure(&host.manage_lingering, "users.manageLingering")? {
        return Ok(false);
    }
    let linger = sure(&user.linger, &format!("users.users.{}.linger", user.attr))?;
    Ok(linger.is_some() && (user.linger.defined || host.release >= Release::R25_11))
}

fn is_valid_name(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'.';
    let mut bytes = name.bytes();
    bytes.next().is_some_and(allowed) && bytes.all(|b| allowed(b) || b == b'-')
}
