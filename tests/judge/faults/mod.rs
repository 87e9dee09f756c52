//! What servers do wrong, one after another: what comes of the answer, and what is said about it.

mod endpoint;
mod replies;

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::thread;
use std::time::Duration;

use crate::bench::{Judged, KEY, against, contains};
use crate::server::{Asked, Deed, Server};

/// What the signals alone give the answer, and what they give it together with a generous judge.
const SIGNALS: [u64; 3] = [3, 1, 0];
const TOGETHER: [u64; 3] = [3, 2, 1];

/// One fault and what should come of it.
struct Case {
    name: &'static str,
    script: Box<dyn Fn(&Asked) -> Deed + Send + Sync>,
    arguments: &'static [&'static str],
    status: i32,
    mode: &'static str,
    levels: [u64; 3],
    requests: RangeInclusive<usize>,
    /// In what is said on standard error.
    err: Vec<&'static str>,
    /// In the warnings of the report.
    warnings: Vec<&'static str>,
    /// In why a criterion has no level of the judge.
    unrated: &'static str,
    at_least: Duration,
    more: Option<fn(&Server, &Judged)>,
}

/// A fault after which the judge is heard all the same.
fn judged(name: &'static str, script: impl Fn(&Asked) -> Deed + Send + Sync + 'static) -> Case {
    Case {
        name,
        script: Box::new(script),
        arguments: &[],
        status: 0,
        mode: "judged",
        levels: TOGETHER,
        requests: 2..=2,
        err: Vec::new(),
        warnings: Vec::new(),
        unrated: "",
        at_least: Duration::ZERO,
        more: None,
    }
}

/// A fault after which the signals stand alone, and `why`.
fn degraded(
    name: &'static str,
    why: &'static str,
    script: impl Fn(&Asked) -> Deed + Send + Sync + 'static,
) -> Case {
    Case {
        requests: 6..=6,
        warnings: vec![
            "degraded: the judge could not be had for 3 of 3 criteria, which the signals decide alone: ",
            why,
        ],
        ..unbelieved(name, why, script)
    }
}

/// A reply that can be read and not be believed: the signals stand alone.
fn unbelieved(
    name: &'static str,
    why: &'static str,
    script: impl Fn(&Asked) -> Deed + Send + Sync + 'static,
) -> Case {
    Case {
        status: 2,
        mode: "degraded",
        levels: SIGNALS,
        warnings: vec![
            "unbelieved: the judge gave no level that could be believed for 3 of 3 criteria, which the signals decide alone",
        ],
        unrated: why,
        ..judged(name, script)
    }
}

impl Case {
    fn requests(mut self, requests: RangeInclusive<usize>) -> Self {
        self.requests = requests;
        self
    }

    fn with(mut self, arguments: &'static [&'static str]) -> Self {
        self.arguments = arguments;
        self
    }

    fn says(mut self, part: &'static str) -> Self {
        self.err.push(part);
        self
    }

    fn levels(mut self, levels: [u64; 3]) -> Self {
        self.levels = levels;
        self
    }

    fn waits(mut self, at_least: Duration) -> Self {
        self.at_least = at_least;
        self
    }

    fn and(mut self, more: fn(&Server, &Judged)) -> Self {
        self.more = Some(more);
        self
    }

    /// Runs it; what is not as it should be.
    fn run(self) -> Result<(), String> {
        let server = Server::new(self.script);
        let found = against(&server, self.arguments);
        let mut wrong = String::new();
        let count = server.count();
        let mut expect = |holds: bool, what: String| {
            if !holds {
                let _ = writeln!(wrong, "  {what}");
            }
        };
        let status = found.said.status;
        expect(status == self.status, format!("exit status {status}"));
        expect(
            found.mode() == self.mode,
            format!("mode {:?}", found.mode()),
        );
        let levels = found.levels();
        expect(levels == self.levels, format!("levels {levels:?}"));
        expect(self.requests.contains(&count), format!("{count} requests"));
        for part in &self.err {
            expect(found.said.err.contains(part), format!("not said: {part}"));
        }
        for part in &self.warnings {
            let warned = found.warnings().contains(part);
            expect(warned, format!("not among the warnings: {part}"));
        }
        if !self.unrated.is_empty() {
            for criterion in found.report["criteria"].as_array().into_iter().flatten() {
                let why = criterion["judge"]["unrated"].as_str().unwrap_or("");
                expect(why.contains(self.unrated), format!("unrated: {why:?}"));
            }
        }
        let asked = server.asked();
        let waited = asked
            .last()
            .zip(asked.first())
            .map(|(last, first)| last.at - first.at);
        let waited = waited.unwrap_or_default();
        expect(waited >= self.at_least, format!("waited only {waited:?}"));
        for (place, bytes) in found.traces() {
            expect(!contains(&bytes, KEY), format!("the key is in {place}"));
        }
        if wrong.is_empty() {
            if let Some(more) = self.more {
                more(&server, &found);
            }
            return Ok(());
        }
        Err(format!(
            "{}:\n{wrong}{}{}",
            self.name,
            found.said.err,
            found.warnings()
        ))
    }
}

/// Runs all of them at once: most of their time is waiting.
fn run(cases: Vec<Case>) {
    let wrong: Vec<String> = thread::scope(|scope| {
        let running: Vec<_> = cases
            .into_iter()
            .map(|case| (case.name, scope.spawn(|| case.run())))
            .collect();
        let ended = running
            .into_iter()
            .filter_map(|(name, case)| match case.join() {
                Ok(done) => done.err(),
                Err(_) => Some(format!("{name}: panicked\n")),
            });
        ended.collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A fault for so many requests, and a generous judge behind it.
fn first(times: usize, deed: fn() -> Deed) -> impl Fn(&Asked) -> Deed + Send + Sync {
    move |asked| {
        if asked.nth < times {
            deed()
        } else {
            Deed::Generous
        }
    }
}

fn always(deed: fn() -> Deed) -> impl Fn(&Asked) -> Deed + Send + Sync {
    move |_| deed()
}
