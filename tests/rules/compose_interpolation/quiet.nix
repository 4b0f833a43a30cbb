{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        environment = {
          FORMAT = "$host $1";
          PRICE = "5$";
          PLACEHOLDER = "\${service}";
        };
        labels."traefik.http.middlewares.x.redirectregex.replacement" = "https://\${1}/";
      };
    };
  };
}
