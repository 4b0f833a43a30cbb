# The ocinix command; usable with callPackage, with or without flakes.
{ lib, rustPlatform }:
rustPlatform.buildRustPackage {
  pname = "ocinix";
  version = "0.1.0";
  src = lib.fileset.toSource {
    root = ../.;
    fileset = lib.fileset.unions [
      ../Cargo.toml
      ../Cargo.lock
      ../src
      ../tests
      ../examples
      ../nix
      ../benches
    ];
  };
  cargoLock.lockFile = ../Cargo.lock;
  meta = {
    description = "Checks virtualisation.oci-containers and derives the exact systemd units, without running Nix";
    license = lib.licenses.mit;
    mainProgram = "ocinix";
  };
}
