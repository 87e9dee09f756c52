//! What can go wrong when an answer is read.

use thiserror::Error;

use super::MAX_BYTES;

/// An input that could not be read.
#[derive(Debug, Error)]
#[error("cannot read {}: {problem}", name(.source))]
pub struct InputError {
    /// The path, or `-`.
    pub source: String,
    /// What happened.
    #[source]
    pub problem: Problem,
}

/// What happened to an input.
#[derive(Debug, Error)]
pub enum Problem {
    /// The operating system says no.
    #[error("{0}")]
    Unreadable(#[source] std::io::Error),
    /// It is a directory.
    #[error("it is a folder, and folders are not supported yet; name one file")]
    Folder,
    /// It is larger than an answer may be.
    #[error("it is larger than {} MiB; cut it down to the answer", MAX_BYTES >> 20)]
    TooLarge,
    /// It is no text.
    #[error("it is no text ({0}); save the answer as .md, .txt or .html")]
    Binary(&'static str),
}

impl Problem {
    /// A short name for the case, as reports give it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Folder => "folder",
            Self::TooLarge => "too-large",
            Self::Binary(_) => "binary",
        }
    }
}

fn name(source: &str) -> String {
    if source == "-" {
        "standard input".to_owned()
    } else {
        format!("`{source}`")
    }
}
