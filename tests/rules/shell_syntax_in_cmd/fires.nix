{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      store = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "server /data --console-address :9001" ];
      };
      shell = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "sh -c 'sleep 5'" ];
      };
      chain = {
        image = "docker.io/library/nginx:1.27";
        cmd = [
          "migrate"
          "&&"
          "serve"
        ];
      };
    };
  };
}
