{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--health-cmd=true"
          "--health-interval=30"
          "--memory=5x"
          "--cpus=two"
          "--ulimit=nofile=2048:1024"
          "--ulimit=files=1"
          "--add-host=db"
          "--add-host=db:here"
          "--mac-address=00:11:22"
          "--sysctl=net.ipv4.ip_forward"
          "--security-opt=secomp=unconfined"
          "--security-opt=seccomp"
          "--ip=10.0.0.0/24"
          "--init=maybe"
          "--pids-limit=many"
        ];
      };
    };
  };
}
