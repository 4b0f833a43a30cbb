//! The names that Nix 2.26 defines in every scope.

use crate::base::Symbol;

/// Builtins that are also names of their own.
const PLAIN: &[&str] = &[
    "abort",
    "baseNameOf",
    "break",
    "builtins",
    "derivation",
    "derivationStrict",
    "dirOf",
    "false",
    "fetchGit",
    "fetchMercurial",
    "fetchTarball",
    "fetchTree",
    "fromTOML",
    "import",
    "isNull",
    "map",
    "null",
    "placeholder",
    "removeAttrs",
    "scopedImport",
    "throw",
    "toString",
    "true",
];

/// Builtins whose global name has two underscores before it.
const UNDERSCORED: &[&str] = &[
    "add",
    "addDrvOutputDependencies",
    "addErrorContext",
    "all",
    "any",
    "appendContext",
    "attrNames",
    "attrValues",
    "bitAnd",
    "bitOr",
    "bitXor",
    "catAttrs",
    "ceil",
    "compareVersions",
    "concatLists",
    "concatMap",
    "concatStringsSep",
    "convertHash",
    // Not a builtin but a keyword: the position where it is written.
    "curPos",
    "currentSystem",
    "currentTime",
    "deepSeq",
    "div",
    "elem",
    "elemAt",
    "exec",
    "fetchClosure",
    "fetchurl",
    "filter",
    "filterSource",
    "findFile",
    "flakeRefToString",
    "floor",
    "foldl'",
    "fromJSON",
    "functionArgs",
    "genList",
    "genericClosure",
    "getAttr",
    "getContext",
    "getEnv",
    "getFlake",
    "groupBy",
    "hasAttr",
    "hasContext",
    "hashFile",
    "hashString",
    "head",
    "importNative",
    "intersectAttrs",
    "isAttrs",
    "isBool",
    "isFloat",
    "isFunction",
    "isInt",
    "isList",
    "isPath",
    "isString",
    "langVersion",
    "length",
    "lessThan",
    "listToAttrs",
    "mapAttrs",
    "match",
    "mul",
    "nixPath",
    "nixVersion",
    "outputOf",
    "parseDrvName",
    "parseFlakeRef",
    "partition",
    "path",
    "pathExists",
    "readDir",
    "readFile",
    "readFileType",
    "replaceStrings",
    "seq",
    "sort",
    "split",
    "splitVersion",
    "storeDir",
    "storePath",
    "stringLength",
    "sub",
    "substring",
    "tail",
    "toFile",
    "toJSON",
    "toPath",
    "toXML",
    "trace",
    "traceVerbose",
    "tryEval",
    "typeOf",
    "unsafeDiscardOutputDependency",
    "unsafeDiscardStringContext",
    "unsafeGetAttrPos",
    "warn",
    "zipAttrsWith",
];

/// Whether Nix defines `name` in every scope: `map`, `true`, `__head`, …
pub fn is_global(name: Symbol) -> bool {
    is_global_name(name.as_str())
}

pub(super) fn is_global_name(name: &str) -> bool {
    match name.strip_prefix("__") {
        Some(rest) => UNDERSCORED.binary_search(&rest).is_ok(),
        None => PLAIN.binary_search(&name).is_ok(),
    }
}

/// Whether `builtins` has `name` but the global scope does not.
pub(super) fn is_builtin(name: &str) -> bool {
    UNDERSCORED.binary_search(&name).is_ok()
}

/// The global names that people write, for suggestions.
pub(super) fn plain() -> impl Iterator<Item = &'static str> {
    PLAIN.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(PLAIN.is_sorted() && UNDERSCORED.is_sorted());
    }

    #[test]
    fn plain_and_underscored_names() {
        for name in ["map", "true", "import", "__head", "__foldl'", "fromTOML", "__curPos"] {
            assert!(is_global(Symbol::new(name)), "{name}");
        }
        for name in ["head", "__map", "__true", "toJSON", "lib", "__", "", "__nosuch"] {
            assert!(!is_global(Symbol::new(name)), "{name}");
        }
    }
}
