# world: open
{ config, ... }:
{
  virtualisation.oci-containers.containers = {
    # One character is too short for docker only.
    x.image = "docker.io/library/nginx:1.27";
    ${config.services.mine.name}.image = "docker.io/library/nginx:1.27";
  };
}
