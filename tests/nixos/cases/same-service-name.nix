{
  virtualisation.oci-containers.containers = {
    zeta = { image = "z"; serviceName = "stack"; };
    alpha = { image = "a"; serviceName = "stack"; };
    mid.image = "m";
  };
}
