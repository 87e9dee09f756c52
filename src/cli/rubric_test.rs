//! Rubrics tested like code: their examples run, what they do not cover told.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Serialize;

use super::args::{TestArguments, TestFormat};
use super::exit::Status;
use super::output::Console;
use super::progress::Steps;
use super::rubrics;
use crate::input::files;
use crate::report;
use crate::rubric::{Library, Source, Workbook};
use crate::settings::{RubricName, Settings};
use crate::trial::{self, Trial};

/// The folder whose rubrics are tested where none is named.
const FOLDER: &str = "rubrics";

/// What `-f json` writes.
#[derive(Serialize)]
struct Results {
    schema: &'static str,
    evaluate: &'static str,
    rubrics: Vec<Trial>,
}

/// Tests the rubrics that are asked for.
pub(super) fn run(
    console: &mut Console,
    settings: &Settings,
    library: &Library,
    asked: &TestArguments,
) -> anyhow::Result<Status> {
    let names = names(settings, asked)?;
    let mut status = Status::Done;
    let mut results = Vec::new();
    for name in names {
        match test(console, settings, library, asked, &name) {
            Ok(trial) => {
                if !passes(&trial, asked) && status == Status::Done {
                    status = Status::Negative;
                }
                results.push(trial);
            }
            Err(error) => status = console.fail(&error),
        }
    }
    deliver(console, asked, results)?;
    Ok(status)
}

fn test(
    console: &mut Console,
    settings: &Settings,
    library: &Library,
    asked: &TestArguments,
    name: &RubricName,
) -> anyhow::Result<Trial> {
    let (book, path) = open(console, settings, library, name)?;
    let mut trial = trial::run(&book, &path);
    if asked.mutate {
        let watched = Steps::new(console, &path);
        trial.mutation = Some(trial::mutate(&book, &|done, all| watched.tell(done, all)));
        watched.end();
    }
    Ok(trial)
}

fn passes(trial: &Trial, asked: &TestArguments) -> bool {
    let score = trial.mutation.as_ref().map(|mutation| mutation.total.score);
    let least = asked.min_score.unwrap_or(0.0);
    trial.passes(asked.strict) && score.is_none_or(|score| score >= least)
}

fn deliver(
    console: &mut Console,
    asked: &TestArguments,
    results: Vec<Trial>,
) -> anyhow::Result<()> {
    let text = match asked.format {
        TestFormat::Json => report::json(&Results {
            schema: "evaluate.rubric-test/1",
            evaluate: env!("CARGO_PKG_VERSION"),
            rubrics: results,
        }),
        TestFormat::Human => {
            let look = console.look(false);
            let pages: Vec<String> = results
                .iter()
                .map(|trial| report::trial(trial, &look))
                .collect();
            pages.join("\n")
        }
    };
    console.result(&text)
}

/// What is to be tested: what is named, or else every rubric of the folder.
fn names(settings: &Settings, asked: &TestArguments) -> anyhow::Result<Vec<RubricName>> {
    if !asked.rubrics.is_empty() {
        let names = asked.rubrics.iter();
        return Ok(names.map(|name| RubricName::parse(name)).collect());
    }
    let folder = settings
        .rubrics
        .clone()
        .unwrap_or_else(|| PathBuf::from(FOLDER));
    let paths = if folder.is_dir() {
        files::rubric_paths(&folder).context("cannot read the folder of rubrics")?
    } else {
        Vec::new()
    };
    anyhow::ensure!(
        !paths.is_empty(),
        "no rubric is named, and `{}` holds none: name a rubric file, as in `evaluate rubric test incident.yaml`, or run this where a folder `{FOLDER}` is",
        folder.display()
    );
    Ok(paths.into_iter().map(RubricName::File).collect())
}

/// A rubric with its examples, its mistakes drawn where it has some, and its path.
fn open(
    console: &mut Console,
    settings: &Settings,
    library: &Library,
    name: &RubricName,
) -> anyhow::Result<(Workbook, String)> {
    let (library, source) = rubrics::found(library, name)?;
    let beside = beside(settings, &source, name)?;
    let book = library
        .workbook(&source, beside.as_ref())
        .map_err(|error| rubrics::explain(console, error))?;
    let bare = book.cases.is_empty() && book.phrases.is_empty();
    if bare && !Path::new(&source.path).is_file() {
        anyhow::bail!("{}", without_examples(name));
    }
    if bare {
        let path = files::examples_path(Path::new(&source.path));
        console.warn(&format!(
            "{} has no examples: write them in {}",
            source.path,
            path.display()
        ));
    }
    Ok((book, source.path))
}

/// The file of examples that belongs to a rubric: beside it, or for one that is built in, in the
/// directory that is configured.
fn beside(
    settings: &Settings,
    source: &Source,
    name: &RubricName,
) -> anyhow::Result<Option<Source>> {
    let path = Path::new(&source.path);
    let path = match (path.is_file(), name, &settings.rubrics) {
        (true, ..) => path.to_path_buf(),
        (false, RubricName::Name(name), Some(folder)) => folder.join(format!("{name}.yaml")),
        _ => return Ok(None),
    };
    files::examples_beside(&path).context("cannot read the examples beside the rubric")
}

fn without_examples(name: &RubricName) -> String {
    let name = match name {
        RubricName::Name(name) => name.as_str(),
        _ => "the rubric",
    };
    format!(
        "`{name}` is built in, and the program does not carry its examples: name its file, as in `evaluate rubric test {FOLDER}/{name}.yaml`, or put {name}.examples.yaml into the directory that the setting `rubrics` names"
    )
}
