//! Grading: the inputs found, the rubric loaded, one report written or many.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::args::Arguments;
use super::batch;
use super::exit::Status;
use super::judging::{Interrupt, Waited, say_interrupted};
use super::output::{Console, write_file};
use super::process::Process;
use super::progress::Asking;
use super::{dry_run, judge, overwrite, rubrics};
use crate::input::{InputError, Job, Queue, files, no_answers};
use crate::report::{self, Failure, Look, Mode, Opinions, Report};
use crate::run::{Graded, Grader, Panel, Pending, Plan, Prepared};
use crate::settings::{OutputFormat, Settings};
use crate::text;

/// So many files are named in a message.
const NAMED: usize = 5;

/// Grades what the arguments name.
pub(super) fn run(
    process: &Process,
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
) -> anyhow::Result<Status> {
    let paths = match arguments.paths.as_slice() {
        [] => vec![PathBuf::from("-")],
        some => some.to_vec(),
    };
    if paths.iter().any(|path| path == Path::new("-")) && process.stdin_is_terminal {
        console.tell("reading from the terminal; end it with Ctrl-D");
    }
    let inputs = [(paths.as_slice(), "to be graded")];
    overwrite::check(arguments.output.as_deref(), settings, &inputs)?;
    let holding = arguments.from.map(super::args::InputKind::holding);
    let queue = Queue::new(&paths, holding, arguments.output.as_deref());
    overwrite::check_walked(arguments.output.as_deref(), &queue)?;
    passed_over(console, &queue);
    if queue.is_empty() {
        anyhow::bail!("{}", nothing(&paths, holding.is_some()));
    }
    let plan = plan(console, settings, arguments)?;
    let judged = settings.judge.enabled;
    let panel = judged.then(|| judge::panel(process, console, settings, !arguments.dry_run));
    let panel = panel.transpose()?;
    if let Some(panel) = panel.as_ref().filter(|_| arguments.dry_run) {
        return dry_run::run(console, settings, arguments, plan, panel, queue);
    }
    match queue.only() {
        Some(job) if !settings.format.is_for_many() => {
            let grader = Grader::new(Arc::new(plan));
            single(console, settings, arguments, grader, panel.as_ref(), job)
        }
        _ => batch::run(console, settings, arguments, plan, panel.as_ref(), queue),
    }
}

pub(super) fn plan(
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
) -> anyhow::Result<Plan> {
    let library = rubrics::library(settings)?;
    let rubric = settings.rubric.as_ref();
    let rubric = rubric.map(|name| rubrics::load(console, &library, name));
    let mut plan = Plan::new(library, rubric.transpose()?);
    plan.question.clone_from(&arguments.question);
    plan.assume_answer = arguments.assume_answer;
    plan.explain = settings.explain;
    Ok(plan)
}

/// Why there is nothing to grade.
fn nothing(paths: &[PathBuf], asked: bool) -> String {
    let named: Vec<String> = paths
        .iter()
        .map(|path| format!("`{}`", files::shown(path)))
        .collect();
    format!(
        "there are no answers in {}: {}",
        named.join(", "),
        no_answers(asked)
    )
}

/// Files in folders that are no answers by their names, or that this program wrote.
fn passed_over(console: &mut Console, queue: &Queue) {
    let most = if console.is_verbose() {
        usize::MAX
    } else {
        NAMED
    };
    let reports = queue.reports.iter().map(|path| files::shown(path));
    let named: Vec<String> = reports.take(most).collect();
    if !named.is_empty() {
        let named = text::named(&named, queue.reports.len());
        console.remark(&format!("passed over as reports of this program: {named}"));
    }
    let named = queue.passed_over.iter().map(|path| files::shown(path));
    for name in named {
        console.tell(&format!("passed over: {name}"));
    }
}

/// Grades the only answer there is.
fn single(
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
    mut grader: Grader,
    panel: Option<&Panel>,
    job: Job,
) -> anyhow::Result<Status> {
    let read = job.read(&arguments.columns());
    // While the judge reads the answer, the signals do.
    let begun = read.and_then(|input| grader.open(input)).map(|pending| {
        let asked = panel.map(|panel| Asked::new(console, panel, &pending));
        (asked, grader.read_on(pending))
    });
    let (asked, prepared) = match begun {
        Ok((asked, Ok(prepared))) => (asked, prepared),
        Ok((_, Err(error))) | Err(error) => {
            return unreadable(console, settings, arguments, &error);
        }
    };
    let report = match asked {
        None => prepared.conclude(None, |graded| graded.report.into_owned()),
        Some(asked) => match asked.report(console, prepared)? {
            Some(report) => report,
            None => return Ok(Status::Interrupted),
        },
    };
    console.tell(&format!(
        "rubric: {} {}, {}",
        report.rubric.id,
        report.rubric.version,
        report.rubric.chosen.reason()
    ));
    deliver(console, settings, arguments, &report)?;
    let failed = settings.min_score.is_some_and(|least| report.score < least);
    if let Some(least) = settings.min_score.filter(|_| failed) {
        console.warn(&format!("the score {} is below {least}", report.score));
    }
    let degraded = report.mode == Mode::Degraded && !arguments.allow_errors;
    Ok(match (degraded, failed) {
        (true, _) => Status::Impossible,
        (false, true) => Status::Negative,
        (false, false) => Status::Done,
    })
}

/// A judge that reads the only answer there is.
struct Asked<'p> {
    panel: &'p Panel,
    asking: Asking,
    interrupt: Interrupt,
    work: JoinHandle<Opinions>,
}

impl<'p> Asked<'p> {
    fn new(console: &Console, panel: &'p Panel, pending: &Pending) -> Self {
        Self {
            panel,
            asking: Asking::new(console, &panel.asker().setup().model),
            interrupt: Interrupt::listen(panel),
            work: panel.judge(pending),
        }
    }

    /// The report with the judge's opinions in it; none where the user wanted an end.
    fn report(
        self,
        console: &mut Console,
        prepared: Prepared,
    ) -> anyhow::Result<Option<Report<'static>>> {
        let panel = self.panel;
        let done = self.interrupt.wait(panel, self.work);
        self.asking.end();
        let opinions = match done {
            Waited::Done(opinions) => opinions,
            Waited::Lost => anyhow::bail!("the judge's part of the program fell"),
            Waited::Interrupted => {
                say_interrupted(console, panel);
                return Ok(None);
            }
        };
        console.remark(&judge::spending(&panel.asker().spent()));
        if let Some(why) = panel.asker().stopped() {
            console.error(&format!("the judge cannot be had: {why}"));
        }
        let owned = |graded: Graded| graded.report.into_owned();
        Ok(Some(prepared.conclude(Some(&opinions), owned)))
    }
}

/// A report in a format for one answer.
pub(super) fn written(format: OutputFormat, look: &Look, report: &Report) -> String {
    match format {
        OutputFormat::Json => report::json(report),
        OutputFormat::Jsonl => report::jsonl(report),
        OutputFormat::Markdown => report::markdown(report),
        OutputFormat::Html => report::html(report),
        _ => report::human(report, look),
    }
}

fn deliver(
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
    report: &Report,
) -> anyhow::Result<()> {
    let look = console.look(arguments.output.is_some());
    let text = written(settings.format, &look, report);
    // The report for people says these itself.
    if settings.format != OutputFormat::Human || arguments.output.is_some() {
        for warning in &report.warnings {
            console.warn(&warning.message);
        }
    }
    write(console, arguments, &text)
}

fn write(console: &mut Console, arguments: &Arguments, text: &str) -> anyhow::Result<()> {
    match &arguments.output {
        Some(path) => write_file(path, text),
        None => console.result(text),
    }
}

/// Reports an input that could not be read: on standard error, and in the result where that is data.
fn unreadable(
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
    error: &InputError,
) -> anyhow::Result<Status> {
    console.error(&error.to_string());
    let failure = failure(error);
    match settings.format {
        OutputFormat::Json => write(console, arguments, &report::json(&failure))?,
        OutputFormat::Jsonl => write(console, arguments, &report::jsonl(&failure))?,
        _ => {}
    }
    Ok(if arguments.allow_errors {
        Status::Done
    } else {
        Status::Impossible
    })
}

/// What is reported of an input that could not be graded.
pub(super) fn failure(error: &InputError) -> Failure {
    let problem = &error.problem;
    Failure::new(
        &error.source,
        &error.id,
        problem.kind(),
        &problem.to_string(),
    )
}
