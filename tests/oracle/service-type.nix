# What NixOS' service type makes of one container service and an override: the unit file, in which `@NAME@` stands for
# a path in the store. Made into service-type.json by
#   nix-instantiate --eval --strict --json service-type.nix --argstr nixpkgs PATH
{ nixpkgs }:
let
  lib = import (nixpkgs + "/lib");

  # A package whose path shows its name.
  package = name: {
    type = "derivation";
    inherit name;
    pname = name;
    outPath = "@${lib.strings.sanitizeDerivationName name}@";
    meta.mainProgram = name;
  };
  script = name: package name // {
    overrideAttrs = change: package (change { }).name // { meta.mainProgram = name; };
  };
  pkgs = lib.genAttrs [ "coreutils" "findutils" "gnugrep" "gnused" "podman" ] package // {
    writeShellScriptBin = name: _: script name;
    writeText = name: _: (package name).outPath;
    buildPackages.lndir = "";
  };

  systemd = {
    package = package "systemd";
    packages = [ ];
    enableStrictShellChecks = false;
    globalEnvironment = {
      GLOBAL = "everywhere";
      LOCALE_ARCHIVE = "@glibc-locales@/lib/locale/locale-archive";
      TZDIR = "@tzdata@/share/zoneinfo";
    };
  };
  units = import (nixpkgs + "/nixos/lib/systemd-lib.nix") { config = { inherit systemd; }; inherit lib pkgs; utils = { }; };
  options = import (nixpkgs + "/nixos/lib/systemd-unit-options.nix") { inherit lib; systemdUtils.lib = units; };
  service = lib.types.submodule [ options.stage2ServiceOptions units.unitConfig units.stage2ServiceConfig ];

  defined = {
    script = "run";
    preStop = "stop";
    postStop = "rm";
    wantedBy = [ "multi-user.target" ];
    wants = [ "network-online.target" ];
    after = [ "network-online.target" ];
    requires = [ ];
    path = [ pkgs.podman ];
    environment = { };
    serviceConfig = {
      ExecStartPre = [ "@pre-start@/bin/pre-start" ];
      TimeoutStartSec = 0;
      Restart = "on-failure";
      Delegate = true;
      Environment = "PODMAN_SYSTEMD_UNIT=%n";
    };
  };

  unitFile = override:
    let
      modules = [ { options.services = lib.mkOption { type = lib.types.attrsOf service; }; } ]
        ++ map (definition: { services.podman-a = definition; }) [ defined override ];
    in
    (units.serviceToUnit (lib.evalModules { inherit modules; }).config.services.podman-a).text;

  inherit (lib) mkAfter mkDefault mkForce mkMerge;
in
builtins.mapAttrs (_: unitFile) {
  nothing = { };
  forced-exec-start = { serviceConfig.ExecStart = mkForce "/bin/true"; };
  forced-exec-start-pre = { preStart = "x"; serviceConfig.ExecStartPre = mkForce [ "/bin/mine" ]; };
  more-exec-start-pre = { preStart = "x"; serviceConfig.ExecStartPre = [ "/bin/mine" "-/bin/two" ]; };
  single-exec-start-pre = { serviceConfig.ExecStartPre = "/bin/mine"; };
  forced-service-config = { serviceConfig = mkForce { ExecStart = "/bin/true"; }; };
  default-unit-config = { unitConfig = mkDefault { A = "1"; }; };
  values = {
    unitConfig = { A = "1"; After = [ "x.service" ]; B = [ "1" 2 ]; Z = 1.5; N = null; T = true; F = false; E = ""; };
  };
  default-after = { unitConfig.After = mkDefault "q"; };
  forced-after = { unitConfig.After = mkForce "q"; };
  late-path = { path = mkMerge [ [ "/early" ] (mkAfter [ "/late" ]) ]; };
  forced-path = { path = mkForce [ "/only" ]; };
  no-default-path = { enableDefaultPath = false; };
  no-path = { path = mkForce [ ]; };
  environment = { environment = { A = "q\"\\\n\t\${x}%n é"; B = null; TZDIR = null; C = ""; GLOBAL = "mine"; }; };
  forced-path-variable = { environment.PATH = mkForce "/only"; };
  forced-environment = { environment = mkForce { X = "1"; }; };
  no-restart = { restartIfChanged = false; stopIfChanged = false; notSocketActivated = true; };
  reload = { reloadIfChanged = true; restartIfChanged = false; };
  every-list = {
    description = "My unit";
    documentation = [ "https://a" "man:b(1)" ];
    startLimitBurst = 5;
    startLimitIntervalSec = 0;
    before = [ "b.target" ];
    conflicts = [ "c.service" ];
    requisite = [ "d.service" ];
    upholds = [ "u.service" ];
    onSuccess = [ "s.service" ];
    onFailure = [ "f.service" ];
    bindsTo = [ "g.service" ];
    partOf = [ "p.target" ];
    reload = "hup";
    postStart = "ps";
    scriptArgs = "%i -x";
    restartTriggers = [ "a" ];
    reloadTriggers = [ "b" ];
    wantedBy = mkForce [ ];
    requiredBy = [ "r.target" ];
  };
}
