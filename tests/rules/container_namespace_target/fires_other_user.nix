{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      vpn = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
      };
      app = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "vpn" ];
        networks = [ "container:vpn" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
