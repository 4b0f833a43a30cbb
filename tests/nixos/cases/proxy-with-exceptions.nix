{
  networking.proxy = { default = "http://proxy.lan:3128/"; noProxy = "127.0.0.1,localhost,.lan"; };
  virtualisation.oci-containers.containers.a.image = "x";
  virtualisation.oci-containers.containers.b = { image = "y"; podman.user = "svc"; };
  users.users.svc = { isNormalUser = true; uid = 1500; linger = true; };
}
