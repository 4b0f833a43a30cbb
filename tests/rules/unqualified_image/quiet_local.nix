# Nothing is pulled.
{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      never = {
        image = "app:1";
        pull = "never";
      };
      flag = {
        image = "app:1";
        extraOptions = [ "--pull=never" ];
      };
      loads = {
        image = "local:1";
        imageFile = pkgs.dockerTools.buildImage { name = "local"; tag = "1"; };
      };
      shares = {
        image = "local:1";
        dependsOn = [ "loads" ];
      };
    };
  };
}
