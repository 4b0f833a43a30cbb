{ config, pkgs, ... }:

let
  scrape = pkgs.writeText "prometheus.yml" (builtins.toJSON {
    scrape_configs = [
      { job_name = "nas"; static_configs = [ { targets = [ "host.containers.internal:9100" ]; } ]; }
    ];
  });
in
{
  services.prometheus.exporters.node.enable = true;

  homelab.services = {
    prometheus = {
      image = "docker.io/prom/prometheus:v3.6.0";
      volumes.data = "/prometheus";
      container = {
        volumes = [ "${scrape}:/etc/prometheus/prometheus.yml:ro" ];
        ports = [ "127.0.0.1:9090:9090" ];
        networks = [ "proxy" ];
        user = "65534:65534";
      };
    };
    grafana = {
      image = "docker.io/grafana/grafana:12.2.0";
      port = 3000;
      volumes.data = "/var/lib/grafana";
      secrets = [ "grafana" ];
      container.dependsOn = [ "prometheus" ];
    };
  };
}
