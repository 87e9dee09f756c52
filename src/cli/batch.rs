//! Many answers graded on all cores and written in order, as they come where the format allows it.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::Context;

use super::args::Arguments;
use super::exit::Status;
use super::grade::failure;
use super::output::{Console, Reader, Sink};
use super::progress::Progress;
use crate::input::{Columns, InputError, Job, Queue, Taker};
use crate::report::{Failure, OutputFormat, Report, Run};
use crate::run::{Collector, Feeder, Flow, Graded, Grader, Plan, ordered};
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
    let mut desk = Desk {
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
    let feed = move |feeder: &mut Feeder<Job>| queue.feed(&fields, &mut Feed(feeder));
    let worker = move || {
        let plan = Arc::clone(&plan);
        let mut grader = Grader::new(Arc::clone(&plan));
        let columns = Arc::clone(&columns);
        move |job: Job| {
            let fault = job.fault();
            // One answer that trips the program must not cost the others.
            let work = AssertUnwindSafe(|| grade(&mut grader, job, &columns, format));
            catch_unwind(work).unwrap_or_else(|_| {
                grader = Grader::new(Arc::clone(&plan));
                unreadable(&fault, format)
            })
        }
    };
    let done = ordered(threads, feed, worker, &mut desk);
    done.context("the answers could not all be graded")?;
    desk.end()
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
        warnings: Vec<String>,
        /// Only where the run needs it.
        report: Option<(Box<Report<'static>>, Option<Sketch>)>,
    },
    Failed {
        failure: Failure,
        message: String,
    },
}

fn grade(grader: &mut Grader, job: Job, columns: &Columns, format: OutputFormat) -> Done {
    let read = job.read(columns);
    let made = read.and_then(|input| grader.grade(input, |graded| done(graded, format)));
    made.unwrap_or_else(|error| unreadable(&error, format))
}

fn done(Graded { report, sketch }: Graded, format: OutputFormat) -> Done {
    Done {
        part: format.graded(&report),
        outcome: Outcome::Graded {
            id: report.id.to_string(),
            score: report.score,
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
                warnings,
                report,
            } => match self.put(report, done.part, &id) {
                Ok(text) => {
                    self.graded(id, score, &warnings);
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

    /// Writes what is left, and says how it went.
    fn end(self) -> anyhow::Result<Status> {
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
        if tally.graded + tally.failed == 0 {
            console.warn("there was nothing to grade");
            // A gate through which nothing came has not been passed.
            return Ok(if least.is_some() {
                Status::Negative
            } else {
                Status::Done
            });
        }
        let failed = if lenient { 0 } else { tally.failed };
        Ok(match (failed, tally.low) {
            (0, 0) => Status::Done,
            (0, _) => Status::Negative,
            _ => Status::Impossible,
        })
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
