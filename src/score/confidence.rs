//! How sure a level is. Our own measure, not a probability: it starts at 0.95 and falls where the
//! evidence is thin (one find only), lies right at a limit, or speaks both ways. Of a text of which hardly
//! anything was graded, little is known.

use super::Grade;
use super::levels::counter;
use crate::evidence::Evidence;
use crate::rubric::{Criterion, MAX_LEVEL, Name, Rubric};

/// The confidence of one level, 0.3..=0.95.
pub(super) fn of(criterion: &Criterion, evidence: &Evidence, level: u8) -> f64 {
    if evidence.extent.not_an_answer.is_some() {
        return 0.8;
    }
    let mut confidence: f64 = 0.95;
    let reached = usize::from(level);
    let mut names: Vec<Name> = Vec::new();
    for level in criterion.levels.iter().take(reached.max(1)) {
        level.condition.add_supporters(&mut names);
    }
    if level > 0 {
        if !evidence.differ(&names) {
            confidence -= 0.15;
        }
        let short = |names: &[Name]| (counter(evidence)(names) - 1.0).max(0.0);
        let barely = criterion
            .levels
            .get(reached - 1)
            .is_some_and(|level| !level.condition.holds(&short));
        if barely {
            confidence -= 0.1;
        }
    }
    if level < MAX_LEVEL {
        let more = |names: &[Name]| counter(evidence)(names) + 1.0;
        let nearly = criterion
            .levels
            .get(reached)
            .is_some_and(|level| level.condition.holds(&more));
        if nearly && reached > 0 {
            confidence -= 0.1;
        }
    }
    let against = names
        .iter()
        .filter_map(|name| evidence.discounted.get(*name))
        .map(<[_]>::len)
        .sum::<usize>();
    if against > 0 {
        confidence -= if level == 0 { 0.2 } else { 0.1 };
    }
    confidence.clamp(0.3, 0.95)
}

/// A text of fewer words than this leaves the whole less sure.
const THIN_WORDS: usize = 60;

/// A text of which less than one word in so many was graded is known by hardly anything.
const KEPT: usize = 10;

/// The most confidence in the grade of such a text.
const HARDLY: f64 = 0.4;

/// The most confidence in the grade of a text that is more likely something else than an answer, or that
/// never mentions what its question is about.
const DOUBTFUL: f64 = 0.5;

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
    if extent.may_be.is_some() || !extent.unmentioned.is_empty() {
        confidence = confidence.min(DOUBTFUL);
    }
    let hardly = evidence.answer_words * KEPT < evidence.words;
    if hardly && evidence.extent.not_an_answer.is_none() {
        confidence = confidence.min(HARDLY);
    }
    (confidence * 100.0).round() / 100.0
}
