# Arguments of fetchers: one of several hash attributes becomes `outputHash`.
lib:
let
  inherit (builtins) attrNames head length;
  fake = {
    hash = lib.fakeHash;
    sha256 = lib.fakeSha256;
    sha512 = lib.fakeSha512;
  };
  usualTypes = [ "sha256" ];
  namesFor = types: [ "hash" ] ++ types;
in
{
  # Lower case first, as the tools that read them do.
  proxyImpureEnvVars =
    let
      vars = [ "http_proxy" "https_proxy" "ftp_proxy" "all_proxy" "no_proxy" ];
    in
    vars ++ map lib.toUpper vars ++ [ "NIX_SSL_CERT_FILE" ];

  normalizeHash =
    {
      hashTypes ? usualTypes,
      required ? true,
    }:
    args:
    let
      names = namesFor hashTypes;
      given = builtins.filter (name: args ? ${name}) (builtins.sort builtins.lessThan names);
      name = head given;
      value = args.${name};
      rest = removeAttrs args names;
    in
    if args ? outputHash then
      args
    else if length given > 1 then
      throw "fetcher: only one of ${builtins.concatStringsSep ", " given} can be given"
    else if given == [ ] then
      if required then throw "fetcher: `hash` is missing" else rest
    else
      rest
      // {
        outputHashAlgo = if name == "hash" then null else name;
        outputHash = if value == "" then fake.${name} or (throw "fetcher: no stand-in for an empty ${name}") else value;
      };
  withNormalizedHash =
    {
      hashTypes ? usualTypes,
    }:
    fetcher:
    let
      args = lib.functionArgs fetcher;
      normalize = lib.fetchers.normalizeHash {
        inherit hashTypes;
        required = !args.outputHash;
      };
    in
    assert args ? outputHash && args ? outputHashAlgo;
    assert !builtins.any (name: args ? ${name}) (namesFor hashTypes);
    lib.setFunctionArgs (given: fetcher (normalize given)) (
      removeAttrs args [ "outputHash" "outputHashAlgo" ] // { hash = args.outputHash; }
    );
}
