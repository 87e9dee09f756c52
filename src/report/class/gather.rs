//! A class gathered answer by answer.

use std::collections::BTreeMap;

use super::measure::{rounded, scores};
use super::model::{Alike, BandCount, Class, CriterionSummary, Look, Mark, Row, RubricSummary};
use crate::report::{Failure, Report, Warning, WarningKind};
use crate::text::{Sketch, alike};

/// Below this a grade is too doubtful to stand without a look, 0..=1.
const DOUBTFUL: f64 = 0.5;

/// What stands in place of the weakest criterion of a text that is no answer.
const NO_ANSWER: &str = "(reads as no answer)";

/// The answers so far.
#[derive(Debug, Default)]
pub struct Gathering {
    rows: Vec<Row>,
    scores: Vec<f64>,
    rubrics: BTreeMap<String, Tally>,
    look_at: Vec<Look>,
    sketches: Vec<Option<Sketch>>,
    failed: usize,
}

/// The answers to one rubric.
#[derive(Debug, Default)]
struct Tally {
    answers: usize,
    /// For each band its answers and the highest score.
    bands: BTreeMap<String, (usize, f64)>,
    criteria: Vec<CriterionTally>,
}

#[derive(Debug)]
struct CriterionTally {
    id: String,
    title: String,
    levels: Vec<usize>,
    lost: f64,
}

impl Gathering {
    /// Adds a graded answer, with what it is like.
    pub fn add(&mut self, report: &Report, sketch: Option<Sketch>) {
        self.scores.push(report.score);
        self.sketches.push(sketch);
        self.rows.push(Row {
            id: report.id.to_string(),
            outcome: Ok(mark(report)),
        });
        let reasons = reasons(report);
        if !reasons.is_empty() {
            self.look_at.push(Look {
                id: report.id.to_string(),
                reasons,
            });
        }
        let tally = self
            .rubrics
            .entry(report.rubric.id.to_string())
            .or_default();
        tally.add(report);
    }

    /// Adds an input that could not be graded.
    pub fn add_failure(&mut self, failure: &Failure) {
        self.failed += 1;
        self.sketches.push(None);
        self.rows.push(Row {
            id: failure.id.clone(),
            outcome: Err(failure.error.clone()),
        });
    }

    /// The answers, in order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What the answers are like together.
    #[must_use]
    pub fn class(&self) -> Class {
        let mut rubrics: Vec<RubricSummary> = self
            .rubrics
            .iter()
            .map(|(id, tally)| tally.summary(id))
            .collect();
        rubrics.sort_by_key(|rubric| std::cmp::Reverse(rubric.answers));
        let named = |group: Vec<usize>| Alike {
            ids: group
                .into_iter()
                .filter_map(|at| Some(self.rows.get(at)?.id.clone()))
                .collect(),
        };
        Class {
            graded: self.scores.len(),
            failed: self.failed,
            scores: scores(self.scores.clone()),
            rubrics,
            look_at: self.look_at.clone(),
            alike: alike(&self.sketches).into_iter().map(named).collect(),
        }
    }
}

fn mark(report: &Report) -> Mark {
    let lost = |at: usize| {
        let criterion = report.criteria.get(at);
        criterion.map_or(0.0, |criterion| criterion.max_points - criterion.points)
    };
    // Of equals the first.
    let weakest = (0..report.criteria.len())
        .rev()
        .max_by(|a, b| lost(*a).total_cmp(&lost(*b)))
        .filter(|at| lost(*at) > 0.0)
        .and_then(|at| report.criteria.get(at));
    let no_answer = |warning: &Warning| warning.kind == WarningKind::NotAnAnswer;
    let weakest = if report.warnings.iter().any(no_answer) {
        Some(NO_ANSWER.to_owned())
    } else {
        weakest.map(|criterion| criterion.title.to_string())
    };
    Mark {
        score: report.score,
        band: report.band.to_string(),
        confidence: report.confidence,
        weakest,
        warnings: report.warnings.len(),
    }
}

/// Why a person should look at an answer.
fn reasons(report: &Report) -> Vec<String> {
    let mut reasons = Vec::new();
    for warning in &report.warnings {
        let reason = match warning.kind {
            WarningKind::Injection => "it addresses the grader",
            WarningKind::NotAnAnswer => "it reads as no answer",
            WarningKind::Furniture => "most of it was kept out",
            WarningKind::Encoding => "its encoding is doubtful",
            WarningKind::Rubric => "the rubric may be the wrong one",
            WarningKind::FrontMatter => "its front matter cannot be read",
            WarningKind::Degraded => "the judge could not be had",
            WarningKind::Disagreement => "the signals and the judge are far apart",
        };
        if !reasons.iter().any(|known| known == reason) {
            reasons.push(reason.to_owned());
        }
    }
    if report.confidence < DOUBTFUL {
        reasons.push(format!("the grade is not sure ({:.2})", report.confidence));
    }
    reasons
}

impl Tally {
    fn add(&mut self, report: &Report) {
        self.answers += 1;
        let (answers, highest) = self.bands.entry(report.band.to_string()).or_default();
        *answers += 1;
        *highest = highest.max(report.score);
        if self.criteria.is_empty() {
            self.criteria = report
                .criteria
                .iter()
                .map(|criterion| CriterionTally {
                    id: criterion.id.to_string(),
                    title: criterion.title.to_string(),
                    levels: vec![0; usize::from(criterion.max_level) + 1],
                    lost: 0.0,
                })
                .collect();
        }
        for (tally, criterion) in self.criteria.iter_mut().zip(&report.criteria) {
            if let Some(count) = tally.levels.get_mut(usize::from(criterion.level)) {
                *count += 1;
            }
            tally.lost += criterion.max_points - criterion.points;
        }
    }

    fn summary(&self, id: &str) -> RubricSummary {
        let mut bands: Vec<(&String, &(usize, f64))> = self.bands.iter().collect();
        bands.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
        RubricSummary {
            id: id.to_owned(),
            answers: self.answers,
            bands: bands
                .into_iter()
                .map(|(band, (answers, _))| BandCount {
                    band: band.clone(),
                    answers: *answers,
                })
                .collect(),
            criteria: self
                .criteria
                .iter()
                .map(|tally| tally.summary(self.answers))
                .collect(),
        }
    }
}

impl CriterionTally {
    #[expect(clippy::cast_precision_loss, reason = "counts of answers")]
    fn summary(&self, answers: usize) -> CriterionSummary {
        let answers = answers.max(1) as f64;
        let sum: usize = self
            .levels
            .iter()
            .enumerate()
            .map(|(level, count)| level * count)
            .sum();
        CriterionSummary {
            id: self.id.clone(),
            title: self.title.clone(),
            mean_level: rounded(sum as f64 / answers, 2),
            max_level: u8::try_from(self.levels.len().saturating_sub(1)).unwrap_or(u8::MAX),
            levels: self.levels.clone(),
            lost: rounded(self.lost / answers, 1),
        }
    }
}
