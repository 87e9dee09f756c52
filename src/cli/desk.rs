//! Where the results of many answers arrive: written in order, counted, and summed up at the end.

use super::exit::Status;
use super::grade::failure;
use super::judge;
use super::judging::say_interrupted;
use super::output::{Console, Reader, Sink};
use super::progress::Progress;
use crate::input::InputError;
use crate::report::{Failure, Mode, OutputFormat, Report, Run};
use crate::run::{Collector, Flow, Graded, Panel};
use crate::text::{self, Sketch};

/// So many answers are named in a message.
const NAMED: usize = 5;

/// What a thread makes of one answer.
pub(super) struct Done {
    /// What the answer gives by itself.
    part: String,
    outcome: Outcome,
}

enum Outcome {
    Graded {
        id: String,
        score: f64,
        /// Whether the judge could not be had for some part, or gave no level to believe.
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

pub(super) fn grade(
    Graded { report, sketch }: Graded,
    format: OutputFormat,
    least: Option<f64>,
) -> Done {
    Done {
        part: format.graded(&report, least),
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

pub(super) fn unreadable(error: &InputError, format: OutputFormat) -> Done {
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
    /// Graded answers whose levels have no place in the table.
    left_out: usize,
    warned: usize,
    /// Answers for which the judge could not be had, or not be believed.
    degraded: usize,
    /// Answers below the least score, and the names of the first.
    low: usize,
    lowest: Vec<String>,
}

/// What a run must reach.
pub(super) struct Gate {
    /// The score that no answer may stay below.
    pub(super) least: Option<f64>,
    /// Whether inputs that could not be graded are no failure of the run.
    pub(super) lenient: bool,
}

/// Where the results arrive.
pub(super) struct Desk<'a> {
    console: &'a mut Console,
    sink: Sink,
    run: Run,
    progress: Progress,
    gate: Gate,
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
            } => {
                let text = self.put(report, done.part, &id);
                self.graded(id, score, &warnings);
                self.tally.degraded += usize::from(degraded);
                text
            }
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

impl<'a> Desk<'a> {
    pub(super) fn new(
        console: &'a mut Console,
        sink: Sink,
        run: Run,
        progress: Progress,
        gate: Gate,
    ) -> Self {
        Self {
            console,
            sink,
            run,
            progress,
            gate,
            tally: Tally::default(),
            fault: None,
            gone: false,
        }
    }

    /// Puts a graded answer into the run.
    fn put(
        &mut self,
        report: Option<(Box<Report<'static>>, Option<Sketch>)>,
        part: String,
        id: &str,
    ) -> String {
        let Some((report, sketch)) = report else {
            return part;
        };
        let added = self.run.graded(&report, &part, sketch);
        if let Some(why) = added.left_out {
            self.tally.left_out += 1;
            let message = format!("cannot put the levels of `{id}` into the table: {why}");
            self.progress.aside(|| self.console.error(&message));
        }
        added.text
    }

    fn graded(&mut self, id: String, score: f64, warnings: &[String]) {
        self.tally.graded += 1;
        self.tally.warned += usize::from(!warnings.is_empty());
        self.progress.graded(score);
        if self.gate.least.is_some_and(|least| score < least) {
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
    pub(super) fn end(self, panel: Option<&Panel>) -> anyhow::Result<Status> {
        let Self {
            console,
            mut sink,
            run,
            progress,
            gate: Gate { least, lenient },
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
        let namesakes = namesakes(&run.namesakes());
        let rest = run.end();
        match sink {
            Sink::Held => console.result(&rest)?,
            _ => {
                if sink.write(&rest)? == Reader::There {
                    sink.finish()?;
                }
            }
        }
        if let Some(said) = namesakes {
            console.warn(&said);
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
            tally.failed + tally.left_out + tally.degraded
        };
        Ok(match (failed, tally.low) {
            (0, 0) => Status::Done,
            (0, _) => Status::Negative,
            _ => Status::Impossible,
        })
    }
}

/// Which answers cannot be told apart by their names.
fn namesakes(all: &[(&str, usize)]) -> Option<String> {
    let named = all.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|(id, count)| format!("{count} have `{id}`"))
        .collect();
    let more = if all.len() > NAMED { " ..." } else { "" };
    (!all.is_empty()).then(|| {
        format!(
            "answers have the same id, so that their reports are hard to tell apart: {}{more}",
            named.join(", ")
        )
    })
}

/// A desk that also shows what the judge took.
pub(super) struct Watched<'a, 'p> {
    desk: Desk<'a>,
    panel: &'p Panel,
}

impl<'a, 'p> Watched<'a, 'p> {
    pub(super) fn new(desk: Desk<'a>, panel: &'p Panel) -> Self {
        Self { desk, panel }
    }

    /// Writes what is left, unless the user wants an end: then what was written stays, and a file that
    /// is not whole goes.
    pub(super) fn end(self, interrupted: bool) -> anyhow::Result<Status> {
        let Self { desk, panel } = self;
        if interrupted {
            desk.progress.end();
            say_interrupted(desk.console, panel);
            return Ok(Status::Interrupted);
        }
        desk.end(Some(panel))
    }
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

/// Says what the judge took, and whether it was there to the end.
fn tell_of_judge(console: &mut Console, tally: &Tally, panel: &Panel) {
    console.remark(&judge::spending(&panel.asker().spent()));
    if let Some(why) = panel.asker().stopped() {
        console.error(&format!("the judge cannot be had: {why}"));
    }
    if tally.degraded > 0 {
        let all = tally.graded;
        console.error(&format!(
            "{} of {all} answers were graded without the judge, in whole or in part; the reports say why, and the same command again asks for what is missing",
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
        console.warn(&format!(
            "{} of {all} answers score below {least}: {}",
            tally.low,
            text::named(&tally.lowest, tally.low)
        ));
    }
    if tally.left_out > 0 {
        console.error(&format!(
            "{} of {all} answers were graded by another rubric than the table's: it has their scores, and not their levels",
            tally.left_out
        ));
    }
    if tally.failed > 0 {
        console.error(&format!(
            "{} of {all} inputs could not be graded",
            tally.failed
        ));
    }
}
