let
  flags = {
    strict = [ "--read-onli" ];
  };
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      extraOptions = flags.strict ++ [ "--init" ];
    };
  };
}
