//! A judge's opinions as a report shows them, and where they part from the signals.

use serde::Serialize;

use super::quote::Quote;
use super::warning::{Warning, WarningKind};
use crate::judge::Usage;
use crate::rubric::{Opinion, Rubric};
use crate::score::{APART, Grade};

/// What a judge made of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Opinions {
    /// By criterion; empty where there was nothing to judge.
    pub opinions: Vec<Opinion>,
    /// What could not be had.
    pub missing: Vec<String>,
    /// Who judged.
    pub facts: JudgeFacts,
}

impl Opinions {
    /// Whether there is a level for any criterion.
    pub(super) fn rates(&self) -> bool {
        self.opinions.iter().any(|opinion| opinion.level.is_some())
    }
}

/// Who judged, and what it took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JudgeFacts {
    /// The model.
    pub model: String,
    /// The endpoint's address.
    pub endpoint: String,
    /// SHA-256 of the prompts.
    pub prompts: String,
    /// How often each criterion was asked.
    pub votes: u32,
    /// Tokens of all replies that were used, whenever they were given.
    pub usage: Usage,
    /// What they cost in US dollars, where the price is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
}

/// What a judge says of a criterion.
#[derive(Clone, Debug, Serialize)]
pub struct JudgeReport<'a> {
    /// 0..=3; none where the criterion is unrated.
    pub level: Option<u8>,
    /// How sure it is, 0..=1.
    pub confidence: f64,
    /// Each vote's level.
    pub votes: Vec<Option<u8>>,
    /// Its reasons.
    pub reasoning: String,
    /// Its quotes, found in the answer.
    pub evidence: Vec<Quote<'a>>,
    /// Quotes that are not in the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invented: Vec<String>,
    /// Why there is no level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unrated: Option<String>,
}

impl<'a> JudgeReport<'a> {
    /// An opinion with its quotes placed.
    pub(super) fn new(opinion: &Opinion, evidence: Vec<Quote<'a>>) -> Self {
        Self {
            level: opinion.level,
            confidence: (opinion.confidence * 100.0).round() / 100.0,
            votes: opinion.votes.clone(),
            reasoning: opinion.reasoning.clone(),
            evidence,
            invented: opinion.invented.clone(),
            unrated: opinion.unrated.clone(),
        }
    }
}

/// How far apart the signals and the judge are, in levels, where both rated.
fn distance(grade: &Grade) -> Option<u8> {
    let said = grade.opinion.as_ref()?.level?;
    Some(said.abs_diff(grade.signals.0))
}

/// What a judge's part has to say to people.
pub(super) fn warnings(judged: &Opinions, rubric: &Rubric, grades: &[Grade]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let unrated = grades.iter().filter_map(|grade| grade.opinion.as_ref());
    let unrated = unrated.filter(|opinion| opinion.level.is_none()).count();
    if !judged.missing.is_empty() {
        let why = judged.missing.join("; ");
        let all = grades.len();
        let message = format!(
            "the judge could not be had for {unrated} of {all} criteria, which the signals decide alone: {why}"
        );
        warnings.push(Warning::new(WarningKind::Degraded, message));
    }
    let doubtful = judged.missing.is_empty() && unrated * 2 > grades.len();
    if doubtful && !judged.opinions.is_empty() {
        let all = grades.len();
        let message = format!(
            "the judge gave no level that could be believed for {unrated} of {all} criteria, which the signals decide alone: a stronger model may do better"
        );
        warnings.push(Warning::new(WarningKind::Unbelieved, message));
    }
    for (criterion, grade) in rubric.criteria.iter().zip(grades) {
        let apart = distance(grade).is_some_and(|distance| distance >= APART);
        if apart && let Some(said) = grade.opinion.as_ref().and_then(|opinion| opinion.level) {
            let message = format!(
                "{}: the signals say {}, the judge says {}; a person should look",
                criterion.title,
                rubric.level_name(grade.signals.0),
                rubric.level_name(said)
            );
            warnings.push(Warning::new(WarningKind::Disagreement, message));
        }
    }
    warnings
}
