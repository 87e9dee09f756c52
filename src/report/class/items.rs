//! The criteria of a rubric over its answers: how hard each is, how well it tells answers apart, and
//! what it looks like where it is met.

use super::measure::{Together, rounded};
use super::model::{CriterionSummary, Example};
use crate::report::Report;
use crate::report::model::CriterionReport;
use crate::report::quote::Quote;

/// A criterion over the answers so far.
#[derive(Debug)]
pub(super) struct Item {
    id: String,
    title: String,
    levels: Vec<usize>,
    lost: f64,
    missed: usize,
    /// Its points beside those of all other criteria.
    points: Together,
    example: Option<(Merit, Example)>,
}

/// How good an example is: the level, how sure that is in hundredths, and the score in tenths.
type Merit = (u8, i64, i64);

impl Item {
    pub(super) fn new(criterion: &CriterionReport) -> Self {
        Self {
            id: criterion.id.to_string(),
            title: criterion.title.to_string(),
            levels: vec![0; usize::from(criterion.max_level) + 1],
            lost: 0.0,
            missed: 0,
            points: Together::default(),
            example: None,
        }
    }

    /// Adds an answer. One that is no answer, or talks to the grader, tells nothing of the criterion
    /// and is no example: `honest` is false.
    pub(super) fn add(&mut self, report: &Report, criterion: &CriterionReport, honest: bool) {
        if let Some(count) = self.levels.get_mut(usize::from(criterion.level)) {
            *count += 1;
        }
        self.lost += criterion.max_points - criterion.points;
        self.missed += usize::from(criterion.level < criterion.passes);
        if honest {
            let all: f64 = report.criteria.iter().map(|one| one.points).sum();
            self.points.add(criterion.points, all - criterion.points);
            self.take_example(report, criterion);
        }
    }

    fn take_example(&mut self, report: &Report, criterion: &CriterionReport) {
        let merit = (
            criterion.level,
            whole(criterion.confidence * 100.0),
            whole(report.score * 10.0),
        );
        let better = self.example.as_ref().is_none_or(|(best, _)| merit > *best);
        if !better || criterion.level < criterion.passes {
            return;
        }
        if let Some(quote) = richest(&criterion.evidence) {
            let example = Example {
                id: report.id.to_string(),
                level: criterion.level,
                start: quote.start,
                end: quote.end,
                line: quote.line,
                quote: quote.quote.to_string(),
                context: quote.sentence.to_string(),
            };
            self.example = Some((merit, example));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of answers")]
    pub(super) fn summary(&self, answers: usize) -> CriterionSummary {
        let answers = answers.max(1) as f64;
        let counts = self.levels.iter().enumerate();
        let sum: usize = counts.map(|(level, count)| level * count).sum();
        let highest = self.levels.len().saturating_sub(1);
        let mean = sum as f64 / answers;
        CriterionSummary {
            id: self.id.clone(),
            title: self.title.clone(),
            mean_level: rounded(mean, 2),
            max_level: u8::try_from(highest).unwrap_or(u8::MAX),
            levels: self.levels.clone(),
            lost: rounded(self.lost / answers, 1),
            missed: self.missed,
            difficulty: rounded(1.0 - mean / highest.max(1) as f64, 2),
            discrimination: self.points.correlation().map(|r| rounded(r, 2)),
            example: self.example.as_ref().map(|(_, example)| example.clone()),
        }
    }
}

/// The first piece of evidence on the line that has most of it; a heading alone shows nothing.
fn richest<'r, 'a>(evidence: &'r [Quote<'a>]) -> Option<&'r Quote<'a>> {
    let on_line = |line: usize| {
        let quotes = evidence.iter().filter(|quote| quote.line == line);
        quotes.map(|quote| quote.quote.len()).sum::<usize>()
    };
    // Of equals, `max_by_key` would take the last.
    evidence
        .iter()
        .rev()
        .max_by_key(|quote| on_line(quote.line))
}

#[expect(clippy::cast_possible_truncation, reason = "at most 1000")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}
