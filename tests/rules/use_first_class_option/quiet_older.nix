# nixos: 24.11
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--network=web" "--device=/dev/dri" ];
      };
    };
  };
}
