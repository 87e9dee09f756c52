//! A class gathered answer by answer.

use std::collections::BTreeMap;

use super::items::Item;
use super::measure::{rounded, scores};
use super::model::{Alike, BandCount, Class, Mark, Row, RubricSummary};
use super::queue::{Reason, likeness, queue, reasons};
use crate::report::{Failure, Report, WarningKind};
use crate::text::{Sketch, alike};

/// What stands in place of the weakest criterion of a text that is no answer.
const NO_ANSWER: &str = "(reads as no answer)";

/// The answers so far.
#[derive(Debug, Default)]
pub struct Gathering {
    rows: Vec<Row>,
    scores: Vec<f64>,
    rubrics: BTreeMap<String, Tally>,
    /// For each row what a person might look at it for.
    doubts: Vec<Vec<Reason>>,
    sketches: Vec<Option<Sketch>>,
    failed: usize,
}

/// The answers to one rubric.
#[derive(Debug, Default)]
struct Tally {
    answers: usize,
    /// For each band its answers and the highest score.
    bands: BTreeMap<String, (usize, f64)>,
    scores: Vec<f64>,
    criteria: Vec<Item>,
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
        self.doubts.push(reasons(report));
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
        self.doubts.push(Vec::new());
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

    /// The names that several answers have, with how many have each.
    #[must_use]
    pub fn namesakes(&self) -> Vec<(&str, usize)> {
        let mut ids: Vec<&str> = self.rows.iter().map(|row| row.id.as_str()).collect();
        ids.sort_unstable();
        let same = ids.chunk_by(|one, next| one == next);
        let several = same.filter(|same| same.len() > 1);
        several
            .filter_map(|same| Some((*same.first()?, same.len())))
            .collect()
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
        let mut doubts = self.doubts.clone();
        let groups = alike(&self.sketches).into_iter().map(|group| {
            let rows = group.members.iter().filter_map(|at| self.rows.get(*at));
            let alike = Alike {
                ids: rows.map(|row| row.id.clone()).collect(),
                likeness: rounded(group.likeness, 2),
            };
            let first = group.members.first().and_then(|at| doubts.get_mut(*at));
            if let Some(reasons) = first {
                reasons.push(likeness(&alike));
            }
            alike
        });
        let alike = groups.collect();
        let ids = self.rows.iter().map(|row| row.id.as_str());
        Class {
            graded: self.scores.len(),
            failed: self.failed,
            scores: scores(self.scores.clone()),
            rubrics,
            look_at: queue(ids.zip(doubts)),
            alike,
        }
    }
}

fn warned(report: &Report, kind: WarningKind) -> bool {
    report.warnings.iter().any(|warning| warning.kind == kind)
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
    let weakest = if warned(report, WarningKind::NotAnAnswer) {
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

impl Tally {
    fn add(&mut self, report: &Report) {
        self.answers += 1;
        let (answers, highest) = self.bands.entry(report.band.to_string()).or_default();
        *answers += 1;
        *highest = highest.max(report.score);
        self.scores.push(report.score);
        if self.criteria.is_empty() {
            self.criteria = report.criteria.iter().map(Item::new).collect();
        }
        let honest =
            !warned(report, WarningKind::NotAnAnswer) && !warned(report, WarningKind::Injection);
        for (item, criterion) in self.criteria.iter_mut().zip(&report.criteria) {
            item.add(report, criterion, honest);
        }
    }

    fn summary(&self, id: &str) -> RubricSummary {
        let mut bands: Vec<(&String, &(usize, f64))> = self.bands.iter().collect();
        bands.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
        RubricSummary {
            id: id.to_owned(),
            answers: self.answers,
            scores: scores(self.scores.clone()),
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
                .map(|item| item.summary(self.answers))
                .collect(),
        }
    }
}
