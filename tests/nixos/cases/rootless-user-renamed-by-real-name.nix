{
  users.users.svc = { name = "service-account"; isNormalUser = true; uid = 1700; linger = true; };
  virtualisation.oci-containers.containers.job = { image = "job"; podman.user = "service-account"; };
}
