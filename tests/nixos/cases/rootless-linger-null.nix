{
  users.users.svc = { isNormalUser = true; uid = 1500; };
  virtualisation.oci-containers.containers.job = { image = "job"; podman.user = "svc"; };
}
