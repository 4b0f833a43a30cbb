# Platforms.
{ lib }:
let
  inherit (lib.systems) elaborate parse;
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  # What can be compared as text: no functions, and ABIs by name.
  plain =
    p:
    let
      parsed = lib.mapAttrs (_: part: part.name or part) p.parsed;
    in
    removeAttrs p (lib.systems.functionNames ++ [ "_withoutFunctions" "parsed" ] ++ lib.optional (!p.hasSharedLibraries) "extensions") // { inherit parsed; };
  facts = x: plain (elaborate x);
  triples = [
    "x86_64-linux"
    "aarch64-darwin"
    "armv7l-linux"
    "powerpc64-linux"
    "mips64el-linux"
    "x86_64-unknown-linux-musl"
    "aarch64-unknown-linux-gnu"
    "i686-w64-mingw32"
    "x86_64-apple-darwin"
    "arm-none-eabi"
    "avr"
    "msp430-elf"
    "x86_64-pc-cygwin"
    "i686-unknown-netbsd"
    "wasm32-unknown-wasi"
    "aarch64-unknown-uefi"
    "x86_64-windows"
    "s390-linux"
  ];
in
{
  common = map facts [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" "armv7l-linux" ];
  others = map facts [ "i686-linux" "riscv64-linux" "x86_64-freebsd" "powerpc64le-linux" "x86_64-openbsd" "javascript-ghcjs" "armv5tel-linux" ];
  withArguments = map facts [
    { system = "x86_64-linux"; isStatic = true; }
    { config = "x86_64-unknown-linux-musl"; }
    { system = "x86_64-linux"; gcc.arch = "znver4"; gcc.tune = "znver4"; }
    { config = "aarch64-unknown-linux-gnu"; rust.rustcTarget = "aarch64-custom"; }
    { config = "riscv64-none-elf"; libc = "newlib"; }
    { config = "x86_64-w64-mingw32"; libc = "ucrt"; useLLVM = true; }
    lib.systems.examples.aarch64-android
    (elaborate "x86_64-linux")
  ];
  refused = map (x: fails (elaborate x).system) [ "nope-linux" "x86_64-nope" "linux" "a-b-c-d-e" "armv7l-unknown-linux-gnu" "powerpc64-unknown-linux-gnu" ];
  canExecute =
    let
      x64 = elaborate "x86_64-linux";
      x32 = elaborate "i686-linux";
      arm = elaborate "armv6l-linux";
      a64 = elaborate "aarch64-linux";
      zen = elaborate { system = "x86_64-linux"; gcc.arch = "znver4"; };
      all = [ x64 x32 arm a64 zen ];
    in
    map (a: map a.canExecute all) all;
  equals = [
    (lib.systems.equals (elaborate "x86_64-linux") (elaborate "x86_64-linux"))
    (lib.systems.equals (elaborate "x86_64-linux") (elaborate "aarch64-linux"))
  ];
  triples = map (x: [ (parse.doubleFromSystem (parse.mkSystemFromString x)) (parse.tripleFromSystem (parse.mkSystemFromString x)) ]) triples;
  musl = map (x: parse.tripleFromSystem (parse.mkMuslSystem (parse.mkSystemFromString x))) [ "x86_64-linux" "armv7l-linux" "mips64el-unknown-linux-gnuabi64" "powerpc64-linux" "aarch64-unknown-linux-musl" ];
  cpuTypes = parse.cpuTypes;
  kernels = parse.kernels;
  vendors = parse.vendors;
  abis = lib.mapAttrs (_: abi: removeAttrs abi [ "assertions" ]) parse.abis;
  predicates = map (x: lib.attrNames (lib.filterAttrs (_: pred: pred (parse.mkSystemFromString x)) lib.systems.inspect.predicates)) triples;
  patterns = removeAttrs lib.systems.inspect.patterns [ ];
  patternLogicalAnd = [
    (lib.systems.inspect.patternLogicalAnd { cpu.family = "arm"; } { cpu.bits = 64; })
    (lib.systems.inspect.patternLogicalAnd [ { a = 1; } { b = 2; } ] { c = 3; })
    (fails (lib.systems.inspect.patternLogicalAnd { cpu.family = "arm"; } { cpu.family = "x86"; }))
  ];
  doubles = lib.systems.doubles;
  platforms = [ lib.platforms.linux lib.platforms.darwin lib.platforms.all lib.platforms.unix ];
  flakeExposed = lib.systems.flakeExposed;
  features = lib.systems.architectures.features;
  inferiors = lib.systems.architectures.inferiors;
  architectures = [
    (lib.systems.architectures.canExecute "znver4" "x86-64-v3")
    (lib.systems.architectures.canExecute "x86-64-v3" "znver4")
    (lib.systems.architectures.canExecute "unheard-of" "unheard-of")
    (lib.systems.architectures.hasInferior "unheard-of" "x86-64")
    (lib.mapAttrs (_: pred: pred "znver4") lib.systems.architectures.predicates)
  ];
  gccPlatforms = removeAttrs lib.systems.platforms [ "select" ];
  examples = lib.mapAttrs (_: x: removeAttrs x [ "emulator" ]) lib.systems.examples;
  allExamples = lib.mapAttrs (_: x: (elaborate x).config) lib.systems.examples;
  systemToAttrs = [ (lib.systems.systemToAttrs "x86_64-linux") (lib.systems.systemToAttrs { config = "x"; }) ];
  functionNames = lib.systems.functionNames;
}
