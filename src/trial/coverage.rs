//! What no example tries: levels without one, criteria with few near misses, signals never exercised.

use serde::Serialize;

use super::Spot;
use crate::evidence::Evidence;
use crate::rubric::{Criterion, MAX_LEVEL, Rubric, Workbook};

/// What no example tries.
#[derive(Debug, Serialize)]
pub struct Gaps {
    /// Criteria without an example at some level.
    pub levels: Vec<LevelGap>,
    /// Criteria with too few near misses.
    pub near_misses: Vec<NearMissGap>,
    /// Signals that find nothing in any example.
    pub signals: Vec<SignalGap>,
}

/// A criterion without an example at some level.
#[derive(Debug, Serialize)]
pub struct LevelGap {
    /// The criterion.
    pub criterion: String,
    /// The levels.
    pub levels: Vec<String>,
}

/// A criterion with too few near misses.
#[derive(Debug, Serialize)]
pub struct NearMissGap {
    /// The criterion.
    pub criterion: String,
    /// How many it has.
    pub near_misses: usize,
}

/// A signal that finds nothing in any example.
#[derive(Debug, Serialize)]
pub struct SignalGap {
    /// The signal.
    pub signal: String,
    /// Where it is defined.
    pub at: Spot,
}

impl Gaps {
    /// Whether there are any.
    #[must_use]
    pub fn any(&self) -> bool {
        !(self.levels.is_empty() && self.near_misses.is_empty() && self.signals.is_empty())
    }
}

/// The fewest near misses that show where a criterion ends.
const NEAR_MISSES: usize = 2;

/// What the examples seen so far exercise.
pub(super) struct Coverage {
    exercised: Vec<bool>,
}

impl Coverage {
    pub(super) fn new(rubric: &Rubric) -> Self {
        Self {
            exercised: vec![false; rubric.signals.len()],
        }
    }

    /// Takes note of the signals that found something in one example.
    pub(super) fn note(&mut self, evidence: &Evidence) {
        for (exercised, hits) in self.exercised.iter_mut().zip(evidence.found.iter()) {
            *exercised |= !hits.is_empty();
        }
    }

    /// What is not tried.
    pub(super) fn gaps(&self, book: &Workbook) -> Gaps {
        let criteria = || book.rubric.criteria.iter().enumerate();
        let signals = book.rubric.signals.iter().zip(&self.exercised);
        Gaps {
            levels: criteria()
                .filter_map(|(at, criterion)| level_gap(book, at, criterion))
                .collect(),
            near_misses: criteria()
                .map(|(at, criterion)| NearMissGap {
                    criterion: criterion.id.clone(),
                    near_misses: near_misses(book, at),
                })
                .filter(|gap| gap.near_misses < NEAR_MISSES)
                .collect(),
            signals: signals
                .filter(|(_, exercised)| !**exercised)
                .map(|(signal, _)| SignalGap {
                    signal: signal.name.clone(),
                    at: book.location(signal.defined).into(),
                })
                .collect(),
        }
    }
}

fn level_gap(book: &Workbook, at: usize, criterion: &Criterion) -> Option<LevelGap> {
    let shown = |level: u8| {
        let wanted = book.cases.iter().flat_map(|case| &case.levels);
        wanted.into_iter().any(|wanted| *wanted == (at, level))
    };
    let levels: Vec<String> = (0..=MAX_LEVEL)
        .filter(|level| can_have(criterion, *level) && !shown(*level))
        .map(|level| book.rubric.level_name(level).to_owned())
        .collect();
    (!levels.is_empty()).then(|| LevelGap {
        criterion: criterion.id.clone(),
        levels,
    })
}

/// Whether a text can get just this level: not where what reaches it reaches the next as well.
fn can_have(criterion: &Criterion, level: u8) -> bool {
    let [first, second, third] = &criterion.levels;
    match level {
        1 => first.condition != second.condition,
        2 => second.condition != third.condition,
        _ => true,
    }
}

fn near_misses(book: &Workbook, criterion: usize) -> usize {
    let cases = book.cases.iter().filter(|case| case.near_miss.is_some());
    cases
        .filter(|case| case.levels.iter().any(|(at, _)| *at == criterion))
        .count()
}
