{ config, ... }: {
  tag = "1";
  virtualisation.oci-containers.containers.b = { image = "y:${config.tag}"; prots = [ ]; };
}
