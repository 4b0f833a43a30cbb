builtins.readFile ./data/nosuch.txt
