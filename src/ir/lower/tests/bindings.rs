//! Bindings: paths that merge, attributes and arguments defined twice, computed names.

use expect_test::expect;

use super::all;

#[test]
fn nested_paths_merge_as_in_nix() {
    all(
        &[
            "{ a.b = 1; a.c = 2; }",
            "{ a = { b = 1; }; a.c = 2; }",
            "{ a.b = 1; a = { c = 2; }; }",
            "{ a = ({ b = 1; }); a = { c = 2; }; }",
            "{ a.b.c = 1; a = { b.d = 2; b = { e = 3; }; }; }",
            "let x = 0; in { a = rec { x = 1; }; a.y = x; }",
            "let x = 0; in { a.y = x; a = rec { x = 1; }; }",
            "x: y: { a = { inherit (x) b; }; a = { inherit (y) c d; inherit y; }; }",
            "let a.b = 1; a.c = a.b; in a",
            "x: { a.${x} = 1; a.b = 2; a.${x}.c = 3; \"d${x}\".e = 4; ${\"f\"} = 5; }",
            "rec { a.b = c; c = 1; ${a.b} = c; }",
            "x: let a.${x} = 1; in a",
        ],
        expect![[r#"
            { a.b = 1; a.c = 2; }
                (set [a=(set [b=1 c=2])])
            { a = { b = 1; }; a.c = 2; }
                (set [a=(set [b=1 c=2])])
            { a.b = 1; a = { c = 2; }; }
                (set [a=(set [b=1 c=2])])
            { a = ({ b = 1; }); a = { c = 2; }; }
                (set [a=(set [b=1 c=2])])
            { a.b.c = 1; a = { b.d = 2; b = { e = 3; }; }; }
                (set [a=(set [b=(set [c=1 d=2 e=3])])])
            let x = 0; in { a = rec { x = 1; }; a.y = x; }
                (let [x=0] (set [a=(rec [x=1 y=x@0.0])]))
            let x = 0; in { a.y = x; a = rec { x = 1; }; }
                (let [x=0] (set [a=(set [y=x@0.0 x=1])]))
            x: y: { a = { inherit (x) b; }; a = { inherit (y) c d; inherit y; }; }
                (fn x (fn y (set [a=(set [from0=x@1.0 from1=y@0.0 b=from0 c=from1 d=from1 y=^y@0.0])])))
            let a.b = 1; a.c = a.b; in a
                (let [a=(set [b=1 c=(select a@0.0 .b)])] a@0.0)
            x: { a.${x} = 1; a.b = 2; a.${x}.c = 3; "d${x}".e = 4; ${"f"} = 5; }
                (fn x (set [a=(set [b=2 $x@0.0=1 $x@0.0=(set [c=3])]) f=5 $(interp "d" x@0.0)=(set [e=4])]))
            rec { a.b = c; c = 1; ${a.b} = c; }
                (rec [a=(set [b=c@0.1]) c=1 $(select a@0.0 .b)=c@0.1])
            x: let a.${x} = 1; in a
                (fn x (let [a=(set [$x@1.0=1])] a@0.0))
        "#]],
    );
}

#[test]
fn what_cannot_merge_is_reported() {
    all(
        &[
            "{ a = 1; a = 2; }",
            "{ a.b = 1; a.b = 2; }",
            "{ a = 1; a.b = 2; }",
            "{ a.b = 1; a = 2; }",
            "{ a = { b = 1; }; a = { b = 2; c = 3; }; }",
            "x: { inherit x; x = 1; }",
            "x: { x.y = 1; inherit x; }",
            "x: { inherit x x; inherit (x) a a; }",
            "x: { a = x // { }; a.b = 1; }",
            "let a = 1; a = 2; in a",
            "{ a = 1; \"a\" = 2; ${\"a\"} = 3; }",
            "{ a = 1; b = 2; c = 3; d = 4; e = 5; f = 6; g = 7; h = 8; i = 9; b = 3; i = 1; }",
        ],
        expect![[r#"
            { a = 1; a = 2; }
                (set [a=1])
                NIX003 9..10 `a`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
            { a.b = 1; a.b = 2; }
                (set [a=(set [b=1])])
                NIX003 13..14 `b`: attribute `a.b` is already defined (defined again here); 4..5 `b`: first defined here
            { a = 1; a.b = 2; }
                (set [a=1])
                NIX003 9..10 `a`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
            { a.b = 1; a = 2; }
                (set [a=(set [b=1])])
                NIX003 11..12 `a`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
            { a = { b = 1; }; a = { b = 2; c = 3; }; }
                (set [a=(set [b=1 c=3])])
                NIX003 24..25 `b`: attribute `a.b` is already defined (defined again here); 8..9 `b`: first defined here
            x: { inherit x; x = 1; }
                (fn x (set [x=^x@0.0]))
                NIX003 16..17 `x`: attribute `x` is already defined (defined again here); 13..14 `x`: first defined here
            x: { x.y = 1; inherit x; }
                (fn x (set [x=(set [y=1])]))
                NIX003 22..23 `x`: attribute `x` is already defined (defined again here); 5..6 `x`: first defined here
            x: { inherit x x; inherit (x) a a; }
                (fn x (set [from0=x@0.0 x=^x@0.0 a=from0]))
                NIX003 15..16 `x`: attribute `x` is already defined (defined again here); 13..14 `x`: first defined here
                NIX003 32..33 `a`: attribute `a` is already defined (defined again here); 30..31 `a`: first defined here
            x: { a = x // { }; a.b = 1; }
                (fn x (set [a=(Update x@0.0 (set []))]))
                NIX003 19..20 `a`: attribute `a` is already defined (defined again here); 5..6 `a`: first defined here
            let a = 1; a = 2; in a
                (let [a=1] a@0.0)
                NIX003 11..12 `a`: attribute `a` is already defined (defined again here); 4..5 `a`: first defined here
            { a = 1; "a" = 2; ${"a"} = 3; }
                (set [a=1])
                NIX003 9..12 `"a"`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
                NIX003 18..24 `${"a"}`: attribute `a` is already defined (defined again here); 2..3 `a`: first defined here
            { a = 1; b = 2; c = 3; d = 4; e = 5; f = 6; g = 7; h = 8; i = 9; b = 3; i = 1; }
                (set [a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9])
                NIX003 65..66 `b`: attribute `b` is already defined (defined again here); 9..10 `b`: first defined here
                NIX003 72..73 `i`: attribute `i` is already defined (defined again here); 58..59 `i`: first defined here
        "#]],
    );
}

#[test]
fn computed_names_where_none_are_allowed() {
    all(
        &[
            "x: let ${x} = 1; in a",
            "x: let \"a${x}\" = 1; b = 2; in b",
            "x: { inherit ${x}; }",
            "x: y: { inherit ${\"x\"} \"y\"; }",
        ],
        expect![[r#"
            x: let ${x} = 1; in a
                (fn x (let [] (undefined a)))
                NIX006 7..11 `${x}`: computed attribute names are not allowed in `let`
            x: let "a${x}" = 1; b = 2; in b
                (fn x (let [b=2] b@0.0))
                NIX006 7..14 `"a${x}"`: computed attribute names are not allowed in `let`
            x: { inherit ${x}; }
                (fn x (set []))
                NIX006 13..17 `${x}`: computed attribute names are not allowed in `inherit`
            x: y: { inherit ${"x"} "y"; }
                (fn x (fn y (set [x=^x@1.0 y=^y@0.0])))
        "#]],
    );
}

#[test]
fn arguments_named_twice() {
    all(
        &["{ a, b, a ? 1 }: a", "{ a }@a: a", "a@{ b, a, ... }: a", "a: a: a"],
        expect![[r#"
        { a, b, a ? 1 }: a
            (fn { a b } a@0.0)
            NIX004 8..9 `a`: argument `a` is named twice (named again here); 2..3 `a`: first named here
        { a }@a: a
            (fn { a } a@0.0)
            NIX004 6..7 `a`: argument `a` is named twice (named again here); 2..3 `a`: first named here
        a@{ b, a, ... }: a
            (fn { b a ... } a@0.1)
            NIX004 0..1 `a`: argument `a` is named twice (named again here); 7..8 `a`: first named here
        a: a: a
            (fn a (fn a a@0.0))
    "#]],
    );
}
