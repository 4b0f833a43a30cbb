//! Codes of findings that are not lint rules: the language (`NIX…`), files (`FIL…`), the module system (`MOD…`), the
//! tool itself (`OCI9…`). Rules declare their own codes beside their logic.

use super::{Code, Severity};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $id:ident = $code:literal $name:literal $sev:ident;)+) => {
        $($(#[doc = $doc])+ pub static $id: Code = Code { code: $code, name: $name, severity: Severity::$sev };)+
        /// Every code of this file with its description, sorted by code.
        pub static ALL: &[(&Code, &str)] = &[$((&$id, concat!($($doc),+))),+];
    };
}

codes! {
    /// The file cannot be read: missing, not text, too large, a link loop.
    UNREADABLE_FILE = "FIL001" "unreadable-file" Error;
    /// The file is encrypted and was skipped.
    ENCRYPTED_FILE = "FIL002" "encrypted-file" Info;
    /// The file has no expression in it.
    EMPTY_FILE = "FIL003" "empty-file" Error;
    /// Options, or definitions of one option, contradict each other at one priority.
    CONFLICTING_DEFINITIONS = "MOD001" "conflicting-definitions" Error;
    /// An option that no module declares.
    UNDECLARED_OPTION = "MOD002" "undeclared-option" Error;
    /// A value that is not of the option's type.
    WRONG_TYPE = "MOD003" "wrong-type" Error;
    /// An option without default is used but nobody defines it.
    MISSING_VALUE = "MOD004" "missing-value" Error;
    /// A module of a shape that NixOS refuses.
    INVALID_MODULE = "MOD005" "invalid-module" Error;
    /// A module asks for an argument that nobody passes.
    MISSING_MODULE_ARGUMENT = "MOD006" "missing-module-argument" Error;
    /// A read-only option is set.
    READ_ONLY_OPTION = "MOD007" "read-only-option" Error;
    /// A failed assertion of NixOS or of a module.
    FAILED_ASSERTION = "MOD008" "failed-assertion" Error;
    /// One option is declared twice in ways that cannot be combined.
    CONFLICTING_DECLARATIONS = "MOD009" "conflicting-declarations" Error;
    /// A renamed or removed option is used.
    OBSOLETE_OPTION = "MOD010" "obsolete-option" Warning;
    /// A warning that a module of the configuration prints.
    MODULE_WARNING = "MOD011" "module-warning" Warning;
    /// Text that is not Nix.
    SYNTAX_ERROR = "NIX001" "syntax-error" Error;
    /// A name that nothing binds.
    UNDEFINED_VARIABLE = "NIX002" "undefined-variable" Error;
    /// One attribute defined twice.
    DUPLICATE_ATTRIBUTE = "NIX003" "duplicate-attribute" Error;
    /// One function argument named twice.
    DUPLICATE_FORMAL = "NIX004" "duplicate-formal" Error;
    /// A number that does not fit.
    NUMBER_OUT_OF_RANGE = "NIX005" "number-out-of-range" Error;
    /// A computed attribute name where Nix allows none.
    DYNAMIC_ATTRIBUTE = "NIX006" "dynamic-attribute" Error;
    /// Source that is nested or chained beyond the limits of the parser.
    TOO_COMPLEX = "NIX007" "too-complex" Error;
    /// Evaluation fails: wrong kind of value, wrong argument, missing attribute.
    EVALUATION_ERROR = "NIX010" "evaluation-error" Error;
    /// A value needs itself.
    INFINITE_RECURSION = "NIX011" "infinite-recursion" Error;
    /// `throw`, `abort` or a failed `assert`.
    THROWN_ERROR = "NIX012" "thrown-error" Error;
    /// A budget of the evaluator ran out.
    BUDGET_EXHAUSTED = "NIX013" "budget-exhausted" Warning;
    /// An attribute of a container that the module does not declare.
    UNKNOWN_OPTION = "OCI001" "unknown-option" Error;
    /// A value that an option of a container does not take, or a missing one.
    INVALID_OPTION_VALUE = "OCI002" "invalid-option-value" Error;
    /// `docker-containers`, the name of the option until NixOS 20.09.
    RENAMED_DOCKER_CONTAINERS = "OCI003" "renamed-docker-containers" Warning;
    /// An option that the chosen release of NixOS does not have.
    OPTION_NOT_IN_RELEASE = "OCI004" "option-not-in-release" Error;
    /// A defect in ocinix itself.
    INTERNAL_ERROR = "OCI900" "internal-error" Error;
    /// A comment that allows a finding and names no rule, or one that nothing is known of.
    INVALID_SUPPRESSION = "OCI901" "invalid-suppression" Warning;
    /// A comment that allows a finding where there is none.
    UNUSED_SUPPRESSION = "OCI902" "unused-suppression" Warning;
    /// A setting in `ocinix.toml` that is not understood.
    INVALID_SETTINGS = "OCI903" "invalid-settings" Error;
}
