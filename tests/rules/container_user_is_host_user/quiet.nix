{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        user = "2000:100";
      };
      nobody = {
        image = "docker.io/library/nginx:1.27";
        user = "nobody";
      };
      other = {
        image = "docker.io/library/nginx:1.27";
        user = "appuser";
      };
    };
  };
  users.users.app = {
    isNormalUser = true;
    uid = 2000;
  };
}
