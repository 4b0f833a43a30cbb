{
  flake.modules.nixos.web = { config, self', ... }: {
    system.stateVersion = "25.11";
    services.openssh.enable = true;
    sops.secrets.token = { };
    sops.age.sshKeyPaths = [ "/etc/ssh/key" ];
    virtualisation.oci-containers.backend = "podman";
    virtualisation.oci-containers.containers.web = {
      image = "docker.io/library/caddy:2.8";
      environmentFiles = [ config.sops.secrets.token.path ];
      environment.HOST = config.networking.hostName;
      volumes = [ "${self'.packages.hello}/bin:/hello:ro" ];
      ports = [ "80:80:80:80" ];
    };
  };
}
