{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      volumes = [
        "/anonymous"
        "data:/data"
        "/srv/a:/a:rw,z"
        "/srv/b:/b:O"
        "/srv/c:/c:U,Z"
        "/srv/d:/d:idmap=uids=0-1-10"
        "./e:/e:cached"
        "/srv/with blank:/f"
      ];
    };
  };
}
