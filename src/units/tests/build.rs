//! A small builder: a host with one call per option, everything else at its default.

use crate::oci::{
    Backend, Container, Field, Group, Host, Item, Login, Maybe, Pair, Podman, RefStep, Reference, Seq, Text, User,
};
use crate::schema::Release;

pub(super) fn known<T>(value: T) -> Field<T> {
    Field { defined: true, ..Field::default_value(value) }
}

pub(super) fn unknown<T>(why: &str) -> Field<T> {
    Field { value: Maybe::Unknown(why.to_owned().into()), at: None, key: None, defined: true, certain: true }
}

fn default<T>(value: T) -> Field<T> {
    Field::default_value(value)
}

pub(super) fn list(items: &[&str]) -> Field<Seq<Item>> {
    texts(items.iter().map(|&s| s.into()).collect())
}

pub(super) fn texts(items: Vec<Text>) -> Field<Seq<Item>> {
    known(Seq { items: items.into_iter().map(|text| Item { text, at: None }).collect(), complete: true })
}

pub(super) fn pairs(items: &[(&str, &str)]) -> Field<Seq<Pair>> {
    let pair =
        |(name, value): &(&str, &str)| Pair { name: (*name).into(), value: (*value).into(), at: None, key: None };
    known(Seq { items: items.iter().map(pair).collect(), complete: true })
}

pub(super) fn some(text: &str) -> Field<Option<Text>> {
    known(Some(text.into()))
}

/// A store path: a hole that the configuration itself names.
pub(super) fn store_path(name: &str) -> Text {
    Text::reference(Reference::Option(vec![RefStep::Name(name.into())]))
}

pub(super) fn podman(user: &str, sdnotify: &str) -> Field<Option<Podman>> {
    known(Some(Podman { sdnotify: known(sdnotify.into()), user: known(user.into()) }))
}

/// A closed host without containers.
pub(super) fn host(release: Release, backend: Backend) -> Host {
    Host {
        name: "machine".into(),
        release,
        closed: true,
        backend: default(backend),
        state_version: default("26.05".into()),
        containers: Vec::new(),
        containers_complete: true,
        users: Vec::new(),
        users_complete: true,
        groups: vec![group("users", 100)],
        groups_complete: true,
        manage_lingering: default(true),
        enforce_id_uniqueness: default(true),
        proxy_environment: default(Seq::default()),
        docker_enable: default(false),
        podman_enable: default(false),
        services: Vec::new(),
        other_services: Vec::new(),
    }
}

pub(super) fn group(name: &str, gid: i64) -> Group {
    Group { attr: name.into(), name: known(name.into()), gid: known(Some(gid)) }
}

/// A container with an image; `set` sets the rest.
pub(super) fn add(host: &mut Host, name: &str, image: &str, set: impl FnOnce(&mut Container)) {
    let backend = host.backend().unwrap_or(Backend::Podman);
    let empty = || default(Seq::default());
    let mut container = Container {
        name: name.into(),
        at: None,
        certain: true,
        image: known(image.into()),
        image_file: default(None),
        image_stream: default(None),
        loaded: None,
        service_name: default(Text::known_from(format!("{}-{name}", backend.as_str()))),
        login: Login { username: default(None), password_file: default(None), registry: default(None) },
        cmd: empty(),
        labels: default(Seq::default()),
        entrypoint: default(None),
        environment: default(Seq::default()),
        environment_files: empty(),
        log_driver: default("journald".into()),
        ports: empty(),
        user: default(None),
        volumes: empty(),
        workdir: default(None),
        depends_on: empty(),
        hostname: default(None),
        pre_run_extra_options: empty(),
        extra_options: empty(),
        auto_start: default(true),
        podman: default(
            (backend == Backend::Podman)
                .then(|| Podman { sdnotify: default("conmon".into()), user: default("root".into()) }),
        ),
        pull: default("missing".into()),
        capabilities: default(Seq::default()),
        devices: empty(),
        privileged: default(false),
        auto_remove_on_stop: default(true),
        networks: empty(),
    };
    set(&mut container);
    host.containers.push(container);
    host.containers.sort_by(|a, b| a.name.cmp(&b.name));
}

/// A normal user whose `linger` is set.
pub(super) fn normal_user(host: &mut Host, name: &str, uid: i64, linger: bool) {
    user(host, name, |u| {
        u.is_normal_user = known(true);
        u.uid = known(Some(uid));
        u.linger = known(Some(linger));
        u.group = default("users".into());
        u.home = default(Text::known_from(format!("/home/{name}")));
    });
}

/// A user as `users.users.NAME = { }` declares it; `set` sets the rest.
pub(super) fn user(host: &mut Host, name: &str, set: impl FnOnce(&mut User)) {
    let mut user = User {
        attr: name.into(),
        at: None,
        certain: true,
        name: default(name.into()),
        uid: default(None),
        group: default("".into()),
        home: default("/var/empty".into()),
        create_home: default(false),
        is_normal_user: default(false),
        is_system_user: default(false),
        linger: default(None),
        auto_sub_uid_gid_range: default(false),
        sub_uid_ranges: default(Vec::new()),
        sub_gid_ranges: default(Vec::new()),
        extra_groups: default(Seq::default()),
    };
    set(&mut user);
    host.users.push(user);
}

/// A value that only holds under a condition that is not known.
pub(super) fn uncertain<T>(value: T) -> Field<T> {
    Field { certain: false, ..known(value) }
}
