# The outputs of the flake of nixpkgs that configurations use, without its source.
{
  lib,
  evalConfig,
  legacyPackages,
}:
{
  inherit legacyPackages;
  lib = lib.extend (
    final: prev: {
      nixosSystem = args: evalConfig ({ lib = final; } // args);
    }
  );
  nixosModules = {
    notDetected = { };
    readOnlyPkgs = { };
  };
}
