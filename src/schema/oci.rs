//! `virtualisation.oci-containers`, release by release.

use super::decl::{Computed, Decl, Default, EMPTY_LIST, Extra, Submodule, opt};
use super::release::Release::{R24_11, R25_05, R26_05};
use super::ty::{ATTRS_OF_STR, LIST_OF_STR, NULL_OR_STR, Ty};

pub(super) static OPTIONS: &[Decl] = &[
    opt(
        &["virtualisation", "oci-containers", "backend"],
        Ty::Enum(&["podman", "docker"]),
        Default::Computed(Computed::Backend),
        "The program that runs the containers",
    ),
    opt(
        &["virtualisation", "oci-containers", "containers"],
        Ty::AttrsOf(&Ty::Submodule(&CONTAINER)),
        Default::EmptyAttrs,
        "Containers that run as systemd services",
    ),
];

/// One container.
pub static CONTAINER: Submodule = Submodule { groups: &[CONTAINER_OPTIONS], extra: Extra::Closed };

static CONTAINER_OPTIONS: &[Decl] = &[
    opt(&["autoRemoveOnStop"], Ty::Bool, Default::Bool(true), "Remove the container when it stops (`--rm`)")
        .since(R25_05),
    opt(&["autoStart"], Ty::Bool, Default::Bool(true), "Start the container at boot"),
    opt(
        &["capabilities"],
        Ty::LazyAttrsOf(&Ty::NullOr(&Ty::Bool)),
        Default::EmptyAttrs,
        "Capabilities to add (true) or drop (false); null leaves one as the backend has it",
    )
    .since(R25_05),
    opt(&["cmd"], LIST_OF_STR, EMPTY_LIST, "Arguments for the entry point of the image"),
    opt(&["dependsOn"], LIST_OF_STR, EMPTY_LIST, "Names of containers that this one requires and starts after"),
    opt(&["devices"], LIST_OF_STR, EMPTY_LIST, "Devices of the host to pass in, as `host:container[:rwm]`")
        .since(R25_05),
    opt(&["entrypoint"], NULL_OR_STR, Default::Null, "Program to run instead of the entry point of the image"),
    opt(&["environment"], ATTRS_OF_STR, Default::EmptyAttrs, "Environment variables of the container"),
    opt(
        &["environmentFiles"],
        Ty::ListOf(&Ty::Path),
        EMPTY_LIST,
        "Files with `NAME=value` lines, read when the container starts",
    ),
    opt(&["extraOptions"], LIST_OF_STR, EMPTY_LIST, "Further options for `podman run` or `docker run`"),
    opt(&["hostname"], NULL_OR_STR, Default::Null, "Host name inside the container"),
    opt(&["image"], Ty::Str, Default::None, "The image to run, as `[registry/]name[:tag][@digest]`"),
    opt(
        &["imageFile"],
        Ty::NullOr(&Ty::Package),
        Default::Null,
        "Image archive to load before each start, so that nothing is pulled",
    )
    .until(R26_05),
    opt(
        &["imageFile"],
        Ty::NullOr(&Ty::PathInStore),
        Default::Null,
        "Image archive to load before each start, so that nothing is pulled",
    )
    .since(R26_05),
    opt(
        &["imageStream"],
        Ty::NullOr(&Ty::Package),
        Default::Null,
        "Script whose output is the image to load before each start (`dockerTools.streamLayeredImage`)",
    )
    .since(R24_11),
    opt(&["labels"], ATTRS_OF_STR, Default::EmptyAttrs, "Labels of the container"),
    opt(&["log-driver"], Ty::Str, Default::Str("journald"), "Where the output of the container goes"),
    opt(&["login", "passwordFile"], NULL_OR_STR, Default::Null, "File that holds the password for the registry"),
    opt(&["login", "registry"], NULL_OR_STR, Default::Null, "The registry to log in to"),
    opt(&["login", "username"], NULL_OR_STR, Default::Null, "User name for the registry"),
    opt(&["networks"], LIST_OF_STR, EMPTY_LIST, "Networks to join; they must exist already").since(R25_05),
    opt(
        &["podman"],
        Ty::NullOr(&Ty::Submodule(&PODMAN)),
        Default::Null,
        "What only podman can do; must stay null with docker",
    )
    .since(R25_05),
    opt(&["ports"], LIST_OF_STR, EMPTY_LIST, "Ports to publish, as `[[ip:]hostPort:]containerPort[/protocol]`"),
    opt(&["preRunExtraOptions"], LIST_OF_STR, EMPTY_LIST, "Options for podman or docker itself, before the word `run`")
        .since(R24_11),
    opt(&["privileged"], Ty::Bool, Default::Bool(false), "Give the container all rights of the host").since(R25_05),
    opt(
        &["pull"],
        Ty::Enum(&["always", "missing", "never", "newer"]),
        Default::Str("missing"),
        "When to fetch the image from its registry",
    )
    .since(R25_05),
    opt(
        &["serviceName"],
        Ty::Str,
        Default::Computed(Computed::ContainerServiceName),
        "Name of the systemd service, without `.service`",
    )
    .since(R24_11),
    opt(&["user"], NULL_OR_STR, Default::Null, "User, and maybe group, inside the container (`user[:group]`)"),
    opt(&["volumes"], LIST_OF_STR, EMPTY_LIST, "What to mount, as `source:target[:options]`"),
    opt(&["workdir"], NULL_OR_STR, Default::Null, "Working directory inside the container"),
];

/// `containers.<name>.podman`. NixOS' module sets it to `{ }` whenever the backend is podman.
static PODMAN: Submodule = Submodule {
    groups: &[&[
        opt(
            &["sdnotify"],
            Ty::Enum(&["conmon", "healthy", "container"]),
            Default::Str("conmon"),
            "Who tells systemd that the container is ready",
        ),
        opt(&["user"], Ty::Str, Default::Str("root"), "User of the host who runs podman"),
    ]],
    extra: Extra::Closed,
};
