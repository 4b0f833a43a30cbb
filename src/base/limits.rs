//! Every budget in one place, with what happens when it is reached.
//!
//! Nothing in a `.nix` file may crash, hang or exhaust the machine: each limit below ends in a diagnostic or in an
//! unknown value, and the rest of the run goes on.

/// Largest file that is read, in bytes; a larger one is a finding and its value is unknown.
/// The largest hand-written file in public configurations has 62 KB.
pub const FILE_BYTES: u64 = 2 << 20;
/// Largest data file for `readFile`/`fromJSON`, in bytes.
pub const DATA_BYTES: u64 = 16 << 20;
/// Work of rnix's path look-ahead: for each run of word characters, separators in it times its length.
pub const LOOKAHEAD: usize = 32 << 20;
/// Largest archive that is hashed for a store path, in bytes; the path of a larger one is a hole.
pub const ARCHIVE_BYTES: u64 = 128 << 20;
/// Bracket nesting; nixpkgs' deepest expression nests about 251 levels, rnix itself stops at 512 where it counts.
pub const NESTING: usize = 512;
/// Tokens of one expression outside brackets (operator and application chains are quadratic in the tree builder).
pub const CHAIN: usize = 2048;
/// Work of rowan's node cache, which hashes the trees below it whenever it grows: for each token, the number of nodes
/// around it that may be hashed again. Worst case measured: 60 ns for each.
pub const PARSE_WORK: u64 = 24 << 20;
/// Strings up to this length are interned as symbols.
pub const INTERN_BYTES: usize = 64;

/// Names in the path of an option that no module declares: what lies deeper is a value, not a set of options.
pub const OPTION_PATH: usize = 64;
/// Function calls inside each other: Nix's own `max-call-depth`.
pub const CALL_DEPTH: u32 = 10_000;
/// Nested evaluation steps (thunks forcing thunks); bounds the native stack.
pub const EVAL_DEPTH: u32 = 60_000;
/// What one evaluation may use; when it is used up, everything further is unknown.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Expressions, calls, and values visited by a walk.
    pub steps: u64,
    /// Values that are computed at most once.
    pub cells: usize,
    /// Memory, roughly: cells, frames, lists, sets, strings.
    pub heap_bytes: usize,
}
/// For one host. All of NixOS for one unit's text takes Nix about 10 million thunks.
pub const HOST: Budget = Budget { steps: 80_000_000, cells: 20_000_000, heap_bytes: 1 << 30 };
/// For one value that a person asks for: enough for NixOS' own module system over all of its modules.
pub const VALUE: Budget = Budget { steps: 800_000_000, cells: 100_000_000, heap_bytes: 6 << 30 };
/// Longest string a program may build, in bytes.
pub const STRING_BYTES: usize = 32 << 20;
/// All strings a program may build together, in bytes.
pub const STRINGS_TOTAL: usize = 512 << 20;
/// Most elements of one `genericClosure`.
pub const CLOSURE_LEN: usize = 1_000_000;
/// Longest list a builtin may make.
pub const LIST_LEN: usize = 4_000_000;
/// Nesting of values walked by printing, comparing, serialising, merging.
pub const VALUE_DEPTH: u32 = 4_000;
/// Values visited by one walk: a self-containing set printed or serialised ends here.
pub const WALK_NODES: u64 = 2_000_000;
/// Bytes and pieces of a half-known text that is matched against a pattern; a larger one counts as unknown.
pub const PATTERN_BYTES: usize = 4096;
pub const PATTERN_PIECES: usize = 64;
/// Diagnostics per file; further ones are counted.
pub const DIAGNOSTICS_PER_FILE: usize = 200;
/// Entries of one `readDir`, and files found by one recursive listing.
pub const DIR_ENTRIES: usize = 50_000;
/// Steps of one walk through a lock file's `follows`; an input that needs more goes round in circles and is not found.
pub const FOLLOWS_STEPS: usize = 1_000;
