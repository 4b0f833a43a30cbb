//! The texts of `--help`: commands, options and examples as they are printed.

use expect_test::expect;
use libtest_mimic::Trial;
use ocinix::cli::Analyses;

use crate::cli::Lab;

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![help_has_examples]
}

fn help_has_examples() {
    let lab = Lab::new(&[]);
    lab.run(&Analyses, &["--help"]).check(
        0,
        expect![[r#"
            Checks the containers of NixOS configurations without running Nix, and shows the systemd units they
            become

            Usage: ocinix [OPTIONS] <COMMAND>

            Commands:
              check        Find mistakes
              units        Show the systemd units that will run
              list         Show the containers: image, user, ports and who reaches them, what they need
              graph        Draw the containers with users, networks, volumes and ports
              diff         Show what a change does: units that come, go, change and restart; new findings
              rules        Show all rules
              explain      Show the page of a rule
              schema       Print the JSON schema of a format
              completions  Print a completion script for a shell
              man          Print the man page
              eval         Evaluate a file or an expression and print its value
              lsp          Serve an editor: findings while typing, over standard input and output
              help         Print this message or the help of the given subcommand(s)

            Options:
                  --color <WHEN>  When to use colours [default: auto] [possible values: auto, always, never]
              -h, --help          Print help
              -V, --version       Print version

            Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, unreadable input or an
            internal error.
        "#]],
    );
    lab.run(&Analyses, &["check", "--help"]).check(
        0,
        expect![[r#"
            Find mistakes

            Usage: ocinix check [OPTIONS] [PATH]...

            Arguments:
              [PATH]...  Files and directories [default: the current directory]

            Options:
                  --nixos <REL>            NixOS release whose modules hold: 24.05, 24.11, 25.05, 25.11, 26.05
                                           or unstable
                  --closed-world           The files are a whole host: what they do not say is not so
                  --open-world             The files are part of something larger: what they do not say is
                                           unknown
                  --host <NAME>            Only this host of a flake; may be given more than once
                  --input <NAME=PATH>      The source of a flake input, when it is not in the Nix store; may be
                                           given more than once
                  --stdin-filename <PATH>  Read text from standard input as if it were this file
                  --select <CODE>          Only these rules: codes (OCI201), beginnings of codes (OCI2) or names
                                           (invalid-port-spec)
                  --ignore <CODE>          Not these rules
                  --fix                    Mend what can be mended without doubt, and report the rest
                  --unsafe-fixes           With --fix or --diff: also what picks one of several meanings
                  --diff                   Show what --fix would change, as a patch, and change nothing
                  --staged                 Read what is staged for the next commit, not what lies in the work
                                           tree
                  --color <WHEN>           When to use colours [default: auto] [possible values: auto, always,
                                           never]
                  --format <FORMAT>        How findings are written; sarif is SARIF 2.1.0, github writes
                                           annotations of a workflow [default: human] [possible values: human,
                                           concise, json, sarif, github]
                  --level <SEVERITY>       Lowest severity that is shown [default: warning, for json: style]
                                           [possible values: error, warning, info, style]
                  --fail-on <SEVERITY>     Lowest severity that makes the exit status 1 [default: error]
                                           [possible values: error, warning, info, style]
                  --explain-unknown        Show what could not be checked, and why
                  --statistics             Show how many findings there are of each kind, not the findings
              -h, --help                   Print help

            Examples:
              ocinix check                                   the configuration in this directory
              ocinix check hosts/nas.nix --closed-world      a whole host, nothing else configured
              ocinix check --level style modules/            with every remark
              ocinix check --format json | jq .summary       for programs
              ocinix check --diff | git apply                the same as --fix
              ocinix check --select OCI7,OCI206              rootless containers only
              ocinix check --stdin-filename web.nix <web.nix text that is not saved yet
        "#]],
    );
}
