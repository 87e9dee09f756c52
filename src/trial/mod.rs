//! A rubric tried on its own examples, as code is on its tests: what fails, and what is not tried at all.
//!
//! What examples are is `rubric`'s business; how a trial looks is `report`'s.

mod base;
mod coverage;
mod denial;
mod failure;
mod fate;
mod mutants;
mod mutation;
mod parallel;
mod specimen;

use serde::Serialize;

use self::specimen::Specimen;
use crate::rubric::{Location, Workbook};

pub use coverage::{Gaps, LevelGap, NearMissGap, SignalGap};
pub use failure::{Clause, Failure, Fired, Mismatch};
pub use fate::Kind;
pub use mutation::{Mutation, Survivor, Tally, mutate};
pub use parallel::Progress;

/// How a rubric did on its examples.
#[derive(Debug, Serialize)]
pub struct Trial {
    /// The rubric's identifier.
    pub rubric: String,
    /// Its version.
    pub version: String,
    /// Its file.
    pub path: String,
    /// Texts with levels.
    pub examples: usize,
    /// Phrases for single signals.
    pub phrases: usize,
    /// What went wrong, in the order of the files.
    pub failures: Vec<Failure>,
    /// What no example tries.
    pub gaps: Gaps,
    /// How the examples took changes of the rubric, if that was tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutation: Option<Mutation>,
}

impl Trial {
    /// Whether every example did as it must; in a `strict` trial, and whether nothing is untried.
    #[must_use]
    pub fn passes(&self, strict: bool) -> bool {
        self.failures.is_empty() && !(strict && self.gaps.any())
    }
}

/// A file and line as results name them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Spot {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
}

impl From<Location> for Spot {
    fn from(Location { path, line }: Location) -> Self {
        Self { path, line }
    }
}

impl std::fmt::Display for Spot {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}", self.path, self.line)
    }
}

/// Tries a rubric, read from `path`, on all its examples.
#[must_use]
pub fn run(book: &Workbook, path: &str) -> Trial {
    let rubric = &book.rubric;
    let (cases, phrases) = specimen::all(book);
    let mut coverage = coverage::Coverage::new(rubric);
    let mut failures = Vec::new();
    for (case, specimen) in book.cases.iter().zip(&cases) {
        let evidence = specimen.evidence(rubric);
        coverage.note(&evidence);
        for (criterion, wanted) in &case.levels {
            let tried = failure::Tried {
                book,
                specimen,
                evidence: &evidence,
            };
            failures.extend(tried.level(case, *criterion, *wanted));
        }
    }
    for (phrase, specimen) in book.phrases.iter().zip(&phrases) {
        let evidence = specimen.evidence(rubric);
        coverage.note(&evidence);
        let tried = failure::Tried {
            book,
            specimen,
            evidence: &evidence,
        };
        failures.extend(tried.phrase(phrase));
    }
    Trial {
        rubric: rubric.id.clone(),
        version: rubric.version.clone(),
        path: path.to_owned(),
        examples: book.cases.len(),
        phrases: book.phrases.len(),
        failures,
        gaps: coverage.gaps(book),
        mutation: None,
    }
}
