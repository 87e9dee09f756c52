//! How far a long run is, on a terminal: done, rate, time left, the average so far.

use std::fmt::Write;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::output::Console;
use crate::endpoint::Spent;
use crate::report::Printable;

/// How often it is drawn, a second.
const RATE: u8 = 8;

/// A line of a terminal, or nothing where nobody watches.
pub(super) struct Progress {
    bar: ProgressBar,
    scores: f64,
    graded: u32,
    failed: u32,
    /// What the judge took so far.
    spent: String,
}

impl Progress {
    /// Progress through `total` answers, where that is known; hidden where the results themselves are
    /// seen as they come.
    pub(super) fn new(console: &Console, total: Option<usize>, results_seen: bool) -> Self {
        let bar = line(console.is_watched() && !(results_seen && console.shows_results()));
        let template = match total {
            Some(total) => {
                bar.set_length(u64::try_from(total).unwrap_or(u64::MAX));
                "{pos}/{len} {bar:24} {rate}, {eta} left{msg}"
            }
            None => "{pos} graded, {rate}, {elapsed}{msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("█▌░").with_key("rate", rate));
        }
        Self {
            bar,
            scores: 0.0,
            graded: 0,
            failed: 0,
            spent: String::new(),
        }
    }

    /// One more answer is graded.
    pub(super) fn graded(&mut self, score: f64) {
        self.graded += 1;
        self.scores += score;
        self.step();
    }

    /// One more input could not be.
    pub(super) fn failed(&mut self) {
        self.failed += 1;
        self.step();
    }

    fn step(&mut self) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.inc(1);
        let mean = self.scores / f64::from(self.graded.max(1));
        let failed = match self.failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        let spent = &self.spent;
        self.bar
            .set_message(format!(", average {mean:.1}{failed}{spent}"));
    }

    /// What the judge took so far.
    pub(super) fn spent(&mut self, spent: &Spent) {
        let tokens = spent.usage.prompt_tokens + spent.usage.completion_tokens;
        let cost = spent
            .cost
            .map_or_else(String::new, |cost| format!(", {cost:.2} US dollars"));
        self.spent = format!(", {tokens} tokens{cost}");
    }

    /// Says something else meanwhile.
    pub(super) fn aside(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
    }

    /// Takes the line away.
    pub(super) fn end(self) {
        self.bar.finish_and_clear();
    }
}

/// That a judge is being asked.
pub(super) struct Asking(ProgressBar);

impl Asking {
    /// The model is asked from now on.
    pub(super) fn new(console: &Console, model: &str) -> Self {
        let bar = line(console.is_watched());
        if let Ok(style) = ProgressStyle::with_template("asking {prefix} ... {elapsed}") {
            bar.set_style(style);
        }
        let bar = bar.with_prefix(Printable(model).to_string());
        bar.enable_steady_tick(std::time::Duration::from_secs(1));
        Self(bar)
    }

    /// Takes the line away.
    pub(super) fn end(self) {
        self.0.finish_and_clear();
    }
}

/// How many changes of a rubric have been tried.
pub(super) struct Steps(ProgressBar);

impl Steps {
    /// Nothing tried yet of the rubric at `path`.
    pub(super) fn new(console: &Console, path: &str) -> Self {
        let bar = line(console.is_watched());
        if let Ok(style) = ProgressStyle::with_template("{prefix}: {pos} of {len} changes tried") {
            bar.set_style(style);
        }
        Self(bar.with_prefix(Printable(path).to_string()))
    }

    /// So many of all have been tried.
    pub(super) fn tell(&self, done: usize, all: usize) {
        self.0.set_length(u64::try_from(all).unwrap_or(u64::MAX));
        self.0.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    }

    /// Takes the line away.
    pub(super) fn end(self) {
        self.0.finish_and_clear();
    }
}

/// A line of the terminal that messages go to, or nothing where nobody watches.
fn line(watched: bool) -> ProgressBar {
    let bar = ProgressBar::hidden();
    if watched {
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(RATE));
    }
    bar
}

/// Answers a second; a digit behind the point where there are few.
fn rate(state: &ProgressState, out: &mut dyn Write) {
    let rate = state.per_sec();
    let decimals = usize::from(rate < 10.0);
    let _ = write!(out, "{rate:.decimals$}/s");
}
