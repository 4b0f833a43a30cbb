{
  virtualisation.oci-containers.containers.mail = {
    image = "mailserver:14";
    environmentFiles = [ "/run/keys/mail.env" ./support/plain.env "/etc/mail dir/b.env" ];
  };
}
