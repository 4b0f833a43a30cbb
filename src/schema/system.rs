//! Single options of the system that containers and their rules depend on.

use super::decl::{Computed, Decl, Default, EMPTY_LIST, Extra, Submodule, opt};
use super::ty::{Check, LIST_OF_STR, NULL_OR_STR, Ty};

pub(super) static OPTIONS: &[Decl] = &[
    opt(
        &["assertions"],
        Ty::ListOf(&Ty::Unspecified),
        EMPTY_LIST,
        "Conditions that must hold, as `{ assertion, message }`",
    )
    .internal(),
    opt(&["boot", "kernel", "sysctl"], Ty::Submodule(&SYSCTL), Default::EmptyAttrs, "Parameters of the kernel"),
    opt(&["environment", "systemPackages"], Ty::ListOf(&Ty::Package), EMPTY_LIST, "Programs for everybody"),
    opt(
        &["hardware", "nvidia-container-toolkit", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Let containers use Nvidia graphics cards through CDI",
    ),
    opt(
        &["system", "stateVersion"],
        Ty::Str,
        Default::Computed(Computed::NixosRelease),
        "The release with which the machine was installed; decides some defaults",
    ),
    opt(
        &["time", "timeZone"],
        Ty::Checked(&NULL_OR_STR, Check::NoSpaces),
        Default::Null,
        "Time zone, such as `Europe/Berlin`",
    ),
    opt(&["warnings"], LIST_OF_STR, EMPTY_LIST, "Warnings to show when the configuration is evaluated").internal(),
];

/// Two parameters take the highest of their definitions; every other takes exactly one.
static SYSCTL: Submodule = Submodule {
    groups: &[&[
        opt(
            &["net.core.rmem_max"],
            Ty::NullOr(&Ty::Highest),
            Default::Null,
            "Largest receive buffer of a socket, in bytes",
        ),
        opt(
            &["net.core.wmem_max"],
            Ty::NullOr(&Ty::Highest),
            Default::Null,
            "Largest send buffer of a socket, in bytes",
        ),
    ]],
    extra: Extra::Freeform(&Ty::AttrsOf(&Ty::Sysctl)),
};
