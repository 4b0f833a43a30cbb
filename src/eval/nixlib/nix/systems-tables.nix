# Platforms: tables of systems, processor features and compiler settings.
lib:
let
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    map
    mapAttrs
    ;
  inherit (lib.systems) inspect parse platforms;
  words = lib.splitString " ";

  # Features, then the processors that have exactly these.
  sse = "sse3 ssse3 sse4_1 sse4_2";
  featureGroups = {
    "" = "default x86-64 armv5te armv6 armv7-a armv8-a loongson2f mips32";
    ${sse} = "x86-64-v2 nehalem westmere silvermont btver1";
    "${sse} avx" = "sandybridge ivybridge";
    "${sse} aes avx" = "btver2";
    "${sse} avx avx2 fma" = "x86-64-v3 haswell broadwell";
    "${sse} aes avx avx2 fma" = "skylake alderlake sierraforest";
    "${sse} avx avx2 avx512 fma" = "x86-64-v4";
    "${sse} aes avx avx2 avx512 fma" =
      "skylake-avx512 cannonlake icelake-client icelake-server rocketlake cascadelake cooperlake tigerlake "
      + "sapphirerapids emeraldrapids";
    "${sse} sse4a aes avx fma fma4" = "bdver1 bdver2 bdver3";
    "${sse} sse4a aes avx avx2 fma fma4" = "bdver4";
    "${sse} sse4a aes avx avx2 fma" = "znver1 znver2 znver3";
    "${sse} sse4a aes avx avx2 avx512 fma" = "znver4 znver5";
    "fpu64" = "loongarch64";
    "fpu64 lsx" = "la64v1.0";
    "fpu64 lsx lasx" = "la464";
    "fpu64 lsx div32 frecipe lam-bh lamcas ld-seq-sa" = "la64v1.1";
    "fpu64 lsx lasx div32 frecipe lam-bh lamcas ld-seq-sa" = "la664";
  };
  features = lib.concatMapAttrs (
    list: processors: lib.genAttrs (words processors) (_: lib.remove "" (words list))
  ) featureGroups;

  # Processors whose programs run on the named one; the rest follows.
  parents = mapAttrs (_: list: lib.remove "" (words list)) {
    default = "";
    x86-64 = "";
    x86-64-v2 = "x86-64";
    x86-64-v3 = "x86-64-v2";
    x86-64-v4 = "x86-64-v3";
    nehalem = "x86-64-v2";
    westmere = "nehalem";
    sandybridge = "westmere";
    ivybridge = "sandybridge";
    haswell = "ivybridge x86-64-v3";
    broadwell = "haswell";
    skylake = "broadwell";
    skylake-avx512 = "skylake x86-64-v4";
    cannonlake = "skylake-avx512";
    icelake-client = "cannonlake";
    icelake-server = "icelake-client";
    cascadelake = "cannonlake";
    cooperlake = "cascadelake";
    tigerlake = "icelake-server";
    sapphirerapids = "tigerlake";
    emeraldrapids = "sapphirerapids";
    rocketlake = "x86-64-v4";
    alderlake = "skylake";
    sierraforest = "alderlake";
    btver1 = "x86-64";
    btver2 = "x86-64-v2";
    bdver1 = "x86-64-v2";
    bdver2 = "x86-64-v2";
    bdver3 = "x86-64-v2";
    bdver4 = "x86-64-v3";
    znver1 = "skylake";
    znver2 = "znver1";
    znver3 = "znver2";
    znver4 = "znver3 x86-64-v4";
    znver5 = "znver4";
    armv5te = "";
    armv6 = "";
    armv7-a = "";
    armv8-a = "";
    "armv8.1-a" = "armv8-a";
    "armv8.2-a" = "armv8.1-a";
    "armv8.3-a" = "armv8.2-a";
    "armv8.4-a" = "armv8.3-a";
    "armv8.5-a" = "armv8.4-a";
    "armv8.6-a" = "armv8.5-a";
    "armv8.7-a" = "armv8.6-a";
    "armv8.8-a" = "armv8.7-a";
    "armv8.9-a" = "armv8.8-a";
    armv9-a = "armv8.5-a";
    "armv9.1-a" = "armv9-a armv8.6-a";
    "armv9.2-a" = "armv9.1-a armv8.7-a";
    "armv9.3-a" = "armv9.2-a armv8.8-a";
    "armv9.4-a" = "armv9.3-a";
    cortex-a53 = "armv8-a";
    cortex-a72 = "armv8-a";
    cortex-a55 = "armv8.2-a cortex-a53 cortex-a72";
    cortex-a76 = "armv8.2-a cortex-a53 cortex-a72";
    ampere1 = "armv8.6-a cortex-a55 cortex-a76";
    ampere1a = "ampere1";
    ampere1b = "ampere1a";
    loongarch64 = "";
    "la64v1.0" = "loongarch64";
    la464 = "la64v1.0";
    "la64v1.1" = "la64v1.0";
    la664 = "la464 la64v1.1";
    loongson2f = "";
    mips32 = "";
  };
  inferiors = mapAttrs (_: direct: lib.unique (direct ++ concatMap (name: inferiors.${name}) direct)) parents;
  hasInferior = a: b: elem b (inferiors.${a} or [ ]);
  hasFeature = feature: processor: elem feature (features.${processor} or [ ]);

  # Operating system, then its processors.
  supported = [
    [ "cygwin" "i686 x86_64" ]
    [ "darwin" "x86_64 aarch64" ]
    [ "freebsd" "i686 x86_64 aarch64" ]
    [ "genode" "aarch64 i686 x86_64" ]
    [ "solaris" "x86_64" ]
    [ "ghcjs" "javascript" ]
    [
      "linux"
      (
        "aarch64 arc armv5tel armv6l armv7a armv7l i686 loongarch64 m68k sh4 microblaze microblazeel mips mips64 "
        + "mips64el mipsel powerpc powerpc64 powerpc64le riscv32 riscv64 s390 s390x x86_64"
      )
    ]
    [ "mmixware" "mmix" ]
    [ "netbsd" "aarch64 armv6l armv7a armv7l i686 m68k mipsel powerpc riscv32 riscv64 x86_64" ]
    [
      "none"
      (
        "aarch64_be aarch64 arm armv6l avr i686 microblaze microblazeel mips mips64 msp430 or1k m68k powerpc "
        + "powerpcle riscv32 riscv64 rx s390 s390x vc4 x86_64"
      )
    ]
    [ "openbsd" "i686 x86_64" ]
    [ "redox" "x86_64" ]
    [ "wasi" "wasm64 wasm32" ]
    [ "windows" "aarch64 x86_64 i686" ]
    [ "uefi" "aarch64 x86_64" ]
  ];
  all = concatMap (row: map (cpu: "${cpu}-${builtins.head row}") (words (lib.last row))) supported;
  parsed = map parse.mkSystemFromString all;
  which = pred: map parse.doubleFromSystem (filter pred parsed);
  linuxAbis = [ "gnu" "gnueabi" "gnueabihf" "gnuabin32" "gnuabi64" "gnuabielfv1" "gnuabielfv2" ];

  gcc = settings: { gcc = settings; };
  arch = arch: gcc { inherit arch; };
  mips = arch: abi: gcc { inherit arch abi; };
  armv7 = gcc {
    arch = "armv7-a";
    fpu = "vfpv3-d16";
  };
in
{
  architectures = {
    inherit features hasInferior inferiors;
    canExecute = a: b: a == b || hasInferior a b;
    predicates =
      lib.genAttrs' [ "sse3" "ssse3" "sse4_1" "sse4_2" "avx" "avx2" "avx512" "aes" "fma" "fma4" "lsx" "lasx" ] (name: {
        name = "${name}Support";
        value = hasFeature name;
      })
      // {
        sse4_aSupport = hasFeature "sse4a";
      };
  };

  doubles =
    mapAttrs (_: name: which inspect.predicates.${name}) {
      arm = "isAarch32";
      armv7 = "isArmv7";
      aarch = "isAarch";
      aarch64 = "isAarch64";
      x86 = "isx86";
      i686 = "isi686";
      x86_64 = "isx86_64";
      microblaze = "isMicroBlaze";
      mips = "isMips";
      mmix = "isMmix";
      power = "isPower";
      riscv = "isRiscV";
      riscv32 = "isRiscV32";
      riscv64 = "isRiscV64";
      rx = "isRx";
      vc4 = "isVc4";
      or1k = "isOr1k";
      m68k = "isM68k";
      arc = "isArc";
      sh4 = "isSh4";
      s390 = "isS390";
      s390x = "isS390x";
      loongarch64 = "isLoongArch64";
      js = "isJavaScript";
      bigEndian = "isBigEndian";
      littleEndian = "isLittleEndian";
      cygwin = "isCygwin";
      darwin = "isDarwin";
      freebsd = "isFreeBSD";
      illumos = "isSunOS";
      linux = "isLinux";
      netbsd = "isNetBSD";
      openbsd = "isOpenBSD";
      unix = "isUnix";
      wasi = "isWasi";
      redox = "isRedox";
      windows = "isWindows";
      genode = "isGenode";
      uefi = "isUefi";
      embedded = "isNone";
    }
    // {
      inherit all;
      none = [ ];
      gnu = concatMap (abi: which (x: x.kernel.name == "linux" && x.abi.name == abi)) linuxAbis;
    };
  flakeExposed = [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "armv6l-linux"
    "armv7l-linux"
    "i686-linux"
    "aarch64-darwin"
    "powerpc64le-linux"
    "riscv64-linux"
    "x86_64-freebsd"
  ];

  platforms = {
    armv5tel-multiplatform = arch "armv5te";
    raspberrypi = gcc {
      arch = "armv6kz";
      fpu = "vfpv2";
    };
    raspberrypi2 = armv7;
    armv7l-hf-multiplatform = armv7;
    armv7a-android = gcc (armv7.gcc // { float-abi = "softfp"; });
    zero-gravitas = gcc {
      fpu = "neon";
      cpu = "cortex-a9";
    };
    zero-sugar = gcc {
      cpu = "cortex-a7";
      fpu = "neon-vfpv4";
      float-abi = "hard";
    };
    aarch64-multiplatform = arch "armv8-a";
    bluefield2 = arch "armv8-a+fp+simd+crc+crypto";
    apple-m1 = gcc {
      arch = "armv8.3-a+crypto+sha2+aes+crc+fp16+lse+simd+ras+rdm+rcpc";
      cpu = "apple-a13";
    };
    ben_nanonote = gcc {
      arch = "mips32";
      float = "soft";
    };
    fuloong2f_n32 = gcc {
      arch = "loongson2f";
      float = "hard";
      abi = "n32";
    };
    gcc_mips32r2_o32 = mips "mips32r2" "32";
    gcc_mips32r6_o32 = mips "mips32r6" "32";
    gcc_mips64r2_n32 = mips "mips64r2" "n32";
    gcc_mips64r6_n32 = mips "mips64r6" "n32";
    gcc_mips64r2_64 = mips "mips64r2" "64";
    gcc_mips64r6_64 = mips "mips64r6" "64";
    loongarch64-multiplatform = gcc {
      arch = "la64v1.0";
      strict-align = false;
      cmodel = "medium";
    };
    select =
      platform:
      let
        version = platform.parsed.cpu.version or null;
      in
      if platform.isAarch32 then
        if version == null then
          { }
        else if lib.versionOlder version "6" then
          platforms.armv5tel-multiplatform
        else if lib.versionOlder version "7" then
          platforms.raspberrypi
        else
          armv7
      else if platform.isAarch64 then
        if platform.isDarwin then platforms.apple-m1 else platforms.aarch64-multiplatform
      else if platform.isLoongArch64 then
        platforms.loongarch64-multiplatform
      else if platform.parsed.cpu.name == "mipsel" then
        lib.systems.examples.mipsel-linux-gnu
      else
        { };
  };
}
