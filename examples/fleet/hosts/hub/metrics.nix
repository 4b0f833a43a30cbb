# A service of another file, with a setting that one host forces.
{ lib, ... }: {
  fleet.services.exporter = {
    image = "quay.io/prometheuscommunity/postgres-exporter:v0.18.1";
    needs = [ "db" ];
    port = 9187;
    containerPort = 9187;
    environment.PG_EXPORTER_DISABLE_DEFAULT_METRICS = lib.mkForce "true";
  };
}
