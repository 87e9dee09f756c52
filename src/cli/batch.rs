//! Many answers graded on all cores and written in order, as they come where the format allows it.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::Context;

use super::args::Arguments;
use super::exit::Status;
use super::grade::failure;
use super::judge;
use super::judging::{Incoming, Judging, say_interrupted};
use super::output::{Console, Reader, Sink};
use super::progress::Progress;
use crate::input::{Columns, InputError, Job, Queue, Taker};
use crate::report::{Failure, Mode, OutputFormat, Report, Run};
use crate::run::{Collector, Feeder, Flow, Graded, Grader, Panel, Plan, Prepared, ordered};
use crate::settings::Settings;
use crate::text::Sketch;

/// So many answers are named in a message.
const NAMED: usize = 5;

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
    let to_file = arguments.output.is_some();
    let sink = match &arguments.output {
        Some(path) => Sink::file(path)?,
        None if format == OutputFormat::Human => Sink::Held,
        None => Sink::stdout(),
    };
    let progress = Progress::new(console, queue.len(), format.streams() && !to_file);
    let run = Run::new(format, console.look(to_file));
    let desk = Desk {
        console,
        sink,
        run,
        progress,
        least: settings.min_score,
        lenient: arguments.allow_errors,
        tally: Tally::default(),
        fault: None,
        gone: false,
    };
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
    let mut judging = Judging::new(panel, Watched { desk, panel }, finish);
    let worker = move || {
        let lost = move |fault: &_| unreadable(fault, format);
        let next = move |prepared, fault: &_| Incoming::Prepared(Box::new(prepared), lost(fault));
        bench.worker(next, Incoming::Done)
    };
    let done = ordered(threads, feed, worker, &mut judging);
    done.context("the answers could not all be graded")?;
    judging.drain();
    if judging.interrupted {
        judging.desk.desk.interrupted(panel);
        return Ok(Status::Interrupted);
    }
    judging.desk.desk.end(Some(panel))
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

/// A desk that also shows what the judge took.
struct Watched<'a, 'p> {
    desk: Desk<'a>,
    panel: &'p Panel,
}

impl Collector<Done> for Watched<'_, '_> {
    fn take(&mut self, done: Done) -> Flow {
        self.desk.progress.spent(&self.panel.asker().spent());
        self.desk.take(done)
    }

    fn idle(&mut self) -> Flow {
        self.desk.idle()
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

/// What a thread makes of one answer.
struct Done {
    /// What the answer gives by itself.
    part: String,
    outcome: Outcome,
}

enum Outcome {
    Graded {
        id: String,
        score: f64,
        /// Whether the judge could not be had for some part.
        degraded: bool,
        warnings: Vec<String>,
        /// Only where the run needs it.
        report: Option<(Box<Report<'static>>, Option<Sketch>)>,
    },
    Failed {
        failure: Failure,
        message: String,
    },
}

fn grade(Graded { report, sketch }: Graded, format: OutputFormat) -> Done {
    Done {
        part: format.graded(&report),
        outcome: Outcome::Graded {
            id: report.id.to_string(),
            score: report.score,
            degraded: report.mode == Mode::Degraded,
            warnings: report
                .warnings
                .iter()
                .map(|warning| format!("{}: {}", report.id, warning.message))
                .collect(),
            report: format
                .needs_reports()
                .then(|| (Box::new(report.into_owned()), sketch)),
        },
    }
}

fn unreadable(error: &InputError, format: OutputFormat) -> Done {
    let failure = failure(error);
    Done {
        part: format.failed(&failure),
        outcome: Outcome::Failed {
            failure,
            message: error.to_string(),
        },
    }
}

/// What a run comes to.
#[derive(Default)]
struct Tally {
    graded: usize,
    failed: usize,
    warned: usize,
    /// Answers for which the judge could not be had.
    degraded: usize,
    /// Answers below the least score, and the names of the first.
    low: usize,
    lowest: Vec<String>,
}

/// Where the results arrive.
struct Desk<'a> {
    console: &'a mut Console,
    sink: Sink,
    run: Run,
    progress: Progress,
    least: Option<f64>,
    /// Whether inputs that could not be graded are no failure of the run.
    lenient: bool,
    tally: Tally,
    fault: Option<anyhow::Error>,
    /// Whether nobody reads the result any more.
    gone: bool,
}

impl Collector<Done> for Desk<'_> {
    fn take(&mut self, done: Done) -> Flow {
        let text = match done.outcome {
            Outcome::Graded {
                id,
                score,
                degraded,
                warnings,
                report,
            } => match self.put(report, done.part, &id) {
                Ok(text) => {
                    self.graded(id, score, &warnings);
                    self.tally.degraded += usize::from(degraded);
                    text
                }
                Err((failure, why)) => self.failed(&failure, &why, ""),
            },
            Outcome::Failed { failure, message } => self.failed(&failure, &message, &done.part),
        };
        let written = self.sink.write(&text);
        self.flow(written)
    }

    fn idle(&mut self) -> Flow {
        let flushed = self.sink.flush();
        self.flow(flushed)
    }
}

impl Desk<'_> {
    /// Puts a graded answer into the run.
    fn put(
        &mut self,
        report: Option<(Box<Report<'static>>, Option<Sketch>)>,
        part: String,
        id: &str,
    ) -> Result<String, (Box<Failure>, String)> {
        let Some((report, sketch)) = report else {
            return Ok(part);
        };
        self.run.graded(&report, &part, sketch).map_err(|why| {
            let failure = Failure::new(&report.source, id, "rubric", &why);
            (
                Box::new(failure),
                format!("cannot put `{id}` into the table: {why}"),
            )
        })
    }

    fn graded(&mut self, id: String, score: f64, warnings: &[String]) {
        self.tally.graded += 1;
        self.tally.warned += usize::from(!warnings.is_empty());
        self.progress.graded(score);
        if self.least.is_some_and(|least| score < least) {
            self.tally.low += 1;
            if self.tally.lowest.len() < NAMED {
                self.tally.lowest.push(id);
            }
        }
        if self.console.is_verbose() {
            for warning in warnings {
                self.progress.aside(|| self.console.warn(warning));
            }
        }
    }

    fn failed(&mut self, failure: &Failure, message: &str, part: &str) -> String {
        self.tally.failed += 1;
        self.progress.failed();
        self.progress.aside(|| self.console.error(message));
        self.run.failed(failure, part)
    }

    fn flow(&mut self, written: anyhow::Result<Reader>) -> Flow {
        match written {
            Ok(Reader::There) => return Flow::On,
            Ok(Reader::Gone) => self.gone = true,
            Err(error) => self.fault = Some(error),
        }
        Flow::Stop
    }

    /// The user wants an end: what was written stays, and a file that is not whole goes.
    fn interrupted(self, panel: &Panel) {
        self.progress.end();
        say_interrupted(self.console, panel);
    }

    /// Writes what is left, and says how it went.
    fn end(self, panel: Option<&Panel>) -> anyhow::Result<Status> {
        let Self {
            console,
            mut sink,
            run,
            progress,
            least,
            lenient,
            tally,
            fault,
            gone,
        } = self;
        progress.end();
        if let Some(fault) = fault {
            return Err(fault);
        }
        if gone {
            return Ok(Status::Done);
        }
        let shown = matches!(run.format(), OutputFormat::Human);
        let rest = run.end();
        match sink {
            Sink::Held => console.result(&rest)?,
            _ => {
                if sink.write(&rest)? == Reader::There {
                    sink.finish()?;
                }
            }
        }
        tell(console, &tally, least, shown);
        if let Some(panel) = panel {
            tell_of_judge(console, &tally, panel);
        }
        if tally.graded + tally.failed == 0 {
            console.warn("there was nothing to grade");
            // A gate through which nothing came has not been passed.
            return Ok(if least.is_some() {
                Status::Negative
            } else {
                Status::Done
            });
        }
        let failed = if lenient {
            0
        } else {
            tally.failed + tally.degraded
        };
        Ok(match (failed, tally.low) {
            (0, 0) => Status::Done,
            (0, _) => Status::Negative,
            _ => Status::Impossible,
        })
    }
}

/// Says what the judge took, and whether it was there to the end.
fn tell_of_judge(console: &mut Console, tally: &Tally, panel: &Panel) {
    console.remark(&judge::spending(&panel.asker().spent()));
    if let Some(why) = panel.asker().stopped() {
        console.error(&format!("the judge cannot be had: {why}"));
    }
    if tally.degraded > 0 {
        let all = tally.graded;
        console.error(&format!(
            "{} of {all} answers were graded without the judge, in whole or in part; run the same command again to ask for what is missing",
            tally.degraded
        ));
    }
}

/// Says at the end what the results alone do not.
fn tell(console: &mut Console, tally: &Tally, least: Option<f64>, shown: bool) {
    let all = tally.graded + tally.failed;
    if tally.warned > 0 && !shown && !console.is_verbose() {
        console.warn(&format!(
            "{} of {all} answers have warnings; they stand in the reports, and -v shows them here",
            tally.warned
        ));
    }
    if let Some(least) = least.filter(|_| tally.low > 0) {
        let more = match tally.low - tally.lowest.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let names = tally.lowest.join(", ");
        console.warn(&format!(
            "{} of {all} answers score below {least}: {names}{more}",
            tally.low
        ));
    }
    if tally.failed > 0 {
        console.error(&format!(
            "{} of {all} inputs could not be graded",
            tally.failed
        ));
    }
}
