//! How sure a level is: the share of such levels that an examiner gives alike.
//!
//! Measured on the levels of answers that other people wrote and marked, half of them found in public and
//! half written for the purpose: of levels 0 to 3 as given here 64, 48, 48 and 70 percent were the
//! examiner's, some 5 percent fewer where the evidence is one find only, lies right at a limit, or is
//! spoken against. Of a text of which hardly anything was graded, little is known.

use super::Grade;
use super::levels::counter;
use crate::evidence::Evidence;
use crate::rubric::{Criterion, MAX_LEVEL, Name, Rubric};

/// The share of each level, 0..=3, that is an examiner's.
const SHARES: [f64; MAX_LEVEL as usize + 1] = [0.65, 0.5, 0.5, 0.7];

/// By how much fewer are where something speaks for doubt.
const DOUBT: f64 = 0.05;

/// The share of answers told to be none that are none, at least.
const NO_ANSWER: f64 = 0.8;

/// The confidence of one level, 0..=1.
pub(super) fn of(criterion: &Criterion, evidence: &Evidence, level: u8) -> f64 {
    if evidence.extent.not_an_answer.is_some() {
        return NO_ANSWER;
    }
    let reached = usize::from(level);
    let mut names: Vec<Name> = Vec::new();
    for level in criterion.levels.iter().take(reached.max(1)) {
        level.condition.add_supporters(&mut names);
    }
    let mut doubts = 0.0;
    if level > 0 {
        if !evidence.differ(&names) {
            doubts += 1.0;
        }
        let short = |names: &[Name]| (counter(evidence)(names) - 1.0).max(0.0);
        let barely = criterion
            .levels
            .get(reached - 1)
            .is_some_and(|level| !level.condition.holds(&short));
        if barely {
            doubts += 1.0;
        }
    }
    if level < MAX_LEVEL {
        let more = |names: &[Name]| counter(evidence)(names) + 1.0;
        let nearly = criterion
            .levels
            .get(reached)
            .is_some_and(|level| level.condition.holds(&more));
        if nearly && reached > 0 {
            doubts += 1.0;
        }
    }
    let spoken_against = names
        .iter()
        .filter_map(|name| evidence.discounted.get(*name))
        .any(|hits| !hits.is_empty());
    if spoken_against {
        doubts += 1.0;
    }
    SHARES.get(reached).copied().unwrap_or_default() - DOUBT * doubts
}

/// A text of fewer words than this leaves the whole less sure.
const THIN_WORDS: usize = 60;

/// A text of which less than one word in so many was graded is known by hardly anything.
const KEPT: usize = 10;

/// The most confidence in the grade of such a text.
const HARDLY: f64 = 0.3;

/// The most confidence in the grade of a text that is more likely something else than an answer, that
/// never mentions what its question is about, or of which hardly a word seems its own.
const DOUBTFUL: f64 = 0.4;

/// The confidence of the whole, 0..=1, to two decimals.
pub(super) fn overall(rubric: &Rubric, grades: &[Grade], evidence: &Evidence) -> f64 {
    let total = rubric.total_weight();
    let weighted: f64 = rubric
        .criteria
        .iter()
        .zip(grades)
        .map(|(criterion, grade)| criterion.weight * grade.confidence)
        .sum();
    let mut confidence = if total > 0.0 { weighted / total } else { 0.0 };
    if evidence.answer_words < THIN_WORDS && evidence.answer_words > 0 {
        confidence *= 0.85;
    }
    if evidence.extent.is_attacked() {
        confidence *= 0.9;
    }
    let extent = &evidence.extent;
    if extent.may_be.is_some() || !extent.unmentioned.is_empty() || extent.general.is_some() {
        confidence = confidence.min(DOUBTFUL);
    }
    let hardly = evidence.answer_words * KEPT < evidence.words;
    if hardly && evidence.extent.not_an_answer.is_none() {
        confidence = confidence.min(HARDLY);
    }
    (confidence * 100.0).round() / 100.0
}
