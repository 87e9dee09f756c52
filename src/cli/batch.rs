//! Many answers graded on all cores and written in order, as they come where the format allows it.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::Context;

use super::args::Arguments;
use super::desk::{Desk, Done, Gate, Watched, grade, unreadable};
use super::exit::Status;
use super::interrupt;
use super::judging::{Incoming, Judging};
use super::output::{Console, Sink};
use super::progress::Progress;
use crate::input::{Columns, InputError, Job, Queue, Taker};
use crate::report::{OutputFormat, Run};
use crate::run::{Feeder, Graded, Grader, Panel, Plan, Prepared, ordered};
use crate::settings::Settings;

/// Grades all answers of a queue.
pub(super) fn run(
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
    mut plan: Plan,
    panel: Option<&Panel>,
    queue: Queue,
) -> anyhow::Result<Status> {
    let format = settings.format;
    plan.compare = format.shows_class();
    if plan.explain && !format.shows_explanations() {
        console.remark(
            "--explain has no room where many answers stand together: `-f markdown`, json and jsonl have it",
        );
    }
    let to_file = arguments.output.is_some();
    let sink = match &arguments.output {
        Some(path) => Sink::file(path)?,
        None if format == OutputFormat::Human => Sink::Held,
        None => Sink::stdout(),
    };
    // A run with a judge sees to its own end.
    if let (None, Some(beside)) = (panel, sink.beside()) {
        interrupt::tidy(beside.to_path_buf());
    }
    let progress = Progress::new(console, queue.len(), format.streams() && !to_file);
    let run = Run::new(format, console.look(to_file));
    let gate = Gate {
        least: settings.min_score,
        lenient: arguments.allow_errors,
    };
    let desk = Desk::new(console, sink, run, progress, gate);
    let threads = arguments
        .jobs
        .or_else(|| available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN);
    let columns = Arc::new(arguments.columns());
    let plan = Arc::new(plan);
    let fields = Arc::clone(&columns);
    let alone = panel.is_some();
    let feed = move |feeder: &mut Feeder<Job>| queue.feed(&fields, &mut Feed { feeder, alone });
    let bench = Bench {
        plan,
        columns,
        format,
    };
    match panel {
        Some(panel) => judged(threads, feed, bench, desk, panel),
        None => graded(threads, feed, bench, desk),
    }
}

/// Grades by the signals alone.
fn graded(
    threads: NonZeroUsize,
    feed: impl FnOnce(&mut Feeder<Job>) + Send + 'static,
    bench: Bench,
    mut desk: Desk,
) -> anyhow::Result<Status> {
    let format = bench.format;
    let worker = move || {
        let alone = move |prepared: Prepared, _: &_| {
            prepared.conclude(None, |graded| grade(graded, format))
        };
        bench.worker(alone, |done| done)
    };
    let done = ordered(threads, feed, worker, &mut desk);
    done.context("the answers could not all be graded")?;
    desk.end(None)
}

/// Grades by the signals and a judge.
fn judged(
    threads: NonZeroUsize,
    feed: impl FnOnce(&mut Feeder<Job>) + Send + 'static,
    bench: Bench,
    desk: Desk,
    panel: &Panel,
) -> anyhow::Result<Status> {
    let format = bench.format;
    let finish = move |graded: Graded| grade(graded, format);
    let mut judging = Judging::new(panel, Watched::new(desk, panel), finish);
    let worker = move || {
        let lost = move |fault: &_| unreadable(fault, format);
        let next = move |prepared, fault: &_| Incoming::Prepared(Box::new(prepared), lost(fault));
        bench.worker(next, Incoming::Done)
    };
    let done = ordered(threads, feed, worker, &mut judging);
    done.context("the answers could not all be graded")?;
    judging.drain();
    let interrupted = judging.interrupted;
    judging.desk.end(interrupted)
}

/// What every thread needs.
#[derive(Clone)]
struct Bench {
    plan: Arc<Plan>,
    columns: Arc<Columns>,
    format: OutputFormat,
}

impl Bench {
    /// A thread's work: an answer read and passed on to `next`, with what is reported where that
    /// fails; what cannot be read goes through `done`.
    fn worker<R, N, D>(&self, next: N, done: D) -> impl FnMut(Job) -> R + use<R, N, D>
    where
        N: Fn(Prepared, &InputError) -> R,
        D: Fn(Done) -> R,
    {
        let Self {
            plan,
            columns,
            format,
        } = self.clone();
        let mut grader = Grader::new(Arc::clone(&plan));
        move |job: Job| {
            let fault = job.fault();
            // One answer that trips the program must not cost the others.
            let work = AssertUnwindSafe(|| {
                let prepared = job.read(&columns).and_then(|input| grader.prepare(input));
                match prepared {
                    Ok(prepared) => next(prepared, &fault),
                    Err(error) => done(unreadable(&error, format)),
                }
            });
            let worked = catch_unwind(work);
            worked.unwrap_or_else(|_| {
                grader = Grader::new(Arc::clone(&plan));
                done(unreadable(&fault, format))
            })
        }
    }
}

struct Feed<'a> {
    feeder: &'a mut Feeder<Job>,
    /// Whether each answer is passed on by itself, because a judge waits for it.
    alone: bool,
}

impl Taker for Feed<'_> {
    fn take(&mut self, job: Job) -> bool {
        self.feeder.push(job) && (!self.alone || self.feeder.flush())
    }

    fn wait(&mut self) -> bool {
        self.feeder.flush()
    }
}
