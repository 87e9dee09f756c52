//! One answer on its way from where it stands to whoever grades it.

use std::io;
use std::path::{Path, PathBuf};

use super::Input;
use super::error::{InputError, Problem};
use super::files::{self, shown};
use super::records::jsonl::{self, Line};
use super::records::{Columns, Origin, Record};

/// One answer that is to be read.
#[derive(Debug)]
pub struct Job(Work);

#[derive(Debug)]
enum Work {
    File {
        path: PathBuf,
        id: String,
    },
    Line {
        origin: Origin,
        line: Line,
    },
    Row {
        origin: Origin,
        record: Result<Record, String>,
    },
    Failed(InputError),
}

impl Job {
    /// A file, or standard input, that is one answer.
    pub(super) fn file(path: PathBuf, id: String) -> Self {
        Self(Work::File { path, id })
    }

    /// A line of a file of many.
    pub(super) fn line(origin: Origin, line: Line) -> Self {
        Self(Work::Line { origin, line })
    }

    /// A row of a table, or why it is no record.
    pub(super) fn row(origin: Origin, record: Result<Record, String>) -> Self {
        Self(Work::Row { origin, record })
    }

    /// What cannot be read.
    pub(super) fn failed(error: InputError) -> Self {
        Self(Work::Failed(error))
    }

    /// What to call it where reading it fails as it must not.
    #[must_use]
    pub fn fault(&self) -> InputError {
        match &self.0 {
            Work::Failed(error) => InputError::of(error.source.clone(), Problem::Internal),
            Work::File { path, id } => {
                let error = InputError::of(shown(path), Problem::Internal);
                InputError {
                    id: id.clone(),
                    ..error
                }
            }
            Work::Line { origin, .. } | Work::Row { origin, .. } => {
                origin.clone().error(None, Problem::Internal)
            }
        }
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// Where there is none that could be graded.
    pub fn read(self, columns: &Columns) -> Result<Input, InputError> {
        match self.0 {
            Work::Failed(error) => Err(error),
            Work::File { path, id } => {
                let read = if path == Path::new("-") {
                    files::piped(io::stdin().lock())
                } else {
                    files::answer(&path)
                };
                match read {
                    Ok(input) => Ok(Input { id, ..input }),
                    Err(error) => Err(InputError { id, ..error }),
                }
            }
            Work::Line { origin, line } => match line {
                Line::TooLong => Err(origin.error(None, Problem::TooLarge)),
                Line::Whole(bytes) => match jsonl::parse(&bytes, columns) {
                    Ok(record) => record.read(origin, columns),
                    Err(why) => Err(origin.error(None, Problem::Record(why))),
                },
            },
            Work::Row { origin, record } => match record {
                Ok(record) => record.read(origin, columns),
                Err(why) => Err(origin.error(None, Problem::Record(why))),
            },
        }
    }
}

/// Who takes the jobs.
pub trait Taker {
    /// Takes a job; false where no more are wanted.
    fn take(&mut self, job: Job) -> bool;
    /// Told before the next job may be long in coming; false where no more are wanted.
    fn wait(&mut self) -> bool;
}
