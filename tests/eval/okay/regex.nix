# POSIX regular expressions in match and split.
let
  inherit (builtins) match split;
in
{
  match = [
    (match "a" "a") (match "a" "ab") (match "" "") (match "(a)(b)?" "a") (match "([^:]*):(.*)" "host:8080:x")
    (match "[[:digit:]]+" "123") (match "[[:space:]]*" " \t\n") (match "[a-z]+" "Abc") (match "a|b|c" "c") (match "(a|ab)(c|bcd)(d*)" "abcd")
    (match ".*" "multi\nline") (match "." "\n") (match "." "é") (match ".." "é") (match "\\." ".") (match "\\." "x")
    (match "[.]" ".") (match "a{2,3}" "aaa") (match "a{2}" "aaa") (match "a{2,}" "aaaa") (match "(foo|(bar))+" "foobar") (match "((a)|b)*" "ab")
    (match "[]a]+" "]a") (match "[^]]+" "abc") (match "[a-]+" "a-") (match "[\\]" "\\") (match "\\$\\{(.*)}" "\${x}") (match "^a$" "a") (match "a$" "a") (match "a^" "a")
    (match "a+?" "") (match "x*" "") (match "([0-9]+)\\.([0-9]+)" "25.05") (match "[[:alpha:]_][[:alnum:]_]*" "a_1") (match "(.)(.)" "ab")
    (match "([a-z]*)([0-9]*)" "") (match "(|a)b" "b") (match "[é]" "e") (match "[[.x.]]" "x") (match "[[=a=]]" "a") (match "a|" "") (match "()" "")
  ];
  split = [
    (split "," "a,b,,c") (split "(,)" "a,b") (split "x" "") (split "" "ab") (split "x*" "axb") (split "(a)|b" "xaybz") (split "[ \n]+" "one two\nthree") (split "a" "aaa")
    (split "^a" "aaa") (split "$" "ab") (split "a|ab" "xaby") (split "(a|ab)(c|bcd)" "xabcdy") (split "([[:digit:]]+)" "v1.22.333") (split "\\." "a.b") (split "é" "aéb") (split "(a*)(b*)" "aabbab") (split "." "abc") (split "\n" "a\n\nb\n")
  ];
}
