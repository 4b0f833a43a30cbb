# What several stand-ins need. Written for ocinix.
{ lib, unknown }:
let
  inherit (lib) mkOption types;

  # A type that takes every value; what the project makes of it is not known.
  opaque =
    what:
    lib.mkOptionType {
      name = "unspecified";
      description = "anything";
      check = _: true;
      merge = _: _: unknown "what ${what} makes of it is not modelled";
    };
in
{
  inherit opaque;

  # A module that counts once, however often it is imported.
  module = name: body: {
    key = "<${name}>";
    _file = name;
    imports = [ body ];
  };

  # An option that takes anything and answers nothing.
  opaqueOption =
    what:
    mkOption {
      type = opaque what;
      default = unknown "what ${what} makes of it is not modelled";
    };

  option = type: default: mkOption { inherit type default; };
  text = default: mkOption { type = types.str; inherit default; };
  textOrNull = default: mkOption { type = types.nullOr types.str; inherit default; };
  flag = default: mkOption { type = types.bool; inherit default; };

  # A module of flake-parts that takes options of any name, for the flake and for each system.
  flakeModule =
    name:
    let
      open.freeformType = types.lazyAttrsOf (opaque name);
    in
    {
      key = "<${name}#flakeModule>";
      _file = name;
      imports = [ (open // { config.perSystem = open; }) ];
    };

  # Newer versions of a project take more options than those listed.
  more = types.lazyAttrsOf types.unspecified;
}
