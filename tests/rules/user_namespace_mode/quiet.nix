{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      auto = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--userns=auto" ];
      };
      own = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        extraOptions = [ "--userns=keep-id:size=1000" ];
      };
      host = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--userns=host" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
  users.groups.containers = { };
  users.users.containers = {
    isSystemUser = true;
    group = "containers";
    autoSubUidGidRange = true;
  };
}
