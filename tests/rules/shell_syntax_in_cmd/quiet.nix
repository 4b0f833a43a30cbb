{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      words = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "server" "/data" ];
      };
      script = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "sh" "-c" "migrate && serve" ];
      };
      split = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "bash" "-c" "a" "&&" ];
      };
      prose = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "Hello world" ];
      };
      entry = {
        image = "docker.io/library/nginx:1.27";
        entrypoint = "/bin/sh";
        cmd = [ "serve -x" ];
      };
    };
  };
}
