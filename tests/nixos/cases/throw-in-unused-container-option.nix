{
  virtualisation.oci-containers.containers.a = { image = "x"; environment.A = "1"; };
  environment.etc."note".text = throw "nobody looks";
}
