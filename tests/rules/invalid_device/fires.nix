{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        devices = [
          "/dev/dri:/dev/dri:rwx"
          "/dev/a:b:rw"
        ];
        extraOptions = [ "--device=/dev/a:/dev/b:r:w" ];
      };
    };
  };
}
