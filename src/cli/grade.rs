//! Grading: the answer read, the rubric chosen, the report written.

use std::io;
use std::path::Path;

use super::args::Arguments;
use super::exit::Status;
use super::output::{Console, write_file};
use super::process::Process;
use super::rubrics;
use crate::assessment;
use crate::input::{self, Choice, Input, InputError, Known, files};
use crate::report::{self, Chosen, Failure, FailureReason, Report, SCHEMA, Subject};
use crate::settings::{OutputFormat, Settings};

/// Grades what the arguments name.
pub(super) fn run(
    process: &Process,
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
) -> anyhow::Result<Status> {
    let path = match arguments.paths.as_slice() {
        [] => Path::new("-"),
        [one] => one.as_path(),
        _ => anyhow::bail!("several paths are not supported yet; name one file"),
    };
    if path == Path::new("-") && process.stdin_is_terminal {
        console.tell("reading the answer from the terminal; end it with Ctrl-D");
    }
    let read = if path == Path::new("-") {
        files::piped(io::stdin().lock())
    } else {
        files::answer(path)
    };
    let mut input = match read {
        Ok(input) => input,
        Err(error) => return unreadable(console, settings, arguments, &error),
    };
    if let Some(question) = &arguments.question {
        input.answer.question = Some(question.clone());
    }
    let choice = choose(console, settings, &input)?;
    let report = assess(settings, arguments, &input, &choice);
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
    Ok(if failed {
        Status::Negative
    } else {
        Status::Done
    })
}

fn choose(console: &mut Console, settings: &Settings, input: &Input) -> anyhow::Result<Choice> {
    let library = rubrics::library(settings)?;
    if let Some(name) = &settings.rubric {
        let rubric = rubrics::load(console, &library, name)?;
        return Ok(Choice::clear(rubric, Chosen::Flag));
    }
    let answer = &input.answer;
    let known = Known {
        question: answer.question.as_deref(),
        front_matter: input.rubric.as_deref(),
        text: answer.text.get(answer.body..).unwrap_or(""),
        format: answer.format,
    };
    input::choose(&library, known).map_err(|error| rubrics::explain(console, error))
}

fn assess(settings: &Settings, arguments: &Arguments, input: &Input, choice: &Choice) -> Report {
    let rubric = &choice.rubric;
    let assessment = assessment::assess(
        &input.answer,
        rubric,
        &mut rubric.searcher(),
        arguments.assume_answer,
    );
    let notes: Vec<_> = input.notes.iter().chain(&choice.doubts).cloned().collect();
    let subject = Subject {
        source: &input.source,
        id: &input.id,
        answer: &input.answer,
        rubric,
        chosen: choice.chosen,
        notes: &notes,
        explain: settings.explain,
    };
    report::build(&subject, &assessment)
}

fn deliver(
    console: &mut Console,
    settings: &Settings,
    arguments: &Arguments,
    report: &Report,
) -> anyhow::Result<()> {
    let look = console.look(arguments.output.is_some());
    let text = match settings.format {
        OutputFormat::Human => report::human(report, &look),
        OutputFormat::Json => report::json(report),
        OutputFormat::Jsonl => report::jsonl(report),
        OutputFormat::Markdown => report::markdown(report),
    };
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
    let failure = Failure {
        schema: SCHEMA,
        source: error.source.clone(),
        id: input::id_of(&error.source),
        error: FailureReason {
            kind: error.problem.kind().to_owned(),
            message: error.problem.to_string(),
        },
    };
    match settings.format {
        OutputFormat::Json => write(console, arguments, &report::json(&failure))?,
        OutputFormat::Jsonl => write(console, arguments, &report::jsonl(&failure))?,
        OutputFormat::Human | OutputFormat::Markdown => {}
    }
    Ok(Status::Impossible)
}
