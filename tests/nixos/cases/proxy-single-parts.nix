{
  networking.proxy.httpProxy = "http://h:1";
  networking.proxy.httpsProxy = "http://s:2";
  networking.proxy.ftpProxy = "http://f:3";
  networking.proxy.allProxy = "socks://a:4";
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.a.image = "x";
}
