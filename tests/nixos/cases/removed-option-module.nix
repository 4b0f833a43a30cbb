{ lib, ... }:
{
  imports = [ (lib.mkRemovedOptionModule [ "old" "thing" ] "Use the new thing.") ];
  old.thing = true;
  virtualisation.oci-containers.containers.web.image = "w";
}
