//! Everything that is measured over some graded and marked texts, as the JSON contract fixes it.

use serde::Serialize;

use super::bootstrap::{Interval, Resampling};
use super::compare::Fired;
use super::kappa::Table;
use super::measure::Measure;
use crate::rubric::Rubric;

/// The name and version of the contract.
pub const SCHEMA: &str = "evaluate.agreement/1";

/// What is asked for beside the measures themselves.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Fields to measure by.
    pub by: Vec<String>,
    /// Criteria of which every disagreement is listed.
    pub criteria: Vec<String>,
    /// How intervals are found.
    pub resampling: Resampling,
}

/// A rubric that is measured.
#[derive(Clone, Debug, Serialize)]
pub struct MeasuredRubric {
    /// Its identifier.
    pub id: String,
    /// Its semantic version.
    pub version: String,
    /// Of the file and all that it includes.
    pub sha256: String,
    /// Its criteria: identifier and name, in order.
    #[serde(skip)]
    pub criteria: Vec<(String, String)>,
}

impl MeasuredRubric {
    /// What is told of a rubric.
    #[must_use]
    pub fn of(rubric: &Rubric) -> Self {
        let criteria = rubric.criteria.iter();
        Self {
            id: rubric.id.clone(),
            version: rubric.version.clone(),
            sha256: rubric.sha256.clone(),
            criteria: criteria
                .map(|criterion| (criterion.id.clone(), criterion.title.clone()))
                .collect(),
        }
    }
}

/// How well grades agree with marks, as the JSON contract fixes it.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The version of this program.
    pub evaluate: &'static str,
    /// What the random numbers of the intervals start from.
    pub seed: u64,
    /// All criteria of all texts together.
    pub pooled: Pooled,
    /// The same for each rubric and its criteria.
    pub rubrics: Vec<RubricAgreement>,
    /// The same for each value of the fields that were asked for.
    pub by: Vec<Breakdown>,
    /// The texts with disagreements, the furthest off first.
    pub furthest: Vec<TextAgreement>,
    /// Every disagreement on the criteria that were asked for.
    pub disagreements: Vec<Disagreement>,
    /// Answers that score 0 or were taken for none.
    pub answers_zeroed: Vec<Misjudged>,
    /// Texts that are no answers and score above 0.
    pub non_answers_graded: Vec<Misjudged>,
    /// What was wrong with marks and texts, in sentences.
    pub problems: Vec<String>,
}

/// Measures over all criteria of some texts.
#[derive(Clone, Debug, Serialize)]
pub struct Pooled {
    /// The figures.
    #[serde(flatten)]
    pub measure: Measure,
    /// Where the kappa of other such texts would lie, with a confidence of 95 %.
    pub interval: Option<Interval>,
    /// How often each mark met each grade: a row a mark, a column a grade.
    pub confusion: Table,
}

/// Measures for one rubric.
#[derive(Clone, Debug, Serialize)]
pub struct RubricAgreement {
    /// The rubric.
    #[serde(flatten)]
    pub rubric: MeasuredRubric,
    /// All its criteria together.
    #[serde(flatten)]
    pub pooled: Pooled,
    /// Each criterion that has marks, in the rubric's order.
    pub criteria: Vec<CriterionAgreement>,
    /// The criteria without any mark.
    pub unmarked: Vec<String>,
}

/// Measures for one criterion.
#[derive(Clone, Debug, Serialize)]
pub struct CriterionAgreement {
    /// Its identifier.
    pub id: String,
    /// Its name, for people.
    pub title: String,
    /// The figures.
    #[serde(flatten)]
    pub measure: Measure,
    /// How often each mark met each grade.
    pub confusion: Table,
}

/// Measures by the values of a field.
#[derive(Clone, Debug, Serialize)]
pub struct Breakdown {
    /// The field.
    pub field: String,
    /// Its values in order.
    pub values: Vec<Share>,
}

/// Measures for the texts that share a value.
#[derive(Clone, Debug, Serialize)]
pub struct Share {
    /// The value; none for the texts of which the marks give none.
    pub value: Option<String>,
    /// The figures.
    #[serde(flatten)]
    pub measure: Measure,
}

/// How far off one text's grades are.
#[derive(Clone, Debug, Serialize)]
pub struct TextAgreement {
    /// How the marks name it.
    pub file: String,
    /// The rubric's identifier.
    pub rubric: String,
    /// The score.
    pub score: f64,
    /// The mean of the squared distances of grades and marks.
    pub distance: f64,
    /// Where the grade is nobody's mark, the furthest off first.
    pub disagreements: Vec<Disagreement>,
}

/// A grade that is nobody's mark.
#[derive(Clone, Debug, Serialize)]
pub struct Disagreement {
    /// How the marks name the text.
    pub file: String,
    /// The rubric's identifier.
    pub rubric: String,
    /// The criterion's identifier.
    pub criterion: String,
    /// Its name, for people.
    #[serde(skip)]
    pub title: String,
    /// The grade.
    pub grade: u8,
    /// The marks.
    pub marks: Vec<u8>,
    /// The signals that met something.
    pub fired: Vec<Fired>,
}

/// A text that is taken for what it is not.
#[derive(Clone, Debug, Serialize)]
pub struct Misjudged {
    /// How the marks name it.
    pub file: String,
    /// The rubric's identifier.
    pub rubric: String,
    /// The score.
    pub score: f64,
    /// What it was taken for, where that is no answer.
    pub called: Option<String>,
}
