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
    /// Answers that a person should look at, in order.
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
    /// How many fell into each band that any fell into, the highest scores first.
    pub bands: Vec<BandCount>,
    /// Its criteria, in its order.
    pub criteria: Vec<CriterionSummary>,
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
}

/// An answer that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Look {
    /// The answer.
    pub id: String,
    /// Why, each in a few words.
    pub reasons: Vec<String>,
}

/// Answers that are nearly the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// The answers, in order.
    pub ids: Vec<String>,
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
