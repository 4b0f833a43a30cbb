{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "nginx:1.27";
      };
    };
  };
  virtualisation.containers.registries.search = [ ];
}
