{ lib, ... }:
{
  virtualisation.oci-containers.containers.a = lib.mkMerge [
    { image = "x"; environment = lib.mkDefault { A = "default"; B = "default"; }; }
    { environment.A = "set"; }
    { labels = lib.mkDefault { only = "default"; }; }
  ];
}
