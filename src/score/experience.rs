//! What was learned from marked answers put beside what the rubric's conditions say of a level.

use crate::evidence::{Evidence, Hit, Key, LEARNED, Likely};
use crate::rubric::{Experience, MAX_LEVEL, Rubric, Stance};

/// Up to so many words of an answer the conditions decide alone, and from so many on what was learned counts
/// fully: it was learned from whole answers.
const WORDS: [f64; 2] = [60.0, 150.0];

/// By so much what was learned must differ from the conditions to move their level. Rounding would be 0.5;
/// of answers that nothing was learned from more levels are exact with this.
const CLEAR: f64 = 0.6;

/// A sentence at least so likely is shown as evidence.
const SHOWN: f64 = 0.45;

/// What a signal found is not shown in a sentence less likely than this.
const DOUBTED: f64 = 0.05;

/// An answer without any sentence so likely has no evidence but what signals found.
const ANY: f64 = 0.15;

/// What is expected of a criterion by what was learned from marked answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The level that the rubric's conditions give, 0..=3.
    pub conditions: u8,
    /// The level, as a number; 0..=3 or a little beside it.
    pub level: f64,
    /// How many sentences of the answer are evidence.
    pub sentences: f64,
}

/// What is expected of a criterion to which the conditions give a level; `None` where nothing was learned.
pub(super) fn expect(
    rubric: &Rubric,
    criterion: usize,
    evidence: &Evidence,
    conditions: u8,
) -> Option<Expected> {
    let (known, likely) = known(rubric, criterion, evidence)?;
    let making = &known.level;
    let sentences: f64 = likely.iter().map(|one| one.likelihood).sum();
    let mut best = [0.0; 3];
    for one in likely {
        let mut rest = one.likelihood;
        for slot in &mut best {
            if rest > *slot {
                std::mem::swap(slot, &mut rest);
            }
        }
    }
    let reached = making.reached.iter().take(usize::from(conditions));
    let best = making
        .best
        .iter()
        .zip(best)
        .map(|(weight, one)| weight * one);
    let level =
        making.base + reached.sum::<f64>() + making.sum * sentences.ln_1p() + best.sum::<f64>();
    Some(Expected {
        conditions,
        level,
        sentences,
    })
}

/// The level of a criterion: what was learned moves the one that the conditions give by one at most, where it
/// is clear. It raises none of an answer that fits any other case or addresses its grader, and none from 0
/// without a sentence to show for it; and what signals found stays a mention.
pub(super) fn level(
    rubric: &Rubric,
    criterion: usize,
    evidence: &Evidence,
    expected: &Expected,
) -> u8 {
    let conditions = expected.conditions;
    let [from, to] = WORDS;
    #[expect(clippy::cast_precision_loss, reason = "words of an answer")]
    let words = evidence.answer_words as f64;
    let share = ((words - from) / (to - from)).clamp(0.0, 1.0);
    let apart = (expected.level - f64::from(conditions)) * share;
    if apart <= -CLEAR {
        return conditions.saturating_sub(1).max(conditions.min(1));
    }
    let extent = &evidence.extent;
    let held = extent.general.is_some() || extent.is_attacked();
    let unseen = || {
        let known = known(rubric, criterion, evidence);
        let mut likely = known.into_iter().flat_map(|(_, likely)| likely);
        conditions == 0 && likely.all(|one| one.likelihood < ANY)
    };
    if apart < CLEAR || held || unseen() {
        conditions
    } else {
        MAX_LEVEL.min(conditions + 1)
    }
}

/// The evidence for a level: of what signals found what is likely, and what else is.
pub(super) fn evidence(
    rubric: &Rubric,
    criterion: usize,
    evidence: &Evidence,
    mut hits: Vec<Hit>,
    most: usize,
) -> Vec<Hit> {
    let Some((_, likely)) = known(rubric, criterion, evidence) else {
        return hits;
    };
    let likelihood = |sentence: usize| {
        let found = likely.binary_search_by_key(&sentence, |one| one.sentence);
        found
            .ok()
            .and_then(|at| likely.get(at))
            .map(|one| one.likelihood)
    };
    let mut shown: Vec<&Likely> = likely
        .iter()
        .filter(|one| one.likelihood >= SHOWN)
        .collect();
    if shown.is_empty() && hits.is_empty() {
        let best = |one: &&Likely, other: &&Likely| one.likelihood.total_cmp(&other.likelihood);
        shown.extend(likely.iter().max_by(best));
    }
    let believed = |hit: &Hit| likelihood(hit.sentence).is_none_or(|one| one >= DOUBTED);
    if !shown.is_empty() || hits.iter().any(believed) {
        hits.retain(believed);
    }
    for one in shown {
        if hits.iter().all(|hit| hit.sentence != one.sentence) {
            hits.push(Hit {
                signal: LEARNED,
                span: one.span,
                sentence: one.sentence,
                stance: Stance::Delivered,
                key: Key::Sentence(one.sentence),
            });
        }
    }
    // The likeliest where there are too many.
    hits.sort_by(|one, other| {
        let [one, other] = [one, other].map(|hit| likelihood(hit.sentence).unwrap_or(1.0));
        other.total_cmp(&one)
    });
    hits.truncate(most);
    hits.sort_by_key(|hit| hit.span);
    hits
}

fn known<'e>(
    rubric: &'e Rubric,
    criterion: usize,
    evidence: &'e Evidence,
) -> Option<(&'e Experience, &'e [Likely])> {
    let known = rubric.learned.criteria.get(criterion)?.as_ref()?;
    Some((known, evidence.likely.get(criterion)?))
}
