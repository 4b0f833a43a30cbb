let
  app = database: {
    image = "docker.io/library/nginx:1.27";
    podman.user = "web";
    environment.DATABASE_URL = "mysql://app@${database}/app";
  };
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      mysql = {
        image = "docker.io/library/mysql:8";
        podman.user = "web";
      };
      web = app "mysql";
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
    autoSubUidGidRange = true;
  };
}
