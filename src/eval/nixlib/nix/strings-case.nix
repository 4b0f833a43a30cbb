# Characters and letter case.
lib:
let
  inherit (builtins) concatStringsSep elem genList head isString map match replaceStrings stringLength substring tail;

  chars = text: genList (i: substring i 1 text) (stringLength text);
  lower = chars "abcdefghijklmnopqrstuvwxyz";
  upper = chars "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  needString =
    who: value: if isString value then value else throw "${who}: expected a string, got ${builtins.typeOf value}";
in
{
  stringToCharacters = chars;
  stringAsChars = f: text: concatStringsSep "" (map f (chars text));

  lowerChars = lower;
  upperChars = upper;
  toLower = replaceStrings upper lower;
  toUpper = replaceStrings lower upper;

  toSentenceCase =
    value:
    let
      text = needString "toSentenceCase" value;
    in
    lib.addContextFrom text (lib.toUpper (substring 0 1 text) + lib.toLower (substring 1 (-1) text));

  # Words end at a separator and where a small letter is followed by a capital one.
  toCamelCase =
    value:
    let
      text = needString "toCamelCase" value;
      chunks = lib.splitStringBy (_: c: elem c [ "-" "_" " " ]) false text;
      humps = lib.splitStringBy (before: c: match "[a-z]" before != null && match "[A-Z]" c != null) true;
      words = builtins.concatMap humps chunks;
    in
    lib.addContextFrom text (lib.toLower (head words) + concatStringsSep "" (map lib.toSentenceCase (tail words)));

  # `startsPart before c` is asked at every character; `before` is empty at the first one.
  splitStringBy =
    startsPart: keep: text:
    let
      step =
        state: i:
        let
          c = substring i 1 text;
          cut = startsPart (if i == 0 then "" else substring (i - 1) 1 text) c;
        in
        # Forced step by step: a long text must not pile up one pending concatenation per character.
        builtins.seq state.part (if cut then
          {
            done = state.done ++ [ state.part ];
            part = if keep then c else "";
          }
        else
          {
            inherit (state) done;
            part = state.part + c;
          });
      end = builtins.foldl' step {
        done = [ ];
        part = "";
      } (genList (i: i) (stringLength text));
    in
    map (lib.addContextFrom text) (end.done ++ [ end.part ]);
}
