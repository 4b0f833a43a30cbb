{
  imports = [
    ./proxy.nix
    ./data.nix
    ./media.nix
    ./monitoring.nix
    ./photos.nix
    ./notes.nix
    ./dashboard.nix
  ];
}
