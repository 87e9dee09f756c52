//! A program run as a process of its own, with the time and memory that it takes.
#![expect(
    clippy::unwrap_used,
    reason = "a bench stops at the first thing that goes wrong"
)]

use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// The memory is looked at once in so many milliseconds.
const MEMORY: u32 = 10;

/// What a run took.
pub(crate) struct Run {
    /// Seconds.
    pub(crate) wall: f64,
    /// Seconds of all threads.
    pub(crate) cpu: f64,
    /// MiB.
    pub(crate) peak: f64,
}

/// Runs a program to its end.
pub(crate) fn watch(command: &mut Command) -> Run {
    let before = children_cpu();
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut peak: f64 = 0.0;
    let mut looks = 0_u32;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        // Looking at the memory takes longer than looking whether it has ended.
        if looks.is_multiple_of(MEMORY) {
            peak = peak.max(high_water(&child));
        }
        looks += 1;
        std::thread::sleep(Duration::from_millis(1));
    };
    let wall = start.elapsed().as_secs_f64();
    assert!(status.success(), "{status}");
    Run {
        wall,
        cpu: children_cpu() - before,
        peak,
    }
}

/// The most memory that a process has held, in MiB, as far as the system tells.
fn high_water(child: &Child) -> f64 {
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

/// Seconds of processor time of all children that have ended.
pub(crate) fn children_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|field| field.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(13) + ticks(14)) / 100.0
}
