# Version order and names of derivations.
let
  inherit (builtins) compareVersions parseDrvName splitVersion;
  pairs = [ [ "1.0" "2.3" ] [ "2.1" "2.3" ] [ "2.3" "2.3" ] [ "2.5" "2.3" ] [ "3.1" "2.3" ] [ "2.3.1" "2.3" ] [ "2.3.1" "2.3a" ] [ "2.3pre1" "2.3" ] [ "2.3pre3" "2.3pre12" ] [ "2.3a" "2.3c" ] [ "2.3pre1" "2.3c" ] [ "2.3pre1" "2.3q" ] [ "1.2.3" "1-2-3" ] [ "" "" ] [ "a" "1" ] [ "1.0a" "1.0" ] [ "10" "9" ] [ "1.01" "1.1" ] [ "1..2" "1.2" ] [ "pre" "a" ] [ "" "pre" ] [ "25.05" "24.11" ] ];
in
{
  compare = map (p: compareVersions (builtins.elemAt p 0) (builtins.elemAt p 1)) pairs;
  reverse = map (p: compareVersions (builtins.elemAt p 1) (builtins.elemAt p 0)) pairs;
  split = map splitVersion [ "1.2.3" "1.2pre3" "" "a.b-c" "1..2" "v1_2" "-1-" "2.3a45" ];
  names = map parseDrvName [ "nix-0.12pre12876" "firefox-2.0" "a" "a-b-c" "a-1-2" "python3.11-foo-1.0" "x-" "" "-1" "a--1" "emacs-nox-29" "font-é" ];
}
