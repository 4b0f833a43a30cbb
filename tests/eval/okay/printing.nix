# How values print: quoting, repetition, order.
let
  one = [ 1 ];
  three = [ 1 2 3 ];
  set = { a = 1; };
  id = x: x;
in
{
  strings = [ "\${" "$" "$x" "\\" "tab\tnew\nret\r" "é" "a\"b" ];
  names = { "a b" = 1; "1a" = 2; "a-b" = 3; "a'b" = 4; "if" = 5; "or" = 7; "" = 8; "é" = 9; "a.b" = 10; "\${x}" = 11; "-a" = 12; "_" = 13; "null" = 14; "true" = 15; };
  repeated = [ one one three three set set ];
  copies = [ (id one) (id one) (id three) (id three) (id set) (id set) ];
  empty = [ [ ] [ ] { } { } ];
  nested = [ [ [ [ ] ] ] { a.b.c = { }; } ];
}
