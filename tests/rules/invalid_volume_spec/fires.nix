{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      volumes = [
        "/srv/a:/a:ro:z"
        "/srv/b:b"
        "/srv/c:ro"
        "/srv/d:/d:read-only"
        "/srv/e:/e:rw,ro"
        "data:/f:"
        ":/g"
        "/srv/h:/h:consistent"
        "/srv/i:/i:O,ro"
      ];
    };
  };
}
