{
  users.users.svc = { isNormalUser = true; linger = true; };
  virtualisation.oci-containers.containers.job = { image = "job"; podman = { user = "svc"; sdnotify = "healthy"; }; };
}
