# Snippets that name the snippets which must come before them (activation scripts).
lib:
{
  noDepEntry = text: lib.fullDepEntry text [ ];
  fullDepEntry = text: deps: { inherit text deps; };
  stringAfter = deps: text: { inherit text deps; };
  packEntry = deps: lib.fullDepEntry "" deps;

  # Depth first; every named snippet once.
  textClosureList =
    known: entries:
    let
      visit =
        state: entry:
        if builtins.isAttrs entry then
          let
            before = builtins.foldl' visit state entry.deps;
          in
          before // { texts = before.texts ++ [ entry.text ]; }
        else if state.seen ? ${entry} then
          state
        else
          visit (state // { seen = state.seen // { ${entry} = true; }; }) known.${entry};
    in
    (builtins.foldl' visit {
      seen = { };
      texts = [ ];
    } entries).texts;
  textClosureMap = f: known: entries: lib.concatMapStringsSep "\n" f (lib.textClosureList known entries);
}
