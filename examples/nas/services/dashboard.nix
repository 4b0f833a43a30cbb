# An image that Nix builds: no registry takes part.
{ config, lib, pkgs, ... }:

let
  site = pkgs.writeTextDir "index.html" ''
    <h1>${config.networking.hostName}</h1>
    <ul>
    ${lib.concatMapStringsSep "\n" (s: "<li><a href=\"https://${s.host}.${config.homelab.domain}\">${s.host}</a></li>")
      (lib.filter (s: s.port != null) (lib.attrValues config.homelab.services))}
    </ul>
  '';
in
{
  homelab.services.dashboard = {
    image = "dashboard:latest";
    port = 8000;
    container = {
      imageFile = pkgs.dockerTools.buildLayeredImage {
        name = "dashboard";
        tag = "latest";
        contents = [ pkgs.static-web-server ];
        config.Cmd = [ "static-web-server" "--port" "8000" "--root" "${site}" ];
      };
      capabilities = { NET_RAW = false; };
    };
  };
}
