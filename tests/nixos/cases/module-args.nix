{ imports = [
    { _module.args.tags = { nginx = "1.27"; }; }
    ({ tags, ... }: { virtualisation.oci-containers.containers.web.image = "nginx:${tags.nginx}"; })
    ({ lib, config, ... }: { _module.args.site = { port = lib.head (lib.splitString ":" (builtins.head config.virtualisation.oci-containers.containers.web.ports)); }; })
    ({ site, ... }: { virtualisation.oci-containers.containers.probe = { image = "p"; cmd = [ "--target" "localhost:${site.port}" ]; }; })
  ];
  virtualisation.oci-containers.containers.web.ports = [ "8080:80" ];
}
