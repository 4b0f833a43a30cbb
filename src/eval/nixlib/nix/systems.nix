# Platforms: everything that follows from a system string.
lib:
let
  inherit (builtins) elemAt map mapAttrs;
  inherit (lib) optional optionalString;
  inherit (lib.systems)
    architectures
    functionNames
    inspect
    parse
    platforms
    ;

  # The value of the first true condition.
  choose =
    default: cases:
    let
      hit = lib.findFirst (case: elemAt case 0) null cases;
    in
    if hit == null then default else elemAt hit 1;

  # For which rust, go, node and nim names a platform: each from the finished platform.
  toolchains = {
    go = p: {
      GOARCH =
        {
          aarch64 = "arm64";
          arm = "arm";
          armv5tel = "arm";
          armv6l = "arm";
          armv7l = "arm";
          i686 = "386";
          loongarch64 = "loong64";
          mips = "mips";
          mipsel = "mipsle";
          mips64el = "mips64le";
          powerpc64 = "ppc64";
          powerpc64le = "ppc64le";
          riscv64 = "riscv64";
          s390x = "s390x";
          x86_64 = "amd64";
          wasm32 = "wasm";
        }
        .${p.parsed.cpu.name} or null;
      GOOS = if p.isWasi then "wasip1" else p.parsed.kernel.name;
      GOARM = toString (lib.intersectLists [ (p.parsed.cpu.version or "") ] [ "5" "6" "7" ]);
    };
    node = p: {
      arch = choose null [
        [ p.isAarch64 "arm64" ]
        [ p.isAarch "arm" ]
        [ p.isMips32 "mips${optionalString p.isLittleEndian "el"}" ]
        [ (p.isMips64 && p.isLittleEndian) "mips64el" ]
        [ p.isPower "ppc${optionalString p.is64bit "64"}" ]
        [ p.isx86_64 "x64" ]
        [ p.isx86_32 "ia32" ]
        [ p.isS390x "s390x" ]
        [ p.isRiscV64 "riscv64" ]
        [ p.isLoongArch64 "loong64" ]
      ];
      platform = choose null [
        [ p.isAndroid "android" ]
        [ p.isDarwin "darwin" ]
        [ p.isFreeBSD "freebsd" ]
        [ p.isLinux "linux" ]
        [ p.isOpenBSD "openbsd" ]
        [ p.isSunOS "sunos" ]
        [ (p.isWindows || p.isCygwin) "win32" ]
      ];
    };
    nim = p: {
      cpu = choose null [
        [ p.isAarch32 "arm" ]
        [ p.isAarch64 "arm64" ]
        [ p.isAlpha "alpha" ]
        [ p.isAvr "avr" ]
        [ p.isMips32 "mips" ]
        [ p.isMips64 "mips64" ]
        [ p.isMsp430 "msp430" ]
        [ (p.isPower && p.is32bit) "powerpc" ]
        [ p.isPower "powerpc64" ]
        [ p.isRiscV64 "riscv64" ]
        [ p.isSparc "sparc" ]
        [ p.isx86_32 "i386" ]
        [ p.isx86_64 "amd64" ]
      ];
      os = choose null [
        [ p.isAndroid "Android" ]
        [ p.isDarwin "MacOSX" ]
        [ p.isFreeBSD "FreeBSD" ]
        [ p.isGenode "Genode" ]
        [ p.isLinux "Linux" ]
        [ p.isNetBSD "NetBSD" ]
        [ p.isNone "Standalone" ]
        [ p.isOpenBSD "OpenBSD" ]
        [ p.isWindows "Windows" ]
        [ p.isiOS "iOS" ]
      ];
    };
  };

  rustFor =
    args: p:
    let
      given = args.rust or args.rustc or { };
      own = given.platform or { };
      described = given ? platform;
      inherit (p.parsed) abi cpu kernel vendor;
      target = args.rust.rustcTarget or inferred;
      machine =
        own.arch or {
          armv5tel = "armv5te";
          armv6l = "arm";
          armv7a = "armv7";
          armv7l = "armv7";
          riscv32 = "riscv32gc";
          riscv64 = "riscv64gc";
        }
        .${cpu.name} or cpu.name;
      # Rust says `gnu` for both PowerPC conventions.
      abiName = if p.isPower && lib.hasPrefix "gnuabielfv" abi.name then "gnu" else abi.name;
      inferred =
        if p.isWasi then
          "${machine}-wasip1"
        else
          "${machine}-${p.rust.platform.vendor}-${kernel.name}${optionalString (abi.name != "unknown") "-${abiName}"}";
      specFile = given.rustcTargetSpec or "";
      base = given.platform or (if lib.hasSuffix ".json" specFile then lib.importJSON specFile else { });
    in
    given
    // {
      platform = base // {
        arch =
          if described then
            own.arch
          else
            choose cpu.name [
              [ p.isAarch32 "arm" ]
              [ p.isMips64 "mips64" ]
              [ p.isPower64 "powerpc64" ]
            ];
        os =
          if described then
            own.os or "none"
          else
            choose kernel.name [
              [ p.isDarwin "macos" ]
              [ (p.isWasm && !p.isWasi) "unknown" ]
            ];
        target-family =
          args.rust.platform.target-family or (
            if args ? rustc.platform.target-family then
              lib.toList args.rustc.platform.target-family
            else
              optional p.isUnix "unix" ++ optional p.isWindows "windows" ++ optional p.isWasm "wasm"
          );
        vendor = own.vendor or (if vendor.name == "w64" then "pc" else vendor.name);
      };
      rustcTargetSpec =
        args.rust.rustcTargetSpec or args.rustc.config or (
          if described then builtins.toFile "${target}.json" (builtins.toJSON own) else target
        );
      rustcTarget = given.rustcTarget or p.rust.cargoShortTarget;
      cargoShortTarget = lib.removeSuffix ".json" (baseNameOf "${p.rust.rustcTargetSpec}");
      cargoEnvVarTarget = lib.replaceString "-" "_" (lib.toUpper p.rust.cargoShortTarget);
      isNoStdTarget = builtins.any (part: lib.hasInfix part p.rust.rustcTarget) [ "-none" "nvptx" "switch" "-uefi" ];
    };

  # The command that runs programs for `p` on the given package set's machine.
  emulatorOf =
    p: pkgs:
    let
      here = pkgs.stdenv.hostPlatform;
      wine = (pkgs.winePackagesFor "wine${toString p.parsed.cpu.bits}").minimal;
    in
    if here.canExecute p then
      lib.getExe (pkgs.writeShellScriptBin "exec" "exec \"$@\"")
    else
      choose null [
        [ p.isWindows "${wine}/bin/wine" ]
        [ (p.isLinux && here.isLinux && p.qemuArch != null) "${pkgs.qemu-user}/bin/qemu-${p.qemuArch}" ]
        [ p.isWasi "${pkgs.wasmtime}/bin/wasmtime" ]
        [ p.isGhcjs "${pkgs.nodejs-slim}/bin/node" ]
        [ p.isMmix "${pkgs.mmixware}/bin/mmix" ]
      ];

  derived =
    args: p:
    let
      inherit (p.parsed) cpu kernel;
      el = optionalString p.isLittleEndian "el";
    in
    {
      system = parse.doubleFromSystem p.parsed;
      config = parse.tripleFromSystem p.parsed;
      canExecute =
        other:
        p.isAndroid == other.isAndroid
        && parse.isCompatible cpu other.parsed.cpu
        && kernel == other.parsed.kernel
        && (
          cpu != other.parsed.cpu
          || !(other ? gcc.arch)
          || p ? gcc.arch && architectures.canExecute p.gcc.arch other.gcc.arch
        );
      useLLVM = p.isFreeBSD || p.isOpenBSD;
      libc = choose "native/impure" [
        [ p.isDarwin "libSystem" ]
        [ p.isMsvc "ucrt" ]
        [ p.isMinGW "msvcrt" ]
        [ p.isCygwin "cygwin" ]
        [ p.isWasi "wasilibc" ]
        [ p.isWasm null ]
        [ p.isRedox "relibc" ]
        [ p.isMusl "musl" ]
        [ p.isUClibc "uclibc" ]
        [ p.isAndroid "bionic" ]
        [ p.isLinux "glibc" ]
        [ p.isFreeBSD "fblibc" ]
        [ p.isOpenBSD "oblibc" ]
        [ p.isNetBSD "nblibc" ]
        [ p.isAvr "avrlibc" ]
        [ p.isGhcjs null ]
        [ p.isNone "newlib" ]
      ];
      linker = choose "bfd" [
        [ p.useLLVM "lld" ]
        [ p.isDarwin "cctools" ]
      ];
      libDir = choose null [
        [ (p.isLinux && (p.isx86_64 || p.isMips64 || p.isPower64)) "lib64" ]
        [ p.isLinux "lib" ]
      ];
      extensions =
        let
          windows = p.isWindows || p.isCygwin;
        in
        {
          staticLibrary = if p.isWindows then ".lib" else ".a";
          library = if p.isStatic then p.extensions.staticLibrary else p.extensions.sharedLibrary;
          executable = if windows then ".exe" else "";
        }
        // lib.optionalAttrs p.hasSharedLibraries {
          sharedLibrary = choose ".so" [
            [ p.isDarwin ".dylib" ]
            [ windows ".dll" ]
          ];
        };
      isStatic = p.isWasi || p.isRedox;
      hasSharedLibraries =
        !p.isStatic
        && builtins.any (name: p.${name}) [
          "isAndroid"
          "isCygwin"
          "isDarwin"
          "isFreeBSD"
          "isGnu"
          "isMinGW"
          "isMusl"
          "isNetBSD"
          "isOpenBSD"
          "isSunOS"
          "isWasm"
          "isWindows"
        ];
      useAndroidPrebuilt = false;
      useiOSPrebuilt = false;
      androidSdkVersion = null;
      androidNdkVersion = null;
      gcc = (platforms.select p).gcc or args.gcc or { };
      rustc = { };

      uname = {
        system =
          {
            linux = "Linux";
            windows = "Windows";
            cygwin = "CYGWIN_NT";
            darwin = "Darwin";
            netbsd = "NetBSD";
            freebsd = "FreeBSD";
            openbsd = "OpenBSD";
            wasi = "Wasi";
            redox = "Redox";
            genode = "Genode";
          }
          .${kernel.name} or null;
        processor =
          let
            le = optionalString p.isLittleEndian "le";
          in
          choose cpu.name [
            [ p.isPower64 "ppc64${le}" ]
            [ p.isPower "ppc${le}" ]
            [ p.isMips64 "mips64" ]
            [ p.isDarwin p.darwinArch ]
          ];
        release = null;
      };
      linuxArch = choose cpu.name [
        [ p.isAarch32 "arm" ]
        [ p.isAarch64 "arm64" ]
        [ p.isx86_32 "i386" ]
        [ p.isx86_64 "x86_64" ]
        [ p.isMicroBlaze "microblaze" ]
        [ p.isMips "mips" ]
        [ p.isPower "powerpc" ]
        [ p.isRiscV "riscv" ]
        [ p.isSh4 "sh" ]
        [ p.isS390 "s390" ]
        [ p.isLoongArch64 "loongarch" ]
      ];
      ubootArch = choose p.linuxArch [
        [ p.isx86_32 "x86" ]
        [ p.isMips64 "mips64" ]
      ];
      qemuArch = choose p.uname.processor [
        [ p.isAarch32 "arm" ]
        [ p.isAarch64 "aarch64${optionalString p.isBigEndian "_be"}" ]
        [ (p.isS390 && !p.isS390x) null ]
        [ p.isx86_64 "x86_64" ]
        [ p.isx86 "i386" ]
        [ p.isMips64n32 "mipsn32${el}" ]
        [ p.isMips64 "mips64${el}" ]
      ];
      efiArch = choose cpu.name [
        [ p.isx86_32 "ia32" ]
        [ p.isx86_64 "x64" ]
        [ p.isAarch32 "arm" ]
        [ p.isAarch64 "aa64" ]
      ];
      darwinArch = parse.darwinArch cpu;
      darwinPlatform = choose null [
        [ p.isMacOS "macos" ]
        [ p.isiOS "ios" ]
      ];
      darwinSdkVersion = p.sdkVer or "14.4";
      darwinMinVersion = "14.0";
      darwinMinVersionVariable = choose null [
        [ p.isMacOS "MACOSX_DEPLOYMENT_TARGET" ]
        [ p.isiOS "IPHONEOS_DEPLOYMENT_TARGET" ]
      ];
      emulatorAvailable = pkgs: emulatorOf p pkgs != null;
      staticEmulatorAvailable = pkgs: p.emulatorAvailable pkgs && (p.isLinux || p.isWasi || p.isMmix);
      emulator =
        pkgs:
        if p.emulatorAvailable pkgs then emulatorOf p pkgs else throw "Don't know how to run ${p.config} executables.";
    };

  # ABIs that only make sense on some processors.
  abiProblem =
    p:
    choose null [
      [ (p.parsed.abi.name == "android" && p.isAarch32) "`android` on 32-bit ARM (use `androideabi`)" ]
      [ (p.parsed.abi.name == "gnu" && p.isAarch32) "`gnu` on 32-bit ARM (use `gnueabi` or `gnueabihf`)" ]
      [
        (p.parsed.abi.name == "gnu" && p.isPower64 && p.isBigEndian)
        "`gnu` on big-endian 64-bit PowerPC (use `gnuabielfv2` or `gnuabielfv1`)"
      ]
    ];
in
{
  functionNames = [ "canExecute" "emulator" "emulatorAvailable" "staticEmulatorAvailable" ];
  equals = a: b: a._withoutFunctions == b._withoutFunctions;
  systemToAttrs = x: if builtins.isAttrs x then x else { system = x; };
  elaborate =
    systemOrArgs:
    let
      all = lib.systems.systemToAttrs systemOrArgs;
      args = removeAttrs all [ "_withoutFunctions" "parsed" "system" ];
      parsed = parse.mkSystemFromString (args.config or all.system);
      platform =
        derived args platform
        // mapAttrs (_: pred: pred parsed) inspect.predicates
        // mapAttrs (_: pred: pred (platform.gcc.arch or "default")) architectures.predicates
        // {
          inherit parsed;
          _withoutFunctions = removeAttrs platform (functionNames ++ [ "_withoutFunctions" ]);
        }
        // args
        // mapAttrs (_: f: f platform) toolchains
        // {
          rust = rustFor args platform;
        };
    in
    if abiProblem platform != null then
      throw "elaborate: the ABI ${abiProblem platform}"
    else if platform.useAndroidPrebuilt && !platform.isAndroid then
      throw "elaborate: `useAndroidPrebuilt` without Android"
    else
      platform;
}
