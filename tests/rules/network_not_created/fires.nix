{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "front" "back:ip=10.89.0.2" ];
      };
      db = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "back" ];
      };
      flag = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--net" "other" ];
      };
    };
  };
  # Another network than those.
  systemd.services.networks.script = "podman network create backend";
}
