{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--health-cmd=true"
          "--health-on-failure=${config.services.mine.action}"
        ];
      };
      more = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--health-interval=30s" ] ++ config.services.mine.options;
      };
    };
  };
}
