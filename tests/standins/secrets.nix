# Differs from the real project: these modules need packages. Compared with their text by hand.
{ flake, file, lib, system, ... }:
let
  sops = (flake "mic92/sops-nix" { }).nixosModules.sops;
  age = (flake "ryantm/agenix" { }).nixosModules.default;
  agenix = module: (system [ age module ]).age;
in
{
  sops =
    let
      config = system [
        sops
        sops
        (flake "mic92/sops-nix" { }).nixosModules.default
        ({ config, ... }: {
          users.users.app.group = "apps";
          sops.defaultSopsFile = ./secrets.nix;
          sops.secrets.plain = { };
          sops.secrets."nested/key" = { owner = "app"; mode = "0440"; restartUnits = [ "x.service" ]; };
          sops.secrets.early.neededForUsers = true;
          sops.secrets.renamed.name = "other";
          sops.secrets.fixed = { path = "/etc/fixed"; key = ""; newOption = 1; };
          sops.templates."app.env" = { content = "A=${config.sops.placeholder.plain}"; owner = "app"; };
          sops.age.sshKeyPaths = [ ];
        })
      ];
    in
    {
      paths = builtins.mapAttrs (_: s: s.path) config.sops.secrets;
      keys = builtins.mapAttrs (_: s: s.key) config.sops.secrets;
      nested = { inherit (config.sops.secrets."nested/key") owner group mode restartUnits format; };
      template = { inherit (config.sops.templates."app.env") path content group; };
      ownerUnlessSet = config.sops.secrets.plain.owner;
    };
  noTemplates = (system [ sops { sops.secrets.a = { }; } ]).sops.placeholder;
  agenix = builtins.mapAttrs (_: s: { inherit (s) path owner group mode symlink; }) (agenix {
    users.users.app.group = "apps";
    age.secrets.plain.file = ./secrets.nix;
    age.secrets.owned = { file = ./secrets.nix; owner = "app"; path = "/var/lib/app/secret"; symlink = false; };
    age.secrets.named = { file = ./secrets.nix; name = "sub/name"; };
  }).secrets;
  elsewhere = (agenix { age.secretsDir = "/run/other"; age.secrets.a.file = ./secrets.nix; }).secrets.a.path;
  withoutFlake = (system [ (file "ryantm/agenix" "modules/age.nix") (file "yaxitech/ragenix" "modules/age.nix") { age.secrets.a.file = ./secrets.nix; } ]).age.secrets.a.path;
  rekey = (system [ (flake "oddlama/agenix-rekey" { }).nixosModules.default age { age.secrets.a.rekeyFile = ./secrets.nix; } ]).age.secrets.a;
  opnix = (system [
    (flake "brizzbuzz/opnix" { }).nixosModules.default
    {
      services.onepassword-secrets = {
        enable = true;
        users = [ "me" ];
        secrets.a.reference = "op://v/a";
        secrets.b = { reference = "op://v/b"; path = "/etc/b"; owner = "caddy"; };
      };
    }
  ]).services.onepassword-secrets.secretPaths;
}
