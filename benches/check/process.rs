//! Whole processes: the built `ocinix`, and this program as a process that does the floor's work or `check`'s and says
//! how much memory it took.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use super::floor;

/// Set for a process that this program starts of itself: which work it is to do.
const WORK: &str = "OCINIX_BENCH_WORK";

/// Does the work that this process was started for, if it was started for some.
pub(crate) fn work() -> Option<ExitCode> {
    match std::env::var(WORK).ok()?.as_str() {
        "floor" => {
            let paths: Vec<PathBuf> = std::env::args_os().skip(2).map(PathBuf::from).collect();
            floor::files(&super::nix_files(&paths));
        }
        _ => {
            ocinix::cli::run();
        }
    }
    if let Some(peak) = own_peak() {
        eprintln!("{peak}");
    }
    Some(ExitCode::SUCCESS)
}

/// The most memory this process has had, in KiB; Linux only.
fn own_peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

fn this(work: &str, path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the path of this program"));
    command.env(WORK, work).arg("check").arg(path);
    command
}

/// A process that does nothing but the floor.
pub(crate) fn floor(path: &Path) -> Command {
    this("floor", path)
}

/// The command as it is installed.
pub(crate) fn check(path: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ocinix"));
    command.arg("check").arg(path);
    command
}

/// How long a process takes, from starting it to having its status.
pub(crate) fn time(mut command: Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status().expect("a process of the benchmark");
    let took = start.elapsed();
    assert!(status.code().is_some_and(|code| code < 2), "{command:?} failed");
    took
}

/// Peak memory in MiB of the floor or of `check`, where the system tells.
pub(crate) fn peak(work: &str, path: &Path) -> Option<f64> {
    let output = this(work, path).output().ok()?;
    let last = String::from_utf8_lossy(&output.stderr).lines().last()?.parse::<f64>().ok()?;
    Some(last / 1024.0)
}
