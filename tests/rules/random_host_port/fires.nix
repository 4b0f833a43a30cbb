{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        ports = [
          "8000"
          "127.0.0.1::80"
          "[::1]::81"
        ];
      };
    };
  };
}
