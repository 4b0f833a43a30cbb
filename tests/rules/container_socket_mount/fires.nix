{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/var/run/docker.sock:/var/run/docker.sock:ro" ];
      };
      pod = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/run/podman/podman.sock:/run/docker.sock" ];
      };
      rootless = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        volumes = [ "/run/podman/podman.sock:/run/docker.sock" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
