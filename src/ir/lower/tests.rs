//! Lowering: what each form of the language becomes, and what is reported.

use expect_test::{Expect, expect};

use crate::base::FileId;
use crate::diag::{Anchor, At};
use crate::ir::dump::dump;

use super::{Lowered, lower};

const FILE: FileId = FileId(0);

/// The dump of the module, then one line for each finding: code, place as text, message, labels, help.
fn render(text: &str) -> String {
    let lowered = lower(FILE, text);
    let mut out = dump(&lowered.module);
    for d in &lowered.diagnostics {
        let place = |a: Anchor| {
            let span = match a.at {
                At::Expr(e) => lowered.map.expr(e),
                At::Name(n) => lowered.map.name(n),
                At::Text(s) => s,
                At::File => return "file".to_owned(),
            };
            format!("{}..{} `{}`", span.start, span.end, &text[span.start as usize..span.end as usize])
        };
        out.push_str(&format!("\n{} {}: {}", d.code.code, place(d.primary), d.message));
        if !d.primary_label.is_empty() {
            out.push_str(&format!(" ({})", d.primary_label));
        }
        for l in &d.labels {
            out.push_str(&format!("; {}: {}", place(l.anchor), l.text));
        }
        if let Some(help) = &d.help {
            out.push_str(&format!("; help: {help}"));
        }
    }
    out
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&render(text));
}

fn lowered(text: &str) -> Lowered {
    lower(FILE, text)
}

#[test]
fn comments_and_white_space_leave_the_module_equal() {
    let a = lowered("{ a = 1; # one\n b = x: [ a.b x ]; }");
    let b = lowered("\n{   a = 1; /* eins */\n\n b = x:\n [ a.b   x ];   }\n");
    assert_eq!(a.module, b.module);
    assert_ne!(a.map, b.map);
}

#[test]
fn module_function() {
    check(
        "{ config, lib ? null, ... }@args: { services.x = lib.mkIf config.a.b or false args; }",
        expect![
            "(fn { config lib?null ... }@args (set [services=(set [x=(apply (select lib@0.1 .mkIf) (select config@0.0 .a .b or false) args@0.2)])]))"
        ],
    );
}
