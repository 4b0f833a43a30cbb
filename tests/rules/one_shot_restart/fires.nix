# nixos: 25.11
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      job = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "python" "manage.py" "migrate" ];
      };
      once = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--restart=no" ];
      };
    };
  };
}
