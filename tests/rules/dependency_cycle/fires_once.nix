# Several cycles that hang together, one of them long.
{ lib, ... }:
let
  next = i: lib.mod (i + 1) 12;
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = lib.listToAttrs (
    map (i: {
      name = "c${toString i}";
      value = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "c${toString (next i)}" ];
      };
    }) (lib.range 0 11)
    ++ [
      {
        name = "side";
        value = {
          image = "docker.io/library/nginx:1.27";
          dependsOn = [ "c0" ];
        };
      }
    ]
  );
}
