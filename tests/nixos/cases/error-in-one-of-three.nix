{
  virtualisation.oci-containers.containers = {
    first.image = "1";
    second = { image = "2"; volume = [ "/a:/b" ]; };
    third = { image = 3; };
  };
}
