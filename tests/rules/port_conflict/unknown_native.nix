{
  services.openssh = {
    enable = true;
    ports = [ (builtins.fromJSON (builtins.getEnv "PORT")) ];
  };
  services.postgresql.enable = builtins.getEnv "DATABASE" == "yes";
  virtualisation.oci-containers = {
    backend = "podman";
    containers.git = {
      image = "docker.io/gitea/gitea:1.22";
      ports = [ "22:22" "5432:5432" ];
    };
  };
}
