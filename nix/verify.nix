# Mode *verify*: nixpkgs' own module stays. The evaluation fails with a readable difference when the units that NixOS
# made are not those of the reviewed document: a lock file for services.
{ config, lib, pkgs, ... }:
let
  cfg = config.ocinix.units;
  read = import ./units.nix { inherit lib config; inherit (cfg) file expression host; };
  evaluated = config.systemd.services;

  # Derived by NixOS from the fields that are compared.
  derivedUnit = [
    "After" "Before" "BindsTo" "Conflicts" "Description" "Documentation" "OnFailure" "OnSuccess" "PartOf"
    "PropagatesStopTo" "Requires" "Requisite" "StartLimitBurst" "StartLimitIntervalSec" "Upholds" "Wants"
    "X-Reload-Triggers" "X-Restart-Triggers"
  ];
  derivedEnvironment = [ "LOCALE_ARCHIVE" "PATH" "TZDIR" ];
  lists = [ "wantedBy" "requiredBy" "upheldBy" "wants" "requires" "after" "before" "bindsTo" "partOf" "conflicts" "onFailure" "onSuccess" ];
  texts = [ "description" "script" "scriptArgs" "preStart" "postStart" "reload" "preStop" "postStop" ];
  flags = { enable = true; restartIfChanged = true; stopIfChanged = true; reloadIfChanged = false; };

  plain = v:
    if builtins.isPath v || lib.isDerivation v then "${v}"
    else if builtins.isList v then map plain v
    else if builtins.isAttrs v then builtins.mapAttrs (_: plain) v
    else v;
  filled = lib.filterAttrs (_: v: v != null && v != [ ]);
  packageName = p: p.pname or (if lib.isDerivation p then lib.getName p else last (toString p));
  last = path: baseNameOf path;

  # Where two texts part: the first line that differs.
  firstDifference = want: got:
    let
      a = lib.splitString "\n" want;
      b = lib.splitString "\n" got;
      at = n: list: if n < builtins.length list then builtins.elemAt list n else "(nothing)";
      go = n: if at n a != at n b || n > builtins.length a then n else go (n + 1);
      n = go 0;
    in
    [ "line ${toString (n + 1)}" (at n a) (at n b) ];

  shown = v: if builtins.isString v then v else builtins.toJSON v;
  say = unit: field: want: got:
    let
      both = builtins.isString want && builtins.isString got && lib.hasInfix "\n" (want + got);
      parted = firstDifference want got;
      place = if both then ", ${builtins.head parted}" else "";
      side = n: v: if both then builtins.elemAt parted n else shown v;
    in
    "unit `${unit}`, ${field}${place}\n    want: ${side 1 want}\n    got:  ${side 2 got}";
  compare = unit: field: want: got: lib.optional (plain want != plain got) (say unit field (plain want) (plain got));
  section = unit: name: want: got:
    lib.concatMap (key: compare unit "${name}.${key}" (want.${key} or null) (got.${key} or null))
      (builtins.attrNames (want // got));

  unit = name: want:
    let
      got = evaluated.${name};
      app = pkgs.writeShellApplication { name = "pre-start"; runtimeInputs = [ ]; text = want.preStartScript; };
      before = lib.optional (want.preStartScript or "" != "") "${app}/bin/pre-start";
      expected = before ++ lib.toList (want.serviceConfig.ExecStartPre or [ ]);
      starts = lib.toList (got.serviceConfig.ExecStartPre or [ ]);
      # Scripts that NixOS makes of script, preStart and the like: they are compared as such.
      isJob = entry: lib.any (job: lib.hasInfix "/bin/${builtins.replaceStrings [ "\\" "@" ] [ "-" "_" ] name}-${job}" (toString entry))
        [ "start" "pre-start" "post-start" "reload" "pre-stop" "post-stop" ] || lib.hasInfix "unit-script-" (toString entry);
      serviceConfig = from: lib.filterAttrs (k: _: !(lib.hasPrefix "Exec" k)) (filled from);
      exec = from: removeAttrs (lib.filterAttrs (k: _: lib.hasPrefix "Exec" k) (filled from)) [ "ExecStartPre" ];
      ownExec = lib.filterAttrs (_: v: !(lib.any isJob (lib.toList v))) (exec got.serviceConfig);
    in
    if !(evaluated ? ${name}) then
      [ "unit `${name}` is reviewed, and NixOS does not make it" ]
    else
      lib.concatMap (f: compare name f (want.${f} or [ ]) got.${f}) (builtins.filter (f: got ? ${f}) lists)
      ++ lib.concatMap (f: compare name f (want.${f} or "") (if got.${f} == null then "" else got.${f})) (builtins.filter (f: got ? ${f}) texts)
      ++ lib.concatLists (lib.mapAttrsToList (f: default: compare name f (want.${f} or default) got.${f}) flags)
      ++ compare name "path" (map last (want.path or [ ])) (map packageName got.path)
      ++ section name "environment" (want.environment or { }) (filled (removeAttrs got.environment derivedEnvironment))
      ++ section name "unitConfig" (want.unitConfig or { }) (filled (removeAttrs got.unitConfig derivedUnit))
      ++ section name "serviceConfig" (serviceConfig (want.serviceConfig or { })) (serviceConfig got.serviceConfig)
      ++ section name "serviceConfig" (exec (want.serviceConfig or { })) ownExec
      ++ compare name "what runs before the start (preStartScript, ExecStartPre)" expected (builtins.filter (e: !(isJob e)) starts);

  made = lib.unique (lib.mapAttrsToList (name: c: c.serviceName or "${config.virtualisation.oci-containers.backend}-${name}")
    config.virtualisation.oci-containers.containers);
  unreviewed = builtins.filter (name: !(builtins.elem name read.names)) made;
  differences =
    lib.concatMap (name: unit name read.units.${name}) read.names
    ++ map (name: "unit `${name}` runs a container, and is not in the reviewed document") unreviewed;
in
{
  imports = [ ./options.nix ];

  config.assertions = [
    {
      assertion = differences == [ ];
      message = ''
        ocinix: the units of this system are not those of ${read.source}:
        ${lib.concatMapStringsSep "\n" (d: "  - ${d}") differences}
        If the change is meant, print the units anew with `ocinix units` and review what changed.'';
    }
  ];
}
