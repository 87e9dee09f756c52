//! The class in the page: charts, what to look at, and a table with a row an answer.

use std::collections::HashMap;

use serde::Serialize;

use super::anchor;
use crate::report::class::{self, Class, RubricSummary, Scores};
use crate::report::model::{Failure, Report};
use crate::text::shorten;

/// So many of the answers to look at are shown at once.
const FIRST: usize = 20;

/// An example is shown up to so many characters.
const EXAMPLE: usize = 220;

/// The widest bar of a chart, in its own units.
const WIDTH: f64 = 260.0;

/// Where the bars of criteria begin, and how wide they are together.
const LEFT: f64 = 178.0;
const BAR: f64 = 210.0;

/// What the table needs of every answer.
#[derive(Debug, Default)]
pub(in crate::report) struct Sheet {
    rows: Vec<(String, Row)>,
    /// The places of the answers in the page, by their names.
    places: HashMap<String, String>,
    failures: Vec<(String, String)>,
    /// For each rubric the names of its levels.
    levels: HashMap<String, Vec<String>>,
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
    /// Adds a graded answer, and says the how manieth it is.
    pub(in crate::report) fn graded(&mut self, report: &Report) -> usize {
        let nth = self.rows.len() + 1;
        let place = anchor(nth);
        let id = report.id.to_string();
        self.places.entry(id).or_insert_with(|| place.clone());
        let row = Row {
            id: report.id.to_string(),
            anchor: place,
            score: report.score,
            band: report.band.to_string(),
            confidence: report.confidence,
            levels: report
                .criteria
                .iter()
                .map(|criterion| criterion.level)
                .collect(),
        };
        let rubric = report.rubric.id.to_string();
        self.levels
            .entry(rubric.clone())
            .or_insert_with(|| report.levels.to_vec());
        self.rows.push((rubric, row));
        nth
    }

    fn place(&self, id: &str) -> &str {
        self.places.get(id).map_or("", String::as_str)
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
    /// The answers to look at: the first of them, and the others.
    look_at: [Vec<Look<'a>>; 2],
    alike: Vec<Alike<'a>>,
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
    /// Where the class was graded by more than one rubric.
    scores: Option<&'a Scores>,
    criteria: Vec<Criterion<'a>>,
    /// The names of the levels, from the lowest.
    levels: &'a [String],
    missed: Vec<Missed<'a>>,
    answers: usize,
    columns: Vec<&'a str>,
    bands: Vec<&'a str>,
    rows: Vec<&'a Row>,
}

#[derive(Serialize)]
struct Criterion<'a> {
    title: &'a str,
    lost: f64,
    mean: f64,
    missed: usize,
    difficulty: f64,
    discrimination: Option<f64>,
    parts: Vec<Part>,
}

/// A criterion that most answers miss, and one answer that has it.
#[derive(Serialize)]
struct Missed<'a> {
    title: &'a str,
    /// By so many answers.
    by: usize,
    by_all: bool,
    example: Option<Example<'a>>,
}

#[derive(Serialize)]
struct Example<'a> {
    id: &'a str,
    /// The place of its words in the page.
    place: String,
    line: usize,
    quote: String,
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
    anchor: &'a str,
}

#[derive(Serialize)]
struct Alike<'a> {
    answers: Vec<Named<'a>>,
    /// In hundredths.
    likeness: f64,
}

#[derive(Serialize)]
struct Look<'a> {
    id: &'a str,
    anchor: &'a str,
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
            anchor: sheet.place(id),
        };
        let look = |look: &'a class::Look| Look {
            id: &look.id,
            anchor: sheet.place(&look.id),
            reasons: look.reasons.join("; "),
        };
        let (first, others) = class.look_at.split_at(class.look_at.len().min(FIRST));
        let several = class.rubrics.len() > 1;
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
                .map(|rubric| rubric_view(rubric, sheet, several))
                .collect(),
            look_at: [first, others].map(|looks| looks.iter().map(look).collect()),
            alike: class
                .alike
                .iter()
                .map(|group| Alike {
                    answers: group.ids.iter().map(named).collect(),
                    likeness: (group.likeness * 100.0).round(),
                })
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
fn rubric_view<'a>(rubric: &'a RubricSummary, sheet: &'a Sheet, several: bool) -> Rubric<'a> {
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
                mean: criterion.mean_level,
                missed: criterion.missed,
                difficulty: criterion.difficulty,
                discrimination: criterion.discrimination,
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
        scores: rubric.scores.as_ref().filter(|_| several),
        criteria,
        levels: sheet.levels.get(&rubric.id).map_or(&[][..], Vec::as_slice),
        missed: missed(rubric, sheet),
        answers: rubric.answers,
        columns: rubric
            .criteria
            .iter()
            .map(|criterion| criterion.title.as_str())
            .collect(),
        bands: rubric.bands.iter().map(|band| band.band.as_str()).collect(),
        rows,
    }
}

fn missed<'a>(rubric: &'a RubricSummary, sheet: &Sheet) -> Vec<Missed<'a>> {
    let missed = rubric.missed_by_most().into_iter();
    missed
        .map(|one| Missed {
            title: &one.title,
            by: one.missed,
            by_all: one.missed == rubric.answers,
            example: one.example.as_ref().map(|example| Example {
                id: &example.id,
                place: format!("{}s{}", sheet.place(&example.id), example.start),
                line: example.line,
                quote: shorten(&example.context, EXAMPLE),
            }),
        })
        .collect()
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
