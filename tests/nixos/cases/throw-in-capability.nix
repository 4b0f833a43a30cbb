{
  virtualisation.oci-containers.containers.a = { image = "x"; capabilities = { NET_RAW = true; SYS_TIME = throw "not decided"; }; };
}
