{
  virtualisation.oci-containers.containers.fn = { name, config, lib, ... }: {
    image = "lan/${name}:${config.labels.version}";
    labels.version = lib.mkDefault "3";
    hostname = "${name}-${toString (builtins.length config.ports)}";
    ports = [ "80:80" ];
  };
}
