{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        user = "app";
      };
      group = {
        image = "docker.io/library/nginx:1.27";
        user = "app:app";
      };
    };
  };
  users.users.app = {
    isNormalUser = true;
    uid = 2000;
  };
}
