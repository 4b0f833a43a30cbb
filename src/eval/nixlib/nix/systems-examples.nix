# Platforms to build for: the system, then what differs from its defaults.
lib:
let
  inherit (lib.systems) platforms;

  gcc = settings: { gcc = settings; };
  sys = config: { inherit config; };
  newlib = config: sys config // { libc = "newlib"; };
  llvm = config: sys config // { useLLVM = true; };
  android =
    config:
    sys config
    // {
      androidSdkVersion = "35";
      androidNdkVersion = "27";
    };
  prebuilt =
    config: target:
    android config
    // {
      rust.rustcTarget = target;
      useAndroidPrebuilt = true;
    };
  mac =
    config:
    sys config
    // {
      xcodePlatform = "MacOSX";
      platform = { };
    };
  phone =
    config: xcodePlatform:
    sys config
    // {
      inherit xcodePlatform;
      xcodeVer = "12.3";
      darwinSdkVersion = "14.3";
      useiOSPrebuilt = true;
    };
  windows = libc: cpu: sys "${cpu}-w64-mingw32" // { inherit libc; };
  windowsLlvm =
    cpu:
    windows "ucrt" cpu
    // {
      rust.rustcTarget = "${cpu}-pc-windows-gnullvm";
      useLLVM = true;
    };
  uefi =
    cpu:
    llvm "${cpu}-unknown-uefi"
    // {
      libc = null;
      linker = "lld";
    };
in
{
  examples = {
    gnu64 = sys "x86_64-unknown-linux-gnu";
    gnu32 = sys "i686-unknown-linux-gnu";
    musl64 = sys "x86_64-unknown-linux-musl";
    musl32 = sys "i686-unknown-linux-musl";
    aarch64-multiplatform = sys "aarch64-unknown-linux-gnu";
    aarch64-multiplatform-musl = sys "aarch64-unknown-linux-musl";
    bluefield2 = sys "aarch64-unknown-linux-gnu" // platforms.bluefield2;
    armv5tel-multiplatform = sys "armv5tel-unknown-linux-gnueabi";
    armv7l-hf-multiplatform = sys "armv7l-unknown-linux-gnueabihf";
    raspberryPi = sys "armv6l-unknown-linux-gnueabihf" // platforms.raspberrypi;
    muslpi = sys "armv6l-unknown-linux-musleabihf" // platforms.raspberrypi;
    remarkable1 = sys "armv7l-unknown-linux-gnueabihf" // platforms.zero-gravitas;
    remarkable2 = sys "armv7l-unknown-linux-gnueabihf" // platforms.zero-sugar;
    aarch64-android = android "aarch64-unknown-linux-android" // {
      libc = "bionic";
      useAndroidPrebuilt = false;
      useLLVM = true;
    };
    aarch64-android-prebuilt = prebuilt "aarch64-unknown-linux-android" "aarch64-linux-android";
    armv7a-android-prebuilt =
      prebuilt "armv7a-unknown-linux-androideabi" "armv7-linux-androideabi" // platforms.armv7a-android;

    riscv64 = sys "riscv64-unknown-linux-gnu";
    riscv32 = sys "riscv32-unknown-linux-gnu";
    riscv64-musl = sys "riscv64-unknown-linux-musl";
    powernv = sys "powerpc64le-unknown-linux-gnu";
    musl-power = sys "powerpc64le-unknown-linux-musl";
    ppc64 = sys "powerpc64-unknown-linux-gnuabielfv2";
    ppc64-elfv1 = sys "powerpc64-unknown-linux-gnuabielfv1";
    ppc64-elfv2 = sys "powerpc64-unknown-linux-gnuabielfv2";
    ppc64-musl = sys "powerpc64-unknown-linux-musl" // gcc { abi = "elfv2"; };
    ppc32 = sys "powerpc-unknown-linux-gnu" // { rust.rustcTarget = "powerpc-unknown-linux-gnu"; };
    mips-linux-gnu = sys "mips-unknown-linux-gnu" // platforms.gcc_mips32r2_o32;
    mipsel-linux-gnu = sys "mipsel-unknown-linux-gnu" // platforms.gcc_mips32r2_o32;
    mips64-linux-gnuabi64 = sys "mips64-unknown-linux-gnuabi64" // platforms.gcc_mips64r2_64;
    mips64-linux-gnuabin32 = sys "mips64-unknown-linux-gnuabin32" // platforms.gcc_mips64r2_n32;
    mips64el-linux-gnuabi64 = sys "mips64el-unknown-linux-gnuabi64" // platforms.gcc_mips64r2_64;
    mips64el-linux-gnuabin32 = sys "mips64el-unknown-linux-gnuabin32" // platforms.gcc_mips64r2_n32;
    ben-nanonote = sys "mipsel-unknown-linux-uclibc" // platforms.ben_nanonote;
    fuloongminipc = sys "mipsel-unknown-linux-gnu" // platforms.fuloong2f_n32;
    loongarch64-linux = sys "loongarch64-unknown-linux-gnu" // platforms.loongarch64-multiplatform;
    loongarch64-linux-embedded = sys "loongarch64-unknown-linux-gnu" // gcc {
      arch = "loongarch64";
      strict-align = true;
      cmodel = "medium";
    };
    m68k = sys "m68k-unknown-linux-gnu";
    sh4 = sys "sh4-unknown-linux-gnu";
    arc = sys "arc-unknown-linux-gnu";
    s390 = sys "s390-unknown-linux-gnu";
    s390x = sys "s390x-unknown-linux-gnu";

    x86_64-embedded = newlib "x86_64-elf";
    i686-embedded = newlib "i686-elf";
    aarch64-embedded = newlib "aarch64-none-elf" // { rust.rustcTarget = "aarch64-unknown-none"; };
    aarch64be-embedded = newlib "aarch64_be-none-elf";
    arm-embedded = newlib "arm-none-eabi";
    arm-embedded-nano = sys "arm-none-eabi" // { libc = "newlib-nano"; };
    armhf-embedded = newlib "arm-none-eabihf" // gcc {
      arch = "armv5t";
      fpu = "vfp";
    };
    riscv64-embedded = newlib "riscv64-none-elf";
    riscv32-embedded = newlib "riscv32-none-elf";
    mips64-embedded = newlib "mips64-none-elf";
    mips-embedded = newlib "mips-none-elf";
    ppc-embedded = newlib "powerpc-none-eabi";
    ppcle-embedded = newlib "powerpcle-none-eabi";
    microblaze-embedded = newlib "microblazeel-none-elf";
    rx-embedded = newlib "rx-none-elf";
    msp430 = newlib "msp430-elf";
    or1k = newlib "or1k-elf";
    vc4 = newlib "vc4-elf";
    mmix = newlib "mmix-unknown-mmixware";
    avr = sys "avr";

    x86_64-darwin = mac "x86_64-apple-darwin";
    aarch64-darwin = mac "arm64-apple-darwin";
    iphone64 = phone "arm64-apple-ios" "iPhoneOS";
    iphone64-simulator = phone "x86_64-apple-ios" "iPhoneSimulator" // { darwinPlatform = "ios-simulator"; };
    x86_64-windows = llvm "x86_64-pc-windows-msvc";
    aarch64-windows = llvm "aarch64-pc-windows-msvc";
    x86_64-cygwin = sys "x86_64-pc-cygwin";
    mingw32 = windows "msvcrt" "i686";
    mingwW64 = windows "msvcrt" "x86_64";
    mingw-msvcrt-i686 = windows "msvcrt" "i686";
    mingw-msvcrt-x86_64 = windows "msvcrt" "x86_64";
    mingw-ucrt-x86_64 = windows "ucrt" "x86_64";
    mingw-ucrt-x86_64-llvm = windowsLlvm "x86_64";
    mingw-ucrt-aarch64 = windowsLlvm "aarch64";
    ucrt64 = windows "ucrt" "x86_64";
    ucrtAarch64 = windowsLlvm "aarch64";
    x86_64-freebsd = llvm "x86_64-unknown-freebsd";
    aarch64-freebsd = llvm "aarch64-unknown-freebsd";
    x86_64-netbsd = sys "x86_64-unknown-netbsd";
    x86_64-netbsd-llvm = llvm "x86_64-unknown-netbsd";
    x86_64-openbsd = llvm "x86_64-unknown-openbsd";
    x86_64-unknown-uefi = uefi "x86_64";
    aarch64-unknown-uefi = uefi "aarch64";
    ghcjs = sys "javascript-unknown-ghcjs";
    wasi32 = llvm "wasm32-unknown-wasi";
    wasm32-unknown-none = llvm "wasm32-unknown-none" // { rust.rustcTarget = "wasm32-unknown-unknown"; };
  };
}
