# world: open
{
  virtualisation.oci-containers = {
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--network=web" ];
      };
    };
  };
}
