//! Answers that come as records of one file: JSON Lines or CSV.

pub(super) mod csv;
pub(super) mod jsonl;

use super::error::{InputError, Problem};
use super::{Input, MAX_BYTES, made_of};
use crate::report::Chosen;

/// What the fields of a record are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The answer's name.
    pub id: String,
    /// The answer.
    pub answer: String,
    /// The question that was asked.
    pub question: String,
    /// The rubric to grade it by.
    pub rubric: String,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            id: "id".into(),
            answer: "answer".into(),
            question: "question".into(),
            rubric: "rubric".into(),
        }
    }
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The path of the file, or `-`.
    pub source: String,
    /// What the file's records are called that have no id.
    pub name: String,
    /// The record's number in the file, from 1.
    pub number: usize,
    /// The line on which it begins, from 1.
    pub line: usize,
}

impl Origin {
    /// What happened to the record.
    pub(super) fn error(self, id: Option<String>, problem: Problem) -> InputError {
        InputError {
            id: id.unwrap_or_else(|| self.id()),
            source: self.source,
            line: Some(self.line),
            problem,
        }
    }

    /// What a record without an id is called.
    fn id(&self) -> String {
        format!("{}:{}", self.name, self.number)
    }
}

/// The fields of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) id: Option<String>,
    pub(super) answer: Option<String>,
    pub(super) question: Option<String>,
    pub(super) rubric: Option<String>,
}

impl Record {
    /// The answer that the record holds.
    pub(super) fn read(self, origin: Origin, columns: &Columns) -> Result<Input, InputError> {
        let Some(answer) = self.answer else {
            let message = format!(
                "it has no text in `{}`; `--answer-column` names the field with the answer",
                columns.answer
            );
            return Err(origin.error(self.id, Problem::Record(message)));
        };
        if answer.len() > MAX_BYTES {
            return Err(origin.error(self.id, Problem::TooLarge));
        }
        let id = self.id.unwrap_or_else(|| origin.id());
        // A record's id has no say in how its text is read.
        let mut input = made_of(origin.source, id, "", answer);
        input.line = Some(origin.line);
        if self.question.is_some() {
            input.answer.question = self.question;
        }
        if let Some(rubric) = self.rubric {
            input.rubric = Some((rubric, Chosen::Record));
        }
        Ok(input)
    }
}
