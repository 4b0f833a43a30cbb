# What hosts and modules share.
lib: {
  # Every `.nix` file below a folder, but for those whose name begins with an underscore.
  modulesIn = folder:
    builtins.filter (path: lib.hasSuffix ".nix" path && !lib.hasPrefix "_" (baseNameOf path))
      (lib.filesystem.listFilesRecursive folder);

  # A port of the host that only its own reverse proxy reaches.
  local = host: container: "127.0.0.1:${toString host}:${toString container}";
}
