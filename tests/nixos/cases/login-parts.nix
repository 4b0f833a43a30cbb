{
  virtualisation.oci-containers.containers = {
    no-user = { image = "r.lan/a"; login = { passwordFile = "/run/pw"; registry = "r.lan"; }; };
    no-file = { image = "r.lan/b"; login = { username = "bot"; registry = "r.lan"; }; };
    no-registry = { image = "r.lan/c"; login = { username = "bot"; passwordFile = "/run/pw"; }; };
    whole = { image = "r.lan/d"; login = { username = "bot account"; passwordFile = "/run/pw file"; registry = "https://r.lan"; }; };
  };
}
