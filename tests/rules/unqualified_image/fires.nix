{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "nginx:1.27";
      };
      app = {
        image = "linuxserver/sonarr:4";
      };
      ok = {
        image = "localhost/app:1";
      };
    };
  };
}
