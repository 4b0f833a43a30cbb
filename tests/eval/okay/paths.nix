# Paths and files; nothing printed depends on the folder.
let
  inherit (builtins) pathExists readDir readFile;
  here = toString ./.;
in
{
  literal = [ /a/b/../c/./d /. (/a + "/b") (/a + "b") (/a + /b) (/a/b + "/../c") ];
  base = map baseNameOf [ "/a/b" "a/b/" "/" "" "a" "a//" /a/b ./data "x/." ];
  dir = map dirOf [ "/a/b" "/a" "a/b" "a" "/" "" "a/b/" /a/b /a /. ];
  exists = [ (pathExists ./data) (pathExists ./data/nosuch) (pathExists ./data/text.txt) (pathExists "${here}/data/text.txt") (pathExists "${here}/data/text.txt/") (pathExists "${here}/data/") ];
  read = [ (readFile ./data/text.txt) (readFile ./data/empty.txt) (readFile "${here}/data/text.txt") ];
  dirs = readDir ./data;
  imports = [ (import ./data/inc.nix 1) (import ./data/dir { a = 5; }) (import "${here}/data/inc.nix" 2) (import { outPath = "${here}/data/dir"; } { }) ];
  scoped = [ (scopedImport { free = 41; } ./data/free.nix) (builtins.scopedImport { x = 1; } ./data/inc.nix 5) ];
  find = [ (baseNameOf (builtins.findFile [ { prefix = "p"; path = ./data; } ] "p/text.txt")) (baseNameOf (builtins.findFile [ { path = ./nosuch; } { prefix = ""; path = ./.; } ] "data")) (builtins.tryEval (builtins.findFile [ ] "x")).success ];
  nixPath = let __nixPath = [ { prefix = "mine"; path = ./data; } ]; in import <mine/inc.nix> 7;
  toPath = builtins.toPath "/a/./b/../c";
  interpolated = let x = "b"; in [ /a/${x}/c /a/${x}${x} (baseNameOf ./${x}.nix) ];
  compare = [ (/a == /a) (/a < /b) (/a == "/a") (/a/b != /a/c) ];
  position = builtins.removeAttrs (builtins.unsafeGetAttrPos "position" { position = 1; }) [ "file" ];
  noPosition = builtins.unsafeGetAttrPos "x" { };
  curPos = removeAttrs __curPos [ "file" ];
}
