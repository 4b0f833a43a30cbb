//! `systemd.*`: units of each kind and the settings of the manager (`nixos/lib/systemd-unit-options.nix`).

use super::decl::{Computed, Decl, Default, EMPTY_LIST, Extra, Submodule, opt};
use super::release::Release::{R24_11, R25_11, R26_05};
use super::ty::{COMMAS, Check, LINES, LIST_OF_STR, Ty};

/// What NixOS takes for the name of a unit.
pub const UNIT_NAME: &str =
    r"[a-zA-Z0-9@%:_.\\-]+[.](service|socket|device|mount|automount|swap|target|path|timer|scope|slice)";

const UNIT_NAMES: Ty = Ty::ListOf(&Ty::StrMatching(UNIT_NAME));
const SECTION: Ty = Ty::AttrsOf(&Ty::UnitOption);
/// `environment` of a unit: null drops a variable that another definition sets.
const ENVIRONMENT: Ty = Ty::AttrsOf(&Ty::NullOr(&Ty::OneOf(&[Ty::Str, Ty::Path, Ty::Package])));

pub(super) static OPTIONS: &[Decl] = &[
    opt(&["systemd", "automounts"], Ty::ListOf(&Ty::Submodule(&AUTOMOUNT)), EMPTY_LIST, "Automount units"),
    opt(
        &["systemd", "enableStrictShellChecks"],
        Ty::Bool,
        Default::Bool(false),
        "Check the scripts of all units with shellcheck when building",
    )
    .since(R24_11),
    opt(&["systemd", "globalEnvironment"], ENVIRONMENT, Default::EmptyAttrs, "Environment variables of every unit"),
    opt(
        &["systemd", "managerEnvironment"],
        ENVIRONMENT,
        Default::EmptyAttrs,
        "Environment variables of systemd itself",
    ),
    opt(&["systemd", "mounts"], Ty::ListOf(&Ty::Submodule(&MOUNT)), EMPTY_LIST, "Mount units"),
    opt(&["systemd", "packages"], Ty::ListOf(&Ty::Package), EMPTY_LIST, "Packages that bring units"),
    opt(&["systemd", "paths"], Ty::AttrsOf(&Ty::Submodule(&PATH)), Default::EmptyAttrs, "Path units"),
    opt(&["systemd", "services"], Ty::AttrsOf(&Ty::Submodule(&SERVICE)), Default::EmptyAttrs, "Services"),
    opt(
        &["systemd", "settings", "Manager"],
        Ty::Submodule(&Submodule { groups: &[], extra: Extra::Freeform(&SECTION) }),
        Default::Unknown,
        "The section `[Manager]` of `system.conf`",
    )
    .since(R25_11),
    opt(&["systemd", "slices"], Ty::AttrsOf(&Ty::Submodule(&SLICE)), Default::EmptyAttrs, "Slices"),
    opt(&["systemd", "sockets"], Ty::AttrsOf(&Ty::Submodule(&SOCKET)), Default::EmptyAttrs, "Sockets"),
    opt(&["systemd", "targets"], Ty::AttrsOf(&Ty::Submodule(&TARGET)), Default::EmptyAttrs, "Targets"),
    opt(&["systemd", "timers"], Ty::AttrsOf(&Ty::Submodule(&TIMER)), Default::EmptyAttrs, "Timers"),
    opt(
        &["systemd", "tmpfiles", "rules"],
        LIST_OF_STR,
        EMPTY_LIST,
        "Lines of `tmpfiles.d`: files and folders to create or clean",
    ),
    opt(
        &["systemd", "tmpfiles", "settings"],
        Ty::AttrsOf(&Ty::AttrsOf(&Ty::AttrsOf(&Ty::Submodule(&TMPFILE)))),
        Default::EmptyAttrs,
        "Files and folders to create or clean, as `<config>.<path>.<type>`",
    ),
    opt(&["systemd", "user", "paths"], Ty::AttrsOf(&Ty::Submodule(&PATH)), Default::EmptyAttrs, "Path units of users"),
    opt(
        &["systemd", "user", "services"],
        Ty::AttrsOf(&Ty::Submodule(&USER_SERVICE)),
        Default::EmptyAttrs,
        "Services that run in each user's session",
    ),
    opt(&["systemd", "user", "slices"], Ty::AttrsOf(&Ty::Submodule(&SLICE)), Default::EmptyAttrs, "Slices of users"),
    opt(&["systemd", "user", "sockets"], Ty::AttrsOf(&Ty::Submodule(&SOCKET)), Default::EmptyAttrs, "Sockets of users"),
    opt(&["systemd", "user", "targets"], Ty::AttrsOf(&Ty::Submodule(&TARGET)), Default::EmptyAttrs, "Targets of users"),
    opt(&["systemd", "user", "timers"], Ty::AttrsOf(&Ty::Submodule(&TIMER)), Default::EmptyAttrs, "Timers of users"),
    opt(&["systemd", "user", "tmpfiles", "rules"], LIST_OF_STR, EMPTY_LIST, "Lines of `tmpfiles.d` for every user"),
];

/// One system service.
pub static SERVICE: Submodule =
    Submodule { groups: &[UNIT, TRIGGERS, SERVICE_OPTIONS, RESTARTS, CONFINEMENT], extra: Extra::Closed };
static USER_SERVICE: Submodule =
    Submodule { groups: &[UNIT, TRIGGERS, SERVICE_OPTIONS, RESTARTS], extra: Extra::Closed };
static TARGET: Submodule = Submodule { groups: &[UNIT, TRIGGERS], extra: Extra::Closed };
static SOCKET: Submodule = Submodule { groups: &[UNIT, TRIGGERS, SOCKET_OPTIONS], extra: Extra::Closed };
static TIMER: Submodule = Submodule { groups: &[UNIT, TRIGGERS, TIMER_OPTIONS], extra: Extra::Closed };
static PATH: Submodule = Submodule { groups: &[UNIT, TRIGGERS, PATH_OPTIONS], extra: Extra::Closed };
static SLICE: Submodule = Submodule { groups: &[UNIT, TRIGGERS, SLICE_OPTIONS], extra: Extra::Closed };
static MOUNT: Submodule = Submodule { groups: &[UNIT, TRIGGERS, MOUNT_OPTIONS], extra: Extra::Closed };
static AUTOMOUNT: Submodule = Submodule { groups: &[UNIT, TRIGGERS, AUTOMOUNT_OPTIONS], extra: Extra::Closed };

const fn units(path: &'static [&'static str], description: &'static str) -> Decl {
    opt(path, UNIT_NAMES, EMPTY_LIST, description)
}

/// What every kind of unit has. NixOS' module writes the lists into `unitConfig` as strings.
static UNIT: &[Decl] = &[
    units(&["after"], "Units that must have started before this one does"),
    units(&["aliases"], "Further names of the unit"),
    units(&["before"], "Units that start only after this one has"),
    units(&["bindsTo"], "Units that this one needs at every moment"),
    units(&["conflicts"], "Units that cannot run beside this one"),
    opt(&["description"], Ty::SingleLineStr, Default::Str(""), "What the unit is, in a few words"),
    opt(&["documentation"], LIST_OF_STR, EMPTY_LIST, "Addresses of documentation"),
    opt(&["enable"], Ty::Bool, Default::Bool(true), "False masks the unit: it cannot be started at all"),
    opt(&["name"], Ty::Str, Default::Computed(Computed::UnitName), "Name of the unit with its suffix"),
    units(&["onFailure"], "Units to start when this one fails"),
    units(&["onSuccess"], "Units to start when this one ends well"),
    opt(
        &["overrideStrategy"],
        Ty::Enum(&["asDropinIfExists", "asDropin"]),
        Default::Str("asDropinIfExists"),
        "Whether to write a whole unit or a drop-in for an existing one",
    ),
    units(&["partOf"], "Units whose stop or restart goes for this one too"),
    units(&["requiredBy"], "Units that require this one"),
    units(&["requires"], "Units that this one needs: started with it, and it stops when they do"),
    units(&["requisite"], "Units that must be running already"),
    opt(&["startLimitBurst"], Ty::Int, Default::None, "How many starts are allowed within the interval"),
    opt(&["startLimitIntervalSec"], Ty::Int, Default::None, "The interval in which starts are counted, in seconds"),
    opt(&["unitConfig"], SECTION, Default::EmptyAttrs, "Lines of the section `[Unit]`"),
    units(&["upheldBy"], "Units that keep this one running"),
    units(&["upholds"], "Units that are kept running while this one runs"),
    units(&["wantedBy"], "Units that start this one with them, such as `multi-user.target`"),
    units(&["wants"], "Units to start with this one"),
];

static TRIGGERS: &[Decl] = &[
    opt(&["reloadTriggers"], Ty::ListOf(&Ty::UnitOption), EMPTY_LIST, "Values whose change reloads the unit"),
    opt(&["restartTriggers"], Ty::ListOf(&Ty::Unspecified), EMPTY_LIST, "Values whose change restarts the unit"),
];

const fn script(path: &'static [&'static str], description: &'static str) -> Decl {
    opt(path, LINES, Default::Str(""), description)
}

static SERVICE_OPTIONS: &[Decl] = &[
    opt(
        &["enableDefaultPath"],
        Ty::Bool,
        Default::Bool(true),
        "Put coreutils, findutils, gnugrep, gnused and systemd on the service's PATH",
    )
    .since(R26_05),
    opt(
        &["enableStrictShellChecks"],
        Ty::Bool,
        Default::Computed(Computed::StrictShellChecks),
        "Check the scripts of the unit with shellcheck when building",
    )
    .since(R24_11),
    opt(&["environment"], ENVIRONMENT, Default::EmptyAttrs, "Environment variables of the service"),
    opt(
        &["jobScripts"],
        Ty::CoercedTo { from: &Ty::Path, to: &Ty::ListOf(&Ty::Path) },
        EMPTY_LIST,
        "The scripts made for the unit",
    )
    .internal(),
    opt(
        &["path"],
        Ty::ListOf(&Ty::OneOf(&[Ty::Package, Ty::Str])),
        EMPTY_LIST,
        "Packages whose `bin` and `sbin` are on the service's PATH",
    ),
    script(&["postStart"], "Shell commands to run after the main process has started"),
    script(&["postStop"], "Shell commands to run after the service has stopped"),
    script(&["preStart"], "Shell commands to run before the main process"),
    script(&["preStop"], "Shell commands that stop the service"),
    script(&["reload"], "Shell commands that reload the service"),
    script(&["script"], "Shell commands that are the main process"),
    opt(&["scriptArgs"], Ty::Str, Default::Str(""), "Arguments of `script`"),
    opt(
        &["serviceConfig"],
        Ty::Checked(&SECTION, Check::ServiceSection),
        Default::EmptyAttrs,
        "Lines of the section `[Service]`",
    ),
];

/// How `nixos-rebuild switch` treats a changed service.
static RESTARTS: &[Decl] = &[
    opt(
        &["notSocketActivated"],
        Ty::Bool,
        Default::Bool(false),
        "Restart a changed service even if a socket would start it",
    ),
    opt(&["reloadIfChanged"], Ty::Bool, Default::Bool(false), "Reload a changed service instead of restarting it"),
    opt(&["restartIfChanged"], Ty::Bool, Default::Bool(true), "Restart the service when it has changed"),
    opt(
        &["startAt"],
        Ty::Either(&Ty::Str, &LIST_OF_STR),
        EMPTY_LIST,
        "When a timer should start the service (`OnCalendar`)",
    )
    .applied(),
    opt(
        &["stopIfChanged"],
        Ty::Bool,
        Default::Bool(true),
        "Stop a changed service with its old definition, then start the new one",
    ),
];

/// Added by `security/systemd-confinement.nix`.
static CONFINEMENT: &[Decl] = &[
    opt(
        &["confinement", "binSh"],
        Ty::NullOr(&Ty::Path),
        Default::Unknown,
        "Program shown as `/bin/sh` inside the change root",
    ),
    opt(
        &["confinement", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Run the service in a change root with only the store paths it needs",
    ),
    opt(
        &["confinement", "fullUnit"],
        Ty::Bool,
        Default::Bool(false),
        "Show everything the unit file refers to inside the change root",
    ),
    opt(
        &["confinement", "mode"],
        Ty::Enum(&["full-apivfs", "chroot-only"]),
        Default::Str("full-apivfs"),
        "Whether `/dev`, `/proc`, `/sys` and `/tmp` are private too",
    ),
    opt(
        &["confinement", "packages"],
        Ty::ListOf(&Ty::Either(&Ty::Str, &Ty::Package)),
        EMPTY_LIST,
        "Further packages to show inside the change root",
    ),
];

static SOCKET_OPTIONS: &[Decl] = &[
    opt(&["listenDatagrams"], LIST_OF_STR, EMPTY_LIST, "Addresses to listen on for datagrams"),
    opt(&["listenStreams"], LIST_OF_STR, EMPTY_LIST, "Addresses to listen on for connections"),
    opt(&["socketConfig"], SECTION, Default::EmptyAttrs, "Lines of the section `[Socket]`"),
];

static TIMER_OPTIONS: &[Decl] =
    &[opt(&["timerConfig"], SECTION, Default::EmptyAttrs, "Lines of the section `[Timer]`")];

static PATH_OPTIONS: &[Decl] = &[opt(&["pathConfig"], SECTION, Default::EmptyAttrs, "Lines of the section `[Path]`")];

static SLICE_OPTIONS: &[Decl] =
    &[opt(&["sliceConfig"], SECTION, Default::EmptyAttrs, "Lines of the section `[Slice]`")];

static MOUNT_OPTIONS: &[Decl] = &[
    opt(&["mountConfig"], SECTION, Default::EmptyAttrs, "Lines of the section `[Mount]`"),
    opt(&["options"], COMMAS, Default::Str(""), "Mount options"),
    opt(&["type"], Ty::Str, Default::Str(""), "File system type"),
    opt(&["what"], Ty::Str, Default::None, "What to mount"),
    opt(&["where"], Ty::Str, Default::None, "Where to mount it"),
];

static AUTOMOUNT_OPTIONS: &[Decl] = &[
    opt(&["automountConfig"], SECTION, Default::EmptyAttrs, "Lines of the section `[Automount]`"),
    opt(&["where"], Ty::Str, Default::None, "Where to mount on demand"),
];

/// `tmpfiles.settings.<config>.<path>.<type>`
static TMPFILE: Submodule = Submodule {
    groups: &[&[
        opt(&["age"], Ty::Str, Default::Str("-"), "Age from which content is removed"),
        opt(&["argument"], Ty::Str, Default::Str(""), "Argument, according to the type"),
        opt(&["group"], Ty::Str, Default::Str("-"), "Group that owns it"),
        opt(&["mode"], Ty::Str, Default::Str("-"), "Mode, in octal"),
        opt(&["type"], Ty::Str, Default::Computed(Computed::AttrName), "What to do with the path"),
        opt(&["user"], Ty::Str, Default::Str("-"), "User that owns it"),
    ]],
    extra: Extra::Closed,
};
