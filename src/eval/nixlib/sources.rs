//! The parts of nixpkgs' `lib` that are written in Nix, and which names each of them provides.
//!
//! Each text is a function from the whole `lib` to a set of functions. The lists let `lib` and its sub-sets be built
//! without parsing any text: a file is parsed when one of its names is first used. Names implemented in Rust win.

/// One file of `lib` functions written in Nix.
#[derive(Debug)]
pub struct LibSource {
    /// File name, for messages.
    pub file: &'static str,
    /// The text: `lib: { name = …; … }`.
    pub text: &'static str,
    /// What it provides.
    pub names: LibNames,
}

/// Names of one file (or of builtins) and where they go. Lists are sorted and separated by spaces.
#[derive(Debug)]
pub struct LibNames {
    /// The sub-set (`lib.strings`) all these names belong to; `None` if they exist only in `lib` itself.
    pub subset: Option<&'static str>,
    /// Names that are in the sub-set and in `lib` itself.
    pub toplevel: &'static str,
    /// Names that are in the sub-set only.
    pub subset_only: &'static str,
}

impl LibNames {
    /// The names of `lib` itself, in order.
    pub fn toplevel(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.toplevel.split_ascii_whitespace()
    }

    /// The names that are only in the sub-set, in order.
    pub fn subset_only(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.subset_only.split_ascii_whitespace()
    }

    /// All names, those of `lib` itself first: what the sub-set contains.
    pub fn all(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.toplevel().chain(self.subset_only())
    }
}

/// Every file. A sub-set is made of all files that name it, and of its [`BUILTINS`].
pub static SOURCES: &[LibSource] = &[
    LibSource {
        file: "trivial.nix",
        text: include_str!("nix/trivial.nix"),
        names: LibNames {
            subset: Some("trivial"),
            toplevel: "\
                and boolToString boolToYesNo checkListOfEnum concat const defaultTo flip functionArgs id \
                importJSON importTOML inNixShell inPureEvalMode info isFunction mapNullable mergeAttrs \
                mirrorFunctionArgs or pipe setFunctionArgs showWarnings throwIf throwIfNot toFunction warn warnIf \
                warnIfNot xor",
            subset_only: "",
        },
    },
    LibSource {
        file: "trivial-numbers.nix",
        text: include_str!("nix/trivial-numbers.nix"),
        names: LibNames {
            subset: Some("trivial"),
            toplevel: "bitNot compare fromHexString max min mod splitByAndCompare toBaseDigits toHexString",
            subset_only: "",
        },
    },
    LibSource {
        file: "fixed-points.nix",
        text: include_str!("nix/fixed-points.nix"),
        names: LibNames {
            subset: Some("fixedPoints"),
            toplevel: "\
                composeExtensions composeManyExtensions converge extends fix fix' makeExtensible \
                makeExtensibleWithCustomName toExtension",
            subset_only: "",
        },
    },
    LibSource {
        file: "lists.nix",
        text: include_str!("nix/lists.nix"),
        names: LibNames {
            subset: Some("lists"),
            toplevel: "\
                allUnique concatAttrValues count drop dropEnd findFirst findSingle flatten fold foldl foldl' foldr \
                forEach ifilter0 imap0 imap1 init intersectLists last mutuallyExclusive optional optionals range \
                remove replicate reverseList singleton sublist subtractLists take takeEnd toList unique \
                uniqueStrings zipLists zipListsWith",
            subset_only: "findFirstIndex",
        },
    },
    LibSource {
        file: "lists-more.nix",
        text: include_str!("nix/lists-more.nix"),
        names: LibNames {
            subset: Some("lists"),
            toplevel: "compareLists crossLists groupBy' listDfs naturalSort replaceElemAt sortOn toposort",
            subset_only: "commonPrefix hasPrefix removePrefix",
        },
    },
    LibSource {
        file: "attrsets.nix",
        text: include_str!("nix/attrsets.nix"),
        names: LibNames {
            subset: Some("attrsets"),
            toplevel: "\
                attrByPath attrVals attrsToList collect concatMapAttrs filterAttrs foldlAttrs genAttrs genAttrs' \
                getAttrFromPath getAttrs hasAttrByPath isDerivation mapAttrs' mapAttrsToList mergeAttrsList \
                nameValuePair optionalAttrs recursiveUpdate recursiveUpdateUntil setAttrByPath zipAttrs \
                zipAttrsWithNames",
            subset_only: "",
        },
    },
    LibSource {
        file: "attrsets-more.nix",
        text: include_str!("nix/attrsets-more.nix"),
        names: LibNames {
            subset: Some("attrsets"),
            toplevel: "\
                cartesianProduct chooseDevOutputs dontRecurseIntoAttrs filterAttrsRecursive foldAttrs getBin \
                getDev getFirstOutput getInclude getLib getMan getOutput getStatic mapAttrsRecursive \
                mapAttrsRecursiveCond mapAttrsToListRecursive mapAttrsToListRecursiveCond mapCartesianProduct \
                matchAttrs overrideExisting recurseIntoAttrs showAttrPath toDerivation updateManyAttrsByPath",
            subset_only: "longestValidPathPrefix unionOfDisjoint",
        },
    },
    LibSource {
        file: "strings.nix",
        text: include_str!("nix/strings.nix"),
        names: LibNames {
            subset: Some("strings"),
            toplevel: "\
                addContextFrom concatImapStrings concatImapStringsSep concatLines concatMapAttrsStringSep \
                concatMapStrings concatMapStringsSep concatStrings fileContents hasInfix hasPrefix hasSuffix \
                intersperse join makeBinPath makeIncludePath makeLibraryPath makeSearchPath makeSearchPathOutput \
                optionalString removePrefix removeSuffix replaceString splitString trim trimWith",
            subset_only: "normalizePath replicate",
        },
    },
    LibSource {
        file: "strings-escape.nix",
        text: include_str!("nix/strings-escape.nix"),
        names: LibNames {
            subset: Some("strings"),
            toplevel: "\
                escape escapeRegex escapeShellArg escapeShellArgs escapeURL escapeXML isValidPosixName toShellVar \
                toShellVars",
            subset_only: "charToInt escapeC escapeNixIdentifier escapeNixString",
        },
    },
    LibSource {
        file: "strings-case.nix",
        text: include_str!("nix/strings-case.nix"),
        names: LibNames {
            subset: Some("strings"),
            toplevel: "\
                lowerChars splitStringBy stringAsChars stringToCharacters toCamelCase toLower toSentenceCase \
                toUpper upperChars",
            subset_only: "",
        },
    },
    LibSource {
        file: "strings-parse.nix",
        text: include_str!("nix/strings-parse.nix"),
        names: LibNames {
            subset: Some("strings"),
            toplevel: "\
                getName getVersion isStorePath isStringLike nameFromURL toInt toIntBase10 versionAtLeast \
                versionOlder",
            subset_only: "floatToString isConvertibleWithToString sanitizeDerivationName",
        },
    },
    LibSource {
        file: "strings-build.nix",
        text: include_str!("nix/strings-build.nix"),
        names: LibNames {
            subset: Some("strings"),
            toplevel: "\
                cmakeBool cmakeFeature cmakeOptionType enableFeature enableFeatureAs fixedWidthNumber \
                fixedWidthString mesonBool mesonEnable mesonOption withFeature withFeatureAs",
            subset_only: "",
        },
    },
    LibSource {
        file: "strings-distance.nix",
        text: include_str!("nix/strings-distance.nix"),
        names: LibNames {
            subset: Some("strings"),
            toplevel: "",
            subset_only: "commonPrefixLength commonSuffixLength levenshtein levenshteinAtMost",
        },
    },
    LibSource {
        file: "strings-with-deps.nix",
        text: include_str!("nix/strings-with-deps.nix"),
        names: LibNames {
            subset: Some("stringsWithDeps"),
            toplevel: "fullDepEntry noDepEntry packEntry stringAfter textClosureList textClosureMap",
            subset_only: "",
        },
    },
    LibSource {
        file: "versions.nix",
        text: include_str!("nix/versions.nix"),
        names: LibNames { subset: Some("versions"), toplevel: "", subset_only: "major majorMinor minor pad patch" },
    },
    LibSource {
        file: "asserts.nix",
        text: include_str!("nix/asserts.nix"),
        names: LibNames {
            subset: Some("asserts"),
            toplevel: "assertMsg assertOneOf",
            subset_only: "assertEachOneOf checkAssertWarn",
        },
    },
    LibSource {
        file: "meta.nix",
        text: include_str!("nix/meta.nix"),
        names: LibNames {
            subset: Some("meta"),
            toplevel: "\
                addMetaAttrs appendToName dontDistribute getExe getExe' hiPrio hiPrioSet lowPrio lowPrioSet \
                mapDerivationAttrset setName setPrio updateName",
            subset_only: "availableOn cpeFullVersionWithVendor defaultPriority platformMatch",
        },
    },
    LibSource {
        file: "derivations.nix",
        text: include_str!("nix/derivations.nix"),
        names: LibNames {
            subset: Some("derivations"),
            toplevel: "lazyDerivation optionalDrvAttr warnOnInstantiate",
            subset_only: "",
        },
    },
    LibSource {
        file: "customisation.nix",
        text: include_str!("nix/customisation.nix"),
        names: LibNames {
            subset: Some("customisation"),
            toplevel: "\
                callPackageWith callPackagesWith extendDerivation extendMkDerivation hydraJob makeOverridable \
                makeScope makeScopeWithSplicing makeScopeWithSplicing' mapCrossIndex overrideDerivation \
                renameCrossIndexFrom renameCrossIndexTo",
            subset_only: "",
        },
    },
    LibSource {
        file: "debug.nix",
        text: include_str!("nix/debug.nix"),
        names: LibNames {
            subset: Some("debug"),
            toplevel: "\
                runTests testAllTrue traceFnSeqN traceIf traceSeq traceSeqN traceVal traceValFn traceValSeq \
                traceValSeqFn traceValSeqN traceValSeqNFn",
            subset_only: "throwTestFailures",
        },
    },
    LibSource {
        file: "generators.nix",
        text: include_str!("nix/generators.nix"),
        names: LibNames {
            subset: Some("generators"),
            toplevel: "mkLuaInline",
            subset_only: "\
                mkDconfKeyValue mkKeyValueDefault mkValueStringDefault toDconfINI toDhall toGitINI toINI \
                toINIWithGlobalSection toJSON toKeyValue toLua toPlist toYAML",
        },
    },
    LibSource {
        file: "generators-pretty.nix",
        text: include_str!("nix/generators-pretty.nix"),
        names: LibNames { subset: Some("generators"), toplevel: "", subset_only: "toPretty withRecursion" },
    },
    LibSource {
        file: "cli.nix",
        text: include_str!("nix/cli.nix"),
        names: LibNames {
            subset: Some("cli"),
            toplevel: "",
            subset_only: "\
                toCommandLine toCommandLineGNU toCommandLineShell toCommandLineShellGNU toGNUCommandLine \
                toGNUCommandLineShell",
        },
    },
    LibSource {
        file: "gvariant.nix",
        text: include_str!("nix/gvariant.nix"),
        names: LibNames {
            subset: Some("gvariant"),
            toplevel: "",
            subset_only: "\
                intConstructors isGVariant mkArray mkBoolean mkDictionaryEntry mkDouble mkEmptyArray mkInt16 \
                mkInt32 mkInt64 mkJust mkMaybe mkNothing mkObjectpath mkString mkTuple mkUchar mkUint16 mkUint32 \
                mkUint64 mkValue mkVariant type",
        },
    },
    LibSource {
        file: "options.nix",
        text: include_str!("nix/options.nix"),
        names: LibNames {
            subset: Some("options"),
            toplevel: "\
                getFiles getValues isOption literalExpression literalMD mkPackageOption optionAttrSetToDocList \
                optionAttrSetToDocList' scrubOptionValue showFiles showOption showOptionWithDefLocs unknownModule",
            subset_only: "literalCode renderOptionValue showDefs",
        },
    },
    LibSource {
        file: "filesystem.nix",
        text: include_str!("nix/filesystem.nix"),
        names: LibNames {
            subset: Some("filesystem"),
            toplevel: "packagesFromDirectoryRecursive pathIsDirectory pathIsRegularFile pathType",
            subset_only: "haskellPathsInDir listFilesRecursive locateDominatingFile resolveDefaultNix",
        },
    },
    LibSource {
        file: "release.nix",
        text: include_str!("nix/release.nix"),
        names: LibNames {
            subset: Some("trivial"),
            toplevel: "isInOldestRelease nixpkgsVersion oldestSupportedReleaseIsAtLeast version",
            subset_only: "codeName oldestSupportedRelease release revisionWithDefault versionSuffix",
        },
    },
    LibSource {
        file: "toplevel.nix",
        text: include_str!("nix/toplevel.nix"),
        names: LibNames { subset: None, toplevel: "extend isType mkEUI64Suffix setType", subset_only: "" },
    },
    LibSource {
        file: "legacy.nix",
        text: include_str!("nix/legacy.nix"),
        names: LibNames {
            subset: None,
            toplevel: "\
                cartesianProductOfSets isCoercibleToString literalDocBook literalExample mapAttrsFlatten mdDoc \
                mkPackageOptionMD zip zipWithNames",
            subset_only: "",
        },
    },
    LibSource {
        file: "kernel.nix",
        text: include_str!("nix/kernel.nix"),
        names: LibNames {
            subset: Some("kernel"),
            toplevel: "",
            subset_only: "freeform module no option unset whenHelpers yes",
        },
    },
    LibSource {
        file: "source-types.nix",
        text: include_str!("nix/source-types.nix"),
        names: LibNames {
            subset: Some("sourceTypes"),
            toplevel: "",
            subset_only: "binaryBytecode binaryFirmware binaryNativeCode fromSource obfuscatedCode",
        },
    },
    LibSource {
        file: "fetchers.nix",
        text: include_str!("nix/fetchers.nix"),
        names: LibNames {
            subset: Some("fetchers"),
            toplevel: "",
            subset_only: "normalizeHash proxyImpureEnvVars withNormalizedHash",
        },
    },
    LibSource {
        file: "network.nix",
        text: include_str!("nix/network.nix"),
        names: LibNames { subset: Some("network"), toplevel: "", subset_only: "ipv6" },
    },
    LibSource {
        file: "path.nix",
        text: include_str!("nix/path.nix"),
        names: LibNames {
            subset: Some("path"),
            toplevel: "",
            subset_only: "append hasPrefix hasStorePathPrefix removePrefix splitRoot subpath",
        },
    },
    LibSource {
        file: "sources.nix",
        text: include_str!("nix/sources.nix"),
        names: LibNames {
            subset: Some("sources"),
            toplevel: "\
                canCleanSource cleanSource cleanSourceFilter cleanSourceWith commitIdFromGitRepo pathHasContext \
                pathIsGitRepo repoRevToName revOrTag sourceByRegex sourceFilesBySuffices",
            subset_only: "shortRev sourceByGlobs trace urlToName",
        },
    },
    LibSource {
        file: "fileset.nix",
        text: include_str!("nix/fileset.nix"),
        names: LibNames {
            subset: Some("fileset"),
            toplevel: "",
            subset_only: "\
                difference empty fileFilter fromSource gitTracked gitTrackedWith intersection isFileset \
                maybeMissing toList toSource trace traceVal union unions",
        },
    },
    LibSource {
        file: "misc.nix",
        text: include_str!("nix/misc.nix"),
        names: LibNames {
            subset: Some("misc"),
            toplevel: "\
                checkFlag checkReqs closePropagation condConcat defaultMerge defaultMergeArg fakeHash fakeSha256 \
                fakeSha512 foldArgs getValue ifEnable imap innerClosePropagation innerModifySumArgs \
                lazyGenericClosure maybeAttr maybeAttrNullable maybeEnv mergeAttrBy mergeAttrByFunc \
                mergeAttrsByFuncDefaults mergeAttrsByFuncDefaultsClean mergeAttrsConcatenateValues \
                mergeAttrsNoOverride mergeAttrsWithFunc modifySumArgs nixType nvs setAttr setAttrMerge uniqList \
                uniqListExt",
            subset_only: "closePropagationFast closePropagationSlow",
        },
    },
    LibSource {
        file: "systems.nix",
        text: include_str!("nix/systems.nix"),
        names: LibNames {
            subset: Some("systems"),
            toplevel: "",
            subset_only: "elaborate equals functionNames systemToAttrs",
        },
    },
    LibSource {
        file: "systems-parse.nix",
        text: include_str!("nix/systems-parse.nix"),
        names: LibNames { subset: Some("systems"), toplevel: "", subset_only: "parse" },
    },
    LibSource {
        file: "systems-inspect.nix",
        text: include_str!("nix/systems-inspect.nix"),
        names: LibNames { subset: Some("systems"), toplevel: "", subset_only: "inspect" },
    },
    LibSource {
        file: "systems-tables.nix",
        text: include_str!("nix/systems-tables.nix"),
        names: LibNames {
            subset: Some("systems"),
            toplevel: "",
            subset_only: "architectures doubles flakeExposed platforms",
        },
    },
    LibSource {
        file: "systems-examples.nix",
        text: include_str!("nix/systems-examples.nix"),
        names: LibNames { subset: Some("systems"), toplevel: "", subset_only: "examples" },
    },
    LibSource {
        file: "options-merge.nix",
        text: include_str!("nix/options-merge.nix"),
        names: LibNames {
            subset: Some("options"),
            toplevel: "mergeDefaultOption mergeEqualOption mergeOneOption mergeUniqueOption",
            subset_only: "",
        },
    },
];

/// Names whose value is the builtin of the same name, by sub-set.
pub static BUILTINS: &[LibNames] = &[
    LibNames {
        subset: None,
        toplevel: "\
            convertHash fromJSON fromTOML getContext hasContext hashString parseDrvName placeholder toFile \
            toJSON toString toXML tryEval",
        subset_only: "",
    },
    LibNames {
        subset: Some("trivial"),
        toplevel: "\
            add bitAnd bitOr bitXor ceil deepSeq div floor genericClosure isBool isFloat isInt lessThan mul \
            pathExists readFile seq sub",
        subset_only: "",
    },
    LibNames {
        subset: Some("lists"),
        toplevel: "\
            all any concatLists concatMap elem elemAt filter genList groupBy head isList length map partition \
            sort tail",
        subset_only: "",
    },
    LibNames {
        subset: Some("attrsets"),
        toplevel: "\
            attrNames attrValues catAttrs getAttr hasAttr intersectAttrs isAttrs listToAttrs mapAttrs \
            removeAttrs zipAttrsWith",
        subset_only: "",
    },
    LibNames {
        subset: Some("strings"),
        toplevel: "\
            appendContext concatStringsSep isString match replaceStrings split stringLength substring typeOf \
            unsafeDiscardStringContext",
        subset_only: "\
            compareVersions elem elemAt filter fromJSON genList head isAttrs isInt isList isPath parseDrvName \
            readFile storeDir tail toJSON",
    },
    LibNames { subset: Some("versions"), toplevel: "compareVersions splitVersion", subset_only: "" },
    LibNames {
        subset: Some("filesystem"),
        toplevel: "baseNameOf dirOf hashFile isPath readDir readFileType",
        subset_only: "",
    },
    LibNames { subset: Some("sources"), toplevel: "filterSource", subset_only: "" },
    LibNames { subset: Some("debug"), toplevel: "addErrorContext trace unsafeGetAttrPos", subset_only: "" },
    LibNames {
        subset: Some("derivations"),
        toplevel: "addDrvOutputDependencies unsafeDiscardOutputDependency",
        subset_only: "",
    },
    LibNames { subset: Some("flakes"), toplevel: "flakeRefToString parseFlakeRef", subset_only: "" },
];

/// Names of sub-sets that are made elsewhere: all of them are in `lib` too, most from a layer above.
pub static NATIVE: &[LibNames] = &[
    LibNames {
        subset: Some("modules"),
        toplevel: "\
            doRename evalModules fixMergeModules mergeDefinitions mkAfter mkAliasAndWrapDefinitions \
            mkAliasDefinitions mkAliasOptionModule mkAliasOptionModuleMD mkAssert mkBefore \
            mkChangedOptionModule mkDefault mkDefinition mkDerivedConfig mkFixStrictness mkForce mkIf \
            mkImageMediaOverride mkMerge mkMergedOptionModule mkOptionDefault mkOrder mkOverride \
            mkRemovedOptionModule mkRenamedOptionModule mkRenamedOptionModuleWith mkVMOverride \
            setDefaultModuleLocation",
        subset_only: "\
            defaultOrderPriority defaultOverridePriority importApply importJSON importTOML \
            mkAliasAndWrapDefsWithPriority mkAliasIfDef",
    },
    LibNames { subset: Some("options"), toplevel: "mkEnableOption mkOption mkSinkUndeclaredOptions", subset_only: "" },
];

/// Names that exist but whose value is not known here: internals of the module system, licenses, people.
pub static NOT_MODELLED: &[LibNames] = &[
    LibNames {
        subset: Some("meta"),
        toplevel: "getLicenseFromSpdxId getLicenseFromSpdxIdOr licensesSpdx",
        subset_only: "",
    },
    LibNames {
        subset: Some("modules"),
        toplevel: "\
            applyModuleArgsIfFunction dischargeProperties evalOptionValue filterOverrides fixupOptionType \
            mergeModules mergeModules' mergeOptionDecls pushDownProperties sortProperties unifyModuleSyntax",
        subset_only: "collectModules filterOverrides' mapDefinitionValue mergeAttrDefinitionsWithPrio",
    },
    LibNames { subset: None, toplevel: "defaultFunctor defaultTypeMerge licenses maintainers teams", subset_only: "" },
];

/// Sub-sets that are another name for a set: `lib.<name>` is `lib.<path>`.
pub static SUBSET_ALIASES: &[(&str, &[&str])] = &[("platforms", &["systems", "doubles"])];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Names bound by the outermost set of a text, found by its layout: the last line `{` or `lib: {` at the margin
    /// opens it, and each binding stands at two spaces.
    fn bound_names(text: &str) -> BTreeSet<String> {
        let body = text.rsplit_once("\n{\n").or_else(|| text.split_once("lib: {\n")).expect("no outermost set").1;
        body.lines()
            .filter_map(|line| line.strip_prefix("  "))
            .filter(|line| line.starts_with(|c: char| c == '"' || c == '_' || c.is_ascii_alphabetic()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(name, _)| name.trim_matches('"').split('.').next().unwrap_or_default().to_owned())
            .collect()
    }

    fn rows() -> impl Iterator<Item = (&'static str, &'static LibNames)> {
        let texts = SOURCES.iter().map(|s| (s.file, &s.names));
        let tables = [("builtins", BUILTINS), ("native", NATIVE), ("not modelled", NOT_MODELLED)];
        texts.chain(tables.into_iter().flat_map(|(what, table)| table.iter().map(move |names| (what, names))))
    }

    #[test]
    fn lists_name_exactly_what_the_texts_bind() {
        for source in SOURCES {
            let listed: BTreeSet<String> = source.names.all().map(str::to_owned).collect();
            assert_eq!(bound_names(source.text), listed, "{}", source.file);
            assert!(source.text.starts_with("# "), "{} says what it holds", source.file);
        }
    }

    #[test]
    fn lists_are_sorted() {
        for (file, names) in rows() {
            for list in [names.toplevel, names.subset_only] {
                assert!(list.split_ascii_whitespace().is_sorted(), "{file}: {list}");
            }
        }
    }

    #[test]
    fn each_name_has_one_home() {
        let mut homes: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        let mut top: BTreeMap<&str, &str> = BTreeMap::new();
        for (file, names) in rows() {
            assert!(names.subset.is_some() || names.subset_only.is_empty(), "{file}: a name without a home");
            for name in names.all() {
                assert_eq!(homes.insert((names.subset.unwrap_or(""), name), file), None, "{name} of {file}");
            }
            for name in names.toplevel() {
                // The same builtin may be exported through two sub-sets.
                let before = top.insert(name, file);
                assert!(before.is_none() || before == Some("builtins"), "{name} of {file} and {before:?}");
            }
        }
    }
}
