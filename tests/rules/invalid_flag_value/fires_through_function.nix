{ lib, ... }:
let
  health = { command, interval }: [
    "--health-cmd=${command}"
    "--health-interval=${toString interval}"
  ];
in
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      extraOptions = health {
        command = "true";
        interval = 30;
      };
    };
  };
}
