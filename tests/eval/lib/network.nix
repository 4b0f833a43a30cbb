# IPv6 addresses, kernel answers, fetcher arguments, source types, and the release.
{ lib }:
let
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  inherit (lib.fetchers) normalizeHash withNormalizedHash;
  inherit (lib.network) ipv6;
  when = lib.kernel.whenHelpers "6.6";
  fetch = { url, outputHash ? null, outputHashAlgo ? null, name ? "x" }: { inherit url outputHash outputHashAlgo name; };
  fetchHashed = withNormalizedHash { } fetch;
in
{
  fromString = map ipv6.fromString [
    "2001:DB8::ffff/32"
    "::1"
    "::"
    "fe80::"
    "1:2:3:4:5:6:7:8"
    "2001:0db8:0:0:0:0:0:1/128"
    "1::8/1"
    "0:0:0:0:0:0:0:0"
    "1:2:3::6:7:8"
  ];
  fromStringFails = map (x: fails (ipv6.fromString x)) [
    ""
    "1:2:3"
    "1::2::3"
    "1:2:3:4:5:6:7:8:9"
    "g::1"
    "::1/0"
    "::1/129"
    "::1/64/64"
    "10.0.0.1"
    "1:2:3:4::5:6:7:8"
    ":1:2:3:4:5:6:7"
  ];
  mkEUI64Suffix = map lib.mkEUI64Suffix [ "66:75:63:6B:20:75" "00-11-22-33-44-55" "001122334455" "FF:ff:ff:ff:ff:ff" ];
  mkEUI64SuffixFails = map (x: fails (ipv6.mkEUI64Suffix x)) [ "" "66:75" "zz:75:63:6B:20:75" ];

  kernel = {
    answers = with lib.kernel; [ yes no module unset (freeform "64") (option yes) (option (freeform 1)) ];
    when = [
      (when.whenAtLeast "6.6" 1)
      (when.whenAtLeast "6.7" 1)
      (when.whenOlder "6.6" 1)
      (when.whenOlder "6.7" 1)
      (when.whenBetween "6.0" "6.6" 1)
      (when.whenBetween "6.6" "7.0" 1)
    ];
  };
  sourceTypes = lib.sourceTypes;

  normalizeHash = [
    (normalizeHash { } { url = "u"; hash = "sha256-x"; })
    (normalizeHash { } { url = "u"; sha256 = "abc"; })
    (normalizeHash { } { hash = ""; })
    (normalizeHash { } { sha256 = ""; })
    (normalizeHash { hashTypes = [ "sha512" ]; } { sha512 = ""; sha256 = "kept"; })
    (normalizeHash { } { outputHash = "o"; sha256 = "s"; })
    (normalizeHash { required = false; } { url = "u"; })
    (fails (normalizeHash { } { url = "u"; }))
    (fails (normalizeHash { } { hash = "a"; sha256 = "b"; }))
  ];
  withNormalizedHash = [
    (fetchHashed { url = "u"; hash = "h"; })
    (fetchHashed { url = "u"; sha256 = "h"; name = "y"; })
    (lib.functionArgs fetchHashed)
    (fails (withNormalizedHash { } ({ url }: url)))
  ];
  proxyImpureEnvVars = lib.fetchers.proxyImpureEnvVars;

  fakes = [ lib.fakeHash lib.fakeSha256 lib.fakeSha512 ];
  release = [
    lib.trivial.release
    lib.version
    lib.trivial.codeName
    lib.nixpkgsVersion
    (lib.oldestSupportedReleaseIsAtLeast 2411)
    (lib.oldestSupportedReleaseIsAtLeast 9999)
    (lib.isInOldestRelease 2405)
    (lib.trivial.revisionWithDefault "none")
  ];
  extend =
    let
      more = lib.extend (final: prev: { mine = x: final.boolToString x; boolToString = _: "B"; twice = prev.optionalString true "o"; });
      again = more.extend (final: prev: { mine2 = final.mine; });
    in
    [ (more.mine true) more.twice (again.mine2 false) (again.optional true 1) ];
}
