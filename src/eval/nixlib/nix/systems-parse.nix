# Platforms: the parts of a system string and what is known about each part.
lib:
let
  inherit (builtins)
    any
    elem
    elemAt
    head
    length
    map
    mapAttrs
    ;
  inherit (lib) hasPrefix;
  inherit (lib.systems.inspect) predicates;

  tag = type: mapAttrs (name: x: { inherit name; } // x // { _type = type; });
  bare = type: names: tag type (lib.genAttrs names (_: { }));

  significantBytes = bare "significant-byte" [ "bigEndian" "littleEndian" ];
  vendors = bare "vendor" [ "apple" "knuth" "none" "pc" "unknown" "w64" ];
  execFormats = bare "exec-format" [ "aout" "elf" "macho" "pe" "unknown" "wasm" ];
  kernelFamilies = bare "exec-format" [ "bsd" "darwin" ];

  # Byte order, bits, family; then version and architecture where they matter.
  cpu = significantByte: bits: family: { inherit bits family significantByte; };
  little = cpu significantBytes.littleEndian;
  big = cpu significantBytes.bigEndian;
  arm = base: version: arch: base // { inherit version arch; };
  arm32 = arm (little 32 "arm");
  x86 = arch: little 32 "x86" // { inherit arch; };
  named = tag "cpu-type" {
    arm = little 32 "arm";
    armv5tel = arm32 "5" "armv5t";
    armv6m = arm32 "6" "armv6-m";
    armv6l = arm32 "6" "armv6";
    armv7a = arm32 "7" "armv7-a";
    armv7r = arm32 "7" "armv7-r";
    armv7m = arm32 "7" "armv7-m";
    armv7l = arm32 "7" "armv7";
    armv8a = arm32 "8" "armv8-a";
    armv8r = arm32 "8" "armv8-a";
    armv8m = arm32 "8" "armv8-m";
    aarch64 = arm (little 64 "arm") "8" "armv8-a";
    aarch64_be = arm (big 64 "arm") "8" "armv8-a";
    i386 = x86 "i386";
    i486 = x86 "i486";
    i586 = x86 "i586";
    i686 = x86 "i686";
    x86_64 = little 64 "x86" // { arch = "x86-64"; };
    microblaze = big 32 "microblaze";
    microblazeel = little 32 "microblaze";
    mips = big 32 "mips";
    mipsel = little 32 "mips";
    mips64 = big 64 "mips";
    mips64el = little 64 "mips";
    mmix = big 64 "mmix";
    m68k = big 32 "m68k";
    sh4 = little 32 "sh";
    powerpc = big 32 "power";
    powerpc64 = big 64 "power";
    powerpc64le = little 64 "power";
    powerpcle = little 32 "power";
    riscv32 = little 32 "riscv";
    riscv64 = little 64 "riscv";
    s390 = big 32 "s390";
    s390x = big 64 "s390";
    sparc = big 32 "sparc";
    sparc64 = big 64 "sparc";
    wasm32 = little 32 "wasm";
    wasm64 = little 64 "wasm";
    alpha = little 64 "alpha";
    rx = little 32 "rx";
    msp430 = little 16 "msp430";
    avr = { bits = 8; family = "avr"; };
    vc4 = little 32 "vc4";
    or1k = big 32 "or1k";
    arc = little 32 "arc";
    loongarch64 = little 64 "loongarch";
    javascript = little 32 "javascript";
  };
  cpuTypes = named // { arm64 = named.aarch64; };

  kernel = format: families: {
    execFormat = execFormats.${format};
    families = lib.getAttrs families kernelFamilies;
  };
  namedKernels = tag "kernel" {
    macos = kernel "macho" [ "darwin" ] // { name = "darwin"; };
    ios = kernel "macho" [ "darwin" ];
    freebsd = kernel "elf" [ "bsd" ];
    netbsd = kernel "elf" [ "bsd" ];
    openbsd = kernel "elf" [ "bsd" ];
    linux = kernel "elf" [ ];
    solaris = kernel "elf" [ ];
    redox = kernel "elf" [ ];
    genode = kernel "elf" [ ];
    windows = kernel "pe" [ ];
    cygwin = kernel "pe" [ ];
    uefi = kernel "pe" [ ];
    wasi = kernel "wasm" [ ];
    none = kernel "unknown" [ ];
    ghcjs = kernel "unknown" [ ];
    mmixware = kernel "unknown" [ ];
  };
  kernels = namedKernels // {
    darwin = namedKernels.macos;
    watchos = namedKernels.ios;
    tvos = namedKernels.ios;
    win32 = namedKernels.windows;
  };

  soft = {
    float = "soft";
    eabi = true;
  };
  hard = soft // { float = "hard"; };
  abis = tag "abi" {
    msvc = { };
    eabi = soft;
    eabihf = hard;
    elf = { };
    android = { };
    androideabi = { eabi = true; };
    gnu = { };
    gnueabi = soft;
    gnueabihf = hard;
    gnuabi64 = { abi = "64"; };
    gnuabin32 = { abi = "n32"; };
    gnuabielfv1 = { abi = "elfv1"; };
    gnuabielfv2 = { abi = "elfv2"; };
    musl = { };
    musleabi = soft;
    musleabihf = hard;
    muslabi64 = { abi = "64"; };
    muslabin32 = { abi = "n32"; };
    uclibc = { };
    uclibceabi = soft;
    uclibceabihf = hard;
    unknown = { };
  };

  # What can run a program for the key, one step up.
  runsOn = {
    i386 = [ "i486" ];
    i486 = [ "i586" ];
    i586 = [ "i686" ];
    i686 = [ "x86_64" ];
    arm = [ "armv5tel" ];
    armv5tel = [ "armv6l" ];
    armv6m = [ "armv6l" ];
    armv6l = [ "armv7l" ];
    armv7l = [ "armv7a" "armv7r" ];
    armv7m = [ "armv7a" "armv7r" ];
    armv8a = [ "aarch64" ];
    powerpc = [ "powerpc64" ];
    powerpcle = [ "powerpc64le" ];
    mips = [ "mips64" ];
    mipsel = [ "mips64el" ];
    sparc = [ "sparc64" ];
  };

  # `text` is the whole system string, for messages.
  skeleton =
    parts:
    let
      part = elemAt parts;
      fail = why: throw "system string '${lib.concatStringsSep "-" parts}' ${why}";
      # Words in the third place that name a kernel (after a vendor), by their beginnings or as a whole.
      kernelWords = [ "redox" "mmixware" "ghcjs" "mingw32" "uefi" ];
      kernelStarts = [ "freebsd" "netbsd" "openbsd" "genode" ];
      one =
        if part 0 == "avr" then
          {
            cpu = "avr";
            kernel = "none";
            abi = "unknown";
          }
        else
          fail "with 1 component is ambiguous";
      two =
        if part 1 == "cygwin" then
          skeleton [ (part 0) "pc" "cygwin" ]
        else if part 1 == "windows" then
          {
            cpu = part 0;
            kernel = "windows";
            abi = "msvc";
          }
        else if part 1 == "elf" then
          {
            cpu = part 0;
            vendor = "unknown";
            kernel = "none";
            abi = "elf";
          }
        else
          {
            cpu = part 0;
            kernel = part 1;
          };
      isKernel =
        part 1 == "apple"
        || elem (part 2) (kernelWords ++ [ "cygwin" ])
        || any (start: hasPrefix start (part 2)) kernelStarts
        || hasPrefix "wasm32" (part 0);
      three =
        if part 1 == "linux" || elem (part 2) [ "eabi" "eabihf" "elf" "gnu" ] then
          {
            cpu = part 0;
            vendor = "unknown";
            kernel = part 1;
            abi = part 2;
          }
        else if isKernel then
          {
            cpu = part 0;
            vendor = part 1;
            kernel = if part 2 == "mingw32" then "windows" else part 2;
          }
        else
          fail "with 3 components is ambiguous";
      four = {
        cpu = part 0;
        vendor = part 1;
        kernel = part 2;
        abi = part 3;
      };
      count = length parts;
    in
    if 1 <= count && count <= 4 then
      elemAt [ one two three four ] (count - 1)
    else
      fail "has invalid number of hyphen-separated components";

  lookUp =
    kind: table: name:
    table.${name} or (throw "Unknown ${kind}: ${name}");
  fromSkeleton =
    args:
    let
      is = name: predicates.${name} parsed;
      kernelOf =
        name:
        let
          short = builtins.match "(.*)e?abi.*" name;
        in
        if hasPrefix "darwin" name then
          "darwin"
        else if hasPrefix "netbsd" name then
          "netbsd"
        else if short == null then
          name
        else
          head short;
      usualVendor =
        if is "isDarwin" then
          vendors.apple
        else if is "isWindows" || is "isCygwin" then
          vendors.pc
        else
          vendors.unknown;
      usualAbi =
        if !(is "isLinux" || is "isWindows") then
          abis.unknown
        else if is "isAarch32" then
          if lib.versionAtLeast (parsed.cpu.version or "0") "6" then abis.gnueabihf else abis.gnueabi
        else if is "isPower64" && is "isBigEndian" then
          abis.gnuabielfv1
        else
          abis.gnu;
      parsed = {
        _type = "system";
        cpu = lookUp "CPU type" cpuTypes args.cpu;
        vendor = if args ? vendor then lookUp "vendor" vendors args.vendor else usualVendor;
        kernel = lookUp "kernel" kernels (kernelOf args.kernel);
        abi = if args ? abi then lookUp "ABI" abis args.abi else usualAbi;
      };
    in
    parsed;

  kernelName = kernel: kernel.name + toString (kernel.version or "");
  darwinArch = cpu: if cpu.name == "aarch64" then "arm64" else cpu.name;
in
{
  parse = {
    inherit
      abis
      cpuTypes
      darwinArch
      execFormats
      kernelFamilies
      kernelName
      kernels
      significantBytes
      vendors
      ;
    mkSkeletonFromList = skeleton;
    mkSystemFromSkeleton = fromSkeleton;
    mkSystemFromString = text: fromSkeleton (skeleton (lib.splitString "-" text));
    mkSystem = parts: parts // { _type = "system"; };
    isSystem = x: x._type or null == "system";
    isCompatible =
      machine: program:
      machine == program
      || any (name: lib.systems.parse.isCompatible machine cpuTypes.${name}) (runsOn.${program.name} or [ ]);

    gnuNetBSDDefaultExecFormat =
      cpu:
      if cpu.bits == 32 && elem cpu.family [ "arm" "m68k" "sparc" "x86" ] then execFormats.aout else execFormats.elf;
    doubleFromSystem =
      { cpu, kernel, ... }: "${cpu.name}-${if kernel.families ? darwin then "darwin" else kernelName kernel}";
    tripleFromSystem =
      {
        cpu,
        vendor,
        kernel,
        abi,
        ...
      }:
      let
        machine = if kernel.families ? darwin then darwinArch cpu else cpu.name;
        usualFormat = lib.systems.parse.gnuNetBSDDefaultExecFormat cpu;
        unusual = kernel.name == "netbsd" && kernel.execFormat != usualFormat;
        format = lib.optionalString unusual kernel.execFormat.name;
        end = lib.optionalString (abi.name != "unknown") "-${abi.name}";
      in
      "${machine}-${vendor.name}-${kernelName kernel}${format}${end}";
    # The same system with musl instead of another C library.
    mkMuslSystem =
      parsed:
      let
        old = parsed.abi.name;
        kept = builtins.match "(gnu|musl)(eabi|eabihf|abin32|abi64)" old;
        new = if kept == null then "musl" else "musl" + elemAt kept 1;
      in
      parsed // { abi = abis.${new}; };
  };
}
