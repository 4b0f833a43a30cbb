{ lib, ... }:
{
  containers = { prefix ? "", tag ? "stable", ... }@opts: names:
    lib.listToAttrs (map (n: {
      name = prefix + n;
      value = { image = "reg/${n}:${tag}"; volumes = [ "/srv/${prefix}${n}:/data" ]; };
    }) names);
}
