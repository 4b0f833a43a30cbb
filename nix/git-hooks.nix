# Hooks for git-hooks.nix: `hooks = import "${inputs.ocinix}/nix/git-hooks.nix" { inherit ocinix; }`, each switched on
# by `enable = true`. `ocinix` is the package.
{ ocinix }:
let
  hook = name: description: command: rest: {
    ${name} = {
      inherit name description;
      enable = false;
      entry = "${ocinix}/bin/ocinix ${command}";
      files = "\\.nix$";
      require_serial = true;
    } // rest;
  };
in
hook "ocinix-check" "Find mistakes in virtualisation.oci-containers" "check" { }
// hook "ocinix-fix" "Mend what can be mended without doubt" "check --fix" { }
// hook "ocinix-units" "Keep the checked-in unit JSON up to date" "units --output units.json" {
  files = "(\\.nix|^flake\\.lock|^units\\.json)$";
  pass_filenames = false;
}
