# String contexts: text that refers to the store.
let
  inherit (builtins) appendContext getContext hasContext unsafeDiscardStringContext;
  drv = "/nix/store/00000000000000000000000000000000-x.drv";
  plain = "/nix/store/00000000000000000000000000000000-plain";
  s = appendContext "text" { ${drv}.outputs = [ "out" "dev" ]; ${plain}.path = true; };
in
{
  none = [ (hasContext "") (getContext "x") (hasContext "${plain}") ];
  get = getContext s;
  joined = map getContext [ "${s}!" (s + s) (builtins.concatStringsSep "," [ s "x" ]) (builtins.substring 0 1 s) (builtins.replaceStrings [ "t" ] [ "T" ] s) (toString [ s ]) (builtins.toJSON { a = s; }) (baseNameOf s) ];
  discarded = [ (hasContext (unsafeDiscardStringContext s)) (unsafeDiscardStringContext s) (hasContext (builtins.unsafeDiscardOutputDependency s)) ];
  equal = s == "text";
  length = builtins.stringLength s;
  all = getContext (appendContext "" { ${drv}.allOutputs = true; });
  dropped = getContext (builtins.unsafeDiscardOutputDependency (appendContext "" { ${drv}.allOutputs = true; }));
  replaced = hasContext (builtins.replaceStrings [ "a" ] [ s ] "bbb");
  replacedUsed = hasContext (builtins.replaceStrings [ "b" ] [ s ] "bbb");
  matched = builtins.match "(.*)" s;
}
