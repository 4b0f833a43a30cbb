//! `check` against the floor of the same run: a table of ratios from interleaved samples, then divan's statistics.
//! Absolute times tell about the machine; the ratios hold on others too.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod floor;
mod generate;
mod process;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use ocinix::analysis::{self, Options};
use ocinix::base::Files;
use ocinix::base::files::Disk;
use ocinix::diag::Severity;
use tempfile::TempDir;

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The generated files, for the time of the run.
struct Inputs {
    folder: TempDir,
}

impl Inputs {
    /// `empty.nix`; `small.nix` of about 60 lines; `large.nix` with 1,000 containers; `many/` with 300 modules.
    fn new() -> Inputs {
        let folder = TempDir::new().expect("a temporary folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a temporary file");
        write("empty.nix", "");
        write("small.nix", &generate::module(1, 3));
        write("large.nix", &generate::module(2, 1000));
        std::fs::create_dir(folder.path().join("many")).expect("a temporary folder");
        for i in 0..300 {
            write(&format!("many/group{i}.nix"), &generate::module(100 + i, 3));
        }
        Inputs { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

static INPUTS: LazyLock<Inputs> = LazyLock::new(Inputs::new);

fn main() -> ExitCode {
    if let Some(done) = process::work() {
        return done;
    }
    // `cargo test --benches` starts this too: then everything runs once and nothing is measured.
    let measure = std::env::args().any(|a| a == "--bench");
    let filtered = std::env::args().skip(1).any(|a| !a.starts_with('-'));
    if !filtered {
        table(measure);
    }
    let divan = divan::Divan::from_args();
    if measure {
        divan.run_benches()
    } else {
        divan.test_benches()
    }
    // The inputs live as long as the program: nobody else deletes them.
    let _ = std::fs::remove_dir_all(INPUTS.folder.path());
    ExitCode::SUCCESS
}

/// The `.nix` files among and below paths.
fn nix_files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let below = |p: &PathBuf| if p.is_dir() { analysis::nix_files(&disk(p), p) } else { vec![p.clone()] };
    paths.iter().flat_map(below).collect()
}

fn disk(path: &Path) -> Disk {
    Disk::new([path.to_path_buf()])
}

/// Everything `check` does but printing. Returns the number of findings that are more than remarks.
fn check(path: &Path) -> usize {
    let files = Arc::new(Files::new(disk(path)));
    let outcome = analysis::check(files, &[path.to_path_buf()], &Options::default());
    outcome.diagnostics.iter().filter(|d| d.severity >= Severity::Warning).count()
}

fn floor_of(path: &Path) -> usize {
    floor::files(&nix_files(&[path.to_path_buf()]))
}

/// Prints what is promised of a release build, and what was measured.
fn table(measure: bool) {
    let samples = if measure { 41 } else { 1 };
    println!("{:<34}{:>12}{:>12}{:>9}   goal", "", "floor", "check", "ratio");
    for (name, what) in [("large.nix", "1,000 containers"), ("many", "300 modules")] {
        let path = INPUTS.path(name);
        assert_eq!(check(&path), 0, "the inputs have no mistakes");
        let clock = |f: fn(&Path) -> usize| {
            let start = Instant::now();
            black_box(f(black_box(&path)));
            start.elapsed()
        };
        let (floor, check) = medians(samples, || clock(floor_of), || clock(check));
        row(&format!("{what}, in one process"), (floor, check), millis, "ratio ≤ 2.0");
        let (floor, check) = processes(samples, &path);
        row(&format!("{what}, whole process"), (floor, check), millis, "ratio ≤ 2.0");
    }
    for (name, what, goal) in [("empty.nix", "empty file", ""), ("small.nix", "60 lines", "≤ 3 ms")] {
        row(&format!("{what}, whole process"), processes(samples, &INPUTS.path(name)), millis, goal);
    }
    let large = INPUTS.path("large.nix");
    if let (Some(floor), Some(check)) = (process::peak("floor", &large), process::peak("check", &large)) {
        row("1,000 containers, peak memory", (floor, check), |m| format!("{m:.1} MiB"), "≤ 48 MiB");
    }
    println!();
}

fn row(what: &str, (floor, check): (f64, f64), unit: fn(f64) -> String, goal: &str) {
    println!("{what:<34}{:>12}{:>12}{:>9.2}   {goal}", unit(floor), unit(check), check / floor);
}

/// How long the floor and `check` take as processes of their own, from starting them to having their status.
fn processes(samples: usize, path: &Path) -> (f64, f64) {
    medians(samples, || process::time(process::floor(path)), || process::time(process::check(path)))
}

/// Takes both samples in turn, so that what else the machine does meets both. Medians in seconds.
fn medians(samples: usize, floor: impl Fn() -> Duration, check: impl Fn() -> Duration) -> (f64, f64) {
    floor();
    check();
    let (floors, checks): (Vec<_>, Vec<_>) = (0..samples).map(|_| (floor(), check())).unzip();
    (median(floors), median(checks))
}

fn median(mut samples: Vec<Duration>) -> f64 {
    samples.sort_unstable();
    samples[samples.len() / 2].as_secs_f64()
}

fn millis(seconds: f64) -> String {
    format!("{:.2} ms", seconds * 1e3)
}

const NAMES: [&str; 4] = ["empty.nix", "small.nix", "large.nix", "many"];

#[divan::bench(name = "floor", args = NAMES, max_time = 3)]
fn floor_bench(bencher: divan::Bencher<'_, '_>, name: &str) {
    let path = INPUTS.path(name);
    bencher.bench_local(|| floor_of(&path));
}

#[divan::bench(name = "check", args = NAMES, max_time = 3)]
fn check_bench(bencher: divan::Bencher<'_, '_>, name: &str) {
    let path = INPUTS.path(name);
    bencher.bench_local(|| check(&path));
}

/// The parts of `check` that do not evaluate: the grammar, rnix, and names resolved.
#[divan::bench(args = ["small.nix", "large.nix"], max_time = 3)]
fn lower(bencher: divan::Bencher<'_, '_>, name: &str) {
    let text = std::fs::read_to_string(INPUTS.path(name)).expect("an input of the benchmark");
    bencher.bench_local(|| ocinix::ir::lower(ocinix::base::FileId(0), &text));
}
