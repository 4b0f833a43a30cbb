{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      auto = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--userns=auto" ];
      };
      both = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--userns=keep-id"
          "--uidmap=0:1000:1"
        ];
      };
      nomap = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--userns=nomap" ];
      };
      rule = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        extraOptions = [
          "--device-cgroup-rule=c 188:* rmw"
          "--group-add=keep-groups"
          "--group-add=audio"
        ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
