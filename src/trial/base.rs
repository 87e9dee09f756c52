//! What holds before anything is changed: every text read, searched and graded, every check that passes.

use super::specimen::{self, Specimen};
use crate::evidence::Evidence;
use crate::rubric::{Find, Rubric, Workbook};
use crate::score::level_of;

/// A text with what the rubric as it is finds in it.
pub(super) struct Graded {
    pub(super) specimen: Specimen,
    pub(super) evidence: Evidence,
    /// What the text must do, and does.
    pub(super) checks: Vec<Check>,
}

/// One thing that an example asks for.
#[derive(Clone, Copy)]
pub(super) enum Check {
    /// A criterion gets a level.
    Level(usize, u8),
    /// A signal finds something, or nothing.
    Phrase(usize, bool),
}

impl Check {
    /// Whether it holds for what a rubric finds.
    pub(super) fn holds(self, rubric: &Rubric, evidence: &Evidence) -> bool {
        match self {
            Self::Level(criterion, level) => rubric
                .criteria
                .get(criterion)
                .is_some_and(|criterion| level_of(criterion, evidence) == level),
            Self::Phrase(signal, finds) => evidence
                .found
                .get(signal)
                .is_some_and(|found| found.is_empty() != finds),
        }
    }
}

/// All texts, graded.
pub(super) fn graded(book: &Workbook) -> Vec<Graded> {
    let rubric = &book.rubric;
    let (cases, phrases) = specimen::all(book);
    let of_cases = book.cases.iter().map(|case| {
        let levels = case.levels.iter();
        let checks = levels.map(|(criterion, level)| Check::Level(*criterion, *level));
        checks.collect::<Vec<_>>()
    });
    let of_phrases = book
        .phrases
        .iter()
        .map(|phrase| vec![Check::Phrase(phrase.signal, phrase.finds)]);
    let texts = cases.into_iter().chain(phrases);
    texts
        .zip(of_cases.chain(of_phrases))
        .map(|(specimen, mut checks)| {
            let evidence = specimen.evidence(rubric);
            checks.retain(|check| check.holds(rubric, &evidence));
            Graded {
                specimen,
                evidence,
                checks,
            }
        })
        .collect()
}

/// Texts whose checks a change may upset, and which checks.
pub(super) fn concerned<'t>(
    texts: &'t [Graded],
    concerns: impl Fn(Check) -> bool + 't,
) -> impl Iterator<Item = (&'t Graded, Vec<Check>)> {
    texts.iter().filter_map(move |text| {
        let checks: Vec<Check> = text
            .checks
            .iter()
            .copied()
            .filter(|check| concerns(*check))
            .collect();
        (!checks.is_empty()).then_some((text, checks))
    })
}

/// Which criteria and signals a signal can matter to.
pub(super) struct Reach {
    /// For each criterion whether each signal matters to its levels or to what announces it.
    criteria: Vec<Vec<bool>>,
    /// For each signal whether each other matters to it.
    signals: Vec<Vec<bool>>,
}

impl Reach {
    pub(super) fn of(rubric: &Rubric) -> Self {
        let criteria = rubric.criteria.iter().map(|criterion| {
            let levels = criterion.levels.iter();
            let names = levels.flat_map(|level| level.condition.names());
            closure(rubric, names.chain(criterion.announced_by.iter().copied()))
        });
        let all = 0..rubric.signals.len();
        Self {
            criteria: criteria.collect(),
            signals: all.map(|at| closure(rubric, [at])).collect(),
        }
    }

    /// Whether one of `signals` can matter to a check.
    pub(super) fn matters(&self, signals: &[usize], check: Check) -> bool {
        let reached = match check {
            Check::Level(criterion, _) => self.criteria.get(criterion),
            Check::Phrase(signal, _) => self.signals.get(signal),
        };
        reached.is_some_and(|reached| holds_any(reached, signals))
    }

    /// The criteria that one of `signals` can matter to.
    pub(super) fn criteria(&self, signals: &[usize]) -> Vec<usize> {
        let all = self.criteria.iter().enumerate();
        all.filter(|(_, reached)| holds_any(reached, signals))
            .map(|(at, _)| at)
            .collect()
    }
}

fn holds_any(reached: &[bool], signals: &[usize]) -> bool {
    signals
        .iter()
        .any(|at| reached.get(*at).copied().unwrap_or(false))
}

/// `names` and all signals that they are made of or stand near to.
fn closure(rubric: &Rubric, names: impl IntoIterator<Item = usize>) -> Vec<bool> {
    let mut reached = vec![false; rubric.signals.len()];
    let mut open: Vec<usize> = names.into_iter().collect();
    while let Some(at) = open.pop() {
        let Some(seen) = reached.get_mut(at) else {
            continue;
        };
        if std::mem::replace(seen, true) {
            continue;
        }
        if let Some(signal) = rubric.signals.get(at) {
            if let Find::Any(parts) | Find::Together(parts) = &signal.find {
                open.extend(parts);
            }
            open.extend(signal.near.map(|(near, _)| near));
        }
    }
    reached
}
