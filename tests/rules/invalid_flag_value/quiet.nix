{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--health-cmd=true"
          "--health-interval=1m30s"
          "--health-timeout=disable"
          "--memory=512m"
          "--memory-swap=-1"
          "--cpus=1.5"
          "--ulimit=nofile=1024:-1"
          "--ulimit=host"
          "--add-host=db:10.0.0.2"
          "--add-host=gate:host-gateway"
          "--sysctl=net.ipv4.ip_forward=1"
          "--security-opt=no-new-privileges"
          "--security-opt=label=disable"
          "--ip=10.88.0.5"
          "--init=true"
        ];
      };
    };
  };
}
