//! What can go wrong when an answer is read.

use thiserror::Error;

use super::{MAX_BYTES, id_of};

/// An input that could not be read.
#[derive(Debug, Error)]
#[error("cannot read {}: {problem}", name(.source, *.line))]
pub struct InputError {
    /// The path, or `-`.
    pub source: String,
    /// What its report is called.
    pub id: String,
    /// The line on which its record begins, from 1, in a file of many.
    pub line: Option<usize>,
    /// What happened.
    #[source]
    pub problem: Problem,
}

impl InputError {
    /// What happened to a whole file.
    #[must_use]
    pub fn of(source: impl Into<String>, problem: Problem) -> Self {
        let source = source.into();
        Self {
            id: id_of(&source),
            source,
            line: None,
            problem,
        }
    }
}

/// What happened to an input.
#[derive(Debug, Error)]
pub enum Problem {
    /// The operating system says no.
    #[error("{0}")]
    Unreadable(#[source] std::io::Error),
    /// A folder's listing says no.
    #[error("{0}")]
    Listing(String),
    /// It is a directory.
    #[error("it is a folder")]
    Folder,
    /// A folder without answers, and what would be one.
    #[error("there are no answers in it: {0}")]
    Nothing(&'static str),
    /// It is a pipe or a device, met in a folder.
    #[error("it is no ordinary file")]
    Special,
    /// It is a link out of the folder that is graded.
    #[error("it is a link that leads out of the folder; put the file itself there, or name it")]
    Elsewhere,
    /// It is larger than an answer may be.
    #[error("it is larger than {} MiB; cut it down to the answer", MAX_BYTES >> 20)]
    TooLarge,
    /// It is no text.
    #[error("it is no text ({0}); save the answer as .md, .txt, .html or .docx")]
    Binary(&'static str),
    /// A word processor's file that is damaged.
    #[error("it is a damaged .docx file ({0}); save it anew")]
    Document(String),
    /// A result of this program.
    #[error("it is a report that this program wrote, and no answer; name the answers themselves")]
    Report,
    /// A record without what is needed.
    #[error("{0}")]
    Record(String),
    /// The rubric that it is to be graded by cannot be had.
    #[error("{0}")]
    Rubric(String),
    /// Grading it failed, which is a mistake of this program.
    #[error(
        "grading it failed, which is a fault of this program; please report it with the answer"
    )]
    Internal,
}

impl Problem {
    /// A short name for the case, as reports give it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable(_) | Self::Listing(_) => "unreadable",
            Self::Folder | Self::Nothing(_) => "folder",
            Self::Special => "special",
            Self::Elsewhere => "link",
            Self::TooLarge => "too-large",
            Self::Binary(_) => "binary",
            Self::Document(_) => "document",
            Self::Report => "report",
            Self::Record(_) => "record",
            Self::Rubric(_) => "rubric",
            Self::Internal => "internal",
        }
    }
}

fn name(source: &str, line: Option<usize>) -> String {
    let name = if source == "-" {
        "standard input".to_owned()
    } else {
        format!("`{source}`")
    };
    match line {
        Some(line) => format!("line {line} of {name}"),
        None => name,
    }
}
