{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--memory 512m"
          "-p 8080:80"
          "--init now" # a Boolean
          "--label=a b"
        ];
      };
      db = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--health-cmd pg_isready -U x=y" ];
      };
    };
  };
}
