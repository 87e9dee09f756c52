//! What is said of a class, as `evaluate.run/1` has it.

use serde::Serialize;

use crate::report::FailureReason;

/// The name and version of the contract of a run.
pub const NAME: &str = "evaluate.run/1";

/// What many graded answers are like together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Class {
    /// Answers that were graded.
    pub graded: usize,
    /// Inputs that could not be.
    pub failed: usize,
    /// Their scores; none where nothing was graded.
    pub scores: Option<Scores>,
    /// For each rubric what its answers are like, in order of their number.
    pub rubrics: Vec<RubricSummary>,
    /// Answers that a person should look at, those first where a look settles most.
    pub look_at: Vec<Look>,
    /// Answers that are nearly the same.
    pub alike: Vec<Alike>,
}

/// Scores of many answers, 0..=100, to one decimal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// The mean.
    pub mean: f64,
    /// The standard deviation; 0 of one answer.
    pub spread: f64,
    /// The lowest.
    pub min: f64,
    /// A quarter of the answers have no more.
    pub lower_quartile: f64,
    /// Half of the answers have no more.
    pub median: f64,
    /// Three quarters of the answers have no more.
    pub upper_quartile: f64,
    /// The highest.
    pub max: f64,
    /// How many answers have 0 to below 10, 10 to below 20, ..., 90 to 100.
    pub tens: [usize; 10],
}

/// The answers to one rubric.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RubricSummary {
    /// The rubric.
    pub id: String,
    /// How many answers were graded by it.
    pub answers: usize,
    /// Their scores.
    pub scores: Option<Scores>,
    /// How many fell into each band that any fell into, the highest scores first.
    pub bands: Vec<BandCount>,
    /// Its criteria, in its order.
    pub criteria: Vec<CriterionSummary>,
}

impl RubricSummary {
    /// The criteria that more than half of the answers miss, those first on which most is lost.
    #[must_use]
    pub fn missed_by_most(&self) -> Vec<&CriterionSummary> {
        let most = |one: &&CriterionSummary| self.answers >= FEW && one.missed * 2 > self.answers;
        let mut missed: Vec<&CriterionSummary> = self.criteria.iter().filter(most).collect();
        missed.sort_by(|a, b| b.lost.total_cmp(&a.lost));
        missed
    }
}

/// A band and how many answers it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BandCount {
    /// Its name.
    pub band: String,
    /// How many.
    pub answers: usize,
}

/// A criterion over all answers to its rubric.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionSummary {
    /// Its identifier.
    pub id: String,
    /// Its name, for people.
    pub title: String,
    /// The mean level, to two decimals.
    pub mean_level: f64,
    /// The highest level.
    pub max_level: u8,
    /// How many answers have each level, from 0 up.
    pub levels: Vec<usize>,
    /// The points that an answer loses on it, in the mean, to one decimal.
    pub lost: f64,
    /// How many answers stay below the level at which the criterion passes.
    pub missed: usize,
    /// 0 where every answer has the highest level, 1 where none has any: one less the item's facility, to
    /// two decimals.
    pub difficulty: f64,
    /// How well it tells strong answers from weak ones, -1..=1, to two decimals: the correlation of its
    /// points with those of all other criteria together (corrected item-total correlation; Nunnally,
    /// Psychometric Theory, 1978). Texts that are no answers are left out. None where there is nothing to
    /// correlate.
    pub discrimination: Option<f64>,
    /// What it looks like in an answer that has it.
    pub example: Option<Example>,
}

/// How an answer of the class meets a criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Example {
    /// The answer.
    pub id: String,
    /// The level that it reached.
    pub level: u8,
    /// First byte in the decoded input.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Line, from 1.
    pub line: usize,
    /// Exactly the bytes `start..end`.
    pub quote: String,
    /// The sentence around it, without markup.
    pub context: String,
}

/// Of fewer answers, "most" says nothing.
const FEW: usize = 3;

/// An answer that a person should look at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Look {
    /// The answer.
    pub id: String,
    /// How much a look may settle, 0..=100.
    pub priority: f64,
    /// Why, each in a few words, the weightiest first.
    pub reasons: Vec<String>,
}

/// Answers that are nearly the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alike {
    /// The answers, in order.
    pub ids: Vec<String>,
    /// About how much of their wording each shares with another of them at least, 0..=1.
    pub likeness: f64,
}

/// One answer in the class's table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The answer.
    pub id: String,
    /// What it got, or why it got nothing.
    pub outcome: Result<Mark, FailureReason>,
}

/// What an answer got.
#[derive(Clone, Debug)]
pub struct Mark {
    /// 0..=100.
    pub score: f64,
    /// The band.
    pub band: String,
    /// How sure that is, 0..=1.
    pub confidence: f64,
    /// The title of the criterion on which it loses most; none where it loses nothing.
    pub weakest: Option<String>,
    /// How many warnings its report has.
    pub warnings: usize,
}
