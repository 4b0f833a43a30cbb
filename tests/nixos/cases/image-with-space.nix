{
  virtualisation.oci-containers.containers.odd = { image = "registry.lan/odd thing:1"; cmd = [ "" "a b" "$HOME" ]; };
}
