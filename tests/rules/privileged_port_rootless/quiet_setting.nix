{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        ports = [ "127.0.0.1:80:80" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
  boot.kernel.sysctl."net.ipv4.ip_unprivileged_port_start" = 80;
}
