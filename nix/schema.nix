# What NixOS itself declares of the options that src/schema/ declares: names, types, defaults, as JSON; and how it
# describes types. The tests compare src/schema/ with the outcome, one line for each:
#
#   nix-instantiate --eval --strict --json nix/schema.nix --argstr nixpkgs PATH | jq -c '.[]' > tests/schema/nixos.jsonl
#
# Needs only `lib/` and `nixos/` of nixpkgs. Packages are not evaluated: a default that NixOS describes in words
# instead of giving it (`defaultText`) is reported as computed.
{ nixpkgs }:

let
  lib = import (/. + nixpkgs + "/lib");
  inherit (lib) types;

  # The modules that declare the options. Older releases lack some of the files.
  modules = map (file: /. + nixpkgs + "/nixos/modules/${file}") [
    "config/locale.nix"
    "config/networking.nix"
    "config/sysctl.nix"
    "config/users-groups.nix"
    "misc/assertions.nix"
    "misc/version.nix"
    "programs/shadow.nix"
    "security/pam.nix"
    "security/systemd-confinement.nix"
    "services/hardware/nvidia-container-toolkit/default.nix"
    "services/networking/firewall.nix"
    "services/networking/nftables.nix"
    "services/networking/ssh/sshd.nix"
    "system/boot/systemd.nix"
    "system/boot/systemd/tmpfiles.nix"
    "system/boot/systemd/user.nix"
    "tasks/network-interfaces.nix"
    "virtualisation/containers.nix"
    "virtualisation/docker-rootless.nix"
    "virtualisation/docker.nix"
    "virtualisation/oci-containers.nix"
    "virtualisation/podman/default.nix"
  ];

  # The families to report.
  roots = [
    [ "assertions" ]
    [ "boot" "kernel" "sysctl" ]
    [ "hardware" "nvidia-container-toolkit" "enable" ]
    [ "networking" "domain" ]
    [ "networking" "enableIPv6" ]
    [ "networking" "extraHosts" ]
    [ "networking" "firewall" ]
    [ "networking" "fqdn" ]
    [ "networking" "fqdnOrHostName" ]
    [ "networking" "hostId" ]
    [ "networking" "hostName" ]
    [ "networking" "hosts" ]
    [ "networking" "nameservers" ]
    [ "networking" "nftables" ]
    [ "networking" "proxy" ]
    [ "networking" "search" ]
    [ "system" "stateVersion" ]
    [ "systemd" ]
    [ "time" "timeZone" ]
    [ "users" ]
    [ "virtualisation" ]
    [ "warnings" ]
  ];

  # Stands for a format of pkgs.formats: its type's name is all that matters here.
  format = name: _: {
    type = types.anything // { description = "${name} value"; descriptionClass = "conjunction"; };
  };
  pkgs = {
    inherit lib;
    formats = { json = format "JSON"; toml = format "TOML"; keyValue = format "key-value"; };
    stdenv.hostPlatform = { isLinux = true; system = "x86_64-linux"; };
  };

  evaluated = lib.evalModules {
    modules = lib.filter builtins.pathExists modules ++ [
      { _module = { check = false; args = { inherit pkgs utils; }; }; }
    ];
    specialArgs.modulesPath = /. + nixpkgs + "/nixos/modules";
  };
  utils = import (/. + nixpkgs + "/nixos/lib/utils.nix") { inherit lib pkgs; inherit (evaluated) config; };

  isPlain = v:
    v == null || builtins.isBool v || builtins.isInt v || builtins.isString v
    || builtins.isList v && builtins.all isPlain v || v == { };

  describe = option: {
    path = map toString option.loc;
    type = option.type.description or "unspecified value";
    default =
      if option ? defaultText then "computed"
      else if !(option ? default) then "none"
      else if isPlain option.default then { value = option.default; }
      else "computed";
  }
  // lib.optionalAttrs (option.internal or false || option.visible or true == false) { hidden = true; };

  # All options of a tree, with those of submodules.
  flatten = options:
    lib.concatMap (name:
      let value = options.${name}; in
      if name == "_module" || name == "_freeformOptions" then [ ]
      else if lib.isOption value then [ (describe value) ] ++ flatten (value.type.getSubOptions value.loc)
      else if builtins.isAttrs value then flatten value
      else [ ]
    ) (builtins.attrNames options);

  # users.extraUsers and users.extraGroups repeat two families.
  isAlias = path: builtins.head path == "users" && lib.hasPrefix "extra" (builtins.elemAt path 1);

  below = path: lib.setAttrByPath path (lib.attrByPath path { } evaluated.options);

  # Descriptions with every rule for parentheses.
  descriptions = with types; lib.mapAttrsToList (expression: type: {
    inherit expression;
    inherit (type) description;
  }) {
    "anything" = anything;
    "attrs" = attrs;
    "attrsOf (attrsOf attrs)" = attrsOf (attrsOf attrs);
    "attrsOf (nullOr str)" = attrsOf (nullOr str);
    "attrsOf (submodule { })" = attrsOf (submodule { });
    "coercedTo path lib.singleton (listOf path)" = coercedTo path lib.singleton (listOf path);
    "either bool (enum [ \"strict\" \"loose\" ])" = either bool (enum [ "strict" "loose" ]);
    "either ints.unsigned (listOf ints.unsigned)" = either ints.unsigned (listOf ints.unsigned);
    "either str (listOf str)" = either str (listOf str);
    "enum [ ]" = enum [ ];
    "enum [ \"a\" ]" = enum [ "a" ];
    "float" = float;
    "ints.between 1 9" = ints.between 1 9;
    "ints.positive" = ints.positive;
    "lazyAttrsOf (nullOr bool)" = lazyAttrsOf (nullOr bool);
    "lines" = lines;
    "listOf (either (nullOr int) (listOf str))" = listOf (either (nullOr int) (listOf str));
    "listOf (enum [ \"a\" ])" = listOf (enum [ "a" ]);
    "listOf ints.positive" = listOf ints.positive;
    "nonEmptyStr" = nonEmptyStr;
    "nullOr (attrsOf (listOf raw))" = nullOr (attrsOf (listOf raw));
    "nullOr (oneOf [ str path package ])" = nullOr (oneOf [ str path package ]);
    "nullOr (passwdEntry path)" = nullOr (passwdEntry path);
    "nullOr attrs" = nullOr attrs;
    "nullOr pathInStore" = nullOr pathInStore;
    "number" = number;
    "port" = port;
    "separatedString \" \"" = separatedString " ";
    "strMatching \"[0-7]{1,5}\"" = strMatching "[0-7]{1,5}";
    "submodule { freeformType = attrsOf str; }" = submodule { freeformType = attrsOf str; };
  };
in
descriptions ++ lib.filter (o: !isAlias o.path) (lib.concatMap (path: flatten (below path)) roots)
