//! The class in the page: charts, what to look at, and a table with a row an answer.

use serde::Serialize;

use super::anchor;
use crate::report::class::{Class, RubricSummary, Scores};
use crate::report::model::{Failure, Report};

/// The widest bar of a chart, in its own units.
const WIDTH: f64 = 260.0;

/// Where the bars of criteria begin, and how wide they are together.
const LEFT: f64 = 158.0;
const BAR: f64 = 210.0;

/// What the table needs of every answer.
#[derive(Debug, Default)]
pub(in crate::report) struct Sheet {
    rows: Vec<(String, Row)>,
    failures: Vec<(String, String)>,
}

#[derive(Clone, Debug, Serialize)]
struct Row {
    id: String,
    anchor: String,
    score: f64,
    band: String,
    confidence: f64,
    levels: Vec<u8>,
}

impl Sheet {
    /// Adds a graded answer.
    pub(in crate::report) fn graded(&mut self, report: &Report) {
        let row = Row {
            id: report.id.to_string(),
            anchor: anchor(&report.id),
            score: report.score,
            band: report.band.to_string(),
            confidence: report.confidence,
            levels: report
                .criteria
                .iter()
                .map(|criterion| criterion.level)
                .collect(),
        };
        self.rows.push((report.rubric.id.to_string(), row));
    }

    /// Adds an input that could not be graded.
    pub(in crate::report) fn failed(&mut self, failure: &Failure) {
        self.failures
            .push((failure.id.clone(), failure.error.message.clone()));
    }
}

#[derive(Serialize)]
pub(super) struct View<'a> {
    about: String,
    graded: usize,
    failed: usize,
    scores: Option<&'a Scores>,
    bars: Vec<Bar>,
    bars_said: String,
    rubrics: Vec<Rubric<'a>>,
    look_at: Vec<Look<'a>>,
    alike: Vec<Vec<Named<'a>>>,
    failures: Vec<Failed<'a>>,
}

#[derive(Serialize)]
struct Bar {
    label: String,
    width: f64,
    count: usize,
}

#[derive(Serialize)]
struct Rubric<'a> {
    title: &'a str,
    said: String,
    criteria: Vec<Criterion<'a>>,
    columns: Vec<&'a str>,
    bands: Vec<&'a str>,
    rows: Vec<&'a Row>,
}

#[derive(Serialize)]
struct Criterion<'a> {
    title: &'a str,
    lost: f64,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    level: usize,
    count: usize,
    x: f64,
    width: f64,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    anchor: String,
}

#[derive(Serialize)]
struct Look<'a> {
    id: &'a str,
    anchor: String,
    reasons: String,
}

#[derive(Serialize)]
struct Failed<'a> {
    id: &'a str,
    message: &'a str,
}

impl<'a> View<'a> {
    /// A class and the table of its answers.
    pub(super) fn new(class: &'a Class, sheet: &'a Sheet) -> Self {
        let bars = bars(class.scores.as_ref());
        let said: Vec<String> = bars
            .iter()
            .map(|bar| format!("{}: {}", bar.label, bar.count))
            .collect();
        let named = |id: &'a String| Named {
            id,
            anchor: anchor(id),
        };
        Self {
            about: format!("{} answers", class.graded + class.failed),
            graded: class.graded,
            failed: class.failed,
            scores: class.scores.as_ref(),
            bars_said: said.join(", "),
            bars,
            rubrics: class
                .rubrics
                .iter()
                .map(|rubric| rubric_view(rubric, sheet))
                .collect(),
            look_at: class
                .look_at
                .iter()
                .map(|look| Look {
                    id: &look.id,
                    anchor: anchor(&look.id),
                    reasons: look.reasons.join("; "),
                })
                .collect(),
            alike: class
                .alike
                .iter()
                .map(|group| group.ids.iter().map(named).collect())
                .collect(),
            failures: sheet
                .failures
                .iter()
                .map(|(id, message)| Failed { id, message })
                .collect(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of answers")]
fn bars(scores: Option<&Scores>) -> Vec<Bar> {
    let tens = scores.map_or(&[][..], |scores| &scores.tens);
    let most = tens.iter().copied().max().unwrap_or(0).max(1);
    let bars = tens.iter().enumerate().map(|(ten, count)| {
        let last = if ten == 9 { 100 } else { ten * 10 + 9 };
        Bar {
            label: format!("{}–{last}", ten * 10),
            width: (*count as f64 / most as f64 * WIDTH).round(),
            count: *count,
        }
    });
    bars.collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of answers")]
fn rubric_view<'a>(rubric: &'a RubricSummary, sheet: &'a Sheet) -> Rubric<'a> {
    let mut criteria: Vec<Criterion> = rubric
        .criteria
        .iter()
        .map(|criterion| {
            let all = criterion.levels.iter().sum::<usize>().max(1) as f64;
            let mut x = LEFT;
            let parts = criterion.levels.iter().enumerate().map(|(level, count)| {
                let width = *count as f64 / all * BAR;
                let part = Part {
                    level,
                    count: *count,
                    x: tenths(x),
                    width: tenths(width),
                };
                x += width;
                part
            });
            Criterion {
                title: &criterion.title,
                lost: criterion.lost,
                parts: parts.collect(),
            }
        })
        .collect();
    criteria.sort_by(|a, b| b.lost.total_cmp(&a.lost));
    let said: Vec<String> = criteria
        .iter()
        .map(|criterion| format!("{} loses {} points", criterion.title, criterion.lost))
        .collect();
    let rows = sheet
        .rows
        .iter()
        .filter(|(id, _)| *id == rubric.id)
        .map(|(_, row)| row);
    let mut rows: Vec<&Row> = rows.collect();
    rows.sort_by(|a, b| b.score.total_cmp(&a.score));
    Rubric {
        title: &rubric.id,
        said: said.join(", "),
        criteria,
        columns: rubric
            .criteria
            .iter()
            .map(|criterion| criterion.title.as_str())
            .collect(),
        bands: rubric.bands.iter().map(|band| band.band.as_str()).collect(),
        rows,
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
