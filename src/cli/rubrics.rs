//! Rubrics at the command line: found by name or file, listed, shown.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;

use super::args::{RubricAction, ShowFormat};
use super::exit::Status;
use super::output::Console;
use super::{rubric_check, rubric_new, rubric_test};
use crate::input::files;
use crate::report::{Printable, overview};
use crate::rubric::{Library, LoadError, Rubric, Source, schema};
use crate::settings::{RubricName, Settings};

/// Carries out what is asked of rubrics.
pub(super) fn run(
    console: &mut Console,
    settings: &Settings,
    action: &RubricAction,
) -> anyhow::Result<Status> {
    let library = library(settings)?;
    match action {
        RubricAction::List => list(console, &library),
        RubricAction::Show {
            rubric,
            source: true,
            ..
        } => show_source(console, &library, rubric),
        RubricAction::Show { rubric, format, .. } => show(console, &library, rubric, *format),
        RubricAction::Check {
            files,
            strict,
            format,
        } => rubric_check::run(console, &library, files, *strict, *format),
        RubricAction::Test(asked) => rubric_test::run(console, settings, &library, asked),
        RubricAction::New { file, id, title } => {
            let wish = rubric_new::Wish {
                id: id.as_deref(),
                title: title.as_deref(),
            };
            rubric_new::run(console, file.as_deref(), &wish)
        }
        RubricAction::Schema { examples, shared } => {
            console.result(match (examples, shared) {
                (true, _) => schema::EXAMPLES,
                (_, true) => schema::SHARED,
                _ => schema::RUBRIC,
            })?;
            Ok(Status::Done)
        }
    }
}

/// The rubrics that can be asked for by name.
pub(super) fn library(settings: &Settings) -> anyhow::Result<Library> {
    let Some(directory) = &settings.rubrics else {
        return Ok(Library::default());
    };
    let files = files::rubrics(directory).context("cannot read the directory of rubrics")?;
    Ok(Library::with_overrides(files))
}

/// The rubric that was asked for, with its mistakes drawn where it has some.
pub(super) fn load(
    console: &mut Console,
    library: &Library,
    name: &RubricName,
) -> anyhow::Result<Rubric> {
    let (library, source) = found(library, name)?;
    library
        .compile(&source)
        .map_err(|error| explain(console, error))
}

/// A rubric's text, and the library with what stands beside its file.
pub(super) fn found(library: &Library, name: &RubricName) -> anyhow::Result<(Library, Source)> {
    let source = source(library, name)?;
    let path = Path::new(&source.path);
    if !path.is_file() {
        return Ok((library.clone(), source));
    }
    let beside = files::shared_beside(path).context("cannot read the folder `shared` beside it")?;
    Ok((library.clone().beside(beside), source))
}

/// Draws the mistakes of a rubric that cannot be used.
pub(super) fn explain(console: &mut Console, error: LoadError) -> anyhow::Error {
    if let LoadError::Faulty { faults, .. } = &error {
        for fault in faults {
            let drawn = fault.render(console.draws_color());
            console.note(&drawn);
        }
    }
    error.into()
}

fn source(library: &Library, name: &RubricName) -> anyhow::Result<Source> {
    match name {
        RubricName::File(path) => file(path),
        RubricName::Auto => anyhow::bail!("`auto` stands for no rubric in particular; name one"),
        RubricName::Name(name) => {
            let known = || {
                format!(
                    "no rubric is named `{name}`; known: {}",
                    library.names().join(", ")
                )
            };
            // A file without the usual ending can still be meant.
            let path = Path::new(name);
            match library.source(name) {
                Some(source) => Ok(source),
                None if path.is_file() => file(path),
                None => Err(anyhow::Error::msg(known())),
            }
        }
    }
}

fn file(path: &Path) -> anyhow::Result<Source> {
    files::rubric(path).with_context(|| format!("cannot read the rubric `{}`", path.display()))
}

fn list(console: &mut Console, library: &Library) -> anyhow::Result<Status> {
    let mut text = String::new();
    let names = library.names();
    let width = names.iter().map(String::len).max().unwrap_or(0);
    let mut status = Status::Done;
    for name in &names {
        match library.load(name) {
            Ok(rubric) => {
                let _ = writeln!(
                    text,
                    "{name:<width$}  {}  {}",
                    rubric.version,
                    Printable(&rubric.title)
                );
            }
            Err(error) => {
                console.error(&error.to_string());
                status = Status::Negative;
            }
        }
    }
    console.result(&text)?;
    Ok(status)
}

fn show(
    console: &mut Console,
    library: &Library,
    name: &str,
    format: ShowFormat,
) -> anyhow::Result<Status> {
    let rubric = load(console, library, &RubricName::parse(name))?;
    let text = match format {
        ShowFormat::Human => overview::human(&rubric, &console.look(false)),
        ShowFormat::Markdown => overview::markdown(&rubric),
        ShowFormat::Json => overview::json(&rubric),
    };
    console.result(&text)?;
    Ok(Status::Done)
}

fn show_source(console: &mut Console, library: &Library, name: &str) -> anyhow::Result<Status> {
    let source = source(library, &RubricName::parse(name))?;
    console.result(&source.text)?;
    Ok(Status::Done)
}
