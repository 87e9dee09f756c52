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
use super::process::Process;
use super::progress::Progress;
use crate::input::{Columns, Input, InputError, Job, Queue, Taker};
use crate::report::{OutputFormat, Run};
use crate::run::{Feeder, Graded, Grader, Panel, Plan, ordered};
use crate::settings::Settings;

/// So many answers go to a thread at once: enough to make the handing over cheap.
const CHUNK: NonZeroUsize = NonZeroUsize::new(16).unwrap();

/// The most that go to it at once where a judge is asked.
const MOST: usize = 64;

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
    let least = settings.min_score;
    let run = Run::new(format, console.look(to_file), least);
    let gate = Gate {
        least,
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
    let feed = move |feeder: &mut Feeder<Job>| queue.feed(&fields, &mut Feed(feeder));
    let bench = Bench {
        plan,
        columns,
        format,
        least,
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
    let worker = move || bench.worker();
    let done = ordered(threads, CHUNK, feed, worker, &mut desk);
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
    let (format, least) = (bench.format, bench.least);
    let finish = move |graded: Graded| grade(graded, format, least);
    let mut judging = Judging::new(panel, Watched::new(desk, panel), finish);
    // Enough for the judge to be kept busy by what all threads open first.
    let each = panel.asker().setup().concurrency.div_ceil(threads.get());
    let size = NonZeroUsize::new(each.min(MOST)).unwrap_or(CHUNK);
    let asks = panel.clone();
    let worker = move || bench.judging_worker(asks.clone());
    let done = ordered(threads, size, feed, worker, &mut judging);
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
    /// The score that no answer may stay below.
    least: Option<f64>,
}

impl Bench {
    /// A thread's work where there is no judge.
    fn worker(&self) -> impl FnMut(Vec<Job>) -> Vec<Done> + use<> {
        let (format, least) = (self.format, self.least);
        let mut hand = Hand::new(self.clone());
        move |jobs| {
            let graded = jobs.into_iter().map(|job| {
                let done = hand.read(job, |grader, input| {
                    let prepared = grader.prepare(input)?;
                    Ok(prepared.conclude(None, |graded| grade(graded, format, least)))
                });
                done.unwrap_or_else(|failed| *failed)
            });
            graded.collect()
        }
    }

    /// A thread's work where there is a judge: all answers are put before it first, and read while it
    /// reads them, too.
    fn judging_worker(&self, panel: Panel) -> impl FnMut(Vec<Job>) -> Vec<Incoming<Done>> + use<> {
        // What comes from the endpoint is not to wait for a core.
        Process::step_back();
        let mut hand = Hand::new(self.clone());
        move |jobs| {
            let begun = jobs.into_iter().map(|job| {
                let fault = job.fault();
                let begun = hand.read(job, |grader, input| {
                    let pending = grader.open(input)?;
                    Ok((panel.judge(&pending), pending))
                });
                (fault, begun)
            });
            let begun: Vec<_> = begun.collect();
            let read = begun.into_iter().map(|(fault, begun)| {
                let (work, pending) = match begun {
                    Ok(begun) => begun,
                    Err(done) => return Incoming::Done(*done),
                };
                match hand.try_to(&fault, |grader| grader.read_on(pending)) {
                    Ok(prepared) => Incoming::Judged(work, Box::new(prepared), hand.lost(&fault)),
                    Err(done) => {
                        // Nobody waits for it any more.
                        work.abort();
                        Incoming::Done(*done)
                    }
                }
            });
            read.collect()
        }
    }
}

/// A thread's grader, and what becomes of what it cannot grade.
struct Hand {
    bench: Bench,
    grader: Grader,
}

impl Hand {
    fn new(bench: Bench) -> Self {
        Self {
            grader: Grader::new(Arc::clone(&bench.plan)),
            bench,
        }
    }

    /// Reads a job's input and makes something of it; what is reported where that fails.
    fn read<T>(
        &mut self,
        job: Job,
        make: impl FnOnce(&mut Grader, Input) -> Result<T, InputError>,
    ) -> Result<T, Box<Done>> {
        let (fault, columns) = (job.fault(), Arc::clone(&self.bench.columns));
        self.try_to(&fault, |grader| make(grader, job.read(&columns)?))
    }

    /// Does something with the grader; what is reported where that fails.
    fn try_to<T>(
        &mut self,
        fault: &InputError,
        work: impl FnOnce(&mut Grader) -> Result<T, InputError>,
    ) -> Result<T, Box<Done>> {
        // One answer that trips the program must not cost the others.
        let Ok(made) = catch_unwind(AssertUnwindSafe(|| work(&mut self.grader))) else {
            self.grader = Grader::new(Arc::clone(&self.bench.plan));
            return Err(Box::new(self.lost(fault)));
        };
        made.map_err(|error| Box::new(self.lost(&error)))
    }

    fn lost(&self, fault: &InputError) -> Done {
        unreadable(fault, self.bench.format)
    }
}

struct Feed<'a>(&'a mut Feeder<Job>);

impl Taker for Feed<'_> {
    fn take(&mut self, job: Job) -> bool {
        self.0.push(job)
    }

    fn wait(&mut self) -> bool {
        self.0.flush()
    }
}
