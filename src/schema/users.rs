//! `users.users`, `users.groups` and their neighbours.
//!
//! Not declared here, because NixOS' module sets it from other options: a normal user's `home`, `group`, `createHome`,
//! `useDefaultShell`, `autoSubUidGidRange`, all with `mkDefault`.

use super::decl::{Computed, Decl, Default, EMPTY_LIST, Extra, Submodule, opt};
use super::release::Release::{R25_05, R25_11};
use super::ty::{ATTRS_OF_STR, LIST_OF_STR, NULL_OR_STR, Ty};

pub(super) static OPTIONS: &[Decl] = &[
    opt(
        &["users", "allowNoPasswordLogin"],
        Ty::Bool,
        Default::Bool(false),
        "Allow a system on which nobody can log in with a password or an SSH key",
    ),
    opt(&["users", "defaultUserHome"], Ty::Str, Default::Str("/home"), "Folder of the homes of normal users"),
    opt(
        &["users", "defaultUserShell"],
        Ty::Either(&Ty::Path, &Ty::ShellPackage),
        Default::Unknown,
        "Shell of users who have not chosen one",
    ),
    opt(
        &["users", "enforceIdUniqueness"],
        Ty::Bool,
        Default::Bool(true),
        "Refuse two users or two groups with the same number",
    ),
    opt(&["users", "groups"], Ty::AttrsOf(&Ty::Submodule(&GROUP)), Default::EmptyAttrs, "Groups of the system"),
    opt(&["users", "manageLingering"], Ty::Bool, Default::Bool(true), "Let NixOS decide which users linger")
        .since(R25_11),
    opt(&["users", "motd"], super::ty::LINES, Default::Str(""), "Message shown after login"),
    opt(&["users", "motdFile"], Ty::NullOr(&Ty::Path), Default::Null, "File whose content is shown after login"),
    opt(
        &["users", "mutableUsers"],
        Ty::Bool,
        Default::Bool(true),
        "Keep users and passwords that were changed by hand",
    ),
    opt(&["users", "users"], Ty::AttrsOf(&Ty::Submodule(&USER)), Default::EmptyAttrs, "Users of the system"),
];

/// One user: the users module's own options, and those that the SSH server's module adds.
pub static USER: Submodule = Submodule { groups: &[USER_OPTIONS, USER_OPENSSH], extra: Extra::Closed };

const NULL_OR_PASSWD_STR: Ty = Ty::NullOr(&Ty::PasswdEntry(&Ty::Str));

static USER_OPTIONS: &[Decl] = &[
    opt(&["autoSubUidGidRange"], Ty::Bool, Default::Bool(false), "Reserve 65536 subordinate user and group numbers"),
    opt(&["createHome"], Ty::Bool, Default::Bool(false), "Create the home folder and give it to the user"),
    opt(&["cryptHomeLuks"], NULL_OR_STR, Default::Null, "Encrypted device that holds the home folder"),
    opt(&["description"], Ty::PasswdEntry(&Ty::Str), Default::Str(""), "The user's full name"),
    opt(&["enable"], Ty::Bool, Default::Bool(true), "Create this user at all").since(R25_05),
    opt(
        &["expires"],
        Ty::NullOr(&Ty::StrMatching("[[:digit:]]{4}-[[:digit:]]{2}-[[:digit:]]{2}")),
        Default::Null,
        "Day from which the account is closed, as YYYY-MM-DD",
    ),
    opt(&["extraGroups"], LIST_OF_STR, EMPTY_LIST, "Further groups of the user"),
    opt(&["group"], Ty::Str, Default::Str(""), "Main group of the user"),
    opt(&["hashedPassword"], NULL_OR_PASSWD_STR, Default::Null, "Hash of the password"),
    opt(
        &["hashedPasswordFile"],
        NULL_OR_STR,
        Default::Computed(Computed::PasswordFile),
        "File that holds the hash of the password",
    ),
    opt(&["home"], Ty::PasswdEntry(&Ty::Path), Default::Str("/var/empty"), "Home folder"),
    opt(&["homeMode"], Ty::StrMatching("[0-7]{1,5}"), Default::Str("700"), "Mode of the home folder, in octal"),
    opt(
        &["ignoreShellProgramCheck"],
        Ty::Bool,
        Default::Bool(false),
        "Do not demand that the shell is enabled under `programs`",
    ),
    opt(&["initialHashedPassword"], NULL_OR_PASSWD_STR, Default::Null, "Hash of the password that a new account gets"),
    opt(&["initialPassword"], NULL_OR_STR, Default::Null, "Password that a new account gets, readable by everybody"),
    opt(&["isNormalUser"], Ty::Bool, Default::Bool(false), "A person: has a home, a shell and the group `users`"),
    opt(&["isSystemUser"], Ty::Bool, Default::Bool(false), "A service's account: gets a number below 1000"),
    opt(&["linger"], Ty::Bool, Default::Bool(false), "Run the user's services from boot on, without a login")
        .until(R25_11),
    opt(
        &["linger"],
        Ty::NullOr(&Ty::Bool),
        Default::Null,
        "Run the user's services from boot on, without a login; null leaves it to `loginctl`",
    )
    .since(R25_11),
    opt(&["name"], Ty::PasswdEntry(&Ty::Str), Default::Computed(Computed::ImpliedName), "Login name"),
    opt(&["packages"], Ty::ListOf(&Ty::Package), EMPTY_LIST, "Programs for this user alone"),
    opt(&["pamMount"], ATTRS_OF_STR, Default::EmptyAttrs, "Attributes of the user's entry in `pam_mount.conf.xml`"),
    opt(&["password"], NULL_OR_STR, Default::Null, "Password in clear text, readable by everybody"),
    opt(&["passwordFile"], NULL_OR_STR, Default::Null, "Former name of `hashedPasswordFile`").internal(),
    opt(
        &["shell"],
        Ty::NullOr(&Ty::Either(&Ty::ShellPackage, &Ty::PasswdEntry(&Ty::Path))),
        Default::Unknown,
        "Login shell: a package or the path of a program",
    ),
    opt(
        &["subGidRanges"],
        Ty::ListOf(&Ty::Submodule(&SUB_GID_RANGE)),
        EMPTY_LIST,
        "Group numbers that the user may use in user namespaces",
    ),
    opt(
        &["subUidRanges"],
        Ty::ListOf(&Ty::Submodule(&SUB_UID_RANGE)),
        EMPTY_LIST,
        "User numbers that the user may use in user namespaces",
    ),
    opt(&["uid"], Ty::NullOr(&Ty::Int), Default::Null, "Number of the user; null picks a free one"),
    opt(&["useDefaultShell"], Ty::Bool, Default::Bool(false), "Use `users.defaultUserShell`"),
];

static USER_OPENSSH: &[Decl] = &[
    opt(
        &["openssh", "authorizedKeys", "keyFiles"],
        Ty::ListOf(&Ty::Path),
        EMPTY_LIST,
        "Files with public keys that may log in, read when the system is built",
    ),
    opt(
        &["openssh", "authorizedKeys", "keys"],
        Ty::ListOf(&Ty::SingleLineStr),
        EMPTY_LIST,
        "Public keys that may log in",
    ),
    opt(
        &["openssh", "authorizedPrincipals"],
        Ty::ListOf(&Ty::SingleLineStr),
        EMPTY_LIST,
        "Principals of SSH certificates that may log in",
    ),
];

static SUB_UID_RANGE: Submodule = Submodule {
    groups: &[&[
        opt(&["count"], Ty::Int, Default::Int(1), "How many numbers"),
        opt(&["startUid"], Ty::Int, Default::None, "First user number"),
    ]],
    extra: Extra::Closed,
};

static SUB_GID_RANGE: Submodule = Submodule {
    groups: &[&[
        opt(&["count"], Ty::Int, Default::Int(1), "How many numbers"),
        opt(&["startGid"], Ty::Int, Default::None, "First group number"),
    ]],
    extra: Extra::Closed,
};

/// One group.
pub static GROUP: Submodule = Submodule {
    groups: &[&[
        opt(&["gid"], Ty::NullOr(&Ty::Int), Default::Null, "Number of the group; null picks a free one"),
        opt(
            &["members"],
            Ty::ListOf(&Ty::PasswdEntry(&Ty::Str)),
            EMPTY_LIST,
            "Names of the members; users with the group in `extraGroups` are added",
        ),
        opt(&["name"], Ty::PasswdEntry(&Ty::Str), Default::Computed(Computed::ImpliedName), "Name of the group"),
    ]],
    extra: Extra::Closed,
};
