//! Lint rules: one file each, all listed in [`RULES`]. A rule reads the typed view of a host and gives findings; it
//! sees neither syntax nor evaluator and prints nothing.

use crate::diag::Diagnostic;
use crate::oci::Host;
use crate::oci::facts::Facts;
use crate::settings::Allow;

mod cx;
mod flags;
mod meta;
mod ports;
mod rootless;

mod autoupdate_unusable;
mod bind_source_not_created;
mod bind_source_not_ordered;
mod compose_interpolation;
mod confinement_weakened;
mod container_dns;
mod container_namespace_target;
mod container_socket_mount;
mod container_user_is_host_user;
mod dangerous_privileges;
mod dependency_cycle;
mod dependency_not_readiness;
mod detach_flag_on_docker;
mod docker_compat_conflict;
mod duplicate_mount_destination;
mod duplicate_service_name;
mod entrypoint_with_spaces;
mod flag_and_value_in_one_element;
mod floating_image_tag;
mod gpu_flag_without_cdi;
mod healthcheck_options;
mod healthy_needs_static_uid;
mod healthy_start;
mod image_file_and_stream;
mod implicit_backend;
mod invalid_capability;
mod invalid_container_name;
mod invalid_device;
mod invalid_env_or_label_name;
mod invalid_flag_value;
mod invalid_image_reference;
mod invalid_log_driver;
mod invalid_option_value;
mod invalid_port_spec;
mod invalid_user_declaration;
mod invalid_volume_spec;
mod linger_mismatch;
mod linger_unset;
mod local_image_not_used;
mod login_ineffective;
mod network_mode_conflict;
mod network_not_created;
mod network_not_ready_at_boot;
mod one_shot_restart;
mod option_not_in_release;
mod overrides_managed_flag;
mod podman_group_for_rootless;
mod podman_options_on_docker;
mod podman_user_undefined;
mod port_conflict;
mod port_on_all_interfaces;
mod port_range_length;
mod ports_not_applicable;
mod privileged_port_rootless;
mod pull_newer_on_docker;
mod random_host_port;
mod renamed_docker_containers;
mod restart_flag;
mod rootless_docker_mismatch;
mod rootless_home;
mod rootless_uid_not_static;
mod runtime_directory_collision;
mod secret_change_no_restart;
mod secret_file_in_store;
mod secret_literal;
mod secret_unreadable_by_podman_user;
mod sensitive_host_mount;
mod shell_syntax_in_cmd;
mod stray_or_missing_argument;
mod subordinate_ids;
mod tty_without_terminal;
mod unescaped_shell_value;
mod unit_override;
mod unknown_dependency;
mod unknown_flag;
mod unknown_option;
mod unqualified_image;
mod use_first_class_option;
mod user_namespace_mode;
mod volume_source_not_absolute;

pub use cx::{RuleCx, Sink};
pub use meta::{Pass, Rule};

/// Every rule, sorted by code.
pub static RULES: &[&Rule] = &[
    &unknown_option::UNKNOWN_OPTION,
    &invalid_option_value::INVALID_OPTION_VALUE,
    &renamed_docker_containers::RENAMED_DOCKER_CONTAINERS,
    &option_not_in_release::OPTION_NOT_IN_RELEASE,
    &implicit_backend::IMPLICIT_BACKEND,
    &podman_options_on_docker::PODMAN_OPTIONS_ON_DOCKER,
    &image_file_and_stream::IMAGE_FILE_AND_STREAM,
    &docker_compat_conflict::DOCKER_COMPAT_CONFLICT,
    &rootless_docker_mismatch::ROOTLESS_DOCKER_MISMATCH,
    &duplicate_service_name::DUPLICATE_SERVICE_NAME,
    &invalid_container_name::INVALID_CONTAINER_NAME,
    &runtime_directory_collision::RUNTIME_DIRECTORY_COLLISION,
    &unescaped_shell_value::UNESCAPED_SHELL_VALUE,
    &invalid_image_reference::INVALID_IMAGE_REFERENCE,
    &unqualified_image::UNQUALIFIED_IMAGE,
    &floating_image_tag::FLOATING_IMAGE_TAG,
    &local_image_not_used::LOCAL_IMAGE_NOT_USED,
    &pull_newer_on_docker::PULL_NEWER_ON_DOCKER,
    &autoupdate_unusable::AUTOUPDATE_UNUSABLE,
    &login_ineffective::LOGIN_INEFFECTIVE,
    &invalid_port_spec::INVALID_PORT_SPEC,
    &port_range_length::PORT_RANGE_LENGTH,
    &port_conflict::PORT_CONFLICT,
    &port_on_all_interfaces::PORT_ON_ALL_INTERFACES,
    &random_host_port::RANDOM_HOST_PORT,
    &privileged_port_rootless::PRIVILEGED_PORT_ROOTLESS,
    &ports_not_applicable::PORTS_NOT_APPLICABLE,
    &network_mode_conflict::NETWORK_MODE_CONFLICT,
    &network_not_created::NETWORK_NOT_CREATED,
    &container_namespace_target::CONTAINER_NAMESPACE_TARGET,
    &container_dns::CONTAINER_DNS,
    &invalid_volume_spec::INVALID_VOLUME_SPEC,
    &volume_source_not_absolute::VOLUME_SOURCE_NOT_ABSOLUTE,
    &duplicate_mount_destination::DUPLICATE_MOUNT_DESTINATION,
    &bind_source_not_created::BIND_SOURCE_NOT_CREATED,
    &bind_source_not_ordered::BIND_SOURCE_NOT_ORDERED,
    &container_socket_mount::CONTAINER_SOCKET_MOUNT,
    &sensitive_host_mount::SENSITIVE_HOST_MOUNT,
    &invalid_device::INVALID_DEVICE,
    &gpu_flag_without_cdi::GPU_FLAG_WITHOUT_CDI,
    &invalid_capability::INVALID_CAPABILITY,
    &secret_literal::SECRET_LITERAL,
    &secret_file_in_store::SECRET_FILE_IN_STORE,
    &compose_interpolation::COMPOSE_INTERPOLATION,
    &invalid_env_or_label_name::INVALID_ENV_OR_LABEL_NAME,
    &secret_unreadable_by_podman_user::SECRET_UNREADABLE_BY_PODMAN_USER,
    &secret_change_no_restart::SECRET_CHANGE_NO_RESTART,
    &flag_and_value_in_one_element::FLAG_AND_VALUE_IN_ONE_ELEMENT,
    &unknown_flag::UNKNOWN_FLAG,
    &stray_or_missing_argument::STRAY_OR_MISSING_ARGUMENT,
    &use_first_class_option::USE_FIRST_CLASS_OPTION,
    &overrides_managed_flag::OVERRIDES_MANAGED_FLAG,
    &restart_flag::RESTART_FLAG,
    &detach_flag_on_docker::DETACH_FLAG_ON_DOCKER,
    &tty_without_terminal::TTY_WITHOUT_TERMINAL,
    &invalid_flag_value::INVALID_FLAG_VALUE,
    &healthcheck_options::HEALTHCHECK_OPTIONS,
    &invalid_log_driver::INVALID_LOG_DRIVER,
    &user_namespace_mode::USER_NAMESPACE_MODE,
    &entrypoint_with_spaces::ENTRYPOINT_WITH_SPACES,
    &shell_syntax_in_cmd::SHELL_SYNTAX_IN_CMD,
    &unknown_dependency::UNKNOWN_DEPENDENCY,
    &dependency_cycle::DEPENDENCY_CYCLE,
    &dependency_not_readiness::DEPENDENCY_NOT_READINESS,
    &healthy_start::HEALTHY_START,
    &unit_override::UNIT_OVERRIDE,
    &one_shot_restart::ONE_SHOT_RESTART,
    &network_not_ready_at_boot::NETWORK_NOT_READY_AT_BOOT,
    &podman_user_undefined::PODMAN_USER_UNDEFINED,
    &healthy_needs_static_uid::HEALTHY_NEEDS_STATIC_UID,
    &linger_mismatch::LINGER_MISMATCH,
    &linger_unset::LINGER_UNSET,
    &rootless_uid_not_static::ROOTLESS_UID_NOT_STATIC,
    &subordinate_ids::SUBORDINATE_IDS,
    &rootless_home::ROOTLESS_HOME,
    &invalid_user_declaration::INVALID_USER_DECLARATION,
    &container_user_is_host_user::CONTAINER_USER_IS_HOST_USER,
    &podman_group_for_rootless::PODMAN_GROUP_FOR_ROOTLESS,
    &dangerous_privileges::DANGEROUS_PRIVILEGES,
    &confinement_weakened::CONFINEMENT_WEAKENED,
];

/// The findings of all rules about a host, in the order of the rules.
pub fn check(host: &Host, facts: &Facts, allow: &Allow) -> Vec<Diagnostic> {
    let cx = RuleCx::new(host, facts, allow);
    let mut out = Sink::default();
    for rule in RULES.iter().filter(|r| host.release >= r.since) {
        if let Pass::Host(check) = rule.pass {
            check(&cx, &mut out);
        }
    }
    out.into_findings()
}

/// The rule with this code (`OCI201`, in any case) or name (`invalid-port-spec`).
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|r| r.code.code.eq_ignore_ascii_case(code_or_name) || r.code.name == code_or_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_by_code_and_named_once() {
        assert!(RULES.is_sorted_by(|a, b| a.code.code < b.code.code));
        let mut names: Vec<_> = RULES.iter().map(|r| r.code.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|w| w[0] != w[1]), "{names:?}");
        assert!(find("oci201").is_some() && find("invalid-port-spec").is_some() && find("OCI299").is_none());
    }

    #[test]
    fn a_file_is_called_like_its_rule() {
        for rule in RULES {
            let stem = std::path::Path::new(rule.file).file_stem().and_then(|s| s.to_str()).unwrap_or_default();
            assert_eq!(stem, rule.code.name.replace('-', "_"), "{}", rule.code.code);
        }
    }

    #[test]
    fn pages_have_their_sections_in_order() {
        let wanted = ["What it does", "Why is this bad?", "Example", "Unknowns"];
        for rule in RULES {
            let page = rule.page();
            let headings: Vec<&str> = page.lines().filter_map(|l| l.strip_prefix("## ")).collect();
            assert_eq!(headings, wanted, "{}", rule.code.code);
            for heading in wanted {
                assert!(!rule.section(heading).is_empty(), "{}: {heading} is empty", rule.code.code);
            }
            assert!(rule.section("Example").contains("Use instead:"), "{}", rule.code.code);
            assert_eq!(rule.examples().len(), 2, "{}: one bad example and one good", rule.code.code);
            assert!(page.lines().all(|l| l.chars().count() <= 117), "{}: a line is too long", rule.code.code);
        }
    }
}
