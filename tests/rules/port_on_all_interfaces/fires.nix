{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "8080:80" ];
      };
      db = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "5432:5432" ];
      };
      flag = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "-p" "8081:81/udp" ];
      };
    };
  };
}
