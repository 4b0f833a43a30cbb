# What both modes of the NixOS module share: a unit document read, its references filled in, and messages that say which
# unit and which field. `options` and `own` (this module's file) are needed only where a unit has settings of
# `systemd.services` that ocinix could not work out.
{ lib, config, file ? null, expression ? null, host ? null, services ? config.systemd.services }:
let
  quoted = names: lib.concatStringsSep ", " (map (n: "`${n}`") names);
  source = if file != null then "`${toString file}`" else "the expression in `ocinix.units.expression`";

  # Units refer to services that are not made of them.
  seen = config // { systemd = config.systemd // { inherit services; }; };
  call = f: if builtins.isFunction f then f { config = seen; inherit lib; } else f;
  document =
    if expression != null then call expression
    else if file == null then throw "ocinix: set `ocinix.units.file` to what `ocinix units` printed for this configuration"
    else if lib.hasSuffix ".nix" (toString file) then call (import file)
    else builtins.fromJSON (builtins.readFile file);

  checked =
    if document.version or null == 1 then document
    else throw "ocinix: ${source} has unit JSON of version ${toString (document.version or "?")}; this module reads version 1: print the units anew with an ocinix of the same release";
  hosts = builtins.attrNames checked.hosts;
  chosen =
    if host != null then
      checked.hosts.${host} or (throw "ocinix: ${source} has no host `${host}`; it has ${quoted hosts}")
    else if builtins.length hosts == 1 then
      checked.hosts.${builtins.head hosts}
    else
      throw "ocinix: ${source} has several hosts (${quoted hosts}); set `ocinix.units.host`";

  # `{ option = [ "a" "b" 0 ]; }` is the value of that option, `{ shellArg = [ … ]; }` the quoted form of its parts.
  follow = at: path:
    let
      shown = lib.concatMapStringsSep "." toString path;
      missing = throw "ocinix: ${at} needs the value of `${shown}`, which this configuration does not have: print the units anew with `ocinix units`";
      step = value: name:
        if builtins.isInt name then
          if builtins.isList value && name < builtins.length value then builtins.elemAt value name else missing
        else if builtins.isAttrs value then value.${name} or missing
        else missing;
    in
    builtins.foldl' step seen path;

  plain = v: if builtins.isPath v || lib.isDerivation v then "${v}" else v;
  text = at: v:
    let p = plain v; in
    if builtins.isAttrs p || builtins.isList p || builtins.isFunction p then
      throw "ocinix: ${at} needs a text where the configuration has a ${builtins.typeOf p}: print the units anew with `ocinix units`"
    else toString p;
  part = at: p:
    if builtins.isString p then p
    else if p ? option then text at (follow at p.option)
    else if p ? shellArg then lib.escapeShellArg (lib.concatMapStrings (part at) p.shellArg)
    else throw "ocinix: ${at} has a part that is neither text nor reference: ${builtins.toJSON p}";
  isParts = v: builtins.isAttrs v && builtins.attrNames v == [ "parts" ];
  # A lone reference is the value itself, whatever its type.
  resolve = at: v:
    if isParts v then
      if builtins.length v.parts == 1 && (builtins.head v.parts) ? option
      then plain (follow at (builtins.head v.parts).option)
      else lib.concatMapStrings (part at) v.parts
    else if builtins.isAttrs v then builtins.mapAttrs (name: resolve "${at}.${name}") v
    else if builtins.isList v then map (resolve at) v
    else v;

  # Lists to which NixOS adds, in units whose own settings ocinix could not read: what is left is not the whole.
  merged = [ "after" "before" "requires" "wants" "wantedBy" "path" "preStop" "postStop" ];
  unit = name: u:
    let
      own = field: v: isParts v && (builtins.head v.parts).option or [ ] == [ "systemd" "services" name field ];
      broken = builtins.filter (field: u ? ${field} && (own field u.${field} || builtins.isList u.${field} && builtins.any (own field) u.${field})) merged;
    in
    if broken != [ ] then
      throw "ocinix: unit `${name}`: ${quoted broken} of `systemd.services` could not be worked out from the files, so the units of ${source} do not say what it is; `ocinix units` says why"
    else
      builtins.mapAttrs (field: resolve "unit `${name}`, ${field}") u;
in
{
  inherit source;
  backend = chosen.backend or null;
  names = builtins.attrNames chosen.units;
  units = builtins.mapAttrs unit chosen.units;
  assertions = map (resolve "an assertion") chosen.assertions;
  warnings = map (resolve "a warning") chosen.warnings;
}
