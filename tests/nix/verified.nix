# What *verify* says about services that are those of a unit file, and about services that differ.
file:
let
  standin = import ./standin.nix;
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = { serviceName = "podman-web"; volumes = [ "/nix/store/x-hello/share:/hello:ro" "/srv/a b:/data" ]; };
  };
  empty = {
    wants = [ ]; requires = [ ]; environment.PATH = "/bin"; unitConfig.Description = "web"; description = "";
    enable = true; restartIfChanged = true; stopIfChanged = true; reloadIfChanged = false;
  };
  same = builtins.mapAttrs
    (_: s: empty // s // {
      path = [ "podman" "coreutils" "findutils" "gnugrep" "gnused" "systemd" ];
      serviceConfig = s.serviceConfig // { ExecStart = "/nix/store/x/bin/podman-web-start"; };
    })
    (standin.services file { inherit virtualisation; });
  web = same.podman-web;
  other = {
    podman-web = web // {
      script = builtins.replaceStrings [ "--rm" ] [ "--rm=false" ] web.script;
      wants = [ "network-online.target" "nfs.target" ];
      environment = { DEBUG = "1"; };
      serviceConfig = removeAttrs web.serviceConfig [ "Delegate" ] // { Restart = "always"; ExecReload = "/bin/kill"; };
    };
  };
  more = virtualisation // {
    oci-containers = virtualisation.oci-containers // {
      containers = virtualisation.oci-containers.containers // { extra.serviceName = "podman-extra"; };
    };
  };
in
[
  (standin.differences file same virtualisation)
  (standin.differences file other more)
]
