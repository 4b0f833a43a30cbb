//! The command line as types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::analysis::{UnitsFormat, World};
use crate::base::limits;
use crate::diag::Severity;
use crate::report::Format;
use crate::schema::Release;

/// Checks the containers of NixOS configurations without running Nix, and shows the systemd units they become.
#[derive(Debug, Parser)]
#[command(name = "ocinix", version, after_help = EXIT_STATUS)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
}

const EXIT_STATUS: &str = "\
Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, unreadable input or an internal error.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find mistakes
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Show the systemd units that will run
    #[command(after_help = UNITS_EXAMPLES)]
    Units(UnitsArgs),
    /// Show the containers: image, user, ports and who reaches them, what they need
    #[command(after_help = LIST_EXAMPLES)]
    List(ListArgs),
    /// Draw the containers with users, networks, volumes and ports
    #[command(after_help = GRAPH_EXAMPLES)]
    Graph(GraphArgs),
    /// Show what a change does: units that come, go, change and restart; new findings
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(DiffArgs),
    /// Show all rules
    Rules(RulesArgs),
    /// Show the page of a rule
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Print the JSON schema of a format
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
    /// Print the man page
    Man,
    /// Evaluate a file or an expression and print its value
    #[command(after_help = EVAL_EXAMPLES)]
    Eval(EvalArgs),
    /// Serve an editor: findings while typing, over standard input and output
    #[command(after_help = LSP_SETTINGS)]
    Lsp(LspArgs),
}

const CHECK_EXAMPLES: &str = "\
Examples:
  ocinix check                                   the configuration in this directory
  ocinix check hosts/nas.nix --closed-world      a whole host, nothing else configured
  ocinix check --level style modules/            with every remark
  ocinix check --format json | jq .summary       for programs
  ocinix check --diff | git apply                the same as --fix
  ocinix check --select OCI7,OCI206              rootless containers only
  ocinix check --stdin-filename web.nix <web.nix text that is not saved yet";

const UNITS_EXAMPLES: &str = "\
Examples:
  ocinix units                                   all hosts of this directory, as JSON
  ocinix units nas.nix --format text             unit files, as `systemctl cat` shows them
  ocinix units nas.nix --unit podman-web         one unit
  ocinix units nas.nix --nixos 25.05             as another release makes them";

const LIST_EXAMPLES: &str = "\
Examples:
  ocinix list                                    the containers of all hosts of this directory
  ocinix list --host nas --format json | jq '.hosts.nas.containers[] | select(.published.sockets != [])'

Reach: loopback - this host; lan - a local network; everyone - whoever reaches the host;
filtered - the firewall keeps others out; unfiltered - there is none, or the engine goes past
it, as docker and rootful podman do.
Ready (when systemd takes the unit for started): process - it runs; started - the container
runs; notified - the program in it says so; healthy - its health check succeeds.";

const GRAPH_EXAMPLES: &str = "\
Examples:
  ocinix graph --format svg > containers.svg
  ocinix graph --host nas --format dot | dot -Tpdf > nas.pdf
  (echo '```mermaid'; ocinix graph; echo '```') >> README.md";

const DIFF_EXAMPLES: &str = "\
Examples:
  ocinix diff --git main                         the work tree with a branch
  ocinix diff --git main...HEAD                  what this branch has changed since it left main
  ocinix diff --staged                           what the next commit changes
  ocinix diff ../main .                          two work trees
  ocinix diff old.nix new.nix                    two files, each a whole host
  ocinix diff ../main . --format markdown        as a comment of a pull request

Exit status: 1 when a finding at or above --fail-on is new.";

const EVAL_EXAMPLES: &str = "\
Examples:
  ocinix eval default.nix --strict
  ocinix eval --expr 'map (x: x * 2) [ 1 2 3 ]' --json";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  ocinix explain OCI703
  ocinix explain invalid-port-spec";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  ocinix completions bash > ~/.local/share/bash-completion/completions/ocinix
  ocinix completions fish > ~/.config/fish/completions/ocinix.fish";

const LSP_SETTINGS: &str = "\
Settings (initializationOptions): { \"nixos\": \"25.05\" } chooses the release.";

/// Which configuration, and how it is read.
#[derive(Debug, Args)]
pub struct Selection {
    /// Files and directories [default: the current directory]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// NixOS release whose modules hold: 24.05, 24.11, 25.05, 25.11, 26.05 or unstable
    #[arg(long, value_name = "REL")]
    pub nixos: Option<Release>,
    /// The files are a whole host: what they do not say is not so
    #[arg(long, conflicts_with = "open_world")]
    pub closed_world: bool,
    /// The files are part of something larger: what they do not say is unknown
    #[arg(long)]
    pub open_world: bool,
    /// Only this host of a flake; may be given more than once
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// The source of a flake input, when it is not in the Nix store; may be given more than once
    #[arg(long = "input", value_name = "NAME=PATH", value_parser = input)]
    pub inputs: Vec<(String, PathBuf)>,
    /// Read text from standard input as if it were this file
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
}

/// Which findings are wanted.
#[derive(Debug, Args)]
pub struct Wanted {
    /// Only these rules: codes (OCI201), beginnings of codes (OCI2) or names (invalid-port-spec)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub ignore: Vec<String>,
}

/// `NAME=PATH` of a flake input.
fn input(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => Ok((name.to_owned(), path.into())),
        _ => Err("write it as NAME=PATH, for example `secrets=../secrets`".into()),
    }
}

impl Selection {
    pub fn world(&self) -> World {
        match (self.closed_world, self.open_world) {
            (true, _) => World::Closed,
            (_, true) => World::Open,
            _ => World::Auto,
        }
    }
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub selection: Selection,
    #[command(flatten)]
    pub wanted: Wanted,
    /// Mend what can be mended without doubt, and report the rest
    #[arg(long)]
    pub fix: bool,
    /// With --fix or --diff: also what picks one of several meanings
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what --fix would change, as a patch, and change nothing
    #[arg(long, conflicts_with_all = ["fix", "statistics", "explain_unknown"])]
    pub diff: bool,
    /// Read what is staged for the next commit, not what lies in the work tree
    #[arg(long, conflicts_with_all = ["fix", "diff", "stdin_filename"])]
    pub staged: bool,
    /// How findings are written; sarif is SARIF 2.1.0, github writes annotations of a workflow
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: FormatArg,
    /// Lowest severity that is shown [default: warning, for json: style]
    #[arg(long, value_name = "SEVERITY")]
    pub level: Option<SeverityArg>,
    /// Lowest severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: SeverityArg,
    /// Show what could not be checked, and why
    #[arg(long)]
    pub explain_unknown: bool,
    /// Show how many findings there are of each kind, not the findings
    #[arg(long, conflicts_with = "explain_unknown")]
    pub statistics: bool,
}

#[derive(Debug, Args)]
pub struct UnitsArgs {
    #[command(flatten)]
    pub selection: Selection,
    /// How units are written; nix is a function of { config, lib } for the NixOS module
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    pub format: UnitsFormatArg,
    /// Only this unit; may be given more than once
    #[arg(long = "unit", value_name = "NAME")]
    pub units: Vec<String>,
    /// Write to this file; one that is up to date is not touched
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write nothing: show how the file of --output differs from what it should be, with status 1 if it does
    #[arg(long, requires = "output")]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub selection: Selection,
    /// How containers are written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Table,
    Json,
}

#[derive(Debug, Args)]
pub struct GraphArgs {
    #[command(flatten)]
    pub selection: Selection,
    /// How the picture is written: svg is ready to be shown, the others are for programs that lay it out
    #[arg(long, value_name = "FORMAT", default_value = "mermaid")]
    pub format: GraphFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    Mermaid,
    Dot,
    Svg,
}

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The old and the new configuration: two files or two directories; with --git or --staged the one that is
    /// compared with itself [default: the current directory]
    #[arg(value_name = "PATH", num_args = 0..=2)]
    pub paths: Vec<PathBuf>,
    /// Compare with a commit: REV with the work tree, OLD..NEW two commits, OLD...NEW since they went apart
    #[arg(long, value_name = "REV[..REV]", conflicts_with = "staged")]
    pub git: Option<String>,
    /// Compare what is staged with the last commit
    #[arg(long)]
    pub staged: bool,
    /// NixOS release whose modules hold, for both
    #[arg(long, value_name = "REL")]
    pub nixos: Option<Release>,
    /// Only this host of a flake; may be given more than once
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// The source of a flake input, when it is not in the Nix store; may be given more than once
    #[arg(long = "input", value_name = "NAME=PATH", value_parser = input)]
    pub inputs: Vec<(String, PathBuf)>,
    /// How the difference is written; markdown is for a pull request
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: DiffFormat,
    /// Lowest severity of findings that are compared [default: warning]
    #[arg(long, value_name = "SEVERITY")]
    pub level: Option<SeverityArg>,
    /// Lowest severity of a new finding that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: SeverityArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    Human,
    Json,
    Markdown,
}

#[derive(Debug, Args)]
pub struct EvalArgs {
    /// The file to evaluate, the folder of a `default.nix`, or `-` for standard input
    #[arg(value_name = "FILE", required_unless_present = "expr", conflicts_with = "expr")]
    pub file: Option<PathBuf>,
    /// Evaluate this expression
    #[arg(long, short = 'E', value_name = "EXPR", allow_hyphen_values = true)]
    pub expr: Option<String>,
    /// Print what was parsed, without evaluating it
    #[arg(long, conflicts_with_all = ["strict", "json"])]
    pub parse: bool,
    /// Evaluate everything inside the value
    #[arg(long)]
    pub strict: bool,
    /// Print as JSON
    #[arg(long)]
    pub json: bool,
    /// Print as XML, everything inside the value included
    #[arg(long, conflicts_with_all = ["json", "parse"])]
    pub xml: bool,
    /// Print this part of the value, such as `a.b` or `a.0`
    #[arg(long = "attr", short = 'A', value_name = "ATTR")]
    pub attribute: Option<String>,
    /// Call functions that name their arguments with NAME = the value of EXPR; may be given more than once
    #[arg(long, num_args = 2, value_names = ["NAME", "EXPR"])]
    pub arg: Vec<String>,
    /// The same with NAME = TEXT
    #[arg(long, num_args = 2, value_names = ["NAME", "TEXT"])]
    pub argstr: Vec<String>,
    /// Folder, or NAME=FOLDER, for names in angle brackets; asked before NIX_PATH
    #[arg(short = 'I', value_name = "PATH")]
    pub include: Vec<String>,
    /// Function calls inside each other that are allowed
    #[arg(long, value_name = "N", default_value_t = limits::CALL_DEPTH, hide = true)]
    pub max_call_depth: u32,
    #[command(flatten)]
    pub nix: NixArgs,
}

/// Flags of `nix-instantiate` that ask for what `ocinix eval` does anyway, or for remarks that it does not make, so that
/// calls of it work as they are.
#[derive(Debug, Args)]
pub struct NixArgs {
    #[arg(long, hide = true)]
    pub eval: bool,
    #[arg(long, hide = true)]
    pub eval_only: bool,
    #[arg(long, hide = true)]
    pub impure: bool,
    #[arg(long, hide = true)]
    pub show_trace: bool,
    #[arg(long, hide = true)]
    pub no_show_trace: bool,
    #[arg(long, hide = true)]
    pub no_location: bool,
    #[arg(long, hide = true)]
    pub read_write_mode: bool,
    #[arg(long, hide = true, value_name = "LEVEL")]
    pub lint_url_literals: Option<String>,
    #[arg(long, hide = true, value_name = "LEVEL")]
    pub lint_short_path_literals: Option<String>,
    #[arg(long, hide = true, value_name = "LEVEL")]
    pub lint_absolute_path_literals: Option<String>,
    #[arg(long, hide = true, value_name = "NAMES")]
    pub extra_experimental_features: Option<String>,
}

#[derive(Debug, Args)]
pub struct RulesArgs {
    /// How rules are written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: RulesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    Table,
    Json,
    Markdown,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A code or a name
    #[arg(value_name = "RULE")]
    pub rule: String,
}

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Which format: what check, units, list and diff write as JSON, or ocinix.toml
    #[arg(value_name = "FORMAT")]
    pub of: SchemaOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    Diagnostics,
    Units,
    List,
    Diff,
    Settings,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct LspArgs {
    /// Accepted because many editors pass it: there is no other transport
    #[arg(long, hide = true)]
    pub stdio: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FormatArg {
    Human,
    Concise,
    Json,
    Sarif,
    Github,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Format {
        match format {
            FormatArg::Human => Format::Human,
            FormatArg::Concise => Format::Concise,
            FormatArg::Json => Format::Json,
            FormatArg::Sarif => Format::Sarif,
            FormatArg::Github => Format::Github,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum UnitsFormatArg {
    Json,
    Text,
    Nix,
}

impl From<UnitsFormatArg> for UnitsFormat {
    fn from(format: UnitsFormatArg) -> UnitsFormat {
        match format {
            UnitsFormatArg::Json => UnitsFormat::Json,
            UnitsFormatArg::Text => UnitsFormat::Text,
            UnitsFormatArg::Nix => UnitsFormat::Nix,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SeverityArg {
    Error,
    Warning,
    Info,
    Style,
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Severity {
        match severity {
            SeverityArg::Error => Severity::Error,
            SeverityArg::Warning => Severity::Warning,
            SeverityArg::Info => Severity::Info,
            SeverityArg::Style => Severity::Style,
        }
    }
}
