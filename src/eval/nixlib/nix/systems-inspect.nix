# Questions about a parsed platform (`isLinux`, `isAarch64`, …) as patterns of its parts.
lib:
let
  inherit (builtins) any map mapAttrs;
  inherit (lib.systems) parse;
  inherit (parse)
    abis
    cpuTypes
    kernelFamilies
    kernels
    significantBytes
    ;

  family = family: { cpu = { inherit family; }; };
  bits = bits: { cpu = { inherit bits; }; };
  familyBits = family: bits: { cpu = { inherit family bits; }; };
  kernel = name: { kernel = kernels.${name}; };
  kernelFamily = name: { kernel.families.${name} = kernelFamilies.${name}; };
  format = name: { kernel.execFormat = parse.execFormats.${name}; };
  abi = name: { abi = abis.${name}; };
  # Calling convention, where an ABI has several.
  convention = abi: { abi = { inherit abi; }; };

  # A list of patterns: any of them.
  patterns = {
    isi686.cpu = cpuTypes.i686;
    isx86_32 = familyBits "x86" 32;
    isx86_64 = familyBits "x86" 64;
    isx86 = family "x86";
    isAarch32 = familyBits "arm" 32;
    isAarch64 = familyBits "arm" 64;
    isAarch = family "arm";
    isArmv7 = map (cpu: { cpu = { inherit (cpu) arch; }; }) (
      builtins.filter (cpu: lib.hasPrefix "armv7" cpu.arch or "") (builtins.attrValues cpuTypes)
    );
    isPower = family "power";
    isPower64 = familyBits "power" 64;
    isMicroBlaze = family "microblaze";
    isMips = family "mips";
    isMips32 = familyBits "mips" 32;
    isMips64 = familyBits "mips" 64;
    isMips64n32 = familyBits "mips" 64 // convention "n32";
    isMips64n64 = familyBits "mips" 64 // convention "64";
    isMmix = family "mmix";
    isRiscV = family "riscv";
    isRiscV32 = familyBits "riscv" 32;
    isRiscV64 = familyBits "riscv" 64;
    isRx = family "rx";
    isSparc = family "sparc";
    isSparc64 = familyBits "sparc" 64;
    isWasm = family "wasm";
    isMsp430 = family "msp430";
    isVc4 = family "vc4";
    isAvr = family "avr";
    isAlpha = family "alpha";
    isOr1k = family "or1k";
    isM68k = family "m68k";
    isArc = family "arc";
    isSh4 = family "sh";
    isS390 = family "s390";
    isS390x = familyBits "s390" 64;
    isLoongArch64 = familyBits "loongarch" 64;
    isJavaScript.cpu = cpuTypes.javascript;

    is32bit = bits 32;
    is64bit = bits 64;
    isILP32 = [ (familyBits "wasm" 32) ] ++ map convention [ "n32" "ilp32" "x32" ];
    isBigEndian.cpu.significantByte = significantBytes.bigEndian;
    isLittleEndian.cpu.significantByte = significantBytes.littleEndian;

    isBSD = kernelFamily "bsd";
    isDarwin = kernelFamily "darwin";
    isUnix = [ (kernelFamily "bsd") (kernelFamily "darwin") ] ++ map kernel [ "linux" "solaris" "cygwin" "redox" ];
    isMacOS = kernel "macos";
    isiOS = kernel "ios";
    isLinux = kernel "linux";
    isSunOS = kernel "solaris";
    isFreeBSD.kernel.name = "freebsd";
    isNetBSD = kernel "netbsd";
    isOpenBSD = kernel "openbsd";
    isWindows = kernel "windows";
    isCygwin = kernel "cygwin";
    isMinGW = kernel "windows" // abi "gnu";
    isMsvc = kernel "windows" // abi "msvc";
    isWasi = kernel "wasi";
    isRedox = kernel "redox";
    isGhcjs = kernel "ghcjs";
    isGenode = kernel "genode";
    isNone = kernel "none";
    isUefi = [ (kernel "uefi") ];

    isAndroid = map abi [ "android" "androideabi" ];
    isGnu = map abi [ "gnuabi64" "gnuabin32" "gnu" "gnueabi" "gnueabihf" "gnuabielfv1" "gnuabielfv2" ];
    isMusl = map abi [ "musl" "musleabi" "musleabihf" "muslabin32" "muslabi64" ];
    isUClibc = map abi [ "uclibc" "uclibceabi" "uclibceabihf" ];
    isEabi.abi.eabi = true;
    isAbiElfv1 = convention "elfv1";
    isAbiElfv2 = [ (convention "elfv2") (familyBits "power" 64 // { abi.name = "musl"; }) ];

    isEfi =
      map (version: { cpu = { inherit version; family = "arm"; }; }) [ "6" "7" "8" ]
      ++ map family [ "riscv" "x86" "loongarch" ];
    isElf = format "elf";
    isMacho = format "macho";
    isPE = format "pe";
  };
  matchAny =
    pattern: parsed: any (p: lib.matchAttrs p parsed) (lib.toList pattern);
in
{
  inspect = {
    inherit patterns;
    matchAnyAttrs = matchAny;
    predicates = mapAttrs (_: matchAny) patterns;
    platformPatterns.isStatic = {
      parsed = { };
      isStatic = true;
    };
    # Patterns of both sides at once; a part that both sides name differently is an error.
    patternLogicalAnd =
      a: b:
      let
        same =
          path: x: y:
          if builtins.intersectAttrs x y == { } || x == y then
            true
          else
            throw "pattern conflict at path ${toString path}: ${builtins.toJSON x} and ${builtins.toJSON y}";
        pair = x: map (lib.recursiveUpdateUntil same x) (lib.toList b);
      in
      builtins.concatMap pair (lib.toList a);
  };
}
