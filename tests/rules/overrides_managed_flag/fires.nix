{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--name=webserver"
          "--cidfile=/tmp/id"
        ];
      };
      same = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--name=same"
          "--rm"
          "--replace"
          "--cgroups=enabled"
        ];
      };
      notify = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--sdnotify=healthy"
          "--health-cmd=true"
          "--cgroups=disabled"
          "--rm=false"
          "--detach=false"
        ];
      };
    };
  };
}
