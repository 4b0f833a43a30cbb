{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.a = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ "b" ];
    };
    containers.b = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ "c" ];
    };
    containers.c = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ "a" ];
    };
    containers.d = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ "d" ];
    };
  };
}
