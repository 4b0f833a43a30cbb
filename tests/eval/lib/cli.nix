# Sets as command line arguments.
{ lib }:
let
  inherit (lib) cli;
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  options = {
    data = builtins.toJSON { id = 0; };
    X = "PUT";
    retry = 3;
    retry-delay = null;
    url = [ "https://example.org/a" "https://example.org/b" ];
    silent = false;
    verbose = true;
    ratio = 0.5;
    none = [ ];
    flags = [ true false ];
  };
in
{
  toGNUCommandLine = [
    (cli.toGNUCommandLine { } options)
    (cli.toGNUCommandLine { } { })
    (cli.toGNUCommandLine { optionValueSeparator = "="; } options)
    (cli.toGNUCommandLine { mkOptionName = k: "-${k}"; mkBool = k: v: [ "${k}:${lib.boolToString v}" ]; } options)
    (cli.toGNUCommandLine { mkList = k: v: [ k (lib.concatStringsSep "," v) ]; } { a = [ "x" "y" ]; })
    (cli.toGNUCommandLine { mkOption = k: v: [ "${k}!" ]; } { a = 1; b = [ 1 2 ]; c = null; })
  ];
  toGNUCommandLineShell = [
    (cli.toGNUCommandLineShell { } options)
    (cli.toGNUCommandLineShell { } { a = "b c"; })
    (cli.toGNUCommandLineShell { } { })
  ];
  toCommandLine = [
    (cli.toCommandLine (name: { option = "-${name}"; sep = ""; explicitBool = false; }) options)
    (cli.toCommandLine (name: { option = "--${name}"; sep = null; explicitBool = true; }) { a = true; b = false; c = null; })
    (cli.toCommandLine (name: { option = name; sep = ":"; explicitBool = true; formatArg = v: "<${toString v}>"; }) { a = 1; b = [ 2 3 ]; })
  ];
  toCommandLineGNU = [
    (cli.toCommandLineGNU { } options)
    (cli.toCommandLineGNU { explicitBool = true; } options)
    (cli.toCommandLineGNU { isLong = _: true; formatArg = v: "(${toString v})"; } options)
  ];
  toCommandLineShell = [
    (cli.toCommandLineShellGNU { } options)
    (cli.toCommandLineShellGNU { } { msg = "it's"; })
    (cli.toCommandLineShell (name: { option = "-${name}"; sep = null; explicitBool = false; }) { a = "b c"; })
  ];
}
