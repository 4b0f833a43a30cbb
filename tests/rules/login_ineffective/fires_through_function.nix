let
  private = image: {
    inherit image;
    login.username = "me";
    login.passwordFile = "/run/secrets/ghcr";
  };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.app = private "ghcr.io/me/app:1";
}
