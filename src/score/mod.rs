//! Evidence made into levels, levels into points and a score, with how sure all of it is.

mod combined;
mod confidence;
mod experience;
mod levels;

use crate::evidence::{Evidence, Hit, Seen};
use crate::rubric::{Criterion, Effect, Level, MAX_LEVEL, Name, Opinion, Rubric};
use crate::text::Span;
use combined::Rated;

pub use combined::APART;
pub use experience::Expected;
pub use levels::{Want, level_of, wanted};

/// A criterion's grade.
#[derive(Clone, Debug)]
pub struct Grade {
    /// 0..=3.
    pub level: u8,
    /// How sure the level is, 0..=1.
    pub confidence: f64,
    /// The level of the signals alone, 0..=3, and how sure it is.
    pub signals: (u8, f64),
    /// What is expected by what was learned from marked answers, if anything was.
    pub expected: Option<Expected>,
    /// What a judge says, if one was asked.
    pub opinion: Option<Opinion>,
    /// What earned the level by the signals, one hit for each different thing, in order of the text.
    pub evidence: Vec<Hit>,
    /// What was only promised, where nothing of it was delivered.
    pub announced: Vec<Hit>,
}

/// A score rule that applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// What it does.
    pub effect: Effect,
    /// Why.
    pub because: String,
    /// The score before it.
    pub before: f64,
}

/// A score and how it came about.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// 0..=100, to one decimal.
    pub score: f64,
    /// Points of each criterion, to one decimal; they sum to the score before rules.
    pub points: Vec<f64>,
    /// The rules that changed the score, in order.
    pub applied: Vec<Applied>,
}

/// A graded answer.
#[derive(Clone, Debug)]
pub struct Score {
    /// By criterion, in the rubric's order.
    pub grades: Vec<Grade>,
    /// The score.
    pub outcome: Outcome,
    /// How sure the whole is, 0..=1: the mean of the criteria's, by weight, less for a text that is
    /// short or doubtful as a whole.
    pub confidence: f64,
}

/// The most pieces of evidence that are kept for one criterion.
const EVIDENCE: usize = 12;

/// Grades what was found, together with a judge's opinions by criterion; without any the signals
/// decide alone.
#[must_use]
pub fn grade(
    rubric: &Rubric,
    evidence: &Evidence,
    opinions: &[Opinion],
    assume_answer: bool,
) -> Score {
    let zeroed = evidence.extent.not_an_answer.is_some() && !assume_answer;
    let grades: Vec<Grade> = rubric
        .criteria
        .iter()
        .enumerate()
        .map(|(at, criterion)| {
            let opinion = opinions.get(at).filter(|_| !zeroed);
            grade_one(rubric, (at, criterion), evidence, opinion, zeroed)
        })
        .collect();
    let levels: Vec<u8> = grades.iter().map(|grade| grade.level).collect();
    let outcome = outcome(rubric, &levels);
    let confidence = confidence::overall(rubric, &grades, evidence);
    Score {
        grades,
        outcome,
        confidence,
    }
}

fn grade_one(
    rubric: &Rubric,
    (at, criterion): (usize, &Criterion),
    evidence: &Evidence,
    opinion: Option<&Opinion>,
    zeroed: bool,
) -> Grade {
    let mut level = if zeroed {
        0
    } else {
        level_of(criterion, evidence)
    };
    let mut hits = earned_by(rubric, criterion, level, evidence);
    if let Some(general) = &evidence.extent.general {
        let spans: Vec<Span> = hits.iter().map(|hit| hit.span).collect();
        let most = general.most(&spans).max(criterion.general.into());
        if usize::from(level) > most {
            level = u8::try_from(most).unwrap_or(level);
            hits = earned_by(rubric, criterion, level, evidence);
        }
    }
    let expected = experience::expect(rubric, at, evidence, level).filter(|_| !zeroed);
    if let Some(expected) = &expected {
        level = experience::level(rubric, at, evidence, expected);
        if level < expected.conditions {
            hits = earned_by(rubric, criterion, level, evidence);
        }
        if level > 0 {
            hits = experience::evidence(rubric, at, evidence, hits, EVIDENCE);
        }
    }
    let confidence = confidence::of(criterion, evidence, level);
    let alone = Rated { level, confidence };
    let rated = combined::combine(alone, opinion, evidence.extent.is_attacked());
    let announced = if rated.level == 0 && !zeroed {
        announced(criterion, evidence)
    } else {
        Vec::new()
    };
    if rated.level == 0 {
        hits.clear();
    }
    Grade {
        level: rated.level,
        confidence: rated.confidence,
        signals: (level, confidence),
        expected,
        opinion: opinion.cloned(),
        evidence: hits,
        announced,
    }
}

/// What earned a level. From the second level on, what the first one makes do with is beside the point,
/// unless there is nothing else; quiet signals speak where no other does.
fn earned_by(rubric: &Rubric, criterion: &Criterion, level: u8, evidence: &Evidence) -> Vec<Hit> {
    let reached = criterion.levels.get(..usize::from(level)).unwrap_or(&[]);
    let quiet = |name: &Name| rubric.signals.get(*name).is_some_and(|signal| signal.quiet);
    let count = levels::counter(evidence);
    let supporters = |levels: &[Level]| {
        let mut names = Vec::new();
        for level in levels {
            level.condition.add_earners(&count, &mut names);
        }
        names.sort_unstable();
        names.dedup();
        names.into_iter().partition::<Vec<Name>, _>(quiet)
    };
    let from = usize::from(level > 1);
    let (_, telling) = supporters(reached.get(from..).unwrap_or(&[]));
    let hits = foremost(&telling, evidence);
    if !hits.is_empty() || reached.is_empty() {
        return hits;
    }
    let (quiet, telling) = supporters(reached);
    let hits = foremost(&telling, evidence);
    if hits.is_empty() {
        return foremost(&quiet, evidence);
    }
    hits
}

/// The first hits of the named signals in order of the text: one for each different thing, and none that
/// lies inside another.
fn foremost(names: &[Name], evidence: &Evidence) -> Vec<Hit> {
    let mut hits: Vec<&Hit> = evidence.hits(names).collect();
    hits.sort_by_key(|hit| hit.span);
    let mut seen = Seen::default();
    let mut kept = Vec::with_capacity(EVIDENCE);
    let mut end = 0;
    for same_place in hits.chunk_by(|one, other| one.span.start == other.span.start) {
        let mut longest: Option<&Hit> = None;
        for hit in same_place {
            let longer = longest.is_none_or(|longest| hit.span.end > longest.span.end);
            if seen.insert(hit.key) && longer {
                longest = Some(hit);
            }
        }
        if let Some(hit) = longest.filter(|hit| hit.span.end > end) {
            end = hit.span.end;
            kept.push(*hit);
        }
        if kept.len() == EVIDENCE {
            break;
        }
    }
    kept
}

/// What was promised of a criterion, one hit a sentence.
fn announced(criterion: &Criterion, evidence: &Evidence) -> Vec<Hit> {
    let mut hits: Vec<Hit> = criterion
        .announced_by
        .iter()
        .filter_map(|name| evidence.found.get(*name))
        .flatten()
        .copied()
        .collect();
    hits.sort_by_key(|hit| hit.span);
    hits.dedup_by_key(|hit| hit.sentence);
    hits
}

/// The score for some levels, in the rubric's order of criteria: each criterion gives its weight
/// times level / 3 of the total weight, out of 100; then the rules apply in their order.
#[must_use]
pub fn outcome(rubric: &Rubric, levels: &[u8]) -> Outcome {
    let total = rubric.total_weight();
    let share = |weight: f64| {
        if total > 0.0 {
            weight * 100.0 / total
        } else {
            0.0
        }
    };
    let exact: Vec<f64> = rubric
        .criteria
        .iter()
        .zip(levels)
        .map(|(criterion, level)| {
            share(criterion.weight) * f64::from(*level) / f64::from(MAX_LEVEL)
        })
        .collect();
    let mut score: f64 = exact.iter().sum();
    let mut applied = Vec::new();
    let level = |names: &[Name]| {
        names
            .iter()
            .filter_map(|name| levels.get(*name))
            .map(|level| f64::from(*level))
            .sum()
    };
    for rule in &rubric.rules {
        if !rule.when.holds(&level) {
            continue;
        }
        let after = match rule.effect {
            Effect::AtMost(limit) => score.min(limit),
            Effect::Minus(points) => (score - points).max(0.0),
        };
        if after < score {
            applied.push(Applied {
                effect: rule.effect,
                because: rule.because.clone(),
                before: round(score),
            });
            score = after;
        }
    }
    Outcome {
        score: round(score),
        points: exact.into_iter().map(round).collect(),
        applied,
    }
}

/// To one decimal.
#[must_use]
pub fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
