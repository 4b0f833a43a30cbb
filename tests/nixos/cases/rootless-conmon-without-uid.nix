{
  users.users.svc = { isSystemUser = true; group = "svc"; home = "/var/lib/svc"; createHome = true; linger = true; };
  users.groups.svc = { };
  virtualisation.oci-containers.containers.job = { image = "job"; podman = { user = "svc"; sdnotify = "container"; }; };
}
