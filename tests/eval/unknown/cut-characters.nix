[ (builtins.substring 1 1 "日本") (builtins.match "(.).*" "é") (builtins.length (builtins.split "[é]" "aéb")) ]
