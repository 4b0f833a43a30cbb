# Most who publish the ports of the web mean everyone.
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [ "80:80" "443:443" ];
    };
  };
}
