# flake-utils: outputs for several systems. Written for ocinix.
{ inputs, ... }:
let
  inherit (builtins)
    attrNames
    attrValues
    concatLists
    concatStringsSep
    elem
    foldl'
    isAttrs
    listToAttrs
    mapAttrs
    typeOf
    ;

  defaultSystems =
    if inputs ? systems then
      import inputs.systems
    else
      [
        "aarch64-linux"
        "aarch64-darwin"
        "x86_64-darwin"
        "x86_64-linux"
      ];

  onKernel = kernel: map (cpu: "${cpu}-${kernel}");
  allSystems = builtins.sort builtins.lessThan (concatLists [
    (onKernel "linux" [
      "aarch64" "armv5tel" "armv6l" "armv7a" "armv7l" "i686" "m68k" "microblaze" "microblazeel" "mips64el" "mipsel"
      "powerpc64" "powerpc64le" "riscv32" "riscv64" "s390" "s390x" "x86_64"
    ])
    (onKernel "none" [
      "aarch64" "aarch64_be" "arm" "armv6l" "avr" "i686" "m68k" "microblaze" "microblazeel" "msp430" "or1k" "powerpc"
      "powerpcle" "riscv32" "riscv64" "rx" "s390" "s390x" "vc4" "x86_64"
    ])
    (onKernel "netbsd" [
      "aarch64" "armv6l" "armv7a" "armv7l" "i686" "m68k" "mipsel" "powerpc" "riscv32" "riscv64" "x86_64"
    ])
    (onKernel "darwin" [ "aarch64" "armv7a" "i686" "x86_64" ])
    (onKernel "windows" [ "i686" "x86_64" ])
    (onKernel "cygwin" [ "i686" "x86_64" ])
    (onKernel "genode" [ "aarch64" "i686" "x86_64" ])
    (onKernel "openbsd" [ "i686" "x86_64" ])
    [ "i686-freebsd13" "javascript-ghcjs" "mmix-mmixware" "wasm32-wasi" "wasm64-wasi" "x86_64-redox" "x86_64-solaris" ]
  ]);

  # { attr = value; } of each system becomes { attr.<system> = value; }
  eachSystem =
    systems: make:
    let
      add =
        all: system:
        let
          one = make system;
        in
        all // mapAttrs (name: value: (all.${name} or { }) // { ${system} = value; }) one;
    in
    foldl' add { } systems;

  eachSystemMap =
    systems: make:
    listToAttrs (map (name: { inherit name; value = make name; }) systems);

  isDerivation = v: isAttrs v && v.type or null == "derivation";

  # Derivations inside sets that ask to be looked into, named by their path.
  flattenTree =
    tree:
    let
      below = path: set: concatLists (map (name: at (path ++ [ name ]) set.${name}) (attrNames set));
      at =
        path: value:
        if isDerivation value then
          [ { name = concatStringsSep "/" path; inherit value; } ]
        else if isAttrs value && value.recurseForDerivations or false == true then
          below path value
        else
          [ ];
    in
    listToAttrs (below [ ] tree);

  filterPackages =
    system: packages:
    let
      fits =
        p:
        isDerivation p
        && !(p.meta.broken or false)
        && elem system (p.meta.platforms or allSystems)
        && !(elem system (p.meta.badPlatforms or [ ]));
    in
    removeAttrs packages (builtins.filter (name: !(fits packages.${name})) (attrNames packages));

  merge =
    a: b:
    a // mapAttrs (name: v: if isAttrs v && isAttrs (a.${name} or null) then merge a.${name} v else v) b;

  load = v: if elem (typeOf v) [ "path" "string" ] then import v else v;

  simpleFlake =
    {
      nixpkgs,
      name,
      config ? { },
      overlay ? null,
      preOverlays ? [ ],
      shell ? null,
      systems ? defaultSystems,
      ...
    }:
    eachSystem systems (
      system:
      let
        pkgs = import nixpkgs {
          inherit config system;
          overlays = preOverlays ++ (if overlay == null then [ ] else [ (load overlay) ]);
        };
        own = pkgs.${name} or { };
        take = attr: if own ? ${attr} then { ${attr} = own.${attr}; } else { };
      in
      { legacyPackages = own; }
      // take "defaultPackage"
      // take "checks"
      // (if shell != null then { devShell = load shell { inherit pkgs; }; } else take "devShell")
    );

  lib = {
    inherit
      allSystems
      defaultSystems
      eachSystem
      eachSystemMap
      filterPackages
      flattenTree
      simpleFlake
      ;
    eachDefaultSystem = eachSystem defaultSystems;
    eachDefaultSystemMap = eachSystemMap defaultSystems;
    eachSystemPassThrough = systems: make: foldl' (all: system: all // make system) { } systems;
    eachDefaultSystemPassThrough = make: foldl' (all: system: all // make system) { } defaultSystems;
    system = listToAttrs (map (name: { inherit name; value = name; }) allSystems);
    meld = args: foldl' (all: part: merge all (import part args)) { };
    mkApp =
      {
        drv,
        name ? drv.pname or drv.name,
        exePath ? drv.passthru.exePath or "/bin/${name}",
      }:
      {
        type = "app";
        program = "${drv}${exePath}";
      };
  };
in
{
  outputs = { inherit lib; };
  files."" = lib;
}
