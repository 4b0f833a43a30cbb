{
  services.openssh.enable = true;
  services.postgresql.enable = true;
  services.nginx = {
    enable = true;
    virtualHosts."example.org".forceSSL = true;
  };
  virtualisation.oci-containers = {
    backend = "podman";
    containers.git = {
      image = "docker.io/gitea/gitea:1.22";
      ports = [ "22:22" "0.0.0.0:5432:5432" "80:80" "443:443" ];
    };
  };
}
