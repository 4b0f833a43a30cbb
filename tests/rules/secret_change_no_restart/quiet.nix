{ config, lib, ... }:
{
  options.sops.secrets = lib.mkOption { type = lib.types.attrsOf lib.types.anything; };
  config = {
    sops.secrets.db = {
      path = "/run/secrets/db";
      restartUnits = [ "podman-web.service" ];
    };
    virtualisation.oci-containers.backend = "podman";
    virtualisation.oci-containers.containers.web = {
      image = "docker.io/library/nginx:1.27";
      environmentFiles = [ config.sops.secrets.db.path ];
    };
    users.users.web = {
      isNormalUser = true;
      uid = 2000;
      linger = true;
    };
  };
}
